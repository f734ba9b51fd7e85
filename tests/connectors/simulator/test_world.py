"""The world: platform-true ids, and a journal that survives being killed at any moment."""

import re
import resource
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.simulator.journal import JournalError
from connectors.simulator.world import NoSuchItem, SimAccount, SimAuthor, World

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNTS = {
    "x": "1204418837216653312",
    "facebook": "104857213398211",
    "instagram": "17841407733562918",
    "youtube": "UCp0rthav3nC0unc1lTVx8Qa",
    "flickr": "188402317@N07",
}


def fill(world: World) -> None:
    for platform, id in ACCOUNTS.items():
        account = SimAccount(platform, platform, id, "porthaven", "Porthaven", f"t-{platform}", 9)
        world.add_account(account)
        world.add_post(platform, text=f"Bins on {platform}", published_at=NOON - timedelta(days=1))


def resident(platform: str) -> SimAuthor:
    return SimAuthor("77", platform, "mair", "Mair Bryncoed")


def say(world: World, platform: str, text: str = "Diolch!", parent: str | None = None) -> str:
    post = world.posts_of(platform)[0]
    comment = world.add_comment(
        platform, post_id=post.id, parent_id=parent, author=resident(platform), text=text
    )
    return comment.id


def everything(world: World) -> tuple[object, ...]:
    return world.seed, world.accounts, world.posts, world.comments, world.notes


def live_through(world: World) -> None:
    """Make one of every change there is, on every platform."""
    for platform in ACCOUNTS:
        kept, gone = say(world, platform, "Un \ud800 \u2028 \n 🏳️‍🌈"), say(world, platform, "Dau")
        say(world, platform, "Tri", parent=kept)
        world.edit_comment(kept, "Un, wedi'i olygu")
        world.set_state(kept, "hidden")
        world.delete_comment(gone)
        world.edit_post(world.posts_of(platform)[0].id, "Bins, corrected")
        world.add_comment(
            platform, post_id=None, author=resident(platform), text="@porthaven", lang="cy"
        )
        spare = world.add_post(platform, text="A mistake", kind="photo")
        world.delete_post(spare.id)
        world.rotate_tokens(platform, token=f"new-{platform}", refresh_token="r2")
        world.set_note(f"blocked:{platform}", "77")


@pytest.fixture
def world() -> World:
    made = World(now=lambda: NOON)
    fill(made)
    return made


def test_ids_have_each_platforms_own_form(world: World) -> None:
    forms = {
        "x": (r"\d{19}", r"\d{19}", r"\d{19}"),
        "facebook": (r"104857213398211_\d{15}", r"\d{15}_\d{16}", r"\d{15}_\d{16}"),
        "instagram": (r"179\d{14}", r"178\d{14}", r"178\d{14}"),
        "youtube": (r"[\w-]{11}", r"Ug[\w-]{24}", r"Ug[\w-]{24}\.[\w-]{22}"),
        "flickr": (r"53\d{9}", r"188402317-53\d{9}-721577\d{11}", r"188402317-53\d{9}-\d{17}"),
    }
    for platform, (post_form, top_form, reply_form) in forms.items():
        post = world.posts_of(platform)[0]
        top = say(world, platform)
        reply = say(world, platform, "Ie", parent=top)
        assert re.fullmatch(post_form, post.id)
        assert re.fullmatch(top_form, top)
        assert re.fullmatch(reply_form, reply)
    assert len(world.comments) == 10


def test_a_facebook_comment_id_begins_with_its_posts_number(world: World) -> None:
    post = world.posts_of("facebook")[0]

    assert say(world, "facebook").partition("_")[0] == post.id.partition("_")[2]


def test_x_ids_rise_with_time_and_within_one_instant(world: World) -> None:
    early = [int(say(world, "x")) for _ in range(50)]
    world.now = lambda: NOON + timedelta(milliseconds=1)

    assert early == sorted(set(early))
    assert int(say(world, "x")) > early[-1]


