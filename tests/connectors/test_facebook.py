"""The Facebook connector: what it fetches, what it may do, how sure it is of what it read."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.wrappers import Request, Response

from connectors.base import FetchedComment, Item, ItemState, Kind, Verb
from connectors.errors import (
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.facebook import FacebookConnector
from connectors.session import HttpSettings
from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.graph import FacebookPart
from tests.connectors.graph_support import (
    APP_ID,
    APP_SECRET,
    NOW,
    PAGE_ID,
    PRIYA,
    ROWAN,
    TOKEN,
    Clock,
    comments_in,
    facebook,
    loopback,
    posts_in,
    told,
    world_of,
)

GONE = {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}


class Town:
    """A Page with one post of yesterday and one of two months ago."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = world_of("facebook", self.clock)
        self.faults = Faults()
        self.part = FacebookPart(self.world, self.faults)
        self.new = self.world.add_post("main", text="Bins", published_at=NOW - timedelta(days=1))
        self.old = self.world.add_post("main", text="Fair", published_at=NOW - timedelta(days=60))

    def say(self, text: str, *, post: str | None = "", **more: Any) -> str:
        post_id = self.new.id if post == "" else post
        at = self.clock.time - timedelta(hours=1)
        made = self.world.add_comment(
            "main", post_id=post_id, author=ROWAN, text=text, published_at=at, **more
        )
        return made.id


@pytest.fixture
def town() -> Town:
    return Town()


def item_of(comment: FetchedComment) -> Item:
    return Item(
        platform_id=comment.platform_id,
        kind=comment.kind,
        post_platform_id=comment.post_platform_id,
        parent_platform_id=comment.parent_platform_id,
        own=comment.own,
        state=comment.state,
        hints=dict(comment.hints),
    )


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


def answering(comments: object) -> Callable[[Request], Response]:
    """A Page with one post of today whose comments are `comments`."""
    post = {"id": f"{PAGE_ID}_1", "message": "Bins", "created_time": "2026-11-16T08:00:00+0000"}

    def answer(request: Request) -> Response:
        if request.path.endswith("/published_posts"):
            return told({"data": [post]})
        if request.path.endswith("/comments"):
            return told(comments)
        return told({"data": []})

    return answer


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


GOOD_ROW = {"id": "1_2", "created_time": "2026-11-16T08:01:00+0000", "message": "x"}


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


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["data", "id", "message", "from", "created_time", "paging", "next", "cursors",
             "after", "parent", "attachment", "error", "code", "is_hidden"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


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


# -- powers -----------------------------------------------------------------------------


def test_what_facebook_allows_is_what_is_offered_mildest_first() -> None:
    connector = facebook("http://x")
    hints = {"where": "ours", "can_hide": "true", "can_remove": "true"}
    item = Item("1_2", post_platform_id="1_1", hints=hints)

    powers = connector.powers(item)

    assert [(power.verb, power.reversible, power.readable) for power in powers.verbs] == [
        (Verb.HIDE, True, True),
        (Verb.DELETE, False, True),
    ]


def test_a_hidden_comment_can_be_restored() -> None:
    hints = {"where": "ours", "can_hide": "true", "can_remove": "false"}
    item = Item("1_2", post_platform_id="1_1", state=ItemState.HIDDEN, hints=hints)

    assert [power.verb for power in facebook("http://x").powers(item).verbs] == [Verb.RESTORE]


def test_nothing_is_offered_where_facebook_allows_nothing_and_it_is_said_why() -> None:
    connector = facebook("http://x")
    elsewhere = connector.powers(Item("9_9", kind=Kind.MENTION, hints={"where": "elsewhere"}))
    unasked = connector.powers(Item("1_2", post_platform_id="1_1"))
    gone = connector.powers(Item("1_2", post_platform_id="1_1", state=ItemState.ABSENT))

    assert (elsewhere.verbs, elsewhere.reason) == ((), "not_our_conversation")
    assert elsewhere.manual == "facebook_report_in_app"
    assert (unasked.verbs, unasked.reason) == ((), "platform_does_not_allow")
    assert (gone.verbs, gone.reason) == ((), "already_gone")


# -- acting and reading back --------------------------------------------------------------


def fetched(town: Town, connector: FacebookConnector, id: str) -> Item:
    comments = comments_in(list(connector.fetch(None)))
    return item_of(next(comment for comment in comments if comment.platform_id == id))


def test_hide_and_restore_are_done_and_read_back_and_may_be_done_twice(town: Town) -> None:
    id = town.say("Nasty.")
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, id)
        connector.act(Verb.HIDE, item)
        connector.act(Verb.HIDE, item)
        hidden = connector.read(item)
        connector.act(Verb.RESTORE, item)
        restored = connector.read(item)

    assert (hidden.state, hidden.text) == (ItemState.HIDDEN, "Nasty.")
    assert restored.state is ItemState.VISIBLE
    posted = [request for request in server.asked if request.method == "POST"]
    assert [request.form["is_hidden"] for request in posted] == ["true", "true", "false"]


