# What is typed in a form has no zone.
# ruff: noqa: DTZ001
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.governance.errors import TimeDoesNotExist
from service.governance.local_time import london_date, to_london, to_utc


def test_summer_time_is_an_hour_before_utc():
    assert to_utc(datetime(2027, 7, 1, 9)) == datetime(2027, 7, 1, 8, tzinfo=UTC)


def test_the_hour_that_comes_twice_starts_at_its_first_and_ends_at_its_last():
    twice = datetime(2026, 10, 25, 1, 30)

    assert to_utc(twice) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_utc(twice, later=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_refused():
    with pytest.raises(TimeDoesNotExist):
        to_utc(datetime(2027, 3, 28, 1, 30))


def test_a_time_with_a_zone_is_not_taken_for_a_local_one():
    with pytest.raises(ValueError, match="without a zone"):
        to_utc(datetime(2027, 7, 1, 9, tzinfo=UTC))


def test_the_date_of_a_late_summer_evening_is_londons():
    assert london_date(datetime(2027, 7, 1, 23, 30, tzinfo=UTC)).day == 2


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2035, 1, 1)), st.booleans())
def test_a_local_time_goes_to_utc_and_back_or_does_not_exist(local, later):
    try:
        at = to_utc(local, later=later)
    except TimeDoesNotExist:
        return
    assert to_london(at).replace(tzinfo=None) == local.replace(fold=0)
