"""What every registered connector keeps to, against the simulated platforms.

A new platform is held to all of this by being registered: it adds a part to the simulator
and its recorded exchanges, and no test here.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

import pytest

from connectors.base import Batch, Connector, FetchedComment, Item, ItemState, Kind, Verb
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
from connectors.registry import connector_class, platforms
from connectors.session import HttpSettings
from connectors.simulator import ids
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import SimAccount, SimAuthor, SimComment, World

PLATFORMS = platforms()
ACCOUNTS = sorted(porthaven().accounts)
#: What an item may show once a verb was carried out on it.
SHOWN = {
    Verb.HIDE: {ItemState.HIDDEN},
    Verb.HOLD: {ItemState.HELD},
    Verb.REJECT: {ItemState.REJECTED, ItemState.ABSENT},
    Verb.DELETE: {ItemState.ABSENT},
    Verb.RESTORE: {ItemState.VISIBLE},
}
#: What each fault must come to; a list's own faults are no errors.
MEANS: dict[FaultKind, tuple[type[ConnectorError], ...]] = {
    FaultKind.RATE_LIMITED: (RateLimited, BudgetSpent),
    FaultKind.RATE_LIMITED_NO_RESET: (RateLimited, BudgetSpent),
    FaultKind.SERVER_ERROR: (PlatformUnavailable,),
    FaultKind.SILENCE: (PlatformUnavailable,),
    FaultKind.CUT_JSON: (UnexpectedAnswer, PlatformUnavailable),
    FaultKind.HTML_200: (UnexpectedAnswer, PlatformUnavailable),
    FaultKind.EXPIRED_TOKEN: (CredentialsRejected,),
}


@dataclass
class Stage:
    """One simulated account, the connector that reads it, and the means to upset both."""

    sim: Simulator
    account: SimAccount
    saved: list[dict[str, str]] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.sim.world

    def connector(self, *, base_url: str = "", patience: float = 10, **changes: str) -> Connector:
        platform = self.account.platform
        return connector_class(platform).connect(
            credentials_of(self.account) | changes,
            http=HttpSettings(
                base_url=base_url or self.sim.base_url(platform), read_timeout=patience
            ),
            save=lambda renewed: self.saved.append(dict(renewed)),
        )

    def fault(self, kind: FaultKind, *, times: int | None = None, method: str = "") -> None:
        self.sim.faults.add(Fault(self.account.platform, kind, times=times, method=method))

    def secrets(self) -> list[str]:
        names = ("secret", "token", "key")
        extra = self.account.extra.items()
        return [self.account.token, *(v for k, v in extra if any(name in k for name in names))]

    def author(self, number: int) -> SimAuthor:
        platform = self.account.platform
        id = ids.author_id(platform, 9, number)
        handle = f"resident{number}"
        return SimAuthor(id, platform, handle, f"Resident {number}")

    def say(self, text: str, *, under: str | None = None, parent: str | None = None) -> SimComment:
        """Have a resident say something to the council, now."""
        post = under or self.world.posts_of(self.account.key)[-1].id
        if self.account.platform == "x":
            text = f"@{self.account.handle} {text}"
        return self.world.add_comment(
            self.account.key, post_id=post, parent_id=parent, author=self.author(7), text=text
        )

    def reply_as_council(self, parent: SimComment, text: str) -> SimComment:
        return self.world.add_comment(
            self.account.key,
            post_id=parent.post_id,
            parent_id=parent.id,
            author=self.world.council_author(self.account.key),
            text=text,
            by_council=True,
        )

    def readable(self) -> dict[str, SimComment]:
        """Return the comments that the platform shows the council, by id."""
        return {
            comment.id: comment
            for comment in self.world.comments_of(self.account.key)
            if comment.state != "rejected" and not self._is_elsewhere(comment)
        }

    def _is_elsewhere(self, comment: SimComment) -> bool:
        """Say whether it stands under somebody else's post, which is theirs to moderate."""
        return comment.post_id is not None and self.world.posts[comment.post_id].author is not None

    def mentions_elsewhere(self) -> set[str]:
        return {p.id for p in self.world.posts_of(self.account.key) if p.author is not None}


