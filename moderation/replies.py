"""What the council says in public under a comment, and what it takes to say it (F6, D6)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from moderation import audit
from moderation.decisions import LIMITING, last_decision
from moderation.errors import (
    FactExpired,
    FactMissing,
    NoticeNeedsDecision,
    NoticePossible,
    NoticeStands,
    ReplyMissing,
    ReplyNotPossible,
    ReplySettled,
    ReplyStands,
    ReplyTooLong,
    TextChanged,
    WelshMissing,
)
from moderation.evidence import snapshot
from moderation.models import (
    Case,
    Comment,
    Decision,
    FactRecord,
    Outcome,
    Reply,
    ReplyKind,
    ReplyState,
)

LONDON = ZoneInfo("Europe/London")
#: Still to be carried out.
RUNNING = frozenset({ReplyState.PENDING, ReplyState.SENDING, ReplyState.SENT})
#: Decisions that an author is told of: they limit what was said, or end that.
TOLD_OF = LIMITING | {Outcome.RESTORE}
#: Languages that a Welsh speaker is written to in.
WELSH = frozenset({"cy", "mixed"})


@dataclass(frozen=True, slots=True)
class Words:
    """What an officer wrote, as it will be sent.

    Attributes:
        exact: the text that goes to the platform, its addressee named where it must be.
        languages: "en", "cy" or "cy+en".
        fits: whether the platform takes a text of this length.
    """

    exact: str
    languages: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer wants to say, and what was on screen when they wrote it."""

    kind: ReplyKind
    words: Words
    token: str
    comment_version: int
    fact_id: int | None = None


def facts_in_force(session: Session, *, now: datetime) -> list[FactRecord]:
    """Return the facts that a service stands by today, by their words."""
    return list(
        session.exec(select(FactRecord).where(_in_force(now)).order_by(FactRecord.statement))
    )


def write(
    session: Session,
    case: Case,
    draft: Draft,
    *,
    officer_id: int,
    possible: bool,
    now: datetime,
) -> Reply:
    """Put a reply in the outbox, with its evidence and its line in the record.

    All in the caller's transaction, which must hold the case's row (`lock_case`). The same
    token again gives back the reply it made.

    Raises:
        ReplyNotPossible, ReplyMissing, ReplyTooLong, WelshMissing, FactMissing, FactExpired,
        NoticeNeedsDecision: what it lacks.
        ReplyStands, NoticeStands: it has been said, or is on its way.
        TextChanged: it changed under the officer's hands.
    """
    done = _by_token(session, draft.token)
    if done is not None:
        return done
    comment = session.get_one(Comment, case.comment_id)
    if not possible:
        raise ReplyNotPossible()
    if comment.version != draft.comment_version:
        raise TextChanged()
    if not draft.words.exact.strip():
        raise ReplyMissing()
    if not draft.words.fits:
        raise ReplyTooLong()
    if comment.language in WELSH and "cy" not in draft.words.languages:
        raise WelshMissing()
    fact = _fact(session, draft, now) if draft.kind is ReplyKind.CORRECTION else None
    decision = notice_about(session, case) if draft.kind is ReplyKind.NOTICE else None
    row = _row(session, case, comment, draft, fact, decision, officer_id, now)
    row.next_attempt_at = now
    return _add(session, row, "reply.written", now)


def could_not(
    session: Session,
    case: Case,
    *,
    token: str,
    reason: str,
    possible: bool,
    officer_id: int,
    now: datetime,
) -> Reply:
    """Record that the author could not be told of the decision in force; `reason` is a key.

    Raises:
        NoticePossible: they can be. NoticeNeedsDecision, NoticeStands: as in `write`.
    """
    done = _by_token(session, token)
    if done is not None:
        return done
    if possible:
        raise NoticePossible()
    comment = session.get_one(Comment, case.comment_id)
    draft = Draft(ReplyKind.NOTICE, Words("", ""), token, comment.version)
    decision = notice_about(session, case)
    row = _row(session, case, comment, draft, None, decision, officer_id, now)
    row.state, row.finished_at, row.detail = ReplyState.COULD_NOT, now, reason
    return _add(session, row, "notice.could_not", now)


