"""How times, counts and names are written on screen, in both languages."""

from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal

from service.clock import LONDON
from service.console.context import language

_LOCALES = {"en": "en_GB", "cy": "cy"}


def locale() -> str:
    return _LOCALES[language()]


def date_time(value: datetime) -> str:
    """Write a time as "16 November 2026, 09:05", in Europe/London."""
    local = value.astimezone(LONDON)
    return f"{format_date(local, 'd MMMM y', locale=locale())}, {local:%H:%M}"


def date_only(value: date) -> str:
    """Write a date as "16 November 2026"; a time's date is London's."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return format_date(value, "d MMMM y", locale=locale())


def day_and_time(value: datetime) -> str:
    """Write a time as "Mon 16 Nov, 09:05", in Europe/London."""
    local = value.astimezone(LONDON)
    return format_datetime(local, "EEE d MMM, HH:mm", tzinfo=LONDON, locale=locale())


def time_only(value: datetime) -> str:
    return format_time(value, "HH:mm", tzinfo=LONDON, locale=locale())


def iso(value: datetime | date) -> str:
    """Write a value for a <time datetime="...">."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat()


def span(value: timedelta) -> str:
    """Write a length of time as "3 hours", without its sign."""
    return str(format_timedelta(abs(value), locale=locale(), threshold=0.99))


def number(value: int | float) -> str:
    return str(format_decimal(value, locale=locale()))


def percent(value: float) -> str:
    """Write 0.874 as "87%"."""
    return f"{round(value * 100)}%"


FILTERS = {
    "date_time": date_time,
    "date_only": date_only,
    "day_and_time": day_and_time,
    "time_only": time_only,
    "iso": iso,
    "span": span,
    "number": number,
    "percent": percent,
}
