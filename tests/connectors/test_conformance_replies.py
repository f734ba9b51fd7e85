"""What every connector says about replying, done on the simulated platforms and read back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import ItemState, Kind
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
from connectors.registry import connector_class
from connectors.replying import same_text, shows
from connectors.simulator.faults import FaultKind
from connectors.simulator.saying import CLOSED_NOTE
from service.console import powers
from tests.connectors.stage import PLATFORMS, fetched, item_of, keeps_secrets, small_town

WORDS = "Your bin is collected on Friday. Diolch am ofyn!"
AGO = datetime.now(UTC) - timedelta(minutes=1)
#: What each fault that lasts must come to, and whether the reply may have been sent for all that.
UNKNOWN = (PlatformUnavailable, UnexpectedAnswer)
REFUSED = (RateLimited, BudgetSpent, CredentialsRejected)


def addressee(comment):
    author = comment.author
    return replace(item_of(comment), author_handle=author.handle if author else "")


def answerable(stage, kind=None):
    found = [c for c in fetched(stage) if kind is None or c.kind is kind]
    connector = stage.connector()
    return next(addressee(c) for c in found if connector.reply_power(item_of(c)).allowed)


def ours(stage):
    return [c for c in stage.world.comments_of(stage.account.key) if c.by_council]


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.REPLY])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_reply_is_sent_read_back_and_fetched_as_our_own(platform, kind):
    if platform == "flickr" and kind is Kind.REPLY:
        kind = Kind.COMMENT  # Flickr has no replies among its comments.
    with small_town(platform) as stage:
        item, connector = answerable(stage, kind), stage.connector()
        calls = len(stage.sim.calls)
        exact = connector.reply_text(item, WORDS)
        assert len(stage.sim.calls) == calls
        made = connector.reply(item, exact, key="k1")

        assert stage.world.comments[made].text == exact
        reading = connector.read_reply(item, made)
        assert (reading.state, reading.readable) == (ItemState.VISIBLE, True)
        assert shows(exact, reading.text)
        assert made in {c.platform_id for c in fetched(stage, own=True)}
        assert made not in {c.platform_id for c in fetched(stage)}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_reply_that_was_sent_is_found_by_its_words_and_no_other_is(platform):
    with small_town(platform) as stage:
        item, connector = answerable(stage), stage.connector()
        exact = connector.reply_text(item, WORDS)
        assert connector.find_reply(item, exact, since=AGO, known=()) is None
        made = connector.reply(item, exact, key="k1")

        assert connector.find_reply(item, exact, since=AGO, known=()) == made
        assert connector.find_reply(item, exact, since=AGO, known=(made,)) is None
        assert connector.find_reply(item, f"{exact} PS", since=AGO, known=()) is None


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_reply_that_the_platform_ignored_is_neither_found_nor_read(platform):
    with small_town(platform) as stage:
        item, connector = answerable(stage), stage.connector()
        exact = connector.reply_text(item, WORDS)
        stage.fault(FaultKind.ACTION_IGNORED, times=1)
        made = connector.reply(item, exact, key="k1")

        assert connector.read_reply(item, made).state is not ItemState.VISIBLE
        assert connector.find_reply(item, exact, since=AGO, known=()) is None


@pytest.mark.parametrize("platform", ["flickr", "mastodon"])
def test_where_the_platform_keeps_a_reply_from_being_doubled_it_does(platform):
    with small_town(platform) as stage:
        item, connector = answerable(stage), stage.connector()
        exact = connector.reply_text(item, WORDS)
        before = len(ours(stage))

        assert connector.reply(item, exact, key="k") == connector.reply(item, exact, key="k")
        assert len(ours(stage)) == before + 1


def test_x_refuses_the_same_words_twice():
    with small_town("x") as stage:
        item, connector = answerable(stage), stage.connector()
        connector.reply(item, WORDS, key="k")
        with pytest.raises(NotSupported):
            connector.reply(item, WORDS, key="k")


def test_x_takes_no_reply_to_who_did_not_name_the_council():
    with small_town("x") as stage:
        post = stage.world.posts_of(stage.account.key)[-1]
        said = stage.world.add_comment(
            stage.account.key, post_id=post.id, author=stage.author(7), text="Nobody asked you"
        )
        [comment] = [c for c in fetched(stage) if c.platform_id == said.id]
        connector = stage.connector()
        calls = len(stage.sim.calls)

        assert connector.reply_power(item_of(comment)).reason == "x_not_summoned"
        with pytest.raises(NotSupported):
            connector.reply(item_of(comment), WORDS, key="k")
        assert len(stage.sim.calls) == calls
        # One fetched before that was noted may be tried: X itself refuses it, in its own words.
        older = replace(item_of(comment), hints={})
        assert connector.reply_power(older).note == "x_may_refuse"
        with pytest.raises(NotSupported, match="not been mentioned"):
            connector.reply(older, WORDS, key="k")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_to_reply_to_what_is_gone_is_told_so_and_nothing_is_said(platform):
    with small_town(platform) as stage:
        item, connector = answerable(stage), stage.connector()
        before = len(ours(stage))
        if platform == "flickr":
            stage.world.delete_post(item.post_platform_id)
        else:
            stage.world.delete_comment(item.platform_id)
        with pytest.raises(CommentGone):
            connector.reply(item, connector.reply_text(item, WORDS), key="k")

        assert len(ours(stage)) <= before


@pytest.mark.parametrize("platform", [p for p in PLATFORMS if p != "mastodon"])
def test_closed_comments_are_told_as_such(platform):
    with small_town(platform) as stage:
        item = answerable(stage)
        stage.world.set_note(CLOSED_NOTE + (item.post_platform_id or ""), "closed")
        with pytest.raises(ConnectorError) as caught:
            stage.connector().reply(item, WORDS, key="k")
        assert not isinstance(caught.value, UNKNOWN), "it is known not to have been sent"


def test_facebook_tells_closed_comments_beforehand():
    with small_town("facebook") as stage:
        for post in stage.world.posts_of(stage.account.key):
            stage.world.set_note(CLOSED_NOTE + post.id, "closed")
        told = {stage.connector().reply_power(item_of(c)).reason for c in fetched(stage)}
        assert told == {"comments_closed"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_our_own_words_and_what_is_gone_take_no_reply_and_the_reason_has_its_sentence(
    platform,
):
    connector = connector_class(platform)
    with small_town(platform) as stage:
        for comment in [*fetched(stage), *fetched(stage, own=True)]:
            for state in ItemState:
                item = item_of(replace(comment, state=state))
                power = connector.reply_power(item)
                assert power.allowed is not bool(power.reason)
                assert not (power.allowed and (item.own or state is ItemState.ABSENT))
                assert powers.reason(power.reason) != powers.REASON_OTHERWISE
                assert powers.note(power.note) != powers.NOTE_OTHERWISE


@pytest.mark.parametrize(
    ("kind", "means"),
    [
        (FaultKind.RATE_LIMITED, REFUSED),
        (FaultKind.RATE_LIMITED_NO_RESET, REFUSED),
        (FaultKind.EXPIRED_TOKEN, REFUSED),
        (FaultKind.SERVER_ERROR, UNKNOWN),
        (FaultKind.SILENCE, UNKNOWN),
        (FaultKind.CUT_JSON, UNKNOWN),
        (FaultKind.HTML_200, UNKNOWN),
    ],
)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fault_says_whether_the_reply_may_have_been_sent(platform, kind, means):
    with small_town(platform) as stage:
        item = answerable(stage)
        stage.fault(kind)
        connector = stage.connector(patience=0.1 if kind is FaultKind.SILENCE else 10)
        exact = connector.reply_text(item, WORDS)
        for call, expected in (
            (lambda: connector.reply(item, exact, key="k"), means),
            (lambda: connector.find_reply(item, exact, since=AGO, known=()), UNKNOWN + REFUSED),
            (lambda: connector.read_reply(item, "123"), UNKNOWN + REFUSED),
        ):
            with pytest.raises(ConnectorError) as caught:
                call()
            assert isinstance(caught.value, expected)
            assert WORDS not in str(caught.value)
            keeps_secrets(stage, caught.value)


@pytest.mark.parametrize(
    ("found", "same"),
    [
        ("@resident Read https://t.co/abc  please", True),
        ("@a @b@c.example Read https://council.example/bins please", True),
        ("[https://www.flickr.com/photos/1@N01] Read https://council.example/bins please", True),
        ("Read please", True),
        ("Please read", False),
        ("Well. Read https://council.example/bins please", False),
    ],
)
def test_texts_are_the_same_whatever_a_platform_did_to_links_and_names(found, same):
    assert same_text("@resident Read https://council.example/bins please", found) is same
