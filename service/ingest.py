"""Stores what a connector fetched: idempotent, in bulk, in the caller's transaction.

Fetching the same page twice changes nothing. An edit becomes a new version; a comment
whose text changed is screened again. Rows are written with Core inserts: with objects a
busy night's comments would take ten times as long.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from connectors.base import Batch, FetchedAuthor, FetchedComment, FetchedPost, ItemState
from moderation.models import Account, Author, Comment, CommentVersion, Post, PostVersion

T = TypeVar("T")

#: SQLite allows 32,766 parameters in one statement; a comment has about 20 columns.
CHUNK = 1000
MAX_ADDRESS = 1000


@dataclass(slots=True)
class Stored:
    """What storing a batch did; `to_screen` are ids whose text is new."""

    new: int = 0
    edited: int = 0
    changed_state: int = 0
    posts: int = 0
    to_screen: list[int] = field(default_factory=list)


def store(session: Session, account: Account, batch: Batch, *, now: datetime) -> Stored:
    """Store `batch` for `account`; every part of it or, if this raises, none."""
    stored = Stored(posts=len(batch.posts))
    if batch.posts:
        _store_posts(session, account, batch.posts, now)
    for chunk in _chunks(_last_of_each(batch.comments), CHUNK):
        _store_comments(session, account, chunk, now, stored)
    return stored


def link_posts(session: Session, account: Account) -> None:
    """Join comments to posts that were stored after them."""
    post_id = (
        select(col(Post.id))
        .where(
            col(Post.account_id) == col(Comment.account_id),
            col(Post.platform_id) == col(Comment.post_platform_id),
        )
        .scalar_subquery()
    )
    session.execute(
        update(Comment)
        .where(
            col(Comment.account_id) == account.id,
            col(Comment.post_id).is_(None),
            col(Comment.post_platform_id).is_not(None),
        )
        .values(post_id=post_id)
        .execution_options(synchronize_session=False)
    )


def _last_of_each(comments: Iterable[FetchedComment]) -> list[FetchedComment]:
    """One row an id: a platform may send an item twice in one page."""
    return list({comment.platform_id: comment for comment in comments}.values())


def insert_into(session: Session, model: type[SQLModel]) -> Any:
    """The dialect's own INSERT for `model`, which can say what to do on conflict."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    postgres = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if postgres else sqlite.insert(table)


def _store_posts(
    session: Session, account: Account, posts: Sequence[FetchedPost], now: datetime
) -> None:
    _keep_old_texts(session, account, {post.platform_id: post.text for post in posts}, now)
    rows = [
        {
            "account_id": account.id,
            "platform_id": post.platform_id,
            "text": post.text,
            "permalink": _address(post.permalink),
            "published_at": post.published_at,
            "edited_at": post.edited_at,
            "declared_comments": post.declared_comments,
            "fetched_at": now,
        }
        for post in {post.platform_id: post for post in posts}.values()
    ]
    for chunk in _chunks(rows, CHUNK):
        statement = insert_into(session, Post).values(chunk)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["account_id", "platform_id"],
                set_={
                    name: getattr(statement.excluded, name)
                    for name in (
                        "text",
                        "permalink",
                        "edited_at",
                        "declared_comments",
                        "fetched_at",
                    )
                },
            )
        )


def _keep_old_texts(
    session: Session, account: Account, texts: Mapping[str, str], now: datetime
) -> None:
    """Keep what posts said before they were edited: a dispute may attach to it."""
    for ids in _chunks(texts, CHUNK):
        known = session.execute(
            select(col(Post.id), col(Post.platform_id), col(Post.text)).where(
                col(Post.account_id) == account.id, col(Post.platform_id).in_(ids)
            )
        ).all()
        for post_id, platform_id, text in known:
            if text != texts[platform_id]:
                session.add(PostVersion(post_id=post_id, text=text, replaced_at=now))


