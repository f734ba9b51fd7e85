"""Addresses: the numbers in ours, and those that platforms gave."""

from datetime import UTC, datetime, timedelta

from werkzeug.routing import IntegerConverter

BIGGEST = 2**53 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class IdConverter(IntegerConverter):
    """`<id:case_id>`: a whole number that both databases can hold; else there is no page."""

    def __init__(self, map: object, *args: object, **kwargs: object) -> None:
        super().__init__(map, min=1, max=BIGGEST)  # type: ignore[arg-type]


def whole(given: str | None) -> int | None:
    """Return the whole number in `given`, or None if it is anything else."""
    if given is None or not given.isascii() or not given.isdigit() or len(given) > 16:
        return None
    number = int(given)
    return number if number <= BIGGEST else None


def place_of(rank_at: datetime, case_id: int) -> str:
    """Write a place in the queue, for the address of the page that follows it."""
    return f"{(rank_at - _EPOCH) // _TICK}-{case_id}"


def read_place(given: str | None) -> tuple[datetime, int] | None:
    """Read a place in the queue; None for none or for what is not one."""
    ticks, _, case_id = (given or "").partition("-")
    at, number = whole(ticks), whole(case_id)
    if at is None or number is None:
        return None
    try:
        return _EPOCH + at * _TICK, number
    except OverflowError:
        return None


def safe_link(address: str) -> str:
    """Return a platform's address if a browser opens it as a page, else ""."""
    return address if address.startswith(("https://", "http://")) else ""
