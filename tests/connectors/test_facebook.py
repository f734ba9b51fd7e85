"""The Facebook connector: who the token belongs to, and what a fetch brings."""

import json
from datetime import UTC, timedelta

import pytest
from werkzeug.wrappers import Request, Response

from connectors.base import ItemState, Kind, Verb
from connectors.errors import (
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
)
from connectors.facebook import FacebookConnector
from connectors.session import HttpSettings
from connectors.simulator.faults import Fault, FaultKind
from tests.connectors.facebook_page import GONE, Town, item_of
from tests.connectors.graph_support import (
    APP_ID,
    APP_SECRET,
    NOW,
    PAGE_ID,
    PRIYA,
    TOKEN,
    comments_in,
    facebook,
    loopback,
    posts_in,
    told,
)


@pytest.fixture
def town() -> Town:
    return Town()


# -- check ------------------------------------------------------------------------------


def test_check_tells_the_page_its_followers_and_when_the_token_ends(town: Town) -> None:
    with loopback(town.part.handle) as server:
        found = facebook(server.url, app_id=APP_ID, app_secret=APP_SECRET).check()

    assert (found.platform_id, found.handle) == (PAGE_ID, "porthavencouncil")
    assert found.name == "Porthaven Council"
    assert found.followers == 31_560
    assert found.token_expires_at == NOW + timedelta(days=60)
    assert found.missing_permissions == ()


def test_check_works_without_the_apps_secret_and_knows_less(town: Town) -> None:
    with loopback(town.part.handle) as server:
        found = facebook(server.url).check()

    assert found.token_expires_at is None
    assert not any("debug_token" in path for path in server.paths())


def test_check_names_the_permissions_that_the_token_lacks(town: Town) -> None:
    town.world.rotate_tokens("main", token=TOKEN, scopes="pages_show_list,public_profile")
    with loopback(town.part.handle) as server:
        found = facebook(server.url, app_id=APP_ID, app_secret=APP_SECRET).check()

    assert found.missing_permissions == (
        "pages_manage_engagement",
        "pages_read_engagement",
        "pages_read_user_content",
    )


def test_check_refuses_a_persons_token_and_says_where_the_pages_own_is(town: Town) -> None:
    town.world.rotate_tokens("main", token="EAApage", user_token=TOKEN)
    with (
        loopback(town.part.handle) as server,
        pytest.raises(CredentialsRejected, match="/me/accounts"),
    ):
        facebook(server.url).check()


def test_check_refuses_another_pages_token(town: Town) -> None:
    with (
        loopback(town.part.handle) as server,
        pytest.raises(CredentialsRejected, match=f"belongs to Page {PAGE_ID}"),
    ):
        facebook(server.url, page_id="19292868552").check()


def test_connect_names_the_field_that_is_missing_and_makes_no_call() -> None:
    settings = HttpSettings(base_url="http://127.0.0.1:1")
    with pytest.raises(CredentialsRejected, match="access_token"):
        FacebookConnector.connect({"page_id": "1"}, http=settings, save=lambda _: None)
    with pytest.raises(CredentialsRejected, match="page_id"):
        FacebookConnector.connect(
            {"access_token": "t", "page_id": "PorthavenCouncil"},
            http=settings,
            save=lambda _: None,
        )


# -- fetch ------------------------------------------------------------------------------


def test_a_first_fetch_brings_every_post_comment_reply_and_mention(town: Town) -> None:
    top = town.say("The lift is broken again.")
    reply = town.say("Still broken.", post=None, parent_id=top)
    old = town.say("Diolch!", post=town.old.id)
    on_wall = town.say("Is the tip open?", post=None)
    under_it = town.say("No.", post=None, parent_id=on_wall)
    tagged = town.world.add_post("main", text="Well done @Porthaven", author=PRIYA)

    with loopback(town.part.handle) as server:
        batches = list(facebook(server.url).fetch(None))

    assert {post.platform_id for post in posts_in(batches)} == {town.new.id, town.old.id}
    found = {comment.platform_id: comment for comment in comments_in(batches)}
    assert set(found) == {top, reply, old, on_wall, under_it, tagged.id}
    assert found[top].kind is Kind.COMMENT
    assert found[top].post_platform_id == town.new.id
    assert found[top].author is not None
    assert found[top].author.name == "Rowan Ashdown"
    assert (found[reply].kind, found[reply].parent_platform_id) == (Kind.REPLY, top)
    assert found[on_wall].kind is Kind.MENTION
    assert found[on_wall].post_platform_id is None
    assert (found[under_it].kind, found[under_it].parent_platform_id) == (Kind.REPLY, on_wall)
    assert found[under_it].post_platform_id is None
    assert found[tagged.id].kind is Kind.MENTION
    assert all(comment.published_at.tzinfo is UTC for comment in found.values())


