"""The best that looks could do, were every rate known at every moment, but no arrival.

The rate of a stream at t is how many comments a second are to be expected there, given all
that drives the made-up month: the day's weather, each post's luck, the storm's gusts, and
what is still to be answered of all that was said before t, fetched or not. No service
knows as much; what cannot be known is the moment at which a comment comes.

For known rates l(t) and looks made with density r(t), a comment waits 1 / 2r in the mean.
The sum of l / 2r is least, with the sum of r given, where r goes as the root of l: this is
the schedule of least mean wait. It takes rates to change little from look to look, as
they do here, and keeps to no limits.

The least median is another thing. A comment waits less than m with chance min(1, r m), so
whoever wants half of them sooner than m spends all looks, m apart, where the rate is
highest, and none elsewhere: m is the least stream-time that holds half of what is to be
expected, over the number of looks. No comment outside is ever fetched, so nobody would do
it; it is a bound alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gamma, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.bench.arrivals import (
    ANSWERED_AFTER,
    ANSWERED_AT_NIGHT,
    ANSWERS_LAST,
    BEGINS,
    DAY,
    GUST_LASTS,
    HOUR,
    IN_GUSTS,
    POST_AT_NIGHT,
    POST_LASTS,
    POST_POWER,
    POST_SETTLES,
    STORM_RISES,
    Stream,
    awake,
)

Numbers = NDArray[np.floating[Any]]
#: The length of the spans in which a rate is taken to stay the same, in seconds.
SPAN = 60.0


@dataclass(frozen=True, slots=True)
class Known:
    """`looks`: each stream's, in seconds since 1970. `mean`: the wait to be expected, seconds."""

    looks: list[list[float]]
    mean: float


def rates(stream: Stream, days: int) -> Numbers:
    """The stream's rate in each span of `days` days, in comments a second."""
    count = int(days * DAY / SPAN)
    at = BEGINS + (np.arange(count) + 0.5) * SPAN
    day = np.array([awake(t) for t in at])
    causes = stream.causes
    found = np.zeros(count)
    for midnight, mean, peaks in causes.days:
        rest = 1.0
        for part, hour, spread in peaks:
            rest -= part
            found += mean * part * _bell(at, midnight + hour * HOUR, spread * HOUR)
        found += mean * rest / DAY * ((at >= midnight) & (at < midnight + DAY))
    for begins, mean in causes.posts:
        age = at - begins
        falls = (
            POST_POWER / POST_SETTLES * (1 + np.maximum(age, 0) / POST_SETTLES) ** -(POST_POWER + 1)
        )
        lasts = (age >= 0) & (age < POST_LASTS)
        found += mean * falls * lasts * np.where(day, 1.0, POST_AT_NIGHT)
    for begins, hours, mean, gusts in causes.storms:
        found += mean * (1 - IN_GUSTS) * _rise((at - begins) / (hours * HOUR)) / (hours * HOUR)
        for gust in gusts:
            age = at - gust
            falls = np.exp(-np.maximum(age, 0) / GUST_LASTS) / GUST_LASTS
            found += mean * IN_GUSTS / len(gusts) * falls * (age >= 0)
    return found + _answers(stream, count) * np.where(day, 1.0, ANSWERED_AT_NIGHT)


def _answers(stream: Stream, count: int) -> Numbers:
    """What the comments that were said up to then still bring."""
    said = np.bincount([int((t - BEGINS) // SPAN) for t in stream.said], minlength=count).astype(
        float
    )[:count]
    after = (np.arange(int(ANSWERS_LAST / SPAN)) + 0.5) * SPAN
    middle, spread = ANSWERED_AFTER
    bells = np.exp(-((np.log(after) - middle) ** 2) / (2 * spread**2))
    kernel = bells / (after * spread * (2 * pi) ** 0.5)
    length = 1 << (count + len(kernel)).bit_length()
    whole = np.fft.irfft(np.fft.rfft(said, length) * np.fft.rfft(kernel, length), length)
    # A comment is known of from the next span on: in its own it would give itself away.
    later = np.concatenate(([0.0], whole[: count - 1]))
    return np.asarray(stream.causes.answers * np.maximum(later, 0.0))


def _bell(at: Numbers, middle: float, spread: float) -> Numbers:
    return np.asarray(np.exp(-(((at - middle) / spread) ** 2) / 2) / (spread * (2 * pi) ** 0.5))


def _rise(part: Numbers) -> Numbers:
    """The density of a storm's rise and fall, over its length as 1."""
    a, b = STORM_RISES
    inside = np.clip(part, 1e-9, 1 - 1e-9)
    whole = gamma(a + b) / (gamma(a) * gamma(b)) * inside ** (a - 1) * (1 - inside) ** (b - 1)
    return np.asarray(whole * ((part > 0) & (part < 1)))


def best(
    known: Sequence[Numbers], looks: float, *, begins: float = BEGINS, span: float = SPAN
) -> Known:
    """Find the schedule of least mean wait with `looks` looks.

    Args:
        known: each stream's rates, above 0 somewhere, in spans of `span` seconds from
            `begins` on.
    """
    roots = [np.sqrt(rate) for rate in known]
    whole = sum(float(root.sum()) for root in roots) * span
    expected = sum(float(rate.sum()) for rate in known) * span
    schedule = []
    for root in roots:
        upto = np.concatenate(([0.0], np.cumsum(root))) * span * looks / whole
        times = begins + np.arange(len(upto)) * span
        # What is left of a look at the end moves all of them: the last falls on the end.
        count = max(1, round(float(upto[-1])))
        wanted = (np.arange(count) + 1) * (upto[-1] / count)
        schedule.append([float(t) for t in np.interp(wanted, upto, times)])
    return Known(schedule, whole**2 / (2 * looks * expected))


def best_of_days(known: Sequence[Numbers], looks: Sequence[int]) -> list[list[float]]:
    """Return each stream's schedule with so many looks on each day."""
    spans = int(DAY / SPAN)
    schedule: list[list[float]] = [[] for _ in known]
    for day, count in enumerate(looks):
        of_day = [rate[day * spans : (day + 1) * spans] for rate in known]
        for mine, more in zip(
            schedule, best(of_day, count, begins=BEGINS + day * DAY).looks, strict=True
        ):
            mine += more
    return schedule


def least_median(known: Sequence[Numbers], looks: int, *, span: float = SPAN) -> float:
    """The median wait, in seconds, below which no schedule gets that knows rates alone."""
    every = np.sort(np.concatenate(known))[::-1]
    upto = np.cumsum(every)
    half = int(np.searchsorted(upto, upto[-1] / 2)) + 1
    return half * span / looks


def waits(said: Sequence[float], looks: Sequence[float], end: float) -> list[float]:
    """How long each comment waits for its look, or for the `end` where none comes."""
    times = np.append(np.asarray(looks, dtype=float), end)
    return [float(wait) for wait in times[np.searchsorted(times, said)] - np.asarray(said)]
