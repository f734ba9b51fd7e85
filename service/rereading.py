"""Reading again what waits in the queue: deletions, edits and restores that no list tells (B3).

A platform's lists tell what was added, never what went. "Not found" has many causes, so a
comment counts as gone only when two reads, CONFIRM_AFTER or more apart, both prove it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from connectors.base import Batch, Connector, FetchedComment, ItemState, Kind, Reading
from connectors.errors import (
    BudgetSpent,
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
)
from moderation import audit
from moderation.models import Account, AccountStatus, Author, Case, Comment
from service.clock import Clock
from service.database import Database
from service.ingest import store
from service.platforms import Connect, item_of

log = logging.getLogger(__name__)

#: How old what an officer is shown may be.
REREAD_AFTER = timedelta(hours=6)
#: The least time between the two reads that prove a deletion.
CONFIRM_AFTER = timedelta(hours=1)
#: Reads in one pass over an account: each is a call, and polling comes first.
MOST = 25
#: What says of the platform, not of the item, that reading on is no use now.
_STOPS = (BudgetSpent, CredentialsRejected, PlatformUnavailable, RateLimited)
_LAST_READ = func.coalesce(col(Comment.reread_at), col(Comment.fetched_at))


@dataclass(slots=True)
class Reread:
    """What one pass over an account's waiting comments showed."""

    account_id: int
    read: int = 0
    edited: int = 0
    changed_state: int = 0
    missing: int = 0
    gone: int = 0
    error: str = ""


class Rereader:
    """Reads again. One pass over one account at a time: the queue's lock holds that."""

    def __init__(self, database: Database, connect: Connect, *, clock: Clock) -> None:
        self._database = database
        self._connect = connect
        self._clock = clock

    def due(self) -> list[int]:
        """Return the ids of the accounts that have something to read again."""
        with self._database.read() as session:
            found = session.exec(
                select(col(Account.id))
                .where(
                    select(col(Comment.id))
                    .join(Case, col(Case.comment_id) == col(Comment.id))
                    .where(col(Comment.account_id) == col(Account.id), _due(self._clock()))
                    .exists()
                )
                .order_by(col(Account.id))
            ).all()
        return [account_id for account_id in found if account_id is not None]

    def reread(self, account_id: int) -> Reread:
        """Read again what is due, longest unread first; never raises for a platform's answer."""
        done = Reread(account_id)
        now = self._clock()
        with self._database.read() as session:
            account = session.get_one(Account, account_id)
            rows = session.exec(
                select(Comment, Author)
                .join(Case, col(Case.comment_id) == col(Comment.id))
                .join(Account, col(Account.id) == col(Comment.account_id))
                .outerjoin(Author, col(Author.id) == col(Comment.author_id))
                .where(col(Comment.account_id) == account_id, _due(now))
                .order_by(_LAST_READ, col(Comment.id))
                .limit(MOST)
            ).all()
        try:
            connector = self._connect(account)
            for comment, author in rows:
                try:
                    reading = connector.read(item_of(comment, author))
                except _STOPS:
                    raise
                except ConnectorError as error:
                    # This item's own trouble: it is tried again at its next turn.
                    log.warning(
                        "comment could not be read again",
                        extra={"comment_id": comment.id, "error": type(error).__name__},
                    )
                    reading = Reading(ItemState.UNKNOWN)
                with self._database.write() as session:
                    self._note(session, account, comment, reading, done)
        except ConnectorError as error:
            done.error = type(error).__name__
        log.info(
            "waiting comments read again",
            extra={"account_id": account_id, "read": done.read, "error": done.error},
        )
        return done

    def read_again(self, connector: Connector, account: Account, comment_id: int) -> Reading:
        """Read one comment now, in the queue or not, and note what it showed.

        Raises:
            ConnectorError: the platform did not say; nothing is noted.
        """
        with self._database.read() as session:
            comment, author = session.exec(
                select(Comment, Author)
                .outerjoin(Author, col(Author.id) == col(Comment.author_id))
                .where(col(Comment.id) == comment_id)
            ).one()
        reading = connector.read(item_of(comment, author))
        with self._database.write() as session:
            self._note(session, account, comment, reading, Reread(account.id or 0))
        return reading

    def _note(
        self,
        session: Session,
        account: Account,
        shown: Comment,
        reading: Reading,
        done: Reread,
    ) -> None:
        now = self._clock()
        comment = session.exec(
            select(Comment).where(col(Comment.id) == shown.id).with_for_update()
        ).one()
        comment.reread_at = now
        done.read += 1
        if reading.state is ItemState.ABSENT:
            self._missing(session, comment, now, done)
        elif reading.state is not ItemState.UNKNOWN or reading.text is not None:
            comment.missing_since = None
        session.add(comment)
        session.flush()
        if reading.state is not ItemState.ABSENT:
            stored = store(session, account, Batch(comments=(_as_read(comment, reading),)), now=now)
            done.edited += stored.edited
            done.changed_state += stored.changed_state

    def _missing(self, session: Session, comment: Comment, now: datetime, done: Reread) -> None:
        if comment.missing_since is None:
            comment.missing_since = now
        if now - comment.missing_since < CONFIRM_AFTER:
            done.missing += 1
            return
        comment.state = ItemState.ABSENT.value
        done.gone += 1
        case_id = session.exec(select(Case.id).where(col(Case.comment_id) == comment.id)).first()
        audit.append(
            session,
            actor="rereading",
            action="comment.gone",
            subject=f"case:{case_id}" if case_id is not None else f"comment:{comment.id}",
            details={"comment": comment.id, "missing_since": comment.missing_since.isoformat()},
            now=now,
        )


def _due(now: datetime) -> ColumnElement[bool]:
    """Comments in the queue that were last read too long ago, or await a second read."""
    return and_(
        col(Case.waiting).is_(True),
        col(Account.status) == AccountStatus.ACTIVE,
        col(Comment.state) != ItemState.ABSENT.value,
        or_(
            now - REREAD_AFTER >= _LAST_READ,
            and_(
                col(Comment.missing_since).is_not(None),
                col(Comment.reread_at) <= now - CONFIRM_AFTER,
            ),
        ),
    )


def _as_read(comment: Comment, reading: Reading) -> FetchedComment:
    """The stored comment with what the read showed of it."""
    return FetchedComment(
        platform_id=comment.platform_id,
        kind=Kind(comment.kind),
        text=comment.text if reading.text is None else reading.text,
        published_at=comment.published_at,
        state=reading.state,
        hints=dict(comment.hints),
    )
