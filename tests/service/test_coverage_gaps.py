"""A gap of more than two poll periods is an incident with an owner, until it is closed (B4)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import Batch, Gap
from connectors.errors import PlatformUnavailable, RateLimited
from moderation.models import AuditEntry, CoverageSpan, Incident, Role
from service.coverage_gaps import GAP
from service.polling import Poller
from service.reports.months import Month, period_of
from service.reports.subjects.upkeep import incident_figures
from tests import factories
from tests.service.scripted import Scripted, Ticking
from tests.service.test_polling import FlagsThieves

PERIOD = timedelta(minutes=5)


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def account(database, now):
    with database.write() as session:
        owner = factories.officer(session, Role.OFFICER, now=now)
        return factories.account(session, now=now, owner_id=owner.id)


@pytest.fixture
def look(database, clock, account):
    def at(minutes, *errors, gaps=()):
        """Look after so many minutes; with an error, that look fails."""
        clock.at += timedelta(minutes=minutes)
        connector = Scripted(
            pages=[Batch(cursor="c", gaps=tuple(gaps))], trouble={"page": list(errors)}
        )
        return poller(database, clock, connector).look(account.id)

    return at


def poller(database, clock, connector=None):
    return Poller(database, lambda _account: connector, FlagsThieves(), clock=clock, period=PERIOD)


def incidents(database, kind=GAP):
    with database.read() as session:
        return session.exec(select(Incident).where(Incident.kind == kind)).all()


def entries(database):
    with database.read() as session:
        rows = session.exec(select(AuditEntry).order_by(AuditEntry.seq)).all()
        return [(r.action, r.details) for r in rows if r.details.get("kind") == GAP]


def test_looks_that_fail_for_more_than_two_periods_open_an_incident_with_an_owner(
    database, look, account, now
):
    look(0)
    look(5, PlatformUnavailable("502"))
    look(5, PlatformUnavailable("502"))
    assert incidents(database) == []

    look(1, PlatformUnavailable("502"))
    look(5, RateLimited("429"))
    (gap,) = incidents(database)

    assert gap.owner_id == account.owner_id
    assert gap.opened_at == now + 2 * PERIOD
    assert gap.closed_at is None
    assert entries(database) == [("incident.opened", {"kind": GAP})]


def test_a_deputy_answers_where_an_account_has_no_owner(database, look, account, now):
    with database.write() as session:
        deputy = factories.officer(session, Role.OFFICER, now=now)
        account.owner_id, account.deputy_id = None, deputy.id
        session.add(account)
    look(0)
    look(11, PlatformUnavailable("502"))

    assert incidents(database)[0].owner_id == deputy.id


def test_a_gap_closes_when_it_is_back_filled_whatever_the_looks_failed_of(database, look, clock):
    look(0)
    look(11, PlatformUnavailable("502"))
    look(5, RateLimited("429"))
    look(5)
    (gap,) = incidents(database)

    assert gap.closed_at == clock.at
    assert entries(database)[-1] == ("incident.closed", {"kind": GAP, "became": "back_filled"})
    with database.read() as session:
        spans = session.exec(select(CoverageSpan).order_by(CoverageSpan.starts_at)).all()
    assert {span.status.value for span in spans} == {"back_filled"}


def test_a_gap_closes_when_it_is_named_as_out_of_the_platforms_reach(database, look, clock):
    look(0)
    since = clock.at
    look(60 * 24 * 8, PlatformUnavailable("502"))
    look(5, gaps=[Gap(since, since + timedelta(days=1), "seven_days")])

    assert incidents(database)[0].closed_at == clock.at
    assert entries(database)[-1][1]["became"] == "out_of_reach"


def test_an_account_that_nobody_looks_at_is_noticed_meanwhile_and_once(database, look, clock):
    look(0)
    clock.at += 2 * PERIOD
    assert poller(database, clock).note_gaps() == 0

    clock.at += timedelta(seconds=1)
    assert poller(database, clock).note_gaps() == 1
    clock.at += PERIOD
    assert poller(database, clock).note_gaps() == 0
    assert len(incidents(database)) == 1


def test_a_gap_that_nobody_noticed_is_on_record_all_the_same(database, look, clock, now):
    look(0)
    look(60)
    (gap,) = incidents(database)

    assert (gap.opened_at, gap.closed_at) == (now + 2 * PERIOD, clock.at)


def test_looks_in_their_rhythm_and_a_first_look_are_no_gap(database, look):
    look(0)
    for _ in range(5):
        look(9)

    assert incidents(database) == []


def test_the_monthly_report_counts_gaps_among_its_incidents(database, look, clock):
    look(0)
    look(60)
    with database.read() as session:
        period = period_of(Month.of(clock.at), now=clock.at + timedelta(days=40))
        part = incident_figures(session, period)

    (table,) = part.tables
    assert table.row(GAP) == (1, 1, 0)
