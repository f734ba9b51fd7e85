"""YouTube's connector acting on comments, and reading what became of them."""

import json

import pytest
from werkzeug.wrappers import Response

from connectors.base import Item, ItemState, Verb
from connectors.errors import (
    CommentGone,
    NotSupported,
    PermissionMissing,
    UnexpectedAnswer,
)
from connectors.simulator.faults import Fault, FaultKind
from connectors.youtube import YouTubeConnector
from tests.connectors.loopback import Loopback
from tests.connectors.stage import comments_in, item_of
from tests.connectors.youtube_world import channel


def only(connector, comment):
    """Return one comment as a fetch from the start shows it."""
    found = [c for c in comments_in(list(connector.fetch(None))) if c.platform_id == comment.id]
    assert found
    return found[-1]


# -- powers and deeds -------------------------------------------------------------------

VERBS = {
    ItemState.VISIBLE: [Verb.HOLD, Verb.REJECT],
    ItemState.HELD: [Verb.RESTORE, Verb.REJECT],
    ItemState.LIKELY_SPAM: [Verb.RESTORE, Verb.HOLD, Verb.REJECT],
    ItemState.UNKNOWN: [Verb.RESTORE, Verb.HOLD, Verb.REJECT],
    ItemState.REJECTED: [],
    ItemState.ABSENT: [],
}


@pytest.mark.parametrize("state", VERBS)
def test_powers_follow_the_state_mildest_first(state):
    with channel() as ch:
        powers = ch.connector().powers(Item("Ug1", state=state))

    assert [power.verb for power in powers.verbs] == VERBS[state]
    assert bool(powers.reason) is not bool(powers.verbs)


def test_rejecting_is_told_to_be_for_ever_and_holding_can_be_undone():
    with channel() as ch:
        powers = ch.connector().powers(Item("Ug1"))

    hold, reject = powers.get(Verb.HOLD), powers.get(Verb.REJECT)
    assert hold is not None
    assert reject is not None
    assert hold.reversible
    assert not reject.reversible
    assert reject.note == "youtube_reject_is_for_ever"


def test_only_the_councils_own_comment_can_be_deleted():
    with channel() as ch:
        connector = ch.connector()
        assert [p.verb for p in connector.powers(Item("Ug1", own=True)).verbs] == [Verb.DELETE]
        with pytest.raises(NotSupported):
            connector.act(Verb.DELETE, Item("Ug1"))
        assert ch.server.asked == []


def test_nothing_can_be_done_on_another_channel():
    with channel() as ch:
        item = Item("Ug1", hints={"channel": "UCother"})
        assert ch.connector().powers(item).reason == "not_our_conversation"
        with pytest.raises(NotSupported):
            ch.connector().act(Verb.HOLD, item)


@pytest.mark.parametrize("marks_by_id", [True, False])
@pytest.mark.parametrize("reply", [True, False])
def test_hold_then_restore_shows_at_every_step(marks_by_id, reply):
    with channel(marks_by_id=marks_by_id) as ch:
        top = ch.comment("top")
        comment = ch.comment("reply", parent_id=top.id) if reply else top
        connector = ch.connector()
        before = only(connector, comment)
        assert connector.read(item_of(before)).state is ItemState.VISIBLE
        connector.act(Verb.HOLD, item_of(before))
        held = connector.read(item_of(before))
        connector.act(Verb.RESTORE, item_of(only(connector, comment)))
        after = connector.read(item_of(before))

    assert (held.state, held.text) == (ItemState.HELD, comment.text)
    assert after.state is ItemState.VISIBLE


def test_a_state_that_no_answer_tells_is_unknown_not_visible():
    with channel(marks_by_id=False) as ch:
        comment = ch.comment("top", post_id=None)
        item = Item(comment.id)
        connector = ch.connector()
        assert connector.read(item).state is ItemState.VISIBLE
        ch.world.set_state(comment.id, "hidden")  # a state YouTube lists nowhere
        assert connector.read(item).state is ItemState.UNKNOWN


def test_doing_again_what_is_done_is_no_error():
    with channel() as ch:
        comment = ch.comment()
        connector = ch.connector()
        item = item_of(only(connector, comment))
        connector.act(Verb.HOLD, item)
        connector.act(Verb.HOLD, item)
        connector.act(Verb.HOLD, item_of(only(connector, comment)))

        assert ch.world.comments[comment.id].state == "held"


