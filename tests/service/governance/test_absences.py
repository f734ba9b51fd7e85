# What is typed in a form has no zone.
# ruff: noqa: DTZ001
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from moderation import audit
from moderation.models import Absence, AbsenceKind, AuditEntry, Role
from service.governance import absences, errors
from service.governance.absences import NewAbsence
from service.governance.cover import Why, answers_for, cover_for, who_is_away
from tests import factories
from tests.conftest import MONDAY_9AM

#: MONDAY_9AM by London's clocks, in winter.
MONDAY = datetime(2026, 11, 16, 9)
WEEK = timedelta(days=7)


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def people(session):
    """An owner and three who can moderate."""
    return (
        factories.officer(session, Role.OWNER, now=MONDAY_9AM),
        *(factories.officer(session, Role.OFFICER, now=MONDAY_9AM) for _ in range(3)),
    )


def away(officer, cover, *, starts=MONDAY, ends=MONDAY + WEEK, **given):
    return NewAbsence(
        **{
            "officer_id": officer.id,
            "cover_id": cover.id if cover else None,
            "kind": AbsenceKind.LEAVE,
            "starts": starts,
            "ends": ends,
            "message_en": "Away.",
            "message_cy": "I ffwrdd.",
            "emergency_contact": "01632 960000",
            **given,
        }
    )


def record(session, new, *, now=MONDAY_9AM):
    return absences.record(session, new, recorded_by=new.officer_id, now=now)


def stand(session, officer, cover, **given):
    return record(session, away(officer, cover, **given))


def test_from_its_start_minute_cover_answers_and_at_its_end_the_owner_again(session, people):
    owner, cover, *_ = people
    account = factories.account(session, now=MONDAY_9AM, owner_id=owner.id)
    stand(session, owner, cover, starts=MONDAY + timedelta(hours=1))
    start = MONDAY_9AM + timedelta(hours=1)

    just_before = answers_for(session, account, start - timedelta(minutes=1))
    at_start = answers_for(session, account, start)
    at_end = answers_for(session, account, MONDAY_9AM + WEEK)

    assert (just_before.officer.id, just_before.why) == (owner.id, Why.OWNER)
    assert (at_start.officer.id, at_start.why) == (cover.id, Why.COVER_OF_OWNER)
    assert at_end.why is Why.OWNER


def test_times_are_london_s_and_stored_in_utc(session, people):
    owner, cover, *_ = people

    made = stand(
        session, owner, cover, starts=datetime(2027, 7, 1, 0), ends=datetime(2027, 7, 8, 9)
    )

    assert made.starts_at == datetime(2027, 6, 30, 23, tzinfo=UTC)
    assert made.ends_at == datetime(2027, 7, 8, 8, tzinfo=UTC)


def test_the_record_says_who_answers_but_not_why_somebody_is_away(session, people):
    owner, cover, *_ = people

    stand(session, owner, cover, kind=AbsenceKind.SICK)

    noted = session.exec(select(AuditEntry)).one()
    assert noted.action == "absence.recorded"
    assert noted.details["cover_id"] == cover.id
    assert "sick" not in str(noted.details)
    assert audit.verify(session).whole


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"cover_id": None}, errors.CoverMissing),
        ({"cover_id": 999_999}, errors.CoverNotActive),
        ({"ends": MONDAY}, errors.AbsenceNotInOrder),
        ({"starts": MONDAY - WEEK, "ends": MONDAY}, errors.AbsenceOver),
        ({"ends": MONDAY + timedelta(days=400)}, errors.AbsenceTooLong),
        ({"starts": datetime(2027, 3, 28, 1, 30), "ends": datetime(2027, 3, 29)},
         errors.TimeDoesNotExist),
        ({"emergency_contact": " "}, errors.EmergencyContactMissing),
        ({"emergency_contact": "1" * 201}, errors.TextTooLong),
        ({"message_cy": ""}, errors.MessageMissing),
        ({"message_en": "x" * 4001}, errors.TextTooLong),
        ({"officer_id": 999_999}, errors.NotAnOfficer),
    ],
)  # fmt: skip
def test_an_absence_with_something_wrong_is_refused_and_nothing_is_recorded(
    session, people, given, error
):
    owner, cover, *_ = people

    with pytest.raises(error):
        record(session, away(owner, cover, **given))

    assert session.exec(select(Absence)).all() == []
    assert session.exec(select(AuditEntry)).all() == []


def test_nobody_covers_for_themselves(session, people):
    _, officer, *_ = people

    with pytest.raises(errors.CoverIsSelf):
        stand(session, officer, officer)


