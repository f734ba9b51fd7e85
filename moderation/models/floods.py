"""Floods: near copies of one text under one account, put to a person as one (C11)."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.types import BigId, UtcDateTime


class Flood(SQLModel, table=True):
    """Near copies of one comment; each keeps its own case, which names its flood.

    `sample_id` is the comment that all the others were found to be like.
    """

    __table_args__ = (Index("ix_flood_account_last", "account_id", "last_at"),)
    id: int | None = _id()
    account_id: int = _ref("account.id", index=False)
    sample_id: int = _ref("comment.id", index=False)
    found_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)


class Likeness(SQLModel, table=True):
    """One mark of a comment's text (moderation.screening.likeness), kept while copies may come."""

    __table_args__ = (Index("ix_likeness_account_mark", "account_id", "mark"),)
    comment_id: int = Field(
        sa_column=Column(BigId, ForeignKey("comment.id"), primary_key=True, autoincrement=False)
    )
    mark: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    account_id: int = _ref("account.id", index=False)
    seen_at: datetime = Field(sa_type=UtcDateTime, index=True)
