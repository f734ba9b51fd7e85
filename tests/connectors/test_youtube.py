"""YouTube's connector against the simulated YouTube, and its reading of hostile answers."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from requests import Response as Answer
from werkzeug.wrappers import Response

from connectors.base import FetchedAuthor, Item, ItemState, Kind, Verb
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.world import SimAccount, SimAuthor
from connectors.youtube import YouTubeConnector
from connectors.youtube_answers import (
    page_of,
    parse_comment,
    parse_identity,
    parse_thread,
    parse_video,
    quota_reset,
    refusal,
)
from connectors.youtube_cursor import NEWEST, WATCHED, Cursor
from tests.connectors.loopback import Loopback
from tests.connectors.youtube_world import (
    CHANNEL,
    EXTRA,
    KEY,
    NOW,
    RESIDENT,
    channel,
    comments_in,
    item_of,
)


def only(connector, comment):
    """Return one comment as a fetch from the start shows it."""
    found = [c for c in comments_in(list(connector.fetch(None))) if c.platform_id == comment.id]
    assert found
    return found[-1]


# -- who it is --------------------------------------------------------------------------


def test_check_tells_the_channel_its_handle_and_its_subscribers():
    with channel() as ch:
        identity = ch.connector(channel_id=CHANNEL).check()

    assert (identity.platform_id, identity.handle, identity.name) == (
        CHANNEL, "@Porthaven", "Porthaven",
    )  # fmt: skip
    assert identity.followers == 88
    assert identity.missing_permissions == ()


def test_credentials_of_another_channel_are_rejected_before_anything_is_read_or_done():
    with channel() as ch:
        other = ch.connector(channel_id="UCsomeoneElse")
        with pytest.raises(CredentialsRejected, match="another channel"):
            other.check()
        with pytest.raises(CredentialsRejected, match="another channel"):
            list(other.fetch(None))


@pytest.mark.parametrize("name", ["client_id", "client_secret", "refresh_token"])
def test_a_missing_credential_is_named(name):
    given = {k: v for k, v in EXTRA.items() if k != name}
    with channel() as ch, pytest.raises(CredentialsRejected, match=name):
        YouTubeConnector.connect(given, http=ch.server.settings(), save=ch.saved.append)


def test_the_renewed_token_is_saved_before_any_call_carries_it():
    calls_at_save = []
    with channel() as ch:
        connector = YouTubeConnector(
            ch.credentials(access_token=""),
            http=ch.server.settings(),
            save=lambda renewed: calls_at_save.append((len(ch.server.asked), dict(renewed))),
            now=lambda: NOW,
        )
        connector.check()
        carried = ch.server.asked[-1].headers["Authorization"]

    [(calls, saved)] = calls_at_save
    assert calls == 1
    assert carried == f"Bearer {saved['access_token']}"
    assert saved["refresh_token"] == EXTRA["refresh_token"]
    assert datetime.fromisoformat(saved["expires_at"]) == NOW + timedelta(seconds=3599)


def test_a_token_about_to_end_is_renewed_before_it_is_used():
    with channel() as ch:
        soon = (NOW + timedelta(seconds=30)).isoformat()
        ch.connector(expires_at=soon).check()
        first = [request.path for request in ch.server.asked]
        ch.server.asked.clear()
        later = (NOW + timedelta(seconds=300)).isoformat()
        ch.connector(expires_at=later).check()

        assert first == ["/token", "/youtube/v3/channels"]
        assert [request.path for request in ch.server.asked] == ["/youtube/v3/channels"]


def test_a_dead_access_token_is_renewed_once_and_the_call_made_again():
    with channel() as ch:
        identity = ch.connector(access_token="ya29.dead").check()

        assert identity.platform_id == CHANNEL
        assert len(ch.saved) == 1


def test_a_dead_refresh_token_asks_for_a_new_sign_in():
    with channel() as ch:
        with pytest.raises(CredentialsRejected, match="invalid_grant"):
            ch.connector(access_token="", refresh_token="1//revoked").check()
        assert ch.saved == []


def test_a_wrong_client_secret_asks_for_a_new_sign_in():
    with channel() as ch, pytest.raises(CredentialsRejected, match="invalid_client"):
        ch.connector(access_token="", client_secret="wrong").check()


def test_a_token_with_too_few_rights_is_told_by_the_permission_it_lacks():
    body = {"access_token": "new", "expires_in": 3599, "scope": "openid", "token_type": "Bearer"}
    with channel() as ch:

        def answer(request):
            if request.path == "/token":
                ch.world.rotate_tokens(KEY, token="new")
                return Response(json.dumps(body), content_type="application/json")
            return ch.part.handle(request)

        with Loopback(answer) as server:
            connector = YouTubeConnector(
                ch.credentials(access_token=""), http=server.settings(), save=ch.saved.append
            )
            assert connector.check().missing_permissions == ("youtube.force-ssl",)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, "oops", PlatformUnavailable),
        (429, "{}", RateLimited),
        (200, "<html>sign in to the guest network</html>", UnexpectedAnswer),
        (200, "[]", UnexpectedAnswer),
        (200, '{"access_token": 5, "expires_in": 3599}', UnexpectedAnswer),
        (200, '{"access_token": "a\\nb: c", "expires_in": 3599}', UnexpectedAnswer),
        (200, '{"access_token": "abc", "expires_in": 1e308}', UnexpectedAnswer),
        (200, '{"access_token": "abc", "expires_in": {}}', UnexpectedAnswer),
        (200, '{"access_token": "abc", "scope": 7}', None),
        (400, '{"error": {"a": 1}}', CredentialsRejected),
        (400, "<html>proxy</html>", UnexpectedAnswer),
        (401, "[1]", UnexpectedAnswer),
    ],
)
def test_an_odd_answer_to_a_renewal_is_sorted_and_saves_nothing(status, body, expected):
    saved = []
    with channel() as ch:

        def answer(request):
            if request.path == "/token":
                return Response(body, status, content_type="application/json")
            ch.world.rotate_tokens(KEY, token="abc")
            return ch.part.handle(request)

        with Loopback(answer) as server:
            connector = YouTubeConnector(
                ch.credentials(access_token=""), http=server.settings(), save=saved.append
            )
            if expected is None:
                assert connector.check().missing_permissions == ()
                return
            with pytest.raises(expected):
                connector.check()
    assert saved == []


# -- fetching ---------------------------------------------------------------------------


def test_a_first_fetch_gives_everything_once_with_its_state_parent_and_owner():
    with channel(page_size=2) as ch:
        tops = [ch.comment(f"top {n}", published_at=ch.ago(days=9 - n)) for n in range(5)]
        replies = [ch.comment(f"reply {n}", parent_id=tops[0].id) for n in range(8)]
        own = ch.own_reply(tops[1])
        held = ch.comment("held", state="held")
        spam = ch.comment("spam", state="likely_spam")
        held_reply = ch.comment("held reply", parent_id=tops[2].id, state="held")
        ch.comment("rejected", state="rejected")

        batches = list(ch.connector().fetch(None))

    found = comments_in(batches)
    by_id = {comment.platform_id: comment for comment in found}
    everything = [*tops, *replies, own, held, spam, held_reply]
    assert sorted(c.platform_id for c in found) == sorted(c.id for c in everything)
    assert [c.platform_id for c in found if c.own] == [own.id]
    assert by_id[held.id].state is ItemState.HELD
    assert by_id[spam.id].state is ItemState.LIKELY_SPAM
    assert by_id[held_reply.id].state is ItemState.HELD
    assert by_id[tops[2].id].state is ItemState.VISIBLE
    assert all(by_id[reply.id].parent_platform_id == tops[0].id for reply in replies)
    assert all(by_id[reply.id].kind is Kind.REPLY for reply in replies)
    assert all(comment.published_at.tzinfo is UTC for comment in found)
    assert all(comment.post_platform_id == ch.video.id for comment in found)
    assert [batch.cursor is not None for batch in batches] == [False] * (len(batches) - 1) + [True]


def test_the_channels_videos_come_as_posts():
    with channel() as ch:
        [post] = [p for batch in ch.connector().fetch(None) for p in batch.posts]

    assert post.platform_id == ch.video.id
    assert post.text == "Bin days\n\nWhen we collect"
    assert post.permalink == f"https://www.youtube.com/watch?v={ch.video.id}"


def test_text_comes_plain_with_every_sign_as_it_was_written():
    written = "Rwy'n <b>flin</b> & tired\n\nline 3 👍🏽"
    with channel() as ch:
        comment = ch.comment(written)
        assert only(ch.connector(), comment).text == written


def test_an_author_whose_channel_is_not_told_is_kept_back():
    with channel() as ch:
        nameless = ch.comment(author=SimAuthor("", "youtube", "@gone", "Gone"))
        named = ch.comment()
        found = {c.platform_id: c for c in comments_in(list(ch.connector().fetch(None)))}

    assert found[nameless.id].author is None
    assert found[named.id].author == FetchedAuthor(RESIDENT.id, "@dai_howells", "@dai_howells")


def test_a_picture_in_a_comment_is_told():
    with channel() as ch:
        assert only(ch.connector(), ch.comment(attachments=("image",))).attachments == ("image",)


def test_a_second_fetch_finds_what_came_since_and_overlaps_with_little():
    with channel(page_size=3) as ch:
        old = [ch.comment(f"old {n}", published_at=ch.ago(days=15 - n)) for n in range(12)]
        connector = ch.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        ch.time += timedelta(minutes=5)
        new = ch.comment("new", published_at=ch.time)
        late_reply = ch.comment("late", parent_id=old[0].id, published_at=ch.time)
        edited = old[1]
        ch.world.edit_comment(edited.id, "edited")
        held = ch.comment("held", state="held", published_at=ch.time)
        batches = list(connector.fetch(cursor))
        quiet = comments_in(list(connector.fetch(batches[-1].cursor)))

    found = {c.platform_id: c for c in comments_in(batches)}
    assert {new.id, late_reply.id, edited.id, held.id} <= found.keys()
    assert found[edited.id].edited_at == ch.time
    assert found[edited.id].text == "edited"
    assert len(found) < len(old)
    assert {c.platform_id for c in quiet} <= found.keys()


def test_a_comment_held_long_after_it_was_written_is_told_at_the_next_fetch():
    with channel() as ch:
        old = ch.comment("old", published_at=ch.ago(days=15))
        ch.comment("newer")
        connector = ch.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        ch.world.set_state(old.id, "held")
        found = {c.platform_id: c for c in comments_in(list(connector.fetch(cursor)))}

    assert found[old.id].state is ItemState.HELD


def test_a_reply_to_any_watched_thread_is_found_when_its_turn_comes():
    with channel() as ch:
        threads = [ch.comment(str(n), published_at=ch.ago(hours=400 - n)) for n in range(240)]
        connector = ch.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        ch.time += timedelta(hours=2)
        replies = {
            ch.comment("late", parent_id=threads[n].id, published_at=ch.time).id
            for n in (0, 60, 120, 239)
        }
        found = set()
        for _ in range(2):
            batches = list(connector.fetch(cursor))
            found |= {c.platform_id for c in comments_in(batches)}
            cursor = batches[-1].cursor

    assert replies <= found


def test_a_quiet_fetch_costs_few_calls():
    with channel() as ch:
        for n in range(120):
            ch.comment(str(n), published_at=ch.ago(hours=200 - n))
        connector = ch.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        ch.server.asked.clear()
        list(connector.fetch(cursor))

        assert len(ch.server.asked) <= 10


def test_items_out_of_order_on_a_page_lose_nothing():
    with channel(page_size=4) as ch:
        for n in range(10):
            ch.comment(str(n), published_at=ch.ago(hours=30 - n))
        connector = ch.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        ch.time += timedelta(minutes=5)
        new = [ch.comment(f"new {n}", published_at=ch.time) for n in range(6)]
        ch.faults.add(Fault("youtube", FaultKind.OUT_OF_ORDER, times=None))
        found = {c.platform_id for c in comments_in(list(connector.fetch(cursor)))}

    assert {comment.id for comment in new} <= found


def test_a_page_that_comes_twice_is_read_once():
    with channel(page_size=2) as ch:
        for n in range(6):
            ch.comment(str(n))
        ch.faults.add(Fault("youtube", FaultKind.PAGE_TWICE, times=2, path="commentThreads"))
        found = [c.platform_id for c in comments_in(list(ch.connector().fetch(None)))]

    assert len(found) == len(set(found)) == 6


def test_a_list_that_never_ends_is_an_error_and_gives_no_cursor():
    with channel(page_size=2) as ch:
        for n in range(6):
            ch.comment(str(n))
        ch.faults.add(Fault("youtube", FaultKind.PAGE_TWICE, times=None, path="commentThreads"))
        batches = []
        with pytest.raises(UnexpectedAnswer, match="does not end"):
            batches.extend(ch.connector().fetch(None))

    assert all(batch.cursor is None for batch in batches)


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", '{"since": "yesterday"}', '{"since": null}', "null", "9" * 5000]
)
def test_an_unreadable_cursor_begins_anew(cursor):
    with channel() as ch:
        comment = ch.comment(published_at=ch.ago(days=10))
        found = comments_in(list(ch.connector().fetch(cursor)))

    assert [c.platform_id for c in found] == [comment.id]


def test_a_time_from_the_future_does_not_move_the_cursor_past_now():
    with channel() as ch:
        ch.comment("clock skew", published_at=NOW + timedelta(days=400))
        cursor = list(ch.connector().fetch(None))[-1].cursor

    assert Cursor.read(cursor).since == NOW


def test_a_cursor_keeps_the_newest_threads_only():
    cursor = Cursor(NOW, {f"t{n}": (n, 0) for n in range(WATCHED + 50)})
    kept = Cursor.read(cursor.write())

    assert len(kept.watched) == WATCHED
    assert "t0" not in kept.watched
    assert f"t{WATCHED + 49}" in kept.watched


def test_every_watched_thread_is_looked_at_in_turn():
    cursor = Cursor(NOW, {f"t{n}": (n, 0) for n in range(WATCHED)})
    looks = [set(cursor.next_look()) for _ in range(3)]

    assert set.union(*looks) == set(cursor.watched)
    assert all({f"t{n}" for n in range(WATCHED - NEWEST, WATCHED)} <= look for look in looks)


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


# -- limits -----------------------------------------------------------------------------


def test_a_spent_quota_says_when_it_is_filled_again():
    with channel(daily_units=2) as ch:
        connector = ch.connector()
        with pytest.raises(BudgetSpent) as caught:
            list(connector.fetch(None))

    assert caught.value.retry_at == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        ("2026-07-01T06:59:59+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-07-01T07:00:00+00:00", "2026-07-02T07:00:00+00:00"),
        ("2026-03-08T09:00:00+00:00", "2026-03-09T07:00:00+00:00"),
        ("2026-11-01T08:00:00+00:00", "2026-11-02T08:00:00+00:00"),
    ],
)
def test_the_quota_is_filled_at_midnight_in_california_summer_and_winter(now, reset):
    assert quota_reset(datetime.fromisoformat(now)) == datetime.fromisoformat(reset)


def test_a_limit_with_a_time_keeps_the_time_and_one_without_has_none():
    with channel() as ch:
        for kind, retry_at in (
            (FaultKind.RATE_LIMITED, NOW + timedelta(seconds=60)),
            (FaultKind.RATE_LIMITED_NO_RESET, None),
        ):
            with Loopback(lambda request, kind=kind: ch.part.error(kind)) as server:
                connector = YouTubeConnector(
                    ch.credentials(), http=server.settings(), save=ch.saved.append, now=lambda: NOW
                )
                with pytest.raises(RateLimited) as caught:
                    connector.check()
            assert caught.value.retry_at == retry_at


def test_no_token_is_logged_even_at_debug(caplog):
    caplog.set_level(logging.DEBUG)
    with channel() as ch:
        ch.comment()
        ch.connector(access_token="").check()
        list(ch.connector().fetch(None))
        token = ch.world.accounts[KEY].token

    for secret in (token, EXTRA["refresh_token"], EXTRA["client_secret"]):
        assert secret not in caplog.text


def test_a_token_no_header_can_carry_is_rejected_without_being_quoted():
    with channel() as ch, pytest.raises(CredentialsRejected) as caught:
        ch.connector(access_token="shh\r\nX-Evil: 1").check()
    assert "shh" not in str(caught.value)


def test_two_channels_of_one_client_do_not_share_tokens():
    with channel() as ch:
        other = {**EXTRA, "refresh_token": "1//other", "uploads": "UUother"}
        ch.world.add_account(
            SimAccount("youtube-2", "youtube", "UCother", "@Other", "Other", "tok-2", 1, other)
        )
        identity = ch.connector(access_token="", refresh_token="1//other").check()

        assert identity.platform_id == "UCother"


# -- hostile answers --------------------------------------------------------------------

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = (
    "id", "snippet", "kind", "items", "topLevelComment", "replies", "comments", "publishedAt",
    "updatedAt", "textDisplay", "videoId", "parentId", "authorChannelId", "value", "title",
    "totalReplyCount", "isPublic", "contentDetails", "videoPublishedAt", "resourceId",
    "moderationStatus", "statistics", "subscriberCount", "error", "errors", "reason",
)  # fmt: skip
hostile = st.recursive(
    leaves | st.sampled_from(["2026-10-05T09:12:44Z", "2026-10-05T09:12:44.000Z", "\ud800", "\0"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)
hostile_objects = st.dictionaries(st.sampled_from(KEYS), hostile, max_size=6)


@settings(max_examples=60, deadline=None)
@given(hostile_objects)
def test_any_json_is_parsed_or_refused_as_unexpected(value):
    for parse in (
        lambda: parse_thread(value, "UC1", listed=None),
        lambda: parse_comment(value, "UC1"),
        lambda: parse_video(value),
        lambda: parse_identity(value, ()),
        lambda: page_of(value, "youtube#commentListResponse"),
    ):
        try:
            parse()
        except ConnectorError as error:
            assert isinstance(error, UnexpectedAnswer)  # noqa: PT017


@settings(max_examples=50, deadline=None)
@given(st.integers(300, 599), hostile_objects | leaves, st.text(max_size=8))
def test_any_refusal_is_sorted_and_quotes_no_secret(status, body, after):
    answer = Answer()
    answer.status_code = status
    answer.headers["Retry-After"] = after
    answer._content = json.dumps({"error": body}).encode("utf-8", "replace")
    reason, error = refusal(answer, now=NOW, secrets=["0", "true"])

    assert isinstance(error, ConnectorError)
    assert isinstance(reason, str)
    assert len(str(error)) < 300


times = st.integers(1114214400, 4102444800).map(lambda s: datetime.fromtimestamp(s + 0.25, UTC))


@settings(max_examples=50, deadline=None)
@given(times, st.booleans(), st.text(min_size=1), st.none() | st.timedeltas(timedelta(0)))
def test_a_comment_reads_the_same_with_or_without_fractions_of_a_second(at, fine, text, later):
    at = at.replace(microsecond=at.microsecond // 1000 * 1000 if fine else 0)
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if fine else "%Y-%m-%dT%H:%M:%SZ"
    later = min(later, timedelta(days=3)) if later else timedelta(0)
    updated = at + timedelta(seconds=int(later.total_seconds()))
    snippet = {"textDisplay": text, "publishedAt": at.strftime(form)}
    snippet["updatedAt"] = updated.strftime(form)
    comment = parse_comment({"id": "Ug1", "snippet": snippet}, "UC1")

    assert comment.published_at == at
    assert comment.edited_at == (updated if updated > at else None)
    assert len(comment.text) == len(text)
