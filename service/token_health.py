"""Tokens that will end: looked after daily, and told of 14, 7 and 1 days before (B5)."""

import logging
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from connectors.errors import ConnectorError
from moderation.models import Account, AccountStatus, Credential, Incident
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents, open_incident
from service.platforms import Platforms

log = logging.getLogger(__name__)

#: Days before the end -> the incident that tells of it, nearest first.
WARNINGS = {1: "token_ends_1", 7: "token_ends_7", 14: "token_ends_14"}
#: What a new sign-in mends.
SIGN_IN_INCIDENTS = ("credentials", "permission", *WARNINGS.values())


def look_after(database: Database, platforms: Platforms, *, clock: Clock) -> None:
    """Ask each platform when its accounts' tokens end, and tell of those that soon do.

    A token that is not accepted is left to the next look at the account, which says so.
    """
    with database.read() as session:
        accounts = session.exec(
            select(Account)
            .join(Credential, col(Credential.account_id) == col(Account.id))
            .where(col(Account.status) == AccountStatus.ACTIVE)
            .order_by(col(Account.id))
        ).all()
    for account in accounts:
        try:
            identity = platforms.connect(account).check()
        except ConnectorError as error:
            log.warning(
                "a token could not be looked at",
                extra={"account_id": account.id, "error": type(error).__name__},
            )
            continue
        with database.write() as session:
            platforms.note_expiry(session, account, identity)
    with database.write() as session:
        warn(session, now=clock())


def warn(session: Session, *, now: datetime) -> None:
    """Open one incident for each account and each of 14, 7 and 1 days; a nearer one replaces."""
    rows = session.exec(
        select(Account, Credential)
        .join(Credential, col(Credential.account_id) == col(Account.id))
        .where(col(Account.status) != AccountStatus.NOT_CONNECTED)
        .order_by(col(Account.id))
    ).all()
    for account, credential in rows:
        ends = credential.expires_at
        days = _days(ends, now)
        others = [kind for threshold, kind in WARNINGS.items() if threshold != days]
        close_incidents(session, account.id or 0, *others, now=now)
        if ends is None or days is None:
            continue
        kind = WARNINGS[days]
        if not _told(session, account, kind, since=ends - timedelta(days=days)):
            detail = f"the sign-in ends on {ends:%Y-%m-%d}"
            open_incident(session, kind, account=account, detail=detail, now=now)


def endings(session: Session, *, now: datetime) -> dict[int, datetime]:
    """Return account id -> when its sign-in ends, for those that do within 14 days."""
    rows = session.exec(
        select(col(Credential.account_id), col(Credential.expires_at)).where(
            col(Credential.expires_at) <= now + timedelta(days=max(WARNINGS))
        )
    )
    return {account_id: ends for account_id, ends in rows if ends is not None}


def _days(ends: datetime | None, now: datetime) -> int | None:
    """Return the nearest threshold that is reached; None where there is time."""
    if ends is None:
        return None
    return next((days for days in WARNINGS if ends - now <= timedelta(days=days)), None)


def _told(session: Session, account: Account, kind: str, *, since: datetime) -> bool:
    return (
        session.exec(
            select(col(Incident.id))
            .where(
                col(Incident.account_id) == account.id,
                col(Incident.kind) == kind,
                col(Incident.opened_at) >= since,
            )
            .limit(1)
        ).first()
        is not None
    )
