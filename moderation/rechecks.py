"""When a takedown is read again, and whether there is still something to read it for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlmodel import Session, col, select

from moderation.cases import DUE, DUE_OTHERWISE, Priority, reopen
from moderation.decisions import RUNNING, last_decision
from moderation.models import (
    Account,
    Case,
    Decision,
    Outcome,
    Recheck,
    RecheckState,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category

#: How long after a takedown ended it is read again.
AFTER_HOURS = (24, 7 * 24)
#: What a later takedown or restore ended in where it took this one's place.
_TOOK_PLACE = frozenset(
    {TakedownState.VERIFIED, TakedownState.ACCEPTED, TakedownState.GONE_ALREADY}
)


class Standing(Enum):
    """Whether a takedown is what should be seen on the platform now."""

    STANDS = auto()
    #: A later one is on its way: what is seen now proves nothing.
    BETWEEN = auto()
    SUPERSEDED = auto()


def plan(session: Session, takedown: Takedown, *, now: datetime) -> None:
    """Add the re-checks of a takedown that has just ended, in the caller's transaction."""
    for hours in AFTER_HOURS:
        due = now + timedelta(hours=hours)
        session.add(
            Recheck(
                takedown_id=takedown.id or 0,
                case_id=takedown.case_id,
                account_id=takedown.account_id,
                after_hours=hours,
                due_at=due,
                next_attempt_at=due,
            )
        )


def standing(session: Session, case: Case, takedown: Takedown) -> Standing:
    """Say whether `takedown` still is what the council wants to be seen."""
    later = session.exec(
        select(Takedown).where(
            col(Takedown.case_id) == case.id, col(Takedown.id) > (takedown.id or 0)
        )
    ).all()
    if any(one.state in RUNNING for one in later):
        return Standing.BETWEEN
    if any(one.state in _TOOK_PLACE for one in later):
        return Standing.SUPERSEDED
    last = last_decision(session, case)
    left_alone = last is not None and last.outcome is Outcome.NO_ACTION
    return Standing.SUPERSEDED if left_alone else Standing.STANDS


def bring_back(case: Case, *, now: datetime) -> None:
    """Bring the case of what is visible again back to the queue, due anew."""
    known = case.top_category in list(Category)
    due = DUE.get(Category(case.top_category), DUE_OTHERWISE) if known else DUE_OTHERWISE
    ranked = Priority(case.harm, case.reach, case.rank_at, now + due, case.top_category)
    reopen(case, reason="reappeared", ranked=ranked, now=now)


def reappeared(session: Session, *, limit: int) -> Sequence[tuple[Case, Account, Recheck]]:
    """Return the cases that wait because what was taken down is visible again, newest first."""
    decided_since = (
        select(col(Decision.id))
        .where(
            col(Decision.case_id) == col(Recheck.case_id),
            col(Decision.decided_at) >= col(Recheck.done_at),
        )
        .exists()
    )
    return session.exec(
        select(Case, Account, Recheck)
        .join(Recheck, col(Recheck.case_id) == col(Case.id))
        .join(Account, col(Account.id) == col(Case.account_id))
        .where(
            col(Recheck.state) == RecheckState.REAPPEARED,
            col(Case.waiting).is_(True),
            ~decided_since,
        )
        .order_by(col(Recheck.done_at).desc(), col(Recheck.id).desc())
        .limit(limit)
    ).all()
