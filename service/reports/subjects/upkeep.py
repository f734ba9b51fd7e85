"""Incidents, absences, and the audit record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from moderation.models import Absence, AbsenceKind, AuditEntry, Incident, PreElectionPeriod
from service.clock import LONDON
from service.reports.labels import ABSENCES, incident_name
from service.reports.months import Period
from service.reports.spans import Span, clip, days_touched, join, within
from service.reports.subjects.accounts import Known
from service.reports.values import Cell, Election, Gap, Part, Row, Unit


def elections_in(session: Session, period: Period) -> tuple[Election, ...]:
    """The pre-election periods that touch the month, earliest first."""
    last_day = min(period.until.astimezone(LONDON).date(), period.month.last_day)
    found = session.exec(
        select(PreElectionPeriod)
        .where(
            col(PreElectionPeriod.starts_on) <= last_day,
            col(PreElectionPeriod.ends_on) >= period.month.first_day,
        )
        .order_by(col(PreElectionPeriod.starts_on), col(PreElectionPeriod.id))
    )
    return tuple(Election(one.name, one.starts_on, one.ends_on) for one in found)


def incident_figures(session: Session, period: Period) -> Part:
    """Incidents opened in the month, mended in it, and open at its end, by kind."""
    part = Part()
    opened = case((col(Incident.opened_at) >= period.start, 1), else_=0)
    mended = case((col(Incident.closed_at) < period.until, 1), else_=0)
    rows = session.execute(
        select(
            col(Incident.kind),
            func.sum(opened),
            func.sum(mended),
            func.count() - func.sum(mended),
        )
        .where(
            col(Incident.opened_at) < period.until,
            or_(col(Incident.closed_at).is_(None), col(Incident.closed_at) >= period.start),
        )
        .group_by(col(Incident.kind))
        .order_by(col(Incident.kind))
    )
    listed = [
        Row(kind, incident_name(kind), (int(new), int(done), int(left)))
        for kind, new, done, left in rows
    ]
    totals = tuple(sum(int(str(row.cells[n])) for row in listed) for n in range(3))
    part.put("incidents_by_kind", ("opened", "mended", "still_open"), listed, totals)
    part.add("incidents_opened", totals[0])
    part.add("incidents_open", totals[2])
    return part


def absence_figures(
    session: Session, known: Mapping[int, Known], period: Period
) -> tuple[Part, dict[int, int]]:
    """Absences that touch the month by kind, and the days on which an account had nobody.

    Nobody answers for an account that has no owner; or while its owner, whoever covers for
    them, and the deputy are all away.
    """
    part = Part()
    absences = session.exec(
        select(Absence).where(
            col(Absence.starts_at) < period.until,
            col(Absence.ends_at) > period.start,
            or_(
                col(Absence.cancelled_at).is_(None),
                col(Absence.cancelled_at) > col(Absence.starts_at),
            ),
        )
    ).all()
    kinds: dict[AbsenceKind, int] = dict.fromkeys(ABSENCES, 0)
    away: dict[int, list[Absence]] = defaultdict(list)
    for absence in absences:
        kinds[AbsenceKind(absence.kind)] += 1
        if absence.kind != AbsenceKind.ELSEWHERE:
            away[absence.officer_id].append(absence)
    part.add(
        "absences", sum(count for kind, count in kinds.items() if kind is not AbsenceKind.ELSEWHERE)
    )
    part.put(
        "absences_by_kind",
        ("absences",),
        [Row(kind.value, label, (kinds[kind],)) for kind, label in ABSENCES.items()],
        (sum(kinds.values()),),
    )
    days = {one.id: len(days_touched(_unanswered(one, away, period))) for one in known.values()}
    return part, {account_id: count for account_id, count in days.items() if count}


def _unanswered(one: Known, away: Mapping[int, list[Absence]], period: Period) -> list[Span]:
    whole = clip([(one.created_at, period.until)], period.start, period.until)
    if one.owner_id is None:
        if one.deputy_id is None:
            return whole
        return within(whole, _away(away.get(one.deputy_id, ())))
    alone: list[Span] = []
    for absence in away.get(one.owner_id, ()):
        span = clip([_span(absence)], period.start, period.until)
        cover = absence.cover_id
        uncovered = span if cover is None else within(span, _away(away.get(cover, ())))
        alone += uncovered
    if one.deputy_id is not None:
        alone = within(alone, _away(away.get(one.deputy_id, ())))
    return within(join(alone), whole)


def _away(absences: Iterable[Absence]) -> list[Span]:
    return join(_span(absence) for absence in absences)


def _span(absence: Absence) -> Span:
    """When an absence truly was: until it was cancelled, if it was."""
    end = absence.ends_at
    return absence.starts_at, min(end, absence.cancelled_at or end)


def record_figures(session: Session, period: Period) -> Part:
    """Entries made in the audit record, and the last of them by number and hash.

    The last is that of the month's end, not of the moment the report is made: so the report
    stays the same whenever it is made again, and a later one pins what came after.
    """
    part = Part()
    entries = session.execute(
        select(func.count()).where(
            col(AuditEntry.at) >= period.start, col(AuditEntry.at) < period.until
        )
    ).scalar_one()
    last = session.execute(
        select(col(AuditEntry.seq), col(AuditEntry.hash))
        .where(col(AuditEntry.at) < period.until)
        .order_by(col(AuditEntry.seq).desc())
        .limit(1)
    ).first()
    number: Cell = last[0] if last else Gap.NONE
    digest: Cell = last[1] if last else Gap.NONE
    part.add("audit_entries", entries)
    part.add("audit_last_number", number, Unit.NUMBER)
    part.add("audit_last_hash", digest, Unit.TEXT)
    return part
