"""Porthaven's month: enough of it, varied, labelled, and the same for the same seed and day."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.registry import platforms
from connectors.simulator.arrivals import Arrivals
from connectors.simulator.habits import habits_of
from connectors.simulator.town import FACTS, TRUTH, crowd, open_porthaven, porthaven
from connectors.simulator.world import NoSuchItem, SimComment, World
from moderation.vocabulary import Category

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
#: The town's own; every other platform's part brings one or more.
OWN = [
    "x-main",
    "x-roads",
    "facebook-main",
    "facebook-libraries",
    "instagram-main",
    "youtube-main",
    "flickr-main",
]
KEYS = list(porthaven(seed=1, now=NOW).accounts)


@pytest.fixture(scope="module")
def town() -> World:
    return porthaven(seed=1, now=NOW)


def everything(world: World) -> tuple[object, ...]:
    return world.accounts, world.posts, world.comments, world.notes


def said(world: World) -> list[SimComment]:
    return sorted(world.comments.values(), key=lambda c: c.published_at)


def test_the_town_has_its_seven_accounts_and_one_on_every_other_platform(town: World) -> None:
    assert KEYS[:7] == OWN
    assert {account.platform for account in town.accounts.values()} == set(platforms())
    assert len({account.token for account in town.accounts.values()}) == len(KEYS)
    assert len(town.accounts["youtube-main"].id) == 24


def test_the_month_is_full_and_a_fifth_of_it_welsh(town: World) -> None:
    comments = said(town)
    texts = [comment.text for comment in comments if comment.text]
    welsh = [comment for comment in comments if comment.lang == "cy"]

    assert len(comments) >= 560
    assert len(set(texts)) == len(texts)
    assert len(welsh) / len(comments) >= 0.2
    assert len([post for post in town.posts.values() if post.author is None]) >= 16
    assert len({comment.author.name for comment in comments}) >= 150
    for key in KEYS:
        assert len(town.posts_of(key)) >= 3
        assert len(town.comments_of(key)) >= 20


def test_it_runs_from_the_first_of_last_month_until_today(town: World) -> None:
    times = [comment.published_at for comment in said(town)]

    assert datetime(2026, 10, 1, tzinfo=UTC) < times[0] < datetime(2026, 10, 3, tzinfo=UTC)
    assert datetime(2026, 11, 20, tzinfo=UTC) < times[-1] <= datetime(2026, 11, 22, tzinfo=UTC)
    busy = {at.date() for at in times}
    assert len(busy) > 40
    for comment in said(town):
        before = town.comments.get(comment.parent_id or "") or town.posts.get(comment.post_id or "")
        assert before is None or before.published_at < comment.published_at


@pytest.mark.parametrize("day", ["2026-01-01", "2026-03-31", "2028-02-29", "2026-10-25"])
def test_it_can_be_laid_out_on_any_day_of_the_year(day: str) -> None:
    now = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
    start = ((now.replace(day=1)) - timedelta(days=1)).replace(day=1, hour=0)

    times = [comment.published_at for comment in said(porthaven(now=now))]

    assert start <= times[0] < start + timedelta(days=4)
    assert times[-1] <= now


def test_the_same_seed_and_day_give_the_same_town_and_another_seed_another() -> None:
    morning, evening = NOW.replace(hour=1), NOW.replace(hour=23)

    one, same, other = porthaven(3, morning), porthaven(3, evening), porthaven(4, morning)

    assert everything(one) == everything(same)
    assert list(one.comments) == list(same.comments)
    assert set(one.comments).isdisjoint(other.comments)
    assert sorted(c.text for c in said(one)) == sorted(c.text for c in said(other))


def test_facebook_and_youtube_each_have_a_thread_of_more_than_a_page(town: World) -> None:
    for key in ("facebook-main", "youtube-main"):
        threads = Counter(c.parent_id for c in town.comments_of(key) if c.parent_id)
        [(top, replies)] = threads.most_common(1)
        assert replies >= 120
        assert len(town.comments_of(key, parent_id=top)) == replies


def test_the_material_holds_what_screening_and_display_must_cope_with(town: World) -> None:
    comments = said(town)
    has: dict[str, Callable[[SimComment], bool]] = {
        "the council's own replies": lambda c: c.by_council,
        "mentions elsewhere": lambda c: c.kind == "mention",
        "an edit": lambda c: c.edited_at is not None,
        "an edit on X": lambda c: bool(c.edit_ids),
        "one taken back by its author": lambda c: c.deleted,
        "an image": lambda c: "image" in c.attachments,
        "a sticker and no word": lambda c: "sticker" in c.attachments and not c.text,
        "a script": lambda c: "<script>" in c.text,
        "a template": lambda c: "{{7*7}}" in c.text,
        "a right-to-left mark": lambda c: "\u202e" in c.text,
        "a zero-width space": lambda c: "\u200b" in c.text,
        "a very long one": lambda c: len(c.text) > 4000,
        "a phone number": lambda c: "07700 900" in c.text,
        "an emoji": lambda c: "🎉" in c.text,
        "held": lambda c: c.state == "held",
        "likely spam": lambda c: c.state == "likely_spam",
    }
    missing = [what for what, holds in has.items() if not any(map(holds, comments))]

    assert missing == []


def test_telephone_numbers_are_of_the_ranges_kept_for_fiction(town: World) -> None:
    texts = " ".join([*TRUTH, *(post.text for post in town.posts.values())])
    numbers = re.findall(r"(?:\+44 |0)(\d{4}) (\d{6})", texts)

    assert len(numbers) >= 12
    for area, number in numbers:
        assert (area == "1632" and number[:3] == "960") or (area == "7700" and number[:3] == "900")


def test_every_comment_has_an_honest_label_in_the_products_words(town: World) -> None:
    known = {category.value for category in Category}
    found: Counter[str] = Counter()
    for comment in said(town):
        label = TRUTH[comment.text]
        found.update(label.categories)
        assert label.expect == ("look" if label.categories else "leave")
        assert set(label.categories) <= known
        if comment.by_council:
            assert label.expect == "leave"

    assert set(found) == known
    assert min(found.values()) >= 3
    look = sum(TRUTH[c.text].expect == "look" for c in said(town)) / len(said(town))
    assert 0.1 < look < 0.4


def test_some_authors_come_back_again_and_again_with_what_breaks_the_rules(town: World) -> None:
    offenders = Counter(
        comment.author.name for comment in said(town) if TRUTH[comment.text].expect == "look"
    )

    assert offenders.most_common(1)[0][1] >= 5


def test_who_asks_a_question_is_who_thanks_for_the_answer(town: World) -> None:
    asked = next(c for c in said(town) if c.text.startswith("Where do I apply for the reduction"))
    thanked = next(c for c in said(town) if c.text.startswith("Thank you. Rang, lovely lad"))

    assert thanked.parent_id == asked.id
    assert thanked.author == asked.author


def test_facts_have_a_source_and_an_expiry_and_some_comments_contradict_them() -> None:
    assert len(FACTS) >= 12
    assert len({fact.statement for fact in FACTS}) == len(FACTS)
    for fact in FACTS:
        assert fact.source
        assert fact.expires.year >= 2027
    statements = {fact.statement for fact in FACTS}
    assert "Garden waste collection costs £42 a year" in statements
    assert "Porthaven Leisure Centre is open until 9pm on weekdays" in statements
    wrong = [text for text, label in TRUTH.items() if "inaccurate" in label.categories]
    assert any("£60" in text for text in wrong)
    assert any("shuts at 7 on weekdays" in text for text in wrong)


def test_a_council_reply_stands_in_its_conversation(town: World) -> None:
    own = [comment for comment in said(town) if comment.by_council]

    assert len(own) > 30
    for comment in own:
        account = town.accounts[comment.account_key]
        assert comment.author.id == account.id
        assert comment.parent_id is not None or habits_of(account.platform).depth == 0


def test_the_kept_town_goes_on_where_it_was_and_is_not_seeded_twice(tmp_path: Path) -> None:
    path = tmp_path / "town.jsonl"
    first = open_porthaven(path, seed=2, now=NOW)
    first.set_state(next(iter(first.comments)), "hidden")
    first.close()

    again = open_porthaven(path, seed=9, now=NOW + timedelta(days=40))

    assert everything(again) == everything(first)
    assert again.seed == 2


def test_arrivals_bring_the_same_comments_in_the_same_order_and_then_more() -> None:
    texts = []
    for _ in range(2):
        world = porthaven(now=NOW)
        arrivals = Arrivals(world, 60, seed=5)
        before = len(world.comments)
        arrived = [arrivals.add_next() for _ in range(90)]
        assert len(world.comments) == before + 90
        texts.append([(c.text, c.author.id, c.account_key) for c in arrived if c])

    assert texts[0] == texts[1]
    assert {key for _, _, key in texts[0]} == set(KEYS)
    assert len(texts[0]) == 90


def test_arrivals_go_on_after_reopening_and_do_not_begin_again(tmp_path: Path) -> None:
    path = tmp_path / "town.jsonl"
    world = open_porthaven(path, now=NOW)
    first = [Arrivals(world, 60).add_next() for _ in range(5)]
    world.close()

    again = open_porthaven(path, now=NOW)
    second = [Arrivals(again, 60).add_next() for _ in range(5)]

    assert len({c.text for c in (*first, *second) if c}) == 10


def test_arrivals_skip_posts_that_are_gone() -> None:
    world = porthaven(now=NOW)
    for key in KEYS:
        for post in world.posts_of(key):
            world.delete_post(post.id)

    arrivals = Arrivals(world, 60)
    arrived = [comment for comment in (arrivals.add_next() for _ in range(100)) if comment]

    assert 0 < len(arrived) < 20
    assert {comment.kind for comment in arrived} == {"mention"}


def test_arrivals_come_from_a_thread_until_told_to_stop() -> None:
    world = porthaven(now=NOW)
    before = len(world.comments)
    arrivals = Arrivals(world, 36_000)
    arrivals.start()
    while len(world.comments) < before + 3:
        time.sleep(0.01)
    arrivals.stop()

    assert int(world.notes["arrivals"]) == len(world.comments) - before
    assert not any(thread.name == "arrivals" for thread in threading.enumerate())


@pytest.mark.parametrize("rate", [0, -1, 10**6])
def test_a_rate_that_makes_no_sense_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        Arrivals(World(), rate)


def test_a_crowd_is_as_large_as_asked_and_ends_now(town: World) -> None:
    world = porthaven(now=NOW)
    post = world.posts_of("flickr-main")[0]
    before = len(world.comments_of("flickr-main", post_id=post.id))

    made = crowd(world, "flickr-main", post.id, 1500)

    found = world.comments_of("flickr-main", post_id=post.id)
    assert len(found) == before + 1500
    assert found[0] == made[-1]
    assert found[0].published_at == NOW
    with pytest.raises(NoSuchItem):
        crowd(world, "x-main", post.id, 1)
