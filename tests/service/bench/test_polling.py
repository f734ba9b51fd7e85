"""The replay is fair, foresight is the best there is, and the months are what they claim."""

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from service.bench.arrivals import BEGINS, DAY, HOUR, PLANS, STORM, VILLAGE, Stream, month
from service.bench.foresight import best
from service.bench.polling import Measured, Plan, Replayed, fixed, measure, replay
from service.commands import bench
from service.commands.bench_polling import print_polling

times = st.lists(st.integers(0, 500), min_size=1, max_size=7).map(
    lambda seconds: sorted(float(t) for t in seconds)
)


def least_by_trying(streams, looks):
    """Try every way to make `looks` looks at arrivals, the last of each stream among them."""
    places = [(n, i) for n, said in enumerate(streams) for i in range(len(said) - 1)]
    spare = looks - len(streams)
    found = []
    for chosen in combinations(places, min(spare, len(places))):
        total = 0.0
        for n, said in enumerate(streams):
            ends = [*(i for m, i in chosen if m == n), len(said) - 1]
            total += sum(said[min(e for e in ends if e >= i)] - t for i, t in enumerate(said))
        found.append(total)
    return min(found)


@settings(max_examples=60, deadline=None)
@given(streams=st.lists(times, min_size=1, max_size=2), spare=st.integers(0, 4))
def test_foresight_is_the_best_that_trying_everything_finds(streams, spare):
    looks = len(streams) + spare
    least = least_by_trying(streams, looks)
    arrivals = sum(len(said) for said in streams)

    found = best(streams, looks)

    waited = sum(sum(waits) for waits in found.waits)
    assert found.looks <= looks
    assert [len(waits) for waits in found.waits] == [len(said) for said in streams]
    assert found.bound * arrivals <= least + 1e-6
    assert waited >= least - 1e-6
    if found.looks == looks:
        assert waited == pytest.approx(least, abs=1e-3)


def test_fixed_looks_wait_half_a_period_in_the_middle_and_never_longer_than_one():
    said = [BEGINS + 7.0 * n for n in range(int(DAY / 7))]

    waits = fixed([Stream("a", said)], 288, 1)

    assert max(waits) <= 300.0
    assert sorted(waits)[len(waits) // 2] == pytest.approx(150.0, abs=5.0)


def test_every_comment_is_fetched_once_in_each_way_with_no_more_looks_than_a_day_has():
    streams = month(VILLAGE, 7)
    replayed = Replayed()
    replay(streams, 28, Plan(period=1800.0, slowest=5400.0), replayed)

    comments = sum(len(stream.said) for stream in streams)
    assert {len(waits) for waits in replayed.waits.values()} == {comments}
    assert min(min(waits) for waits in replayed.waits.values()) >= 0.0
    assert max(replayed.waits["ours"]) <= 5400.0 + 1e-6
    assert replayed.most_in_a_day <= replayed.allowed_in_a_day == 240


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_a_month_is_the_same_again_and_another_with_another_seed(plan):
    first, again, other = month(plan, 5), month(plan, 5), month(plan, 6)

    assert first == again
    assert first != other
    for stream in first:
        assert stream.said == sorted(stream.said)
        assert all(BEGINS <= t < BEGINS + plan.days * DAY for t in stream.said)


def test_months_have_nights_and_the_storm_its_night():
    said = [t for stream in month(STORM, 5) for t in stream.said]
    storm = BEGINS + STORM.storms[0].day * DAY + STORM.storms[0].hour * HOUR
    in_storm = sum(storm <= t < storm + 12 * HOUR for t in said)
    usual = [t for t in said if not storm <= t < storm + 3 * DAY]
    at_night = sum(1 <= (t - BEGINS) % DAY / HOUR < 6 for t in usual)

    assert in_storm > 10 * sum(storm - 7 * DAY <= t < storm - 7 * DAY + 12 * HOUR for t in said)
    assert at_night < len(usual) * 0.1


def test_ours_halves_the_fixed_intervals_median_in_months_it_was_not_made_on():
    replayed = Replayed()
    replay(month(VILLAGE, 21), 28, Plan(period=1800.0, slowest=5400.0, fastest=60.0), replayed)

    assert replayed.summary("ours").median <= 0.5 * replayed.summary("fixed").median


def test_the_command_prints_json_with_parameters_months_and_goals():
    done = CliRunner().invoke(bench.app, ["polling", "--quick", "--json"])

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert set(told["months"]) == {plan.name for plan in PLANS}
    assert told["parameters"]["period"] == 300.0
    for replayed in told["months"].values():
        assert replayed["foresight"]["mean_s"] <= replayed["ours"]["mean_s"]
        assert replayed["most_looks_in_a_day"] <= replayed["allowed_in_a_day"]
    assert len(told["goals"]) == 12


def test_a_missed_goal_is_said_and_checked(capsys):
    waits = {
        "fixed": [10.0] * 3, "ours": [9.0] * 3, "rates": [6.0] * 3, "foresight": [0.0] * 3,
    }  # fmt: skip
    measured = Measured(Plan(), {"a month": Replayed(waits, 5, 5, 5, [0.0], [2.0])})
    print_polling(measured)

    told = " ".join(capsys.readouterr().out.split())
    assert "a month: median / fixed: 0.90 (at most 0.5): MISSED" in told
    assert "a month: median / rates known: 1.50 (at most 2): met" in told
    assert "a month: median / foresight: 9.00 (at most 2): MISSED" in told
    assert "a month: 95th / fixed: 0.90 (at most 1.1): met" in told


def test_measuring_replays_each_kind_of_month():
    said = []
    measured = measure(Plan(months=1, days=1, period=3600.0, slowest=7200.0), say=said.append)

    assert list(measured.months) == [plan.name for plan in PLANS]
    assert len(said) == len(PLANS)
