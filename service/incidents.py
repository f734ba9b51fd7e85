"""Incidents: what is broken, since when, and who must mend it."""

from datetime import datetime

from sqlmodel import Session, col, select

from moderation.models import Account, Incident


def find_open(session: Session, kind: str, account_id: int | None) -> Incident | None:
    """Return the incident of this kind that is open for the account."""
    return session.exec(
        select(Incident).where(
            col(Incident.account_id) == account_id,
            col(Incident.kind) == kind,
            col(Incident.closed_at).is_(None),
        )
    ).first()


def open_incident(
    session: Session,
    kind: str,
    *,
    account: Account | None,
    detail: str,
    now: datetime,
    case_id: int | None = None,
) -> Incident:
    """Open an incident, or return the one of this kind that is open for the account.

    Its owner is the account's, or the deputy where there is none.
    """
    account_id = account.id if account else None
    found = find_open(session, kind, account_id)
    if found:
        return found
    incident = Incident(
        account_id=account_id,
        case_id=case_id,
        kind=kind,
        detail=detail[:500],
        owner_id=account.owner_id or account.deputy_id if account else None,
        opened_at=now,
    )
    session.add(incident)
    session.flush()
    return incident


def close_incidents(session: Session, account_id: int | None, *kinds: str, now: datetime) -> int:
    """Close what has mended itself; return how many."""
    rows = session.exec(
        select(Incident).where(
            col(Incident.account_id) == account_id,
            col(Incident.kind).in_(kinds),
            col(Incident.closed_at).is_(None),
        )
    ).all()
    for row in rows:
        row.closed_at = now
        session.add(row)
    return len(rows)
