"""The connector for X at work on the simulated X: a month of Porthaven, and faults."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Batch, FetchedComment, Item, ItemState, Verb
from connectors.errors import (
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.session import HttpSettings
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from connectors.simulator.world import SimAuthor, World
from connectors.simulator.x_posts import UNNAMED_NOTE
from connectors.twitter import XConnector

RESIDENT = SimAuthor("5512", "x", "delyth_m", "Delyth M")


class Clock:
    time = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@dataclass
class Town:
    simulator: Simulator
    world: World
    clock: Clock

    def connector(self, key: str = "x-main", names: str = "tweet") -> XConnector:
        account = self.world.accounts[key]
        kept = ("client_id", "client_secret", "refresh_token")
        credentials = {name: account.extra[name] for name in kept}
        return XConnector.connect(
            {**credentials, "access_token": account.token},
            http=HttpSettings(
                base_url=self.simulator.base_url("x"), read_timeout=1, x_field_names=names
            ),
            save=lambda renewed: None,
            now=self.clock,
        )

    def fault(self, kind: FaultKind, **more: str) -> None:
        self.simulator.faults.add(Fault("x", kind, **more))  # type: ignore[arg-type]

    def say(self, text: str, **more: object) -> str:
        self.clock.time += timedelta(minutes=1)
        post = self.world.posts_of("x-main")[0].id
        made = self.world.add_comment(
            "x-main",
            post_id=post,
            author=RESIDENT,
            text=text,
            **more,  # type: ignore[arg-type]
        )
        return made.id


@pytest.fixture
def town() -> Iterator[Town]:
    clock = Clock()
    world = porthaven(seed=1, now=clock)
    clock.time += timedelta(minutes=5)
    simulator = Simulator(world)
    with simulator:
        yield Town(simulator, world, clock)


def comments(batches: list[Batch]) -> dict[str, FetchedComment]:
    return {comment.platform_id: comment for batch in batches for comment in batch.comments}


def item(comment: FetchedComment, state: ItemState = ItemState.VISIBLE) -> Item:
    return Item(
        comment.platform_id,
        kind=comment.kind,
        post_platform_id=comment.post_platform_id,
        own=comment.own,
        state=state,
        hints=comment.hints,
    )


@pytest.mark.parametrize("names", ["tweet", "post"])
@pytest.mark.parametrize("key", ["x-main", "x-roads"])
def test_a_first_fetch_brings_everything_that_was_said(town: Town, key: str, names: str) -> None:
    batches = list(town.connector(key, names).fetch(None))
    found = comments(batches)
    expected = {comment.id: comment for comment in town.world.comments_of(key)}
    elsewhere = {post.id for post in town.world.posts_of(key) if post.author is not None}
    assert set(found) == set(expected) | elsewhere
    for platform_id, comment in expected.items():
        got = found[platform_id]
        assert got.text == comment.text
        assert got.own == comment.by_council
        assert got.author is not None
        assert got.author.handle == comment.author.handle
        assert got.post_platform_id == comment.post_id
        assert got.parent_platform_id == comment.parent_id
        assert (got.edited_at is None) == (comment.edited_at is None)
        assert abs(got.published_at - comment.published_at) < timedelta(seconds=1)
    posts = {post.platform_id: post for batch in batches for post in batch.posts}
    own = {post.id for post in town.world.posts_of(key) if post.author is None}
    assert set(posts) == own
    assert batches[-1].gaps == ()


def test_a_second_fetch_brings_what_is_new_and_what_was_edited(town: Town) -> None:
    cursor = list(town.connector().fetch(None))[-1].cursor
    town.clock.time += timedelta(hours=1)
    assert comments(list(town.connector().fetch(cursor))) == {}
    new = town.say("@PorthavenCncl new")
    quiet = town.say("names nobody")
    town.world.set_note(UNNAMED_NOTE + quiet, "1")
    town.clock.time += timedelta(minutes=5)
    batches = list(town.connector().fetch(cursor))
    assert set(comments(batches)) == {new, quiet}
    town.world.edit_comment(new, "@PorthavenCncl newer")
    town.clock.time += timedelta(minutes=5)
    again = comments(list(town.connector().fetch(batches[-1].cursor)))
    assert again[new].text == "@PorthavenCncl newer"
    assert again[new].edited_at is not None


def test_a_reply_is_hidden_read_and_restored(town: Town) -> None:
    new = town.say("@PorthavenCncl rude")
    connector = town.connector()
    found = comments(list(connector.fetch(None)))[new]
    connector.act(Verb.HIDE, item(found))
    assert town.world.comments[new].state == "hidden"
    reading = connector.read(item(found, ItemState.HIDDEN))
    assert (reading.state, reading.readable) == (ItemState.UNKNOWN, False)
    connector.act(Verb.RESTORE, item(found, ItemState.HIDDEN))
    assert town.world.comments[new].state == "visible"
    town.world.delete_comment(new)
    assert connector.read(item(found)).state is ItemState.ABSENT
    with pytest.raises(CommentGone):
        connector.act(Verb.HIDE, item(found))


def test_an_own_reply_is_deleted_and_gone(town: Town) -> None:
    connector = town.connector()
    own = next(one for one in comments(list(connector.fetch(None))).values() if one.own)
    connector.act(Verb.DELETE, item(own))
    assert connector.read(item(own)).state is ItemState.ABSENT


def test_powers_agree_with_what_the_platform_allows(town: Town) -> None:
    connector = town.connector()
    for found in comments(list(connector.fetch(None))).values():
        hideable = found.post_platform_id is not None and not found.own
        assert (connector.powers(item(found)).get(Verb.HIDE) is not None) == hideable
        if hideable:
            connector.act(Verb.HIDE, item(found))
            break


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.RATE_LIMITED, RateLimited),
        (FaultKind.RATE_LIMITED_NO_RESET, RateLimited),
        (FaultKind.SERVER_ERROR, PlatformUnavailable),
        (FaultKind.SILENCE, PlatformUnavailable),
        (FaultKind.CUT_JSON, UnexpectedAnswer),
        (FaultKind.HTML_200, UnexpectedAnswer),
    ],
)
def test_a_fault_moves_no_cursor_and_the_next_fetch_misses_nothing(
    town: Town, kind: FaultKind, error: type[ConnectorError]
) -> None:
    connector = town.connector()
    cursor = list(connector.fetch(None))[-1].cursor
    new = town.say("@PorthavenCncl hello")
    town.fault(kind, path="/mentions")
    seen: list[Batch] = []
    with pytest.raises(error) as caught:
        for batch in connector.fetch(cursor):
            seen.append(batch)
    assert all(batch.cursor is None for batch in seen)
    if kind is FaultKind.RATE_LIMITED:
        assert caught.value.retry_at > town.clock.time  # type: ignore[attr-defined]
    assert new in comments(list(connector.fetch(cursor)))


def test_an_expired_token_is_renewed_in_mid_fetch(town: Town) -> None:
    connector = town.connector()
    town.fault(FaultKind.EXPIRED_TOKEN, path="/mentions")
    old = town.world.accounts["x-main"].token
    assert list(connector.fetch(None))[-1].cursor is not None
    assert town.world.accounts["x-main"].token != old


def test_a_token_refused_for_good_is_rejected(town: Town) -> None:
    connector = town.connector()
    town.simulator.faults.add(Fault("x", FaultKind.EXPIRED_TOKEN, times=None))
    with pytest.raises(CredentialsRejected):
        connector.check()


@pytest.mark.parametrize("kind", [FaultKind.PAGE_TWICE, FaultKind.OUT_OF_ORDER])
def test_a_page_twice_or_out_of_order_changes_nothing(town: Town, kind: FaultKind) -> None:
    plain = list(town.connector().fetch(None))
    town.fault(kind, path="/mentions")
    struck = list(town.connector().fetch(None))
    assert comments(struck) == comments(plain)
    assert struck[-1].cursor == plain[-1].cursor
    assert sum(len(batch.comments) for batch in struck) == len(comments(plain))


def test_a_reply_gone_before_the_action_is_told_as_gone(town: Town) -> None:
    new = town.say("@PorthavenCncl hello")
    connector = town.connector()
    found = comments(list(connector.fetch(None)))[new]
    town.fault(FaultKind.GONE_BEFORE_ACTION)
    with pytest.raises(CommentGone):
        connector.act(Verb.HIDE, item(found))


def test_the_account_s_own_answer_is_its_identity(town: Town) -> None:
    found = town.connector().check()
    account = town.world.accounts["x-main"]
    assert (found.platform_id, found.handle, found.followers) == (
        account.id,
        account.handle,
        account.followers,
    )
