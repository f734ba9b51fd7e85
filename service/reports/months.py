"""A month as a council means it: by the clock in London, whatever the season."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from service.clock import LONDON
from service.reports.errors import MonthNotBegun, MonthUnreadable

_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
#: No council kept a social account before this; later years are a slip of the finger.
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month in Europe/London. `number` counts from 1."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and _FIRST_YEAR <= self.year <= _LAST_YEAR):
            raise MonthUnreadable()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10".

        Raises:
            MonthUnreadable: it is not written so, or there is no such month.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise MonthUnreadable()
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The month that an aware time falls in."""
        local = moment.astimezone(LONDON)
        return cls(local.year, local.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def days(self) -> tuple[date, ...]:
        """Every day, in order."""
        return tuple(self.first_day + timedelta(days=n) for n in range(self.last_day.day))

    @property
    def start(self) -> datetime:
        """The midnight in London with which the month begins, in UTC."""
        return midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The midnight in London with which the next month begins, in UTC."""
        return midnight(self.last_day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Period:
    """The part of a month that a report can speak of.

    `until` is the month's end, or `now` for a month not yet over: nothing later counts.
    """

    month: Month
    until: datetime
    provisional: bool

    @property
    def start(self) -> datetime:
        return self.month.start


def period_of(month: Month, *, now: datetime) -> Period:
    """Return what of `month` has happened by `now`.

    Raises:
        MonthNotBegun: none of it.
    """
    if now <= month.start:
        raise MonthNotBegun(str(month))
    return Period(month, until=min(now, month.end), provisional=now < month.end)


def midnight(day: date) -> datetime:
    """The moment, in UTC, at which `day` begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
