"""One decision for a flood, on record once for every comment in it.

All or nothing: either each case gets the same decision in the caller's transaction, or none
does. Never more than MOST_AT_ONCE cases at a time, and only those that were shown.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from moderation.decisions import Choice, decide, lock_case
from moderation.errors import FloodChanged, FloodMixed
from moderation.models import Case, Comment, Decision, Flood, Outcome

#: The most cases that one decision may settle; the rest of a larger flood comes next.
MOST_AT_ONCE = 100
#: What can be decided for many at once: never what is about one author or one text.
OUTCOMES = frozenset({Outcome.NO_ACTION, Outcome.HIDE, Outcome.REMOVE, Outcome.ESCALATE})


@dataclass(frozen=True, slots=True)
class Member:
    """One waiting case of a flood with its comment."""

    case: Case
    comment: Comment


def members(session: Session, flood: Flood) -> list[Member]:
    """Return the flood's waiting cases, most pressing first, at most MOST_AT_ONCE."""
    rows = session.exec(
        select(Case, Comment)
        .join(Comment, col(Comment.id) == col(Case.comment_id))
        .where(col(Case.flood_id) == flood.id, col(Case.waiting).is_(True))
        .order_by(col(Case.rank_at), col(Case.id))
        .limit(MOST_AT_ONCE)
    )
    return [Member(case, comment) for case, comment in rows]


def seen(found: Sequence[Member]) -> str:
    """Return a short name for exactly these cases and texts, to tell that nothing moved."""
    shown = ",".join(f"{m.case.id}.{m.case.version}.{m.comment.version}" for m in found)
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def decide_flood(
    session: Session,
    flood: Flood,
    choice: Choice,
    *,
    officer_id: int,
    shown: str,
    verbs_of: Callable[[Comment], Collection[str]],
    now: datetime,
) -> list[Decision]:
    """Decide every case shown alike; the token with a case's number is that case's own.

    Raises:
        FloodChanged: a case or a text moved since the page with `shown` was made.
        FloodMixed: the platform cannot do this to every comment, or the outcome is not one
            for many.
        ModerationError: as in decisions.decide; the caller rolls back.
    """
    if choice.outcome not in OUTCOMES:
        raise FloodMixed()
    found = members(session, flood)
    for one in found:
        lock_case(session, one.case.id or 0)
        session.refresh(one.case)
        session.refresh(one.comment)
    if not found or seen(found) != shown:
        raise FloodChanged()
    verbs = {one.case.id: frozenset(verbs_of(one.comment)) for one in found}
    if choice.verb and any(choice.verb not in possible for possible in verbs.values()):
        raise FloodMixed()
    return [
        decide(
            session,
            one.case,
            replace(
                choice,
                token=hashlib.sha256(f"{choice.token}:{one.case.id}".encode()).hexdigest(),
                case_version=one.case.version,
                comment_version=one.comment.version,
            ),
            officer_id=officer_id,
            possible_verbs=verbs[one.case.id],
            now=now,
        )
        for one in found
    ]
