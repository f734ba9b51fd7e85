"""Personal data and disguised words on the sentences written to measure them."""

import pytest

from moderation.screening.evaluate import Figures
from moderation.screening.evaluation.signals.attacks import ATTACKS, attacked, plain
from moderation.screening.evaluation.signals.figures import (
    FOLDER,
    LOOK_ALIKE,
    disguise_figures,
    f1,
    line,
    personal_data_figures,
    read_samples,
    report,
)


@pytest.fixture(scope="module")
def personal(screener):
    return personal_data_figures(screener)


@pytest.fixture(scope="module")
def disguised(screener):
    return disguise_figures(screener)


def test_the_test_sentences_are_many_half_look_alikes_and_a_third_welsh():
    samples = read_samples(FOLDER / "personal_data.txt")

    assert len(samples) >= 250
    assert 0.4 < sum(one.kind == LOOK_ALIKE for one in samples) / len(samples) < 0.6
    assert 0.25 < sum(one.lang == "cy" for one in samples) / len(samples) < 0.4
    assert len(read_samples(FOLDER / "twins.txt")) >= 150
    assert len(read_samples(FOLDER / "abuse.txt")) >= 40
    assert len(ATTACKS) >= 15


def test_personal_data_is_found_and_look_alikes_left_alone(personal):
    assert f1(personal["all"]) >= 0.97
    assert personal["all"].wrongly_flagged <= 0.02


def test_disguised_abuse_is_found_and_its_harmless_twins_mostly_left_alone(disguised):
    assert disguised["all attacks"].recall >= 0.94
    assert disguised["harmless twins"].wrongly_flagged <= 0.07


@pytest.mark.parametrize("name", list(ATTACKS))
def test_an_attack_is_the_same_each_time_and_leaves_the_rest_of_the_sentence(name):
    once = attacked("that {wanker} there", name, seed=1)

    assert once == attacked("that {wanker} there", name, seed=1)
    assert once is None or (once.startswith("that ") and once.endswith(" there"))


def test_an_attack_that_changes_nothing_gives_nothing():
    assert attacked("the {geg} word", "emoji", seed=1) is None
    assert plain("the {geg} word") == "the geg word"


def test_the_measure_is_nought_where_nothing_is_right():
    assert f1(Figures(missed=3)) == 0.0
    assert "found 1.000 of   1" in line("x", Figures(right=1))


def test_the_report_has_both_parts(screener):
    text = report(screener)

    assert text.startswith("Personal data: F1 ")
    assert "harmless twins" in text