@contextmanager
def whole_town(key: str) -> Iterator[Stage]:
    with Simulator(porthaven()) as sim:
        yield Stage(sim, sim.world.accounts[key])


@contextmanager
def small_town(platform: str) -> Iterator[Stage]:
    """An account with two posts, a few comments, a reply and the council's answer to it."""
    world = World()
    add_accounts(world)
    account = next(a for a in world.accounts.values() if a.platform == platform)
    with Simulator(world) as sim:
        stage = Stage(sim, account)
        now = world.now().replace(microsecond=0)
        prefix = f"@{account.handle} " if platform == "x" else ""
        for days in (5, 4):
            at = now - timedelta(days=days)
            kind = {"youtube": "video", "flickr": "photo", "instagram": "photo"}.get(platform)
            post = world.add_post(
                account.key, text=f"Bins, day {days}", kind=kind or "post", published_at=at
            )
            for number in range(3):
                top = world.add_comment(
                    account.key,
                    post_id=post.id,
                    author=stage.author(number),
                    text=f"{prefix}When? {number} of {days}",
                    published_at=at + timedelta(hours=1 + number),
                )
            reply = world.add_comment(
                account.key,
                post_id=post.id,
                parent_id=top.id,
                author=stage.author(5),
                text=f"{prefix}Nobody knows, day {days}",
                published_at=at + timedelta(hours=6),
            )
            world.add_comment(
                account.key,
                post_id=post.id,
                parent_id=reply.id,
                author=world.council_author(account.key),
                text="On Friday",
                by_council=True,
                published_at=at + timedelta(hours=7),
            )
        yield stage


def comments_in(batches: list[Batch]) -> list[FetchedComment]:
    return [comment for batch in batches for comment in batch.comments]


def latest(batches: list[Batch]) -> dict[str, FetchedComment]:
    """Return what a store would hold after `batches`: the last that was told of each."""
    return {comment.platform_id: comment for comment in comments_in(batches)}


def last_cursor(batches: list[Batch]) -> str:
    cursors = [batch.cursor for batch in batches if batch.cursor is not None]
    assert cursors
    assert batches[-1].cursor == cursors[-1]
    return cursors[-1]


def item_of(comment: FetchedComment) -> Item:
    author = comment.author.platform_id if comment.author else None
    return Item(
        comment.platform_id, comment.kind, comment.post_platform_id, comment.parent_platform_id,
        author, comment.own, comment.state, comment.permalink, comment.hints,
    )  # fmt: skip


def fetched(stage: Stage, *, own: bool = False) -> list[FetchedComment]:
    found = latest(list(stage.connector().fetch(None))).values()
    return sorted((c for c in found if c.own is own), key=lambda c: c.platform_id)


def actionable(stage: Stage, *, own: bool = False) -> FetchedComment:
    """Return a comment on which something can be done."""
    connector = stage.connector()
    return next(c for c in fetched(stage, own=own) if connector.powers(item_of(c)).verbs)


# -- who it is --------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_connector_says_what_it_is(platform):
    made = connector_class(platform)

    assert made.platform == platform
    assert made.name
    assert made.default_base_url.startswith("https://")
    names = [one.name for one in made.credential_fields]
    assert len(names) == len(set(names))
    assert any(one.required and one.secret for one in made.credential_fields)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_check_tells_who_the_token_belongs_to(platform):
    with small_town(platform) as stage:
        identity = stage.connector().check()

    assert identity.platform_id == stage.account.id
    assert identity.handle.removeprefix("@") == stage.account.handle.removeprefix("@")
    assert identity.missing_permissions == ()
    expires = identity.token_expires_at
    assert expires is None or expires.utcoffset() == timedelta(0)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_missing_credential_is_named_and_no_call_is_made(platform):
    with small_town(platform) as stage:
        required = [f.name for f in connector_class(platform).credential_fields if f.required]
        for name in required:
            with pytest.raises(CredentialsRejected, match=name):
                stage.connector(**{name: ""})
        stage.connector()

        assert stage.sim.calls == []


