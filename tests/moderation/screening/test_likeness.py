import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.likeness import are_alike, marks

TEXT = "Stop the council selling our park to developers, sign now at example.org"


@pytest.mark.parametrize(
    "copy",
    [
        "STOP the council selling our park to developers!!! sign now at example.org 🔥🔥",
        "Stop the council selling our park to developers, sign now at example.org #park 123",
        "@bob Stop the council selling our park to developers, please sign now at example.org",
        "Stop the counc\u200bil selling our park to dev\u0435lopers, sign now at example.org",
    ],
)
def test_near_copies_share_a_mark_and_are_alike(copy):
    assert set(marks(TEXT)) & set(marks(copy))
    assert are_alike(TEXT, copy)


@pytest.mark.parametrize(
    "other",
    [
        "The council should keep the park open for the children in summer",
        "Stop the buses idling by our school, the fumes are terrible every morning",
        "Thank you to the park staff who found my son's coat yesterday",
    ],
)
def test_other_comments_on_the_same_thing_are_not_alike(other):
    assert not are_alike(TEXT, other)


@pytest.mark.parametrize(
    "text", ["", "Thank you!", "Well done everyone", "👍👍👍", "12 34 56 78 90"]
)
def test_a_text_that_says_too_little_has_no_marks(text):
    assert marks(text) == ()


@given(st.text(max_size=300))
def test_marks_are_the_same_each_time_and_fit_the_database(text):
    assert marks(text) == marks(text)
    assert all(0 <= mark < 2**63 for mark in marks(text))


def test_a_long_text_is_marked_by_its_beginning():
    assert marks("one two three four five six " * 20_000)
