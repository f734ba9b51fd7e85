"""Authors kept from writing to an account, for a time, and the calls that do and undo it (E7)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.cases import TakedownState
from moderation.models.types import UtcDateTime, by_value


class Block(SQLModel, table=True):
    """One author, blocked from one account from a decision until `ended_at`.

    Every block has a length (`ends_at`) and a day to look at it again (`review_on`, London).
    `by_hand`: the platform's API cannot, so officers block and unblock there themselves.
    """

    __tablename__ = "author_block"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        CheckConstraint("starts_at < ends_at", name="has_a_length"),
        CheckConstraint("ended_by_id IS NULL OR length(end_reason) > 0", name="end_has_reason"),
        Index(
            "uq_author_block_open",
            "account_id",
            "author_id",
            unique=True,
            sqlite_where=Column("ended_at").is_(None),
            postgresql_where=Column("ended_at").is_(None),
        ),
        Index("ix_author_block_open_ends", "ended_at", "ends_at"),
    )
    id: int | None = _id()
    decision_id: int = _ref("decision.id", index=False)
    case_id: int = _ref("moderation_case.id")
    account_id: int = _ref("account.id", index=False)
    author_id: int = _ref("author.id")
    by_hand: bool
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    review_on: date
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reviewed_by_id: int | None = _ref("officer.id", index=False, nullable=True)
    review_reason: str = Field(default="", max_length=2000)
    ended_by_id: int | None = _ref("officer.id", index=False, nullable=True)
    end_reason: str = Field(default="", max_length=2000)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BlockAction(StrEnum):
    BLOCK = "block"
    UNBLOCK = "unblock"


class BlockCall(SQLModel, table=True):
    """What is to be told the platform about a block: its outbox, as Takedown is a comment's.

    Both calls are written with the decision. The unblock is due at the block's end: no
    crash, and nobody's absence, makes a block longer than was decided.
    """

    __tablename__ = "block_call"
    __table_args__ = (
        UniqueConstraint("block_id", "action"),
        Index("ix_block_call_due", "state", "next_attempt_at"),
    )
    id: int | None = _id()
    block_id: int = _ref("author_block.id", index=False)
    account_id: int = _ref("account.id", index=False)
    action: BlockAction = Field(sa_type=by_value(BlockAction))
    state: TakedownState = Field(default=TakedownState.PENDING, sa_type=by_value(TakedownState))
    attempts: int = 0
    detail: str = Field(default="", max_length=500)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
