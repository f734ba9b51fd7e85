"""Lays the town's material out over a month: who said what, when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from connectors.simulator import ids
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.town.material import (
    COMMENTS,
    PEOPLE,
    POSTS,
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
_PLATFORM = {
    "x-main": "x",
    "x-roads": "x",
    "facebook-main": "facebook",
    "facebook-libraries": "facebook",
    "instagram-main": "instagram",
    "youtube-main": "youtube",
    "flickr-main": "flickr",
}


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
    id = ids.author_id(platform, world.seed, number)
    handle = person.handle
    if platform == "youtube":
        handle = "@" + handle
    if platform == "facebook":
        handle = ""
    return SimAuthor(id, platform, handle, person.name)


def author_of(world: World, comment: CommentText, random: Random) -> SimAuthor:
    """Return who writes `comment`: the council, the one it names, or anyone in town."""
    if comment.council:
        return world.council_author(comment.account)
    if comment.by:
        return resident(world, _PLATFORM[comment.account], PEOPLE[_INDEX[comment.by]])
    return resident(world, _PLATFORM[comment.account], random.choice(PEOPLE))


def fill(world: World) -> None:
    """Put the accounts, and a month of posts and comments, into an empty world."""
    start, end = span(world.now())
    random = ids.dice(f"{world.seed}:{end.date().isoformat()}")
    add_accounts(world)
    published = {post.ref: start + (end - start) * post.place for post in POSTS}
    for post in sorted(POSTS, key=lambda post: published[post.ref]):
        _publish(world, post, published[post.ref], random)
    planned = _plan(published, start, end, random)
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
        author = resident(world, _PLATFORM[post.account], PEOPLE[_INDEX[post.by]])
    at = at.replace(microsecond=0) + timedelta(seconds=random.randint(0, 900))
    made = world.add_post(
        post.account, text=post.text, kind=post.kind, author=author, published_at=at
    )
    world.set_note(POST_NOTE + post.ref, made.id)


def _plan(
    published: dict[str, datetime], start: datetime, end: datetime, random: Random
) -> list[_Planned]:
    """Give each comment its time: most within two days of the post, replies in their order."""
    times: dict[str, datetime] = {}
    answered: dict[str, datetime] = {}
    planned = []
    for comment in COMMENTS:
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
