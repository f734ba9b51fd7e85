"""Reads again, a day and a week later, what was taken down (F5).

A reading is harmless, so it is simply made again after a crash; what it showed is written
once. What cannot be read is tried again, and never guessed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from connectors.base import Item, ItemState, Reading
from connectors.errors import BudgetSpent, ConnectorError, RateLimited
from moderation import audit
from moderation.models import (
    Account,
    Author,
    Case,
    Comment,
    Recheck,
    RecheckState,
    Takedown,
)
from moderation.rechecks import Standing, bring_back, standing
from service.clock import Clock
from service.database import Database
from service.platforms import Connect, item_of

log = logging.getLogger(__name__)

#: Waits before the next try, by tries so far; the last one for good.
WAITS = tuple(timedelta(minutes=m) for m in (5, 30, 120, 360))
#: What could not be read for this long is left to a person.
GIVE_UP = timedelta(days=30)
#: How long a later takedown that is on its way is waited for.
BETWEEN = timedelta(minutes=10)
#: What a takedown left behind, whichever verb it was: nobody else sees any of these.
GONE = frozenset(
    {
        ItemState.HIDDEN,
        ItemState.HELD,
        ItemState.LIKELY_SPAM,
        ItemState.REJECTED,
        ItemState.ABSENT,
    }
)


@dataclass(frozen=True, slots=True)
class _Work:
    id: int
    account: Account
    item: Item
    attempts: int
    due_at: datetime


class Rechecks:
    """Looks whether what was taken down stays down."""

    def __init__(self, database: Database, connect: Connect, *, clock: Clock) -> None:
        self._database = database
        self._connect = connect
        self._clock = clock

    def due(self, *, limit: int = 100) -> list[tuple[int, int]]:
        """Return (re-check id, account id) of what should be read now, oldest first."""
        with self._database.read() as session:
            rows = session.exec(
                select(col(Recheck.id), col(Recheck.account_id))
                .where(
                    col(Recheck.state) == RecheckState.WAITING,
                    col(Recheck.next_attempt_at) <= self._clock(),
                )
                .order_by(col(Recheck.next_attempt_at), col(Recheck.id))
                .limit(limit)
            ).all()
        return [(recheck_id, account_id) for recheck_id, account_id in rows if recheck_id]

    def look(self, recheck_id: int) -> RecheckState:
        """Read the comment again and write what it showed; return the state it is left in."""
        work = self._take(recheck_id)
        if isinstance(work, RecheckState):
            return work
        try:
            reading = self._connect(work.account).read(work.item)
        except ConnectorError as error:
            return self._unreadable(work, error)
        if reading.readable and reading.state is ItemState.UNKNOWN:
            return self._unreadable(work, None)
        return self._settle(work, reading)

    def _take(self, recheck_id: int) -> _Work | RecheckState:
        now = self._clock()
        with self._database.write() as session:
            row = _locked(session, recheck_id)
            if row.state is not RecheckState.WAITING or row.next_attempt_at > now:
                return row.state
            if not self._still_stands(session, row, now):
                return row.state
            comment = session.get_one(Comment, session.get_one(Case, row.case_id).comment_id)
            author = session.get(Author, comment.author_id) if comment.author_id else None
            return _Work(
                id=recheck_id,
                account=session.get_one(Account, row.account_id),
                item=item_of(comment, author),
                attempts=row.attempts,
                due_at=row.due_at,
            )

    def _still_stands(self, session: Session, row: Recheck, now: datetime) -> bool:
        """Say whether the takedown still stands; where not, end or put off the re-check."""
        case = session.get_one(Case, row.case_id)
        how = standing(session, case, session.get_one(Takedown, row.takedown_id))
        if how is Standing.STANDS:
            return True
        if how is Standing.BETWEEN:
            row.next_attempt_at = now + BETWEEN
        else:
            row.state, row.done_at = RecheckState.SUPERSEDED, now
        session.add(row)
        return False

    def _unreadable(self, work: _Work, error: ConnectorError | None) -> RecheckState:
        now = self._clock()
        why = type(error).__name__ if error else "unknown"
        with self._database.write() as session:
            row = _locked(session, work.id)
            if row.state is not RecheckState.WAITING:
                return row.state
            row.attempts, row.detail = work.attempts + 1, why
            if now - work.due_at >= GIVE_UP:
                self._end(session, row, RecheckState.UNREAD, None, now)
                return row.state
            wait = now + WAITS[min(work.attempts, len(WAITS) - 1)]
            told = error.retry_at if isinstance(error, RateLimited | BudgetSpent) else None
            row.next_attempt_at = max(told, now) if told else wait
            session.add(row)
        log.info("re-check put off", extra={"recheck_id": work.id, "why": why})
        return RecheckState.WAITING

    def _settle(self, work: _Work, reading: Reading) -> RecheckState:
        """Write what was read, the comment's state, the case's move and the record, together."""
        now = self._clock()
        with self._database.write() as session:
            row = _locked(session, work.id)
            if row.state is not RecheckState.WAITING:
                return row.state
            # Decided anew while the platform was read: then this reading says nothing.
            if not self._still_stands(session, row, now):
                return row.state
            row.attempts, row.detail = work.attempts + 1, ""
            if not reading.readable:
                self._end(session, row, RecheckState.CANNOT_TELL, reading, now)
                return row.state
            case = session.get_one(Case, row.case_id)
            comment = session.get_one(Comment, case.comment_id)
            comment.state = reading.state.value
            session.add(comment)
            if reading.state in GONE:
                self._end(session, row, RecheckState.STILL_GONE, reading, now)
                return row.state
            bring_back(case, now=now)
            session.add(case)
            self._end(session, row, RecheckState.REAPPEARED, reading, now)
        return row.state

    def _end(
        self,
        session: Session,
        row: Recheck,
        state: RecheckState,
        reading: Reading | None,
        now: datetime,
    ) -> None:
        row.state, row.done_at = state, now
        session.add(row)
        audit.append(
            session,
            actor="rechecks",
            action=f"recheck.{state.value}",
            subject=f"case:{row.case_id}",
            details={
                "takedown": row.takedown_id,
                "after_hours": row.after_hours,
                "read": reading.state.value if reading else None,
            },
            now=now,
        )
        log.info("takedown read again", extra={"recheck_id": row.id, "state": state.value})


def _locked(session: Session, recheck_id: int) -> Recheck:
    row = session.exec(
        select(Recheck).where(col(Recheck.id) == recheck_id).with_for_update()
    ).first()
    if row is None:
        raise LookupError(f"there is no re-check {recheck_id}")
    return row
