"""One simulated account in a small town, and what a tester does with it.

The conformance tests and the fault matrix are tried here: few enough posts and comments to
compare all of them, on any platform that is registered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.base import Connector, FetchedComment, Item
from connectors.registry import connector_class
from connectors.session import HttpSettings, Meter
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.habits import habits_of
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import SimAccount, SimAuthor, SimComment, World


@dataclass
class Stage:
    """One simulated account, the connector that reads it, and the means to upset both."""

    sim: Simulator
    account: SimAccount
    saved: list[dict[str, str]] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.sim.world

    def connector(
        self,
        *,
        base_url: str = "",
        patience: float = 10,
        meter: Meter | None = None,
        **changes: str,
    ) -> Connector:
        platform = self.account.platform
        return connector_class(platform).connect(
            credentials_of(self.account) | changes,
            http=HttpSettings(
                base_url=base_url or self.sim.base_url(platform),
                read_timeout=patience,
                meter=meter,
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
        id = habits_of(platform).author_id(9, number)
        handle = f"resident{number}"
        return SimAuthor(id, platform, handle, f"Resident {number}")

    def say(self, text: str, *, under: str | None = None, parent: str | None = None) -> SimComment:
        """Have a resident say something to the council, now."""
        post = under or self.world.posts_of(self.account.key)[-1].id
        if habits_of(self.account.platform).addressed:
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
def small_town(platform: str) -> Iterator[Stage]:
    """An account with two posts, a few comments, a reply and the council's answer to it."""
    world = World()
    add_accounts(world)
    account = next(a for a in world.accounts.values() if a.platform == platform)
    with Simulator(world) as sim:
        stage = Stage(sim, account)
        now = world.now().replace(microsecond=0)
        habits = habits_of(platform)
        prefix = f"@{account.handle} " if habits.addressed else ""
        for days in (5, 4):
            at = now - timedelta(days=days)
            post = world.add_post(
                account.key,
                text=f"Bins, day {days}",
                kind=habits.post_kind,
                published_at=at,
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


def item_of(comment: FetchedComment) -> Item:
    author = comment.author.platform_id if comment.author else None
    """Return what a connector is asked about: the comment as it was fetched."""
    return Item(
        comment.platform_id, comment.kind, comment.post_platform_id, comment.parent_platform_id,
        author, comment.own, comment.state, comment.permalink, comment.hints,
    )  # fmt: skip
