"""The tables the running service needs for itself: sessions, leases, jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from moderation.models.types import BigId, Json, UtcDateTime, by_value


class OfficerSession(SQLModel, table=True):
    """A signed-in browser. Its id in the cookie is stored hashed; a revoked row ends it at once."""

    __tablename__ = "officer_session"
    id_hash: str = Field(max_length=64, primary_key=True)
    officer_id: int = Field(
        sa_column=Column(BigId, ForeignKey("officer.id"), nullable=False, index=True)
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlatformSignIn(SQLModel, table=True):
    """An officer's sign-in at a platform, under way: from our button to the account connected.

    It belongs to the browser session that began it, works once, and holds what the platform
    gave or must be told sealed.
    """

    __tablename__ = "platform_sign_in"
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    state_hash: str = Field(max_length=64, unique=True)
    session_hash: str = Field(max_length=64)
    officer_id: int = Field(
        sa_column=Column(BigId, ForeignKey("officer.id"), nullable=False, index=True)
    )
    platform: str = Field(max_length=32)
    account_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("account.id"), nullable=True)
    )
    sealed: bytes
    #: The platform sent the person back: its answer is used up.
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Lease(SQLModel, table=True):
    """Who leads. Times are the database's own clock, in seconds since 1970."""

    name: str = Field(max_length=64, primary_key=True)
    owner: str = Field(max_length=64)
    term: int = 1
    until: float


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(SQLModel, table=True):
    """One piece of work for the in-process queue.

    `lock`: two jobs with the same lock never run at once. `unique_key`: a job still
    waiting with the same key makes a second one unnecessary.
    """

    __table_args__ = (
        Index("ix_job_due", "state", "run_at"),
        Index(
            "uq_job_waiting",
            "unique_key",
            unique=True,
            sqlite_where=Column("state") == "waiting",
            postgresql_where=Column("state") == "waiting",
        ),
    )
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    name: str = Field(max_length=64)
    args: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    lock: str = Field(default="", max_length=64)
    unique_key: str | None = Field(default=None, max_length=128)
    state: JobState = Field(default=JobState.WAITING, sa_type=by_value(JobState))
    attempts: int = 0
    run_at: datetime = Field(sa_type=UtcDateTime)
    claimed_by: str = Field(default="", max_length=64)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    detail: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)


class JobRun(SQLModel, table=True):
    """When each scheduled job was last due and last finished."""

    __tablename__ = "job_run"
    name: str = Field(max_length=64, primary_key=True)
    last_due_at: datetime = Field(sa_type=UtcDateTime)
    last_finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_outcome: str = Field(default="", max_length=300)
