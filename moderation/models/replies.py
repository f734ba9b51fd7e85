"""What the council says to an author in public: replies, corrections and notices (F6, D6)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.types import UtcDateTime, by_value


class ReplyKind(StrEnum):
    """A notice tells the author what was decided, why, and how to appeal."""

    REPLY = "reply"
    CORRECTION = "correction"
    NOTICE = "notice"


class ReplyState(StrEnum):
    """How far a reply is, and how sure we are.

    SENDING is written before the call: after a crash, a reply found so is looked for on the
    platform before it is sent again. ACCEPTED: the platform said yes and does not show it.
    COULD_NOT is a notice's alone: there was no way to tell the author, and `detail` says why.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    FAILED = "failed"
    NEEDS_PERSON = "needs_person"
    COULD_NOT = "could_not"


_FREE = text("state NOT IN ('failed', 'could_not')")


class Reply(SQLModel, table=True):
    """One text in the council's name, under one comment: the outbox, and what was sent.

    `text` is exactly what goes to the platform and `sha256` its hash; the evidence holds both
    with the comment as it stood. `digest` is of the words alone, so that two officers cannot
    say the same thing twice; `token` is the form's own random value.
    """

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("token"),
        CheckConstraint("kind <> 'correction' OR fact_id IS NOT NULL", name="cites_fact"),
        CheckConstraint("kind <> 'notice' OR decision_id IS NOT NULL", name="is_about_decision"),
        CheckConstraint("state <> 'could_not' OR kind = 'notice'", name="only_notice_could_not"),
        Index(
            "uq_reply_words",
            "case_id",
            "digest",
            unique=True,
            sqlite_where=_FREE,
            postgresql_where=_FREE,
        ),
        Index(
            "uq_reply_notice",
            "decision_id",
            unique=True,
            sqlite_where=text("kind = 'notice' AND state <> 'failed'"),
            postgresql_where=text("kind = 'notice' AND state <> 'failed'"),
        ),
        Index("ix_reply_due", "state", "next_attempt_at"),
    )
    id: int | None = _id()
    case_id: int = _ref("moderation_case.id")
    account_id: int = _ref("account.id", index=False)
    kind: ReplyKind = Field(sa_type=by_value(ReplyKind))
    text: str
    sha256: str = Field(max_length=64)
    digest: str = Field(max_length=64)
    languages: str = Field(max_length=8)
    decision_id: int | None = _ref("decision.id", index=False, nullable=True)
    fact_id: int | None = _ref("fact.id", index=False, nullable=True)
    fact_expires_on: date | None = None
    officer_id: int = _ref("officer.id", index=False)
    evidence_id: int = _ref("evidence.id", index=False)
    token: str = Field(max_length=64)
    state: ReplyState = Field(default=ReplyState.PENDING, sa_type=by_value(ReplyState))
    attempts: int = 0
    detail: str = Field(default="", max_length=500)
    platform_id: str | None = Field(default=None, max_length=200)
    written_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
