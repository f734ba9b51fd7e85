"""Whom a simulated Page has banned: kept in the world's notes, so also in its journal."""

import json
from collections.abc import Mapping

from connectors.simulator.graph_faults import bad_parameter
from connectors.simulator.graph_query import Listing, Node, NodeType, written_time
from connectors.simulator.world import SimAccount, World

_NAMES = ("user", "psid", "asid")


def is_banned(world: World, account: SimAccount, author_id: str) -> bool:
    return world.notes.get(_key(account, author_id)) == "banned"


def block_authors(
    world: World, account: SimAccount, form: Mapping[str, str], *, ignored: bool = False
) -> dict[str, bool]:
    """Ban those named; each is answered with whether it was done. `ignored`: says so only."""
    everybody = {c.author.id for c in world.comments.values() if c.account_key == account.key}
    done = {}
    for author_id in _asked(form):
        done[author_id] = author_id in everybody and author_id != account.id
        if done[author_id] and not ignored:
            world.set_note(_key(account, author_id), "banned")
    return done


def unblock_authors(
    world: World, account: SimAccount, form: Mapping[str, str], *, ignored: bool = False
) -> dict[str, bool]:
    for author_id in _asked(form) if not ignored else ():
        world.set_note(_key(account, author_id), "")
    return {"success": True}


def blocked_authors(node: Node, asked: Mapping[str, str]) -> Listing:
    """Return those banned: all, or only the one asked for."""
    world: World = node.item[0].world
    prefix = _key(node.account, "")
    ids = sorted(
        k.removeprefix(prefix) for k, v in world.notes.items() if k.startswith(prefix) and v
    )
    if any(name in asked for name in _NAMES):
        ids = [one for one in ids if one in _asked(asked)]
    return Listing([Node(BANNED, one, world.now(), node.item, node.account) for one in ids])


def _key(account: SimAccount, author_id: str) -> str:
    return f"banned:{account.key}:{author_id}"


def _asked(form: Mapping[str, str]) -> list[str]:
    told = next((form[name] for name in _NAMES if form.get(name)), "")
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(
        type(one) is int or (type(one) is str and one.isdigit()) for one in listed
    ):
        raise bad_parameter("Param user must be an id or a list of ids")
    return [str(one) for one in listed]


def _name(node: Node) -> str:
    world: World = node.item[0].world
    found = (c.author.name for c in world.comments_of(node.account.key) if c.author.id == node.id)
    return next(found, "")


BANNED = NodeType(
    "Profile",
    fields={
        "id": lambda node: node.id,
        "name": _name,
        "block_time": lambda node: written_time(node.at),
    },
    edges={},
    default=("name", "id"),
)
