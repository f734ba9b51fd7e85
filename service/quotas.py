"""What each platform allows, and what it costs: the rules, without the counting.

Sources: https://developers.google.com/youtube/v3/determine_quota_cost,
https://docs.x.com/x-api/getting-started/pricing,
https://developers.facebook.com/docs/graph-api/overview/rate-limiting,
https://www.flickr.com/services/developer/api/
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectors.base import Charge
from service.settings import Settings

PACIFIC = ZoneInfo("America/Los_Angeles")
#: X's prices are counted in millionths of a US dollar, so that sums are exact.
MICROS = 1_000_000


class Unit(StrEnum):
    """What a platform's allowance is counted in."""

    CALLS = "calls"
    UNITS = "units"
    MICRODOLLARS = "microdollars"


class Term(StrEnum):
    """For how long an allowance is given."""

    HOUR = "hour"
    DAY = "day"
    PACIFIC_DAY = "pacific_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Quota:
    """A platform's allowance.

    Attributes:
        limit: in `unit`, for each `term`.
        shared: whether all the council's accounts on the platform share it.
    """

    limit: int
    unit: Unit
    term: Term
    shared: bool = True

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """When the allowance in force at `now` began and when it is renewed, aware UTC."""
        if self.term is Term.HOUR:
            start = now.replace(minute=0, second=0, microsecond=0)
            return start, start + timedelta(hours=1)
        zone: tzinfo = PACIFIC if self.term is Term.PACIFIC_DAY else UTC
        day = now.astimezone(zone).date()
        if self.term is Term.MONTH:
            first = day.replace(day=1)
            following = (first + timedelta(days=32)).replace(day=1)
        else:
            first, following = day, day + timedelta(days=1)
        return _midnight(first, zone), _midnight(following, zone)


def quota_of(settings: Settings, platform: str) -> Quota | None:
    """Return `platform`'s allowance; None for one that we know none of."""
    known: dict[str, Callable[[], Quota]] = {
        "x": lambda: Quota(
            round(settings.x_dollars_a_month * MICROS), Unit.MICRODOLLARS, Term.MONTH
        ),
        "facebook": lambda: Quota(
            settings.facebook_calls_a_day, Unit.CALLS, Term.DAY, shared=False
        ),
        "instagram": lambda: Quota(
            settings.instagram_calls_a_day, Unit.CALLS, Term.DAY, shared=False
        ),
        "youtube": lambda: Quota(settings.youtube_units_a_day, Unit.UNITS, Term.PACIFIC_DAY),
        "flickr": lambda: Quota(settings.flickr_calls_an_hour, Unit.CALLS, Term.HOUR),
    }
    return known[platform]() if platform in known else None


def cost_of(settings: Settings, platform: str, charge: Charge) -> int:
    """What a call takes from the platform's allowance, in the allowance's unit."""
    if platform != "x":
        return charge.units
    prices = {
        "owned_read": settings.x_owned_read_dollars,
        "post_read": settings.x_post_read_dollars,
        "write": settings.x_write_dollars,
    }
    return round(prices.get(charge.kind, 0.0) * MICROS) * charge.units


def quota_day(quota: Quota | None, now: datetime) -> date:
    """The day that a call at `now` counts for: the platform's own."""
    zone: tzinfo = PACIFIC if quota is not None and quota.term is Term.PACIFIC_DAY else UTC
    return now.astimezone(zone).date()


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