def test_cover_holds_a_role_that_can_moderate(session, people):
    owner, *_ = people
    auditor = factories.officer(session, Role.AUDITOR, now=MONDAY_9AM)

    with pytest.raises(errors.CoverCannotModerate):
        stand(session, owner, auditor)


def test_cover_works_here_now(session, people):
    owner, *_ = people
    left = factories.officer(session, Role.OFFICER, now=MONDAY_9AM, active=False)

    with pytest.raises(errors.CoverNotActive):
        stand(session, owner, left)


def test_cover_is_not_away_on_any_of_the_same_dates(session, people):
    owner, cover, other, _ = people
    stand(session, cover, other, starts=MONDAY + timedelta(days=6), ends=MONDAY + 2 * WEEK)

    with pytest.raises(errors.CoverAway):
        stand(session, owner, cover)
    assert stand(session, owner, cover, ends=MONDAY + timedelta(days=6)).id


def test_cover_who_works_elsewhere_can_be_reached(session, people):
    owner, cover, *_ = people
    stand(
        session, cover, None, kind=AbsenceKind.ELSEWHERE,
        message_en="", message_cy="", emergency_contact="",
    )  # fmt: skip

    assert stand(session, owner, cover).cover_id == cover.id


def test_working_elsewhere_needs_neither_cover_nor_message(session, people):
    owner, cover, *_ = people
    account = factories.account(session, now=MONDAY_9AM, owner_id=owner.id)

    with pytest.raises(errors.CoverNotNeeded):
        stand(session, owner, cover, kind=AbsenceKind.ELSEWHERE)
    made = record(session, NewAbsence(owner.id, AbsenceKind.ELSEWHERE, MONDAY, MONDAY + WEEK))

    assert (made.cover_id, made.message_en) == (None, "")
    assert who_is_away(session, MONDAY_9AM) == []
    assert answers_for(session, account, MONDAY_9AM).why is Why.OWNER


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=8))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nobody_ever_has_two_absences_at_once(database, spans):
    with database.session() as session:
        owner = factories.officer(session, Role.OWNER, now=MONDAY_9AM)
        cover = factories.officer(session, Role.OFFICER, now=MONDAY_9AM)
        kept: list[tuple[int, int]] = []
        for start, length in spans:
            clash = any(start < e and s < start + length for s, e in kept)
            new = away(
                owner,
                cover,
                starts=MONDAY + timedelta(hours=start),
                ends=MONDAY + timedelta(hours=start + length),
            )
            if clash:
                with pytest.raises(errors.AbsencesOverlap):
                    record(session, new)
            else:
                record(session, new)
                kept.append((start, start + length))
        stored = session.exec(select(Absence).where(Absence.officer_id == owner.id)).all()
        assert len(stored) == len(kept)
        for hour in range(53):
            there = [a for a in who_is_away(session, MONDAY_9AM + timedelta(hours=hour))
                     if a.officer.id == owner.id]  # fmt: skip
            assert len(there) == sum(s <= hour < e for s, e in kept)
        session.rollback()


def test_cover_is_followed_for_one_step_only(session, people):
    owner, cover, third, _ = people
    account = factories.account(session, now=MONDAY_9AM, owner_id=owner.id)
    stand(session, owner, cover)
    stand(session, cover, third, kind=AbsenceKind.SICK)

    assert cover_for(session, owner, MONDAY_9AM) is None
    assert cover_for(session, cover, MONDAY_9AM).id == third.id
    assert answers_for(session, account, MONDAY_9AM).why is Why.NOBODY
    assert [a.officer.id for a in absences.uncovered(session, now=MONDAY_9AM)] == [owner.id]


def test_the_deputy_answers_when_owner_and_cover_are_away_and_their_cover_after_that(
    session, people
):
    owner, cover, deputy, fourth = people
    account = factories.account(session, now=MONDAY_9AM, owner_id=owner.id, deputy_id=deputy.id)
    stand(session, owner, cover)
    stand(session, cover, fourth, kind=AbsenceKind.SICK)

    assert answers_for(session, account, MONDAY_9AM).officer.id == deputy.id
    stand(session, deputy, fourth)
    answer = answers_for(session, account, MONDAY_9AM)

    assert (answer.officer.id, answer.why) == (fourth.id, Why.COVER_OF_DEPUTY)


def test_an_owner_who_left_does_not_answer(session, people):
    owner, _, deputy, _ = people
    account = factories.account(session, now=MONDAY_9AM, owner_id=owner.id, deputy_id=deputy.id)
    owner.active = False
    session.add(owner)
    session.flush()

    assert answers_for(session, account, MONDAY_9AM).why is Why.DEPUTY


