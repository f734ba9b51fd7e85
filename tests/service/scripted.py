"""A connector that does what a test tells it, for rules about order and failure.

The platforms' own connectors are tested over HTTP against the simulator; here a test needs
to say exactly when a platform fails.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from connectors.base import (
    AuthorPowers,
    AuthorState,
    Batch,
    CredentialField,
    FetchedAuthor,
    FetchedComment,
    Identity,
    Item,
    ItemState,
    Kind,
    Power,
    Powers,
    Reading,
    Verb,
)
from connectors.errors import ConnectorError

HIDE = Power(Verb.HIDE, reversible=True, readable=True)
RESTORE = Power(Verb.RESTORE, reversible=True, readable=True)


def fetched(platform_id: str, said_at: datetime, text: str = "Hello", **given) -> FetchedComment:
    return FetchedComment(
        platform_id=platform_id,
        kind=Kind.COMMENT,
        text=text,
        published_at=said_at,
        **{"author": FetchedAuthor("a1", "resident", "A Resident"), **given},
    )


@dataclass
class Scripted:
    """`pages` are given in turn by each fetch; `trouble` is raised where it names the step."""

    pages: list[Batch] = field(default_factory=list)
    state: ItemState = ItemState.VISIBLE
    author: AuthorState = AuthorState.NOT_BLOCKED
    readable: bool = True
    text: str | None = None
    takes_effect: bool = True
    trouble: dict[str, list[ConnectorError | None]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _step: None
    calls: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)

    platform: ClassVar[str] = "facebook"
    name: ClassVar[str] = "Facebook"
    default_base_url: ClassVar[str] = ""
    credential_fields: ClassVar[tuple[CredentialField, ...]] = ()
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(True, "open_on_platform")

    def _step(self, name: str) -> None:
        self.calls.append(name)
        self.before(name)
        waiting = self.trouble.get(name)
        if waiting:
            error = waiting.pop(0)
            if error is not None:
                raise error

    def check(self) -> Identity:
        return Identity("1", "porthaven", "Porthaven")

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        self.cursors.append(cursor)
        for page in self.pages:
            self._step("page")
            yield page

    def powers(self, item: Item) -> Powers:
        return Powers((HIDE, RESTORE))

    def act(self, verb: Verb, item: Item) -> None:
        self._step("act")
        if self.takes_effect:
            self.state = {
                Verb.HIDE: ItemState.HIDDEN,
                Verb.HOLD: ItemState.HELD,
                Verb.REJECT: ItemState.REJECTED,
                Verb.DELETE: ItemState.ABSENT,
                Verb.RESTORE: ItemState.VISIBLE,
            }[verb]

    def read(self, item: Item) -> Reading:
        self._step("read")
        return Reading(self.state, readable=self.readable, text=self.text)

    def reply(self, item: Item, text: str, *, key: str) -> str:
        """Keep the reply, then fail where a test says that the answer was lost."""
        if self.takes_effect:
            self.said.append(text)
        self._step("reply")
        return str(len(self.said))

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        self._step("find_reply")
        return str(self.said.index(text) + 1) if text in self.said else None

    def read_reply(self, item: Item, reply_id: str) -> Reading:
        self._step("read_reply")
        if not self.readable or not self.said:
            return Reading(ItemState.ABSENT)
        return Reading(self.state, text=self.said[-1])

    def block(self, author_id: str) -> None:
        self._step("block")
        if self.takes_effect:
            self.author = AuthorState.BLOCKED

    def unblock(self, author_id: str) -> None:
        self._step("unblock")
        if self.takes_effect:
            self.author = AuthorState.NOT_BLOCKED

    def read_author(self, author_id: str) -> AuthorState:
        self._step("read_author")
        return self.author


class Ticking:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def __call__(self) -> datetime:
        return self.at
