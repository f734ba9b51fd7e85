"""What every registered connector keeps to, against the simulated platforms.

A new platform is held to all of this by being registered: it adds a part to the simulator
and its recorded exchanges, and no test here.
"""

from datetime import UTC, timedelta

import pytest

from connectors.base import Kind
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
)
from connectors.registry import connector_class
from connectors.simulator.faults import FaultKind
from tests.connectors.stage import (
    ACCOUNTS,
    PLATFORMS,
    comments_in,
    last_cursor,
    latest,
    small_town,
    whole_town,
)

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
