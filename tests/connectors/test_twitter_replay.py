"""Every exchange in the study material for X, served to the connector over loopback."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.wrappers import Response

from connectors.base import Batch, FetchedComment, FetchedPost, Item, ItemState, Kind, Verb
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.session import HttpSettings
from connectors.twitter import XConnector
from connectors.x_cursor import XCursor, parse_cursor
from tests.connectors.x_server import HANDLE, ME, XServer, serving
from tests.shared import shared_dir

NOW = datetime(2026, 11, 21, 22, 50, tzinfo=UTC)
MENTIONS = f"/2/users/{ME}/mentions"
CREDENTIALS = {
    "client_id": "EXAMPLE-CLIENT",
    "client_secret": "EXAMPLE-CLIENT-SECRET",
    "access_token": "EXAMPLE-ACCESS-1",
}

Exchange = dict[str, Any]


@pytest.fixture
def server() -> Iterator[XServer]:
    with serving() as told:
        yield told


def load(name: str) -> Exchange:
    return json.loads((shared_dir("contracts") / "x" / name).read_text("utf-8"))


def response_of(exchange: Exchange) -> Response:
    response = exchange["response"]
    text = response.get("body_text") or json.dumps(response["body"])
    return Response(text, response["status"], headers=response["headers"])


def url_of(exchange: Exchange) -> tuple[str, dict[str, str]]:
    url = urlsplit(exchange["request"]["url"])
    return url.path, {name: values[0] for name, values in parse_qs(url.query).items()}


def replay(server: XServer, exchange: Exchange, *, instead: tuple[str, str] | None = None) -> None:
    """Serve the exchange where it was recorded, or `instead` of another answer."""
    method, path = instead or (exchange["request"]["method"], url_of(exchange)[0])
    server.plan(method, path, response_of(exchange))


def connector(server: XServer, *, now: datetime = NOW, **more: str) -> XConnector:
    return XConnector.connect(
        {**CREDENTIALS, **more},
        http=HttpSettings(base_url=server.url),
        save=lambda renewed: None,
        now=lambda: now,
    )


def fetch(server: XServer, **since: str) -> tuple[list[FetchedComment], list[FetchedPost], Batch]:
    start = XCursor(user_id=ME, handle=HANDLE, identified_at=NOW, fetched_at=NOW, **since)
    batches = list(connector(server).fetch(start.text()))
    comments = [comment for batch in batches for comment in batch.comments]
    return comments, [post for batch in batches for post in batch.posts], batches[-1]


def reply_to_council(post_id: str) -> Item:
    hints = {
        "account_id": ME,
        "conversation_id": "1293593516040269825",
        "conversation_owner_id": ME,
        "newest_id": post_id,
    }
    return Item(post_id, post_platform_id="1293593516040269825", hints=hints)


# -- what each exchange must lead to ----------------------------------------------------


def empty_mentions(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    since = url_of(exchange)[1]["since_id"]
    comments, posts, last = fetch(server, mentions=since)
    assert comments == posts == []
    assert server.to(MENTIONS)[0].args["since_id"] == since
    after = parse_cursor(last.cursor)
    assert after is not None
    assert after.mentions == since


def last_page(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    [comment], _, last = fetch(server)
    assert comment.platform_id == "1974500000000000001"
    assert comment.kind is Kind.COMMENT
    assert comment.post_platform_id == "1974500000000000000"
    assert comment.parent_platform_id is None
    assert comment.text == "@ExampleCouncil thank you for sorting it so quickly"
    assert comment.published_at == datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)
    assert comment.author is not None
    assert comment.author.platform_id == "5512000003"
    assert '"mentions": "1974500000000000001"' in (last.cursor or "")


def two_pages(server: XServer, exchange: Exchange) -> None:
    second = load("composed_mentions_last_page.json")
    server.plan("GET", MENTIONS, response_of(exchange), response_of(second))
    since = url_of(exchange)[1]["since_id"]
    comments, _, last = fetch(server, mentions=since)
    first, edited, elsewhere, later = comments
    assert (first.author.handle, first.author.name) == ("rowanashdown12", "Rowan Ashdown")  # type: ignore[union-attr]
    assert first.permalink == "https://x.com/rowanashdown12/status/1975000000000000009"
    assert first.post_platform_id == "1975000000000000001"
    assert first.edited_at is None
    assert edited.platform_id == "1975000000000000005"
    assert edited.text.endswith("(edited)")
    assert edited.edited_at == datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)
    assert edited.published_at < edited.edited_at
    assert edited.hints["newest_id"] == "1975000000000000007"
    assert elsewhere.kind is Kind.MENTION
    assert elsewhere.post_platform_id is None
    assert elsewhere.attachments == ("image",)
    assert later.platform_id == "1974500000000000001"
    one, two = server.to(MENTIONS)
    assert one.args["since_id"] == two.args["since_id"] == since
    token = exchange["response"]["body"]["meta"]["next_token"]
    assert "pagination_token" not in one.args
    assert two.args["pagination_token"] == token
    after = parse_cursor(last.cursor)
    assert after is not None
    assert after.mentions == "1975000000000000009"


def bare_posts(path: str, count: int, first_id: str) -> Callable[[XServer, Exchange], None]:
    """Rows with an id and a text alone: the id tells the time, nobody is named."""

    def check(server: XServer, exchange: Exchange) -> None:
        replay(server, single_page(exchange), instead=("GET", path))
        comments, _, _ = fetch(server)
        rows = exchange["response"]["body"]["data"]
        assert [comment.platform_id for comment in comments] == [row["id"] for row in rows]
        assert [comment.text for comment in comments] == [row["text"] for row in rows]
        assert len(comments) == count
        assert comments[0].platform_id == first_id
        assert {comment.kind for comment in comments} == {Kind.MENTION}
        assert {comment.author for comment in comments} == {None}
        assert all(comment.published_at.year in (2021, 2022) for comment in comments)

    return check


def single_page(exchange: Exchange) -> Exchange:
    copy = json.loads(json.dumps(exchange))
    copy["response"]["body"]["meta"].pop("next_token", None)
    return copy


def own_posts(server: XServer, exchange: Exchange) -> None:
    replay(server, single_page(exchange))
    comments, posts, last = fetch(server)
    assert comments == []
    assert [post.platform_id for post in posts] == ["1577730467436138524", "1565318587736285184"]
    assert posts[0].text.startswith("The road works")
    assert posts[0].published_at.date().isoformat() == "2022-10-05"
    after = parse_cursor(last.cursor)
    assert after is not None
    assert after.conversations == ("1577730467436138524", "1565318587736285184")


def identity(platform_id: str) -> Callable[[XServer, Exchange], None]:
    def check(server: XServer, exchange: Exchange) -> None:
        replay(server, exchange, instead=("GET", "/2/users/me"))
        found = connector(server).check()
        assert (found.platform_id, found.handle, found.name) == (
            platform_id,
            "ExampleCouncil",
            "Example Council",
        )
        assert found.followers is None

    return check


def acted(
    verb: Verb, state: ItemState, *, own: bool = False
) -> Callable[[XServer, Exchange], None]:
    def check(server: XServer, exchange: Exchange) -> None:
        replay(server, exchange)
        post_id = url_of(exchange)[0].split("/")[3]
        item = reply_to_council(post_id)
        connector(server).act(verb, Item(post_id, own=own, state=state, hints=item.hints))
        [call] = server.asked
        assert call.method == exchange["request"]["method"]
        assert call.authorization == "Bearer EXAMPLE-ACCESS-1"
        if "body" in exchange["request"]:
            assert json.loads(call.body) == exchange["request"]["body"]

    return check


def refused_as_hide(error: type[ConnectorError]) -> Callable[[XServer, Exchange], None]:
    """An answer to a call that the connector never makes must not pass for a hidden reply."""

    def check(server: XServer, exchange: Exchange) -> None:
        replay(server, exchange, instead=("PUT", "/2/tweets/1293593516040269999/hidden"))
        with pytest.raises(error):
            connector(server).act(Verb.HIDE, reply_to_council("1293593516040269999"))

    return check


def refused_check(error: type[ConnectorError]) -> Callable[[XServer, Exchange], None]:
    def check(server: XServer, exchange: Exchange) -> None:
        replay(server, exchange, instead=("GET", "/2/users/me"))
        with pytest.raises(error) as caught:
            connector(server).check()
        assert "EXAMPLE" not in str(caught.value)

    return check


def refused_fetch(
    error: type[ConnectorError], retry_at: datetime | None = None
) -> Callable[[XServer, Exchange], None]:
    def check(server: XServer, exchange: Exchange) -> None:
        replay(server, exchange)
        with pytest.raises(error) as caught:
            fetch(server)
        assert getattr(caught.value, "retry_at", None) == retry_at
        assert "1234567890123456789" not in str(caught.value)

    return check


def renewed(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    saved: list[tuple[dict[str, str], int]] = []
    built = XConnector.connect(
        {**CREDENTIALS, "refresh_token": "EXAMPLE-REFRESH-1", "expires_at": "2026-11-21T22:49:00Z"},
        http=HttpSettings(base_url=server.url),
        save=lambda values: saved.append((dict(values), len(server.asked))),
        now=lambda: NOW,
    )
    found = built.check()
    token_call, me_call = server.asked
    assert token_call.form == exchange["request"]["form"]
    assert token_call.authorization.startswith("Basic ")
    [(values, calls_before)] = saved
    assert calls_before == 1
    assert values["access_token"] == "EXAMPLE-ACCESS-2"
    assert values["refresh_token"] == "EXAMPLE-REFRESH-2"
    assert values["expires_at"] == "2026-11-22T00:50:00+00:00"
    assert me_call.authorization == "Bearer EXAMPLE-ACCESS-2"
    assert found.token_expires_at == datetime(2026, 11, 22, 0, 50, tzinfo=UTC)
    assert found.missing_permissions == ()


def renewal_refused(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    built = connector(server, refresh_token="EXAMPLE-REFRESH-1", expires_at="2026-11-21T22:49:00Z")
    with pytest.raises(CredentialsRejected) as caught:
        built.check()
    assert "EXAMPLE" not in str(caught.value)
    assert server.paths() == ["/2/oauth2/token"]


def read_by_id(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    reading = connector(server).read(Item("1293593516040269825"))
    assert reading.state is ItemState.VISIBLE
    assert reading.text == exchange["response"]["body"]["data"][0]["text"]


def read_gone(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    assert connector(server).read(reply_to_council("1293593516040269999")).state is ItemState.ABSENT
    assert server.paths() == ["/2/tweets"]


def read_protected(server: XServer, exchange: Exchange) -> None:
    replay(server, exchange)
    reading = connector(server).read(Item("1293593516040269998"))
    assert reading.state is ItemState.UNKNOWN


def delivery(event: str) -> Callable[[XServer, Exchange], None]:
    """A webhook's delivery: the product polls, so only its shape is held to what polling reads."""

    def check(server: XServer, exchange: Exchange) -> None:
        data = exchange["response"]["body"]["data"]
        assert exchange["response"]["status"] is None
        assert data["event_type"] == event
        payload = data["payload"]
        assert payload["id"].isdigit()
        if event != "post.delete":
            assert payload["edit_history_tweet_ids"] == [payload["id"]]
            assert isinstance(payload["text"], str)

    return check


