"""What a measurement says: times summed up, goals and whether they are met, and where."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True, slots=True)
class Summary:
    """Many times of the same thing, in seconds."""

    count: int
    median: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Summary":
        """Sum up; the 95th percentile is the nearest rank, so one that did happen.

        Raises:
            ValueError: there is nothing to sum up.
        """
        if not seconds:
            raise ValueError("nothing was measured")
        ordered = sorted(seconds)
        return cls(len(ordered), median(ordered), ordered[ceil(0.95 * len(ordered)) - 1])

    def in_ms(self) -> dict[str, float]:
        return {"median_ms": round(self.median * 1000, 2), "p95_ms": round(self.p95 * 1000, 2)}


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure that is to be at least, or at most, so much."""

    name: str
    value: float
    limit: float
    at_least: bool

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def words(self) -> str:
        """ "0.31 (at least 0.25): met", for people."""
        bound = "at least" if self.at_least else "at most"
        return f"{self.value:.2f} ({bound} {self.limit:g}): {'met' if self.met else 'MISSED'}"

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "at_least" if self.at_least else "at_most": self.limit,
            "met": self.met,
        }


def machine() -> dict[str, object]:
    """Return what the figures depend on: processor cores, Python and SQLite; no names."""
    return {
        "cores": os.cpu_count() or 1,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
