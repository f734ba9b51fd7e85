"""The council's own rules, facts and dates that a decision stands on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.types import UtcDateTime


class HouseRule(SQLModel, table=True):
    """One version of one published rule for commenting, in both languages (A5).

    The version in force at a time is the last whose `in_force_from` is not later.
    """

    __tablename__ = "house_rule"
    __table_args__ = (UniqueConstraint("code", "version"),)
    id: int | None = _id()
    code: str = Field(max_length=16)
    version: int = 1
    title_en: str = Field(max_length=200)
    title_cy: str = Field(max_length=200)
    text_en: str
    text_cy: str
    in_force_from: datetime = Field(sa_type=UtcDateTime)


class NoActionReason(StrEnum):
    """Why a flagged comment stays."""

    CRITICISM = "CRITICISM"
    OPINION = "OPINION"
    ANSWERED = "ANSWERED"
    NOT_OURS = "NOT-OURS"
    DUPLICATE = "DUPLICATE"
    NOT_A_BREACH = "NOT-A-BREACH"


class FactRecord(SQLModel, table=True):
    """A statement that a service stands by, until it expires (D6)."""

    __tablename__ = "fact"
    id: int | None = _id()
    statement: str = Field(max_length=1000)
    source: str = Field(max_length=500)
    owner_id: int | None = _ref("officer.id", nullable=True)
    expires_on: date | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class PreElectionPeriod(SQLModel, table=True):
    """Dates, both inclusive, between which neutrality is stricter (Europe/London)."""

    __tablename__ = "pre_election_period"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="in_order"),)
    id: int | None = _id()
    name: str = Field(max_length=200)
    starts_on: date
    ends_on: date
