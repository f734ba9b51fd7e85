from datetime import timedelta
from itertools import pairwise

from sqlmodel import select

from connectors.base import Gap
from moderation.models import CoverageSpan
from service.coverage import covered_share, record_failed, record_seen
from tests import factories

PERIOD = timedelta(minutes=5)


def ledger(session, account):
    rows = session.exec(
        select(CoverageSpan)
        .where(CoverageSpan.account_id == account.id)
        .order_by(CoverageSpan.starts_at)
    ).all()
    return [(r.starts_at, r.ends_at, r.status.value, r.reason) for r in rows]


def seen(session, account, at, **given):
    record_seen(
        session,
        account.id,
        asked_at=at,
        **{"reaches_back_to": None, "period": PERIOD, **given},
    )


def test_looks_in_rhythm_make_one_unbroken_span(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        seen(session, account, now, reaches_back_to=now - timedelta(days=3))
        for n in range(1, 4):
            seen(session, account, now + n * PERIOD)

        assert ledger(session, account) == [
            (now - timedelta(days=3), now, "back_filled", "first_look"),
            (now, now + 3 * PERIOD, "seen", ""),
        ]


def test_a_pause_of_more_than_two_periods_is_back_filled_not_seen(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        seen(session, account, now)
        seen(session, account, now + 3 * PERIOD)

        assert ledger(session, account)[-1] == (now, now + 3 * PERIOD, "back_filled", "no_look")


def test_failing_looks_are_missed_until_one_succeeds(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        seen(session, account, now)
        record_failed(session, account.id, now=now + PERIOD, reason="credentials")
        record_failed(session, account.id, now=now + 2 * PERIOD, reason="credentials")
        assert ledger(session, account)[-1] == (now, now + 2 * PERIOD, "missed", "credentials")
        share = covered_share(session, account.id, since=now - PERIOD, until=now + 2 * PERIOD)
        assert share == 0.0

        seen(session, account, now + 3 * PERIOD)

        assert ledger(session, account)[-1] == (
            now,
            now + 3 * PERIOD,
            "back_filled",
            "credentials",
        )


def test_what_the_platform_no_longer_reaches_stays_missed(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        seen(session, account, now)
        end = now + timedelta(days=10)
        gap = Gap(now + timedelta(days=1), now + timedelta(days=3), "seven_days")
        seen(session, account, end, gaps=[gap])
        seen(session, account, end + PERIOD)

        assert [row[2:] for row in ledger(session, account)] == [
            ("back_filled", "first_look"),
            ("back_filled", "no_look"),
            ("missed", "out_of_reach"),
            ("back_filled", "no_look"),
            ("seen", ""),
        ]
        spans = ledger(session, account)
        assert all(a[1] == b[0] for a, b in pairwise(spans))
        assert covered_share(session, account.id, since=now, until=end) == 0.8
