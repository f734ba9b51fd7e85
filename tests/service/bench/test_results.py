import pytest

from service.bench.results import Goal, Summary, machine


def test_the_95th_percentile_is_a_time_that_was_measured():
    summary = Summary.of([number / 1000 for number in range(100, 0, -1)])

    assert (summary.count, summary.median, summary.p95) == (100, 0.0505, 0.095)
    assert summary.in_ms() == {"median_ms": 50.5, "p95_ms": 95.0}


def test_of_few_times_the_95th_percentile_is_the_longest():
    assert Summary.of([0.3, 0.1, 0.2]).p95 == 0.3
    assert Summary.of([0.1]) == Summary(1, 0.1, 0.1)


def test_nothing_cannot_be_summed_up():
    with pytest.raises(ValueError, match="nothing was measured"):
        Summary.of([])


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [(0.25, True, True), (0.24, True, False), (0.25, False, True), (0.26, False, False)],
)
def test_a_goal_is_met_on_its_limit_and_on_one_side_of_it(value, at_least, met):
    goal = Goal("ratio", value, 0.25, at_least=at_least)

    assert goal.met is met
    assert goal.as_dict()["met"] is met
    assert goal.words.endswith("met" if met else "MISSED")


def test_the_machine_is_told_by_what_figures_depend_on_and_by_no_name():
    told = machine()

    assert set(told) == {"cores", "load", "processor", "system", "python", "sqlite"}
    assert told["cores"] >= 1
