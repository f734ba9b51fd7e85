"""Where the last fetch of an X account stood, kept as JSON text."""

import json
from dataclasses import dataclass
from datetime import datetime

from connectors.x_parse import is_id

#: How many of the council's own conversations the sweep looks into, newest first.
CONVERSATIONS = 44


@dataclass(frozen=True, slots=True)
class XCursor:
    """Attributes:
    user_id, handle: the account, so that a fetch need not ask; `identified_at` is when it did.
    posts, mentions, search: newest id handed over per stream, None before the first.
    conversations: ids of the council's newest posts, newest first.
    fetched_at: aware UTC, start of the last whole fetch.
    """

    user_id: str
    handle: str
    identified_at: datetime
    posts: str | None = None
    mentions: str | None = None
    search: str | None = None
    conversations: tuple[str, ...] = ()
    fetched_at: datetime | None = None

    def text(self) -> str:
        return json.dumps(
            {
                "user_id": self.user_id,
                "handle": self.handle,
                "identified_at": self.identified_at.isoformat(),
                "posts": self.posts,
                "mentions": self.mentions,
                "search": self.search,
                "conversations": list(self.conversations[:CONVERSATIONS]),
                "fetched_at": self.fetched_at.isoformat() if self.fetched_at else None,
            }
        )


def parse_cursor(text: str | None) -> XCursor | None:
    """Read a cursor; None where there is none, or it is not one of ours.

    To start over only reads again what is known: to refuse would stop the account.
    """
    try:
        body = json.loads(text or "null")
        identified_at = _time(body["identified_at"])
        cursor = XCursor(
            user_id=body["user_id"],
            handle=body["handle"],
            identified_at=identified_at,
            posts=body["posts"],
            mentions=body["mentions"],
            search=body["search"],
            conversations=tuple(body["conversations"]),
            fetched_at=_time(body["fetched_at"]) if body["fetched_at"] else None,
        )
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    streams = (cursor.posts, cursor.mentions, cursor.search)
    ids = (cursor.user_id, *cursor.conversations, *(one for one in streams if one is not None))
    return cursor if all(map(is_id, ids)) and isinstance(cursor.handle, str) else None


def newest(*ids: str | None) -> str | None:
    """Return the highest of X's ids, None where there is none."""
    return max((one for one in ids if one is not None), key=int, default=None)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("no time zone")
    return time