def _store_comments(
    session: Session,
    account: Account,
    fetched: Sequence[FetchedComment],
    now: datetime,
    stored: Stored,
) -> None:
    known = {
        row.platform_id: row
        for row in session.execute(
            select(
                *(
                    col(c)
                    for c in (
                        Comment.id,
                        Comment.platform_id,
                        Comment.text,
                        Comment.state,
                        Comment.version,
                        Comment.hints,
                        Comment.own,
                    )
                )
            ).where(
                col(Comment.account_id) == account.id,
                col(Comment.platform_id).in_([c.platform_id for c in fetched]),
            )
        )
    }
    fresh = [comment for comment in fetched if comment.platform_id not in known]
    if fresh:
        authors = _author_ids(session, account.platform, fresh)
        posts = _post_ids(session, account, fresh)
        rows = [_row(account, comment, authors, posts, now) for comment in fresh]
        inserted = session.execute(
            insert_into(session, Comment)
            .on_conflict_do_nothing(index_elements=["account_id", "platform_id"])
            .returning(col(Comment.id), col(Comment.own)),
            rows,
        ).all()
        stored.new += len(inserted)
        stored.to_screen += [comment_id for comment_id, own in inserted if not own]
    for comment in fetched:
        row = known.get(comment.platform_id)
        if row is None:
            continue
        changes: dict[str, Any] = {}
        if comment.text != row.text:
            session.add(
                CommentVersion(
                    comment_id=row.id, version=row.version, text=row.text, replaced_at=now
                )
            )
            changes |= {
                "text": comment.text,
                "version": row.version + 1,
                "edited_at": comment.edited_at or now,
                # Our own words are never screened, edited or not.
                "screened_version": row.version + 1 if row.own else None,
            }
            stored.edited += 1
            if not row.own:
                stored.to_screen.append(row.id)
        if comment.state is not ItemState.UNKNOWN and comment.state.value != row.state:
            changes["state"] = comment.state.value
            stored.changed_state += 1
        if dict(comment.hints) != row.hints:
            changes["hints"] = dict(comment.hints)
        if changes:
            session.execute(update(Comment).where(col(Comment.id) == row.id).values(**changes))


def _row(
    account: Account,
    comment: FetchedComment,
    authors: dict[str, int],
    posts: dict[str, int],
    now: datetime,
) -> dict[str, Any]:
    return {
        "account_id": account.id,
        "post_id": posts.get(comment.post_platform_id or ""),
        "author_id": authors.get(comment.author.platform_id) if comment.author else None,
        "platform_id": comment.platform_id,
        "post_platform_id": comment.post_platform_id,
        "parent_platform_id": comment.parent_platform_id,
        "kind": comment.kind.value,
        "text": comment.text,
        "language": "",
        "published_at": comment.published_at,
        "edited_at": comment.edited_at,
        "fetched_at": now,
        # Just fetched from a public list: there, whatever the platform keeps to itself.
        "state": (ItemState.VISIBLE if comment.state is ItemState.UNKNOWN else comment.state).value,
        "attachments": list(comment.attachments),
        "hints": dict(comment.hints),
        "permalink": _address(comment.permalink),
        "own": comment.own,
        "version": 1,
        # Our own replies are never screened and never queued.
        "screened_version": 1 if comment.own else None,
        "screening": "",
    }


def _address(permalink: str) -> str:
    """Return an address that the column holds; one cut short would lead elsewhere."""
    return permalink if len(permalink) <= MAX_ADDRESS else ""


def _author_ids(
    session: Session, platform: str, comments: Sequence[FetchedComment]
) -> dict[str, int]:
    authors: dict[str, FetchedAuthor] = {
        c.author.platform_id: c.author for c in comments if c.author is not None
    }
    if not authors:
        return {}
    statement = insert_into(session, Author)
    rows = session.execute(
        statement.on_conflict_do_update(
            index_elements=["platform", "platform_id"],
            set_={"handle": statement.excluded.handle, "name": statement.excluded.name},
        ).returning(col(Author.platform_id), col(Author.id)),
        [
            {
                "platform": platform,
                "platform_id": author.platform_id,
                "handle": author.handle[:200],
                "name": author.name[:300],
            }
            for author in authors.values()
        ],
    )
    return {row.platform_id: row.id for row in rows}


def _post_ids(
    session: Session, account: Account, comments: Sequence[FetchedComment]
) -> dict[str, int]:
    wanted = {c.post_platform_id for c in comments if c.post_platform_id}
    if not wanted:
        return {}
    rows = session.execute(
        select(col(Post.platform_id), col(Post.id)).where(
            col(Post.account_id) == account.id, col(Post.platform_id).in_(wanted)
        )
    )
    return {row.platform_id: row.id for row in rows}


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
