"""How many calls a new comment costs on each platform, beside the fewest that could see it.

The town's month is said again, hour by hour, into empty simulated platforms, and each
account is looked at once a period by its own connector over HTTP; the simulator counts.
Most looks find nothing, and still must ask. So the fewest calls are reckoned for the same
looks, by `Floor.of`, from what the platform's interface can tell in one call at best.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from inspect import signature
from math import ceil
from typing import Any

from connectors.base import Connector
from connectors.registry import connector_class
from connectors.session import HttpSettings
from connectors.simulator.credentials import credentials_of
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from connectors.simulator.world import SimAccount, SimComment, SimPost, World

Say = Callable[[str], None]
#: The town's month is October 2026: the one before this moment.
ENDS = datetime(2026, 11, 1, tzinfo=UTC)
_GONE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Floor:
    """The best that one platform's interface allows.

    Attributes:
        lists: calls without which it cannot be known that there is nothing new: one for
            each list that shows what no other shows.
        page: the most new comments that one call can bring.
        each_post: whether the comments of each post with news must be asked for by
            themselves, because no list brings them along.
    """

    lists: int = 1
    page: int = 100
    each_post: bool = False

    def of(self, news: Sequence[int]) -> int:
        """The fewest calls of one look; `news`: how many are new under each post that has news.

        Where a list brings comments along: max(lists, ceil(new / page)). Where it only
        names the posts: lists + for each post with news ceil(new under it / page).
        """
        if self.each_post:
            return self.lists + sum(ceil(count / self.page) for count in news)
        return max(self.lists, ceil(sum(news) / self.page))


#: Facebook and Instagram: one call, in which the account's posts, its tagged posts and their
#: comments are asked for as fields of each other, 100 (50) comments of a post at the most.
#: X: one search. YouTube: three lists, as held and likely-spam comments are in none but
#: their own. Flickr: photos that changed, then each one's comments, whole. Mastodon: one
#: page of 80 notifications.
FLOORS = {
    "facebook": Floor(),
    "flickr": Floor(each_post=True, page=10_000),
    "instagram": Floor(page=50),
    "mastodon": Floor(page=80),
    "x": Floor(),
    "youtube": Floor(lists=3),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to replay: `period` in seconds between two looks, `days` of the month."""

    period: float = 300.0
    days: int = 31
    seed: int = 1


QUICK = Plan(period=7200.0, days=3)


@dataclass(slots=True)
class Counted:
    """One account's month. `missing`: comments that were there and were not fetched."""

    looks: int = 0
    looks_with_news: int = 0
    comments: int = 0
    missing: int = 0
    calls: int = 0
    fewest: int = 0
    fewest_with_news: int = 0
    by_path: Counter[str] = field(default_factory=Counter)

    @property
    def ratio(self) -> float:
        return self.calls / self.fewest

    def a_comment(self, calls: int) -> float | None:
        return calls / self.comments if self.comments else None

    def as_dict(self) -> dict[str, Any]:
        ours, fewest, foreknown = (
            None if value is None else round(value, 2)
            for value in map(self.a_comment, (self.calls, self.fewest, self.fewest_with_news))
        )
        return {
            "looks": self.looks,
            "looks_with_news": self.looks_with_news,
            "new_comments": self.comments,
            "missing": self.missing,
            "calls": self.calls,
            "fewest_calls": self.fewest,
            "calls_a_comment": ours,
            "fewest_calls_a_comment": fewest,
            "fewest_calls_a_comment_of_looks_with_news": foreknown,
            "ratio": round(self.ratio, 3),
        }


@dataclass(slots=True)
class Measured:
    plan: Plan
    platforms: dict[str, Counted] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "parameters": asdict(self.plan),
            "platforms": {name: counted.as_dict() for name, counted in self.platforms.items()},
        }


def measure(plan: Plan, platforms: Sequence[str], *, say: Say = lambda _: None) -> Measured:
    """Replay the month to every account of `platforms`; an account's counts join its platform's."""
    measured = Measured(plan)
    for key, account in sorted(porthaven(plan.seed, ENDS).accounts.items()):
        if account.platform in platforms:
            say(key)
            counted = measured.platforms.setdefault(account.platform, Counted())
            _Month(plan, key).run(counted)
    return measured


#: Something that happens to an account: when, and what is published or goes.
_Event = tuple[datetime, SimPost | SimComment, bool]


