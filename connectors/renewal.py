"""Taking turns at renewing an account's tokens, where several processes hold them.

A refresh token that rotates works once. A `save` that offers `turn` lets one process at a
time use it, and hands the next what the one before it got.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, runtime_checkable

from connectors.base import SaveCredentials


@runtime_checkable
class TakesTurns(Protocol):
    """A `save` that others share."""

    def turn(self) -> AbstractContextManager[Mapping[str, str] | None]:
        """Hold the turn; gives what others stored since `save` knew, None where nothing.

        Raises:
            PlatformUnavailable: another holds the turn for too long; try again later.
        """


def turn_of(save: SaveCredentials) -> AbstractContextManager[Mapping[str, str] | None]:
    """Take a turn at `save`; one that nobody else shares gives it at once."""
    return save.turn() if isinstance(save, TakesTurns) else nullcontext(None)