def test_only_the_last_batch_of_a_short_fetch_carries_a_cursor(town: Town) -> None:
    town.say("One.")
    with loopback(town.part.handle) as server:
        batches = list(facebook(server.url).fetch(None))

    assert [batch.cursor is None for batch in batches] == [True] * (len(batches) - 1) + [False]


def test_the_page_finds_its_own_id_from_the_token(town: Town) -> None:
    town.say("One.")
    with loopback(town.part.handle) as server:
        batches = list(facebook(server.url, page_id="").fetch(None))

    assert len(comments_in(batches)) == 1


def test_the_councils_own_replies_come_marked(town: Town) -> None:
    author = town.world.council_author("main")
    own = town.world.add_comment(
        "main", post_id=town.new.id, author=author, text="Sorry.", by_council=True
    )
    with loopback(town.part.handle) as server:
        [found] = comments_in(list(facebook(server.url).fetch(None)))

    assert found.platform_id == own.id
    assert found.own
    assert [power.verb for power in facebook("http://x").powers(item_of(found)).verbs] == [
        Verb.DELETE
    ]


def test_hidden_comments_come_as_hidden_and_pictures_are_noted(town: Town) -> None:
    town.say("", attachments=("sticker",), state="hidden")
    with loopback(town.part.handle) as server:
        [found] = comments_in(list(facebook(server.url).fetch(None)))

    assert found.state is ItemState.HIDDEN
    assert found.text == ""
    assert found.attachments == ("sticker",)


def test_an_edit_of_a_recent_comment_comes_with_the_next_fetch(town: Town) -> None:
    id = town.say("Rubbish")
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        cursor = list(connector.fetch(None))[-1].cursor
        town.world.edit_comment(id, "Rubbish collection is great")
        [found] = comments_in(list(connector.fetch(cursor)))

    assert found.platform_id == id
    assert found.text == "Rubbish collection is great"


def test_a_quiet_old_post_is_read_once_and_again_when_someone_comments(town: Town) -> None:
    town.say("First.", post=town.old.id)
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        cursor = list(connector.fetch(None))[-1].cursor
        server.asked.clear()
        quiet = list(connector.fetch(cursor))
        asked_quiet = server.paths()
        town.clock.pass_by(timedelta(minutes=5))
        second = town.say("Second.", post=town.old.id)
        loud = comments_in(list(connector.fetch(quiet[-1].cursor)))

    assert comments_in(quiet) == []
    assert f"/v25.0/{town.old.id}/comments" not in asked_quiet
    assert second in {comment.platform_id for comment in loud}


def test_many_comments_are_paged_to_the_end(town: Town) -> None:
    ids = {town.say(f"Comment {n}") for n in range(230)}
    with loopback(town.part.handle) as server:
        batches = list(facebook(server.url).fetch(None))

    assert {comment.platform_id for comment in comments_in(batches)} == ids
    assert server.paths().count(f"/v25.0/{town.new.id}/comments") == 3
    assert TOKEN not in str(batches[-1].cursor)
    assert all(TOKEN not in request.url for request in server.asked)


@pytest.mark.parametrize("kind", [FaultKind.PAGE_TWICE, FaultKind.OUT_OF_ORDER])
def test_a_page_given_twice_or_out_of_order_loses_nothing(town: Town, kind: FaultKind) -> None:
    ids = {town.say(f"Comment {n}") for n in range(130)}
    town.faults.add(Fault("facebook", kind, times=1, path="/comments"))
    with loopback(town.part.handle) as server:
        batches = list(facebook(server.url).fetch(None))

    assert {comment.platform_id for comment in comments_in(batches)} == ids