def test_the_same_calls_give_the_same_world_and_another_seed_other_ids() -> None:
    worlds = [World(seed=seed, now=lambda: NOON) for seed in (5, 5, 6)]
    for made in worlds:
        fill(made)
        live_through(made)

    assert everything(worlds[0]) == everything(worlds[1])
    assert set(worlds[0].comments) != set(worlds[2].comments)


def test_comments_come_newest_first_and_without_the_deleted(world: World) -> None:
    times = [NOON - timedelta(minutes=m) for m in (3, 9, 1)]
    post = world.posts_of("facebook")[0]
    made = [
        world.add_comment(
            "facebook", post_id=post.id, author=resident("facebook"), text="x", published_at=at
        )
        for at in times
    ]
    gone = say(world, "facebook")
    world.delete_comment(gone)
    world.set_state(made[0].id, "hidden")

    found = world.comments_of("facebook", post_id=post.id)

    assert [c.published_at for c in found] == sorted(times, reverse=True)
    assert world.comments[gone].deleted
    assert world.comments_of("x", post_id=post.id) == []


def test_replies_are_found_by_their_parent_and_put_where_the_platform_puts_them(
    world: World,
) -> None:
    for platform, depth in (("facebook", 2), ("x", 2), ("youtube", 1), ("instagram", 1)):
        top = say(world, platform)
        first = say(world, platform, "1", parent=top)
        second = say(world, platform, "2", parent=first)
        parent = first if depth == 2 else top
        assert world.comments[second].parent_id == parent
        assert world.comments[second].kind == "reply"
        assert world.comments[second] in world.comments_of(platform, parent_id=parent)
    flat = say(world, "flickr", "ateb", parent=say(world, "flickr"))
    assert world.comments[flat].parent_id is None


def test_a_deleted_comment_takes_its_replies_along_but_not_on_x(world: World) -> None:
    for platform, goes in (("facebook", True), ("youtube", True), ("x", False)):
        top = say(world, platform)
        reply = say(world, platform, "Ie", parent=top)
        world.delete_comment(top)
        assert world.comments[reply].deleted is goes


def test_an_edit_on_x_gets_an_id_of_its_own_and_elsewhere_none(world: World) -> None:
    on_x, elsewhere = say(world, "x"), say(world, "facebook")
    world.edit_comment(on_x, "eto")
    world.edit_comment(elsewhere, "eto")

    assert len(world.comments[on_x].edit_ids) == 1
    assert int(world.comments[on_x].edit_ids[0]) > int(on_x)
    assert world.comments[elsewhere].edit_ids == ()
    assert world.comments[elsewhere].edited_at == NOON


def test_what_is_not_there_cannot_be_changed_and_nothing_is_added(world: World) -> None:
    gone = say(world, "x")
    world.delete_comment(gone)
    before = len(world.comments)

    for change in (
        lambda: world.delete_comment(gone),
        lambda: world.edit_comment("1", "x"),
        lambda: world.set_state(gone, "hidden"),
        lambda: world.delete_post("none"),
        lambda: world.rotate_tokens("none", token="t"),
        lambda: say(world, "x", parent=gone),
        lambda: world.add_comment("x", post_id="9", author=resident("x"), text="x"),
    ):
        with pytest.raises(NoSuchItem):
            change()
    with pytest.raises(ValueError, match="no state"):
        world.set_state(say(world, "x"), "vanished")
    assert len(world.comments) == before + 1


def test_tokens_are_found_only_while_they_stand(world: World) -> None:
    world.rotate_tokens("x", token="fresh", refresh_token="next")

    assert world.account_by_token("t-x") is None
    assert world.account_by_token("") is None
    found = world.account_by_token("fresh")
    assert found is world.accounts["x"]
    assert found.extra == {"refresh_token": "next"}
    assert world.account_by_id("flickr", "188402317@N07") is world.accounts["flickr"]


