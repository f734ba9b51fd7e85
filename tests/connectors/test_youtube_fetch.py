"""YouTube's connector fetching from the simulated YouTube."""

from datetime import UTC, timedelta

import pytest

from connectors.base import FetchedAuthor, ItemState, Kind
from connectors.errors import (
    BudgetSpent,
    UnexpectedAnswer,
)
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.world import SimAuthor
from connectors.youtube_cursor import NEWEST, WATCHED, Cursor
from tests.connectors.stage import comments_in
from tests.connectors.youtube_world import NOW, RESIDENT, channel


def only(connector, comment):
    """Return one comment as a fetch from the start shows it."""
    found = [c for c in comments_in(list(connector.fetch(None))) if c.platform_id == comment.id]
    assert found
    return found[-1]


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
    assert Cursor.read(batches[-1].cursor).since == max(c.published_at for c in everything)


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

    assert all(Cursor.read(batch.cursor).since is None for batch in batches)


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


def test_a_first_fetch_longer_than_a_days_quota_goes_on_the_next_day():
    with channel(daily_units=20, page_size=5) as ch:
        for n in range(20):
            top = ch.comment(f"top {n}", published_at=ch.ago(days=15, hours=n))
            for r in range(7):
                ch.comment(f"reply {r}", parent_id=top.id, published_at=ch.ago(days=14))
        connector, found, cursor, days = ch.connector(), set(), None, 1
        while days < 10:
            try:
                for batch in connector.fetch(cursor):
                    found |= {comment.platform_id for comment in batch.comments}
                    cursor = batch.cursor or cursor
                break
            except BudgetSpent as error:
                ch.time, days = error.retry_at, days + 1

    assert len(found) == 20 * 8
    assert 2 < days < 9


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
