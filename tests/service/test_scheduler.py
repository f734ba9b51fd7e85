"""Who leads, and what the leader puts in the queue; on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from moderation.decisions import Choice, decide, lock_case
from moderation.models import AccountStatus, Outcome, Role, Takedown, TakedownState
from moderation.vocabulary import Category
from service.clock import now as real_clock
from service.jobs import CARRY_OUT, POLL, SCREEN, assemble, put_due
from service.scheduler import LEASE, Leadership, serve_schedule
from service.settings import Settings
from service.tables import JobRun
from tests import factories
from tests.service.scripted import Ticking

TICK = timedelta(milliseconds=50)


class Screens:
    """Screens nothing: these rules are about when work is queued."""

    version = "test 1"

    def screen(self, texts, policy=None):
        return []


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def parts(database, database_url, tmp_path, clock):
    return assembled(database, database_url, tmp_path, clock)


@pytest.fixture
def live(database, database_url, tmp_path):
    """The same parts by the real clock, which is the one that APScheduler goes by."""
    return assembled(database, database_url, tmp_path, real_clock)


def assembled(database, database_url, folder, clock):
    settings = Settings(database_url=database_url, data_dir=folder, keys_dir=folder)
    return assemble(settings, database, clock=clock, screener=Screens(), create_keys=True)


def waiting(database) -> list[tuple[str, str]]:
    """(name, lock) of the jobs that wait, in order."""
    statement = (
        "SELECT name, lock FROM job WHERE state = 'waiting' ORDER BY name, lock"
        if database.is_sqlite
        else "SELECT task_name, coalesce(lock, '') FROM procrastinate_jobs "
        "WHERE status = 'todo' ORDER BY task_name, lock"
    )
    with database.read() as session:
        return [tuple(row) for row in session.connection().execute(text(statement))]


def let_the_lease_run_out(database):
    with database.write() as session:
        session.connection().execute(text("UPDATE lease SET until = until - 1000"))


def decided_takedown(session, account, *, now) -> Takedown:
    comment = factories.comment(session, account, now=now, screened_version=1)
    case = factories.case(session, comment, Category.ABUSE, now=now)
    factories.house_rule(session, now=now)
    officer = factories.officer(session, Role.OFFICER, now=now)
    choice = Choice(
        outcome=Outcome.HIDE,
        verb="hide",
        reason="Abuse of a named clerk.",
        proportionality="Nothing milder stops it.",
        house_rule="ABUSE",
        token="t-1",
        case_version=1,
        comment_version=1,
    )
    decide(
        session, lock_case(session, case.id), choice, officer_id=officer.id,
        possible_verbs=("hide",), now=now,
    )  # fmt: skip
    return session.exec(select(Takedown)).one()


def test_of_two_schedulers_on_one_database_one_leads(database):
    first, second = Leadership(database), Leadership(database)

    assert first.lead()
    assert not second.lead()
    assert first.lead()
    assert (first.term, second.term) == (1, None)


def test_another_takes_over_when_the_leader_s_lease_has_run_out(database):
    first, second = Leadership(database), Leadership(database)
    assert first.lead()

    let_the_lease_run_out(database)

    assert second.lead()
    assert second.term == 2
    assert not first.lead()


def test_a_leader_that_ends_gives_the_lease_back_at_once(database):
    first, second = Leadership(database), Leadership(database)
    assert first.lead()

    first.resign()

    assert second.lead()


def test_one_that_does_not_lead_cannot_give_the_lease_away(database):
    first, second, third = (Leadership(database) for _ in range(3))
    assert first.lead()

    second.resign()

    assert not third.lead()
    assert first.lead()


def test_leases_of_different_names_are_apart(database):
    assert Leadership(database).lead()
    assert Leadership(database, name="another").lead()


def test_many_that_ask_at_once_have_one_leader(database):
    all_ = [Leadership(database) for _ in range(6)]
    led = []
    gate = threading.Barrier(len(all_))

    def ask(leadership):
        gate.wait()
        led.append(leadership.lead())

    threads = [threading.Thread(target=ask, args=(one,)) for one in all_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(led) == [False] * 5 + [True]


def test_due_accounts_and_takedowns_are_queued_once(parts, database, now):
    with database.write() as session:
        due = factories.account(session, now=now, status=AccountStatus.ACTIVE)
        decided_takedown(session, due, now=now)

    assert put_due(parts) == {
        "takedowns": 1,
        "accounts": 1,
        "rechecks": 0,
        "blocks": 0,
        "replies": 0,
    }
    once = waiting(database)
    put_due(parts)

    lock = f"account:{due.id}"
    assert once == [(POLL, lock), (CARRY_OUT, lock)]
    assert waiting(database) == once


def test_an_account_is_not_due_before_its_time_nor_when_it_is_not_connected(parts, database, now):
    with database.write() as session:
        factories.account(
            session, now=now, status=AccountStatus.ACTIVE, next_poll_at=now + timedelta(minutes=9)
        )
        factories.account(session, now=now, status=AccountStatus.NOT_CONNECTED)

    assert put_due(parts) == {
        "takedowns": 0,
        "accounts": 0,
        "rechecks": 0,
        "blocks": 0,
        "replies": 0,
    }
    assert waiting(database) == []


def test_a_takedown_that_ended_is_not_queued_again(parts, database, now):
    with database.write() as session:
        account = factories.account(session, now=now, status=AccountStatus.NOT_CONNECTED)
        decided_takedown(session, account, now=now).state = TakedownState.VERIFIED

    assert put_due(parts)["takedowns"] == 0
    assert waiting(database) == []


def test_comments_stored_but_not_screened_are_queued_for_screening(parts, database, now):
    with database.write() as session:
        account = factories.account(session, now=now, status=AccountStatus.NOT_CONNECTED)
        factories.comment(session, account, now=now, screened_version=None)

    put_due(parts)
    put_due(parts)

    assert waiting(database) == [(SCREEN, "screening")]


def test_the_leader_queues_what_is_due_and_notes_it(live, database, now):
    with database.write() as session:
        factories.account(session, now=now, status=AccountStatus.ACTIVE)
    stop = threading.Event()
    beats = []

    def beat():
        # At the second tick the first has been through.
        beats.append(1)
        if len(beats) == 2:
            stop.set()

    serve_schedule(live, stop, tick=TICK, beat=beat)

    assert [name for name, _ in waiting(database)] == [POLL]
    with database.read() as session:
        assert session.get_one(JobRun, "due").last_finished_at is not None
        until = text("SELECT until FROM lease WHERE name = :name")
        assert session.connection().execute(until, {"name": LEASE}).scalar_one() == 0


def test_one_that_stands_by_queues_nothing_and_lives(live, database, now):
    with database.write() as session:
        factories.account(session, now=now, status=AccountStatus.ACTIVE)
    leader = Leadership(database)
    assert leader.lead()
    stop = threading.Event()
    beats = []

    def beat():
        beats.append(1)
        if len(beats) == 2:
            stop.set()

    serve_schedule(live, stop, tick=TICK, beat=beat)

    assert len(beats) >= 2
    assert waiting(database) == []
    assert leader.lead()


def test_a_failure_to_queue_leaves_the_schedule_going(live, database, now):
    stop = threading.Event()
    beats = []

    def beat():
        beats.append(1)
        if len(beats) == 1:
            raise OSError("the disk is full")
        stop.set()

    serve_schedule(live, stop, tick=TICK, beat=beat)

    assert len(beats) >= 2
