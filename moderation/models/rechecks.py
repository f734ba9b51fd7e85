"""What was taken down, read again later: does it stay down (F5)?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.types import UtcDateTime, by_value


class RecheckState(StrEnum):
    """How a re-check stands.

    CANNOT_TELL: the platform has no read that shows it. UNREAD: it could not be read for
    so long that a person must look. SUPERSEDED: a later decision took the takedown's place.
    """

    WAITING = "waiting"
    STILL_GONE = "still_gone"
    REAPPEARED = "reappeared"
    CANNOT_TELL = "cannot_tell"
    UNREAD = "unread"
    SUPERSEDED = "superseded"


class Recheck(SQLModel, table=True):
    """One reading of a takedown's comment, due `after_hours` after the takedown ended."""

    __table_args__ = (
        UniqueConstraint("takedown_id", "after_hours"),
        Index("ix_recheck_due", "state", "next_attempt_at"),
    )
    id: int | None = _id()
    takedown_id: int = _ref("takedown.id", index=False)
    case_id: int = _ref("moderation_case.id")
    account_id: int = _ref("account.id", index=False)
    after_hours: int
    due_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    state: RecheckState = Field(default=RecheckState.WAITING, sa_type=by_value(RecheckState))
    attempts: int = 0
    detail: str = Field(default="", max_length=100)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
