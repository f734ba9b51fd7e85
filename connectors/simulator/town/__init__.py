"""Porthaven (Porthafan): a made-up Welsh coastal county borough and what it says on line."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from connectors.simulator.town.crowd import crowd
from connectors.simulator.town.material import FACTS, TRUTH, Fact, Label
from connectors.simulator.town.month import fill
from connectors.simulator.world import World

__all__ = ["FACTS", "TRUTH", "Fact", "Label", "crowd", "open_porthaven", "porthaven"]


def _clock() -> datetime:
    return datetime.now(UTC)


def porthaven(seed: int = 1, now: datetime | Callable[[], datetime] = _clock) -> World:
    """Return the town's month in memory.

    Posts and comments run from the first of last month (UTC) to the midnight before `now`:
    the same for the same seed and day. A `now` that is a datetime stands still.
    """
    world = World(seed=seed, now=_callable(now))
    fill(world)
    return world


def open_porthaven(
    path: str | Path, *, seed: int = 1, now: datetime | Callable[[], datetime] = _clock
) -> World:
    """Return the town kept in the journal at `path`; a first opening seeds it.

    Raises:
        JournalError: the journal is damaged or in use.
    """
    return World.open(path, seed=seed, now=_callable(now), fill=fill)


def _callable(now: datetime | Callable[[], datetime]) -> Callable[[], datetime]:
    if isinstance(now, datetime):
        return lambda: now
    return now
