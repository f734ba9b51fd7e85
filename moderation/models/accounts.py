"""The council's accounts, what they published, and what the public said."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderation.models.types import BigId, Json, UtcDateTime, by_value


def _id() -> Any:
    return Field(default=None, sa_column=Column(BigId, primary_key=True))


def _ref(target: str, *, index: bool = True, nullable: bool = False) -> Any:
    column = Column(BigId, ForeignKey(target), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


class AccountStatus(StrEnum):
    """Whether an account is polled. Anything but ACTIVE carries a reason for officers."""

    ACTIVE = "active"
    PAUSED = "paused"
    SIGN_IN_AGAIN = "sign_in_again"
    NOT_CONNECTED = "not_connected"


class Account(SQLModel, table=True):
    """One social presence of the council on one platform (A1)."""

    __table_args__ = (
        UniqueConstraint("platform", "handle"),
        CheckConstraint("owner_id IS NULL OR owner_id <> deputy_id", name="owner_not_deputy"),
    )
    id: int | None = _id()
    platform: str = Field(max_length=32)
    handle: str = Field(max_length=200)
    name: str = Field(default="", max_length=200)
    platform_id: str = Field(default="", max_length=200)
    purpose: str = Field(default="", max_length=500)
    directorate: str = Field(default="", max_length=200)
    owner_id: int | None = _ref("officer.id", nullable=True)
    deputy_id: int | None = _ref("officer.id", nullable=True)
    review_on: date | None = None
    status: AccountStatus = Field(default=AccountStatus.ACTIVE, sa_type=by_value(AccountStatus))
    status_reason: str = Field(default="", max_length=500)
    followers: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_poll_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class Credential(SQLModel, table=True):
    """An account's tokens, sealed; only service.vault opens them."""

    account_id: int = Field(
        sa_column=Column(BigId, ForeignKey("account.id"), primary_key=True, autoincrement=False)
    )
    sealed: bytes
    updated_at: datetime = Field(sa_type=UtcDateTime)
    #: When somebody must sign in again; None where the platform renews it or never ends it.
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: Who renews the tokens now, and until when that counts.
    renewing_by: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    renewing_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Cursor(SQLModel, table=True):
    """How far an account has been fetched, in its connector's own text."""

    account_id: int = Field(
        sa_column=Column(BigId, ForeignKey("account.id"), primary_key=True, autoincrement=False)
    )
    value: str
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Post(SQLModel, table=True):
    """What the council published."""

    __table_args__ = (UniqueConstraint("account_id", "platform_id"),)
    id: int | None = _id()
    account_id: int = _ref("account.id")
    platform_id: str = Field(max_length=200)
    text: str
    permalink: str = Field(default="", max_length=1000)
    published_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    declared_comments: int | None = None
    fetched_at: datetime = Field(sa_type=UtcDateTime)


class PostVersion(SQLModel, table=True):
    """A text that a post had before the council edited it."""

    __tablename__ = "post_version"
    id: int | None = _id()
    post_id: int = _ref("post.id")
    text: str
    replaced_at: datetime = Field(sa_type=UtcDateTime)


class Author(SQLModel, table=True):
    """Who wrote a comment; shown by name in its case alone."""

    __table_args__ = (UniqueConstraint("platform", "platform_id"),)
    id: int | None = _id()
    platform: str = Field(max_length=32)
    platform_id: str = Field(max_length=200)
    handle: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=300)


