import pytest

from moderation.screening.language import identify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("when will you fix the road please", "en"),
        ("pryd fyddwch chi'n trwsio'r ffordd", "cy"),
        ("mae'r biniau yn llawn", "cy"),
        ("the bins are full ond mae'r cyngor yn gwneud dim", "mixed"),
        ("diolch yn fawr iawn", "cy"),
        ("absolute shambles", "en"),
        ("", "en"),
        ("12345 !!!", "en"),
    ],
)
def test_welsh_and_english_are_told_apart(text, language):
    assert identify(text) == language


def test_a_hint_decides_only_where_the_words_do_not():
    assert identify("bingo", "cy") == "cy"
    assert identify("when will you fix the road", "cy") == "en"
    assert identify("12345", "fr") == "en"
