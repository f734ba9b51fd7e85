"""Between the times an officer types, in the United Kingdom, and the UTC that is stored."""

from datetime import UTC, date, datetime

from service.clock import LONDON
from service.governance.errors import TimeDoesNotExist


def to_utc(local: datetime, *, later: bool = False) -> datetime:
    """Return the UTC instant of a naive London time.

    When the clocks go back, an hour comes twice: the earlier is meant, or with `later`
    the later, so that an absence reaches from its first possible start to its last end.

    Raises:
        TimeDoesNotExist: the clocks go forward over it.
    """
    if local.tzinfo is not None:
        raise ValueError("a London time comes without a zone")
    at = local.replace(tzinfo=LONDON, fold=1 if later else 0).astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        raise TimeDoesNotExist()
    return at


def to_london(at: datetime) -> datetime:
    """Return an aware time as London's clocks show it."""
    return at.astimezone(LONDON)


def london_date(at: datetime) -> date:
    """Return the date in London at an aware time."""
    return at.astimezone(LONDON).date()
