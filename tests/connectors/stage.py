"""What the conformance tests do with one simulated account."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.base import Batch, FetchedComment
from connectors.registry import platforms
from connectors.simulator.server import Simulator
from connectors.simulator.small_town import Stage, item_of, small_town
from connectors.simulator.town import porthaven

__all__ = [
    "ACCOUNTS",
    "PLATFORMS",
    "Stage",
    "actionable",
    "comments_in",
    "fetched",
    "item_of",
    "keeps_secrets",
    "last_cursor",
    "latest",
    "small_town",
    "whole_town",
]

PLATFORMS = platforms()
ACCOUNTS = sorted(porthaven().accounts)


@contextmanager
def whole_town(key: str) -> Iterator[Stage]:
    with Simulator(porthaven()) as sim:
        yield Stage(sim, sim.world.accounts[key])


def comments_in(batches: list[Batch]) -> list[FetchedComment]:
    return [comment for batch in batches for comment in batch.comments]


def latest(batches: list[Batch]) -> dict[str, FetchedComment]:
    """Return what a store would hold after `batches`: the last that was told of each."""
    return {comment.platform_id: comment for comment in comments_in(batches)}


def last_cursor(batches: list[Batch]) -> str:
    cursors = [batch.cursor for batch in batches if batch.cursor is not None]
    assert cursors
    assert batches[-1].cursor == cursors[-1]
    return cursors[-1]


def fetched(stage: Stage, *, own: bool = False) -> list[FetchedComment]:
    found = latest(list(stage.connector().fetch(None))).values()
    return sorted((c for c in found if c.own is own), key=lambda c: c.platform_id)


def actionable(stage: Stage) -> FetchedComment:
    """Return a comment on which something can be done: the council's own if no other."""
    connector = stage.connector()
    found = [*fetched(stage), *fetched(stage, own=True)]
    return next(c for c in found if connector.powers(item_of(c)).verbs)


def keeps_secrets(stage: Stage, error: BaseException) -> None:
    """Fail where an error, or anything it is chained to, quotes a secret of the account."""
    told = "".join(traceback.format_exception(error)) + repr(error)
    for secret in stage.secrets():
        assert secret not in told
