"""How soon what is said is fetched: looks at fixed intervals, ours, and the best there could be.

Months of made-up arrivals are replayed against the service's own pacing, look by look, and
against a fixed interval that makes as many looks. Two more show what was to be had: one
knows every rate at every moment and makes as many looks each day, one knows every comment
beforehand. A comment's time is from when it was said to when a look took it in.
"""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import ceil
from typing import Any

from service.arrival_rate import Rate
from service.bench import rates as knowing
from service.bench.arrivals import BEGINS, DAY, PLANS, Stream, month
from service.bench.foresight import best
from service.bench.results import Goal, Summary
from service.pacing import Limits, next_wait

#: Ours may take so much of the fixed interval's median, of its 95th percentile, and of the
#: median of who knows the rates, and of foresight's.
MEDIAN, P95, FORESIGHT = 0.5, 1.1, 2.0
#: Foresight that waits less than this counts as this, in seconds: nothing divides by nought.
LEAST = 1.0
#: The reported months' seeds begin here; those the policy was made on were others.
FIRST_SEED = 1
WAYS = ("fixed", "ours", "rates", "foresight")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to replay. Times are seconds; `days` 0 takes each month whole."""

    period: float = 300.0
    fastest: float = 30.0
    slowest: float = 900.0
    months: int = 2
    days: int = 0

    @property
    def limits(self) -> Limits:
        return Limits(min(self.fastest, self.period), max(self.slowest, self.period))


QUICK = Plan(months=1, days=2)


@dataclass(slots=True)
class Replayed:
    """One kind of month: waits in seconds by way, looks made, and bounds.

    `bounds` are foresight's on the mean, `medians` the least medians with rates known.
    """

    waits: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    looks: int = 0
    most_in_a_day: int = 0
    allowed_in_a_day: int = 0
    bounds: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)

    def summary(self, way: str) -> Summary:
        return Summary.of(self.waits[way])

    def mean(self, way: str) -> float:
        return sum(self.waits[way]) / len(self.waits[way])


@dataclass(slots=True)
class Measured:
    plan: Plan
    months: dict[str, Replayed] = field(default_factory=dict)

    @property
    def goals(self) -> list[Goal]:
        found = []
        for name, replayed in self.months.items():
            fixed, ours, rates, ahead = (replayed.summary(way) for way in WAYS)
            found += [
                Goal(f"{name}: median / fixed", ours.median / fixed.median, MEDIAN, False),
                Goal(f"{name}: 95th / fixed", ours.p95 / fixed.p95, P95, False),
                Goal(f"{name}: median / rates known", ours.median / rates.median, FORESIGHT, False),
                Goal(
                    f"{name}: median / foresight",
                    ours.median / max(ahead.median, LEAST),
                    FORESIGHT,
                    False,
                ),
            ]
        return found

    def as_dict(self) -> dict[str, Any]:
        return {
            "parameters": asdict(self.plan),
            "months": {
                name: {
                    "comments": len(replayed.waits["ours"]),
                    "looks": replayed.looks,
                    "most_looks_in_a_day": replayed.most_in_a_day,
                    "allowed_in_a_day": replayed.allowed_in_a_day,
                    "foresight_mean_bound_s": [round(bound, 2) for bound in replayed.bounds],
                    "rates_least_median_s": [round(least, 2) for least in replayed.medians],
                    **{
                        way: {
                            "median_s": round(replayed.summary(way).median, 2),
                            "p95_s": round(replayed.summary(way).p95, 2),
                            "mean_s": round(replayed.mean(way), 2),
                        }
                        for way in WAYS
                    },
                }
                for name, replayed in self.months.items()
            },
            "goals": [goal.as_dict() for goal in self.goals],
        }


def measure(plan: Plan, *, say: Say = lambda _: None) -> Measured:
    """Replay every kind of month `plan.months` times, each with chances of its own."""
    measured = Measured(plan)
    for kind in PLANS:
        shortened = replace(kind, days=plan.days or kind.days)
        replayed = measured.months[kind.name] = Replayed()
        for seed in range(FIRST_SEED, FIRST_SEED + plan.months):
            say(f"{kind.name}, month {seed - FIRST_SEED + 1} of {plan.months}")
            replay(month(shortened, seed), shortened.days, plan, replayed)
    return measured


def replay(streams: Sequence[Stream], days: int, plan: Plan, into: Replayed) -> None:
    """Fetch `streams` in every way, with as many looks."""
    ours = _Ours(streams, days, plan)
    ours.run()
    looks = sum(ours.looks)
    into.looks += looks
    into.most_in_a_day = max(into.most_in_a_day, *ours.looks)
    into.allowed_in_a_day = ours.allowed
    into.waits["ours"] += ours.waits
    into.waits["fixed"] += fixed(streams, looks, days)
    known = [knowing.rates(stream, days) for stream in streams]
    for stream, made in zip(streams, knowing.best_of_days(known, ours.looks), strict=True):
        into.waits["rates"] += knowing.waits(stream.said, made, BEGINS + days * DAY)
    into.medians.append(knowing.least_median(known, looks))
    found = best([stream.said for stream in streams], looks)
    into.bounds.append(found.bound)
    into.waits["foresight"] += [wait for waits in found.waits for wait in waits]


def fixed(streams: Sequence[Stream], looks: int, days: int) -> list[float]:
    """The waits with `looks` spread evenly over time and streams, the streams taking turns."""
    end = BEGINS + days * DAY
    period = len(streams) * days * DAY / looks
    waits = []
    for number, stream in enumerate(streams):
        first = BEGINS + period * (number + 0.5) / len(streams)
        for t in stream.said:
            turn = max(0, ceil((t - first) / period))
            waits.append(min(first + turn * period, end) - t)
    return waits


class _Ours:
    """The service's own pacing, with a month for its clock. `looks` are those of each day."""

    def __init__(self, streams: Sequence[Stream], days: int, plan: Plan) -> None:
        self._streams = streams
        self._end = BEGINS + days * DAY
        self._limits = plan.limits
        self._period = plan.period
        self._rates = [Rate() for _ in streams]
        self.allowed = int(len(streams) * DAY / plan.period)
        self.looks = [0] * days
        self.waits: list[float] = []

    def run(self) -> None:
        count = len(self._streams)
        due = [(BEGINS + n * self._period / count, n) for n in range(count)]
        taken = [(0, 0)] * count
        while due[0][0] < self._end:
            now, n = due[0]
            stream, (said, posted) = self._streams[n], taken[n]
            taken[n] = bisect_right(stream.said, now), bisect_right(stream.posted, now)
            new = stream.said[said : taken[n][0]]
            self.waits += [now - t for t in new]
            self._rates[n].learn(now, new, stream.posted[posted : taken[n][1]])
            heapq.heapreplace(due, (now + self._wait(n, now), n))
        # What was said after the last looks is fetched as the month ends.
        for stream, (said, _) in zip(self._streams, taken, strict=True):
            self.waits += [self._end - t for t in stream.said[said:]]

    def _wait(self, n: int, now: float) -> float:
        day = int((now - BEGINS) // DAY)
        self.looks[day] += 1
        return next_wait(
            self._rates[n],
            self._rates,
            left=self.allowed - self.looks[day],
            until=BEGINS + (day + 1) * DAY,
            limits=self._limits,
        )
