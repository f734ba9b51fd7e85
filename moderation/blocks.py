"""Blocking an author for a time: what it takes, its review, and its end (E7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from moderation import audit
from moderation.errors import (
    BlockLengthMissing,
    BlockNeedsAuthor,
    BlockOver,
    BlockReasonMissing,
    BlockReviewMissing,
    BlockStands,
    ReasonTooLong,
)
from moderation.models import (
    Account,
    Block,
    BlockAction,
    BlockCall,
    Case,
    Comment,
    Decision,
    TakedownState,
)

#: The longest block, in days: none is for ever.
MAX_DAYS = 365
MAX_REASON = 2000


@dataclass(frozen=True, slots=True)
class BlockTerms:
    """How long, in days from now, and after how many of them somebody looks at it again."""

    days: int
    review_after: int


def check_block(session: Session, comment: Comment, terms: BlockTerms | None) -> None:
    """Refuse a block that lacks something.

    Raises:
        BlockNeedsAuthor: the platform keeps the author back, or it is the council itself.
        BlockLengthMissing, BlockReviewMissing: it has no length, or no review within it.
        BlockStands: the author is blocked from this account already.
    """
    if comment.author_id is None or comment.own:
        raise BlockNeedsAuthor()
    if terms is None or not 0 < terms.days <= MAX_DAYS:
        raise BlockLengthMissing()
    if not 0 < terms.review_after <= terms.days:
        raise BlockReviewMissing()
    if open_block(session, comment.account_id, comment.author_id) is not None:
        raise BlockStands()


def open_block(session: Session, account_id: int, author_id: int | None) -> Block | None:
    return session.exec(
        select(Block).where(
            col(Block.account_id) == account_id,
            col(Block.author_id) == author_id,
            col(Block.ended_at).is_(None),
        )
    ).first()


def start(
    session: Session,
    decision: Decision,
    case: Case,
    comment: Comment,
    terms: BlockTerms,
    *,
    by_hand: bool,
    now: datetime,
) -> Block:
    """Add the block, with its calls where the platform takes them, with its decision."""
    block = Block(
        decision_id=decision.id or 0,
        case_id=case.id or 0,
        account_id=case.account_id,
        author_id=comment.author_id or 0,
        by_hand=by_hand,
        starts_at=now,
        ends_at=now + timedelta(days=terms.days),
        review_on=(now + timedelta(days=terms.review_after)).date(),
    )
    session.add(block)
    session.flush()
    if by_hand:
        return block
    for action, when in ((BlockAction.BLOCK, now), (BlockAction.UNBLOCK, block.ends_at)):
        session.add(
            BlockCall(
                block_id=block.id or 0,
                account_id=block.account_id,
                action=action,
                next_attempt_at=when,
            )
        )
    session.flush()
    return block


def keep(session: Session, block_id: int, *, reason: str, officer_id: int, now: datetime) -> Block:
    """Note that somebody looked at the block and let it run to its end.

    Raises:
        BlockReasonMissing, ReasonTooLong: it says no reason. BlockOver: it has ended.
    """
    block = _open(session, block_id, reason)
    block.reviewed_at, block.reviewed_by_id = now, officer_id
    block.review_reason = reason.strip()
    session.add(block)
    _record(session, block, "block.reviewed", officer_id, now)
    return block


def end(session: Session, block_id: int, *, reason: str, officer_id: int, now: datetime) -> Block:
    """End the block now: the platform is told, or the officer says that it was done by hand.

    Raises:
        BlockReasonMissing, ReasonTooLong, BlockOver: as in `keep`.
    """
    block = _open(session, block_id, reason)
    block.ended_by_id, block.end_reason = officer_id, reason.strip()
    calls = calls_of(session, [block.id or 0])
    unblock = next((c for c in calls if c.action is BlockAction.UNBLOCK), None)
    if unblock is None or unblock.finished_at is not None:
        block.ended_at = now
    else:
        unblock.next_attempt_at = now
        session.add(unblock)
        for call in calls:
            if call.action is BlockAction.BLOCK and call.state is TakedownState.PENDING:
                call.state, call.finished_at = TakedownState.FAILED, now
                call.next_attempt_at, call.detail = None, "ended_first"
                session.add(call)
    session.add(block)
    _record(session, block, "block.ended", officer_id, now)
    return block


def calls_of(session: Session, block_ids: Sequence[int]) -> list[BlockCall]:
    """Return the calls of these blocks, each block's own block before its unblock."""
    if not block_ids:
        return []
    return list(
        session.exec(
            select(BlockCall)
            .where(col(BlockCall.block_id).in_(block_ids))
            .order_by(col(BlockCall.id))
        )
    )


def to_look_at(
    session: Session, *, today: date, now: datetime, limit: int
) -> list[tuple[Block, Case, Account]]:
    """Return the blocks whose review is due, or that are over and still stand, oldest first."""
    # While the platform is still being told, there is nothing for an officer to do.
    given_up = (
        select(col(BlockCall.id))
        .where(
            col(BlockCall.block_id) == col(Block.id),
            col(BlockCall.action) == BlockAction.UNBLOCK,
            col(BlockCall.finished_at).is_not(None),
        )
        .exists()
    )
    rows = session.exec(
        select(Block, Case, Account)
        .join(Case, col(Case.id) == col(Block.case_id))
        .join(Account, col(Account.id) == col(Block.account_id))
        .where(
            col(Block.ended_at).is_(None),
            or_(
                (col(Block.review_on) <= today) & col(Block.reviewed_at).is_(None),
                (col(Block.ends_at) <= now) & (col(Block.by_hand).is_(True) | given_up),
            ),
        )
        .order_by(col(Block.ends_at), col(Block.id))
        .limit(limit)
    )
    return list(rows)


def _open(session: Session, block_id: int, reason: str) -> Block:
    if not reason.strip():
        raise BlockReasonMissing()
    if len(reason) > MAX_REASON:
        raise ReasonTooLong()
    block = session.exec(select(Block).where(col(Block.id) == block_id).with_for_update()).first()
    if block is None or block.ended_at is not None or block.ended_by_id is not None:
        raise BlockOver()
    return block


def _record(session: Session, block: Block, action: str, officer_id: int, now: datetime) -> None:
    session.flush()
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action=action,
        subject=f"case:{block.case_id}",
        details={"block": block.id},
        now=now,
    )
