"""What every platform's connector offers, and the values it speaks in.

A connector knows one account on one platform. It holds no rows and decides nothing:
it fetches, says what can be done to an item, does what it is told, and reads back.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from connectors.oauth import SignIn
from connectors.session import Call, HttpSettings


class Kind(StrEnum):
    """What a comment is to the post it belongs to."""

    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"


class ItemState(StrEnum):
    """What the platform shows of an item.

    ABSENT is said only where the platform's answer proves it (the parent and the token
    still read well); anything less certain is UNKNOWN.
    """

    VISIBLE = "visible"
    HIDDEN = "hidden"
    HELD = "held"
    LIKELY_SPAM = "likely_spam"
    REJECTED = "rejected"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Verb(StrEnum):
    """What can be done to an item on a platform. No verb ever turns into another."""

    HIDE = "hide"
    HOLD = "hold"
    REJECT = "reject"
    DELETE = "delete"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Power:
    """One verb that is possible on one item.

    Attributes:
        reversible: whether RESTORE undoes it through the same platform.
        readable: whether an independent read can confirm it.
        note: key of a sentence officers see before they choose ("" for none), for example
            "x_hidden_replies_stay_readable"; the console holds the sentence in both languages.
    """

    verb: Verb
    reversible: bool
    readable: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Powers:
    """What can be done to one item, mildest first; `manual` is the key of what to do by hand.

    `reason` says why there is no power, as a key ("not_our_conversation"), when `verbs` is empty.
    """

    verbs: tuple[Power, ...]
    reason: str = ""
    manual: str = ""

    def get(self, verb: Verb) -> Power | None:
        return next((power for power in self.verbs if power.verb is verb), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """The account the credentials belong to, as the platform tells it.

    Attributes:
        followers: None where the platform does not say.
        token_expires_at: aware UTC; None = does not expire, or the platform does not say.
        missing_permissions: names of permissions the product needs and the token lacks.
    """

    platform_id: str
    handle: str
    name: str
    followers: int | None = None
    token_expires_at: datetime | None = None
    missing_permissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedAuthor:
    platform_id: str
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPost:
    """One of the council's own posts. `declared_comments` is the platform's own count."""

    platform_id: str
    text: str
    published_at: datetime
    edited_at: datetime | None = None
    permalink: str = ""
    declared_comments: int | None = None


@dataclass(frozen=True, slots=True)
class FetchedComment:
    """A comment, reply or mention, whole, as one read of the platform showed it.

    Attributes:
        platform_id: stable through edits (X: the first id of the edit chain).
        post_platform_id: the council's post it stands under; None for a mention elsewhere.
        parent_platform_id: the comment it replies to; None at the top level.
        author: None where the platform keeps it back.
        text: plain text, never cut, never HTML.
        published_at, edited_at: aware UTC; edited_at None where never edited or not told.
        attachments: kinds only ("image", "video", "audio", "sticker", "link", or "file" for
            one that is not known), in order.
        own: written by the council's account itself.
        hints: what the connector needs later to say its powers on this item, as strings.
    """

    platform_id: str
    kind: Kind
    text: str
    published_at: datetime
    post_platform_id: str | None = None
    parent_platform_id: str | None = None
    author: FetchedAuthor | None = None
    edited_at: datetime | None = None
    state: ItemState = ItemState.VISIBLE
    attachments: tuple[str, ...] = ()
    permalink: str = ""
    own: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A span of time the platform no longer lets us read. `reason` is a key."""

    since: datetime | None
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of what was fetched, parsed whole or not at all.

    `cursor` is None until everything before it has been handed over: only a batch
    that carries one lets the account's cursor move, and only after it is stored.
    """

    comments: tuple[FetchedComment, ...] = ()
    posts: tuple[FetchedPost, ...] = ()
    cursor: str | None = None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item to act on, rebuilt from what was stored of it."""

    platform_id: str
    kind: Kind = Kind.COMMENT
    post_platform_id: str | None = None
    parent_platform_id: str | None = None
    author_platform_id: str | None = None
    own: bool = False
    state: ItemState = ItemState.VISIBLE
    permalink: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    author_handle: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an independent read showed.

    `readable` False: this platform has no read that shows this (X: hidden replies).
    `text` is the text as it stands now, where the read gives it.
    """

    state: ItemState
    readable: bool = True
    text: str | None = None


class AuthorState(StrEnum):
    """Whether a platform keeps an author from writing to the account, as a read showed it."""

    BLOCKED = "blocked"
    NOT_BLOCKED = "not_blocked"


@dataclass(frozen=True, slots=True)
class AuthorPowers:
    """What can be done about an author, on one platform.

    Attributes:
        can_block: it can be done, undone and read again through the API. Where any of the
            three is missing it is done by hand.
        manual: key of how a person blocks and unblocks there.
    """

    can_block: bool
    manual: str


@dataclass(frozen=True, slots=True)
class ReplyPower:
    """Whether the council may reply to one item, as far as that is known before trying.

    `reason` says why not, as a key ("x_not_summoned"); `note` is the key of a sentence that
    officers see before they write ("" for none).
    """

    allowed: bool
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One value a credentials file holds; `secret` ones are never shown again."""

    name: str
    required: bool = True
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a key of a power, a reason or a way by hand says to officers, in both languages."""

    en: str
    cy: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What one call costs at its platform.

    Attributes:
        kind: what the platform tells apart, as a key ("owned_read"): prices hang on it.
        units: how many of them, in the platform's own unit; 0 for a call it does not count.
    """

    kind: str
    units: int


