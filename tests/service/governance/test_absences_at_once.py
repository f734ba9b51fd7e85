# What is typed in a form has no zone.
# ruff: noqa: DTZ001
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from sqlmodel import select

from moderation import audit
from moderation.models import Absence, AbsenceKind, Role
from service.governance import absences, errors
from service.governance.absences import NewAbsence
from tests import factories
from tests.conftest import MONDAY_9AM

MONDAY = datetime(2026, 11, 16, 9)


def test_two_forms_sent_at_once_record_one_absence(database):
    with database.write() as session:
        owner = factories.officer(session, Role.OWNER, now=MONDAY_9AM)
        covers = [factories.officer(session, Role.OFFICER, now=MONDAY_9AM) for _ in range(4)]
    together = Barrier(len(covers))

    def send(cover):
        new = NewAbsence(
            officer_id=owner.id,
            kind=AbsenceKind.LEAVE,
            starts=MONDAY,
            ends=MONDAY + timedelta(days=2),
            cover_id=cover.id,
            message_en="Away.",
            message_cy="I ffwrdd.",
            emergency_contact="01632 960000",
        )
        together.wait(timeout=30)
        try:
            with database.write() as session:
                absences.record(session, new, recorded_by=owner.id, now=MONDAY_9AM)
        except errors.AbsencesOverlap:
            return False
        return True

    with ThreadPoolExecutor(len(covers)) as pool:
        recorded = list(pool.map(send, covers))

    assert sum(recorded) == 1
    with database.read() as session:
        assert len(session.exec(select(Absence)).all()) == 1
        assert audit.verify(session).whole


def test_two_who_name_each_other_as_cover_at_once_are_not_both_away(database):
    with database.write() as session:
        pair = [factories.officer(session, Role.OFFICER, now=MONDAY_9AM) for _ in range(2)]
    together = Barrier(2)

    def send(who):
        officer, cover = pair[who], pair[1 - who]
        new = NewAbsence(
            officer_id=officer.id,
            kind=AbsenceKind.LEAVE,
            starts=MONDAY,
            ends=MONDAY + timedelta(days=2),
            cover_id=cover.id,
            message_en="Away.",
            message_cy="I ffwrdd.",
            emergency_contact="01632 960000",
        )
        together.wait(timeout=30)
        try:
            with database.write() as session:
                absences.record(session, new, recorded_by=officer.id, now=MONDAY_9AM)
        except errors.CoverAway:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        recorded = list(pool.map(send, range(2)))

    with database.read() as session:
        assert len(absences.uncovered(session, now=MONDAY_9AM)) <= 1
    assert True in recorded
