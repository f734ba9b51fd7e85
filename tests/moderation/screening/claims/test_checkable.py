"""The signs that a text states something that could be checked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.claims.checkable import SIGNS, signs_of
from moderation.screening.evaluate_facts import PURPOSES, read_set
from moderation.screening.training.material.reader import read as read_material


def seen(text: str) -> set[str]:
    return {sign for sign, on in zip(SIGNS, signs_of(text), strict=True) if on}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("the library is closing", {"stated", "state"}),
        ("is the library closing?", {"asked"}),
        ("i bet they will sell it", {"foreseen"}),
        ("the pool should be free", {"wished"}),
        ("it costs £0 now", {"stated", "state", "number"}),
        ("mae'r llyfrgell yn cau", {"stated", "state"}),
        ("dylai'r llyfrgell gau", {"wished"}),
        ("", set()),
    ],
)
def test_a_statement_shows_its_signs_and_a_question_or_wish_shows_others(text, signs):
    assert seen(text) == signs


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_has_signs_of_nought_or_one(text):
    assert set(signs_of(text)) <= {0.0, 1.0}


def test_the_claims_that_measure_are_in_no_material():
    written = {
        row.text.lower().strip(".! ")
        for purpose in ("train", "threshold", "claims", "claims-threshold")
        for row in read_material(purpose, seed=1)
    }
    measured = {
        remark.text.lower().strip(".! ") for purpose in PURPOSES for remark in read_set(purpose)[0]
    }

    assert not written & measured


def test_claims_for_training_and_for_calibrating_share_no_sentence():
    train, calibrate = (
        {row.text.lower().strip(".! ") for row in read_material(purpose, seed=1)}
        for purpose in ("claims", "claims-threshold")
    )

    assert not train & calibrate
