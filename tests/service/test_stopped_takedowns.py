"""An emergency stop, at the moment before the call: nothing goes out and nothing is lost."""

import pytest
from sqlmodel import select

from connectors.base import ItemState
from moderation import stops
from moderation.decisions import Choice, decide, lock_case
from moderation.models import EmergencyStop, Outcome, Role, Takedown, TakedownState
from moderation.vocabulary import Category
from service.takedowns import CLAIM, WAITS, Takedowns
from tests import factories
from tests.service.scripted import Scripted, Ticking


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def people(database, now):
    with database.write() as session:
        return [factories.officer(session, Role.OFFICER, now=now).id for _ in range(2)]


@pytest.fixture
def waiting(database, now, people):
    """Two accounts, each with a takedown in its outbox: (takedown id, account id) pairs."""
    found = []
    with database.write() as session:
        factories.house_rule(session, now=now)
        for n in range(2):
            account = factories.account(session, now=now)
            comment = factories.comment(session, account, now=now)
            case = factories.case(session, comment, Category.ABUSE, now=now)
            choice = Choice(
                outcome=Outcome.HIDE, verb="hide", reason="Abuse of a clerk.",
                proportionality="Nothing milder stops it.", house_rule="ABUSE",
                token=f"t-{n}", case_version=1, comment_version=1,
            )  # fmt: skip
            decision = decide(
                session, lock_case(session, case.id), choice, officer_id=people[0],
                possible_verbs=("hide",), now=now,
            )  # fmt: skip
            takedown = session.exec(select(Takedown).where(Takedown.decision_id == decision.id))
            found.append((takedown.one().id, account.id))
    return found


def stop_now(database, people, now, account_id=None):
    with database.write() as session:
        row = stops.ask(
            session, account_id=account_id, reason="Taken over.", officer_id=people[0], now=now
        )
        stops.confirm(session, row.id, officer_id=people[1], now=now)


def lift_all(database, people, now):
    with database.write() as session:
        for row in session.exec(select(EmergencyStop).where(EmergencyStop.closed_at.is_(None))):
            stops.ask_lift(session, row.id, reason="Over.", officer_id=people[0], now=now)
            stops.lift(session, row.id, officer_id=people[1], now=now)


def carrier(database, platform, clock, **given):
    return Takedowns(database, lambda _account: platform, clock=clock, **given)


def stored(database, takedown_id):
    with database.read() as session:
        return session.get_one(Takedown, takedown_id)


def test_while_a_stop_is_in_force_a_takedown_waits_and_goes_on_when_it_is_lifted(
    database, waiting, people, clock
):
    takedown_id, _account = waiting[0]
    platform = Scripted()
    service = carrier(database, platform, clock)
    stop_now(database, people, clock.at)

    assert service.due() == []
    # However often it is tried meanwhile, its tries are not used up.
    for _ in range(len(WAITS) + 2):
        assert service.carry_out(takedown_id) is TakedownState.PENDING
    assert platform.calls == []
    row = stored(database, takedown_id)
    assert (row.attempts, row.detail, row.sent_at) == (0, "stopped", None)

    lift_all(database, people, clock.at)
    assert service.due() == waiting
    assert service.carry_out(takedown_id) is TakedownState.VERIFIED
    assert platform.calls == ["act", "read"]


def test_a_stop_on_one_account_leaves_the_others(database, waiting, people, clock):
    (stopped, its_account), (other, other_account) = waiting
    platform = Scripted()
    service = carrier(database, platform, clock)
    stop_now(database, people, clock.at, its_account)

    assert service.due() == [(other, other_account)]
    assert service.carry_out(stopped) is TakedownState.PENDING
    assert service.carry_out(other) is TakedownState.VERIFIED
    assert platform.calls == ["act", "read"]


def test_a_stop_that_is_only_asked_for_holds_nothing_back(database, waiting, people, clock):
    with database.write() as session:
        stops.ask(session, account_id=None, reason="Maybe.", officer_id=people[0], now=clock.at)
    assert carrier(database, Scripted(), clock).carry_out(waiting[0][0]) is TakedownState.VERIFIED


def test_a_stop_set_after_the_takedown_was_taken_up_still_stops_the_call(
    database, waiting, people, clock
):
    def stop(step: str) -> None:
        if step == "claimed":
            stop_now(database, people, clock.at)

    platform = Scripted()
    service = carrier(database, platform, clock, between=stop)

    assert service.carry_out(waiting[0][0]) is TakedownState.PENDING
    assert platform.calls == []


def test_what_was_sent_before_the_stop_is_still_read_to_its_end(database, waiting, people, clock):
    def stop(step: str) -> None:
        if step == "sent":
            stop_now(database, people, clock.at)
            raise Killed

    platform = Scripted()
    with pytest.raises(Killed):
        carrier(database, platform, clock, between=stop).carry_out(waiting[0][0])
    clock.at += CLAIM
    service = carrier(database, platform, clock)

    assert service.due() == waiting[:1]
    assert service.carry_out(waiting[0][0]) is TakedownState.VERIFIED
    assert platform.calls == ["act", "read"]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_call_that_a_crash_left_open_is_read_and_not_made_again_under_a_stop(
    database, waiting, people, clock, arrived
):
    """Killed in mid-call, then stopped: the platform may have done it, or not."""

    def die(step: str) -> None:
        if step == "claimed":
            raise Killed

    takedown_id = waiting[0][0]
    platform = Scripted(state=ItemState.HIDDEN if arrived else ItemState.VISIBLE)
    with pytest.raises(Killed):
        carrier(database, platform, clock, between=die).carry_out(takedown_id)
    stop_now(database, people, clock.at)
    clock.at += CLAIM
    service = carrier(database, platform, clock)

    if arrived:
        assert service.carry_out(takedown_id) is TakedownState.VERIFIED
        assert platform.calls == ["read"]
        return
    # Still in doubt: when the stop is lifted, it is read once more before it is sent.
    assert service.carry_out(takedown_id) is TakedownState.SENDING
    lift_all(database, people, clock.at)
    assert service.carry_out(takedown_id) is TakedownState.VERIFIED
    assert platform.calls == ["read", "read", "act", "read"]
