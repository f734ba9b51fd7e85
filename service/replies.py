"""Sends what officers wrote in the council's name, and reads it back to prove that it is there.

Nothing here begins by itself: each row is an officer's explicit act. SENDING is written before
the call. Most platforms have nothing that keeps a reply from being said twice, so one whose
sending has no known outcome is looked for on the platform before it is sent again; where that
look does not succeed, a person decides.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import not_, or_
from sqlmodel import Session, col, select

from connectors.base import Connector, Item, ItemState, Reading
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.replying import shows
from moderation import audit, stops
from moderation import replies as rules
from moderation.evidence import intact
from moderation.models import (
    Account,
    Author,
    Case,
    Comment,
    Evidence,
    Reply,
    ReplyKind,
    ReplyState,
)
from moderation.replies import RUNNING, expired
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents, open_incident
from service.platforms import Connect, item_of
from service.takedowns import CLAIM, READ_AGAIN, WAITS

log = logging.getLogger(__name__)

#: After these it is not known whether the platform has the reply.
UNKNOWN = (PlatformUnavailable, UnexpectedAnswer)
#: What passes with time.
PASSING = (RateLimited, BudgetSpent, *UNKNOWN)
#: How long a platform may take to show what it was sent: no look before that proves anything.
SETTLES = timedelta(minutes=2)
INCIDENT = "reply"
#: Sendings without a known outcome, after which nobody tries again by themselves.
MOST_SENDINGS = 3


@dataclass(slots=True)
class _Work:
    id: int
    text: str
    key: str
    item: Item
    account: Account
    attempts: int
    kind: ReplyKind
    platform_id: str | None
    tried_at: datetime | None
    #: It was found in the middle of a call: the platform may have it already.
    unsure: bool
    #: The call under way is the sending itself, not a look.
    sending: bool = False
    known: frozenset[str] = frozenset()


class Replies:
    """Carries replies out, one at a time per account (the queue's lock holds that)."""

    def __init__(
        self,
        database: Database,
        connect: Connect,
        *,
        clock: Clock,
        claim: timedelta = CLAIM,
        between: Callable[[str], None] = lambda _step: None,
    ) -> None:
        """`claim` and `between`: as in Takedowns."""
        self._database = database
        self._connect = connect
        self._clock = clock
        self._claimed_for = claim
        self._between = between

    def due(self, *, limit: int = 100) -> list[tuple[int, int]]:
        """Return (reply id, account id) of what should be carried on now, oldest first."""
        now = self._clock()
        with self._database.read() as session:
            rows = session.exec(
                select(col(Reply.id), col(Reply.account_id))
                .where(
                    col(Reply.state).in_(RUNNING),
                    col(Reply.next_attempt_at) <= now,
                    # What was sent is only read now, and reading is never stopped.
                    or_(
                        col(Reply.sent_at).is_not(None),
                        not_(stops.holds_back(col(Reply.account_id))),
                    ),
                )
                .order_by(col(Reply.id))
                .limit(limit)
            ).all()
        return [(reply_id, account_id) for reply_id, account_id in rows if reply_id]

    def carry_out(self, reply_id: int) -> ReplyState:
        """Take the reply as far as it goes now; return the state it is left in."""
        work = self._claim(reply_id)
        if isinstance(work, ReplyState):
            return work
        self._between("claimed")
        try:
            connector = self._connect(work.account)
            if work.platform_id is None:
                done = self._send(connector, work)
                if done is not None:
                    return done
                self._between("sent")
            return self._verify(connector, work)
        except ConnectorError as error:
            return self._trouble(work, error)

    def _claim(self, reply_id: int) -> _Work | ReplyState:
        now = self._clock()
        with self._database.write() as session:
            row = _locked(session, reply_id)
            if row.state not in RUNNING or (row.next_attempt_at and row.next_attempt_at > now):
                return row.state
            case = session.get_one(Case, row.case_id)
            comment = session.get_one(Comment, case.comment_id)
            author = session.get(Author, comment.author_id) if comment.author_id else None
            work = _Work(
                id=reply_id,
                text=row.text,
                key=hashlib.sha256(f"reply:{row.token}".encode()).hexdigest(),
                item=item_of(comment, author),
                account=session.get_one(Account, row.account_id),
                attempts=row.attempts + 1,
                kind=row.kind,
                platform_id=row.platform_id,
                tried_at=row.tried_at,
                unsure=row.state is ReplyState.SENDING,
                known=_other_replies(session, row),
            )
            refused = _refused(session, row, now)
            row.attempts += 1
            row.next_attempt_at = now + self._claimed_for
            session.add(row)
        if refused and not work.unsure and work.platform_id is None:
            return self._finish(work, *refused)
        return work

    def _send(self, connector: Connector, work: _Work) -> ReplyState | None:
        """Send it, or find it where it may have been sent; None once it is accepted."""
        if work.unsure and work.tried_at is not None:
            found = connector.find_reply(
                work.item, work.text, since=work.tried_at, known=work.known
            )
            self._between("looked")
            if found is not None:
                self._accepted(work, found, "found_sent")
                return None
            # It is certainly not there: what follows is a sending like the first.
            work.unsure = False
            self._mark(work, ReplyState.PENDING, work.tried_at)
        held = self._held_back(work)
        if held is not None:
            return held
        with self._database.read() as session:
            refused = _refused(session, session.get_one(Reply, work.id), self._clock())
        if refused:
            return self._finish(work, *refused)
        self._mark(work, ReplyState.SENDING, self._clock())
        work.unsure = work.sending = True
        self._between("sending")
        try:
            reply_id = connector.reply(work.item, work.text, key=work.key)
        except UNKNOWN:
            raise
        except ConnectorError:
            # The platform said no: there is nothing to look for.
            work.unsure = False
            self._mark(work, ReplyState.PENDING, work.tried_at)
            raise
        self._between("accepted")
        self._accepted(work, reply_id, "")
        return None

    def _mark(self, work: _Work, state: ReplyState, tried_at: datetime | None) -> None:
        with self._database.write() as session:
            row = session.get_one(Reply, work.id)
            row.state, row.tried_at = state, tried_at
            session.add(row)

    def _accepted(self, work: _Work, reply_id: str, detail: str) -> None:
        now = self._clock()
        work.platform_id, work.unsure, work.sending = reply_id, False, False
        with self._database.write() as session:
            row = session.get_one(Reply, work.id)
            row.state, row.sent_at, row.detail = ReplyState.SENT, now, detail
            row.platform_id = reply_id
            row.attempts = work.attempts = 1
            session.add(row)
            _record(session, row, "reply.accepted", now)

    def _held_back(self, work: _Work) -> ReplyState | None:
        """Put the reply back in the outbox where a stop is in force; None where none is.

        Looked up right before the call. The try does not count.
        """
        with self._database.read() as session:
            if not stops.stops(session, work.account.id or 0):
                return None
        with self._database.write() as session:
            row = session.get_one(Reply, work.id)
            row.state, row.attempts = ReplyState.PENDING, work.attempts - 1
            row.next_attempt_at, row.detail = self._clock(), "stopped"
            session.add(row)
            log.info("reply held back by an emergency stop", extra={"reply_id": work.id})
            return row.state

    def _verify(self, connector: Connector, work: _Work) -> ReplyState:
        """Read the reply by its own id: only what the read shows counts as verified."""
        reading = connector.read_reply(work.item, work.platform_id or "")
        self._between("read")
        if reading.state is ItemState.VISIBLE and reading.readable:
            if shows(work.text, reading.text or ""):
                return self._finish(work, ReplyState.VERIFIED, "")
            return self._finish(work, ReplyState.ACCEPTED, "reads_differently")
        if work.attempts <= len(READ_AGAIN):
            when = self._clock() + READ_AGAIN[work.attempts - 1]
            return self._later(work, when, "reply_not_seen_yet")
        return self._finish(work, ReplyState.ACCEPTED, _unseen(reading))

    def _trouble(self, work: _Work, error: ConnectorError) -> ReplyState:
        now, name = self._clock(), type(error).__name__
        if isinstance(error, PASSING):
            sent = work.platform_id is not None
            if work.attempts > len(WAITS) or (
                work.sending and isinstance(error, UNKNOWN) and work.attempts >= MOST_SENDINGS
            ):
                if sent:
                    return self._finish(work, ReplyState.ACCEPTED, f"reply_unread:{name}")
                why = "reply_unknown" if work.unsure else "gave_up"
                return self._finish(work, ReplyState.NEEDS_PERSON, f"{why}:{name}")
            told = error.retry_at if isinstance(error, RateLimited | BudgetSpent) else None
            wait = now + WAITS[work.attempts - 1]
            if work.unsure:
                wait = max(wait, now + SETTLES)
            return self._later(work, max(told, now) if told else wait, name)
        if work.platform_id is not None:
            return self._finish(work, ReplyState.ACCEPTED, f"reply_unread:{name}")
        if isinstance(error, CredentialsRejected):
            with self._database.write() as session:
                account = session.get_one(Account, work.account.id)
                open_incident(session, "credentials", account=account, detail=str(error), now=now)
        if isinstance(error, CommentGone | NotSupported) and not work.unsure:
            if work.kind is ReplyKind.NOTICE:
                return self._finish(work, ReplyState.COULD_NOT, name, words=str(error))
            return self._finish(work, ReplyState.FAILED, name, words=str(error))
        return self._finish(work, ReplyState.NEEDS_PERSON, name, words=str(error))

    def _later(self, work: _Work, when: datetime, detail: str) -> ReplyState:
        with self._database.write() as session:
            row = session.get_one(Reply, work.id)
            row.next_attempt_at, row.detail = when, detail
            session.add(row)
            log.info("reply put off", extra={"reply_id": work.id, "why": detail})
            return row.state

    def _finish(
        self, work: _Work, state: ReplyState, detail: str, *, words: str = ""
    ) -> ReplyState:
        """Write how it ended, and the record, together."""
        now = self._clock()
        self._between("finishing")
        with self._database.write() as session:
            row = _locked(session, work.id)
            if row.state not in RUNNING:
                return row.state
            row.state, row.finished_at, row.next_attempt_at = state, now, None
            row.detail = f"{detail} {words}".strip()[:500]
            session.add(row)
            if state in (ReplyState.FAILED, ReplyState.NEEDS_PERSON, ReplyState.ACCEPTED):
                open_incident(
                    session,
                    INCIDENT,
                    account=session.get_one(Account, row.account_id),
                    detail=detail,
                    now=now,
                    case_id=row.case_id,
                )
            _record(session, row, f"reply.{state.value}", now)
        log.info("reply ended", extra={"reply_id": work.id, "state": state.value})
        return state


def settle(session: Session, reply: Reply, *, there: bool, officer_id: int, now: datetime) -> None:
    """Record what an officer saw, and close the account's incident with its last open question.

    Raises:
        ReplySettled: see moderation.replies.settle.
    """
    rules.settle(session, reply, there=there, officer_id=officer_id, now=now)
    session.flush()
    left = session.exec(
        select(col(Reply.id)).where(
            col(Reply.account_id) == reply.account_id,
            col(Reply.state) == ReplyState.NEEDS_PERSON,
        )
    ).first()
    if left is None:
        close_incidents(session, reply.account_id, INCIDENT, now=now)


def _refused(session: Session, row: Reply, now: datetime) -> tuple[ReplyState, str] | None:
    """Say why it must not go out though an officer sent it: time has passed, or it was touched."""
    if row.state is ReplyState.SENT:
        return None
    evidence = session.get_one(Evidence, row.evidence_id)
    kept = hashlib.sha256(row.text.encode()).hexdigest() == row.sha256
    if not kept or row.sha256 not in evidence.content or not intact(evidence):
        return ReplyState.NEEDS_PERSON, "evidence_damaged"
    if expired(row, now=now):
        return ReplyState.FAILED, "fact_expired"
    return None


def _other_replies(session: Session, row: Reply) -> frozenset[str]:
    """Return the ids of the account's other replies: the same words elsewhere are not this one."""
    found = session.exec(
        select(col(Reply.platform_id)).where(
            col(Reply.account_id) == row.account_id,
            col(Reply.digest) == row.digest,
            col(Reply.platform_id).is_not(None),
        )
    )
    return frozenset(one for one in found if one)


def _unseen(reading: Reading) -> str:
    held = (ItemState.HIDDEN, ItemState.HELD, ItemState.LIKELY_SPAM, ItemState.REJECTED)
    return "reply_held" if reading.state in held else "reply_not_seen"


def _locked(session: Session, reply_id: int) -> Reply:
    row = session.exec(select(Reply).where(col(Reply.id) == reply_id).with_for_update()).first()
    if row is None:
        raise LookupError(f"there is no reply {reply_id}")
    return row


def _record(session: Session, row: Reply, action: str, now: datetime) -> None:
    audit.append(
        session,
        actor="replies",
        action=action,
        subject=f"case:{row.case_id}",
        details={
            "reply": row.id,
            "kind": row.kind.value,
            "sha256": row.sha256,
            "platform_id": row.platform_id,
            "detail": row.detail.split(" ", 1)[0],
        },
        now=now,
    )
