"""The Instagram connector: media, comments with their replies, photo tags, takedowns."""

from collections.abc import Callable
from datetime import timedelta
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
    UnexpectedAnswer,
)
from connectors.instagram import InstagramConnector
from connectors.session import HttpSettings
from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.graph import InstagramPart
from tests.connectors.facebook_page import GONE, item_of, json_values
from tests.connectors.graph_support import (
    APP_ID,
    APP_SECRET,
    IG_ID,
    NOW,
    PAGE_ID,
    PRIYA,
    ROWAN,
    TOKEN,
    Clock,
    comments_in,
    instagram,
    loopback,
    posts_in,
    told,
    world_of,
)


class Town:
    """An Instagram account with one picture of yesterday and one of two months ago."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = world_of("instagram", self.clock)
        self.faults = Faults()
        self.part = InstagramPart(self.world, self.faults)
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


def test_check_tells_the_account_its_followers_and_when_the_token_ends(town: Town) -> None:
    with loopback(town.part.handle) as server:
        found = instagram(server.url, app_id=APP_ID, app_secret=APP_SECRET).check()

    assert (found.platform_id, found.handle) == (IG_ID, "porthavencouncil")
    assert found.followers == 31_560
    assert found.token_expires_at == NOW + timedelta(days=60)
    assert found.missing_permissions == ()


def test_the_account_is_found_through_its_page(town: Town) -> None:
    with loopback(town.part.handle) as server:
        found = instagram(server.url, ig_user_id="", page_id=PAGE_ID).check()

    assert found.platform_id == IG_ID


def test_a_page_without_an_instagram_account_says_what_to_do() -> None:
    with (
        loopback(lambda _: told({"id": PAGE_ID})) as server,
        pytest.raises(CredentialsRejected, match="link it"),
    ):
        instagram(server.url, ig_user_id="", page_id=PAGE_ID).check()


@pytest.mark.parametrize(
    ("credentials", "named"),
    [
        ({"ig_user_id": IG_ID}, "access_token"),
        ({"access_token": "t"}, "ig_user_id"),
        ({"access_token": "t", "ig_user_id": "porthaven"}, "ig_user_id"),
    ],
)
def test_connect_names_the_field_that_is_missing(credentials: dict, named: str) -> None:
    with pytest.raises(CredentialsRejected, match=named):
        InstagramConnector.connect(credentials, http=HttpSettings(), save=lambda _: None)


def test_check_names_the_permissions_that_the_token_lacks(town: Town) -> None:
    town.world.rotate_tokens("main", token=TOKEN, scopes="instagram_basic")
    with loopback(town.part.handle) as server:
        found = instagram(server.url, app_id=APP_ID, app_secret=APP_SECRET).check()

    assert found.missing_permissions == ("instagram_manage_comments", "pages_read_engagement")


def test_a_first_fetch_brings_all_media_comments_replies_and_tags(town: Town) -> None:
    top = town.say("Lovely.")
    reply = town.say("Quite.", post=None, parent_id=top)
    old = town.say("Diolch!", post=town.old.id)
    mention = town.say("@porthaven look", post=None)
    tagged = town.world.add_post("main", text="With @porthaven", author=PRIYA)

    with loopback(town.part.handle) as server:
        batches = list(instagram(server.url).fetch(None))

    assert {post.platform_id for post in posts_in(batches)} == {town.new.id, town.old.id}
    found = {comment.platform_id: comment for comment in comments_in(batches)}
    assert set(found) == {top, reply, old, mention, tagged.id}
    assert (found[reply].kind, found[reply].parent_platform_id) == (Kind.REPLY, top)
    assert found[reply].post_platform_id == town.new.id
    assert found[top].author is not None
    assert (found[top].author.platform_id, found[top].author.handle) == (ROWAN.id, ROWAN.handle)
    assert found[tagged.id].kind is Kind.MENTION
    assert found[tagged.id].post_platform_id is None
    assert found[tagged.id].author is not None
    assert found[tagged.id].author.platform_id == f"@{PRIYA.handle}"


def test_a_long_thread_of_replies_is_read_to_its_end(town: Town) -> None:
    top = town.say("Lovely.")
    replies = {town.say(f"Reply {n}", post=None, parent_id=top) for n in range(120)}
    with loopback(town.part.handle) as server:
        batches = list(instagram(server.url).fetch(None))

    assert {comment.platform_id for comment in comments_in(batches)} == {top} | replies
    assert f"/v25.0/{top}/replies" in server.paths()


def test_many_comments_are_paged_to_the_end(town: Town) -> None:
    ids = {town.say(f"Comment {n}") for n in range(120)}
    with loopback(town.part.handle) as server:
        batches = list(instagram(server.url).fetch(None))

    assert {comment.platform_id for comment in comments_in(batches)} == ids
    assert all(TOKEN not in request.url for request in server.asked)
    assert TOKEN not in str(batches[-1].cursor)


@pytest.mark.parametrize("kind", [FaultKind.PAGE_TWICE, FaultKind.OUT_OF_ORDER])
def test_a_page_given_twice_or_out_of_order_loses_nothing(town: Town, kind: FaultKind) -> None:
    ids = {town.say(f"Comment {n}") for n in range(70)}
    town.faults.add(Fault("instagram", kind, times=1, path="/comments"))
    with loopback(town.part.handle) as server:
        batches = list(instagram(server.url).fetch(None))

    assert {comment.platform_id for comment in comments_in(batches)} == ids


def test_hidden_comments_and_own_replies_come_marked(town: Town) -> None:
    top = town.say("Nasty.", state="hidden")
    author = town.world.council_author("main")
    own = town.world.add_comment(
        "main", post_id=town.new.id, parent_id=top, author=author, text="Sorry.", by_council=True
    )
    with loopback(town.part.handle) as server:
        found = {c.platform_id: c for c in comments_in(list(instagram(server.url).fetch(None)))}

    assert found[top].state is ItemState.HIDDEN
    assert not found[top].own
    assert found[own.id].own


def test_edits_of_recent_comments_and_news_on_old_media_come_with_the_next_fetch(
    town: Town,
) -> None:
    recent = town.say("Rubbish")
    town.say("Old.", post=town.old.id)
    with loopback(town.part.handle) as server:
        connector = instagram(server.url)
        cursor = list(connector.fetch(None))[-1].cursor
        town.world.edit_comment(recent, "Rubbish is collected")
        second = list(connector.fetch(cursor))
        late = town.say("Late.", post=town.old.id)
        third = list(connector.fetch(second[-1].cursor))

    assert [comment.text for comment in comments_in(second)] == ["Rubbish is collected"]
    assert late in {comment.platform_id for comment in comments_in(third)}


def answering(comments: object, replies: object = None) -> Callable[[Request], Response]:
    """An account with one medium of today whose comments are `comments`."""
    medium = {"id": "17", "comments_count": 1, "timestamp": "2026-11-16T08:00:00+0000"}

    def answer(request: Request) -> Response:
        edge = request.path.rpartition("/")[2]
        if edge == IG_ID:
            return told({"id": IG_ID, "username": "porthavencouncil"})
        bodies = {"media": {"data": [medium]}, "comments": comments, "replies": replies}
        return told(bodies.get(edge, {"data": []}))

    return answer


def test_an_author_without_an_id_is_known_by_the_username() -> None:
    row = {"id": "1", "text": "x", "timestamp": "2026-11-16T08:01:00+0000", "username": "rowan"}
    with loopback(answering({"data": [row]})) as server:
        [found] = comments_in(list(instagram(server.url).fetch(None)))

    assert found.author is not None
    assert (found.author.platform_id, found.author.handle) == ("@rowan", "rowan")


@pytest.mark.parametrize(
    "bad",
    [
        {"id": 12},
        {"timestamp": 5},
        {"timestamp": None},
        {"text": {}},
        {"username": 3},
        {"from": []},
        {"hidden": "no"},
        {"replies": []},
        {"replies": {}},
        {"replies": {"data": [{"text": "x", "id": "5"}]}},
        {"user": "me"},
    ],
)
def test_a_mistyped_field_is_an_error_and_never_half_a_page(bad: dict) -> None:
    good = {"id": "1", "text": "x", "timestamp": "2026-11-16T08:01:00+0000"}
    batches = []
    with (
        loopback(answering({"data": [good, {**good, "id": "2", **bad}]})) as server,
        pytest.raises(UnexpectedAnswer),
    ):
        for batch in instagram(server.url).fetch(None):
            batches.append(batch)

    assert comments_in(batches) == []


def test_comments_without_ids_say_which_right_to_ask_for() -> None:
    with (
        loopback(answering({"data": [{"text": "x"}]})) as server,
        pytest.raises(PermissionMissing, match="instagram_manage_comments"),
    ):
        list(instagram(server.url).fetch(None))


def test_any_body_gives_comments_or_a_connector_error() -> None:
    served: list[object] = [None, None]
    rows = st.fixed_dictionaries(
        {"id": st.just("1"), "timestamp": st.just("2026-11-16T08:01:00+0000")},
        optional={"text": json_values, "replies": json_values, "username": json_values},
    )
    bodies = st.one_of(json_values, st.fixed_dictionaries({"data": st.lists(rows, max_size=3)}))

    with loopback(lambda request: answering(*served)(request)) as server:

        @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(bodies, json_values)
        def holds(comments: object, replies: object) -> None:
            served[:] = [comments, replies]
            try:
                found = comments_in(list(instagram(server.url).fetch(None)))
            except ConnectorError:
                return
            assert all(isinstance(comment, FetchedComment) for comment in found)

        holds()


# -- powers, acting and reading back ------------------------------------------------------


def test_on_our_own_media_everything_is_possible_and_elsewhere_nothing() -> None:
    connector = instagram("http://x")
    ours = connector.powers(Item("1", post_platform_id="17"))
    hidden = connector.powers(Item("1", post_platform_id="17", state=ItemState.HIDDEN))
    own = connector.powers(Item("1", post_platform_id="17", own=True))
    elsewhere = connector.powers(Item("9", kind=Kind.MENTION))

    assert [power.verb for power in ours.verbs] == [Verb.HIDE, Verb.DELETE]
    assert [power.verb for power in hidden.verbs] == [Verb.RESTORE, Verb.DELETE]
    assert [power.verb for power in own.verbs] == [Verb.DELETE]
    assert [power.reversible for power in ours.verbs] == [True, False]
    assert (elsewhere.verbs, elsewhere.reason) == ((), "not_our_conversation")
    assert elsewhere.manual == "instagram_report_in_app"


def fetched(connector: InstagramConnector, id: str) -> Item:
    comments = comments_in(list(connector.fetch(None)))
    return item_of(next(comment for comment in comments if comment.platform_id == id))


def test_hide_restore_and_delete_are_done_and_read_back(town: Town) -> None:
    id = town.say("Nasty.")
    with loopback(town.part.handle) as server:
        connector = instagram(server.url)
        item = fetched(connector, id)
        connector.act(Verb.HIDE, item)
        hidden = connector.read(item)
        connector.act(Verb.RESTORE, item)
        restored = connector.read(item)
        connector.act(Verb.DELETE, item)

        assert (hidden.state, hidden.text) == (ItemState.HIDDEN, "Nasty.")
        assert restored.state is ItemState.VISIBLE
        assert connector.read(item).state is ItemState.ABSENT
        with pytest.raises(CommentGone):
            connector.act(Verb.DELETE, item)
    posted = [request for request in server.asked if request.method == "POST"]
    assert [request.form["hide"] for request in posted] == ["true", "false"]


@pytest.mark.parametrize("lost", ["medium", "account", "ids"])
def test_absence_is_not_claimed_where_medium_or_account_do_not_read_well(
    town: Town, lost: str
) -> None:
    id = town.say("Nasty.")
    broken = [False]

    def answer(request: Request) -> Response:
        if broken[0] and lost == "account" and request.path == f"/v25.0/{IG_ID}":
            return told({"error": {"code": 190}}, 400)
        if broken[0] and request.path == f"/v25.0/{town.new.id}/comments":
            if lost == "medium":
                return told(GONE, 400)
            if lost == "ids":
                return told({"data": [{"text": "x"}]})
        return town.part.handle(request)

    with loopback(answer) as server:
        connector = instagram(server.url)
        item = fetched(connector, id)
        town.world.delete_comment(id)
        broken[0] = True

        assert connector.read(item).state is ItemState.UNKNOWN


def test_a_photo_tag_elsewhere_can_be_read_and_not_touched(town: Town) -> None:
    tagged = town.world.add_post("main", text="With @porthaven", author=PRIYA)
    with loopback(town.part.handle) as server:
        connector = instagram(server.url)
        item = fetched(connector, tagged.id)

        assert connector.read(item).text == "With @porthaven"
        with pytest.raises(NotSupported):
            connector.act(Verb.HIDE, item)
        town.world.delete_post(tagged.id)
        assert connector.read(item).state is ItemState.UNKNOWN
