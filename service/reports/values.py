"""What a report's numbers are made of, before any language or page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from service.reports.months import Month


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; without Welsh, the English stands for both."""

    en: str
    cy: str = ""

    def within(self, language: str) -> str:
        return self.cy if language == "cy" and self.cy else self.en

    def language(self, wanted: str) -> str:
        """The language that `within(wanted)` is truly in."""
        return "cy" if wanted == "cy" and self.cy else "en"


class Gap(StrEnum):
    """Why there is no number."""

    #: Fewer than five people's worth, or it would give away one that is.
    WITHHELD = "withheld"
    #: Nothing to count or to divide by.
    NONE = "none"


Cell = int | float | str | datetime | date | Gap


class Unit(StrEnum):
    """What a number counts, or how a cell is written."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"
    DAYS = "days"
    #: A serial number: not a quantity, so written without separators.
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with a name; `service.reports.definitions` says what it means."""

    id: str
    value: Cell
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `label` is an English key of the catalogue, or a text in both languages."""

    key: str
    label: str | Words
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures; `service.reports.definitions` names it and its columns.

    `total` is the last row, where a total means something.
    """

    id: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: tuple[Cell, ...] | None = None

    def row(self, key: str) -> tuple[Cell, ...]:
        """The cells of the row `key`.

        Raises:
            KeyError: there is none.
        """
        for row in self.rows:
            if row.key == key:
                return row.cells
        raise KeyError(key)


@dataclass(slots=True)
class Part:
    """What one subject adds to a report."""

    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, id: str, value: Cell, unit: Unit = Unit.COUNT) -> None:
        self.figures.append(Figure(id, value, unit))

    def put(
        self,
        id: str,
        columns: Sequence[str],
        rows: Iterable[Row],
        total: Sequence[Cell] | None = None,
    ) -> None:
        self.tables.append(
            Table(id, tuple(columns), tuple(rows), None if total is None else tuple(total))
        )


@dataclass(frozen=True, slots=True)
class Election:
    """A pre-election period that touches the month; both days are in it."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Figures:
    """Every number of one month, small ones already withheld.

    `until` is the moment, in UTC, after which nothing counts.
    """

    month: Month
    until: datetime
    provisional: bool
    figures: dict[str, Figure]
    tables: dict[str, Table]
    elections: tuple[Election, ...] = ()

    def value(self, id: str) -> Cell:
        return self.figures[id].value

    def number(self, id: str) -> int | float | None:
        """The figure as a number; None where there is none to tell."""
        value = self.figures[id].value
        return value if isinstance(value, int | float) else None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was seen or done in the month."""
        return not any(
            self.number(id)
            for id in ("comments_seen", "comments_flagged", "cases_opened", "decisions_made")
        )


def share(part: int, whole: int) -> float | Gap:
    """`part` of `whole` in per cent, to one decimal; Gap.NONE of nothing.

    Rounded towards the middle: neither 0 nor 100 is said unless it is exactly so.
    """
    if not whole:
        return Gap.NONE
    rounded = round(100 * part / whole, 1)
    if rounded >= 100 and part < whole:
        return 99.9
    if rounded <= 0 and part > 0:
        return 0.1
    return rounded


def as_json(cell: Cell) -> Any:
    """A cell as JSON knows it: times in ISO 8601, a gap as {"missing": why}."""
    if isinstance(cell, Gap):
        return {"missing": cell.value}
    return cell.isoformat() if isinstance(cell, date | datetime) else cell
