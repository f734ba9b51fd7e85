"""Numbers, dates and cells in English and Welsh."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from service.clock import LONDON
from service.i18n import N_, translate, translate_count
from service.reports.months import Month
from service.reports.values import Cell, Gap, Unit, Words

LOCALES = {"en": "en_GB", "cy": "cy"}

GAPS = {
    Gap.WITHHELD: N_("withheld"),
    Gap.NONE: N_("not applicable"),
}


def day(on: date, language: str) -> str:
    """31 October 2026, 31 Hydref 2026."""
    return format_date(on, "d MMMM y", locale=LOCALES[language])


def moment(at: datetime, language: str) -> str:
    """31 October 2026, 14:05: by the clock in London."""
    return format_datetime(at, "d MMMM y, HH:mm", tzinfo=LONDON, locale=LOCALES[language])


def month_name(month: Month, language: str) -> str:
    """October 2026, Hydref 2026."""
    return format_date(month.first_day, "MMMM y", locale=LOCALES[language])


def number(value: int | float) -> str:
    """1,234 or 98.5: both languages write numbers alike."""
    return f"{value:,}"


def minutes(value: float, language: str) -> str:
    """A wait in the two largest units that say something: "2 days 3 hours"."""
    whole = round(value)
    days, rest = divmod(whole, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [
        (days, translate_count("{count} day", "{count} days", days, language)),
        (hours, translate_count("{count} hour", "{count} hours", hours, language)),
        (left, translate_count("{count} minute", "{count} minutes", left, language)),
    ]
    said = [words for count, words in parts if count][:2]
    return " ".join(said) or parts[-1][1]


def written(value: Cell, unit: Unit, language: str) -> str:
    """One cell or figure as a person reads it."""
    if isinstance(value, Gap):
        return translate(GAPS[value], language)
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, str):
        return translate(value, language) if value else "–"
    if unit is Unit.PERCENT:
        return f"{float(value):.1f}%"
    if unit is Unit.MINUTES:
        return minutes(value, language)
    if unit is Unit.DAYS:
        count = int(value)
        return translate_count("{count} day", "{count} days", count, language).replace(
            str(count), number(count), 1
        )
    return str(value) if unit is Unit.NUMBER else number(value)


def label(text: str | Words, language: str) -> str:
    """A row's label: a catalogue key, a text in both languages, or an ISO date."""
    if isinstance(text, Words):
        return text.within(language)
    if len(text) == 10 and text[4] == text[7] == "-" and text[:4].isdecimal():
        return day(date.fromisoformat(text), language)
    return translate(text, language)
