"""Cases in the queue, why they are there, what was decided, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderation.models.accounts import _id, _ref
from moderation.models.types import BigId, Json, UtcDateTime, by_value
from moderation.vocabulary import Category


class Flag(SQLModel, table=True):
    """One reason to look at one version of a comment."""

    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_probability"),
        Index("ix_flag_comment", "comment_id", "version"),
    )
    id: int | None = _id()
    comment_id: int = _ref("comment.id", index=False)
    version: int
    category: Category = Field(sa_type=by_value(Category))
    score: float
    spans: list[list[int]] = Field(default_factory=list, sa_type=Json)
    source: str = Field(max_length=120)
    rule: str = Field(max_length=300)
    house_rule: str = Field(max_length=16)
    created_at: datetime = Field(sa_type=UtcDateTime)


class CaseStatus(StrEnum):
    """Where a case stands (E5). OPEN_STATUSES are what the queue shows."""

    OPEN = "open"
    ASSIGNED = "assigned"
    AWAITING_EVIDENCE = "awaiting_evidence"
    ESCALATED = "escalated"
    DECIDED = "decided"
    EXECUTING = "executing"
    VERIFIED = "verified"
    FAILED = "failed"
    APPEALED = "appealed"
    CLOSED = "closed"


class Case(SQLModel, table=True):
    """One comment in the queue.

    `rank_at` orders the queue: the time the comment was said, moved back by what its harm
    and reach are worth, so that the order is fixed, indexable, and age still counts.
    `waiting` is true while a person is needed; it is what the queue's index holds.
    `flood_id` names the flood of near copies that the comment belongs to, if it does.
    `reopened` counts how often new text, an undo or a platform brought it back.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index("ix_case_queue", "waiting", "rank_at", "id"),
        Index("ix_case_account_queue", "account_id", "waiting", "rank_at"),
        Index("ix_case_category_queue", "top_category", "waiting", "rank_at"),
        Index("ix_case_language_queue", "language", "waiting", "rank_at"),
        Index("ix_case_status_queue", "status", "waiting", "rank_at"),
        Index("ix_case_assigned_queue", "assigned_to_id", "waiting", "rank_at"),
        Index("ix_case_due", "waiting", "due_at"),
        Index("ix_case_opened", "opened_at"),
        Index("ix_case_flood", "flood_id", "waiting", "rank_at", "id"),
    )
    id: int | None = _id()
    comment_id: int = Field(
        sa_column=Column(BigId, ForeignKey("comment.id"), nullable=False, unique=True)
    )
    account_id: int = _ref("account.id", index=False)
    status: CaseStatus = Field(default=CaseStatus.OPEN, sa_type=by_value(CaseStatus))
    waiting: bool = True
    harm: float
    reach: float
    rank_at: datetime = Field(sa_type=UtcDateTime)
    top_category: str = Field(default="", max_length=20)
    language: str = Field(default="", max_length=8)
    reason: str = Field(default="flagged", max_length=40)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    assigned_to_id: int | None = _ref("officer.id", index=False, nullable=True)
    reopened: int = 0
    version: int = 1
    flood_id: int | None = _ref("flood.id", index=False, nullable=True)


class Outcome(StrEnum):
    """What an officer decided (DOMAIN's words)."""

    NO_ACTION = "no_action"
    REPLY = "reply"
    HIDE = "hide"
    REMOVE = "remove"
    RESTORE = "restore"
    RESTRICT_AUTHOR = "restrict_author"
    CORRECT = "correct"
    ESCALATE = "escalate"


class Decision(SQLModel, table=True):
    """What an officer decided, and why. Never edited: a later one supersedes it.

    `verb` is the platform verb chosen for a takedown, in connectors.base.Verb's words.
    `token` is the form's own random value: a double click cannot decide twice.
    """

    __table_args__ = (
        CheckConstraint(
            "outcome NOT IN ('hide', 'remove', 'restrict_author') OR house_rule_id IS NOT NULL",
            name="cites_house_rule",
        ),
        CheckConstraint(
            "outcome NOT IN ('hide', 'remove', 'restrict_author')"
            " OR (proportionality IS NOT NULL AND length(proportionality) > 0)",
            name="says_proportionality",
        ),
        CheckConstraint("length(reason) > 0", name="gives_reason"),
    )
    id: int | None = _id()
    case_id: int = _ref("moderation_case.id")
    comment_version: int
    outcome: Outcome = Field(sa_type=by_value(Outcome))
    verb: str | None = Field(default=None, max_length=16)
    officer_id: int = _ref("officer.id")
    house_rule_id: int | None = _ref("house_rule.id", nullable=True)
    no_action_reason: str | None = Field(default=None, max_length=16)
    reason: str = Field(max_length=2000)
    proportionality: str | None = Field(default=None, max_length=2000)
    referred_to: str | None = Field(default=None, max_length=40)
    supersedes_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("decision.id"), unique=True)
    )
    token: str = Field(max_length=64, unique=True)
    decided_at: datetime = Field(sa_type=UtcDateTime, index=True)


class TakedownState(StrEnum):
    """How far a decision has been carried out, and how sure we are.

    PENDING -> SENDING -> SENT -> one of the five ends. SENDING is written before the call:
    after a crash, what is found SENDING is read from the platform before it is sent again.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    GONE_ALREADY = "gone_already"
    FAILED = "failed"
    NEEDS_PERSON = "needs_person"


class Takedown(SQLModel, table=True):
    """A decision to be carried out on the platform: the outbox (F2).

    Restores travel the same way. One row a decision: nothing is sent twice.
    """

    __table_args__ = (
        UniqueConstraint("decision_id"),
        Index("ix_takedown_due", "state", "next_attempt_at"),
    )
    id: int | None = _id()
    decision_id: int = _ref("decision.id", index=False)
    case_id: int = _ref("moderation_case.id")
    account_id: int = _ref("account.id")
    verb: str = Field(max_length=16)
    state: TakedownState = Field(default=TakedownState.PENDING, sa_type=by_value(TakedownState))
    evidence_id: int = _ref("evidence.id", index=False)
    attempts: int = 0
    detail: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Evidence(SQLModel, table=True):
    """What stood on the platform before an action: kept whole, hashed, never edited (G1).

    `content` is canonical JSON text; `sha256` is over its UTF-8 bytes.
    """

    id: int | None = _id()
    comment_id: int = _ref("comment.id")
    taken_at: datetime = Field(sa_type=UtcDateTime)
    content: str
    sha256: str = Field(max_length=64)


class Note(SQLModel, table=True):
    """What one officer tells another about a case; not a reason of record (E4)."""

    id: int | None = _id()
    case_id: int = _ref("moderation_case.id")
    officer_id: int = _ref("officer.id", index=False)
    text: str = Field(max_length=4000)
    written_at: datetime = Field(sa_type=UtcDateTime)


def spans_of(flag: Flag) -> list[tuple[int, int]]:
    """The flag's spans as pairs, in order."""
    return [(int(start), int(end)) for start, end in flag.spans]
