"""Searching what the public wrote: every comment stored, whether or not it has a case."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, column, func, literal_column, table, text
from sqlmodel import Session, col, select

from moderation.models import Account, Case, Comment

MAX_WORDS = 16
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A comment that holds the words, its account, and its case where it has one."""

    comment: Comment
    account: Account
    case: Case | None


def words_of(typed: str) -> list[str]:
    """Return the words to look for: at most MAX_WORDS of the first MAX_LENGTH characters."""
    return typed.replace("\0", " ")[:MAX_LENGTH].split()[:MAX_WORDS]


def search_comments(
    session: Session,
    typed: str,
    *,
    before: int | None = None,
    limit: int = 25,
) -> list[Found]:
    """Return comments that hold every word typed, newest stored first.

    Two statements, each on an index that is already in the order wanted, so a page costs
    the same whatever is stored and however common the words are. The search's own signs
    (quotes, AND, *, -) are taken as words on SQLite; PostgreSQL reads them as a web search
    does and never refuses any.

    Args:
        before: only comments with a lower id: the last one of the page before.
    """
    words = words_of(typed)
    if not words:
        return []
    if session.get_bind().dialect.name == "sqlite":
        ids = _ids_in_fts5(session, words, before, limit)
    else:
        ids = _ids_in_tsvector(session, words, before, limit)
    if not ids:
        return []
    rows = session.exec(
        select(Comment, Account, Case)
        .join(Account, col(Account.id) == col(Comment.account_id))
        .outerjoin(Case, col(Case.comment_id) == col(Comment.id))
        .where(col(Comment.id).in_(ids))
        .order_by(col(Comment.id).desc())
    )
    return [Found(comment, account, case) for comment, account, case in rows]


def fts5_query(words: list[str]) -> str:
    """Quote each word, so that nothing typed is read as FTS5's syntax."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words)


def _ids_in_fts5(session: Session, words: list[str], before: int | None, limit: int) -> list[int]:
    # FTS5 walks its lists by rowid, newest first too, and stops at the limit.
    found = table("comment_search", column("rowid", Integer))
    query = (
        select(found.c.rowid)
        .where(text("comment_search MATCH :words").bindparams(words=fts5_query(words)))
        .order_by(found.c.rowid.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(found.c.rowid < before)
    return list(session.execute(query).scalars())


def _ids_in_tsvector(
    session: Session, words: list[str], before: int | None, limit: int
) -> list[int]:
    simple: ColumnElement[str] = literal_column("'simple'")
    query = (
        select(Comment.id)
        .where(
            func.to_tsvector(simple, col(Comment.text)).op("@@")(
                func.websearch_to_tsquery(simple, " ".join(words))
            )
        )
        .order_by(col(Comment.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Comment.id) < before)
    return [comment_id for comment_id in session.exec(query) if comment_id is not None]
