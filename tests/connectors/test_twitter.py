"""What the connector for X promises, against a server that says whatever a test tells it to."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import Item, ItemState, Kind, Verb
from connectors.errors import (
    ActionsBlocked,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    UnexpectedAnswer,
)
from connectors.registry import connector_class
from connectors.session import HttpSettings
from connectors.twitter import XConnector
from tests.connectors.x_cases import (
    CREDENTIALS,
    FIRST,
    MENTIONS,
    NOW,
    RENEWABLE,
    RENEWED,
    ROOT,
    SEARCH,
    SECOND,
    TOKEN,
    UNAUTHORISED,
    connect,
    reply,
    row,
)
from tests.connectors.x_server import HANDLE, ME, XServer, answer, not_found, serving


@pytest.fixture
def server() -> Iterator[XServer]:
    with serving() as told:
        yield told


# -- credentials -------------------------------------------------------------------------


def test_the_registry_knows_the_connector() -> None:
    assert connector_class("x") is XConnector


@pytest.mark.parametrize(
    ("credentials", "named"),
    [
        ({}, "client_id, access_token"),
        ({"client_id": "a", "access_token": " "}, "access_token"),
        ({"client_id": "a", "access_token": "to\nken"}, "access_token"),
        ({**CREDENTIALS, "refresh_token": "naïve"}, "refresh_token"),
        ({**CREDENTIALS, "expires_at": "soon"}, "expires_at"),
    ],
)
def test_credentials_that_cannot_work_are_named_and_not_shown(
    server: XServer, credentials: dict[str, str], named: str
) -> None:
    with pytest.raises(CredentialsRejected, match=named) as caught:
        connect(server, credentials)
    assert "naïve" not in str(caught.value)
    assert server.asked == []


def test_one_refused_token_is_renewed_saved_and_the_call_made_again(server: XServer) -> None:
    me = answer({"data": {"id": ME, "name": "Council", "username": HANDLE}})
    server.plan("GET", "/2/users/me", answer(UNAUTHORISED, 401), me)
    server.plan("POST", TOKEN, answer({**RENEWED, "expires_in": 7200, "scope": "tweet.read"}))
    saved: list[Mapping[str, str]] = []
    found = connect(server, RENEWABLE, saved=saved).check()
    assert server.paths() == ["/2/users/me", TOKEN, "/2/users/me"]
    assert server.asked[-1].authorization == "Bearer the-next-access-token"
    assert [values["refresh_token"] for values in saved] == ["the-next-refresh-token"]
    assert saved[0]["client_secret"] == "the-secret"
    assert found.token_expires_at == NOW + timedelta(hours=2)
    assert found.missing_permissions == (
        "users.read",
        "tweet.write",
        "tweet.moderate.write",
        "offline.access",
    )


@pytest.mark.parametrize("handle", ["", None, 7, "a OR from:b", "naïve"])
def test_an_identity_whose_handle_is_none_is_refused(server: XServer, handle: object) -> None:
    me = {"data": {"id": ME, "name": "Council", "username": handle}}
    server.plan("GET", "/2/users/me", answer(me))
    with pytest.raises(UnexpectedAnswer, match="username"):
        list(connect(server).fetch(None))
    assert server.to(SEARCH) == []


def test_a_public_client_renews_by_its_id_alone(server: XServer) -> None:
    server.plan("GET", "/2/users/me", answer(UNAUTHORISED, 401))
    server.plan("POST", TOKEN, answer(RENEWED))
    with pytest.raises(CredentialsRejected):
        connect(server, {**CREDENTIALS, "refresh_token": "r"}).check()
    [renewal] = server.to(TOKEN)
    assert renewal.authorization == ""
    assert renewal.form["client_id"] == "the-client"


def test_a_token_refused_again_after_renewal_is_rejected(server: XServer) -> None:
    server.plan("GET", "/2/users/me", answer(UNAUTHORISED, 401))
    server.plan("POST", TOKEN, answer(RENEWED))
    with pytest.raises(CredentialsRejected):
        connect(server, RENEWABLE).check()
    assert server.paths() == ["/2/users/me", TOKEN, "/2/users/me"]


def test_without_a_refresh_token_a_refused_token_is_rejected_at_once(server: XServer) -> None:
    server.plan("GET", "/2/users/me", answer(UNAUTHORISED, 401))
    with pytest.raises(CredentialsRejected):
        connect(server).check()
    assert server.paths() == ["/2/users/me"]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_request"}, CredentialsRejected),
        (401, {"error": "unauthorized_client"}, CredentialsRejected),
        (503, "<html>", PlatformUnavailable),
        (200, "<html>", UnexpectedAnswer),
        (200, {"access_token": 7}, UnexpectedAnswer),
        (200, [], UnexpectedAnswer),
    ],
)
def test_a_renewal_that_fails_is_told_apart_and_saves_nothing(
    server: XServer, status: int, body: object, error: type[ConnectorError]
) -> None:
    server.plan("GET", "/2/users/me", answer(UNAUTHORISED, 401))
    server.plan("POST", TOKEN, answer(body, status))
    saved: list[Mapping[str, str]] = []
    with pytest.raises(error):
        connect(server, RENEWABLE, saved=saved).check()
    assert saved == []


def test_a_renewed_token_that_could_not_be_saved_is_saved_before_the_next_call(
    server: XServer,
) -> None:
    server.plan("POST", TOKEN, answer(RENEWED))
    saved: list[Mapping[str, str]] = []

    def save(values: Mapping[str, str]) -> None:
        saved.append(values)
        if len(saved) == 1:
            raise OSError("disk full")

    connector = XConnector.connect(
        {**RENEWABLE, "expires_at": "2026-11-20T11:00:00Z"},
        http=HttpSettings(base_url=server.url),
        save=save,
        now=lambda: NOW,
    )
    with pytest.raises(OSError, match="disk full"):
        connector.check()
    assert server.paths() == [TOKEN]
    assert connector.check().platform_id == ME
    assert server.paths() == [TOKEN, "/2/users/me"]
    assert saved[0] == saved[1]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_no_secret_is_in_an_error_or_a_log(
    server: XServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = "Bearer the-first-access-token the-refresh-token the-secret"
    problem = {"title": said, "detail": said, "errors": [{"message": said}]}
    for path in ("/2/users/me", MENTIONS):
        server.plan("GET", path, answer(problem, status))
    server.plan("POST", TOKEN, answer(problem, 400))
    with pytest.raises(ConnectorError) as caught:
        connect(server, RENEWABLE).check()
    for secret in ("the-first-access-token", "the-refresh-token", "the-secret"):
        assert secret not in str(caught.value)
        assert secret not in caplog.text
    assert caught.value.__cause__ is None


# -- powers, acting, reading -------------------------------------------------------------


def test_only_replies_to_what_the_council_started_can_be_hidden(server: XServer) -> None:
    connector = connect(server)
    [hide] = connector.powers(reply()).verbs
    assert (hide.verb, hide.reversible, hide.readable) == (Verb.HIDE, True, False)
    assert hide.note == "x_hidden_replies_stay_readable"
    [restore] = connector.powers(reply(ItemState.HIDDEN)).verbs
    assert (restore.verb, restore.readable) == (Verb.RESTORE, False)
    for elsewhere in (
        reply(conversation_owner_id="55"),
        reply(conversation_owner_id=""),
        Item(FIRST, kind=Kind.MENTION),
    ):
        powers = connector.powers(elsewhere)
        assert powers.verbs == ()
        assert (powers.reason, powers.manual) == ("not_our_conversation", "x_report_in_app")
    assert connector.powers(reply(ItemState.ABSENT)).verbs == ()
    assert server.asked == []


def test_own_posts_can_be_deleted_and_nothing_else(server: XServer) -> None:
    [power] = connect(server).powers(Item(ROOT, own=True)).verbs
    assert (power.verb, power.reversible, power.readable) == (Verb.DELETE, False, True)
    assert power.note == "delete_cannot_be_undone"


@pytest.mark.parametrize("verb", [Verb.DELETE, Verb.HOLD, Verb.REJECT, Verb.RESTORE])
def test_a_verb_that_is_not_among_the_powers_makes_no_call(server: XServer, verb: Verb) -> None:
    with pytest.raises(NotSupported):
        connect(server).act(verb, reply())
    assert server.asked == []


def test_hiding_acts_on_the_newest_version_and_can_be_done_again(server: XServer) -> None:
    path = f"/2/tweets/{SECOND}/hidden"
    server.plan("PUT", path, answer({"data": {"hidden": True}}))
    for _ in range(2):
        connect(server).act(Verb.HIDE, reply(newest_id=SECOND))
    assert [json.loads(call.body) for call in server.to(path)] == [{"hidden": True}] * 2


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, {"errors": [not_found(FIRST, "id")]}, CommentGone),
        (200, {"errors": [not_found(FIRST, "id", "not-authorized-for-resource")]}, CommentGone),
        (200, {"errors": [not_found(FIRST, "id", "disallowed-resource")]}, PermissionMissing),
        (200, {"errors": [{"title": "?"}]}, UnexpectedAnswer),
        (200, {"data": {"hidden": False}}, UnexpectedAnswer),
        (200, {"data": {}}, UnexpectedAnswer),
        (200, {"data": []}, UnexpectedAnswer),
        (200, {}, UnexpectedAnswer),
        (404, "", CommentGone),
        (403, {"detail": "You are not allowed to hide this reply."}, NotSupported),
        (403, {"detail": "Forbidden"}, PermissionMissing),
        (
            403,
            {"detail": "Your account is suspended and is not permitted to do this"},
            ActionsBlocked,
        ),
        (403, {"detail": "This request looks like it might be automated."}, ActionsBlocked),
        (500, "", PlatformUnavailable),
    ],
)
def test_a_hide_that_x_does_not_confirm_is_not_done(
    server: XServer, status: int, body: Any, error: type[ConnectorError]
) -> None:
    server.plan("PUT", f"/2/tweets/{FIRST}/hidden", answer(body, status))
    with pytest.raises(error) as caught:
        connect(server).act(Verb.HIDE, reply())
    if error is PermissionMissing and status == 403:
        assert "tweet.moderate.write" in str(caught.value)


def test_a_reply_that_is_there_does_not_tell_whether_it_is_hidden(server: XServer) -> None:
    server.plan("GET", "/2/tweets", answer({"data": [row(FIRST, "still here")]}))
    reading = connect(server).read(reply(ItemState.HIDDEN))
    assert (reading.state, reading.readable, reading.text) == (
        ItemState.UNKNOWN,
        False,
        "still here",
    )


def test_a_mention_and_an_own_post_read_as_visible(server: XServer) -> None:
    server.plan("GET", "/2/tweets", answer({"data": [row(FIRST)]}))
    for item in (Item(FIRST, kind=Kind.MENTION), Item(FIRST, own=True)):
        reading = connect(server).read(item)
        assert (reading.state, reading.readable) == (ItemState.VISIBLE, True)


def test_reading_follows_the_edits(server: XServer) -> None:
    old = row(FIRST, "old", edit_history_tweet_ids=[FIRST, SECOND])
    new = row(SECOND, "new", edit_history_tweet_ids=[FIRST, SECOND])
    server.plan("GET", "/2/tweets", answer({"data": [old]}), answer({"data": [new]}))
    assert connect(server).read(Item(FIRST)).text == "new"


def test_gone_is_said_only_while_the_token_reads_well(server: XServer) -> None:
    item = Item(FIRST, kind=Kind.MENTION)
    assert connect(server).read(item).state is ItemState.ABSENT
    assert server.paths() == ["/2/tweets", "/2/users/me"]
    server.plan("GET", "/2/users/me", answer(UNAUTHORISED, 401))
    with pytest.raises(CredentialsRejected):
        connect(server).read(item)


def test_a_post_that_x_will_not_show_is_unknown(server: XServer) -> None:
    for kind in ("not-authorized-for-resource", "resource-unavailable"):
        server.plan("GET", "/2/tweets", answer({"errors": [not_found(FIRST, kind=kind)]}))
        assert connect(server).read(Item(FIRST)).state is ItemState.UNKNOWN


def test_an_answer_about_something_else_is_no_reading(server: XServer) -> None:
    server.plan("GET", "/2/tweets", answer({"data": [row(SECOND)]}))
    with pytest.raises(UnexpectedAnswer):
        connect(server).read(Item(FIRST))


def test_an_id_that_x_never_made_makes_no_call(server: XServer) -> None:
    with pytest.raises(CommentGone):
        connect(server).read(Item("../users/me"))
    assert server.asked == []
