"""The Graph API client: what it sends, what it makes of each answer, what it keeps secret."""

import ast
import hashlib
import hmac
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

import connectors
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.graph import connect_graph
from connectors.graph_token import missing_scopes, token_report
from connectors.graph_values import attachments_of, continuation_of, text_of
from connectors.session import HttpSettings
from tests.connectors.graph_support import (
    APP_ID,
    APP_SECRET,
    TOKEN,
    error_body,
    graph,
    loopback,
    told,
)


def test_the_token_travels_in_the_header_and_never_in_the_url() -> None:
    with loopback(lambda _: told({"id": "1"})) as server:
        graph(server.url).get("me", "id")

    [asked] = server.asked
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in asked.url
    assert asked.path == "/v25.0/me"


def test_the_version_is_the_one_of_the_settings() -> None:
    with loopback(lambda _: told({"id": "1"})) as server:
        settings = HttpSettings(base_url=server.url, graph_version="v26.0")
        connect_graph({"access_token": TOKEN}, settings).get("me", "id")

    assert server.paths() == ["/v26.0/me"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_call_proves_the_app_secret(method: str) -> None:
    with loopback(lambda _: told({"success": True})) as server:
        client = graph(server.url, app=True)
        client.request(method, "100_1", fields="id")

    proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    [asked] = server.asked
    assert (asked.form if method == "POST" else asked.args)["appsecret_proof"] == proof


def test_the_apps_own_token_takes_no_proof() -> None:
    data = {"is_valid": True, "scopes": ["a"], "expires_at": 0}
    with loopback(lambda _: told({"data": data})) as server:
        token_report(graph(server.url, app=True))

    [asked] = server.asked
    assert asked.headers["Authorization"] == f"Bearer {APP_ID}|{APP_SECRET}"
    assert "appsecret_proof" not in asked.args
    assert asked.args["input_token"] == TOKEN


def test_the_end_of_a_token_is_the_first_of_both_dates() -> None:
    ends = {"expires_at": 1_800_000_000, "data_access_expires_at": 1_790_000_000}
    data = {"is_valid": True, "scopes": [], **ends}
    with loopback(lambda _: told({"data": data})) as server:
        report = token_report(graph(server.url, app=True))

    assert report is not None
    assert report.expires_at == datetime.fromtimestamp(1_790_000_000, UTC)


def test_a_permission_given_for_another_page_counts_as_missing() -> None:
    data = {
        "is_valid": True,
        "scopes": ["pages_read_engagement", "pages_show_list"],
        "granular_scopes": [
            {"scope": "pages_read_engagement", "target_ids": ["999"]},
            {"scope": "pages_show_list"},
        ],
    }
    with loopback(lambda _: told({"data": data})) as server:
        report = token_report(graph(server.url, app=True))

    assert missing_scopes(report, ("pages_read_engagement", "pages_show_list"), "1") == (
        "pages_read_engagement",
    )


@pytest.mark.parametrize("data", [{"is_valid": False, "scopes": []}, {"scopes": []}])
def test_a_token_that_debug_token_calls_invalid_is_rejected(data: dict) -> None:
    with (
        loopback(lambda _: told({"data": data})) as server,
        pytest.raises(CredentialsRejected, match="not valid"),
    ):
        token_report(graph(server.url, app=True))


def test_a_wrong_app_secret_is_told_apart_from_a_dead_token() -> None:
    with (
        loopback(lambda _: told(error_body(190, message="bad signature"), 400)) as server,
        pytest.raises(CredentialsRejected, match="app_id and app_secret"),
    ):
        token_report(graph(server.url, app=True))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda: Response("<html>", 502, content_type="text/html"), PlatformUnavailable),
        (lambda: Response("<html>", 200, content_type="text/html"), UnexpectedAnswer),
        (lambda: Response("busy", 429, {"Retry-After": "60"}), RateLimited),
        (lambda: Response('{"data": [{"id": "1', 200), UnexpectedAnswer),
        (lambda: Response("", 200), UnexpectedAnswer),
        (lambda: Response(b"\xff\xfe\xfa", 200), UnexpectedAnswer),
        (lambda: Response("[" * 200_000, 200), UnexpectedAnswer),
        (lambda: Response('{"id": NaN}', 200), UnexpectedAnswer),
        (lambda: Response('{"id": ' + "9" * 5000 + "}", 200), UnexpectedAnswer),
        (lambda: told("[]"), UnexpectedAnswer),
        (lambda: told("null"), UnexpectedAnswer),
        (lambda: told("3"), UnexpectedAnswer),
        (lambda: Response("", 302, {"Location": "https://example.org/"}), PlatformUnavailable),
    ],
)
def test_an_answer_that_is_no_graph_answer_is_a_clear_error(
    answer: object, expected: type[ConnectorError]
) -> None:
    with loopback(lambda _: answer()) as server, pytest.raises(expected):  # type: ignore[operator]
        graph(server.url).get("me", "id")


def test_an_answer_without_a_content_type_is_read_all_the_same() -> None:
    def answer(_: Request) -> Response:
        response = Response('{"id": "1"}')
        del response.headers["content-type"]
        return response

    with loopback(answer) as server:
        assert graph(server.url).get("me", "id") == {"id": "1"}


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(PlatformUnavailable):
        graph("http://127.0.0.1:1").get("me", "id")


@pytest.mark.parametrize("body", [{"success": True}, True])
def test_a_write_is_done_when_the_platform_says_so_either_way(body: object) -> None:
    with loopback(lambda _: told(body)) as server:
        graph(server.url).post("100_1", is_hidden="true")

    assert server.asked[0].form.to_dict() == {"is_hidden": "true"}