def test_a_deleted_comment_reads_as_absent_and_is_gone_for_the_next_action(town: Town) -> None:
    id = town.say("Nasty.")
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, id)
        connector.act(Verb.DELETE, item)

        assert connector.read(item).state is ItemState.ABSENT
        with pytest.raises(CommentGone):
            connector.act(Verb.HIDE, item)


def test_a_visitors_post_can_be_hidden_and_not_deleted(town: Town) -> None:
    id = town.say("Spam", post=None)
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, id)
        connector.act(Verb.HIDE, item)

        assert connector.read(item).state is ItemState.HIDDEN
        assert [power.verb for power in connector.powers(item).verbs] == [Verb.HIDE]
        with pytest.raises(NotSupported):
            connector.act(Verb.DELETE, item)
        town.world.delete_comment(id)
        assert connector.read(item).state is ItemState.ABSENT


@pytest.mark.parametrize("lost", ["thread", "token", "comments", "ids"])
def test_absence_is_not_claimed_where_thread_or_token_do_not_read_well(
    town: Town, lost: str
) -> None:
    id = town.say("Nasty.")
    town.say("Another.")

    def answer(request: Request) -> Response:
        if request.path == "/v25.0/me" and lost == "token":
            return told({"id": "999"})
        if request.path == f"/v25.0/{town.new.id}":
            if lost == "thread":
                return told(GONE, 400)
            if lost == "comments":
                return told({"id": town.new.id})
            if lost == "ids":
                return told({"id": town.new.id, "comments": {"data": [{"message": "x"}]}})
        return town.part.handle(request)

    with loopback(answer) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, id)
        town.world.delete_comment(id)

        assert connector.read(item).state is ItemState.UNKNOWN


def test_a_mention_elsewhere_is_never_claimed_to_be_absent(town: Town) -> None:
    post = town.world.add_post("main", text="@Porthaven", author=PRIYA)
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, post.id)
        town.world.delete_post(post.id)

        assert connector.read(item).state is ItemState.UNKNOWN
        with pytest.raises(NotSupported):
            connector.act(Verb.HIDE, item)


def test_a_read_that_does_not_tell_the_state_is_unknown() -> None:
    with loopback(lambda _: told({"id": "1_2", "message": "x"})) as server:
        reading = facebook(server.url).read(Item("1_2", post_platform_id="1_1"))

    assert (reading.state, reading.text) == (ItemState.UNKNOWN, "x")


def test_an_action_the_platform_ignores_shows_in_the_read_back(town: Town) -> None:
    id = town.say("Nasty.")
    town.faults.add(Fault("facebook", FaultKind.ACTION_IGNORED))
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, id)
        connector.act(Verb.HIDE, item)

        assert connector.read(item).state is ItemState.VISIBLE


def test_a_comment_gone_before_the_action_is_said_to_be_gone(town: Town) -> None:
    id = town.say("Nasty.")
    town.faults.add(Fault("facebook", FaultKind.GONE_BEFORE_ACTION))
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        item = fetched(town, connector, id)
        with pytest.raises(CommentGone):
            connector.act(Verb.HIDE, item)


@pytest.mark.parametrize("id", ["", "me", "1/../2", "1?x=1"])
def test_an_id_that_is_none_reaches_no_path(id: str) -> None:
    item = Item(id, post_platform_id="1_1", hints={"can_hide": "true", "can_remove": "true"})
    connector = facebook("http://127.0.0.1:1")

    with pytest.raises(NotSupported):
        connector.act(Verb.DELETE, item)
    with pytest.raises(NotSupported):
        connector.read(item)


def test_the_cursor_is_json_without_words_or_names(town: Town) -> None:
    town.say("Nasty.")
    with loopback(town.part.handle) as server:
        cursor = list(facebook(server.url).fetch(None))[-1].cursor

    assert cursor is not None
    assert set(json.loads(cursor)) == {
        "version", "read_at", "swept_at", "forgotten_before", "marks",
    }  # fmt: skip
    assert "Nasty" not in cursor
    assert "Rowan" not in cursor
