"""What each Graph API error code, usage header and strange value makes of itself."""

from datetime import timedelta

import pytest

from connectors.errors import (
    ActionsBlocked,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.graph_errors import FieldRefused, graph_error, usage_of
from tests.connectors.graph_support import NOW, error_body, graph, loopback, told


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (error_body(4), 403, RateLimited),
        (error_body(17, is_transient=True), 400, RateLimited),
        (error_body(32), 403, RateLimited),
        (error_body(613), 400, RateLimited),
        (error_body(80001), 400, RateLimited),
        (error_body(80002), 400, RateLimited),
        (error_body(80006), 400, RateLimited),
        (error_body(1), 500, PlatformUnavailable),
        (error_body(2), 500, PlatformUnavailable),
        (error_body(999, is_transient=True), 400, PlatformUnavailable),
        (error_body(190, 463), 400, CredentialsRejected),
        (error_body(190, 460), 400, CredentialsRejected),
        (error_body(102), 401, CredentialsRejected),
        (error_body(10), 403, PermissionMissing),
        (error_body(200), 403, PermissionMissing),
        (error_body(283), 400, PermissionMissing),
        (error_body(299), 400, PermissionMissing),
        (error_body(368, 1390008), 403, ActionsBlocked),
        (error_body(100, 33), 400, CommentGone),
        (error_body(803), 404, CommentGone),
        (error_body(100), 400, UnexpectedAnswer),
        (error_body(100, message="Invalid appsecret_proof provided"), 400, CredentialsRejected),
        (error_body(2635), 400, UnexpectedAnswer),
        (error_body(777), 400, UnexpectedAnswer),
        (error_body(777), 503, PlatformUnavailable),
        ({"error": "words"}, 400, UnexpectedAnswer),
        ({"error": {"code": "190"}}, 401, CredentialsRejected),
        ({}, 500, PlatformUnavailable),
        ({}, 404, UnexpectedAnswer),
        (error_body(190, 463), 200, CredentialsRejected),
    ],
)
def test_each_error_code_says_what_to_do(
    body: object, status: int, expected: type[ConnectorError]
) -> None:
    with loopback(lambda _: told(body, status)) as server, pytest.raises(expected):
        graph(server.url).get("100_1", "id")


def test_a_field_that_a_node_lacks_is_named() -> None:
    words = "(#100) Tried accessing nonexisting field (followers_count) on node type (User)"
    error = graph_error(error_body(100, message=words), status=400, headers={}, now=NOW)

    assert isinstance(error, FieldRefused)
    assert "followers_count" in str(error)


def test_a_missing_permission_is_named_as_the_platform_names_it() -> None:
    words = "(#10) This endpoint requires the 'pages_read_engagement' permission"
    error = graph_error(error_body(10, message=words), status=403, headers={}, now=NOW)

    assert isinstance(error, PermissionMissing)
    assert "pages_read_engagement" in str(error)


def test_the_time_to_retry_comes_from_the_usage_header_in_minutes() -> None:
    row = '{"1": [{"type": "pages", "estimated_time_to_regain_access": 12}]}'
    headers = {"x-business-use-case-usage": row}
    error = graph_error(error_body(80001), status=400, headers=headers, now=NOW)

    assert isinstance(error, RateLimited)
    assert error.retry_at == NOW + timedelta(minutes=12)


def test_no_time_to_retry_is_made_up() -> None:
    error = graph_error(error_body(4), status=403, headers={}, now=NOW)

    assert isinstance(error, RateLimited)
    assert error.retry_at is None


def test_usage_is_the_highest_figure_of_every_id_and_kind() -> None:
    usage = usage_of(
        {
            "x-app-usage": '{"call_count": 12, "total_time": 3}',
            "x-business-use-case-usage": '{"1": [{"call_count": 5}, {"total_cputime": 81}]}',
        }
    )

    assert usage.percent == 81
    assert usage.regain_in is None


@pytest.mark.parametrize(
    "header", ["", "no json", "[1]", '{"1": 3}', '{"call_count": "9"}', '{"a": [[1]]}', "[" * 9999]
)
def test_a_usage_header_that_cannot_be_read_counts_as_nothing(header: str) -> None:
    both = {"x-app-usage": header, "x-business-use-case-usage": header}

    assert usage_of(both).percent == 0
