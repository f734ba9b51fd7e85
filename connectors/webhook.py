"""What a platform tells unasked: signed deliveries, read as hints at what to look at.

An optional part of a connector: its class has a `webhook`, and its instances the methods of
Hooked. Nothing that a delivery says is a record: it names an item, and the platform is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from connectors.registry import connector_class, platforms

if TYPE_CHECKING:
    from connectors.base import Batch


class HintKind(StrEnum):
    """What may have happened to the item that a hint names.

    COMMENT: said, edited, hidden or shown under the account's own posts. MENTION: it mentions
    the account elsewhere. REMOVED: the platform says that it is gone, which proves nothing.
    """

    COMMENT = "comment"
    MENTION = "mention"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Hint:
    """One item to look at.

    Attributes:
        owner_id: the platform's id of the account that was told.
        post_platform_id: what the item stands under; "" where it is itself a post.
    """

    owner_id: str
    kind: HintKind
    platform_id: str
    post_platform_id: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one delivery says.

    Attributes:
        passed_over: changes of other kinds; looks at the account see what matters of them.
        unclear: changes that do not have the documented form.
    """

    hints: tuple[Hint, ...]
    passed_over: int = 0
    unclear: int = 0


class Webhook(Protocol):
    """How one platform delivers; makes no call."""

    #: Where the deliveries' signature stands.
    signature_header: ClassVar[str]

    def challenge(self, asked: Mapping[str, str], token: str) -> str | None:
        """Return what to answer the platform that verifies the address, None to refuse it."""

    def verify(self, secret: str, signature: str, body: bytes) -> bool:
        """Say whether the platform signed these very bytes with the app's `secret`."""

    def read(self, body: bytes) -> Told:
        """Read a delivery whose signature is right.

        Raises:
            UnexpectedAnswer: it is no delivery of this platform's form.
        """


@runtime_checkable
class Hooked(Protocol):
    """What a connector with a `webhook` can do besides."""

    def look_at(self, hint: Hint, *, known_post: bool) -> "Batch":
        """Read what `hint` names from the platform, as `fetch` would bring it.

        `known_post` spares the read of the post it stands under, which is the account's own.

        Raises:
            CommentGone: it is not there, or not ours to see.
            ConnectorError: see connectors.errors.
        """

    def subscribe(self) -> None:
        """Ask the platform to deliver; to ask again is not an error.

        Raises:
            ConnectorError: see connectors.errors.
        """

    def subscribed(self) -> bool:
        """Ask the platform whether it delivers all that is wanted; errors as in `subscribe`."""


def webhook_of(platform: str) -> Webhook | None:
    """Return how `platform` delivers; None where it does not, or is not known."""
    if platform not in platforms():
        return None
    found: Webhook | None = getattr(connector_class(platform), "webhook", None)
    return found
