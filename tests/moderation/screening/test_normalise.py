import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("f*ck off", "fuck off"),
        ("f.u.c.k", "fuck"),
        ("f u c k", "fuck"),
        ("w4nker", "wanker"),
        ("sh!t", "shit"),
        ("ｗａｎｋｅｒ", "wanker"),
        ("𝐟𝐮𝐜𝐤", "fuck"),
        ("🅱🅸🅽", "bin"),
        ("tw\u200bat", "twat"),
        ("sс\u0430m", "scam"),
        ("fuuuuuck", "fuuck"),
        ("b\u0332i\u0332n", "bin"),
    ],
)
def test_disguised_letters_are_read_as_the_letters_they_imitate(written, read):
    assert normalise(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "A* in maths and a **** rating",
        "The A470 is shut at 7:30",
        "£1,842.17 for band D",
        "Mae'r tŷ ŵyl â gŵr",
        "Привет, когда откроется библиотека",
        "B&Q and P.O. Box 12, e.g. U.S.A.",
        "Ask @porthaven or #bins, ref AB12 CDE",
        "👨\u200d👩\u200d👧 welcome 🏳️\u200d🌈",
        "Open 9am-5pm, gr8 job!",
    ],
)
def test_ordinary_writing_comes_back_unchanged(text):
    assert normalise(text).text == text


def test_a_span_in_the_repaired_text_leads_back_to_what_the_author_typed():
    original = "oh f\u200b.u.c.k that"
    normal = normalise(original)
    at = normal.text.index("fuck")

    start, end = normal.span(at, at + 4)

    assert original[start:end] == "f\u200b.u.c.k"


@given(st.text(max_size=300))
def test_every_repaired_character_has_a_place_in_the_original(text):
    normal = normalise(text)

    assert len(normal.text) == len(normal.lower) == len(normal.starts) == len(normal.ends)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True)
    )
    assert list(normal.starts) == sorted(normal.starts)


def test_an_empty_span_is_refused():
    with pytest.raises(ValueError, match="empty span"):
        normalise("bins").span(1, 1)
