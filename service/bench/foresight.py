"""The best that looks could do, were every arrival known beforehand.

A stream's looks are best made at arrivals, each taking in all since the one before. For a
price a look, the schedule of least waiting is found exactly, by dynamic programming over a
lower hull of lines: after the j-th arrival, f(j) = price + least over i < j of f(i) and what
i..j wait until t_j. The price is then sought at which all streams together use no more
than the looks there are. By weak duality no schedule with so many looks waits less in all
than `bound` says. Neither limits nor days bind it: it is a bound on a freer player.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_TRIES = 45
_DEAREST = 1e8


@dataclass(frozen=True, slots=True)
class Best:
    """A schedule: `waits` of each stream's arrivals in order, in seconds, and looks used.

    `bound`: the least mean wait of any schedule with the looks there were, in seconds.
    """

    waits: list[list[float]]
    looks: int
    bound: float


def best(streams: Sequence[Sequence[float]], looks: int) -> Best:
    """Find the schedule of least waiting with at most `looks` looks over all `streams`."""
    low, high = 0.0, _DEAREST
    for _ in range(_TRIES):
        price = (low + high) / 2
        if sum(len(group(said, price)[1]) for said in streams) > looks:
            low = price
        else:
            high = price
    waits: list[list[float]] = []
    used, dual = 0, -high * looks
    for said in streams:
        value, ends = group(said, high)
        dual += value
        used += len(ends)
        starts = [0, *ends[:-1]]
        waits.append(
            [
                said[end - 1] - t
                for start, end in zip(starts, ends, strict=False)
                for t in said[start:end]
            ]
        )
    arrivals = sum(len(said) for said in streams)
    return Best(waits, used, max(0.0, dual) / max(1, arrivals))


def group(said: Sequence[float], price: float) -> tuple[float, list[int]]:
    """The least of waiting and `price` a look; and after how many arrivals each look comes."""
    if not said:
        return 0.0, []
    since = [t - said[0] for t in said]
    before = [0.0, *accumulate(since)]
    least = [0.0] * (len(said) + 1)
    last = [0] * (len(said) + 1)
    lines: deque[tuple[int, float]] = deque()  # (i, f(i) + what came before i)
    for j, t in enumerate(since, start=1):
        _add(lines, j - 1, least[j - 1] + before[j - 1])
        while len(lines) > 1 and _at(lines[0], t) >= _at(lines[1], t):
            lines.popleft()
        least[j] = price + j * t - before[j] + _at(lines[0], t)
        last[j] = lines[0][0]
    ends, j = [], len(said)
    while j:
        ends.append(j)
        j = last[j]
    return least[-1], ends[::-1]


def _at(line: tuple[int, float], t: float) -> float:
    return line[1] - line[0] * t


def _add(lines: deque[tuple[int, float]], i: int, height: float) -> None:
    """Keep the lower hull: slopes fall, so a line hidden between its neighbours goes."""
    while len(lines) > 1:
        (i1, h1), (i2, h2) = lines[-2], lines[-1]
        if (height - h1) * (i2 - i1) > (h2 - h1) * (i - i1):
            break
        lines.pop()
    lines.append((i, height))
