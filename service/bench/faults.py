"""Whether every fault of every platform, alone and in pairs, is survived in every kind of call.

The simulated platforms go wrong on purpose; the service's own connectors, poller and
takedowns meet them over HTTP, each set of faults in a case of its own. Survived means:
nothing is lost or doubled, no takedown is claimed that did not happen, no other account is
hurt, and no case makes more calls than it may.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from connectors.base import Connector
from connectors.simulator.faults import FaultKind
from connectors.simulator.small_town import Stage, small_town
from service.bench.fault_calls import CALLS, Break, Broken, Call, Cell, Connects, Kinds
from service.database import Database

Say = Callable[[str], None]
ALONE: list[Kinds] = [(kind,) for kind in FaultKind]
PAIRS: list[Kinds] = list(combinations(FaultKind, 2))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One set of faults in one kind of call: `how` it broke and `words`, None and "" if not."""

    faults: Kinds
    calls: int
    allowed: int
    how: Break | None = None
    words: str = ""

    @property
    def name(self) -> str:
        return " + ".join(kind.value for kind in self.faults)


@dataclass(slots=True)
class Measured:
    """`cells`: (platform, kind of call) -> an outcome for each set of faults, in order."""

    cells: dict[tuple[str, str], list[Outcome]] = field(default_factory=dict)

    @property
    def broken(self) -> list[tuple[str, str, Outcome]]:
        return [(p, c, one) for (p, c), each in self.cells.items() for one in each if one.how]

    @property
    def count(self) -> int:
        return sum(map(len, self.cells.values()))

    def as_dict(self) -> dict[str, Any]:
        return {
            "cases": self.count,
            "survived": self.count - len(self.broken),
            "cells": [
                {
                    "platform": platform,
                    "call": call,
                    "cases": len(each),
                    **{how.value: sum(one.how is how for one in each) for how in Break},
                    "most_calls": max(one.calls for one in each),
                    "calls_allowed": max(one.allowed for one in each),
                }
                for (platform, call), each in self.cells.items()
            ],
            "broken": [
                {"platform": p, "call": c, "faults": one.name, "how": one.how, "words": one.words}
                for p, c, one in self.broken
            ],
        }


def patient(stage: Stage, patience: float) -> Connector:
    """Connect as the service does."""
    return stage.connector(patience=patience)


def measure(
    platforms: Sequence[str], sets: Sequence[Kinds], database: Database, *, say: Say
) -> Measured:
    """Strike every platform with every set of faults, in every kind of call."""
    measured = Measured()
    for platform in platforms:
        for call in CALLS:
            say(f"{platform}, {call.name}")
            measured.cells[platform, call.name] = run(platform, call, sets, database)
    return measured


def run(
    platform: str,
    call: type[Call],
    sets: Sequence[Kinds],
    database: Database,
    *,
    connects: Connects = patient,
) -> list[Outcome]:
    """Return what became of each set of faults; one that is not survived ends no other."""
    with _quietly(), small_town(platform) as stage:
        made = call(stage, database, len(sets))
        return [_outcome(made, Cell(stage, kinds, connects)) for kinds in sets]


def _outcome(call: Call, cell: Cell) -> Outcome:
    how: Break | None = None
    words = ""
    try:
        call.strike(cell)
    except Broken as broken:
        how, words = broken.how, str(broken)
    except Exception as error:  # whatever it is, it should have ended in a ConnectorError
        how, words = Break.UNFINISHED, f"{type(error).__name__}: {error}"
    return Outcome(cell.kinds, cell.calls, cell.allowed, how, words)


@contextmanager
def _quietly() -> Iterator[None]:
    """Say nothing of faults that are meant: the service warns of each."""
    loggers = [logging.getLogger(name) for name in ("service", "connectors")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
