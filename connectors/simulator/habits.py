"""What the world must know of one platform to keep its items as that platform does.

Each platform's part brings its own; nothing else in the simulator tells platforms apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import entry_points
from typing import cast

from connectors.simulator.items import SimAccount
from connectors.simulator.part import PlatformPart

GROUP = "council_social.simulator"


@dataclass(frozen=True, slots=True)
class New:
    """An item about to be made: its number `n` is the same for the same seed and order.

    `post` and `parent` are ids, given for a comment alone.
    """

    owner_id: str
    seed: int
    n: int
    at: datetime
    post: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """How one platform names and keeps things.

    Attributes:
        credentials: the account's credentials under its connector's own names.
        author_id: of the seed and a number, the id of a member of the public.
        post_id, comment_id: the id of a new item in the platform's own form.
        handle: how it writes a person's handle.
        accounts: of the seed, the accounts that the town has there besides its own seven.
        post_kind: what its posts mostly are.
        depth: how deep replies may stand: None for any depth, 1 where a reply to a reply is
            put under the thread's first comment, 0 where there are no replies.
        replies_go_too: deleting a comment takes the replies under it along.
        comments_go_with_post: so does deleting a post with its comments.
        edits_have_ids: each edit of a comment gets an id of its own.
        addressed: a comment begins with the handle of the account it is said to.
    """

    credentials: Callable[[SimAccount], dict[str, str]]
    author_id: Callable[[int, int], str]
    post_id: Callable[[New], str]
    comment_id: Callable[[New], str]
    handle: Callable[[str], str] = str
    accounts: Callable[[int], tuple[SimAccount, ...]] = lambda seed: ()
    post_kind: str = "post"
    depth: int | None = None
    replies_go_too: bool = True
    comments_go_with_post: bool = True
    edits_have_ids: bool = False
    addressed: bool = False


@cache
def part_classes() -> dict[str, type[PlatformPart]]:
    """Return every registered platform's part, by the platform's name, in alphabetical order."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    return {name: cast(type[PlatformPart], found[name].load()) for name in sorted(found)}


@cache
def habits_of(platform: str) -> Habits:
    """Return the habits of `platform`.

    Raises:
        KeyError: the simulator has no part for it.
    """
    return part_classes()[platform].habits