# -- fetching ---------------------------------------------------------------------------


@pytest.mark.parametrize("key", ACCOUNTS)
def test_a_first_fetch_gives_the_accounts_whole_month_once(key):
    with whole_town(key) as stage:
        batches = list(stage.connector().fetch(None))
        readable, elsewhere = stage.readable(), stage.mentions_elsewhere()
        posts = {post.id for post in stage.world.posts_of(key) if post.author is None}

    found = comments_in(batches)
    told = [comment.platform_id for comment in found]
    assert len(told) == len(set(told))
    assert readable.keys() <= set(told)
    assert set(told) - readable.keys() <= elsewhere
    assert {post.platform_id for batch in batches for post in batch.posts} == posts
    last_cursor(batches)
    for comment in found:
        world = readable.get(comment.platform_id)
        if world is None:
            assert comment.kind is Kind.MENTION
            continue
        assert comment.text == world.text
        assert comment.own is world.by_council
        assert comment.published_at.tzinfo is UTC
        assert abs(comment.published_at - world.published_at) < timedelta(seconds=1)
        assert comment.post_platform_id in (world.post_id, None)
        if world.parent_id is not None:
            assert comment.parent_platform_id == world.parent_id
        if comment.author is not None:
            assert comment.author.platform_id == world.author.id


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_next_fetch_finds_what_came_since_and_overlaps_harmlessly(platform):
    with small_town(platform) as stage:
        connector = stage.connector()
        first = list(connector.fetch(None))
        new = stage.say("And where are my bins?")
        old = next(c for c in stage.readable().values() if not c.by_council and c.id != new.id)
        reply = stage.say("Same here", under=old.post_id, parent=old.id)
        own = stage.reply_as_council(new, "On their way")
        second = list(connector.fetch(last_cursor(first)))
        third = list(connector.fetch(last_cursor(second)))
        readable = stage.readable()

    assert {new.id, reply.id, own.id} <= latest(second).keys()
    assert latest(second)[own.id].own
    assert latest(second).keys() <= readable.keys()
    assert latest(third).keys() <= readable.keys()
    for again_ in (*second, *third):
        for comment in again_.comments:
            assert comment.text == readable[comment.platform_id].text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fetch_by_a_new_process_goes_on_from_the_cursor_alone(platform):
    with small_town(platform) as stage:
        cursor = last_cursor(list(stage.connector().fetch(None)))
        new = stage.say("Hello?")
        found = latest(list(stage.connector().fetch(cursor)))

    assert new.id in found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fetch_stopped_early_loses_nothing(platform):
    with small_town(platform) as stage:
        pages = stage.connector().fetch(None)
        first = next(pages)
        pages.close()  # type: ignore[attr-defined]
        found = latest([first, *stage.connector().fetch(first.cursor)])

        assert found.keys() == stage.readable().keys()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_cursor_that_is_no_cursor_ends_in_a_whole_fetch_or_a_connector_error(platform):
    with small_town(platform) as stage:
        for cursor in ("", "null", "{}", "[1]", "\0", "9" * 400, '{"since": "never"}'):
            try:
                found = latest(list(stage.connector().fetch(cursor)))
            except ConnectorError:
                continue
            assert found.keys() == stage.readable().keys()


@pytest.mark.parametrize("kind", [FaultKind.PAGE_TWICE, FaultKind.OUT_OF_ORDER])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_lists_that_repeat_or_shuffle_lose_nothing(platform, kind):
    with small_town(platform) as stage:
        stage.fault(kind, times=2)
        found = latest(list(stage.connector().fetch(None)))

        assert found.keys() == stage.readable().keys()


