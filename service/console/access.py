"""Whose cases an officer may change.

Comms officers and the governance lead may change every case. An account owner may change
those of accounts they own, deputise for, or cover while its owner is away.
"""

from datetime import datetime

from flask import abort
from sqlmodel import Session, col, select

from moderation.models import Absence, Account, Role
from service.auth import SignedIn


def away_now(session: Session, officers: set[int], *, now: datetime) -> list[Absence]:
    """Return the absences that these officers are on now and that somebody covers."""
    return list(
        session.exec(
            select(Absence).where(
                col(Absence.officer_id).in_(officers),
                col(Absence.starts_at) <= now,
                col(Absence.ends_at) > now,
                col(Absence.cancelled_at).is_(None),
                col(Absence.cover_id).is_not(None),
            )
        )
    )


def may_act(session: Session, me: SignedIn, account: Account, *, now: datetime) -> bool:
    """Say whether `me` may change this account's cases."""
    if me.has(Role.OFFICER, Role.LEAD):
        return True
    if not me.has(Role.OWNER):
        return False
    answers = {one for one in (account.owner_id, account.deputy_id) if one is not None}
    if me.id in answers:
        return True
    return any(absence.cover_id == me.id for absence in away_now(session, answers, now=now))


def require_may_act(session: Session, me: SignedIn, account: Account, *, now: datetime) -> None:
    """Answer 403 where `me` may not change this account's cases."""
    if not may_act(session, me, account, now=now):
        abort(403)
