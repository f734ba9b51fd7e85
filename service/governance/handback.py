"""What an officer finds on their return: what their cover decided meanwhile (H3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from moderation.models import Absence, Account, Case, Decision

#: The most that a hand-back lists; beyond it the queue's search is the better tool.
MOST = 200


@dataclass(frozen=True, slots=True)
class HandedBack:
    """One decision made while the account's owner was away."""

    case_id: int
    account: Account
    decision: Decision


def handed_back(session: Session, absence: Absence) -> Sequence[HandedBack]:
    """Return decisions on the absent officer's accounts during the absence, newest first.

    Whoever made them: the owner answers for all of them again. At most MOST.
    """
    until = absence.ends_at
    if absence.cancelled_at is not None:
        until = min(until, absence.cancelled_at)
    rows = session.exec(
        select(Decision, Case, Account)
        .join(Case, col(Case.id) == col(Decision.case_id))
        .join(Account, col(Account.id) == col(Case.account_id))
        .where(
            col(Account.owner_id) == absence.officer_id,
            col(Decision.officer_id) != absence.officer_id,
            col(Decision.decided_at) >= absence.starts_at,
            col(Decision.decided_at) < until,
        )
        .order_by(col(Decision.decided_at).desc(), col(Decision.id).desc())
        .limit(MOST)
    )
    return [HandedBack(case.id or 0, account, decision) for decision, case, account in rows]
