"""What platforms delivered, what it hinted at, and whether they deliver at all."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from connectors.webhook import HintKind
from moderation.models.types import BigId, UtcDateTime, by_value


def _account(**given: Any) -> Any:
    return Field(sa_column=Column(BigId, ForeignKey("account.id"), nullable=False, **given))


class DeliveryState(StrEnum):
    """WORKED: its hints are kept. IGNORED: none was for us. UNREADABLE: signed, yet no delivery."""

    WAITING = "waiting"
    WORKED = "worked"
    IGNORED = "ignored"
    UNREADABLE = "unreadable"


class WebhookDelivery(SQLModel, table=True):
    """One signed delivery as it came; the same bytes again are the same row.

    Attributes:
        digest: SHA-256 of `body`, hex.
        times: how often it came.
        reason: why nothing, or not all of it, was taken, as a key.
        hints, passed_over, ignored: what it held: to be looked at, left to looks, not ours.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("platform", "digest"),
        Index("ix_webhook_delivery_state", "state", "received_at"),
    )
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    platform: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = Field(sa_type=UtcDateTime)
    times: int = 1
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=by_value(DeliveryState))
    reason: str = Field(default="", max_length=64)
    hints: int = 0
    passed_over: int = 0
    ignored: int = 0
    worked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HintState(StrEnum):
    WAITING = "waiting"
    DONE = "done"


class WebhookHint(SQLModel, table=True):
    """One item to be read from its platform, because a delivery named it.

    Attributes:
        asked: how often it was named while it waits: a read answers what was asked before it.
        run_at: when it is read, or read again.
        outcome: what came of it, as a key.
    """

    __tablename__ = "webhook_hint"
    __table_args__ = (
        Index(
            "uq_webhook_hint_waiting",
            "account_id",
            "kind",
            "platform_id",
            unique=True,
            sqlite_where=Column("state") == "waiting",
            postgresql_where=Column("state") == "waiting",
        ),
        Index("ix_webhook_hint_state", "state", "run_at"),
    )
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    account_id: int = _account()
    kind: HintKind = Field(sa_type=by_value(HintKind))
    platform_id: str = Field(max_length=200)
    post_platform_id: str = Field(default="", max_length=200)
    hinted_at: datetime = Field(sa_type=UtcDateTime)
    asked: int = 1
    run_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    state: HintState = Field(default=HintState.WAITING, sa_type=by_value(HintState))
    outcome: str = Field(default="", max_length=32)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookSubscription(SQLModel, table=True):
    """Whether an account's platform delivers, as it last said.

    Attributes:
        subscribed_at: since when it does; None: it does not, for `reason` (a key).
        check_at: when it is asked next.
        last_delivery_at: when something about the account came last.
    """

    __tablename__ = "webhook_subscription"
    account_id: int = _account(primary_key=True, autoincrement=False)
    subscribed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=32)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    check_at: datetime = Field(sa_type=UtcDateTime)
    last_delivery_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookRefusal(SQLModel, table=True):
    """How many deliveries to a platform's address had a signature that is not the platform's."""

    __tablename__ = "webhook_refusal"
    platform: str = Field(max_length=32, primary_key=True)
    refused: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime)
