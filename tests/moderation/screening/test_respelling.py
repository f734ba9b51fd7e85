"""Words misspelt on purpose are read; ordinary words, names, codes and Welsh are not changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.lexicons.variants import strong_words, variants
from moderation.screening.normalise import normalise
from moderation.screening.ordinary import is_everyday, is_word
from moderation.screening.respelling import respell


def read(text: str) -> str:
    return respell(normalise(text, wary=True)).lower


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("you wnaker", "you wanker"),
        ("you bstrd", "you bastard"),
        ("what a rekcuf", "what a fucker"),
        ("bas tard", "bastard"),
        ("youwanker", "you wanker"),
        ("a w a n k e r", "a wanker"),
        ("absolute phucker", "absolute fucker"),
        ("8u1lsh1t", "bullshit"),
        ("w#nk*r", "wanker"),
        ("baaastarrrd", "bastard"),
        ("you are υѕҽӏҽѕѕ", "you are useless"),
        ("ti'n wanccar", "ti'n wancar"),
    ],
)
def test_a_disguised_word_is_read(written, meant):
    assert read(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "the 5h17-88 valve", "model sh1t-200x", "my pen is on the desk", "a cook and a crook",
        "mae'r plant yn y parc", "cos i ffwrdd", "the banker was waning", "councillor cuthbert",
        "gr8 m8 c u l8r", "the soot from the boot", "an a* and a b*", "twill and till",
    ],
)  # fmt: skip
def test_ordinary_writing_is_left_as_it_is(text):
    assert read(text) == normalise(text, wary=True).lower


@pytest.mark.parametrize(
    "name", ["Ask Bob Dickk about it", "Twatt, Orkney", "Stabb Lane", "to Fagg"]
)
def test_a_capital_amid_a_sentence_makes_a_name(name):
    assert read(name) == name.lower()


@pytest.mark.parametrize(
    ("text", "word"), [("you 🤡", "idiot"), ("I will 🔪 you", "stab"), ("🖕 the lot", "fuck")]
)
def test_emoji_are_words_where_a_word_would_stand(text, word):
    assert word in read(text)


@pytest.mark.parametrize("text", ["🔪 sharpening on Saturday", "the 🐕 show", "that was 🔥"])
def test_emoji_elsewhere_are_pictures(text):
    assert read(text) == text.lower()


def test_no_variant_is_an_ordinary_word_or_a_strong_word_itself():
    assert not [form for form in variants() if is_everyday(form)]
    assert not set(variants()) & strong_words()


def test_names_and_places_are_words():
    assert is_word("tegan")
    assert is_word("london")


def test_the_span_of_a_word_read_leads_back_to_all_that_was_typed():
    text = "you  are a  b@st​4rd !"
    normal = respell(normalise(text, wary=True))
    at = normal.lower.index("bastard")

    start, end = normal.span(at, at + len("bastard"))
    assert text[start:end] == "b@st​4rd"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_every_character_read_has_its_place_in_order(text):
    normal = respell(normalise(text, wary=True))

    assert len(normal.text) == len(normal.lower) == len(normal.starts) == len(normal.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(normal.starts, normal.ends, strict=True))
    assert list(normal.starts) == sorted(normal.starts)


@pytest.mark.parametrize("piece", ["wnaker ", "w ", "🔪 you ", "b@st ", "ѕ", "x*", "s h i t "])
def test_a_long_text_is_read_to_its_end(piece):
    text = piece * (100_000 // len(piece)) + " you wnaker"

    assert read(text).endswith("you wanker")


@pytest.mark.parametrize(
    "word",
    ["tweet", "therapists", "apathetic", "aspic", "hearse", "cockburn", "cânt", "tâp", "côr", "twt",
     "ymgynghoriad", "scunthorpe", "essex", "sussex", "assess", "analyst", "cocktail", "dickens"],
)  # fmt: skip
def test_a_word_that_holds_or_resembles_a_strong_word_is_not_changed(word):
    assert read(f"yr un {word} eto") == f"yr un {word} eto"
