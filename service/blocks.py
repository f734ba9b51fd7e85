"""Tells platforms whom to block and when to let them back, and reads them again to prove it.

The platform is read before every call: what is so already is not done again, whether a
crash or an officer on the platform was the cause.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from connectors.base import AuthorState, Connector
from connectors.errors import (
    BudgetSpent,
    ConnectorError,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from moderation import audit, stops
from moderation.decisions import RUNNING
from moderation.models import (
    Account,
    Author,
    Block,
    BlockAction,
    BlockCall,
    TakedownState,
)
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents, open_incident
from service.platforms import Connect
from service.takedowns import CLAIM, READ_AGAIN, WAITS

log = logging.getLogger(__name__)

EFFECT = {
    BlockAction.BLOCK: AuthorState.BLOCKED,
    BlockAction.UNBLOCK: AuthorState.NOT_BLOCKED,
}
#: How long an unblock waits for a block that is still on its way.
AFTER_BLOCK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Work:
    id: int
    action: BlockAction
    account: Account
    author_id: str
    attempts: int
    sent: bool


class Blocks:
    """Carries blocks and unblocks out, one at a time per account (the queue's lock)."""

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
        """Return (call id, account id) of what should be carried on now, oldest first."""
        with self._database.read() as session:
            rows = session.exec(
                select(col(BlockCall.id), col(BlockCall.account_id))
                .where(
                    col(BlockCall.state).in_(RUNNING),
                    col(BlockCall.next_attempt_at) <= self._clock(),
                    or_(
                        col(BlockCall.sent_at).is_not(None),
                        not_(stops.holds_back(col(BlockCall.account_id))),
                    ),
                )
                .order_by(col(BlockCall.id))
                .limit(limit)
            ).all()
        return [(call_id, account_id) for call_id, account_id in rows if call_id]

    def carry_out(self, call_id: int) -> TakedownState:
        """Take the call as far as it goes now; return the state it is left in."""
        work = self._claim(call_id)
        if isinstance(work, TakedownState):
            return work
        self._between("claimed")
        try:
            return self._go(self._connect(work.account), work)
        except ConnectorError as error:
            return self._trouble(work, error)

    def _claim(self, call_id: int) -> _Work | TakedownState:
        now = self._clock()
        with self._database.write() as session:
            row = _locked(session, call_id)
            if row.state not in RUNNING or (row.next_attempt_at and row.next_attempt_at > now):
                return row.state
            block = session.get_one(Block, row.block_id)
            if row.action is BlockAction.UNBLOCK and _blocking(session, block):
                row.next_attempt_at = now + AFTER_BLOCK
                session.add(row)
                return row.state
            row.attempts += 1
            row.next_attempt_at = now + self._claimed_for
            if row.sent_at is None:
                row.state = TakedownState.SENDING
            session.add(row)
            return _Work(
                id=call_id,
                action=row.action,
                account=session.get_one(Account, row.account_id),
                author_id=session.get_one(Author, block.author_id).platform_id,
                attempts=row.attempts,
                sent=row.sent_at is not None,
            )

    def _go(self, connector: Connector, work: _Work) -> TakedownState:
        if connector.read_author(work.author_id) is EFFECT[work.action]:
            return self._finish(work, TakedownState.VERIFIED, "" if work.sent else "found_done")
        if work.sent:
            return self._not_seen(work)
        held = self._held_back(work)
        if held is not None:
            return held
        if work.action is BlockAction.BLOCK:
            connector.block(work.author_id)
        else:
            connector.unblock(work.author_id)
        self._between("accepted")
        self._sent(work)
        self._between("sent")
        if connector.read_author(work.author_id) is EFFECT[work.action]:
            return self._finish(work, TakedownState.VERIFIED, "")
        return self._not_seen(work)

    def _held_back(self, work: _Work) -> TakedownState | None:
        """Put the call back in the outbox where a stop is in force; None where none is."""
        with self._database.read() as session:
            if not stops.stops(session, work.account.id or 0):
                return None
        with self._database.write() as session:
            row = session.get_one(BlockCall, work.id)
            row.state, row.attempts = TakedownState.PENDING, work.attempts - 1
            row.next_attempt_at, row.detail = self._clock(), "stopped"
            session.add(row)
            return row.state

    def _sent(self, work: _Work) -> None:
        now = self._clock()
        with self._database.write() as session:
            row = session.get_one(BlockCall, work.id)
            row.state, row.sent_at, row.detail = TakedownState.SENT, now, ""
            session.add(row)
            self._record(session, row, f"{work.action.value}.accepted", now)

    def _not_seen(self, work: _Work) -> TakedownState:
        if work.attempts > len(READ_AGAIN):
            return self._finish(work, TakedownState.FAILED, "accepted_without_effect")
        return self._later(work, self._clock() + READ_AGAIN[work.attempts - 1], "not_seen_yet")

    def _trouble(self, work: _Work, error: ConnectorError) -> TakedownState:
        now, name = self._clock(), type(error).__name__
        if isinstance(error, RateLimited | BudgetSpent | PlatformUnavailable | UnexpectedAnswer):
            if work.attempts > len(WAITS):
                return self._finish(work, TakedownState.NEEDS_PERSON, f"gave_up:{name}")
            told = error.retry_at if isinstance(error, RateLimited | BudgetSpent) else None
            wait = now + WAITS[work.attempts - 1]
            return self._later(work, max(told, now) if told else wait, name)
        return self._finish(work, TakedownState.NEEDS_PERSON, f"{name} {error}")

    def _later(self, work: _Work, when: datetime, detail: str) -> TakedownState:
        with self._database.write() as session:
            row = session.get_one(BlockCall, work.id)
            row.next_attempt_at, row.detail = when, detail
            session.add(row)
            return row.state

    def _finish(self, work: _Work, state: TakedownState, detail: str) -> TakedownState:
        """Write how the call ended, the block's end with it, and the record, together."""
        now = self._clock()
        self._between("finishing")
        with self._database.write() as session:
            row = _locked(session, work.id)
            if row.state not in RUNNING:
                return row.state
            row.state, row.finished_at, row.next_attempt_at = state, now, None
            row.detail = detail[:500]
            session.add(row)
            block = session.get_one(Block, row.block_id)
            if state is not TakedownState.VERIFIED:
                account = session.get_one(Account, row.account_id)
                open_incident(
                    session,
                    "block",
                    account=account,
                    detail=detail,
                    now=now,
                    case_id=block.case_id,
                )
            else:
                if work.action is BlockAction.UNBLOCK:
                    block.ended_at = now
                    session.add(block)
                mend(session, row.account_id, now=now)
            self._record(session, row, f"{work.action.value}.{state.value}", now)
        log.info("block call ended", extra={"call_id": work.id, "state": state.value})
        return state

    @staticmethod
    def _record(session: Session, row: BlockCall, action: str, now: datetime) -> None:
        block = session.get_one(Block, row.block_id)
        audit.append(
            session,
            actor="blocks",
            action=action,
            subject=f"case:{block.case_id}",
            details={"block": block.id, "detail": row.detail.split(" ", 1)[0]},
            now=now,
        )


def mend(session: Session, account_id: int, *, now: datetime) -> bool:
    """Close the account's incident about blocks once no failed call is left that matters."""
    session.flush()
    again = aliased(BlockCall)
    waits = session.exec(
        select(col(BlockCall.id))
        .join(Block, col(Block.id) == col(BlockCall.block_id))
        .where(
            col(BlockCall.account_id) == account_id,
            col(BlockCall.state).in_((TakedownState.FAILED, TakedownState.NEEDS_PERSON)),
            # A block that has ended, by itself or by hand, asks for nothing more.
            col(Block.ended_at).is_(None),
            ~exists().where(
                col(again.block_id) == col(BlockCall.block_id),
                col(again.action) == col(BlockCall.action),
                col(again.state) == TakedownState.VERIFIED,
            ),
        )
        .limit(1)
    ).first()
    if waits is not None or not close_incidents(session, account_id, "block", now=now):
        return False
    audit.append(
        session,
        actor="blocks",
        action="incident.closed",
        subject=f"account:{account_id}",
        details={"kind": "block"},
        now=now,
    )
    return True


def _locked(session: Session, call_id: int) -> BlockCall:
    row = session.exec(
        select(BlockCall).where(col(BlockCall.id) == call_id).with_for_update()
    ).first()
    if row is None:
        raise LookupError(f"there is no call {call_id} about a block")
    return row


def _blocking(session: Session, block: Block) -> bool:
    """Say whether the block itself is still on its way."""
    return (
        session.exec(
            select(col(BlockCall.id)).where(
                col(BlockCall.block_id) == block.id,
                col(BlockCall.action) == BlockAction.BLOCK,
                col(BlockCall.state).in_(RUNNING),
            )
        ).first()
        is not None
    )
