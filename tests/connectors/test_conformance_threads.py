"""Long threads arrive whole: every reply, through every page of the platform, once."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.connectors.stage import PLATFORMS, Stage, comments_in, last_cursor, latest, small_town

REPLIES = 350


def _a_long_thread(stage: Stage) -> set[str]:
    """Put 350 replies by many people under one resident's comment; return their ids."""
    top = stage.say("When will the library open again?")
    at = stage.world.now() - timedelta(hours=8)
    return {
        stage.world.add_comment(
            stage.account.key,
            post_id=top.post_id,
            parent_id=top.id,
            author=stage.author(number % 60),
            text=f"@{stage.account.handle} reply number {number}",
            published_at=at + timedelta(minutes=number),
        ).id
        for number in range(REPLIES)
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_350_replies_arrive_350_times_once_on_the_first_fetch(platform):
    with small_town(platform) as stage:
        thread = _a_long_thread(stage)
        batches = list(stage.connector().fetch(None))

    told = Counter(c.platform_id for c in comments_in(batches) if c.platform_id in thread)
    assert len(told) == REPLIES
    assert set(told.values()) == {1}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_350_replies_that_came_since_arrive_on_the_next_fetch(platform):
    with small_town(platform) as stage:
        cursor = last_cursor(list(stage.connector().fetch(None)))
        thread = _a_long_thread(stage)
        stage.say("One more")
        batches = list(stage.connector().fetch(cursor))

    assert thread <= latest(batches).keys()
