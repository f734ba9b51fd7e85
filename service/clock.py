"""The one place that knows what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

#: Office hours, report months and dates on screen are in this zone; everything stored is UTC.
LONDON = ZoneInfo("Europe/London")

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time now, aware, in UTC."""
    return datetime.now(UTC)
