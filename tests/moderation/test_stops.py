from datetime import timedelta

import pytest
from sqlmodel import select

from moderation import audit, stops
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
from moderation.models import AuditEntry, EmergencyStop, Officer, Role
from tests import factories


@pytest.fixture
def session(database):
    with database.write() as session:
        yield session


@pytest.fixture
def people(session, now):
    """Two who may stop, and one who may not."""
    return [
        factories.officer(session, r, now=now).id for r in (Role.OFFICER, Role.LEAD, Role.ADMIN)
    ]


def asked(session, people, now, account_id=None):
    return stops.ask(
        session, account_id=account_id, reason="The account is taken over.",
        officer_id=people[0], now=now,
    )  # fmt: skip


def set_now(session, people, now, account_id=None):
    stop = asked(session, people, now, account_id)
    return stops.confirm(session, stop.id, officer_id=people[1], now=now)


def test_a_stop_takes_two_names_to_set_and_two_to_lift(session, people, now):
    account = factories.account(session, now=now)
    stop = asked(session, people, now, account.id)
    assert not stops.stops(session, account.id)

    stops.confirm(session, stop.id, officer_id=people[1], now=now)
    assert stops.stops(session, account.id)

    later = now + timedelta(hours=1)
    stops.ask_lift(session, stop.id, reason="It is ours again.", officer_id=people[1], now=later)
    assert stops.stops(session, account.id)

    stops.lift(session, stop.id, officer_id=people[0], now=later)
    assert not stops.stops(session, account.id)
    kept = session.exec(select(EmergencyStop)).one()
    assert (kept.asked_by_id, kept.confirmed_by_id) == (people[0], people[1])
    assert (kept.lift_asked_by_id, kept.lifted_by_id) == (people[1], people[0])
    assert (kept.reason, kept.lift_reason) == ("The account is taken over.", "It is ours again.")
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [(e.action, e.actor) for e in entries] == [
        ("stop.asked", f"officer:{people[0]}"),
        ("stop.confirmed", f"officer:{people[1]}"),
        ("stop.lift_asked", f"officer:{people[1]}"),
        ("stop.lifted", f"officer:{people[0]}"),
    ]
    assert {e.subject for e in entries} == {f"account:{account.id}"}
    assert audit.verify(session).whole


def test_nobody_confirms_or_lifts_what_they_asked_for(session, people, now):
    stop = asked(session, people, now)
    with pytest.raises(StopNeedsAnother):
        stops.confirm(session, stop.id, officer_id=people[0], now=now)
    stops.confirm(session, stop.id, officer_id=people[1], now=now)
    stops.ask_lift(session, stop.id, reason="Over.", officer_id=people[0], now=now)
    with pytest.raises(StopNeedsAnother):
        stops.lift(session, stop.id, officer_id=people[0], now=now)
    assert stop.in_force


def test_each_step_takes_the_role_for_it(session, people, now):
    with pytest.raises(StopRoleMissing):
        asked(session, [people[2]], now)
    stop = asked(session, people, now)
    with pytest.raises(StopRoleMissing):
        stops.confirm(session, stop.id, officer_id=people[2], now=now)
    with pytest.raises(StopRoleMissing):
        stops.withdraw(session, stop.id, officer_id=people[2], now=now)
    stops.confirm(session, stop.id, officer_id=people[1], now=now)
    with pytest.raises(StopRoleMissing):
        stops.ask_lift(session, stop.id, reason="Over.", officer_id=people[2], now=now)
    stops.ask_lift(session, stop.id, reason="Over.", officer_id=people[0], now=now)
    with pytest.raises(StopRoleMissing):
        stops.lift(session, stop.id, officer_id=people[2], now=now)


def test_the_name_of_somebody_who_left_is_no_second_name(session, people, now):
    stop = asked(session, people, now)
    left = session.get_one(Officer, people[0])
    left.active = False
    session.add(left)
    with pytest.raises(StopAskerLeft):
        stops.confirm(session, stop.id, officer_id=people[1], now=now)


@pytest.mark.parametrize(
    ("reason", "error"),
    [("", StopReasonMissing), (" \n ", StopReasonMissing), ("x" * 2001, StopReasonTooLong)],
)
def test_a_stop_and_its_lifting_give_a_reason(session, people, now, reason, error):
    with pytest.raises(error):
        stops.ask(session, account_id=None, reason=reason, officer_id=people[0], now=now)
    stop = set_now(session, people, now)
    with pytest.raises(error):
        stops.ask_lift(session, stop.id, reason=reason, officer_id=people[0], now=now)


def test_a_stop_on_one_account_leaves_the_others_and_one_on_all_leaves_none(session, people, now):
    first, second = (factories.account(session, now=now).id for _ in range(2))
    set_now(session, people, now, first)
    assert (stops.stops(session, first), stops.stops(session, second)) == (True, False)
    set_now(session, people, now)
    assert (stops.stops(session, first), stops.stops(session, second)) == (True, True)


def test_one_open_stop_a_scope_and_an_account_that_is_there(session, people, now):
    asked(session, people, now)
    with pytest.raises(StopStands):
        asked(session, people, now)
    with pytest.raises(NotFound):
        asked(session, people, now, 987654)


def test_what_waits_for_a_second_person_can_be_withdrawn(session, people, now):
    stop = asked(session, people, now)
    stops.withdraw(session, stop.id, officer_id=people[0], now=now)
    with pytest.raises(StopMoved):
        stops.confirm(session, stop.id, officer_id=people[1], now=now)

    again = set_now(session, people, now)
    with pytest.raises(StopMoved):
        stops.withdraw(session, again.id, officer_id=people[0], now=now)
    stops.ask_lift(session, again.id, reason="Over.", officer_id=people[0], now=now)
    stops.withdraw(session, again.id, officer_id=people[1], now=now)
    with pytest.raises(StopMoved):
        stops.lift(session, again.id, officer_id=people[1], now=now)
    assert again.in_force


def test_no_step_is_taken_twice(session, people, now):
    stop = set_now(session, people, now)
    with pytest.raises(StopMoved):
        stops.confirm(session, stop.id, officer_id=people[1], now=now)
    stops.ask_lift(session, stop.id, reason="Over.", officer_id=people[0], now=now)
    with pytest.raises(StopMoved):
        stops.ask_lift(session, stop.id, reason="Over.", officer_id=people[1], now=now)
    stops.lift(session, stop.id, officer_id=people[1], now=now)
    with pytest.raises(StopMoved):
        stops.lift(session, stop.id, officer_id=people[1], now=now)
