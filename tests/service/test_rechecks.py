"""What was taken down is read again a day and a week later."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import ItemState
from connectors.errors import CommentGone, CredentialsRejected, PlatformUnavailable, RateLimited
from moderation import audit
from moderation.decisions import Choice, decide, lock_case, undo
from moderation.models import (
    AuditEntry,
    Case,
    CaseStatus,
    Comment,
    NoActionReason,
    Outcome,
    Recheck,
    RecheckState,
    Role,
    Takedown,
    TakedownState,
)
from moderation.rechecks import reappeared
from moderation.vocabulary import Category
from service.jobs import RECHECK, assemble, put_due
from service.rechecks import GIVE_UP, WAITS, Rechecks
from service.settings import Settings
from service.takedowns import Takedowns
from tests import factories
from tests.service.scripted import Scripted, Ticking

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def platform():
    return Scripted()


@pytest.fixture
def case_id(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now)
        factories.house_rule(session, now=now)
        factories.officer(session, Role.OFFICER, now=now)
        return factories.case(session, comment, Category.ABUSE, now=now).id


@pytest.fixture
def service(database, platform, clock):
    return Rechecks(database, lambda _account: platform, clock=clock)


def choose(database, clock, case_id, **given):
    """Decide the case, as it stands, and return the decision's takedown, where it has one."""
    with database.write() as session:
        case = lock_case(session, case_id)
        choice = Choice(
            **{
                "outcome": Outcome.HIDE,
                "verb": "hide",
                "reason": "Abuse of a clerk.",
                "proportionality": "Nothing milder stops it.",
                "house_rule": "ABUSE",
                "token": f"t-{case.version}",
                "case_version": case.version,
                "comment_version": 1,
                **given,
            }
        )
        decision = decide(
            session, case, choice, officer_id=1, possible_verbs=("hide", "restore"), now=clock.at
        )
        query = select(Takedown).where(Takedown.decision_id == decision.id)
        found = session.exec(query).first()
        return found.id if found else None


def carry_out(database, platform, clock, takedown_id):
    return Takedowns(database, lambda _account: platform, clock=clock).carry_out(takedown_id)


@pytest.fixture
def hidden(database, platform, clock, case_id):
    """A takedown that was verified; the platform's calls so far are forgotten."""
    takedown_id = choose(database, clock, case_id)
    assert carry_out(database, platform, clock, takedown_id) is TakedownState.VERIFIED
    platform.calls.clear()
    return takedown_id


def rows(database):
    with database.read() as session:
        return list(session.exec(select(Recheck).order_by(Recheck.due_at)))


def case_of(database):
    with database.read() as session:
        return session.exec(select(Case)).one()


def recorded(database):
    with database.read() as session:
        assert audit.verify(session).whole
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.seq))
        return [e.action for e in entries if e.action.startswith("recheck.")]


def test_a_verified_takedown_is_due_again_after_a_day_and_a_week(
    database, service, hidden, clock, now
):
    assert [one.due_at for one in rows(database)] == [now + DAY, now + WEEK]
    assert service.due() == []

    clock.at = now + DAY
    assert [recheck for recheck, _account in service.due()] == [rows(database)[0].id]
    clock.at = now + WEEK
    assert len(service.due()) == 2


def test_what_is_still_gone_is_entered_and_the_case_stays_settled(
    database, service, platform, hidden, clock
):
    for wait, number in ((DAY, 0), (WEEK - DAY, 1)):
        clock.at += wait
        assert service.look(rows(database)[number].id) is RecheckState.STILL_GONE
    assert platform.calls == ["read", "read"]
    assert [one.done_at for one in rows(database)] == [one.due_at for one in rows(database)]
    assert case_of(database).status is CaseStatus.VERIFIED
    assert recorded(database) == ["recheck.still_gone"] * 2
    assert service.due() == []


def test_what_is_visible_again_reopens_its_case_at_once_with_the_reason(
    database, service, platform, hidden, clock
):
    platform.state = ItemState.VISIBLE
    clock.at += DAY

    assert service.look(rows(database)[0].id) is RecheckState.REAPPEARED
    case = case_of(database)
    assert (case.status, case.waiting, case.reason) == (CaseStatus.OPEN, True, "reappeared")
    assert (case.reopened, case.due_at) == (1, clock.at + DAY)
    with database.read() as session:
        assert session.exec(select(Comment)).one().state == "visible"
        [(listed, _account, _recheck)] = reappeared(session, limit=5)
        assert listed.id == case.id
    assert recorded(database) == ["recheck.reappeared"]


def test_a_re_check_runs_once_however_often_it_is_asked_for(
    database, service, platform, hidden, clock
):
    platform.state = ItemState.VISIBLE
    first = rows(database)[0].id
    assert service.look(first) is RecheckState.WAITING, "it is not due yet"
    clock.at += DAY
    for _ in range(3):
        assert service.look(first) is RecheckState.REAPPEARED

    assert platform.calls == ["read"]
    assert case_of(database).reopened == 1
    assert recorded(database) == ["recheck.reappeared"]


class Killed(BaseException):
    """The process ends here."""


def test_killed_while_it_reads_it_is_read_again_and_written_once(
    database, service, platform, hidden, clock
):
    def die(_step: str) -> None:
        raise Killed

    clock.at += DAY
    platform.before = die
    with pytest.raises(Killed):
        service.look(rows(database)[0].id)
    platform.before = lambda _step: None

    assert len(service.due()) == 1
    assert service.look(rows(database)[0].id) is RecheckState.STILL_GONE
    assert recorded(database) == ["recheck.still_gone"]


