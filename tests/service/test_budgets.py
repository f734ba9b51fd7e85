"""Every call counted once; looks stop at the takedowns' reserve, and takedowns do not."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from connectors.base import Verb
from connectors.errors import UnexpectedAnswer
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import FaultKind
from moderation.decisions import Choice, decide, lock_case
from moderation.models import (
    Account,
    AuditEntry,
    Comment,
    Incident,
    Outcome,
    Role,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service import coverage
from service.budget_tables import AccountPace, PlatformUse, Purpose
from service.jobs import CARRY_OUT, assemble, handlers, put_due
from service.platforms import Platforms
from service.settings import Settings
from service.usage import month_so_far, tidy_use
from service.vault import open_vault
from tests import factories
from tests.connectors.stage import small_town
from tests.service.scripted import Ticking
from tests.service.test_polling import FlagsThieves, rows


@pytest.fixture
def clock(now):
    return Ticking(now)


class Town:
    """One simulated account, connected, and the service's parts around it."""

    def __init__(self, stage, database, clock, folder, given):
        self.stage = stage
        platform = stage.account.platform
        self.settings = Settings(
            data_dir=folder, **{f"{platform}_base_url": stage.sim.base_url(platform)}, **given
        )
        self.database, self.clock = database, clock
        self.vault = open_vault(self.settings.keys, create=True)
        with database.write() as session:
            self.account = factories.account(
                session, now=clock(), platform=platform, platform_id=stage.account.id
            )
            Platforms(self.settings, database, self.vault, clock=clock).store_credentials(
                session, self.account, credentials_of(stage.account)
            )
        self.restart()

    def restart(self):
        self.parts = assemble(
            self.settings, self.database, clock=self.clock, screener=FlagsThieves()
        )

    def look(self):
        return self.parts.poller.look(self.account.id)

    def used(self, purpose=None):
        found = rows(self.database, PlatformUse)
        return [row for row in found if purpose in (None, row.purpose)]

    def next_poll_at(self):
        with self.database.read() as session:
            return session.get_one(Account, self.account.id).next_poll_at


@pytest.fixture
def town(database, clock, tmp_path):
    @contextmanager
    def make(platform, **given):
        with small_town(platform) as stage:
            yield Town(stage, database, clock, tmp_path / "var", given)

    return make


@pytest.mark.parametrize("platform", ["facebook", "x", "youtube", "flickr", "instagram"])
def test_a_looks_calls_are_stored_once_each(town, platform):
    with town(platform) as made:
        made.look()
        heard = len(made.stage.sim.calls)
        assert sum(row.calls for row in made.used(Purpose.LOOK)) == heard > 0

        made.look()
        assert sum(row.calls for row in made.used()) == len(made.stage.sim.calls) > heard


def test_a_restart_forgets_no_call_and_counts_none_twice(town):
    with town("facebook") as made:
        made.look()
        made.restart()
        made.look()

        assert sum(row.calls for row in made.used()) == len(made.stage.sim.calls)


def test_a_look_that_breaks_off_has_its_calls_counted(town):
    with town("facebook") as made:
        made.look()
        made.stage.fault(FaultKind.SERVER_ERROR)
        assert made.look().error

        assert sum(row.calls for row in made.used()) == len(made.stage.sim.calls)


def test_x_is_counted_by_the_posts_it_returns_at_their_price(town):
    with town("x") as made:
        made.look()

        by_kind = {row.kind: row for row in made.used()}
        assert by_kind["owned_read"].units > 0
        assert by_kind["owned_read"].cost == by_kind["owned_read"].units * 1000
        assert by_kind["other"].cost == 0


def test_looks_stop_before_the_reserve_and_say_until_when(town, clock):
    with town("facebook", facebook_calls_a_day=30, takedown_reserve=0.5) as made:
        made.look()
        while not (look := made.look()).error:
            clock.at += timedelta(minutes=5)
        heard = len(made.stage.sim.calls)

        assert look.error == "AllowanceSpent"
        assert sum(row.cost for row in made.used()) == heard == 15
        midnight = (clock.at + timedelta(days=1)).replace(hour=0, minute=0, second=0)
        assert made.next_poll_at() == midnight
        assert [i.kind for i in rows(made.database, Incident)] == ["allowance"]
        assert rows(made.database, AuditEntry)[-1].details["kind"] == "allowance"
        with made.database.read() as session:
            missed = coverage.last_span(session, made.account.id)
        assert (missed.status.value, missed.reason) == ("missed", "allowance")

        # Nothing more is asked of the platform until then.
        assert put_due(made.parts)["accounts"] == 0
        made.restart()
        assert made.look().error == "AllowanceSpent"
        assert len(made.stage.sim.calls) == heard

        clock.at = midnight
        assert put_due(made.parts)["accounts"] == 1
        made.look()
        assert rows(made.database, Incident)[0].closed_at is not None
        with made.database.read() as session:
            assert coverage.last_span(session, made.account.id).status.value == "back_filled"


def test_a_takedown_goes_on_when_looks_have_stopped(town, now):
    with town("facebook", facebook_calls_a_day=30, takedown_reserve=0.2) as made:
        made.look()
        while not made.look().error:
            pass
        looked = sum(row.cost for row in made.used(Purpose.LOOK))
        takedown = decided(made, now)

        state = handlers(made.parts)[CARRY_OUT](takedown_id=takedown)

        assert state is TakedownState.VERIFIED
        assert looked == 24
        took = sum(row.calls for row in made.used(Purpose.TAKEDOWN))
        assert took == len(made.stage.sim.calls) - 24 >= 2


