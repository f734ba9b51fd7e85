"""How far a YouTube channel was read, as text in the account's cursor."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.base import FetchedComment
from connectors.youtube_answers import Thread

#: Threads whose reply counts are remembered; of these, how many are looked at in each fetch.
WATCHED, NEWEST, IN_TURN = 400, 100, 100


@dataclass(slots=True)
class Cursor:
    """How far a channel was read: JSON in the account's cursor.

    Attributes:
        since: when the newest thread read so far was begun (aware UTC); None until the
            first fetch has come to its end.
        watched: thread id -> (when it was begun, Unix seconds; its replies at that time).
        turn: where among the older watched threads the next look starts.
    """

    since: datetime | None = None
    watched: dict[str, tuple[int, int]] = field(default_factory=dict)
    turn: int = 0

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """Return the cursor; one that cannot be read begins anew, which loses nothing."""
        if not text:
            return cls()
        try:
            value = json.loads(text)
            since = value["since"]
            since = None if since is None else datetime.fromisoformat(since).astimezone(UTC)
            watched = {str(k): (int(a), int(b)) for k, (a, b) in value["watched"].items()}
            return cls(since, watched, int(value["turn"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def write(self) -> str:
        since = self.since.isoformat() if self.since else None
        kept = sorted(self.watched.items(), key=lambda entry: entry[1][0], reverse=True)[:WATCHED]
        return json.dumps({"since": since, "watched": dict(kept), "turn": self.turn})

    def write_unfinished(self) -> str:
        """Return the cursor of a first fetch that is still under way.

        It begins at the top again, but knows whose replies it has read: they are what
        costs, and a large channel's may take more than one day's quota.
        """
        read = {id: known for id, known in self.watched.items() if known[1]}
        return json.dumps({"since": None, "watched": read, "turn": 0})

    def note(self, thread: Thread) -> None:
        self.watched[thread.id] = (int(thread.top.published_at.timestamp()), thread.replies)

    def next_look(self) -> list[str]:
        """Return the threads to look at for new replies: the newest, and others in turn."""
        order = sorted(self.watched, key=lambda id: self.watched[id][0], reverse=True)
        newest, older = order[:NEWEST], order[NEWEST:]
        start = self.turn if self.turn < len(older) else 0
        self.turn = start + IN_TURN
        return newest + older[start : start + IN_TURN]


def unchanged(start: Cursor, thread: Thread) -> bool:
    known = start.watched.get(thread.id)
    return known is not None and known[1] == thread.replies


def is_fresh(comment: FetchedComment, since: datetime | None) -> bool:
    return since is None or (comment.edited_at or comment.published_at) >= since


def newest(since: datetime | None, threads: tuple[Thread, ...], now: datetime) -> datetime | None:
    """Return the newest thread's time; one from the future would hide what comes before it."""
    times = [min(thread.top.published_at, now) for thread in threads]
    return max([*times, since] if since else times, default=None)