@pytest.mark.parametrize("error", [PlatformUnavailable, CredentialsRejected, CommentGone])
def test_what_cannot_be_read_is_tried_again_and_never_guessed(
    database, service, platform, hidden, clock, error
):
    clock.at += DAY
    first = rows(database)[0].id
    platform.trouble = {"read": [error("no")] * 5}
    for wait in (*WAITS, WAITS[-1]):
        assert service.look(first) is RecheckState.WAITING
        assert first not in dict(service.due())
        clock.at += wait
        assert first in dict(service.due())
    assert case_of(database).status is CaseStatus.VERIFIED
    assert recorded(database) == []

    assert service.look(first) is RecheckState.STILL_GONE


def test_an_unclear_reading_is_no_reading(database, service, platform, hidden, clock):
    clock.at += DAY
    platform.state = ItemState.UNKNOWN
    assert service.look(rows(database)[0].id) is RecheckState.WAITING
    assert case_of(database).status is CaseStatus.VERIFIED


def test_a_rate_limit_is_waited_out(database, service, platform, hidden, clock):
    clock.at += DAY
    until = clock.at + timedelta(hours=9)
    platform.trouble = {"read": [RateLimited("429", retry_at=until)]}
    service.look(rows(database)[0].id)
    assert rows(database)[0].next_attempt_at == until


def test_what_could_not_be_read_for_a_month_is_left_to_a_person(
    database, service, platform, hidden, clock
):
    clock.at += DAY + GIVE_UP
    platform.trouble = {"read": [PlatformUnavailable("502")]}
    assert service.look(rows(database)[0].id) is RecheckState.UNREAD
    assert recorded(database) == ["recheck.unread"]


def test_what_the_platform_never_shows_is_said_to_be_so(
    database, service, platform, case_id, clock
):
    platform.readable = False
    takedown_id = choose(database, clock, case_id)
    assert carry_out(database, platform, clock, takedown_id) is TakedownState.ACCEPTED
    clock.at += DAY

    assert service.look(rows(database)[0].id) is RecheckState.CANNOT_TELL
    assert case_of(database).status is CaseStatus.CLOSED
    assert recorded(database) == ["recheck.cannot_tell"]


def restore(database, clock, case_id):
    with database.write() as session:
        case = lock_case(session, case_id)
        undo(
            session, case, reason="Hidden by mistake.", token="undo", case_version=case.version,
            officer_id=1, possible_verbs=("restore",), now=clock.at,
        )  # fmt: skip
        return session.exec(select(Takedown).where(Takedown.verb == "restore")).one().id


def test_our_own_restore_is_no_reappearance(database, service, platform, hidden, clock, case_id):
    restored = restore(database, clock, case_id)
    clock.at += DAY
    first = rows(database)[0].id
    # Not carried out yet: whatever is seen now proves nothing.
    assert service.look(first) is RecheckState.WAITING
    assert platform.calls == []

    assert carry_out(database, platform, clock, restored) is TakedownState.VERIFIED
    clock.at += timedelta(hours=1)
    assert service.look(first) is RecheckState.SUPERSEDED
    assert len(rows(database)) == 2, "a restore is not read again"
    assert case_of(database).reopened == 0
    assert recorded(database) == []


def test_a_restore_that_comes_while_the_platform_is_read_counts(
    database, service, platform, hidden, clock, case_id
):
    def decide_now(_step: str) -> None:
        platform.before = lambda _step: None
        restored = restore(database, clock, case_id)
        carry_out(database, platform, clock, restored)

    clock.at += DAY
    platform.before = decide_now
    assert service.look(rows(database)[0].id) is RecheckState.SUPERSEDED
    assert case_of(database).reopened == 0


def test_what_an_officer_then_leaves_visible_does_not_come_back_a_week_later(
    database, service, platform, hidden, clock, case_id
):
    platform.state = ItemState.VISIBLE
    clock.at += DAY
    service.look(rows(database)[0].id)
    clock.at += timedelta(hours=1)
    choose(
        database, clock, case_id, outcome=Outcome.NO_ACTION, verb=None, house_rule=None,
        proportionality=None, no_action_reason=NoActionReason.OPINION.value,
    )  # fmt: skip
    clock.at += WEEK

    assert service.look(rows(database)[1].id) is RecheckState.SUPERSEDED
    assert case_of(database).reopened == 1
    with database.read() as session:
        assert reappeared(session, limit=5) == []


def test_taken_down_again_it_is_watched_anew(database, service, platform, hidden, clock, case_id):
    platform.state = ItemState.VISIBLE
    clock.at += DAY
    service.look(rows(database)[0].id)
    again = choose(database, clock, case_id)
    assert carry_out(database, platform, clock, again) is TakedownState.VERIFIED

    mine = [one for one in rows(database) if one.takedown_id == again]
    assert [one.due_at - clock.at for one in mine] == [DAY, WEEK]


class Screens:
    version = "test 1"

    def screen(self, texts, policy=None):
        return []


def test_the_clock_puts_a_re_check_in_the_queue_once(
    database, database_url, hidden, clock, tmp_path
):
    settings = Settings(database_url=database_url, data_dir=tmp_path, keys_dir=tmp_path)
    parts = assemble(settings, database, clock=clock, screener=Screens(), create_keys=True)
    clock.at += DAY

    assert put_due(parts)["rechecks"] == 1
    put_due(parts)
    table, name = ("job", "name") if database.is_sqlite else ("procrastinate_jobs", "task_name")
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            f"SELECT count(*) FROM {table} WHERE {name} = '{RECHECK}'"
        )
        assert found.scalar_one() == 1
