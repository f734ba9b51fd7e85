"""The audit record: one chain of entries, each holding the hash of the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from moderation.models.types import BigId, Json, UtcDateTime


class AuditEntry(SQLModel, table=True):
    """Who did what to what, when. `seq` counts from 1 without gaps.

    `actor` is "officer:<id>" or the name of a job; `details` never holds a comment's text,
    a name or a token, so that the record can be kept when those are purged.
    """

    __tablename__ = "audit_entry"
    seq: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str = Field(max_length=64)
    action: str = Field(max_length=64, index=True)
    subject: str = Field(default="", max_length=64, index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)
