"""What calls were made to the platforms, and how each account's looks are paced."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from moderation.models.types import BigId, Json, UtcDateTime, by_value


class Purpose(StrEnum):
    """What a call was for. Looks leave the reserve to the others."""

    LOOK = "look"
    TAKEDOWN = "takedown"
    OTHER = "other"


def _account_key() -> Any:
    return Field(
        sa_column=Column(BigId, ForeignKey("account.id"), primary_key=True, autoincrement=False)
    )


class PlatformUse(SQLModel, table=True):
    """Calls of one account in one hour for one purpose, of one kind at its platform.

    Attributes:
        hour_at: the hour's start, UTC.
        kind: connectors.base.Charge's.
        day: the platform's own day, in which the calls count.
        units: what the calls came to in the platform's unit (posts read, quota units, calls).
        cost: what they took from the allowance, in service.quotas.Quota's unit, at the
            prices of that moment.
    """

    __tablename__ = "platform_use"
    __table_args__ = (Index("ix_platform_use_platform_hour", "platform", "hour_at"),)
    account_id: int = _account_key()
    hour_at: datetime = Field(sa_type=UtcDateTime, primary_key=True)
    purpose: Purpose = Field(sa_type=by_value(Purpose), primary_key=True)
    kind: str = Field(max_length=32, primary_key=True)
    platform: str = Field(max_length=32)
    day: date
    calls: int = Field(sa_column=Column(BigInteger, nullable=False))
    units: int = Field(sa_column=Column(BigInteger, nullable=False))
    cost: int = Field(sa_column=Column(BigInteger, nullable=False))


class AccountPace(SQLModel, table=True):
    """What is known of an account's rhythm, and the wait that was chosen from it.

    Attributes:
        state: service.arrival_rate.Rate's.
        wait_seconds: the wait chosen after the last look.
        day, looks: looks made on the last UTC day that had one.
        look_cost: what a look takes from the platform's allowance, a fading mean.
    """

    __tablename__ = "account_pace"
    account_id: int = _account_key()
    state: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    wait_seconds: float = 0.0
    day: date
    looks: int = 0
    look_cost: float = 0.0
    updated_at: datetime = Field(sa_type=UtcDateTime)
