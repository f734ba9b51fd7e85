"""A small month to count by hand: officers decide through the real rules."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session, col, select

from moderation.cases import move
from moderation.decisions import Choice, decide
from moderation.models import (
    Account,
    Case,
    CaseStatus,
    Comment,
    Decision,
    Officer,
    Outcome,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service.reports.months import Month
from service.reports.paper import Council
from service.reports.values import Words
from tests import factories

OCTOBER = Month(2026, 10)
#: Well after the month's end.
LATER = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
PORTHAVEN = Council(Words("Porthaven Council", "Cyngor Porthafan"))
VERBS = {Outcome.HIDE: "hide", Outcome.REMOVE: "delete", Outcome.RESTORE: "restore"}

_token = count(1)


def october(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of October 2026, in UTC."""
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


def said(session: Session, account: Account, at: datetime, **given: Any) -> Comment:
    return factories.comment(
        session, account, now=at, **{"published_at": at, "fetched_at": at, **given}
    )


def opened(
    session: Session,
    account: Account,
    *categories: Category,
    at: datetime,
    **given: Any,
) -> Case:
    """A comment said, flagged and put in the queue at one moment."""
    comment = said(session, account, at, **given)
    return factories.case(session, comment, *categories, now=at)


def decided(
    session: Session,
    case: Case,
    outcome: Outcome,
    *,
    by: Officer,
    at: datetime,
    house_rule: str | None = None,
    no_action_reason: str = "OPINION",
    ends: TakedownState | None = TakedownState.VERIFIED,
) -> Decision:
    """Decide `case`; a takedown ends a minute later as `ends` says, or not at all for None."""
    comment = session.get_one(Comment, case.comment_id)
    verb = VERBS.get(outcome)
    decision = decide(
        session,
        case,
        Choice(
            outcome=outcome,
            reason="As the house rules say.",
            token=f"token-{next(_token)}",
            case_version=case.version,
            comment_version=comment.version,
            verb=verb,
            house_rule=house_rule,
            no_action_reason=no_action_reason if outcome is Outcome.NO_ACTION else None,
            proportionality="Nothing milder would do." if house_rule else None,
            referred_to="legal" if outcome is Outcome.ESCALATE else None,
        ),
        officer_id=by.id or 0,
        possible_verbs=list(VERBS.values()),
        now=at,
    )
    if verb and ends:
        takedown = session.exec(
            select(Takedown).where(col(Takedown.decision_id) == decision.id)
        ).one()
        takedown.state, takedown.finished_at = ends, at + timedelta(minutes=1)
        session.add(takedown)
        failed = ends in (TakedownState.FAILED, TakedownState.NEEDS_PERSON)
        move(case, CaseStatus.FAILED if failed else CaseStatus.VERIFIED, now=at)
        session.add(case)
    session.flush()
    return decision


def decided_many(
    session: Session,
    account: Account,
    categories: Sequence[Category],
    outcome: Outcome,
    how_many: int,
    *,
    by: Officer,
    house_rule: str | None = None,
    language: str = "en",
    wait: timedelta = timedelta(hours=1),
) -> None:
    """Cases opened on the 6th at noon, each decided `wait` later."""
    for _ in range(how_many):
        case = opened(session, account, *categories, at=october(6), language=language)
        decided(session, case, outcome, by=by, at=october(6) + wait, house_rule=house_rule)
