import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract
from sqlmodel import Session

import service.reports
from moderation.models import Account, Outcome, TakedownState
from moderation.vocabulary import Category
from service.i18n import translate, translations
from service.reports import labels
from service.reports.definitions import COLUMNS, FIGURES, FIRST_COLUMN, TABLES
from service.reports.figures import month_figures
from service.reports.glyphs import displayable, spelled
from service.reports.months import Month
from service.reports.values import Gap, Unit
from service.reports.wording import day, minutes, moment, month_name, written
from tests import factories
from tests.service.reports.month import LATER, OCTOBER, october

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "N_": None,
    "translate": None,
    "translate_count": (1, 2),
}


def catalogue_keys() -> set[str]:
    keys: set[str] = set()
    for path in Path(service.reports.__file__).parent.rglob("*.py"):
        for _, message, _, _ in extract("python", io.BytesIO(path.read_bytes()), KEYWORDS):
            keys.add(message if isinstance(message, str) else message[0])
    return keys


def test_every_string_of_the_report_has_welsh() -> None:
    keys = catalogue_keys()
    welsh = translations("cy")

    assert len(keys) > 200
    same = {key for key in keys if welsh.gettext(key) == key and welsh.ngettext(key, key, 7) == key}
    assert same == set()


def test_welsh_counts_take_the_form_their_number_asks_for() -> None:
    assert minutes(2, "cy") == "2 funud"
    assert minutes(7, "cy") == "7 munud"
    assert minutes(60 * 24 * 2 + 60 * 3, "cy") == "2 ddiwrnod 3 awr"
    assert minutes(1, "en") == "1 minute"
    assert minutes(0, "en") == "0 minutes"
    assert minutes(60 * 5 + 1, "en") == "5 hours 1 minute"


def test_dates_are_written_out_in_both_languages() -> None:
    assert day(date(2026, 10, 31), "en") == "31 October 2026"
    assert day(date(2026, 10, 31), "cy") == "31 Hydref 2026"
    assert month_name(Month(2026, 10), "cy") == "Hydref 2026"


def test_times_are_told_by_the_clock_in_london() -> None:
    assert moment(datetime(2026, 10, 1, 12, 5, tzinfo=UTC), "en") == "1 October 2026, 13:05"


def test_cells_are_written_by_their_unit() -> None:
    assert written(1234567, Unit.COUNT, "en") == "1,234,567"
    assert written(1234567, Unit.NUMBER, "en") == "1234567"
    assert written(99.9, Unit.PERCENT, "en") == "99.9%"
    assert written(1234, Unit.DAYS, "en") == "1,234 days"
    assert written(Gap.WITHHELD, Unit.COUNT, "cy") == "ataliwyd"


def test_every_figure_table_and_column_is_defined(session: Session) -> None:
    factories.account(session, now=october(1))
    figures = month_figures(session, OCTOBER, now=LATER)

    assert set(figures.figures) <= set(FIGURES)
    assert set(figures.tables) <= set(TABLES)
    assert {c for table in figures.tables.values() for c in table.columns} <= set(COLUMNS)
    assert set(TABLES) == set(FIRST_COLUMN)


def test_every_code_of_the_rules_has_a_label() -> None:
    assert set(labels.CATEGORIES) == set(Category)
    assert set(labels.OUTCOMES) == set(Outcome)
    running = {TakedownState.SENDING, TakedownState.SENT}
    assert set(labels.TAKEDOWNS) == set(TakedownState) - running


def test_an_account_is_named_with_its_platform(session: Session) -> None:
    account: Account = factories.account(session, now=october(1), platform="x", name="Porthaven")

    assert labels.account_name(account).en == "Porthaven (X)"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ŵyl ŷ â – £5", "Ŵyl ŷ â – £5"),
        ("well done 😀", "well done [grinning face]"),
        ("👩‍👩‍👧", "[family woman woman girl]"),
        ("\u4e2d", "[cjk unified ideograph-4e2d]"),
        ("a\u202eb\u200dc\x00d", "abcd"),
        ("a\u2028b", "a b"),
        ("\ue000\ud800", "[U+E000, U+D800]"),
        ("e\u0301", "é"),
    ],
)
def test_what_the_face_cannot_show_is_named(given: str, shown: str) -> None:
    assert displayable(given) == shown


def test_the_last_resort_spells_code_points_and_keeps_welsh() -> None:
    assert spelled("ŵ Ж") == "ŵ [U+0416]"


def test_a_text_with_braces_is_left_alone() -> None:
    assert translate("{not} a %(key)s", "cy") == "{not} a %(key)s"
