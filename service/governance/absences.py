"""Recording when somebody is away, ending it, and finding what was left behind.

Times come from forms as London's clocks show them and are stored in UTC.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, or_
from sqlmodel import Session, col, select

from moderation import audit
from moderation.models import Absence, AbsenceKind, AuditEntry
from service.governance import errors, templates
from service.governance.cover import Away, is_away, touching, with_people
from service.governance.local_time import to_utc
from service.governance.people import can_moderate, lock_officers

#: Longer than this is no absence: the accounts need another owner.
LONGEST = timedelta(days=366)
MAX_CONTACT = 200
#: How long ahead an absence counts as ending soon.
SOON = timedelta(days=2)
MESSAGE_DOWN = "absence.message_taken_down"


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """What a form says about an absence.

    `starts` and `ends` are naive London times; the officer is back at `ends`. The
    messages are the words as they go out, placeholders filled.
    """

    officer_id: int
    kind: AbsenceKind
    starts: datetime
    ends: datetime
    cover_id: int | None = None
    template_id: int | None = None
    message_en: str = ""
    message_cy: str = ""
    emergency_contact: str = ""

    def with_messages(self, message_en: str, message_cy: str) -> "NewAbsence":
        return replace(self, message_en=message_en, message_cy=message_cy)


def check(session: Session, new: NewAbsence, *, now: datetime) -> tuple[datetime, datetime]:
    """Hold an absence to every rule but its message's, and return its start and end in UTC.

    The officer and the cover are held until the transaction ends, so that two forms at
    once cannot each find the dates free.

    Raises:
        GovernanceError: with what to mend.
    """
    starts_at, ends_at = _times(new, now=now)
    ids = {new.officer_id} | ({new.cover_id} if new.cover_id is not None else set())
    people = lock_officers(session, ids)
    officer = people.get(new.officer_id)
    if officer is None or not officer.active:
        raise errors.NotAnOfficer()
    others = touching(session, since=starts_at, until=ends_at)
    if any(other.officer_id == new.officer_id for other in others):
        raise errors.AbsencesOverlap()
    if new.kind is AbsenceKind.ELSEWHERE:
        if new.cover_id is not None or new.message_en.strip() or new.message_cy.strip():
            raise errors.CoverNotNeeded()
        return starts_at, ends_at
    if new.cover_id is None:
        raise errors.CoverMissing()
    if new.cover_id == new.officer_id:
        raise errors.CoverIsSelf()
    cover = people.get(new.cover_id)
    if cover is None or not cover.active:
        raise errors.CoverNotActive()
    if not can_moderate(session, new.cover_id):
        raise errors.CoverCannotModerate()
    if any(other.officer_id == new.cover_id and is_away(other) for other in others):
        raise errors.CoverAway()
    if not new.emergency_contact.strip():
        raise errors.EmergencyContactMissing()
    if len(new.emergency_contact) > MAX_CONTACT:
        raise errors.TextTooLong()
    return starts_at, ends_at


def record(session: Session, new: NewAbsence, *, recorded_by: int, now: datetime) -> Absence:
    """Record an absence. From its start minute its cover answers for the officer's accounts.

    Raises:
        GovernanceError: with what to mend; nothing is recorded then.
    """
    starts_at, ends_at = check(session, new, now=now)
    elsewhere = new.kind is AbsenceKind.ELSEWHERE
    if not elsewhere:
        _check_messages(new)
    absence = Absence(
        officer_id=new.officer_id,
        cover_id=new.cover_id,
        kind=new.kind,
        starts_at=starts_at,
        ends_at=ends_at,
        template_id=None if elsewhere else new.template_id,
        message_en=new.message_en.strip(),
        message_cy=new.message_cy.strip(),
        emergency_contact="" if elsewhere else new.emergency_contact.strip(),
        created_at=now,
    )
    session.add(absence)
    session.flush()
    _audit(
        session,
        absence,
        "absence.recorded",
        actor=recorded_by,
        now=now,
        # Why somebody is away is theirs: the record says who answers, not that they are ill.
        officer_id=absence.officer_id,
        cover_id=absence.cover_id,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
    return absence


def cancel(
    session: Session, absence_id: int, *, officer_id: int, lead: bool, now: datetime
) -> None:
    """Cancel an absence that has not ended: it counts no more, from now on.

    Raises:
        AbsenceEnded: it is over, or cancelled already.
        NotYourAbsence: the officer is neither away, cover nor governance lead.
    """
    absence = _open(session, absence_id, officer_id=officer_id, lead=lead, now=now)
    absence.cancelled_at = now
    session.add(absence)
    session.flush()
    _audit(session, absence, "absence.cancelled", actor=officer_id, now=now)


def end_now(
    session: Session, absence_id: int, *, officer_id: int, lead: bool, now: datetime
) -> None:
    """End an absence early: the officer is back and answers again.

    Raises:
        AbsenceNotBegun: it has not begun; cancel it instead.
        AbsenceEnded, NotYourAbsence: as in `cancel`.
    """
    absence = _open(session, absence_id, officer_id=officer_id, lead=lead, now=now)
    if absence.starts_at >= now:
        raise errors.AbsenceNotBegun()
    absence.ends_at = now
    session.add(absence)
    session.flush()
    _audit(session, absence, "absence.ended", actor=officer_id, now=now)


def change_cover(
    session: Session,
    absence_id: int,
    cover_id: int | None,
    *,
    message_en: str,
    message_cy: str,
    officer_id: int,
    lead: bool,
    now: datetime,
) -> None:
    """Give an absence other cover, with the message that names them.

    Raises:
        GovernanceError: with what to mend; nothing is changed then.
    """
    absence = _open(session, absence_id, officer_id=officer_id, lead=lead, now=now)
    if not is_away(absence):
        raise errors.CoverNotNeeded()
    if cover_id is None:
        raise errors.CoverMissing()
    if cover_id == absence.officer_id:
        raise errors.CoverIsSelf()
    cover = lock_officers(session, {absence.officer_id, cover_id}).get(cover_id)
    if cover is None or not cover.active:
        raise errors.CoverNotActive()
    if not can_moderate(session, cover_id):
        raise errors.CoverCannotModerate()
    since = max(absence.starts_at, now)
    others = touching(session, since=since, until=absence.ends_at)
    if any(other.officer_id == cover_id and is_away(other) for other in others):
        raise errors.CoverAway()
    if not message_en.strip() or not message_cy.strip():
        raise errors.MessageMissing()
    before, absence.cover_id = absence.cover_id, cover_id
    absence.message_en, absence.message_cy = message_en.strip(), message_cy.strip()
    session.add(absence)
    session.flush()
    _audit(
        session,
        absence,
        "absence.cover_changed",
        actor=officer_id,
        now=now,
        **{"from": before, "to": cover_id},
    )


def confirm_message_down(
    session: Session, absence_id: int, *, officer_id: int, lead: bool, now: datetime
) -> None:
    """Note that the message was taken down everywhere after the absence.

    The note is an entry in the record, where `stale` looks for it.

    Raises:
        MessageStillLive: the absence has not ended.
        NotYourAbsence: the officer is neither away, cover nor governance lead.
    """
    absence = _locked(session, absence_id, officer_id=officer_id, lead=lead)
    if absence.cancelled_at is None and absence.ends_at > now:
        raise errors.MessageStillLive()
    said = session.exec(
        select(col(Absence.id)).where(col(Absence.id) == absence_id, _said_down())
    ).first()
    if said is None:
        _audit(session, absence, MESSAGE_DOWN, actor=officer_id, now=now)


def listed(session: Session, *, now: datetime) -> list[Away]:
    """Return every absence that stands now or is to come, by start."""
    rows = session.exec(
        select(Absence)
        .where(col(Absence.cancelled_at).is_(None), col(Absence.ends_at) > now)
        .order_by(col(Absence.starts_at), col(Absence.id))
    ).all()
    return with_people(session, rows)


def ending(session: Session, *, now: datetime, within: timedelta = SOON) -> list[Away]:
    """Return absences under way that end within `within`, by end."""
    rows = session.exec(
        select(Absence)
        .where(
            col(Absence.cancelled_at).is_(None),
            col(Absence.starts_at) <= now,
            col(Absence.ends_at) > now,
            col(Absence.ends_at) <= now + within,
        )
        .order_by(col(Absence.ends_at), col(Absence.id))
    ).all()
    return with_people(session, rows)


def stale(session: Session, *, now: datetime) -> list[Away]:
    """Return absences that are over and whose message nobody has said is down, oldest first (H4).

    One cancelled before it began never had a message up.
    """
    rows = session.exec(
        select(Absence)
        .where(
            col(Absence.message_en) != "",
            or_(
                and_(col(Absence.cancelled_at).is_(None), col(Absence.ends_at) <= now),
                col(Absence.cancelled_at) > col(Absence.starts_at),
            ),
            ~_said_down(),
        )
        .order_by(col(Absence.ends_at), col(Absence.id))
    ).all()
    return with_people(session, rows)


def uncovered(session: Session, *, now: datetime) -> list[Away]:
    """Return absences, now or to come, whose cover was lost since they were recorded (H4)."""
    return [
        away for away in listed(session, now=now) if is_away(away.absence) and not away.cover_stands
    ]


def _times(new: NewAbsence, *, now: datetime) -> tuple[datetime, datetime]:
    try:
        starts_at = to_utc(new.starts)
    except errors.TimeDoesNotExist as wrong:
        wrong.field = "starts"
        raise
    try:
        ends_at = to_utc(new.ends, later=True)
    except errors.TimeDoesNotExist as wrong:
        wrong.field = "ends"
        raise
    if starts_at >= ends_at:
        raise errors.AbsenceNotInOrder()
    if ends_at <= now:
        raise errors.AbsenceOver()
    if ends_at - starts_at > LONGEST:
        raise errors.AbsenceTooLong()
    return starts_at, ends_at


def _check_messages(new: NewAbsence) -> None:
    if not new.message_en.strip() or not new.message_cy.strip():
        raise errors.MessageMissing()
    for message in (new.message_en, new.message_cy):
        if len(message) > templates.MAX_TEXT:
            raise errors.TextTooLong()


def _open(
    session: Session, absence_id: int, *, officer_id: int, lead: bool, now: datetime
) -> Absence:
    absence = _locked(session, absence_id, officer_id=officer_id, lead=lead)
    if absence.cancelled_at is not None or absence.ends_at <= now:
        raise errors.AbsenceEnded()
    return absence


def _locked(session: Session, absence_id: int, *, officer_id: int, lead: bool) -> Absence:
    absence = session.exec(
        select(Absence)
        .where(col(Absence.id) == absence_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not lead and officer_id not in (absence.officer_id, absence.cover_id):
        raise errors.NotYourAbsence()
    return absence


def _said_down() -> ColumnElement[bool]:
    """The record holds that this absence's message was taken down."""
    subject = literal("absence:") + cast(col(Absence.id), String)
    return exists().where(
        col(AuditEntry.action) == MESSAGE_DOWN, col(AuditEntry.subject) == subject
    )


def _audit(
    session: Session, absence: Absence, action: str, *, actor: int, now: datetime, **details: object
) -> None:
    audit.append(
        session,
        actor=f"officer:{actor}",
        action=action,
        subject=f"absence:{absence.id}",
        details=details,
        now=now,
    )
