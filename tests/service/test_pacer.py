"""The poller asks for its next look, and the ledger expects what was chosen."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import Batch
from connectors.errors import PlatformUnavailable
from moderation.models import Account, CoverageSpan
from service.budget_tables import AccountPace, PlatformUse, Purpose
from service.budgets import Budgets
from service.jobs import CLOCKS_DIFFER, assemble, put_due
from service.pacer import Pacer
from service.polling import Poller
from service.settings import Settings
from tests import factories
from tests.service.scripted import Scripted, Ticking, fetched
from tests.service.test_polling import FlagsThieves, rows


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def account(database, now):
    with database.write() as session:
        return factories.account(session, now=now)


@pytest.fixture
def make(database, clock):
    def poller(connector, **given):
        settings = Settings(**given)
        pacer = Pacer(settings, Budgets(settings, database, clock=clock))
        return Poller(
            database,
            lambda _account: connector,
            FlagsThieves(),
            clock=clock,
            period=pacer.period,
            pacer=pacer,
        )

    return poller


def quiet():
    return Scripted(pages=[Batch(cursor="c")])


def said(clock, count, *, apart):
    """A page of `count` comments, `apart` seconds from each other, the last just now."""
    return Scripted(
        pages=[
            Batch(
                comments=tuple(
                    fetched(f"c{clock.at}{n}", clock.at - timedelta(seconds=apart * n))
                    for n in range(count)
                ),
                cursor="c",
            )
        ]
    )


def wait_after(database, account, clock):
    with database.read() as session:
        return session.get_one(Account, account.id).next_poll_at - clock.at


def test_looks_come_sooner_in_a_burst_than_in_a_lull(database, make, account, clock):
    for _ in range(6):
        make(quiet()).look(account.id)
        lull = wait_after(database, account, clock)
        clock.at += lull
    make(said(clock, 40, apart=5)).look(account.id)
    burst = wait_after(database, account, clock)

    assert timedelta(seconds=30) <= burst < lull / 2
    assert lull <= timedelta(minutes=15)


def test_a_longer_wait_that_was_chosen_is_no_gap(database, make, account, clock):
    with database.write() as session:
        busy = factories.account(session, now=clock.at)
    make(said(clock, 2000, apart=40)).look(busy.id)
    waits = []
    for _ in range(4):
        make(quiet(), poll_slowest_seconds=3600, poll_seconds=600).look(account.id)
        waits.append(wait_after(database, account, clock))
        # As late as looks may come: just short of twice what was chosen.
        clock.at += waits[-1] * 1.9
    statuses = [s.status.value for s in rows(database, CoverageSpan) if s.account_id == account.id]

    assert max(waits) > timedelta(minutes=20)
    assert statuses == ["back_filled", "seen"]


def test_a_look_that_comes_long_after_it_was_due_is_a_gap(database, make, account, clock):
    make(quiet()).look(account.id)
    clock.at += timedelta(minutes=31)
    make(quiet()).look(account.id)

    assert [s.reason for s in rows(database, CoverageSpan)] == ["first_look", "no_look"]


def test_looks_that_fail_count_and_teach_nothing(database, make, account, clock):
    make(quiet()).look(account.id)
    before = rows(database, AccountPace)[0]
    clock.at += timedelta(minutes=5)
    make(Scripted(pages=[Batch()], trouble={"page": [PlatformUnavailable("502")]})).look(account.id)
    after = rows(database, AccountPace)[0]

    assert (before.looks, after.looks) == (1, 2)
    assert after.state == before.state
    assert wait_after(database, account, clock) == timedelta(minutes=5)


def test_the_days_looks_begin_anew_at_midnight(database, make, account, clock):
    make(quiet()).look(account.id)
    clock.at += timedelta(days=1)
    make(quiet()).look(account.id)

    assert [(p.looks, p.day) for p in rows(database, AccountPace)] == [(1, clock.at.date())]


def test_an_allowance_that_runs_low_slows_the_looks(database, account, clock):
    def wait(used):
        settings = Settings(facebook_calls_a_day=1200, takedown_reserve=0.2)
        budgets = Budgets(settings, database, clock=clock)
        hour = clock.at.replace(minute=0, second=0, microsecond=0)
        with database.write() as session:
            row = session.get(PlatformUse, (account.id, hour, Purpose.LOOK, "call"))
            session.add(
                row
                or PlatformUse(
                    account_id=account.id, hour_at=hour, purpose=Purpose.LOOK, kind="call",
                    platform="facebook", day=hour.date(), calls=used, units=used, cost=used,
                )
            )  # fmt: skip
            if row:
                row.cost = used
        with database.write() as session:
            pace = session.get(AccountPace, account.id) or AccountPace(
                account_id=account.id, day=clock.at.date(), updated_at=clock.at
            )
            # So far a look has taken four calls.
            pace.look_cost = 4.0
            session.add(pace)
        with database.write() as session:
            return (
                Pacer(settings, budgets).next_look(
                    session, session.get_one(Account, account.id), looked_at=clock.at
                )
                - clock.at
            )

    with database.write() as session:
        for n in range(200):
            factories.comment(session, account, now=clock.at - timedelta(minutes=n))
    plenty, short = wait(0), wait(900)

    assert plenty < short <= timedelta(seconds=900)


def test_a_clock_that_was_set_back_does_not_keep_an_account_waiting(database, clock, tmp_path):
    settings = Settings(data_dir=tmp_path / "var")
    parts = assemble(settings, database, clock=clock, screener=FlagsThieves(), create_keys=True)
    with database.write() as session:
        account = factories.account(session, now=clock.at)
        account.last_polled_at = clock.at
        account.next_poll_at = clock.at + timedelta(minutes=10)
        session.add(account)
    assert put_due(parts)["accounts"] == 0

    clock.at -= timedelta(days=400)
    assert put_due(parts)["accounts"] == 1
    # No token is stored: the look fails, and the account waits its turn all the same.
    assert parts.poller.look(account.id).error == "CredentialsRejected"
    assert put_due(parts)["accounts"] == 0
    assert timedelta(minutes=5) > CLOCKS_DIFFER


def test_an_odd_state_in_the_row_begins_anew(database, make, account, clock):
    make(quiet()).look(account.id)
    with database.write() as session:
        row = session.exec(select(AccountPace)).one()
        row.state = {"version": "?"}
        session.add(row)
    clock.at += timedelta(minutes=5)

    assert make(quiet()).look(account.id).error == ""
    assert rows(database, AccountPace)[0].state["at"] == clock.at.timestamp()
