"""The things a simulated platform holds, and how they are written into the journal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

STATES = frozenset({"visible", "hidden", "held", "likely_spam", "rejected"})


@dataclass(slots=True)
class SimAuthor:
    """A member of the public (or the council account itself) on one platform."""

    id: str
    platform: str
    handle: str
    name: str


@dataclass(slots=True)
class SimAccount:
    """One of the council's accounts. `token` is what its calls must carry."""

    key: str  # for example "x-main"
    platform: str
    id: str
    handle: str
    name: str
    token: str
    followers: int
    extra: dict[str, str] = field(default_factory=dict)  # secrets, page ids, refresh tokens …


@dataclass(slots=True)
class SimPost:
    id: str
    account_key: str
    text: str
    published_at: datetime
    edited_at: datetime | None = None
    kind: str = "post"  # photo, video, post
    #: A post of somebody else in which the council is mentioned has an author.
    author: SimAuthor | None = None
    deleted: bool = False


@dataclass(slots=True)
class SimComment:
    """`state` is "visible", "hidden", "held", "likely_spam" or "rejected".

    `edit_ids`: X gives each edit an id of its own; these are the later ones, oldest first.
    """

    id: str
    account_key: str
    post_id: str | None  # None: a mention elsewhere
    parent_id: str | None
    author: SimAuthor
    text: str
    published_at: datetime
    edited_at: datetime | None = None
    state: str = "visible"
    kind: str = "comment"  # comment, reply, mention
    attachments: tuple[str, ...] = ()
    lang: str = "en"
    deleted: bool = False
    by_council: bool = False
    edit_ids: tuple[str, ...] = ()


def age(item: SimPost | SimComment) -> tuple[datetime, str]:
    """Return what items sort by, oldest first."""
    return item.published_at, item.id


def known(state: str) -> str:
    """Return `state`; one that no platform has raises ValueError."""
    if state not in STATES:
        raise ValueError(f"no state {state!r}; use one of {', '.join(sorted(STATES))}")
    return state


def aware(at: datetime) -> datetime:
    """Return `at` in UTC; one without a zone raises ValueError."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return at.astimezone(UTC)


def plain(item: SimAccount | SimPost | SimComment) -> dict[str, Any]:
    """Return `item` as JSON can hold it."""
    found: dict[str, Any] = {}
    for name in item.__slots__:
        value = getattr(item, name)
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, SimAuthor):
            value = asdict(value)
        # A copy: what the world keeps must not change with the caller's own.
        found[name] = dict(value) if isinstance(value, dict) else value
    return found


def revived(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a post or comment, back from what `plain` made of it."""
    found = dict(item)
    for name in ("published_at", "edited_at"):
        if found[name] is not None:
            found[name] = datetime.fromisoformat(found[name])
    if found["author"] is not None:
        found["author"] = SimAuthor(**found["author"])
    for name in ("attachments", "edit_ids"):
        if name in found:
            found[name] = tuple(found[name])
    return found
