"""Officers and what they may do."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderation.models.types import BigId, UtcDateTime, by_value


class Role(StrEnum):
    """What a person comes to do. A route names the roles it lets in; all others are refused."""

    OFFICER = "officer"
    OWNER = "account_owner"
    LEAD = "governance_lead"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Officer(SQLModel, table=True):
    """A person who signs in. `email` is stored in lower case and is how they sign in."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=200)
    job_title: str = Field(default="", max_length=200)
    directorate: str = Field(default="", max_length=200)
    password_hash: str | None = Field(default=None, max_length=200)
    language: str = Field(default="en", max_length=2)
    active: bool = True
    failed_sign_ins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class OfficerRole(SQLModel, table=True):
    """One role of one officer."""

    __tablename__ = "officer_role"
    __table_args__ = (UniqueConstraint("officer_id", "role"),)
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    officer_id: int = Field(
        sa_column=Column(BigId, ForeignKey("officer.id"), nullable=False, index=True)
    )
    role: Role = Field(sa_type=by_value(Role))
