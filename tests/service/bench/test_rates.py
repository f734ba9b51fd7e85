"""Who knows the rates: they are those the months are made with, and nobody does better."""

from itertools import combinations

import numpy as np
import pytest

from service.bench.arrivals import BEGINS, CITY, DAY, STORM, VILLAGE, month
from service.bench.rates import SPAN, best, best_of_days, least_median, rates, waits


@pytest.mark.parametrize("plan", [VILLAGE, CITY, STORM], ids=lambda plan: plan.name)
def test_the_rates_are_those_with_which_the_month_was_made(plan):
    months = [month(plan, seed) for seed in (31, 32)]
    said = sum(len(stream.said) for streams in months for stream in streams)
    expected = sum(
        float(rates(stream, plan.days).sum()) * SPAN for streams in months for stream in streams
    )

    # Clusters of answers make the sum uncertain by some of its root.
    assert abs(said - expected) < 4 * (1.5 * said) ** 0.5


def test_the_rates_follow_the_month_from_quarter_day_to_quarter_day():
    stream = month(CITY, 33)[0]
    known = rates(stream, CITY.days).reshape(-1, int(DAY / 4 / SPAN)).sum(axis=1) * SPAN
    edges = BEGINS + np.arange(len(known) + 1) * DAY / 4
    said = np.histogram(stream.said, edges)[0]

    assert np.all(np.abs(said - known) < 5 * (1.5 * known + 1) ** 0.5)
    assert np.corrcoef(said, known)[0, 1] > 0.95


def expected_wait(known, looks, span):
    """The mean wait to be expected, by looking at every hundredth of a span."""
    total = weight = 0.0
    for rate, mine in zip(known, looks, strict=True):
        times = (np.arange(len(rate) * 100) + 0.5) * span / 100
        after = np.asarray(mine)[np.searchsorted(np.asarray(mine), times - 1e-9)] - times
        part = np.repeat(rate, 100)
        total += float((after * part).sum())
        weight += float(part.sum())
    return total / weight


def least_by_trying(known, looks, span, steps):
    """Try every way to place `looks` looks on a grid, each stream's end among them."""
    ends = [len(rate) * span for rate in known]
    places = [
        (n, step * span / steps)
        for n, rate in enumerate(known)
        for step in range(1, len(rate) * steps)
    ]
    found = []
    for chosen in combinations(places, looks - len(known)):
        mine = [[*(t for m, t in chosen if m == n), end] for n, end in enumerate(ends)]
        found.append(expected_wait(known, mine, span))
    return min(found)


@pytest.mark.parametrize(
    ("known", "looks"),
    [
        ([[1.0, 1.0, 1.0, 1.0]], 4),
        ([[1.0, 1.0, 4.0, 4.0]], 6),
        ([[4.0, 4.0, 4.0], [1.0, 1.0, 1.0]], 9),
        ([[9.0, 9.0], [1.0, 1.0]], 4),
        ([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], 6),
    ],
)
def test_looks_as_the_root_of_the_rate_are_the_best_that_trying_everything_finds(known, looks):
    rates_known = [np.array(rate) for rate in known]
    least = least_by_trying(rates_known, looks, 60.0, 2 if len(known) * looks > 16 else 3)

    found = best(rates_known, looks, begins=0.0, span=60.0)

    assert sum(map(len, found.looks)) == looks
    assert found.mean == pytest.approx(least, rel=0.05)
    assert expected_wait(rates_known, found.looks, 60.0) <= least * 1.05


def test_a_day_has_the_looks_it_was_given_and_the_busy_stream_most():
    known = [np.full(2 * 1440, 9.0), np.full(2 * 1440, 1.0)]

    busy, quiet = best_of_days(known, [40, 80])

    assert [sum(t <= BEGINS + DAY for t in looks) for looks in (busy, quiet)] == [30, 10]
    assert (len(busy), len(quiet)) == (90, 30)
    assert busy == sorted(busy)


def test_the_least_median_spends_all_looks_where_half_of_all_is_said():
    known = [np.array([8.0, 1.0, 1.0, 1.0, 1.0, 4.0])]

    # Half of 16 is said in the first minute: ten looks there are six seconds apart.
    assert least_median(known, 10, span=60.0) == 6.0


def test_what_is_said_after_the_last_look_waits_for_the_end():
    assert waits([1.0, 5.0, 9.0], [5.0, 6.0], 10.0) == [4.0, 0.0, 1.0]
