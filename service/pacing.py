"""When to look at each account next, so that what is said is seen soon, within a budget.

Looks are spent where they save the most waiting: an account is looked at again once what
is expected to wait there since its last look, in comments times seconds, reaches a price.
One price holds for all accounts that share a budget, and is set so that the looks
foreseen for the rest of the day are those that are left. For arrivals whose rate is known
this rule is the best there is. The longest wait is kept whatever the price; what it needs
for the rest of the day is never spent on anything else.

Pure: no clock, no chance, no rows. Times are seconds since 1970, waits seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, exp

from service.arrival_rate import AFTER_COMMENT, HOUR, LENGTHS, Rate

#: How soon an account's rate is taken to be back at its usual one, in seconds.
SETTLES = 2 * HOUR
_STEP = 10.0
_ECHOES = len(AFTER_COMMENT)


@dataclass(frozen=True, slots=True)
class Limits:
    """The shortest and the longest wait between two looks at an account, in seconds."""

    fastest: float
    slowest: float


def foreseen(rate: Rate, limits: Limits) -> Iterator[tuple[float, float]]:
    """Yield what is expected to wait after `rate.at`: (seconds on, comment-seconds).

    In small steps up to the longest wait.
    """
    strengths, traces = rate.strengths(), list(rate.traces)
    waited = comments = 0.0
    for elapsed, step, lost in _steps(limits.slowest):
        now = rate.base(rate.at + elapsed - step / 2)
        for strength, trace in zip(strengths, traces, strict=True):
            now += strength * trace
        # Nobody has seen what is said from here on, but it echoes all the same.
        traces = [
            trace + ((now if number < _ECHOES else 0.0) - trace) * part
            for number, (trace, part) in enumerate(zip(traces, lost, strict=True))
        ]
        waited += (comments + now * step / 2) * step
        comments += now * step
        yield elapsed, waited


def wait_at(price: float, rate: Rate, limits: Limits) -> float:
    """How long to wait until what is expected to wait reaches `price`, in seconds."""
    at = less = 0.0
    for elapsed, waited in foreseen(rate, limits):
        if waited >= price:
            part = (price - less) / (waited - less) if waited > less else 1.0
            return max(limits.fastest, at + (elapsed - at) * part)
        at, less = elapsed, waited
    return limits.slowest


@cache
def _steps(slowest: float) -> tuple[tuple[float, float, tuple[float, ...]], ...]:
    """Steps up to `slowest`: (their end, their length, what part of each echo is over)."""
    found, elapsed = [], 0.0
    while elapsed < slowest:
        step = min(max(_STEP, elapsed * 0.08), slowest - elapsed)
        elapsed += step
        found.append((elapsed, step, tuple(1.0 - exp(-step / length) for length in LENGTHS)))
    return tuple(found)


def price_for(
    looks: float, rates: Sequence[Rate], *, now: float, until: float, limits: Limits
) -> float:
    """The price at which `looks` last from `now` to `until`, in comment-seconds.

    Infinite where even the longest waits need more.
    """
    cells = [cell for rate in rates for cell in _cells(rate, now, until)]
    if looks <= sum(span for span, _ in cells) / limits.slowest:
        return float("inf")
    low, high = -3.5, 11.5  # the price's root, as powers of e
    for _ in range(13):
        middle = (low + high) / 2
        root = exp(middle)
        spent = 0.0
        for span, alone in cells:
            wait = root * alone
            if wait < limits.fastest:
                wait = limits.fastest
            elif wait > limits.slowest:
                wait = limits.slowest
            spent += span / wait
        if spent > looks:
            low = middle
        else:
            high = middle
    return exp(2 * high)


def kept_for_longest(now: float, until: float, accounts: int, limits: Limits) -> int:
    """How many looks the longest waits may still need before `until`."""
    return accounts * (ceil(max(0.0, until - now) / limits.slowest) + 1)


def next_wait(
    rate: Rate, rates: Sequence[Rate], *, left: int, until: float, limits: Limits
) -> float:
    """Choose the wait after a look at `rate.at`.

    Args:
        rates: those of all accounts that share the budget, `rate` among them.
        left: looks that may still be made until `until`, when the budget is renewed.
    """
    if left <= kept_for_longest(rate.at, until, len(rates), limits):
        return limits.slowest
    price = price_for(left, rates, now=rate.at, until=until, limits=limits)
    return wait_at(price, rate, limits)


def _cells(rate: Rate, now: float, until: float) -> Iterator[tuple[float, float]]:
    """The time from `now` to `until` in spans, each with its wait at a price of 1."""
    beyond = rate.now() - rate.usual(rate.at)
    at = now
    while at < until:
        # Near hours count one by one; far ones need no such care.
        span = HOUR if at < now + 3 * HOUR else 3 * HOUR
        end = min(until, (at // span + 1) * span)
        middle = (at + end) / 2
        usual = rate.usual(middle)
        settled = exp(-max(0.0, middle - rate.at) / SETTLES)
        mean = max(usual + beyond * settled, usual * 0.2)
        yield end - at, (2.0 / mean) ** 0.5
        at = end