def test_reject_bans_nobody_and_takes_the_comment_away():
    with channel() as ch:
        comment = ch.comment()
        connector = ch.connector()
        item = item_of(only(connector, comment))
        connector.act(Verb.REJECT, item)

        assert ch.server.asked[-1].args["banAuthor"] == "false"
        assert connector.read(item).state is ItemState.ABSENT


def test_a_rejected_comment_cannot_be_published_again():
    with channel() as ch:
        comment = ch.comment(state="rejected")
        with pytest.raises(NotSupported):
            ch.connector().act(Verb.RESTORE, Item(comment.id, state=ItemState.UNKNOWN))


def test_an_own_reply_is_deleted():
    with channel() as ch:
        own = ch.own_reply(ch.comment())
        connector = ch.connector()
        item = item_of(only(connector, own))
        connector.act(Verb.DELETE, item)

        assert connector.read(item).state is ItemState.ABSENT


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.REJECT])
def test_a_comment_gone_before_the_action_is_told_so(verb):
    with channel() as ch:
        comment = ch.comment()
        connector = ch.connector()
        item = item_of(only(connector, comment))
        ch.faults.add(Fault("youtube", FaultKind.GONE_BEFORE_ACTION))
        with pytest.raises(CommentGone):
            connector.act(verb, item)


def test_an_unknown_comment_is_gone():
    with channel() as ch, pytest.raises(CommentGone):
        ch.connector().act(Verb.HOLD, Item("UgNeverWas"))


def test_a_refused_right_is_not_taken_for_a_comment_that_is_gone():
    with channel() as ch:
        mine = ch.comment()

        def answer(request):
            if request.method == "POST":
                return forbidden()
            return ch.part.handle(request)

        with Loopback(answer) as server:
            connector = YouTubeConnector(
                ch.credentials(), http=server.settings(), save=ch.saved.append
            )
            with pytest.raises(PermissionMissing):
                connector.act(Verb.HOLD, Item(mine.id))
            with pytest.raises(CommentGone):
                connector.act(Verb.HOLD, Item("UgInvalid"))


def forbidden():
    error = {"code": 403, "message": "no", "errors": [{"reason": "forbidden", "domain": "x"}]}
    return Response(json.dumps({"error": error}), 403, content_type="application/json")


def test_a_page_of_html_is_never_taken_for_a_yes():
    with channel() as ch:
        comment = ch.comment()
        with Loopback(
            lambda request: Response("<h1>Down</h1>", content_type="text/html")
        ) as server:
            connector = YouTubeConnector(
                ch.credentials(), http=server.settings(), save=ch.saved.append
            )
            with pytest.raises(UnexpectedAnswer):
                connector.act(Verb.HOLD, Item(comment.id))


def test_an_action_the_platform_ignored_shows_in_the_reading():
    with channel() as ch:
        comment = ch.comment()
        connector = ch.connector()
        item = item_of(only(connector, comment))
        ch.faults.add(Fault("youtube", FaultKind.ACTION_IGNORED))
        connector.act(Verb.HOLD, item)

        assert connector.read(item).state is ItemState.VISIBLE


# -- reading ----------------------------------------------------------------------------


def test_a_deleted_comment_reads_absent_while_its_video_reads_well():
    with channel() as ch:
        comment = ch.comment()
        item = item_of(only(ch.connector(), comment))
        ch.world.delete_comment(comment.id)

        assert ch.connector().read(item).state is ItemState.ABSENT


def test_a_comment_missing_with_its_video_reads_unknown():
    with channel() as ch:
        item = item_of(only(ch.connector(), ch.comment()))
        ch.world.delete_post(ch.video.id)

        assert ch.connector().read(item).state is ItemState.UNKNOWN


def test_an_empty_object_is_no_proof_of_absence():
    with channel() as ch, Loopback(lambda request: Response("{}")) as server:
        connector = YouTubeConnector(ch.credentials(), http=server.settings(), save=ch.saved.append)
        with pytest.raises(UnexpectedAnswer):
            connector.read(Item("Ug1", post_platform_id="v"))
