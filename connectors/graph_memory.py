"""What the Facebook and Instagram connectors remember between fetches: their cursor.

Neither platform has a "what is new since" call for a whole account. One listing tells each
post's count of comments, so the cursor remembers those counts, and a post is read again
when its count moved or when it is young. The text is JSON of this module's own.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: Younger posts are read again at every fetch: only so are edits and hidden comments seen.
YOUNG = timedelta(days=2)
#: Posts of this age are read again so often, whether or not their counts moved.
RECENT = timedelta(days=14)
READ_AGAIN_EVERY = timedelta(hours=1)
#: How often the whole list of posts is walked, not only its newest pages.
SWEEP_EVERY = timedelta(hours=24)
#: More posts with comments than this are not remembered one by one.
MOST_REMEMBERED = 3000

_VERSION = 1
# Clocks differ a little between the platform's servers.
_SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """One post as the account's listing showed it.

    Attributes:
        count: comments under it, None where the listing did not tell.
        updated_at: aware UTC; None where the platform has no such time (Instagram).
    """

    platform_id: str
    published_at: datetime
    count: int | None
    updated_at: datetime | None = None

    @property
    def mark(self) -> str:
        """What changes when a comment comes or goes."""
        updated = "" if self.updated_at is None else str(int(self.updated_at.timestamp()))
        return f"{'?' if self.count is None else self.count}/{updated}"


@dataclass(slots=True)
class Memory:
    """The posts read so far, each with its mark when it was read.

    Attributes:
        read_at: start of the last fetch that came to its end; None before the first.
        swept_at: start of the last one that walked the whole list of posts.
        recent_at: start of the last one that read all recent posts again.
        forgotten_before: posts published earlier were dropped from `marks`, for its size.
    """

    read_at: datetime | None = None
    swept_at: datetime | None = None
    forgotten_before: datetime | None = None
    recent_at: datetime | None = None
    marks: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: str | None) -> "Memory":
        """Read a cursor; one that cannot be read means to start afresh, which loses nothing."""
        if not cursor:
            return cls()
        try:
            kept = json.loads(cursor)
            if kept["version"] != _VERSION:
                return cls()
            return cls(
                read_at=_time(kept["read_at"]),
                swept_at=_time(kept["swept_at"]),
                forgotten_before=_time(kept["forgotten_before"]),
                # A cursor of before knows none: then they are read again at once.
                recent_at=_time(kept.get("recent_at")),
                marks={
                    str(id): (str(mark), datetime.fromtimestamp(published, UTC))
                    for id, (mark, published) in kept["marks"].items()
                },
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
            return cls()

    def dump(self) -> str:
        """Return the cursor."""
        return json.dumps(
            {
                "version": _VERSION,
                "read_at": _text(self.read_at),
                "swept_at": _text(self.swept_at),
                "forgotten_before": _text(self.forgotten_before),
                "recent_at": _text(self.recent_at),
                "marks": {
                    id: [mark, int(published.timestamp())]
                    for id, (mark, published) in self.marks.items()
                },
            },
            separators=(",", ":"),
        )

    def recent_since(self, now: datetime) -> datetime:
        """Posts published since then are recent.

        After a long silence the span reaches back from the last fetch, not from now.
        """
        return min(now, self.read_at or now) - RECENT

    def must_read_recent(self, now: datetime) -> bool:
        """Say whether all recent posts are read again, whatever their marks say."""
        return self.recent_at is None or not (
            timedelta() <= now - self.recent_at < READ_AGAIN_EVERY
        )

    def again_since(self, now: datetime) -> datetime:
        """Posts published since then are read again now, whatever their marks say."""
        if self.must_read_recent(now):
            return self.recent_since(now)
        return min(now, self.read_at or now) - YOUNG

    def must_sweep(self, now: datetime) -> bool:
        return self.swept_at is None or now - self.swept_at >= SWEEP_EVERY

    def moved(self, post: Listed) -> bool:
        """Say whether a post's comments must be read again because its mark changed."""
        remembered = self.marks.get(post.platform_id)
        if remembered is not None:
            return remembered[0] != post.mark
        if post.count == 0:
            return False
        forgotten = (
            self.forgotten_before is not None
            and self.swept_at is not None
            and post.published_at < self.forgotten_before
        )
        if forgotten and self.swept_at is not None and post.updated_at is not None:
            return post.updated_at >= self.swept_at - _SLACK
        return True

    def remember(self, post: Listed) -> None:
        """Note that `post` was read whole as it was listed."""
        # An older post without comments needs no mark: moved() takes a missing one as 0.
        if post.count == 0:
            self.marks.pop(post.platform_id, None)
        else:
            self.marks[post.platform_id] = (post.mark, post.published_at)

    def finish(self, *, started: datetime, swept: bool) -> None:
        """Note that a fetch came to its end, and keep the newest posts alone."""
        if self.must_read_recent(started):
            self.recent_at = started
        self.read_at = started
        if swept:
            self.swept_at = started
        newest = sorted(self.marks.items(), key=lambda kept: kept[1][1], reverse=True)
        if len(newest) > MOST_REMEMBERED:
            self.marks = dict(newest[:MOST_REMEMBERED])
            oldest_kept = newest[MOST_REMEMBERED - 1][1][1]
            self.forgotten_before = max(self.forgotten_before or oldest_kept, oldest_kept)


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
