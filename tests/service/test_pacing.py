"""The pace of looks: within the limits and the day's number, and led by what comes."""

from bisect import bisect_right
from itertools import pairwise
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.arrival_rate import HOUR, Rate
from service.bench.arrivals import BEGINS, DAY
from service.pacing import Limits, next_wait, price_for, wait_at

LIMITS = Limits(fastest=30.0, slowest=900.0)
PERIOD = 300.0


def replay(streams, *, days, allowed, limits=LIMITS):
    """Look at each stream as the pace says; return the times of looks, by stream."""
    rates = [Rate() for _ in streams]
    looks = [[] for _ in streams]
    due = [BEGINS + n for n in range(len(streams))]
    while min(due) < BEGINS + days * DAY:
        n = due.index(min(due))
        now = due[n]
        seen = bisect_right(streams[n], rates[n].at)
        rates[n].learn(now, streams[n][seen : bisect_right(streams[n], now)])
        looks[n].append(now)
        ends = now - (now - BEGINS) % DAY + DAY
        used = sum(t >= ends - DAY for each in looks for t in each)
        due[n] = now + next_wait(rates[n], rates, left=allowed - used, until=ends, limits=limits)
    return looks


arrivals = st.lists(st.floats(0.0, 2 * DAY), max_size=400).map(
    lambda times: sorted(BEGINS + t for t in times)
)


@settings(max_examples=12, deadline=None)
@given(streams=st.lists(arrivals, min_size=1, max_size=3), period=st.sampled_from([450.0, 300.0]))
def test_looks_keep_to_the_days_number_and_to_both_limits(streams, period):
    allowed = int(len(streams) * DAY / period)

    looks = replay(streams, days=2, allowed=allowed)

    for day in range(2):
        start = BEGINS + day * DAY
        assert sum(start <= t < start + DAY for each in looks for t in each) <= allowed
    for each in looks:
        for before, after in pairwise(each):
            assert LIMITS.fastest - 1e-6 <= after - before <= LIMITS.slowest + 1e-6


@given(
    events=st.lists(
        st.tuples(st.floats(-1e10, 1e10), st.lists(st.floats(-1e10, 1e10), max_size=5)),
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_clock_does_a_wait_lies_within_the_limits(events):
    rate = Rate()
    for jump, said in events:
        now = BEGINS + jump
        rate.learn(now, said, said)
        assert rate.at == now
        assert isfinite(rate.now())
        wait = next_wait(rate, [rate], left=200, until=now + DAY / 2, limits=LIMITS)
        assert LIMITS.fastest <= wait <= LIMITS.slowest


def quiet_week():
    """An account that has heard one comment every three hours for a week."""
    rate = Rate()
    for number in range(56):
        at = BEGINS + number * 3 * HOUR
        rate.learn(at, [at - 60.0])
    return rate


def test_a_burst_brings_the_next_look_nearer():
    calm, stirred = quiet_week(), quiet_week()
    now = calm.at + 600.0
    calm.learn(now)
    stirred.learn(now, [now - 5.0 * n for n in range(20)])

    assert wait_at(500.0, stirred, LIMITS) < wait_at(500.0, calm, LIMITS) / 2


def test_a_fresh_own_post_brings_the_next_look_nearer():
    calm, posted = quiet_week(), quiet_week()
    now = calm.at + 600.0
    calm.learn(now)
    posted.learn(now, (), [now - 30.0])

    assert wait_at(100.0, posted, LIMITS) < wait_at(100.0, calm, LIMITS) * 0.8


def test_a_burst_is_forgotten_when_it_is_over():
    rate = quiet_week()
    before, now = rate.now(), rate.at + 600.0
    rate.learn(now, [now - 5.0 * n for n in range(20)])
    stirred = rate.now()
    rate.learn(now + 2 * DAY)

    assert stirred > 50 * before
    assert rate.now() < stirred / 50


def test_nights_without_a_word_are_looked_at_less_than_evenings():
    rate = Rate()
    for day in range(28):
        at = BEGINS + day * DAY
        rate.learn(at + 18 * HOUR)
        for quarter in range(16):
            until = at + 18 * HOUR + (quarter + 1) * 900.0
            rate.learn(until, [until - 450.0])
    night, evening = Rate.from_json(rate.as_json()), Rate.from_json(rate.as_json())
    night.learn(BEGINS + 28 * DAY + 3 * HOUR)
    evening.learn(BEGINS + 28 * DAY + 19 * HOUR)

    assert wait_at(100.0, night, LIMITS) > 1.5 * wait_at(100.0, evening, LIMITS)


def test_the_rate_learned_is_the_rate_that_there_was():
    rate = Rate()
    for hour in range(24 * 28):
        at = BEGINS + hour * HOUR
        rate.learn(at, [at - 600.0 * n for n in range(6)])

    assert rate.usual(rate.at) * HOUR == pytest.approx(6.0, rel=0.25)


def test_fewer_looks_cost_more_each():
    rates = [quiet_week()]
    now = rates[0].at
    prices = [
        price_for(looks, rates, now=now, until=now + DAY, limits=LIMITS)
        for looks in (1000, 400, 200, 97)
    ]

    assert prices == sorted(prices)
    assert prices[0] < prices[-1]
    assert price_for(90, rates, now=now, until=now + DAY, limits=LIMITS) == float("inf")


def test_what_the_longest_waits_need_is_not_spent_on_a_burst():
    rate = quiet_week()
    now = rate.at + 60.0
    rate.learn(now, [now - n for n in range(50)])

    assert next_wait(rate, [rate], left=49, until=now + DAY / 2, limits=LIMITS) == 900.0
    assert next_wait(rate, [rate], left=150, until=now + DAY / 2, limits=LIMITS) < 100.0


@given(hours=st.integers(1, 60), each=st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_a_state_written_and_read_back_goes_on_the_same(hours, each):
    rate = Rate()
    for hour in range(hours):
        at = BEGINS + hour * HOUR
        rate.learn(at, [at - 100.0 * n for n in range(each)], [at - 5.0] * (hour % 5 == 0))
    again = Rate.from_json(rate.as_json())

    assert again.at == rate.at
    assert wait_at(400.0, again, LIMITS) == pytest.approx(wait_at(400.0, rate, LIMITS), rel=1e-3)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"version": 99},
        {**Rate().as_json(), "counts": [1.0]},
        {**Rate().as_json(), "at": float("nan")},
        {**Rate().as_json(), "brought": ["many"] * 5},
        {**Rate().as_json(), "events": None},
        {**Rate().as_json(), "hours": [-1.0] * 168},
    ],
)
def test_a_state_that_makes_no_sense_begins_anew(state):
    assert Rate.from_json(state) == Rate()