def test_a_broken_off_first_fetch_goes_on_where_it_stood(town: Town) -> None:
    posts = [
        town.world.add_post("main", text=str(n), published_at=NOW - timedelta(days=30 + n))
        for n in range(25)
    ]
    for post in posts:
        town.say("Words", post=post.id)
    seen: list[str] = []

    def answer(request: Request) -> Response:
        if request.path.endswith("/comments"):
            seen.append(request.path)
            if len(seen) == 23:
                return town.part.error(FaultKind.SERVER_ERROR)
        return town.part.handle(request)

    with loopback(answer) as server:
        connector = facebook(server.url)
        batches = []
        with pytest.raises(PlatformUnavailable):
            for batch in connector.fetch(None):
                batches.append(batch)
        [cursor] = [batch.cursor for batch in batches if batch.cursor]
        before = comments_in(batches)
        again = list(connector.fetch(cursor))

    found = {comment.post_platform_id for comment in before + comments_in(again)}
    assert found >= {post.id for post in posts}
    repeated = {c.post_platform_id for c in before} & {
        c.post_platform_id for c in comments_in(again)
    }
    assert len(repeated) < 5


def test_a_post_deleted_between_listing_and_reading_is_passed_over(town: Town) -> None:
    town.say("Kept.", post=town.old.id)

    def answer(request: Request) -> Response:
        response = town.part.handle(request)
        if request.path.endswith("/published_posts"):
            town.world.delete_post(town.new.id)
        return response

    with loopback(answer) as server:
        batches = list(facebook(server.url).fetch(None))

    assert [comment.text for comment in comments_in(batches)] == ["Kept."]
    assert batches[-1].cursor is not None


def test_comments_that_may_not_be_read_are_an_error_and_not_an_empty_page(town: Town) -> None:
    def answer(request: Request) -> Response:
        if request.path.endswith("/comments"):
            return told(GONE, 400)
        return town.part.handle(request)

    with (
        loopback(answer) as server,
        pytest.raises(PermissionMissing, match="pages_read_user_content"),
    ):
        list(facebook(server.url).fetch(None))


def test_near_the_limit_older_posts_wait_and_are_not_forgotten(town: Town) -> None:
    town.say("Old words.", post=town.old.id)
    new = town.say("New words.")
    busy = [True]

    def answer(request: Request) -> Response:
        response = town.part.handle(request)
        if busy[0]:
            row = '{"1": [{"type": "pages", "call_count": 95}]}'
            response.headers["X-Business-Use-Case-Usage"] = row
        return response

    with loopback(answer) as server:
        connector = facebook(server.url)
        first = list(connector.fetch(None))
        busy[0] = False
        second = list(connector.fetch(first[-1].cursor))

    assert [comment.platform_id for comment in comments_in(first)] == [new]
    assert "Old words." in {comment.text for comment in comments_in(second)}


def test_a_usage_header_that_asks_to_wait_stops_the_fetch(town: Town) -> None:
    def answer(request: Request) -> Response:
        response = town.part.handle(request)
        row = '{"1": [{"type": "pages", "estimated_time_to_regain_access": 7}]}'
        response.headers["X-Business-Use-Case-Usage"] = row
        return response

    with loopback(answer) as server, pytest.raises(RateLimited) as caught:
        list(facebook(server.url).fetch(None))

    assert caught.value.retry_at == NOW + timedelta(minutes=7)


def test_the_cursor_is_json_without_words_or_names(town: Town) -> None:
    town.say("Nasty.")
    with loopback(town.part.handle) as server:
        cursor = list(facebook(server.url).fetch(None))[-1].cursor

    assert cursor is not None
    assert set(json.loads(cursor)) == {
        "version", "read_at", "swept_at", "forgotten_before", "recent_at", "marks",
    }  # fmt: skip
    assert "Nasty" not in cursor
    assert "Rowan" not in cursor