EXPECTED: dict[str, Callable[[XServer, Exchange], None]] = {
    "composed_mentions_empty.json": empty_mentions,
    "composed_mentions_last_page.json": last_page,
    "composed_mentions_with_includes.json": two_pages,
    "create_tweet.json": refused_as_hide(UnexpectedAnswer),
    "delete_tweet.json": acted(Verb.DELETE, ItemState.VISIBLE, own=True),
    "hide_reply.json": acted(Verb.HIDE, ItemState.VISIBLE),
    "mute.json": refused_as_hide(UnexpectedAnswer),
    "muting_list.json": refused_check(UnexpectedAnswer),
    "oauth2_refresh.json": renewed,
    "tweets_by_ids.json": read_by_id,
    "tweets_id_quote_tweets.json": bare_posts(MENTIONS, 9, "1458146351036841988"),
    "tweets_search_recent.json": bare_posts("/2/tweets/search/recent", 10, "1578516068309794817"),
    "unhide_reply.json": acted(Verb.RESTORE, ItemState.HIDDEN),
    "unmute.json": refused_as_hide(UnexpectedAnswer),
    "users_by_username.json": identity(ME),
    "users_id_mentions.json": bare_posts(MENTIONS, 10, "1578516295611748353"),
    "users_id_tweets.json": own_posts,
    "users_me.json": identity("1072250532645998596"),
    "webhook_post_delete.json": delivery("post.delete"),
    "webhook_post_mention_create.json": delivery("post.mention.create"),
    "webhook_post_reply_create.json": delivery("post.reply.create"),
    "errors/200_hide_not_found.json": refused_as_hide(CommentGone),
    "errors/200_partial_not_authorized.json": read_protected,
    "errors/200_partial_not_found.json": read_gone,
    "errors/400_invalid_request.json": refused_fetch(UnexpectedAnswer),
    "errors/400_refresh_invalid.json": renewal_refused,
    "errors/401_unauthorized.json": refused_check(CredentialsRejected),
    "errors/402_credits_depleted_2026_07.json": refused_fetch(BudgetSpent),
    "errors/402_credits_depleted_older.json": refused_fetch(BudgetSpent),
    "errors/403_duplicate_content.json": refused_as_hide(NotSupported),
    "errors/403_hide_not_conversation_owner.json": refused_as_hide(NotSupported),
    "errors/403_reply_not_summoned.json": refused_as_hide(NotSupported),
    "errors/403_unsupported_authentication.json": refused_check(CredentialsRejected),
    "errors/429_no_headers.json": refused_fetch(RateLimited),
    "errors/429_rate_limited.json": refused_fetch(
        RateLimited, datetime.fromtimestamp(1795301790, UTC)
    ),
    "errors/429_usage_capped.json": refused_fetch(BudgetSpent),
    "errors/503_html.json": refused_check(PlatformUnavailable),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_exchange_gives_the_right_items_or_the_right_error(server: XServer, name: str) -> None:
    EXPECTED[name](server, load(name))


def test_no_exchange_is_without_an_expectation() -> None:
    folder = shared_dir("contracts") / "x"
    files = {str(file.relative_to(folder)) for file in folder.rglob("*.json")}
    assert {file for file in files if not file.startswith("openapi-")} == set(EXPECTED)


def test_a_reset_in_the_past_leaves_the_wait_to_us(server: XServer) -> None:
    replay(server, load("errors/429_rate_limited.json"), instead=("GET", "/2/users/me"))
    late = connector(server, now=datetime(2027, 1, 1, tzinfo=UTC))
    with pytest.raises(RateLimited) as caught:
        late.check()
    assert caught.value.retry_at is None
