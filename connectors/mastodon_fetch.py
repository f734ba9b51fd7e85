"""Reading a Mastodon account: its posts, what was said under them, and mentions elsewhere."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from connectors.answers import Json
from connectors.base import Batch, FetchedComment, Kind
from connectors.errors import CommentGone, UnexpectedAnswer
from connectors.mastodon_answers import (
    Status,
    age,
    parse_context,
    parse_mention,
    parse_status,
    status_id,
)
from connectors.mastodon_calls import MastodonCalls

#: A list may show a page again while it changes; one that only repeats itself is at fault.
MAX_REPEATS = 3
#: Pages read of one list in one fetch; the next fetch goes on from there.
MAX_PAGES = 500
#: Older posts looked at again in each fetch, in turn.
IN_TURN = 10


@dataclass(slots=True)
class Stream:
    """How far one list was read.

    Attributes:
        top: the newest id handed over; None before the first page, "" where there was none.
        below: where reading into the past goes on; None once it has come to its end.
    """

    top: str | None = None
    below: str | None = None


@dataclass(slots=True)
class Cursor:
    """How far an account was read, kept as JSON; `turn` is where the next older look starts."""

    posts: Stream = field(default_factory=Stream)
    mentions: Stream = field(default_factory=Stream)
    turn: str | None = None

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """Return the cursor; one that cannot be read begins anew, which loses nothing."""
        try:
            value = json.loads(text or "")
            found = cls(Stream(**value["posts"]), Stream(**value["mentions"]), value["turn"])
        except (ValueError, TypeError, LookupError, RecursionError):
            return cls()
        ids = (found.posts.top, found.posts.below, found.mentions.top, found.mentions.below)
        known = all(one is None or isinstance(one, str) for one in (*ids, found.turn))
        return found if known else cls()

    def write(self) -> str:
        return json.dumps(asdict(self))


class MastodonFetch:
    """One fetch. Nothing is handed over twice in it."""

    def __init__(self, calls: MastodonCalls, me: str, host: str, cursor: Cursor) -> None:
        self._calls = calls
        self._me = me
        self._host = host
        self._cursor = cursor
        self._posts: set[str] = set()
        self._told: set[str] = set()
        self._oldest: str | None = None

    def batches(self) -> Iterator[Batch]:
        own_id = self._me.partition("@")[0]
        yield from self._stream(
            self._cursor.posts, lambda below: self._calls.statuses(own_id, below), self._own
        )
        yield from self._older_in_turn(own_id)
        yield from self._stream(self._cursor.mentions, self._calls.mentions, self._mentioned)
        yield Batch(cursor=self._cursor.write())

    # -- lists ----------------------------------------------------------------------

    def _stream(
        self,
        stream: Stream,
        page: Callable[[str | None], list[Json]],
        hand_over: Callable[[list[Json]], Iterator[Batch]],
    ) -> Iterator[Batch]:
        """Read what is new, then go on into the past where an earlier fetch left off."""
        if stream.top is not None:
            newest = stream.top
            for ids, rows in self._pages(page, None):
                yield from hand_over(rows)
                newest = max(newest, *ids, key=age)
                if age(min(ids, key=age)) <= age(stream.top):
                    break
            stream.top = newest
            if stream.below is None:
                return
            yield Batch(cursor=self._cursor.write())
        for ids, rows in self._pages(page, stream.below):
            yield from hand_over(rows)
            stream.top = max(stream.top or "", *ids, key=age)
            stream.below = min(ids, key=age)
            yield Batch(cursor=self._cursor.write())
        stream.top, stream.below = stream.top or "", None

    def _pages(
        self, page: Callable[[str | None], list[Json]], below: str | None
    ) -> Iterator[tuple[list[str], list[Json]]]:
        """Yield pages with their ids until one is empty; each begins under the one before."""
        repeats = 0
        for _ in range(MAX_PAGES):
            rows = page(below)
            if not rows:
                return
            ids = [status_id(row, "id") for row in rows]
            lowest = min(ids, key=age)
            if below is not None and age(lowest) >= age(below):
                repeats += 1
                if repeats > MAX_REPEATS:
                    raise UnexpectedAnswer("Mastodon's list repeats itself and does not end")
                continue
            yield ids, rows
            below = lowest
        raise UnexpectedAnswer("Mastodon's list does not end")

    def _older_in_turn(self, own_id: str) -> Iterator[Batch]:
        """Look again at a few older posts: a late reply need not name the council."""
        start = self._cursor.turn or self._oldest
        rows = self._calls.statuses(own_id, start)[:IN_TURN] if start else []
        if rows:
            yield from self._own(rows)
        self._cursor.turn = min((status_id(r, "id") for r in rows), key=age, default=None)

    # -- what they hold -------------------------------------------------------------

    def _own(self, rows: list[Json]) -> Iterator[Batch]:
        """Hand over the council's own posts, what stands under them, and its own replies."""
        statuses = [parse_status(row, self._host) for row in rows]
        statuses = [s for s in statuses if not s.private and not s.boost]
        posts = {s.id: s for s in statuses if not s.reply and s.id not in self._posts}
        self._posts |= posts.keys()
        ids = [s.id for s in statuses] + ([self._oldest] if self._oldest else [])
        self._oldest = min(ids, key=age, default=None)
        if posts:
            yield Batch(posts=tuple(post.as_post() for post in posts.values()))
        for post in posts.values():
            if post.replies != 0:
                yield from self._told_of(self._thread(post.id), post.id)
        for status in statuses:
            if status.reply and status.id not in self._told:
                yield from self._in_its_thread(status, Kind.REPLY)

    def _mentioned(self, rows: list[Json]) -> Iterator[Batch]:
        """Hand over what mentions the council; of what was read before only what stands alone."""
        top = self._cursor.mentions.top
        found = [(status_id(row, "id"), parse_mention(row, self._host)) for row in rows]
        for id, status in found:
            if status is None or status.private or status.id in self._told:
                continue
            new = top is None or age(id) > age(top) or self._cursor.mentions.below is not None
            if new or not status.reply:
                yield from self._in_its_thread(status, Kind.MENTION)

    def _in_its_thread(self, status: Status, elsewhere: Kind) -> Iterator[Batch]:
        """Hand over a status with the thread it stands in, or alone where that is not ours."""
        ancestors: list[Status] = []
        descendants: list[Status] = []
        if status.parent is not None:
            try:
                ancestors, descendants = parse_context(self._calls.context(status.id), self._host)
            except CommentGone:
                return
        first = ancestors[0] if ancestors else None
        if first is not None and first.author.platform_id == self._me and not first.reply:
            yield from self._told_of([*ancestors[1:], status, *descendants], first.id)
        else:
            yield from self._batch([status.as_comment(elsewhere, None, self._me)])

    def _thread(self, post_id: str) -> list[Status]:
        try:
            return parse_context(self._calls.context(post_id), self._host)[1]
        except CommentGone:
            return []

    def _told_of(self, statuses: list[Status], post_id: str) -> Iterator[Batch]:
        yield from self._batch(
            [
                s.as_comment(Kind.COMMENT if s.parent == post_id else Kind.REPLY, post_id, self._me)
                for s in statuses
                if not s.private
            ]
        )

    def _batch(self, comments: list[FetchedComment]) -> Iterator[Batch]:
        fresh = {c.platform_id: c for c in comments if c.platform_id not in self._told}
        self._told |= fresh.keys()
        if fresh:
            yield Batch(comments=tuple(fresh.values()))
