"""The gate: a model or rule that does worse on our own test comments does not ship."""

import pytest

from moderation.screening.evaluate import (
    OWN_TEST,
    Figures,
    category_figures,
    read_labelled,
    report,
    screen_all,
    slice_figures,
)
from moderation.screening.training.material.reader import read

COMMENTS = read_labelled(OWN_TEST)


@pytest.fixture(scope="module")
def screenings(screener):
    return screen_all(COMMENTS, screener)


def test_there_are_at_least_three_hundred_comments_in_both_languages():
    assert len(COMMENTS) >= 300
    assert {comment.lang for comment in COMMENTS} == {"en", "cy"}


def test_the_test_comments_are_in_no_training_or_threshold_material():
    written = {
        row.text.lower().strip(".! ")
        for purpose in ("train", "threshold")
        for row in read(purpose, seed=1)
    }

    assert not {comment.text.lower().strip(".! ") for comment in COMMENTS} & written


def test_no_material_is_used_both_for_training_and_for_thresholds():
    train = {row.text.lower().strip(".! ") for row in read("train", seed=1)}
    threshold = {row.text.lower().strip(".! ") for row in read("threshold", seed=1)}

    assert not train & threshold


def test_no_group_is_wrongly_flagged_more_than_any_other(screenings):
    figures = slice_figures(COMMENTS, screenings, lambda comment: comment.group)

    assert {name: one.wrong for name, one in figures.items() if one.wrong} == {}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_ordinary_comments_are_left_alone_and_the_rest_found(screenings, language):
    figures = slice_figures(COMMENTS, screenings, lambda comment: comment.lang)[language]

    assert figures.wrongly_flagged is not None
    assert figures.wrongly_flagged <= 0.03
    assert figures.recall is not None
    assert figures.recall >= 0.8


@pytest.mark.parametrize("category", ["threat", "safeguarding"])
def test_threats_and_risk_are_rarely_missed(screenings, category):
    figures = category_figures(COMMENTS, screenings)[category]

    assert figures.recall is not None
    assert figures.recall >= 0.75


def test_figures_count_what_was_right_missed_wrong_and_left():
    figures = Figures()
    for should, does in ((True, True), (True, False), (False, True), (False, False)):
        figures = figures.plus(should=should, does=does)

    assert figures == Figures(1, 1, 1, 1)
    assert figures.recall == 0.5
    assert Figures().recall is None


def test_the_report_has_a_line_for_every_language_kind_and_group(screener):
    text = report(COMMENTS[:40], screener)

    assert "By group" in text
    assert "gay people" in text
