"""YouTube's connector against every recorded exchange: the right items, or the right error."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.wrappers import Request, Response

from connectors.base import FetchedAuthor, Identity, Item, ItemState, Verb
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.youtube import YouTubeConnector
from connectors.youtube_answers import parse_comment, parse_thread
from connectors.youtube_cursor import Cursor
from tests.connectors.loopback import Loopback
from tests.connectors.recordings import Exchange, exchange, names
from tests.connectors.stage import comments_in
from tests.shared import shared_dir

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COUNCIL = "UCexampleCouncil00000001"
CREDENTIALS = {"client_id": "c", "client_secret": "s", "refresh_token": "r", "access_token": "t"}
API = "/youtube/v3/"


def empty(kind: str) -> dict[str, Any]:
    return {"kind": kind, "items": []}


#: What a quiet, well-kept channel answers to the calls around the recorded one.
AROUND: dict[str, Any] = {
    API + "channels": {
        "kind": "youtube#channelListResponse",
        "items": [{"id": COUNCIL, "snippet": {"title": "Example Council"}}],
    },
    API + "playlistItems": empty("youtube#playlistItemListResponse"),
    API + "commentThreads": empty("youtube#commentThreadListResponse"),
    API + "comments": empty("youtube#commentListResponse"),
    "/token": {"access_token": "new", "expires_in": 3599, "token_type": "Bearer"},
}


@dataclass
class Replay:
    """A server that gives the recorded answer where `when` says so, and AROUND elsewhere."""

    connector: YouTubeConnector
    asked: list[Request]
    saved: list[dict[str, str]] = field(default_factory=list)

    def asked_for(self, path: str) -> list[dict[str, str]]:
        return [request.args.to_dict() for request in self.asked if request.path == path]


@contextmanager
def replay(
    *recorded: tuple[Exchange, Callable[[Request], bool]], **credentials: str
) -> Iterator[Replay]:
    def answer(request: Request) -> Response:
        for one, when in recorded:
            if when(request):
                return one.response()
        body = json.dumps(AROUND[request.path])
        return Response(body, content_type="application/json; charset=UTF-8")

    with Loopback(answer) as server:
        saved: list[dict[str, str]] = []
        connector = YouTubeConnector(
            CREDENTIALS | credentials,
            http=server.settings(),
            save=lambda renewed: saved.append(dict(renewed)),
            now=lambda: NOW,
        )
        yield Replay(connector, server.asked, saved)


def at(path: str, **having: str) -> Callable[[Request], bool]:
    """Match a first page, and the query where `having` asks for it."""
    wanted = having or {"pageToken": ""}
    return lambda request: (
        request.path == API + path
        and all(request.args.get(name, "") == value for name, value in wanted.items())
    )


def published(request: Request) -> bool:
    first = request.args.get("moderationStatus") == "published" and "pageToken" not in request.args
    return request.path == API + "commentThreads" and first


# -- what each exchange must come to ----------------------------------------------------


def identity(one: Exchange) -> None:
    with replay((one, at("channels"))) as run:
        assert run.connector.check() == Identity(
            "UC_x5XG1OV2P6uZZ5FSM9Ttw", "@examplecouncil", "Example Council"
        )


def reads(comment_id: str, state: ItemState, text: str | None) -> Callable[[Exchange], None]:
    def expect(one: Exchange) -> None:
        with replay((one, at("comments"))) as run:
            reading = run.connector.read(Item(comment_id, post_platform_id="JE8xdDp5B8Q"))
            assert (reading.state, reading.text) == (state, text)
            [asked] = run.asked_for(API + "comments")
            assert (asked["id"], asked["textFormat"]) == (comment_id, "plainText")

    return expect


def held_threads(one: Exchange) -> None:
    with replay((one, at("commentThreads", moderationStatus="heldForReview"))) as run:
        found = comments_in(list(run.connector.fetch(None)))
    top, other, reply = found
    assert [c.state for c in found] == [ItemState.HELD, ItemState.VISIBLE, ItemState.HELD]
    assert top.text == "People like you are the reason nobody trusts the council."
    assert top.author == FetchedAuthor(
        "UCexample0000000000000Ag", "@rowanashdown12", "@rowanashdown12"
    )
    assert reply.parent_platform_id == other.platform_id
    assert top.published_at == datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)
    assert all(c.post_platform_id == "JE8xdDp5B8Q" and c.edited_at is None for c in found)


def more_replies(one: Exchange) -> None:
    with replay((one, published)) as run:
        found = comments_in(list(run.connector.fetch(None)))
        pages = run.asked_for(API + "commentThreads")
        [asked] = run.asked_for(API + "comments")
    assert [c.text for c in found] == [
        "When does the library open?", *[f"reply {n}" for n in range(5)],
    ]  # fmt: skip
    assert asked["parentId"] == "UgwMANY00000000000014AaABAg"
    assert [page["pageToken"] for page in pages if "pageToken" in page] == ["QURTSl9pM"]


def threads(count: int, first: str, *, video: str | None, at_: str) -> Callable[[Exchange], None]:
    def expect(one: Exchange) -> None:
        with replay((one, published)) as run:
            found = comments_in(list(run.connector.fetch(None)))
        assert len({c.platform_id for c in found}) == len(found) == count
        assert found[0].platform_id == first
        assert found[0].post_platform_id == video
        assert found[0].published_at == datetime.fromisoformat(at_)
        assert all(c.state is ItemState.VISIBLE and not c.own for c in found)
        times = [c.published_at for c in found]
        assert times == sorted(times, reverse=True)

    return expect


def replies(one: Exchange) -> None:
    """The two pages are one list, so each is played with the other."""
    first, second = (exchange("youtube", f"replies_page{n}.json") for n in (1, 2))
    parent = "Ugw5zYU6n9pmIgAZWvN4AaABAg"
    listed = exchange("youtube", "threads_all_to_me.json")
    grown = json.loads(listed.text)
    for thread in grown["items"]:
        thread["snippet"]["totalReplyCount"] = 3 if thread["id"] == parent else 0
    more = Exchange("grown", {}, 200, listed.headers, grown, json.dumps(grown))
    token = first.body["nextPageToken"]
    with replay(
        (more, published), (first, at("comments")), (second, at("comments", pageToken=token))
    ) as run:
        found = comments_in(list(run.connector.fetch(None)))
    written = {c.platform_id: c for c in found if c.parent_platform_id == parent}
    assert len(written) == 3
    for item in one.body["items"]:
        assert written[item["id"]].text == item["snippet"]["textDisplay"]
        assert written[item["id"]].post_platform_id == "JE8xdDp5B8Q"


def looked_at_by_id(one: Exchange) -> None:
    known = "UgxKREWxIgDrw8w2e_Z4AaABAg"
    cursor = Cursor(datetime(2019, 4, 20, 1, tzinfo=UTC), {known: (1, 0)}).write()
    with replay((one, at("commentThreads", id=known))) as run:
        [comment] = comments_in(list(run.connector.fetch(cursor)))
    assert comment.platform_id == known
    assert comment.author is not None
    assert comment.author.platform_id == "UCnbjG5QA_mjRbYlM3iFtHhN"


def parses_comment(one: Exchange) -> None:
    comment = parse_comment(one.body, "UCf-fjECJAziNUIlQQXGkkyB")
    assert (comment.text, comment.own) == ("Really?", True)
    assert comment.parent_platform_id == "Ugy_CAftKrIUCyPr9GR4AaABAg"
    assert comment.published_at == datetime(2022, 11, 14, 10, 23, 2, tzinfo=UTC)


def parses_thread(one: Exchange) -> None:
    thread = parse_thread(one.body, COUNCIL, listed=None)
    assert (thread.top.text, thread.post_platform_id) == ("Well done all", "JE8xdDp5B8Q")
    assert thread.complete


def does(verb: Verb, *, own: bool = False, state: ItemState = ItemState.VISIBLE) -> Any:
    def expect(one: Exchange) -> None:
        url = urlsplit(one.request["url"])
        query = dict(parse_qsl(url.query))

        def same(request: Request) -> bool:
            return request.method == one.request["method"] and request.path == url.path

        with replay((one, same)) as run:
            run.connector.act(verb, Item(query["id"], own=own, state=state))
            [asked] = run.asked
        assert asked.args.to_dict() == query

    return expect


def refreshes(one: Exchange) -> None:
    with replay((one, lambda request: request.path == "/token"), access_token="") as run:
        run.connector.check()
        form = run.asked[0].form.to_dict()
    assert form["grant_type"] == "refresh_token"
    assert run.saved[0]["access_token"] == "EXAMPLE-YT-ACCESS"


def refused_refresh(one: Exchange) -> None:
    with replay((one, lambda request: request.path == "/token"), access_token="") as run:
        with pytest.raises(CredentialsRejected, match="invalid_grant"):
            run.connector.check()
        assert run.saved == []
        assert len(run.asked) == 1


def no_permission(one: Exchange) -> None:
    with replay((one, at("channels"))) as run, pytest.raises(PermissionMissing):
        run.connector.check()


def refuses(
    fetching: type[Exception] | None, acting: type[Exception], *, there: type[Exception]
) -> Callable[[Exchange], None]:
    """Expect these errors in a fetch, and in a deed on a comment that is gone, and is there."""
    present = exchange_of(
        {
            "kind": "youtube#commentListResponse",
            "items": [
                {
                    "id": "Ug1",
                    "snippet": {"textDisplay": "x", "publishedAt": "2026-01-01T00:00:00Z"},
                }
            ],
        }
    )

    def expect(one: Exchange) -> None:
        with replay((one, at("commentThreads"))) as run:
            if fetching is None:
                assert comments_in(list(run.connector.fetch(None))) == []
            else:
                with pytest.raises(fetching) as caught:
                    list(run.connector.fetch(None))
                assert type(caught.value) is fetching
        writes = at("comments/setModerationStatus")
        for around, expected in (((), acting), (((present, at("comments")),), there)):
            with replay((one, writes), *around) as run:
                with pytest.raises(expected) as caught:
                    run.connector.act(Verb.HOLD, Item("Ug1"))
                assert type(caught.value) is expected

    return expect


def exchange_of(body: Any) -> Exchange:
    headers = {"content-type": "application/json"}
    return Exchange("made", {}, 200, headers, body, json.dumps(body))


def same(error: type[Exception]) -> Callable[[Exchange], None]:
    return refuses(error, error, there=error)


HELD = "People like you are the reason nobody trusts the council."
EXPECTED: dict[str, Callable[[Exchange], None]] = {
    "channel_identity.json": identity,
    # Not the owner's reading, so no status; and no list shows it, so none is guessed.
    "comment_by_id.json": reads("UgyUBI0HsgL9emxcZpR4AaABAg", ItemState.UNKNOWN, "Not again"),
    "composed_comment_gone.json": reads("UgyGONE", ItemState.ABSENT, None),
    "composed_read_back_held.json": reads("UgyWeTdgc4sc1xgmbld4AaABAg", ItemState.HELD, HELD),
    "composed_threads_held.json": held_threads,
    "composed_threads_more_replies.json": more_replies,
    "delete_own_comment.json": does(Verb.DELETE, own=True),
    "error_403_permission_denied.json": no_permission,
    "moderate_held.json": does(Verb.HOLD),
    "moderate_published.json": does(Verb.RESTORE, state=ItemState.HELD),
    "moderate_rejected.json": does(Verb.REJECT),
    "oauth_refresh.json": refreshes,
    "replies_page1.json": replies,
    "replies_page2.json": replies,
    "reply_created.json": parses_comment,
    "thread_by_id.json": looked_at_by_id,
    "thread_created.json": parses_thread,
    "threads_all_to_me.json": threads(
        4, "UgyWeTdgc4sc1xgmbld4AaABAg", video="JE8xdDp5B8Q", at_="2019-12-01T03:36:55+00:00"
    ),
    "threads_by_channel.json": threads(
        2, "UgyUBI0HsgL9emxcZpR4AaABAg", video=None, at_="2019-06-23T02:49:00+00:00"
    ),
    "threads_by_video_page1.json": threads(
        5, "UgyZ1jqkHKYvi1-ruOZ4AaABAg", video="F1UP7wRCPH8", at_="2019-11-26T15:51:44+00:00"
    ),
    "threads_by_video_page2.json": threads(
        5, "UgyZ1jqkHKYvi1-ruOZ4AaABAg", video="F1UP7wRCPH8", at_="2019-11-26T15:51:44+00:00"
    ),
    "errors/400_banWithoutReject.json": refuses(UnexpectedAnswer, NotSupported, there=NotSupported),
    "errors/400_invalid_grant.json": refused_refresh,
    "errors/400_operationNotSupported.json": refuses(
        UnexpectedAnswer, NotSupported, there=NotSupported
    ),
    "errors/400_processingFailure.json": refuses(
        PlatformUnavailable, CommentGone, there=PlatformUnavailable
    ),
    "errors/401_authError.json": same(CredentialsRejected),
    "errors/403_commentsDisabled.json": refuses(None, PermissionMissing, there=PermissionMissing),
    "errors/403_forbidden.json": refuses(PermissionMissing, CommentGone, there=PermissionMissing),
    "errors/403_ineligibleAccount.json": same(PermissionMissing),
    "errors/403_quotaExceeded.json": same(BudgetSpent),
    "errors/403_rateLimitExceeded.json": same(RateLimited),
    "errors/404_commentNotFound.json": refuses(None, CommentGone, there=CommentGone),
    "errors/404_videoNotFound.json": refuses(UnexpectedAnswer, CommentGone, there=CommentGone),
    "errors/429_rateLimitExceeded.json": same(RateLimited),
    "errors/500_backendError.json": same(PlatformUnavailable),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_exchange_comes_to_the_right_items_or_the_right_error(name):
    EXPECTED[name](exchange("youtube", name))


def test_every_recorded_exchange_has_its_expectation():
    shared_dir("contracts")
    assert sorted(EXPECTED) == names("youtube")
