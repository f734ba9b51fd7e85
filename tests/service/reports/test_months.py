from datetime import UTC, date, datetime, timedelta

import pytest

from service.reports.errors import MonthNotBegun, MonthUnreadable
from service.reports.months import Month, midnight, period_of


def test_a_month_is_read_as_it_is_written() -> None:
    assert Month.parse(" 2026-10 ") == Month(2026, 10)
    assert str(Month.parse("2026-03")) == "2026-03"


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "26-10", "2026-1", "2026/10", "2026-10-01", "0001-01",
     "9999-12", "٢٠٢٦-١٠", "2026-10\n2026-11", "../2026-10"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(MonthUnreadable, match="2026-10"):
        Month.parse(text)


def test_a_month_begins_and_ends_at_midnight_in_london_whatever_the_season() -> None:
    october = Month(2026, 10)

    assert october.start == datetime(2026, 9, 30, 23, tzinfo=UTC)
    assert october.end == datetime(2026, 11, 1, 0, tzinfo=UTC)
    assert october.end - october.start == timedelta(days=31, hours=1)
    assert Month(2026, 3).end - Month(2026, 3).start == timedelta(days=31, hours=-1)


def test_one_month_ends_where_the_next_begins() -> None:
    assert Month(2026, 12).end == Month(2027, 1).start
    assert Month(2028, 2).last_day == date(2028, 2, 29)


def test_a_moment_belongs_to_the_month_it_is_in_in_london() -> None:
    assert Month.of(datetime(2026, 9, 30, 23, 30, tzinfo=UTC)) == Month(2026, 10)


def test_a_day_on_which_the_clocks_go_back_still_begins_at_its_midnight() -> None:
    assert midnight(date(2026, 10, 25)) == datetime(2026, 10, 24, 23, tzinfo=UTC)
    assert midnight(date(2026, 10, 26)) == datetime(2026, 10, 26, 0, tzinfo=UTC)


def test_a_month_not_yet_over_counts_up_to_now_and_says_so() -> None:
    now = datetime(2026, 10, 9, 12, tzinfo=UTC)

    period = period_of(Month(2026, 10), now=now)

    assert (period.until, period.provisional) == (now, True)


def test_a_month_that_is_over_does_not_depend_on_now() -> None:
    month = Month(2026, 10)

    assert period_of(month, now=month.end) == period_of(month, now=month.end + timedelta(days=90))


def test_a_month_to_come_is_refused() -> None:
    with pytest.raises(MonthNotBegun, match="not begun"):
        period_of(Month(2026, 10), now=Month(2026, 10).start)
