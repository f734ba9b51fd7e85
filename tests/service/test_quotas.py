"""What is allowed, for how long, and what a call takes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Charge
from connectors.registry import platforms
from service.quotas import Quota, Term, Unit, cost_of, quota_day, quota_of
from service.settings import Settings


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("term", "now", "start", "end"),
    [
        (Term.HOUR, at(2026, 11, 16, 9, 30), at(2026, 11, 16, 9), at(2026, 11, 16, 10)),
        (Term.DAY, at(2026, 11, 16, 0, 0), at(2026, 11, 16), at(2026, 11, 17)),
        # Midnight in California: 08:00 UTC in winter, 07:00 in summer.
        (Term.PACIFIC_DAY, at(2026, 11, 16, 7, 59), at(2026, 11, 15, 8), at(2026, 11, 16, 8)),
        (Term.PACIFIC_DAY, at(2026, 11, 16, 8, 0), at(2026, 11, 16, 8), at(2026, 11, 17, 8)),
        (Term.PACIFIC_DAY, at(2026, 7, 1, 7, 0), at(2026, 7, 1, 7), at(2026, 7, 2, 7)),
        # The day the clocks go back there has 25 hours.
        (Term.PACIFIC_DAY, at(2026, 11, 1, 20), at(2026, 11, 1, 7), at(2026, 11, 2, 8)),
        (Term.MONTH, at(2026, 12, 31, 23, 59), at(2026, 12, 1), at(2027, 1, 1)),
        (Term.MONTH, at(2028, 2, 29, 12), at(2028, 2, 1), at(2028, 3, 1)),
    ],
)
def test_an_allowance_is_renewed_when_its_platform_says(term, now, start, end):
    assert Quota(1, Unit.CALLS, term).window(now) == (start, end)


def test_a_call_counts_for_the_platforms_own_day():
    now = at(2026, 11, 16, 3)

    assert quota_day(Quota(1, Unit.UNITS, Term.PACIFIC_DAY), now).day == 15
    assert quota_day(Quota(1, Unit.CALLS, Term.DAY), now).day == 16
    assert quota_day(None, now).day == 16


def test_every_platform_that_meters_its_callers_has_an_allowance():
    # Each Mastodon server sets its own pace and says so in its answers.
    free = {platform for platform in platforms() if quota_of(Settings(), platform) is None}

    assert free == {"mastodon"}


@pytest.mark.parametrize(
    ("kind", "units", "dollars"),
    [("owned_read", 1000, 1.0), ("post_read", 100, 0.5), ("write", 1, 0.005), ("other", 9, 0.0)],
)
def test_x_is_counted_in_money_at_its_prices(kind, units, dollars):
    assert cost_of(Settings(), "x", Charge(kind, units)) == round(dollars * 1_000_000)


def test_a_price_that_changes_is_a_setting():
    dearer = Settings(x_owned_read_dollars=0.01)

    assert cost_of(dearer, "x", Charge("owned_read", 3)) == 30_000


def test_other_platforms_are_counted_in_their_own_unit():
    assert cost_of(Settings(), "youtube", Charge("write", 50)) == 50
    assert timedelta(hours=1) == (
        (w := quota_of(Settings(), "flickr").window(at(2026, 1, 1)))[1] - w[0]
    )
