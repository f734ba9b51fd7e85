"""How likely something new is: one account's rate of arrivals, learned as its looks come in.

Three things add up. A base that follows the hour of the week; an echo of each comment,
because people answer each other; and an echo of each of the council's own posts. Each echo
is a few exponentials of fixed length, and how strong each one is, is learned: every comment
is shared out between what may have brought it, in proportion (an expectation step), and old
evidence fades. Nothing here knows a clock or chance: the same looks give the same rate.

Times are seconds since 1970, rates comments a second.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, isfinite
from typing import Any

HOUR = 3600.0
WEEK_HOURS = 168
#: How long an echo lasts, in seconds; its integral is how many comments it brings.
AFTER_COMMENT = (600.0, 3600.0, 6 * 3600.0)
AFTER_POST = (1800.0, 4 * 3600.0)
LENGTHS = AFTER_COMMENT + AFTER_POST
#: Evidence this old counts half.
FADES = 21 * 86400.0
#: A generic council day before anything is known: parts of the daily mean, by UTC hour.
_DAY = (
    *(0.35, 0.22, 0.15, 0.12, 0.15, 0.3, 0.6, 0.95),
    *(1.15, 1.2, 1.2, 1.2, 1.3, 1.25, 1.15, 1.15),
    *(1.3, 1.5, 1.7, 1.75, 1.65, 1.4, 1.0, 0.6),
)
#: What is believed before the first look: comments an hour, and how firmly, in hours.
_FIRST_RATE, _FIRST_HOURS = 0.2, 12.0
#: How firmly an hour of the week is held to the same hour of other days, in hours seen.
_HELD_HOURS = 3.0
#: Echo strengths believed before there is evidence, and how firmly, in events.
_ECHOES = (0.1, 0.15, 0.1, 1.0, 1.0)
_ECHO_EVENTS = 8.0
#: However fast people answer each other, an echo's echoes must die out.
_MOST_ECHO = 0.9
STATE_VERSION = 1


@dataclass(slots=True)
class Rate:
    """What is known of one account's arrivals up to `at`.

    Attributes:
        at: up to when everything said is known; 0 before the first look.
        traces: for each echo, comments first, what is left of it at `at`, a second.
        totals, counts, hours: all arrivals, those put down to the base, and hours watched,
            faded, by hour of the week (UTC, from Thursday midnight, when 1970 began).
        brought, events: for each echo, comments put down to it and events that had one.
    """

    at: float = 0.0
    traces: list[float] = field(default_factory=lambda: [0.0] * len(_ECHOES))
    totals: list[float] = field(default_factory=lambda: [0.0] * WEEK_HOURS)
    counts: list[float] = field(default_factory=lambda: [0.0] * WEEK_HOURS)
    hours: list[float] = field(default_factory=lambda: [0.0] * WEEK_HOURS)
    brought: list[float] = field(default_factory=lambda: [0.0] * len(_ECHOES))
    events: list[float] = field(default_factory=lambda: [0.0] * len(_ECHOES))
    _base: list[float] | None = field(default=None, repr=False, compare=False)
    _usual: list[float] | None = field(default=None, repr=False, compare=False)

    def learn(
        self, looked_at: float, said: Iterable[float] = (), posted: Iterable[float] = ()
    ) -> None:
        """Take in a look: everything said and posted since `at`, up to `looked_at`.

        What is dated outside that span counts at its nearer end. A look in the past (a
        clock set back) teaches nothing of the time between.
        """
        if self.at <= 0.0:
            self.at = looked_at
        since = min(self.at, looked_at)
        known = [(min(max(t, since), looked_at), False) for t in said]
        known += [(min(max(t, since), looked_at), True) for t in posted]
        self._watch(since, looked_at)
        for when, is_post in sorted(known):
            self._move(when)
            self._take(is_post=is_post)
        self._move(looked_at)
        # A clock that was set back: begin again from what it says now.
        self.at = looked_at
        self._base = self._usual = None

    def base(self, when: float) -> float:
        """The base rate at `when`: what the hour of the week brings by itself."""
        if self._base is None:
            self._base = self._by_hour(self.counts)
        return self._base[int(when // HOUR) % WEEK_HOURS]

    def strengths(self) -> list[float]:
        """For each echo, how many comments one event brings in the mean."""
        found = [
            (brought + first * _ECHO_EVENTS) / (events + _ECHO_EVENTS)
            for brought, events, first in zip(self.brought, self.events, _ECHOES, strict=True)
        ]
        echo = sum(found[: len(AFTER_COMMENT)])
        if echo > _MOST_ECHO:
            for number in range(len(AFTER_COMMENT)):
                found[number] *= _MOST_ECHO / echo
        return found

    def now(self) -> float:
        """The rate at `at`, echoes and all."""
        return self.base(self.at) + sum(
            s * t for s, t in zip(self.strengths(), self.traces, strict=True)
        )

    def usual(self, when: float) -> float:
        """The mean rate at that hour of the week, echoes included."""
        if self._usual is None:
            self._usual = self._by_hour(self.totals)
        return self._usual[int(when // HOUR) % WEEK_HOURS]

    def as_json(self) -> dict[str, Any]:
        """The state as plain values, a few kilobytes whatever the account's size."""

        def short(values: list[float]) -> list[float]:
            return [round(value, 6) for value in values]

        return {
            "version": STATE_VERSION,
            "at": self.at,
            "traces": [float(f"{value:.6g}") for value in self.traces],
            "totals": short(self.totals),
            "counts": short(self.counts),
            "hours": short(self.hours),
            "brought": short(self.brought),
            "events": short(self.events),
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> "Rate":
        """Read a state back; one of another version or that makes no sense begins anew."""
        rate = cls()
        try:
            if state["version"] != STATE_VERSION:
                return cls()
            at = float(state["at"])
            lists = {name: [float(v) for v in state[name]] for name in _LISTS}
        except (KeyError, TypeError, ValueError, OverflowError):
            return cls()
        whole = [at, *(value for values in lists.values() for value in values)]
        fits = all(len(values) == len(getattr(rate, name)) for name, values in lists.items())
        if not fits or not all(isfinite(value) and value >= 0.0 for value in whole):
            return cls()
        rate.at = at
        for name, values in lists.items():
            setattr(rate, name, values)
        return rate

    def _watch(self, since: float, until: float) -> None:
        """Note the hours watched, and let old evidence fade."""
        span = until - since
        if span <= 0.0:
            return
        kept = 0.5 ** (span / FADES)
        for values in (self.totals, self.counts, self.hours, self.brought, self.events):
            for number, value in enumerate(values):
                values[number] = value * kept
        # A pause of weeks says nothing more than its last week.
        since = max(since, until - WEEK_HOURS * HOUR)
        while since < until:
            end = min(until, (since // HOUR + 1) * HOUR)
            self.hours[int(since // HOUR) % WEEK_HOURS] += (end - since) / HOUR
            since = end

    def _move(self, when: float) -> None:
        span = when - self.at
        if span > 0.0:
            for number, length in enumerate(LENGTHS):
                self.traces[number] *= exp(-span / length)
            self.at = when

    def _take(self, *, is_post: bool) -> None:
        """Share a comment out between what may have brought it, then let it echo."""
        first, last = (len(AFTER_COMMENT), len(LENGTHS)) if is_post else (0, len(AFTER_COMMENT))
        if not is_post:
            base = self.base(self.at)
            parts = [s * t for s, t in zip(self.strengths(), self.traces, strict=True)]
            whole = base + sum(parts)
            hour = int(self.at // HOUR) % WEEK_HOURS
            self.totals[hour] += 1.0
            self.counts[hour] += base / whole
            for number, part in enumerate(parts):
                self.brought[number] += part / whole
        for number in range(first, last):
            self.events[number] += 1.0
            self.traces[number] += 1.0 / LENGTHS[number]

    def _by_hour(self, counts: Sequence[float]) -> list[float]:
        """Each hour of the week, held to that hour of the day, held to a generic day."""
        level = (sum(counts) + _FIRST_RATE * _FIRST_HOURS) / (sum(self.hours) + _FIRST_HOURS)
        found = [0.0] * WEEK_HOURS
        for hour in range(24):
            same = range(hour, WEEK_HOURS, 24)
            counted, watched = sum(counts[hour::24]), sum(self.hours[hour::24])
            of_day = (counted + _HELD_HOURS * level * _DAY[hour]) / (watched + _HELD_HOURS)
            for h in same:
                of_week = counts[h] + _HELD_HOURS * of_day
                found[h] = max(of_week / (self.hours[h] + _HELD_HOURS), 1e-3) / HOUR
        return found


_LISTS = ("traces", "totals", "counts", "hours", "brought", "events")