class _Month:
    """One account's month, said again into a world whose clock is moved from look to look."""

    def __init__(self, plan: Plan, key: str) -> None:
        self._plan = plan
        town = porthaven(plan.seed, ENDS)
        self._events = _events(town, key)
        self._now = self._begins = (ENDS - timedelta(days=1)).replace(day=1)
        self._world = World(seed=plan.seed, now=lambda: self._now)
        self._account: SimAccount = self._world.add_account(town.account(key))
        self._credentials = credentials_of(self._account)
        #: What an item of the town became here.
        self._became: dict[str, str] = {}
        #: Posts of others, and what is said under them is theirs to moderate.
        self._elsewhere: set[str] = set()

    def run(self, counted: Counted) -> None:
        times = [at for at, _, _ in self._events]
        ends = min(ENDS, self._begins + timedelta(days=self._plan.days))
        floor = FLOORS.get(self._account.platform, Floor())
        told: set[str] = set()
        done = 0
        with Simulator(self._world) as sim:
            # The first look of all has the past to fetch, and costs what it costs.
            cursor = self._look(sim, None, told)
            sim.calls.clear()
            while self._now < ends:
                self._now += timedelta(seconds=self._plan.period)
                until = bisect_right(times, self._now)
                news = self._news(self._events[done:until])
                done = until
                cursor = self._look(sim, cursor, told)
                fewest = floor.of(list(news.values()))
                counted.looks += 1
                counted.fewest += fewest
                counted.comments += news.total()
                counted.looks_with_news += bool(news)
                counted.fewest_with_news += fewest if news else 0
            counted.calls += len(sim.calls)
            counted.by_path.update(f"{method} {path}" for _, method, path in sim.calls)
        counted.missing += len(self._readable() - told)

    def _news(self, events: Sequence[_Event]) -> Counter[str]:
        """Let `events` happen; return how many comments are new, by the post they are under."""
        said: dict[str, str] = {}
        for _, item, goes in events:
            if goes:
                self._world.delete_comment(self._became[item.id])
            elif isinstance(item, SimPost):
                self._publish(item)
                if item.author is not None:
                    said[self._became[item.id]] = item.id
            else:
                self._say(item)
                said[self._became[item.id]] = item.post_id or item.id
        readable = self._readable()
        return Counter(post for id, post in said.items() if id in readable)

    def _readable(self) -> set[str]:
        """What the platform shows the council of others' words: comments, and posts to it."""
        key = self._account.key
        comments = {
            comment.id
            for comment in self._world.comments_of(key)
            if not comment.by_council
            and comment.state != "rejected"
            and comment.post_id not in self._elsewhere
        }
        return comments | (self._elsewhere & {post.id for post in self._world.posts_of(key)})

    def _look(self, sim: Simulator, cursor: str | None, told: set[str]) -> str | None:
        for batch in self._connector(sim).fetch(cursor):
            told.update(comment.platform_id for comment in batch.comments)
            cursor = batch.cursor or cursor
        return cursor

    def _connector(self, sim: Simulator) -> Connector:
        """A connector for one look, as the service makes them: with what the last one saved."""
        platform = self._account.platform
        connect: Any = connector_class(platform).connect
        # Those that reckon with time are given the month's.
        clock = {"now": self._world.now} if "now" in signature(connect).parameters else {}
        made: Connector = connect(
            self._credentials,
            http=HttpSettings(base_url=sim.base_url(platform)),
            save=self._credentials.update,
            **clock,
        )
        return made

    def _publish(self, post: SimPost) -> None:
        made = self._world.add_post(
            post.account_key,
            text=post.text,
            kind=post.kind,
            author=post.author,
            published_at=post.published_at,
        )
        self._became[post.id] = made.id
        if post.author is not None:
            self._elsewhere.add(made.id)

    def _say(self, comment: SimComment) -> None:
        made = self._world.add_comment(
            comment.account_key,
            post_id=self._became[comment.post_id] if comment.post_id else None,
            parent_id=self._became[comment.parent_id] if comment.parent_id else None,
            author=comment.author,
            text=comment.text,
            kind=comment.kind,
            lang=comment.lang,
            attachments=comment.attachments,
            by_council=comment.by_council,
            published_at=comment.published_at,
            state=comment.state,
        )
        self._became[comment.id] = made.id


def _events(town: World, key: str) -> list[_Event]:
    """What happens to the account in the month, in order."""
    found: list[_Event] = []
    for post in town.posts.values():
        if post.account_key == key:
            found.append((post.published_at, post, False))
    for comment in town.comments.values():
        if comment.account_key == key:
            found.append((comment.published_at, comment, False))
            if comment.deleted:
                found.append((comment.published_at + _GONE_AFTER, comment, True))
    return sorted(found, key=lambda event: event[0])