#: Stores renewed credentials durably BEFORE the connector uses them (refresh tokens rotate).
SaveCredentials = Callable[[Mapping[str, str]], None]


class Connector(Protocol):
    """One account on one platform. Built by `connect`; safe to use from one thread at a time.

    `message_limit` is how long a post may be, None where no limit is named, as
    `message_length` counts it. `sentences` are the keys that it alone speaks.
    """

    platform: ClassVar[str]
    name: ClassVar[str]
    default_base_url: ClassVar[str]
    credential_fields: ClassVar[tuple[CredentialField, ...]]
    message_limit: ClassVar[int | None]
    message_length: ClassVar[Callable[[str], int]]
    sentences: ClassVar[Mapping[str, Sentence]]
    #: How an officer signs in there; None where credentials come as a file alone.
    sign_in: ClassVar[SignIn | None]
    author_powers: ClassVar[AuthorPowers]

    @classmethod
    def connect(
        cls, credentials: Mapping[str, str], *, http: HttpSettings, save: SaveCredentials
    ) -> "Connector":
        """Make a connector from opened credentials; makes no call.

        Raises:
            CredentialsRejected: a required field is missing, named in the message.
        """

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say what the platform counts for a call that was sent; never raises."""

    def check(self) -> Identity:
        """Ask the platform who the token belongs to.

        Raises:
            ConnectorError: see connectors.errors.
        """

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        """Yield the council's own posts and everything said since `cursor`, page by page.

        With None it fetches as far back as the platform reaches. The cursor is the
        connector's own text; batches may overlap with what was fetched before.
        The council's own replies come marked `own`. Stopping early is safe: no cursor
        has been given yet.

        Raises:
            ConnectorError: see connectors.errors. Pages already yielded stand.
        """

    def powers(self, item: Item) -> Powers:
        """Say what can be done to `item`; makes no call."""

    def act(self, verb: Verb, item: Item) -> None:
        """Do `verb` to `item`; returning means that the platform accepted it, no more.

        Doing again what is done already is not an error.

        Raises:
            CommentGone: it is not there any more.
            NotSupported: this verb is not among `powers(item)`.
            ConnectorError: see connectors.errors.
        """

    def read(self, item: Item) -> Reading:
        """Read `item` afresh.

        Raises:
            ConnectorError: see connectors.errors.
        """

    def block(self, author_id: str) -> None:
        """Keep an author from writing to the account; to do it again is not an error.

        Raises:
            CommentGone: the platform knows nobody by this id.
            NotSupported: `author_powers` does not say that it can.
            ConnectorError: see connectors.errors.
        """

    def unblock(self, author_id: str) -> None:
        """Let an author write again; errors as in `block`."""

    def read_author(self, author_id: str) -> AuthorState:
        """Ask the platform whether an author is blocked; errors as in `block`."""

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        """Say whether the council may reply to `item`; makes no call."""

    @classmethod
    def reply_text(cls, item: Item, text: str) -> str:
        """Return exactly what is sent for `text`: some platforms need the author named."""

    def reply(self, item: Item, text: str, *, key: str) -> str:
        """Send `text` (`reply_text`'s) under `item`; return the reply's id on the platform.

        Where the platform knows such a thing, `key` keeps it from being said twice.
        Returning means that the platform accepted it, no more.

        Raises:
            PlatformUnavailable, UnexpectedAnswer: whether it was done is not known.
            CommentGone, NotSupported: it was not, and never will be.
            ConnectorError: it was not; see connectors.errors.
        """

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        """Look for our own reply to `item` with this text; None where it is certainly not there.

        Args:
            since: when it was sent, at the earliest (aware UTC).
            known: ids of replies of ours that are other ones.

        Raises:
            ConnectorError: it cannot be told; see connectors.errors.
        """

    def read_reply(self, item: Item, reply_id: str) -> Reading:
        """Read our reply to `item` afresh; errors as in `read`."""