@pytest.mark.parametrize("body", [{"success": False}, False, {}, {"id": "1"}, [], "true"])
def test_a_write_is_not_done_when_the_platform_does_not_say_so(body: object) -> None:
    with (
        loopback(lambda _: told(body if body != "true" else '"true"')) as server,
        pytest.raises(UnexpectedAnswer, match="read it back"),
    ):
        graph(server.url).delete("100_1")


# -- pages ------------------------------------------------------------------------------


def page(ids: list[str], after: str | None, *, more: bool) -> dict:
    paging = {"cursors": {"before": "b", "after": after}} if after else {}
    if more:
        paging["next"] = f"https://graph.facebook.com/v25.0/1/comments?access_token=X&after={after}"
    return {"data": [{"id": id} for id in ids], "paging": paging}


def test_paging_goes_on_over_short_and_empty_pages_to_the_end() -> None:
    pages = {
        None: page(["1"], "A", more=True),
        "A": page([], "B", more=True),
        "B": page(["2"], "C", more=False),
    }
    with loopback(lambda request: told(pages[request.args.get("after")])) as server:
        rows = list(graph(server.url).pages("1", "comments", limit=100, fields="id"))

    assert rows == [[{"id": "1"}], [], [{"id": "2"}]]
    assert all("X" not in request.url for request in server.asked)


def test_an_edge_without_cursors_is_paged_by_what_its_next_link_says() -> None:
    first = {
        "data": [],
        "paging": {"next": "https://graph.facebook.com/x?access_token=X&until=5&limit=1"},
    }
    pages = {None: first, "5": {"data": [{"id": "9"}]}}
    with loopback(lambda request: told(pages[request.args.get("until")])) as server:
        rows = list(graph(server.url).pages("1", "tagged", limit=100))

    assert rows == [[], [{"id": "9"}]]
    assert "X" not in server.asked[1].url


def test_pages_that_go_round_in_a_circle_come_to_an_end() -> None:
    with (
        loopback(lambda _: told(page(["1"], "A", more=True))) as server,
        pytest.raises(UnexpectedAnswer, match="circle"),
    ):
        list(graph(server.url).pages("1", "comments", limit=100))

    assert len(server.asked) < 10


def test_a_page_that_is_too_large_is_asked_for_again_at_half_the_size() -> None:
    def answer(request: Request) -> Response:
        if int(request.args["limit"]) > 30:
            return told(error_body(1, message="Please reduce the amount of data"), 500)
        return told(page(["1"], None, more=False))

    with loopback(answer) as server:
        rows = list(graph(server.url).pages("1", "comments", limit=100))

    assert rows == [[{"id": "1"}]]
    assert [request.args["limit"] for request in server.asked] == ["100", "50", "25"]


def test_a_page_of_one_that_is_too_large_is_an_error() -> None:
    body = error_body(1, message="Please reduce the amount of data")
    with loopback(lambda _: told(body, 500)) as server, pytest.raises(PlatformUnavailable):
        list(graph(server.url).pages("1", "comments", limit=4))

    assert [request.args["limit"] for request in server.asked] == ["4", "2", "1"]


def test_a_next_link_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(UnexpectedAnswer):
        continuation_of({"paging": {"next": "https://graph.facebook.com/x?access_token=X"}})


# -- secrets ----------------------------------------------------------------------------


def everything_said(error: BaseException) -> str:
    chain = [error, error.__cause__, error.__context__]
    texts = [repr(link) for link in chain]
    return "\n".join([*texts, *traceback.format_exception(error)])


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", None])
def test_no_error_and_no_log_holds_a_token(
    url: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words = f"Malformed access token {TOKEN} or {APP_SECRET}"
    with loopback(lambda _: told(error_body(190, message=words), 400)) as server:
        client = graph(url or server.url, app=True)
        for call in (
            lambda: client.get("me", "id"),
            lambda: client.post("1", is_hidden="true"),
            lambda: token_report(client),
        ):
            with pytest.raises(ConnectorError) as caught:
                call()
            assert TOKEN not in everything_said(caught.value)
            assert APP_SECRET not in everything_said(caught.value)

    assert TOKEN not in caplog.text
    assert APP_SECRET not in caplog.text


def test_a_successful_debug_call_leaves_no_token_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with loopback(lambda _: told({"data": {"is_valid": True, "scopes": []}})) as server:
        token_report(graph(server.url, app=True))

    assert "debug_token" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "t\u00f4cyn"])
def test_a_token_that_no_platform_gives_is_refused_before_any_call(token: str) -> None:
    with pytest.raises(CredentialsRejected, match="access_token"):
        connect_graph({"access_token": token}, HttpSettings())


def test_a_line_break_behind_a_copied_token_does_no_harm() -> None:
    with loopback(lambda _: told({"id": "1"})) as server:
        connect_graph({"access_token": TOKEN + "\n"}, HttpSettings(base_url=server.url)).get(
            "me", "id"
        )

    assert server.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


# -- values -----------------------------------------------------------------------------


def test_half_a_surrogate_and_a_nul_become_the_replacement_character() -> None:
    assert text_of({"text": "a\ud83db\0c \U0001f600"}, "text") == "a\ufffdb\ufffdc \U0001f600"


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("sticker", "sticker"),
        ("photo", "image"),
        ("animated_image_share", "image"),
        ("video_inline", "video"),
        ("animated_image_video", "video"),
        ("share", "link"),
        ("something_new", "link"),
    ],
)
def test_each_kind_of_attachment_gets_one_of_our_names(kind: str, ours: str) -> None:
    assert attachments_of({"attachment": {"type": kind}}) == (ours,)


def test_one_module_alone_imports_the_sdk() -> None:
    found = set()
    for path in Path(connectors.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] == "facebook" for name in names):
                found.add(path.name)

    assert found == {"graph.py"}
