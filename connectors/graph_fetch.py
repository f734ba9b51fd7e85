"""In what order an account's posts, comments and mentions are read from the Graph API."""

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from connectors.base import Batch, FetchedComment, FetchedPost
from connectors.errors import CommentGone, PermissionMissing, RateLimited
from connectors.graph import Graph
from connectors.graph_memory import Listed, Memory

#: Pages of the listing that every fetch compares; older posts wait for the daily sweep.
ALWAYS_LISTED_PAGES = 3
#: Share of the allowance from which older posts wait, so that takedowns still get through.
BUSY_PERCENT = 80.0
#: After so many posts a cursor is given, so that a broken-off first fetch goes on from there.
POSTS_A_CHECKPOINT = 20

T = TypeVar("T")
Posts = Callable[[], Iterator[Sequence[tuple[FetchedPost, Listed]]]]
Comments = Callable[[str], Iterator[Sequence[FetchedComment]]]
#: Mentions since a time (None: all), and those of them that have comments of their own.
Mentions = Callable[[datetime | None], Iterator[tuple[Sequence[FetchedComment], Sequence[Listed]]]]


def walk(
    graph: Graph, cursor: str | None, *, posts: Posts, comments: Comments, mentions: Mentions
) -> Iterator[Batch]:
    """Yield the account's posts, the comments of those that are due, then its mentions.

    A post is due when its mark moved, at every fetch while it is young, and once an hour
    while it is recent; comments of a due post are read whole, for an edit shows in nothing
    but the text.

    Raises:
        ConnectorError: see connectors.errors. Pages already yielded stand.
    """
    memory = Memory.load(cursor)
    mentions_since = None
    started = since = again = graph.now()
    sweep = swept = True
    due: list[Listed] = []
    for number, page in enumerate(_of_account(posts()), start=1):
        if number == 1:
            # Only an answer tells the platform's own time.
            started = graph.now()
            since, sweep = memory.recent_since(started), memory.must_sweep(started)
            again = memory.again_since(started)
            mentions_since = None if sweep else since
        if page:
            yield Batch(posts=tuple(post for post, _ in page))
        due.extend(listed for _, listed in page if _is_due(listed, memory, again))
        old = bool(page) and all(listed.published_at < since for _, listed in page)
        if old and not sweep and number >= ALWAYS_LISTED_PAGES:
            swept = False
            break
    swept = (yield from _read(graph, memory, due, since, comments)) and swept

    threads: dict[str, Listed] = {}
    for found, listed_threads in _of_account(mentions(mentions_since)):
        if found:
            yield Batch(comments=tuple(found))
        for listed in listed_threads:
            if _is_due(listed, memory, again):
                threads[listed.platform_id] = listed
    swept = (yield from _read(graph, memory, list(threads.values()), since, comments)) and swept

    memory.finish(started=started, swept=swept)
    yield Batch(cursor=memory.dump())


def _of_account(pages: Iterator[T]) -> Iterator[T]:
    """Yield the pages of the account's own lists; that such a list is gone has one reason."""
    try:
        yield from pages
    except CommentGone as error:
        raise PermissionMissing(
            f"the account itself cannot be seen with this token: check its id ({error})"
        ) from None


def _is_due(listed: Listed, memory: Memory, again: datetime) -> bool:
    return listed.published_at >= again or memory.moved(listed)


def _read(
    graph: Graph, memory: Memory, due: Sequence[Listed], since: datetime, comments: Comments
) -> Generator[Batch, None, bool]:
    """Yield the comments of each post; the return value says whether none was put off."""
    whole = True
    for number, listed in enumerate(due, start=1):
        wait = graph.usage.regain_in
        if wait is not None:
            raise RateLimited(
                "the platform's usage header asks to wait", retry_at=graph.now() + wait
            )
        if listed.published_at < since and graph.usage.percent >= BUSY_PERCENT:
            whole = False
            continue
        try:
            for found in comments(listed.platform_id):
                if found:
                    yield Batch(comments=tuple(found))
        except CommentGone:
            _must_be_gone(graph, listed.platform_id)
        else:
            memory.remember(listed)
        if number % POSTS_A_CHECKPOINT == 0:
            yield Batch(cursor=memory.dump())
    return whole


def _must_be_gone(graph: Graph, post_id: str) -> None:
    """Return where the post itself is gone; without this a lost right would pass unseen."""
    try:
        graph.get(post_id, "id")
    except CommentGone:
        return
    raise PermissionMissing(
        "a post can be read and its comments cannot: the token lacks the right to read what "
        "the public writes (pages_read_user_content; on Instagram instagram_manage_comments)"
    )
