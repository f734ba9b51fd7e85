"""Emergency stops: nothing goes out until two people lift what two people set (A7)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.types import UtcDateTime

#: The scope of a stop on every account.
EVERY_ACCOUNT = "all"


class EmergencyStop(SQLModel, table=True):
    """A stop on one account, or on all where `account_id` is None.

    It is in force from `confirmed_at` until `closed_at`. `closed_at` without `lifted_by_id`
    means that it was withdrawn before it was in force. One open stop a scope.
    """

    __tablename__ = "emergency_stop"
    __table_args__ = (
        CheckConstraint("asked_by_id <> confirmed_by_id", name="two_people_set_it"),
        CheckConstraint("lift_asked_by_id <> lifted_by_id", name="two_people_lift_it"),
        CheckConstraint("length(reason) > 0", name="gives_reason"),
        CheckConstraint(
            "confirmed_at IS NULL OR closed_at IS NULL"
            " OR (lifted_by_id IS NOT NULL AND length(lift_reason) > 0)",
            name="ends_by_lifting",
        ),
        Index(
            "uq_emergency_stop_open",
            "scope",
            unique=True,
            sqlite_where=Column("closed_at").is_(None),
            postgresql_where=Column("closed_at").is_(None),
        ),
    )
    id: int | None = _id()
    scope: str = Field(max_length=32)
    account_id: int | None = _ref("account.id", index=False, nullable=True)
    reason: str = Field(max_length=2000)
    asked_by_id: int = _ref("officer.id", index=False)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_by_id: int | None = _ref("officer.id", index=False, nullable=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lift_reason: str = Field(default="", max_length=2000)
    lift_asked_by_id: int | None = _ref("officer.id", index=False, nullable=True)
    lift_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lifted_by_id: int | None = _ref("officer.id", index=False, nullable=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def in_force(self) -> bool:
        return self.confirmed_at is not None and self.closed_at is None
