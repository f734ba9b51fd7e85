"""Emergency stops: who sets one, who lifts it, and whether one is in force.

Each step takes two different people who both have the role for it, and a reason. What is
stopped is what goes out to a platform; reading goes on.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from moderation import audit
from moderation.errors import (
    NotFound,
    StopAskerLeft,
    StopMoved,
    StopNeedsAnother,
    StopReasonMissing,
    StopReasonTooLong,
    StopRoleMissing,
    StopStands,
)
from moderation.models import Account, EmergencyStop, Officer, OfficerRole, Role
from moderation.models.stops import EVERY_ACCOUNT

#: Who asks for a stop, confirms it, and lifts it: those at hand when something goes wrong.
STOPPERS = (Role.OFFICER, Role.LEAD)
MAX_REASON = 2000


def ask(
    session: Session, *, account_id: int | None, reason: str, officer_id: int, now: datetime
) -> EmergencyStop:
    """Ask for a stop on one account, or on all with None; it waits for a second person.

    Raises:
        StopReasonMissing, StopReasonTooLong, StopRoleMissing: it cannot be asked so.
        StopStands: one is asked for or in force there already.
        NotFound: there is no such account.
    """
    _check_reason(reason)
    _entitled(session, officer_id)
    if account_id is not None and session.get(Account, account_id) is None:
        raise NotFound(str(account_id))
    stop = EmergencyStop(
        scope=EVERY_ACCOUNT if account_id is None else f"account:{account_id}",
        account_id=account_id,
        reason=reason.strip(),
        asked_by_id=officer_id,
        asked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(stop)
    except IntegrityError as error:
        raise StopStands() from error
    _record(session, stop, "stop.asked", officer_id, now)
    return stop


def confirm(session: Session, stop_id: int, *, officer_id: int, now: datetime) -> EmergencyStop:
    """Put the stop in force, as the second person.

    Raises:
        StopNeedsAnother: it is the one who asked.
        StopAskerLeft: the one who asked has not the role for it any more.
        StopMoved: it is not waiting for that. NotFound, StopRoleMissing: as in ask.
    """
    stop = _locked(session, stop_id)
    if stop.confirmed_at is not None or stop.closed_at is not None:
        raise StopMoved()
    _second(session, officer_id, after=stop.asked_by_id)
    stop.confirmed_by_id, stop.confirmed_at = officer_id, now
    return _keep(session, stop, "stop.confirmed", officer_id, now)


def withdraw(session: Session, stop_id: int, *, officer_id: int, now: datetime) -> EmergencyStop:
    """Take back what waits for a second person: the stop asked for, or its lifting.

    Raises:
        StopMoved: nothing waits. NotFound, StopRoleMissing: as in ask.
    """
    stop = _locked(session, stop_id)
    _entitled(session, officer_id)
    if stop.closed_at is not None or (stop.confirmed_at and stop.lift_asked_at is None):
        raise StopMoved()
    if stop.confirmed_at is None:
        stop.closed_at = now
        return _keep(session, stop, "stop.withdrawn", officer_id, now)
    stop.lift_reason, stop.lift_asked_by_id, stop.lift_asked_at = "", None, None
    return _keep(session, stop, "stop.lift_withdrawn", officer_id, now)


def ask_lift(
    session: Session, stop_id: int, *, reason: str, officer_id: int, now: datetime
) -> EmergencyStop:
    """Ask for a stop in force to be lifted; it stays in force until a second person does.

    Raises:
        StopMoved: it is not in force, or somebody has asked already.
        StopReasonMissing, StopReasonTooLong, NotFound, StopRoleMissing: as in ask.
    """
    _check_reason(reason)
    stop = _locked(session, stop_id)
    _entitled(session, officer_id)
    if not stop.in_force or stop.lift_asked_at is not None:
        raise StopMoved()
    stop.lift_reason = reason.strip()
    stop.lift_asked_by_id, stop.lift_asked_at = officer_id, now
    return _keep(session, stop, "stop.lift_asked", officer_id, now)


def lift(session: Session, stop_id: int, *, officer_id: int, now: datetime) -> EmergencyStop:
    """Lift the stop, as the second person: what waited goes out.

    Raises:
        StopNeedsAnother, StopAskerLeft, StopMoved, NotFound, StopRoleMissing: as in confirm.
    """
    stop = _locked(session, stop_id)
    if not stop.in_force or stop.lift_asked_by_id is None:
        raise StopMoved()
    _second(session, officer_id, after=stop.lift_asked_by_id)
    stop.lifted_by_id, stop.closed_at = officer_id, now
    return _keep(session, stop, "stop.lifted", officer_id, now)


def stops(session: Session, account_id: int) -> bool:
    """Say whether a stop in force holds back what would go out for this account."""
    return session.exec(select(col(EmergencyStop.id)).where(*_on(account_id))).first() is not None


def holds_back(account_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The same as a condition, for a column of account ids."""
    return select(col(EmergencyStop.id)).where(*_on(account_id)).exists()


def open_stops(session: Session) -> Sequence[EmergencyStop]:
    """Return what is in force or waits for a second person, oldest first."""
    return session.exec(
        select(EmergencyStop)
        .where(col(EmergencyStop.closed_at).is_(None))
        .order_by(col(EmergencyStop.id))
    ).all()


def closed_stops(session: Session, *, limit: int) -> Sequence[EmergencyStop]:
    """Return what is over, newest first."""
    return session.exec(
        select(EmergencyStop)
        .where(col(EmergencyStop.closed_at).is_not(None))
        .order_by(col(EmergencyStop.closed_at).desc(), col(EmergencyStop.id).desc())
        .limit(limit)
    ).all()


def _on(account_id: int | SQLColumnExpression[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(EmergencyStop.closed_at).is_(None),
        col(EmergencyStop.confirmed_at).is_not(None),
        or_(col(EmergencyStop.account_id).is_(None), col(EmergencyStop.account_id) == account_id),
    )


def _locked(session: Session, stop_id: int) -> EmergencyStop:
    stop = session.exec(
        select(EmergencyStop).where(col(EmergencyStop.id) == stop_id).with_for_update()
    ).first()
    if stop is None:
        raise NotFound(str(stop_id))
    return stop


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise StopReasonMissing()
    if len(reason) > MAX_REASON:
        raise StopReasonTooLong()


def _has_role(session: Session, officer_id: int) -> bool:
    return (
        session.exec(
            select(col(Officer.id))
            .join(OfficerRole, col(OfficerRole.officer_id) == col(Officer.id))
            .where(
                col(Officer.id) == officer_id,
                col(Officer.active).is_(True),
                col(OfficerRole.role).in_(STOPPERS),
            )
        ).first()
        is not None
    )


def _entitled(session: Session, officer_id: int) -> None:
    if not _has_role(session, officer_id):
        raise StopRoleMissing()


def _second(session: Session, officer_id: int, *, after: int) -> None:
    _entitled(session, officer_id)
    if officer_id == after:
        raise StopNeedsAnother()
    if not _has_role(session, after):
        raise StopAskerLeft()


def _keep(
    session: Session, stop: EmergencyStop, action: str, officer_id: int, now: datetime
) -> EmergencyStop:
    session.add(stop)
    session.flush()
    _record(session, stop, action, officer_id, now)
    return stop


def _record(
    session: Session, stop: EmergencyStop, action: str, officer_id: int, now: datetime
) -> None:
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action=action,
        subject="accounts" if stop.account_id is None else f"account:{stop.account_id}",
        details={"stop": stop.id},
        now=now,
    )
