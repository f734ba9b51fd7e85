"""The Facebook connector against answers that are not what the contract says."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.wrappers import Request, Response

from connectors.base import FetchedComment
from connectors.errors import (
    ConnectorError,
    PermissionMissing,
    UnexpectedAnswer,
)
from tests.connectors.facebook_page import GOOD_ROW, Town, answering, json_values
from tests.connectors.graph_support import (
    comments_in,
    facebook,
    loopback,
)


@pytest.fixture
def town() -> Town:
    return Town()


def test_a_comment_without_from_and_without_message_is_taken_as_it_is() -> None:
    row = {"id": "1_2", "created_time": "2026-11-16T08:01:00+0000"}
    with loopback(answering({"data": [row]})) as server:
        [found] = comments_in(list(facebook(server.url).fetch(None)))

    assert found.author is None
    assert found.text == ""
    assert found.published_at == datetime(2026, 11, 16, 8, 1, tzinfo=UTC)


def test_comments_without_ids_say_which_right_to_ask_for() -> None:
    row = {"message": "x", "created_time": "2026-11-16T08:01:00+0000"}
    with (
        loopback(answering({"data": [row]})) as server,
        pytest.raises(PermissionMissing, match="Moderate task"),
    ):
        list(facebook(server.url).fetch(None))


@pytest.mark.parametrize(
    "bad",
    [
        {"id": 12},
        {"id": "../me"},
        {"id": ""},
        {"created_time": 5},
        {"created_time": "yesterday"},
        {"created_time": "2026-11-16T08:01:00"},
        {"created_time": None},
        {"message": ["x"]},
        {"from": "Rowan"},
        {"from": {"id": 5}},
        {"parent": {"message": "no id"}},
        {"can_hide": "true"},
        {"is_hidden": 1},
        {"attachment": []},
        {"attachment": {"type": 3}},
    ],
)
def test_a_mistyped_field_is_an_error_and_never_half_a_page(bad: dict) -> None:
    rows = [GOOD_ROW, {**GOOD_ROW, "id": "1_3", **bad}]
    batches = []
    with loopback(answering({"data": rows})) as server, pytest.raises(UnexpectedAnswer):
        for batch in facebook(server.url).fetch(None):
            batches.append(batch)

    assert comments_in(batches) == []


def test_any_body_gives_comments_or_a_connector_error() -> None:
    served: list[object] = [None]

    def answer(request: Request) -> Response:
        return answering(served[0])(request)

    with loopback(answer) as server:

        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.one_of(json_values, st.fixed_dictionaries({"data": st.lists(json_values)})))
        def holds(body: object) -> None:
            served[0] = body
            connector = facebook(server.url)
            try:
                found = comments_in(list(connector.fetch(None)))
            except ConnectorError:
                return
            assert all(isinstance(comment, FetchedComment) for comment in found)

        holds()