# -- powers -----------------------------------------------------------------------------


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_power_claimed_works_and_reading_shows_it(platform, own):
    with small_town(platform) as stage:
        connector = stage.connector()
        tried = 0
        # Replies first: on most platforms a deleted comment takes its replies along.
        for comment in sorted(fetched(stage, own=own), key=lambda c: c.kind is not Kind.REPLY):
            item = item_of(comment)
            before = len(stage.sim.calls)
            powers = connector.powers(item).verbs
            assert len(stage.sim.calls) == before
            # One verb a comment, another verb on the next: a deleted one takes no other.
            for power in powers[tried % max(len(powers), 1) :][:1]:
                tried += 1
                connector.act(power.verb, item)
                reading = connector.read(item)
                assert reading.readable is power.readable
                if power.readable:
                    assert reading.state in SHOWN[power.verb]
                if power.reversible:
                    now = item_of(replace(comment, state=_state_of(power.verb)))
                    assert connector.powers(now).get(Verb.RESTORE) is not None
                    connector.act(Verb.RESTORE, now)
                    assert stage.world.comments[comment.platform_id].state == "visible"
                    if power.readable:
                        assert connector.read(item).state is ItemState.VISIBLE
        assert tried or own


def _state_of(verb: Verb) -> ItemState:
    return {Verb.HIDE: ItemState.HIDDEN, Verb.HOLD: ItemState.HELD}[verb]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_powers_are_told_mildest_first_and_an_item_without_any_says_why(platform):
    order = list(Verb)
    with small_town(platform) as stage:
        connector = stage.connector()
        for comment in [*fetched(stage), *fetched(stage, own=True)]:
            for state in ItemState:
                item = item_of(replace(comment, state=state))
                powers = connector.powers(item)
                takedowns = [p.verb for p in powers.verbs if p.verb is not Verb.RESTORE]
                assert takedowns == sorted(takedowns, key=order.index)
                assert len({p.verb for p in powers.verbs}) == len(powers.verbs)
                assert powers.verbs or powers.reason


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_verb_not_claimed_is_refused_and_changes_nothing(platform):
    with small_town(platform) as stage:
        connector = stage.connector()
        comments = [*fetched(stage), *fetched(stage, own=True)]
        before = {c.id: c.state for c in stage.readable().values()}
        writes = len([call for call in stage.sim.calls if call[1] in ("PUT", "DELETE")])
        for comment in comments:
            powers = connector.powers(item_of(comment))
            for verb in (Verb.HIDE, Verb.HOLD, Verb.REJECT, Verb.DELETE):
                if powers.get(verb) is None:
                    with pytest.raises(NotSupported):
                        connector.act(verb, item_of(comment))

        assert {c.id: c.state for c in stage.readable().values()} == before
        assert len([c for c in stage.sim.calls if c[1] in ("PUT", "DELETE")]) == writes


@pytest.mark.parametrize("platform", PLATFORMS)
def test_to_do_again_what_is_done_is_no_error(platform):
    with small_town(platform) as stage:
        comment = actionable(stage)
        item = item_of(comment)
        connector = stage.connector()
        verb = connector.powers(item).verbs[0].verb
        connector.act(verb, item)
        try:
            connector.act(verb, item)
        except CommentGone:
            assert verb in (Verb.DELETE, Verb.REJECT)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_gone_is_told_so_and_never_read_as_standing(platform):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        stage.world.delete_comment(item.platform_id)
        connector = stage.connector()
        with pytest.raises(CommentGone):
            connector.act(connector.powers(item).verbs[0].verb, item)
        with suppress(CommentGone):
            assert connector.read(item).state in (ItemState.ABSENT, ItemState.UNKNOWN)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_goes_between_decision_and_deed_is_told_as_gone(platform):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        stage.fault(FaultKind.GONE_BEFORE_ACTION, times=1)
        connector = stage.connector()
        with pytest.raises(CommentGone):
            connector.act(connector.powers(item).verbs[0].verb, item)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_deed_that_the_platform_ignored_is_not_read_as_done(platform):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        stage.fault(FaultKind.ACTION_IGNORED, times=1)
        connector = stage.connector()
        verb = connector.powers(item).verbs[0].verb
        try:
            connector.act(verb, item)
        except ConnectorError:
            return  # the platform's own answer gave it away
        reading = connector.read(item)

        assert reading.state not in SHOWN[verb] or not reading.readable


