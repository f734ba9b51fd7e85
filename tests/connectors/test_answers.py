"""Reading JSON answers that may be anything."""

from datetime import UTC, datetime

import pytest
from requests import Response as Answer

from connectors.answers import (
    cleaned,
    id_in,
    json_object,
    moment_in,
    number_in,
    object_in,
    objects_in,
    optional_number,
    optional_text,
    text_in,
    unix_moment_in,
)
from connectors.errors import UnexpectedAnswer


def answer(body: bytes) -> Answer:
    made = Answer()
    made.status_code = 200
    made._content = body
    return made


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'"x"', b"{", b"<html>", b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_no_object_is_unexpected_and_not_quoted(body):
    with pytest.raises(UnexpectedAnswer) as caught:
        json_object(answer(body))
    assert "html" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (object_in, []),
        (objects_in, {}),
        (objects_in, [1]),
        (text_in, 1),
        (text_in, None),
        (id_in, ""),
        (number_in, True),
        (number_in, "1.5"),
        (number_in, "-1"),
        (number_in, "٣"),
        (number_in, "9" * 30),
        (number_in, 1.0),
        (moment_in, "2026-10-05"),
        (moment_in, "2026-10-05T09:12:44"),
        (moment_in, "0001-01-01T00:00:00+23:59"),
        (unix_moment_in, 10**18),
        (unix_moment_in, "x"),
    ],
)
def test_a_value_of_the_wrong_kind_is_unexpected(read, value):
    with pytest.raises(UnexpectedAnswer, match="key"):
        read({"key": value}, "key")


def test_what_is_not_told_is_not_made_up():
    assert objects_in({}, "key") == []
    assert optional_text({"key": 5}, "key") == ""
    assert optional_number({}, "key") is None
    assert optional_number({"key": "7"}, "key") == 7


@pytest.mark.parametrize(
    "text", ["2026-10-05T09:12:44Z", "2026-10-05T09:12:44.000Z", "2026-10-05T10:12:44+01:00"]
)
def test_times_come_in_utc_with_or_without_fractions(text):
    assert moment_in({"key": text}, "key") == datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)
    assert moment_in({"key": text}, "key").tzinfo is UTC


def test_text_that_no_database_can_store_is_made_storable():
    assert text_in({"key": "a\0b\ud800c"}, "key") == "a?b?c"


def test_words_for_a_log_hold_no_secret_and_no_line_break():
    words = cleaned(
        "bad token SECRET-TOKEN\n\x1b[31mfor SECRET" + "x" * 500, ["SECRET-TOKEN", "", "a"]
    )

    assert words.startswith("bad token … [31mfor SECRETxx")
    assert len(words) == 200