def test_comments_added_from_many_threads_all_stand_and_have_ids_of_their_own(
    world: World,
) -> None:
    threads = [
        threading.Thread(target=lambda: [say(world, "youtube") for _ in range(50)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(world.comments_of("youtube")) == 400


# -- the journal ------------------------------------------------------------------------


def test_a_reopened_world_is_the_same_to_the_last_field(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    first = World.open(path, seed=7, now=lambda: NOON, fill=fill)
    live_through(first)
    first.close()

    again = World.open(path, now=lambda: NOON)

    assert everything(again) == everything(first)
    for platform in ACCOUNTS:
        assert again.comments_of(platform) == first.comments_of(platform)
        assert again.posts_of(platform) == first.posts_of(platform)
    assert say(again, "x") == say(first, "x")


def test_a_line_torn_at_any_byte_is_dropped_and_the_world_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    world = World.open(path, now=lambda: NOON, fill=fill)
    say(world, "facebook")
    before = path.read_bytes()
    say(world, "facebook", "Torn")
    after = path.read_bytes()
    world.close()

    for kept in range(len(before) + 1, len(after)):
        path.write_bytes(after[:kept])
        again = World.open(path, now=lambda: NOON)
        assert [c.text for c in again.comments.values()] == ["Diolch!"]
        assert path.read_bytes() == before
        again.close()
    again = World.open(path, now=lambda: NOON)
    say(again, "facebook", "Whole")
    again.close()
    assert len(World.open(path).comments) == 2


def test_what_was_answered_before_kill_9_is_there_after_it(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    script = (
        "import sys\n"
        "from tests.connectors.simulator.test_world import *\n"
        "world = World.open(sys.argv[1], now=lambda: NOON, fill=fill)\n"
        "while True:\n"
        "    print(say(world, 'instagram'), flush=True)\n"
    )
    root = Path(__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert child.stdout is not None
    answered = [child.stdout.readline().strip() for _ in range(40)]
    child.send_signal(signal.SIGKILL)
    answered += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.wait()
    child.stdout.close()

    world = World.open(path, now=lambda: NOON)

    assert answered[0]
    assert set(answered) <= set(world.comments)
    assert len(world.comments) - len(answered) in (0, 1)


def test_a_full_disk_is_said_and_leaves_the_world_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    world = World.open(path, now=lambda: NOON, fill=fill)
    size = path.stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, limits[1]))
    try:
        with pytest.raises(JournalError, match="disk"):
            say(world, "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert path.stat().st_size == size
    assert world.comments == {}
    say(world, "x")
    world.close()
    assert len(World.open(path).comments) == 1


def test_a_fill_that_fails_leaves_no_half_filled_world(tmp_path: Path) -> None:
    def fail(world: World) -> None:
        fill(world)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        World.open(tmp_path / "world.jsonl", fill=fail)

    world = World.open(tmp_path / "world.jsonl", now=lambda: NOON, fill=fill)
    assert len(world.accounts) == len(world.posts) == 5


def test_a_long_journal_is_compacted_at_opening_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    world = World.open(path, now=lambda: NOON, fill=fill)
    comment = say(world, "facebook")
    for n in range(1100):
        world.edit_comment(comment, f"version {n}")
    world.close()
    long = path.stat().st_size

    again = World.open(path, now=lambda: NOON)

    assert everything(again) == everything(world)
    assert path.stat().st_size < long / 10
    assert say(again, "facebook") == say(world, "facebook")
    again.close()
    assert len(World.open(path).comments) == 2


def test_a_journal_in_use_is_not_opened_twice(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    world = World.open(path, now=lambda: NOON, fill=fill)

    with pytest.raises(JournalError, match="in use"):
        World.open(path)
    world.close()
    assert World.open(path).accounts == world.accounts


@pytest.mark.parametrize(
    "damage", [b"\x00\xff\n", b"[1]\n", b'{"op":"explode"}\n', b'{"op":"state","id":"9"}\n']
)
def test_a_journal_damaged_within_says_which_line(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "world.jsonl"
    World.open(path, now=lambda: NOON, fill=fill).close()
    path.write_bytes(path.read_bytes() + damage + b'{"op":"note","key":"a","value":"b"}\n')

    with pytest.raises(JournalError, match="line 12"):
        World.open(path)