def test_a_takedown_goes_on_when_even_the_reserve_is_used(town, now, clock):
    with town("facebook", facebook_calls_a_day=30) as made:
        made.look()
        with made.database.write() as session:
            hour = clock.at.replace(minute=0, second=0, microsecond=0)
            session.add(
                PlatformUse(
                    account_id=made.account.id,
                    hour_at=hour,
                    purpose=Purpose.TAKEDOWN,
                    kind="call",
                    platform="facebook",
                    day=hour.date(),
                    calls=500,
                    units=500,
                    cost=500,
                )
            )

        assert made.look().error == "AllowanceSpent"
        assert handlers(made.parts)[CARRY_OUT](takedown_id=decided(made, now)) is (
            TakedownState.VERIFIED
        )
        assert sum(row.calls for row in made.used(Purpose.TAKEDOWN)) > 500


def test_takedowns_draw_on_their_reserve_before_they_take_from_looks(town, database, clock):
    with town("youtube", youtube_units_a_day=1000, takedown_reserve=0.2) as made:
        budgets = made.parts.platforms.budgets
        assert budgets.asked(made.account).left_for_looks == 800

        for hours, units, left in ((0, 150, 800), (1, 250, 600)):
            with database.write() as session:
                session.add(
                    PlatformUse(
                        account_id=made.account.id,
                        hour_at=clock.at - timedelta(hours=hours),
                        purpose=Purpose.TAKEDOWN,
                        kind="write",
                        platform="youtube",
                        day=clock.at.date(),
                        calls=1,
                        units=units,
                        cost=units,
                    )
                )
            assert budgets.asked(made.account).left_for_looks == left


def test_a_transaction_that_fails_stores_no_count_and_the_next_stores_it(town):
    with town("facebook") as made:
        budgets = made.parts.platforms.budgets
        made.parts.platforms.connect(made.account).check()
        with pytest.raises(UnexpectedAnswer), made.database.write() as session:
            budgets.store(session, made.account)
            raise UnexpectedAnswer("as if the page were broken")
        assert made.used() == []

        budgets.settle(made.account)
        budgets.settle(made.account)
        assert [(row.purpose, row.calls) for row in made.used()] == [
            (Purpose.OTHER, len(made.stage.sim.calls))
        ]


def test_the_months_use_is_summed_and_forecast(town, clock, now):
    with town("x", x_dollars_a_month=10.0) as made:
        made.look()
        (use,) = with_session(made, lambda s: month_so_far(s, made.settings, now))
        cost = sum(row.cost for row in made.used())

        assert use.calls == len(made.stage.sim.calls)
        assert use.cost == cost > 0
        # 15 days and 9 hours of 30 days have passed.
        assert use.forecast == pytest.approx(cost * 30 / 15.375, abs=1)
        (early,) = with_session(
            made, lambda s: month_so_far(s, made.settings, now.replace(day=1, hour=3))
        )
        assert early.forecast is None
        (later,) = with_session(
            made, lambda s: month_so_far(s, made.settings, now + timedelta(days=30))
        )
        assert (later.calls, later.cost) == (0, 0)


def test_a_pace_is_kept_over_a_restart(town, clock, now):
    with town("facebook") as made:
        with made.database.write() as session:
            for hours in range(6):
                factories.comment(session, made.account, now=now - timedelta(hours=hours))
        made.look()
        before = rows(made.database, AccountPace)[0]
        made.restart()
        clock.at += timedelta(minutes=3)
        made.look()
        after = rows(made.database, AccountPace)[0]

        assert (before.looks, after.looks) == (1, 2)
        assert after.state["at"] == clock.at.timestamp()
        assert sum(after.state["totals"]) == pytest.approx(6, abs=0.1)
        assert after.look_cost > 0


def with_session(made, work):
    with made.database.read() as session:
        return work(session)


def decided(made, now):
    """Decide to hide the first comment that can be hidden; return the takedown's id."""
    with made.database.write() as session:
        comment = next(
            comment
            for comment in session.exec(select(Comment).order_by(Comment.id))
            if not comment.own
            and made.parts.platforms.powers_of(made.account, comment).get(Verb.HIDE)
        )
        case = factories.case(session, comment, Category.ABUSE, now=now)
        factories.house_rule(session, now=now)
        officer = factories.officer(session, Role.OFFICER, now=now)
        choice = Choice(
            outcome=Outcome.HIDE,
            verb="hide",
            reason="Abuse of a named clerk.",
            proportionality="Nothing milder stops it.",
            house_rule="ABUSE",
            token="t-hide",
            case_version=case.version,
            comment_version=comment.version,
        )
        decide(
            session, lock_case(session, case.id), choice, officer_id=officer.id,
            possible_verbs=("hide",), now=now,
        )  # fmt: skip
        return session.exec(select(Takedown)).one().id


def test_counts_of_more_than_thirteen_whole_months_ago_are_dropped(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        for hour in ("2025-09-30T23", "2025-10-01T00", "2026-11-16T09"):
            at = datetime.fromisoformat(f"{hour}:00:00+00:00")
            session.add(
                PlatformUse(
                    account_id=account.id, hour_at=at, purpose=Purpose.LOOK, kind="call",
                    platform="facebook", day=at.date(), calls=1, units=1, cost=1,
                )
            )  # fmt: skip

    assert tidy_use(database, now=now) == 1
    assert [use.hour_at.date().isoformat() for use in rows(database, PlatformUse)] == [
        "2025-10-01",
        "2026-11-16",
    ]
    assert tidy_use(database, now=now) == 0