def settle(session: Session, reply: Reply, *, there: bool, officer_id: int, now: datetime) -> None:
    """Record what an officer saw on the platform of a reply that needs a person.

    `there` makes it accepted, never verified: that takes a read of our own. Not there, it was
    not sent, and the same words may be sent again.

    Raises:
        ReplySettled: it does not wait for a person, or no longer.
    """
    if reply.state is not ReplyState.NEEDS_PERSON:
        raise ReplySettled()
    reply.state = ReplyState.ACCEPTED if there else ReplyState.FAILED
    reply.detail = "seen_by_a_person" if there else "not_there"
    reply.finished_at = now
    session.add(reply)
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action="reply.settled",
        subject=f"case:{reply.case_id}",
        details={"reply": reply.id, "there": there, "sha256": reply.sha256},
        now=now,
    )


def notice_about(session: Session, case: Case) -> Decision:
    """Return the decision that the author is to be told of.

    Raises:
        NoticeNeedsDecision: none is in force that concerns them.
        NoticeStands: they have been told, or are being told.
    """
    decision = last_decision(session, case)
    if decision is None or decision.outcome not in TOLD_OF:
        raise NoticeNeedsDecision()
    stands = session.exec(
        select(col(Reply.id)).where(
            col(Reply.decision_id) == decision.id, col(Reply.state) != ReplyState.FAILED
        )
    ).first()
    if stands is not None:
        raise NoticeStands()
    return decision


def replies_of(session: Session, case_id: int) -> list[Reply]:
    """Return what was said to a case's author, oldest first."""
    return list(
        session.exec(select(Reply).where(col(Reply.case_id) == case_id).order_by(col(Reply.id)))
    )


def expired(reply: Reply, *, now: datetime) -> bool:
    """Say whether the fact that a correction stands on has expired since it was written."""
    last = reply.fact_expires_on
    return last is not None and last < now.astimezone(LONDON).date()


def _in_force(now: datetime) -> ColumnElement[bool]:
    today = now.astimezone(LONDON).date()
    return or_(col(FactRecord.expires_on).is_(None), col(FactRecord.expires_on) >= today)


def _fact(session: Session, draft: Draft, now: datetime) -> FactRecord:
    fact = session.get(FactRecord, draft.fact_id) if draft.fact_id else None
    if fact is None:
        raise FactMissing()
    if fact.expires_on is not None and fact.expires_on < now.astimezone(LONDON).date():
        raise FactExpired()
    return fact


def _by_token(session: Session, token: str) -> Reply | None:
    return session.exec(select(Reply).where(col(Reply.token) == token)).first()


def _row(
    session: Session,
    case: Case,
    comment: Comment,
    draft: Draft,
    fact: FactRecord | None,
    decision: Decision | None,
    officer_id: int,
    now: datetime,
) -> Reply:
    exact = draft.words.exact
    sha256 = hashlib.sha256(exact.encode()).hexdigest()
    evidence = snapshot(
        session,
        comment,
        now=now,
        reply={
            "kind": draft.kind.value,
            "text": exact,
            "sha256": sha256,
            "languages": draft.words.languages,
            "decision": decision.id if decision else None,
            "fact": {
                "id": fact.id,
                "statement": fact.statement,
                "source": fact.source,
                "expires_on": fact.expires_on.isoformat() if fact.expires_on else None,
            }
            if fact
            else None,
        },
    )
    session.flush()
    said = " ".join(exact.casefold().split()) or f"could_not:{decision.id if decision else ''}"
    return Reply(
        case_id=case.id or 0,
        account_id=case.account_id,
        kind=draft.kind,
        text=exact,
        sha256=sha256,
        digest=hashlib.sha256(said.encode()).hexdigest(),
        languages=draft.words.languages,
        decision_id=decision.id if decision else None,
        fact_id=fact.id if fact else None,
        fact_expires_on=fact.expires_on if fact else None,
        officer_id=officer_id,
        evidence_id=evidence.id or 0,
        token=draft.token,
        written_at=now,
    )


def _add(session: Session, row: Reply, action: str, now: datetime) -> Reply:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise ReplyStands() from error
    audit.append(
        session,
        actor=f"officer:{row.officer_id}",
        action=action,
        subject=f"case:{row.case_id}",
        details={
            "reply": row.id,
            "kind": row.kind.value,
            "sha256": row.sha256,
            "decision": row.decision_id,
            "fact": row.fact_id,
        },
        now=now,
    )
    return row
