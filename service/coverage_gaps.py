"""A gap in coverage is an incident: somebody answers for it until it is closed (B4).

It opens once nothing was read for longer than two poll periods, whether looks fail or
nobody looks, and closes with the look that reads what was missed, or that says how much of
it the platform no longer shows.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from moderation import audit
from moderation.models import Account, AccountStatus, CoverageSpan, CoverageStatus
from service.clock import Clock
from service.coverage import GAP_PERIODS
from service.database import Database
from service.incidents import close_incidents, find_open, open_incident
from service.pacer import Paces

GAP = "coverage_gap"
#: What became of a gap, in the audit record.
BACK_FILLED, OUT_OF_REACH = "back_filled", "out_of_reach"


def uncovered_since(session: Session, account_id: int) -> datetime | None:
    """Return up to when the ledger is closed: read, or named as out of the platform's reach.

    None where the account was never read.
    """
    return session.exec(
        select(func.max(CoverageSpan.ends_at)).where(
            col(CoverageSpan.account_id) == account_id,
            or_(
                col(CoverageSpan.status) != CoverageStatus.MISSED,
                col(CoverageSpan.reason) == OUT_OF_REACH,
            ),
        )
    ).first()


def note_gap(session: Session, account: Account, *, now: datetime, period: timedelta) -> bool:
    """Open an incident where nothing was read for longer than two periods; say whether.

    It begins when the two periods were over, whoever noticed it when. One that is open stays
    the only one.
    """
    since = uncovered_since(session, account.id or 0)
    opens_at = since + GAP_PERIODS * period if since is not None else now
    if opens_at >= now or find_open(session, GAP, account.id):
        return False
    told = since.isoformat(timespec="minutes") if since else ""
    open_incident(session, GAP, account=account, detail=f"not read since {told}", now=opens_at)
    _enter(session, account, "incident.opened", {"kind": GAP}, now)
    return True


def close_gap(session: Session, account: Account, *, now: datetime, out_of_reach: bool) -> bool:
    """Close the gap after a look that read everything the platform still shows."""
    if not close_incidents(session, account.id or 0, GAP, now=now):
        return False
    became = OUT_OF_REACH if out_of_reach else BACK_FILLED
    _enter(session, account, "incident.closed", {"kind": GAP, "became": became}, now)
    return True


def note_gaps(database: Database, pacer: Paces, *, clock: Clock) -> int:
    """Open an incident for every account that nobody looks at; return how many opened."""
    now = clock()
    with database.write() as session:
        accounts = session.exec(
            select(Account)
            .where(col(Account.status).in_((AccountStatus.ACTIVE, AccountStatus.SIGN_IN_AGAIN)))
            .order_by(col(Account.id))
        ).all()
        return sum(
            note_gap(session, a, now=now, period=pacer.expected_wait(session, a.id or 0))
            for a in accounts
        )


def _enter(
    session: Session, account: Account, action: str, details: dict[str, str], now: datetime
) -> None:
    audit.append(
        session,
        actor="polling",
        action=action,
        subject=f"account:{account.id}",
        details=details,
        now=now,
    )