def test_cover_who_leaves_is_lost_and_the_absence_says_so(session, people):
    owner, cover, *_ = people
    stand(session, owner, cover)
    cover.active = False
    session.add(cover)
    session.flush()

    assert cover_for(session, owner, MONDAY_9AM) is None
    assert not who_is_away(session, MONDAY_9AM)[0].cover_stands


def test_a_cancelled_absence_counts_no_more_and_frees_its_dates(session, people):
    owner, cover, *_ = people
    made = stand(session, owner, cover)

    absences.cancel(session, made.id, officer_id=owner.id, lead=False, now=MONDAY_9AM)

    assert who_is_away(session, MONDAY_9AM) == []
    assert stand(session, owner, cover).id != made.id
    with pytest.raises(errors.AbsenceEnded):
        absences.cancel(session, made.id, officer_id=owner.id, lead=False, now=MONDAY_9AM)


def test_a_stranger_cannot_cancel_an_absence_but_cover_and_lead_can(session, people):
    owner, cover, stranger, _ = people
    made = stand(session, owner, cover)

    with pytest.raises(errors.NotYourAbsence):
        absences.cancel(session, made.id, officer_id=stranger.id, lead=False, now=MONDAY_9AM)
    absences.cancel(session, made.id, officer_id=cover.id, lead=False, now=MONDAY_9AM)

    assert made.cancelled_at == MONDAY_9AM


def test_somebody_back_early_answers_again_at_once(session, people):
    owner, cover, *_ = people
    account = factories.account(session, now=MONDAY_9AM, owner_id=owner.id)
    made = stand(session, owner, cover)
    tuesday = MONDAY_9AM + timedelta(days=1)

    absences.end_now(session, made.id, officer_id=owner.id, lead=False, now=tuesday)

    assert answers_for(session, account, tuesday).why is Why.OWNER
    later = stand(session, owner, cover, starts=MONDAY + 2 * WEEK, ends=MONDAY + 3 * WEEK)
    with pytest.raises(errors.AbsenceNotBegun):
        absences.end_now(session, later.id, officer_id=owner.id, lead=False, now=tuesday)


def test_other_cover_takes_over_with_the_message_that_names_them(session, people):
    owner, cover, other, _ = people
    made = stand(session, owner, cover)

    absences.change_cover(
        session, made.id, other.id, message_en="See B.", message_cy="Gweler B.",
        officer_id=owner.id, lead=False, now=MONDAY_9AM,
    )  # fmt: skip

    assert cover_for(session, owner, MONDAY_9AM).id == other.id
    assert made.message_cy == "Gweler B."
    with pytest.raises(errors.CoverIsSelf):
        absences.change_cover(
            session, made.id, owner.id, message_en="a", message_cy="b",
            officer_id=owner.id, lead=False, now=MONDAY_9AM,
        )  # fmt: skip


def test_a_message_is_stale_after_the_return_until_somebody_says_it_is_down(session, people):
    owner, cover, *_ = people
    made = stand(session, owner, cover)
    back = MONDAY_9AM + WEEK

    assert absences.stale(session, now=back - timedelta(minutes=1)) == []
    with pytest.raises(errors.MessageStillLive):
        absences.confirm_message_down(
            session, made.id, officer_id=owner.id, lead=False, now=MONDAY_9AM
        )
    assert [a.absence.id for a in absences.stale(session, now=back)] == [made.id]
    for _ in range(2):
        absences.confirm_message_down(session, made.id, officer_id=owner.id, lead=False, now=back)
    assert absences.stale(session, now=back) == []
    assert len(session.exec(select(AuditEntry)).all()) == 2


def test_an_absence_cancelled_before_it_began_has_no_message_to_take_down(session, people):
    owner, cover, *_ = people
    made = stand(session, owner, cover, starts=MONDAY + timedelta(days=1))

    absences.cancel(session, made.id, officer_id=owner.id, lead=False, now=MONDAY_9AM)

    assert absences.stale(session, now=MONDAY_9AM + 2 * WEEK) == []


def test_absences_ending_soon_are_told_by_their_end(session, people):
    owner, cover, other, _ = people
    stand(session, owner, cover, ends=MONDAY + timedelta(days=2))
    stand(session, other, cover, ends=MONDAY + timedelta(days=3))

    assert [a.officer.id for a in absences.ending(session, now=MONDAY_9AM)] == [owner.id]
    assert len(absences.listed(session, now=MONDAY_9AM)) == 2
