"""Carries a decision out on its platform, and reads the platform again to prove it.

Each step is written before the next is begun, so that a crash anywhere is found again:
SENDING is written before the call. A takedown found in SENDING may or may not have reached
the platform, so it is read before it is sent again. No verb is ever swapped for another.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import not_, or_
from sqlmodel import Session, col, select

from connectors.base import Connector, Item, ItemState, Reading, Verb
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from moderation import audit, rechecks, stops
from moderation.cases import move
from moderation.evidence import intact
from moderation.models import (
    Account,
    Author,
    Case,
    CaseStatus,
    Comment,
    Evidence,
    Takedown,
    TakedownState,
)
from service.clock import Clock
from service.database import Database
from service.incidents import open_incident
from service.platforms import Connect, item_of

log = logging.getLogger(__name__)

#: What a read shows once each verb has taken effect.
EFFECT: dict[Verb, frozenset[ItemState]] = {
    Verb.HIDE: frozenset({ItemState.HIDDEN}),
    Verb.HOLD: frozenset({ItemState.HELD}),
    Verb.REJECT: frozenset({ItemState.REJECTED, ItemState.ABSENT}),
    Verb.DELETE: frozenset({ItemState.ABSENT}),
    Verb.RESTORE: frozenset({ItemState.VISIBLE}),
}
#: Waits before a next try, by tries so far; after the last the takedown has failed.
WAITS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 7200, 14400))
#: How long a read may lag behind an accepted action before it counts as not done.
READ_AGAIN = tuple(timedelta(seconds=s) for s in (2, 10, 60))
#: A worker that has claimed a takedown and said nothing for this long is dead.
CLAIM = timedelta(minutes=2)
ENDS = frozenset(
    {
        TakedownState.VERIFIED,
        TakedownState.ACCEPTED,
        TakedownState.GONE_ALREADY,
        TakedownState.FAILED,
        TakedownState.NEEDS_PERSON,
    }
)
#: What is read again later, to see whether it stays down.
STAYS_DOWN = frozenset({TakedownState.VERIFIED, TakedownState.ACCEPTED})
CASE_AFTER = {
    TakedownState.VERIFIED: CaseStatus.VERIFIED,
    TakedownState.ACCEPTED: CaseStatus.CLOSED,
    TakedownState.GONE_ALREADY: CaseStatus.CLOSED,
    TakedownState.FAILED: CaseStatus.FAILED,
    TakedownState.NEEDS_PERSON: CaseStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class _Work:
    """A claimed takedown with what is needed to carry it out."""

    id: int
    verb: Verb
    item: Item
    account: Account
    attempts: int
    sent_at: datetime | None
    #: It was found in the middle of a call: the platform may have done it already.
    unsure: bool


class Takedowns:
    """Carries takedowns out, one at a time per account (the queue's lock holds that)."""

    def __init__(
        self,
        database: Database,
        connect: Connect,
        *,
        clock: Clock,
        claim: timedelta = CLAIM,
        between: Callable[[str], None] = lambda _step: None,
    ) -> None:
        """Make it.

        Args:
            claim: how long a claimed takedown is left to its worker before another takes it.
            between: called with a step's name between steps: tests stop the process there.
        """
        self._database = database
        self._connect = connect
        self._clock = clock
        self._claimed_for = claim
        self._between = between

    def due(self, *, limit: int = 100) -> list[tuple[int, int]]:
        """Return (takedown id, account id) of what should be carried on now, oldest first."""
        now = self._clock()
        with self._database.read() as session:
            rows = session.exec(
                select(col(Takedown.id), col(Takedown.account_id))
                .where(
                    col(Takedown.state).not_in(ENDS),
                    or_(
                        col(Takedown.next_attempt_at).is_(None),
                        col(Takedown.next_attempt_at) <= now,
                    ),
                    # What was sent is only read now, and reading is never stopped.
                    or_(
                        col(Takedown.sent_at).is_not(None),
                        not_(stops.holds_back(col(Takedown.account_id))),
                    ),
                )
                .order_by(col(Takedown.id))
                .limit(limit)
            ).all()
        return [(takedown_id, account_id) for takedown_id, account_id in rows if takedown_id]

    def carry_out(self, takedown_id: int) -> TakedownState:
        """Take the takedown as far as it goes now; return the state it is left in."""
        work = self._claim(takedown_id)
        if isinstance(work, TakedownState):
            return work
        self._between("claimed")
        try:
            connector = self._connect(work.account)
            if work.sent_at is None:
                done = self._send(connector, work)
                if done is not None:
                    return done
                self._between("sent")
            return self._verify(connector, work)
        except ConnectorError as error:
            return self._trouble(work, error)

    def _claim(self, takedown_id: int) -> _Work | TakedownState:
        now = self._clock()
        with self._database.write() as session:
            row = session.exec(
                select(Takedown).where(col(Takedown.id) == takedown_id).with_for_update()
            ).first()
            if row is None:
                raise LookupError(f"there is no takedown {takedown_id}")
            if row.state in ENDS or (row.next_attempt_at and row.next_attempt_at > now):
                return row.state
            case = session.get_one(Case, row.case_id)
            comment = session.get_one(Comment, case.comment_id)
            author = session.get(Author, comment.author_id) if comment.author_id else None
            account = session.get_one(Account, row.account_id)
            whole = intact(session.get_one(Evidence, row.evidence_id))
            work = _Work(
                id=takedown_id,
                verb=Verb(row.verb),
                item=item_of(comment, author),
                account=account,
                attempts=row.attempts + 1,
                sent_at=row.sent_at,
                unsure=row.state is TakedownState.SENDING,
            )
            if row.sent_at is None:
                row.state = TakedownState.SENDING
            row.attempts += 1
            row.next_attempt_at = now + self._claimed_for
            session.add(row)
        if not whole:
            return self._finish(work, TakedownState.NEEDS_PERSON, None, "evidence_damaged")
        return work

    def _send(self, connector: Connector, work: _Work) -> TakedownState | None:
        """Make the call; None once it is accepted."""
        if work.unsure:
            reading = connector.read(work.item)
            if reading.readable and reading.state in EFFECT[work.verb]:
                return self._finish(work, TakedownState.VERIFIED, reading, "found_done")
        held = self._held_back(work)
        if held is not None:
            return held
        try:
            connector.act(work.verb, work.item)
        except CommentGone:
            return self._gone(connector, work)
        self._between("accepted")
        now = self._clock()
        with self._database.write() as session:
            row = session.get_one(Takedown, work.id)
            row.state, row.sent_at, row.detail = TakedownState.SENT, now, ""
            session.add(row)
            audit.append(
                session,
                actor="takedowns",
                action="takedown.accepted",
                subject=f"case:{row.case_id}",
                details={"takedown": work.id, "verb": work.verb.value},
                now=now,
            )
        return None

    def _held_back(self, work: _Work) -> TakedownState | None:
        """Put the takedown back in the outbox where a stop is in force; None where none is.

        Looked up right before the call: a stop set since the decision counts. The try does
        not, so that no stop, however long, uses a takedown's tries up.
        """
        with self._database.read() as session:
            if not stops.stops(session, work.account.id or 0):
                return None
        now = self._clock()
        with self._database.write() as session:
            row = session.get_one(Takedown, work.id)
            if not work.unsure:
                row.state = TakedownState.PENDING
            row.attempts, row.next_attempt_at, row.detail = work.attempts - 1, now, "stopped"
            session.add(row)
            log.info("takedown held back by an emergency stop", extra={"takedown_id": work.id})
            return row.state

    def _gone(self, connector: Connector, work: _Work) -> TakedownState:
        """The platform says there is no such item: believe it only with proof."""
        reading = connector.read(work.item)
        if reading.state is ItemState.ABSENT:
            if work.verb is Verb.RESTORE:
                return self._finish(work, TakedownState.FAILED, reading, "gone_cannot_restore")
            return self._finish(work, TakedownState.GONE_ALREADY, reading, "")
        return self._finish(work, TakedownState.NEEDS_PERSON, reading, "gone_or_not_ours_to_see")

    def _verify(self, connector: Connector, work: _Work) -> TakedownState:
        """Read the platform again: only what the read shows counts as verified."""
        reading = connector.read(work.item)
        self._between("read")
        if reading.state is ItemState.ABSENT and work.verb is Verb.RESTORE:
            return self._finish(work, TakedownState.FAILED, reading, "gone_cannot_restore")
        if reading.state is ItemState.ABSENT and ItemState.ABSENT not in EFFECT[work.verb]:
            return self._finish(work, TakedownState.GONE_ALREADY, reading, "")
        if not reading.readable:
            return self._finish(work, TakedownState.ACCEPTED, reading, "cannot_be_re_read")
        if reading.state in EFFECT[work.verb]:
            return self._finish(work, TakedownState.VERIFIED, reading, "")
        if work.attempts <= len(READ_AGAIN):
            return self._later(work, self._clock() + READ_AGAIN[work.attempts - 1], "not_seen_yet")
        return self._finish(work, TakedownState.FAILED, reading, "accepted_without_effect")

    def _trouble(self, work: _Work, error: ConnectorError) -> TakedownState:
        now = self._clock()
        name = type(error).__name__
        if isinstance(error, RateLimited | BudgetSpent | PlatformUnavailable | UnexpectedAnswer):
            if work.attempts > len(WAITS):
                return self._finish(work, TakedownState.NEEDS_PERSON, None, f"gave_up:{name}")
            wait = now + WAITS[work.attempts - 1]
            told = error.retry_at if isinstance(error, RateLimited | BudgetSpent) else None
            return self._later(work, max(told, now) if told else wait, name)
        if isinstance(error, CredentialsRejected):
            with self._database.write() as session:
                account = session.get_one(Account, work.account.id)
                open_incident(session, "credentials", account=account, detail=str(error), now=now)
        return self._finish(work, TakedownState.NEEDS_PERSON, None, name, words=str(error))

    def _later(self, work: _Work, when: datetime, detail: str) -> TakedownState:
        with self._database.write() as session:
            row = session.get_one(Takedown, work.id)
            row.next_attempt_at, row.detail = when, detail
            session.add(row)
            log.info(
                "takedown put off",
                extra={"takedown_id": work.id, "why": detail, "attempts": row.attempts},
            )
            return row.state

    def _finish(
        self,
        work: _Work,
        state: TakedownState,
        reading: Reading | None,
        detail: str,
        *,
        words: str = "",
    ) -> TakedownState:
        """Write how it ended, the comment's state, the case's move and the record, together."""
        now = self._clock()
        self._between("finishing")
        with self._database.write() as session:
            row = session.exec(
                select(Takedown).where(col(Takedown.id) == work.id).with_for_update()
            ).one()
            if row.state in ENDS:
                return row.state
            row.state, row.finished_at, row.next_attempt_at = state, now, None
            row.detail = f"{detail} {words}".strip()[:500]
            session.add(row)
            case = session.get_one(Case, row.case_id)
            comment = session.get_one(Comment, case.comment_id)
            shown = _shown(work, state, reading)
            if shown is not None:
                comment.state = shown.value
                session.add(comment)
            if state in STAYS_DOWN and work.verb is not Verb.RESTORE:
                rechecks.plan(session, row, now=now)
            if case.status is CaseStatus.EXECUTING:
                move(case, CASE_AFTER[state], now=now)
                session.add(case)
            if state in (TakedownState.FAILED, TakedownState.NEEDS_PERSON):
                _tell(session, work, case, detail, now)
            audit.append(
                session,
                actor="takedowns",
                action=f"takedown.{state.value}",
                subject=f"case:{case.id}",
                details={
                    "takedown": work.id,
                    "verb": work.verb.value,
                    "read": reading.state.value if reading else None,
                    "detail": detail,
                },
                now=now,
            )
        log.info("takedown ended", extra={"takedown_id": work.id, "state": state.value})
        return state


def _shown(work: _Work, state: TakedownState, reading: Reading | None) -> ItemState | None:
    """What to remember the platform as showing; None where this taught us nothing."""
    if state is TakedownState.ACCEPTED:
        # The platform said yes and shows nobody: remember what it accepted.
        return ItemState.VISIBLE if work.verb is Verb.RESTORE else ItemState.HIDDEN
    if reading is None or reading.state is ItemState.UNKNOWN:
        return None
    return reading.state


def _tell(session: Session, work: _Work, case: Case, detail: str, now: datetime) -> None:
    account = session.get_one(Account, work.account.id)
    open_incident(session, "takedown", account=account, detail=detail, now=now, case_id=case.id)
