"""Lays the town's material out over a month: who said what, when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from connectors.simulator import ids
from connectors.simulator.habits import habits_of
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.town.material import (
    CHAPTERS,
    PEOPLE,
    Chapter,
    CommentText,
    Person,
    PostText,
)
from connectors.simulator.world import SimAuthor, World

#: Notes of the world: which post and comment each ref of the material became.
POST_NOTE = "town:post:"
COMMENT_NOTE = "town:comment:"

_INDEX = {person.handle: n for n, person in enumerate(PEOPLE)}
_NIGHT = timedelta(hours=6)


@dataclass(slots=True)
class _Planned:
    at: datetime
    comment: CommentText


def span(now: datetime) -> tuple[datetime, datetime]:
    """Return the first of last month and the midnight before `now`, both UTC."""
    end = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = (end.replace(day=1) - timedelta(days=1)).replace(day=1)
    return start, end


def resident(world: World, platform: str, person: Person) -> SimAuthor:
    """Return `person` as this platform knows them: the same id each time."""
    number = _INDEX.get(person.handle, len(PEOPLE))
    habits = habits_of(platform)
    id = habits.author_id(world.seed, number)
    return SimAuthor(id, platform, habits.handle(person.handle), person.name)


def author_of(world: World, comment: CommentText, random: Random) -> SimAuthor:
    """Return who writes `comment`: the council, the one it names, or anyone in town."""
    if comment.council:
        return world.council_author(comment.account)
    if comment.by:
        return resident(world, _platform(world, comment.account), PEOPLE[_INDEX[comment.by]])
    return resident(world, _platform(world, comment.account), random.choice(PEOPLE))


def _platform(world: World, account_key: str) -> str:
    return world.account(account_key).platform


def fill(world: World) -> None:
    """Put the accounts, and a month of posts and comments, into an empty world."""
    add_accounts(world)
    _, end = span(world.now())
    for chapter in CHAPTERS:
        # Dice of its own for each, so that one more moves nothing in the others.
        key = f"{world.seed}:{end.date().isoformat()}"
        _lay_out(world, chapter, ids.dice(f"{key}:{chapter.platform}" if chapter.platform else key))


def _lay_out(world: World, chapter: Chapter, random: Random) -> None:
    start, end = span(world.now())
    published = {post.ref: start + (end - start) * post.place for post in chapter.posts}
    for post in sorted(chapter.posts, key=lambda post: published[post.ref]):
        _publish(world, post, published[post.ref], random)
    planned = _plan(chapter, published, start, end, random)
    last: dict[str, str] = {}
    for plan in sorted(planned, key=lambda plan: plan.at):
        last[plan.comment.ref] = _say(world, plan, random)
    for plan in planned:
        id = last[plan.comment.ref]
        if plan.comment.edited:
            moment = min(plan.at + timedelta(minutes=random.randint(2, 25)), end)
            world.edit_comment(id, plan.comment.edited, at=moment)
        if plan.comment.deleted:
            world.delete_comment(id)


def _publish(world: World, post: PostText, at: datetime, random: Random) -> None:
    author = None
    if post.by:
        author = resident(world, _platform(world, post.account), PEOPLE[_INDEX[post.by]])
    at = at.replace(microsecond=0) + timedelta(seconds=random.randint(0, 900))
    made = world.add_post(
        post.account, text=post.text, kind=post.kind, author=author, published_at=at
    )
    world.set_note(POST_NOTE + post.ref, made.id)


def _plan(
    chapter: Chapter,
    published: dict[str, datetime],
    start: datetime,
    end: datetime,
    random: Random,
) -> list[_Planned]:
    """Give each comment its time: most within two days of the post, replies in their order."""
    times: dict[str, datetime] = {}
    answered: dict[str, datetime] = {}
    planned = []
    for comment in chapter.comments:
        if comment.to:
            base = answered.get(comment.to, times[comment.to])
            wait = timedelta(seconds=random.expovariate(1 / 2_700) + 40)
        elif comment.post:
            base = published[comment.post] + timedelta(minutes=16)
            wait = timedelta(seconds=random.expovariate(1 / 70_000))
        else:
            base = start
            wait = (end - start) * random.random()
        room = end - base
        if wait >= room:
            # What would fall after the month's end is drawn into what is left of it.
            wait = room * random.uniform(0.2, 0.95)
        at = base + wait
        if at.hour < 6 and at + _NIGHT < end and random.random() < 0.8:
            at += _NIGHT  # Most of the town sleeps.
        times[comment.ref] = at = max(at.replace(microsecond=0), base + timedelta(seconds=1))
        if comment.to:
            answered[comment.to] = at
        planned.append(_Planned(at, comment))
    return planned


def _say(world: World, plan: _Planned, random: Random) -> str:
    comment = plan.comment
    post_id = world.notes[POST_NOTE + comment.post] if comment.post else None
    parent_id = world.notes[COMMENT_NOTE + comment.to] if comment.to else None
    made = world.add_comment(
        comment.account,
        post_id=post_id,
        parent_id=parent_id,
        author=author_of(world, comment, random),
        text=comment.text,
        lang=comment.lang,
        attachments=comment.attachments,
        by_council=comment.council,
        published_at=plan.at,
        state=comment.state,
    )
    world.set_note(COMMENT_NOTE + comment.ref, made.id)
    return made.id
