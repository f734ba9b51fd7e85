"""How much of a long history each fetch looks at, on Facebook and Instagram alike."""

from datetime import timedelta

import pytest
from werkzeug.wrappers import Request, Response

from connectors.errors import CredentialsRejected, PermissionMissing
from tests.connectors.facebook_page import Town
from tests.connectors.graph_support import NOW, comments_in, facebook, instagram, loopback


@pytest.fixture
def town() -> Town:
    """A Page with 450 posts, one every other day."""
    town = Town()
    for n in range(450):
        town.world.add_post("main", text=str(n), published_at=NOW - timedelta(days=20 + 2 * n))
    return town


def test_every_fetch_compares_the_newest_posts_and_once_a_day_all_of_them(town: Town) -> None:
    oldest = town.world.posts_of("main")[-1].id
    listing = "/v25.0/104857213398211/published_posts"
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        first = list(connector.fetch(None))
        assert server.paths().count(listing) == 5

        server.asked.clear()
        late = town.say("On a very old post.", post=oldest)
        town.clock.pass_by(timedelta(hours=1))
        second = list(connector.fetch(first[-1].cursor))
        assert server.paths().count(listing) == 3
        assert comments_in(second) == []

        town.clock.pass_by(timedelta(hours=24))
        third = list(connector.fetch(second[-1].cursor))

    assert [comment.platform_id for comment in comments_in(third)] == [late]


def test_after_a_long_silence_nothing_of_the_time_between_is_passed_over(town: Town) -> None:
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        cursor = list(connector.fetch(None))[-1].cursor
        wall = town.say("On the wall.", post=None)
        post = town.world.add_post("main", text="New", published_at=town.clock.time)
        under = town.say("Under it.", post=post.id)
        town.clock.pass_by(timedelta(days=40))
        found = {comment.platform_id for comment in comments_in(list(connector.fetch(cursor)))}

    assert {wall, under} <= found


def test_posts_without_comments_are_not_read_unless_they_are_young(town: Town) -> None:
    with loopback(town.part.handle) as server:
        list(facebook(server.url).fetch(None))

    read = [path for path in server.paths() if path.endswith("/comments")]
    assert read == [f"/v25.0/{town.new.id}/comments"]


def test_an_account_that_the_token_does_not_see_is_no_deleted_comment(town: Town) -> None:
    with loopback(town.part.handle) as server:
        with pytest.raises(PermissionMissing, match="check its id"):
            list(facebook(server.url, page_id="19292868552").fetch(None))
        with pytest.raises(CredentialsRejected, match="ig_user_id"):
            instagram(server.url, ig_user_id="999").check()


def test_a_reply_under_an_old_post_on_our_wall_is_found_within_a_day() -> None:
    town = Town()
    wall = town.say("On the wall.", post=None)
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        cursor = list(connector.fetch(None))[-1].cursor
        town.clock.pass_by(timedelta(days=30))
        cursor = list(connector.fetch(cursor))[-1].cursor
        late = town.say("Me too.", post=None, parent_id=wall)
        town.clock.pass_by(timedelta(days=1))
        found = {comment.platform_id for comment in comments_in(list(connector.fetch(cursor)))}

    assert late in found


def test_a_first_fetch_near_the_limit_is_made_good_later() -> None:
    town = Town()
    wall = town.say("On the wall.", post=None)
    town.clock.pass_by(timedelta(days=60))
    under = town.say("Me too.", post=None, parent_id=wall)
    busy = [True]

    def answer(request: Request) -> Response:
        response = town.part.handle(request)
        if busy[0]:
            response.headers["X-App-Usage"] = '{"call_count": 85}'
        return response

    with loopback(answer) as server:
        connector = facebook(server.url)
        first = list(connector.fetch(None))
        busy[0] = False
        second = list(connector.fetch(first[-1].cursor))

    assert under not in {comment.platform_id for comment in comments_in(first)}
    assert under in {comment.platform_id for comment in comments_in(second)}


def test_a_quiet_post_of_last_week_is_read_once_an_hour_and_at_once_when_someone_comments() -> None:
    town = Town()
    week = town.world.add_post("main", text="Bins", published_at=NOW - timedelta(days=7))
    first = town.say("First.", post=week.id)
    path = f"/v25.0/{week.id}/comments"
    with loopback(town.part.handle) as server:
        connector = facebook(server.url)
        cursor = list(connector.fetch(None))[-1].cursor
        town.world.edit_comment(first, "First, I say.")

        def read_after(minutes: int) -> tuple[set[str], bool]:
            nonlocal cursor
            server.asked.clear()
            town.clock.pass_by(timedelta(minutes=minutes))
            batches = list(connector.fetch(cursor))
            cursor = batches[-1].cursor
            return {c.text for c in comments_in(batches)}, path in server.paths()

        quiet = read_after(10)
        town.say("Second.", post=week.id)
        loud = read_after(10)
        calm = read_after(10)
        hour = read_after(30)

    assert quiet == (set(), False)
    assert loud == ({"First, I say.", "Second."}, True)
    assert calm == (set(), False)
    assert hour == ({"First, I say.", "Second."}, True)