class Comment(SQLModel, table=True):
    """What somebody said under the council's posts or to its accounts, as last read.

    `fetched_at` is when it was read first, which tells what a month's report came to late;
    `reread_at` is when it was last read by itself, and `missing_since` when the platform first
    said, and has said since, that it is not there.
    `state` is the platform's, in connectors.base.ItemState's words. `version` counts the
    texts seen, from 1; earlier ones are in CommentVersion.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "platform_id"),
        Index("ix_comment_account_published", "account_id", "published_at"),
        Index("ix_comment_author_published", "author_id", "published_at"),
        Index("ix_comment_post_published", "post_id", "published_at"),
        Index(
            "ix_comment_unscreened",
            "id",
            sqlite_where=Column("screened_version").is_(None),
            postgresql_where=Column("screened_version").is_(None),
        ),
    )
    id: int | None = _id()
    account_id: int = _ref("account.id", index=False)
    post_id: int | None = _ref("post.id", index=False, nullable=True)
    author_id: int | None = _ref("author.id", index=False, nullable=True)
    platform_id: str = Field(max_length=200)
    post_platform_id: str | None = Field(default=None, max_length=200)
    parent_platform_id: str | None = Field(default=None, max_length=200)
    kind: str = Field(max_length=16)
    text: str
    language: str = Field(default="", max_length=8)
    published_at: datetime = Field(sa_type=UtcDateTime, index=True)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fetched_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=16)
    attachments: list[str] = Field(default_factory=list, sa_type=Json)
    hints: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    permalink: str = Field(default="", max_length=1000)
    own: bool = False
    version: int = 1
    reread_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    missing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    screened_version: int | None = None
    screening: str = Field(default="", max_length=200)


class CommentVersion(SQLModel, table=True):
    """A text that a comment had before it was edited."""

    __tablename__ = "comment_version"
    __table_args__ = (UniqueConstraint("comment_id", "version"),)
    id: int | None = _id()
    comment_id: int = _ref("comment.id", index=False)
    version: int
    text: str
    replaced_at: datetime = Field(sa_type=UtcDateTime)


class CoverageStatus(StrEnum):
    SEEN = "seen"
    MISSED = "missed"
    BACK_FILLED = "back_filled"


class CoverageSpan(SQLModel, table=True):
    """A span of time in which what was said is known to be seen, missed or back-filled (B4)."""

    __tablename__ = "coverage_span"
    __table_args__ = (
        CheckConstraint("starts_at <= ends_at", name="in_order"),
        Index("ix_coverage_span_account_starts", "account_id", "starts_at"),
    )
    id: int | None = _id()
    account_id: int = _ref("account.id", index=False)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    status: CoverageStatus = Field(sa_type=by_value(CoverageStatus))
    reason: str = Field(default="", max_length=300)


class Incident(SQLModel, table=True):
    """Something broken that a named person must mend; one open incident a kind and account."""

    __table_args__ = (
        Index(
            "uq_incident_open",
            "account_id",
            "kind",
            unique=True,
            sqlite_where=Column("closed_at").is_(None),
            postgresql_where=Column("closed_at").is_(None),
        ),
    )
    id: int | None = _id()
    account_id: int | None = _ref("account.id", nullable=True)
    case_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    kind: str = Field(max_length=32)
    detail: str = Field(default="", max_length=500)
    owner_id: int | None = _ref("officer.id", nullable=True)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AbsenceKind(StrEnum):
    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"
    ELSEWHERE = "working_elsewhere"


class OutOfOfficeTemplate(SQLModel, table=True):
    """A message for an absence, in both languages, with ((placeholders)) (H1)."""

    __tablename__ = "out_of_office_template"
    id: int | None = _id()
    name: str = Field(max_length=120, unique=True)
    kind: AbsenceKind = Field(sa_type=by_value(AbsenceKind))
    text_en: str
    text_cy: str
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Absence(SQLModel, table=True):
    """When an officer is away, who answers for their accounts, and the message that says so.

    Working elsewhere needs neither cover nor message (H5).
    """

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="in_order"),
        CheckConstraint("cover_id IS NULL OR cover_id <> officer_id", name="cover_is_another"),
        CheckConstraint("kind = 'working_elsewhere' OR cover_id IS NOT NULL", name="has_cover"),
    )
    id: int | None = _id()
    officer_id: int = _ref("officer.id")
    cover_id: int | None = _ref("officer.id", nullable=True)
    kind: AbsenceKind = Field(sa_type=by_value(AbsenceKind))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    template_id: int | None = _ref("out_of_office_template.id", nullable=True)
    message_en: str = ""
    message_cy: str = ""
    emergency_contact: str = Field(default="", max_length=200)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