# -- faults -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MEANS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fault_that_lasts_ends_every_call_in_its_own_error(platform, kind):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        cursor = last_cursor(list(stage.connector().fetch(None)))
        stage.fault(kind)
        connector = stage.connector(patience=0.1 if kind is FaultKind.SILENCE else 10)
        verb = connector.powers(item).verbs[0].verb
        for call in (
            connector.check,
            lambda: list(connector.fetch(None)),
            lambda: list(connector.fetch(cursor)),
            lambda: connector.read(item),
            lambda: connector.act(verb, item),
        ):
            with pytest.raises(ConnectorError) as caught:
                call()
            assert isinstance(caught.value, MEANS[kind])
            keeps_secrets(stage, caught.value)


@pytest.mark.parametrize("kind", MEANS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fetch_struck_at_any_call_hands_over_whole_pages_and_loses_nothing(platform, kind):
    with small_town(platform) as stage:
        stage.sim.calls.clear()
        list(stage.connector().fetch(None))
        calls = len(stage.sim.calls)
        readable = stage.readable()
        for before in range(min(calls, 4 if kind is FaultKind.SILENCE else 12)):
            batches: list[Batch] = []
            connector = stage.connector(patience=0.2 if kind is FaultKind.SILENCE else 10)
            stage.sim.faults.clear()
            try:
                pages = connector.fetch(None)
                while True:
                    if len(stage.sim.calls) and len(batches) == before:
                        stage.fault(kind, times=1)
                    batch = next(pages, None)
                    if batch is None:
                        break
                    batches.append(batch)
            except ConnectorError as error:
                keeps_secrets(stage, error)
            for comment in comments_in(batches):
                assert comment.text == readable[comment.platform_id].text
            stage.sim.faults.clear()
            cursor = next((b.cursor for b in reversed(batches) if b.cursor), None)
            rest = list(stage.connector().fetch(cursor))
            assert latest([*batches, *rest]).keys() == readable.keys()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_that_cannot_be_reached_is_unavailable(platform):
    with small_town(platform) as stage:
        connector = stage.connector(base_url="http://127.0.0.1:9/nothing")
        for call in (connector.check, lambda: list(connector.fetch(None))):
            with pytest.raises(PlatformUnavailable) as caught:
                call()
            keeps_secrets(stage, caught.value)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_wrong_token_asks_for_a_new_sign_in_and_is_quoted_nowhere(platform):
    with small_town(platform) as stage:
        names = [f.name for f in connector_class(platform).credential_fields if f.secret]
        wrong = {name: "wrong-" + "w" * 60 for name in names if "token" in name}
        with pytest.raises(CredentialsRejected) as caught:
            stage.connector(**wrong).check()

        keeps_secrets(stage, caught.value)
        assert "w" * 60 not in str(caught.value)


def keeps_secrets(stage: Stage, error: BaseException) -> None:
    """Fail where an error, or anything it is chained to, quotes a secret of the account."""
    told = "".join(traceback.format_exception(error)) + repr(error)
    for secret in stage.secrets():
        assert secret not in told


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_secret_and_no_comment_is_logged_even_at_debug(platform, caplog):
    caplog.set_level(logging.DEBUG)
    with small_town(platform) as stage:
        connector = stage.connector()
        connector.check()
        batches = list(connector.fetch(None))
        item = item_of(actionable(stage))
        connector.act(connector.powers(item).verbs[0].verb, item)
        connector.read(item)

    for secret in stage.secrets():
        assert secret not in caplog.text
    assert not any(c.text in caplog.text for c in comments_in(batches))
