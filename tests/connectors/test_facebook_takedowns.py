"""The Facebook connector: what may be done to an item, doing it, and reading it back."""

import pytest
from werkzeug.wrappers import Request, Response

from connectors.base import Item, ItemState, Kind, Verb
from connectors.errors import (
    CommentGone,
    NotSupported,
)
from connectors.facebook import FacebookConnector
from connectors.simulator.faults import Fault, FaultKind
from tests.connectors.facebook_page import GONE, Town, item_of
from tests.connectors.graph_support import (
    PRIYA,
    comments_in,
    facebook,
    loopback,
    told,
)


@pytest.fixture
def town() -> Town:
    return Town()


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
