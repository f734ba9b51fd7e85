"""What the simulated Facebook and Instagram tell by webhook, and who subscribed to it."""

from collections.abc import Mapping
from typing import Any

from connectors.simulator.graph_faults import bad_parameter, may_not_read
from connectors.simulator.graph_query import Listing, Node, NodeType
from connectors.simulator.world import SimAccount, SimComment, World

MANAGES = "pages_manage_metadata"
_KNOWN = frozenset({"feed", "mention", "messages", "ratings"})
_VERBS = {"comment": "add", "edit": "edited", "delete": "remove"}


def page_of(account: SimAccount) -> str:
    """Return the id of the Page that delivers for the account."""
    return account.extra.get("page_id", account.id)


def subscribed_fields(world: World, account: SimAccount) -> list[str]:
    told = world.notes.get(_key(account), "")
    return told.split(",") if told else []


def subscribe_app(world: World, node: Node, form: Mapping[str, str], scopes: list[str]) -> Any:
    """Answer POST /{page}/subscribed_apps: each call replaces the list."""
    if MANAGES not in scopes:
        raise may_not_read(MANAGES)
    fields = [name for name in form.get("subscribed_fields", "").split(",") if name]
    if not fields or not set(fields) <= _KNOWN:
        raise bad_parameter("Param subscribed_fields must be a list of webhook fields")
    world.set_note(_key(node.account), ",".join(sorted(fields)))
    return {"success": True}


def subscribed_apps(node: Node) -> Listing:
    world: World = node.item[0].world
    fields = subscribed_fields(world, node.account)
    app = Node(APP, node.account.extra["app_id"], world.now(), fields, node.account)
    return Listing([app] if fields else [])


def feed_delivery(
    world: World, happened: str, account: SimAccount, comment: SimComment
) -> dict[str, Any] | None:
    """Return what a Page is told of a comment, None where it is subscribed to no such thing."""
    post = world.posts.get(comment.post_id or "")
    elsewhere = post is not None and post.author is not None
    field = "mention" if elsewhere else "feed"
    if field not in subscribed_fields(world, account) or (elsewhere and comment.kind != "mention"):
        return None
    verb = _VERBS.get(happened) or ("hide" if comment.state == "hidden" else "unhide")
    value: dict[str, Any] = {"item": "comment", "verb": verb, "comment_id": comment.id}
    top = _top(world, comment)
    if comment.post_id is None and comment.parent_id is None:
        value = {"item": "status", "verb": verb}
    value["post_id"] = comment.post_id or top.id
    if not elsewhere:
        value["parent_id"] = comment.parent_id or value["post_id"]
        who = comment.author
        value["from"] = {"id": who.id, "name": who.name}
    if happened != "delete":
        value["created_time"] = int(comment.published_at.timestamp())
        value["message"] = comment.text
    return _entry("page", account.id, world, field, value)


def account_delivery(
    world: World, happened: str, account: SimAccount, comment: SimComment
) -> dict[str, Any] | None:
    """Return what an Instagram account is told: of what is new, and of nothing else."""
    if happened != "comment" or not subscribed_fields(world, account):
        return None
    post = world.posts.get(comment.post_id or "")
    if post is None:
        return None
    if post.author is not None:
        if comment.kind != "mention":
            return None
        value: dict[str, Any] = {"media_id": post.id, "comment_id": comment.id}
        return _entry("instagram", account.id, world, "mentions", value)
    value = {
        "id": comment.id,
        "text": comment.text,
        "from": {"id": comment.author.id, "username": comment.author.handle},
        "media": {"id": post.id, "media_product_type": "FEED"},
    }
    if comment.parent_id is not None:
        value["parent_id"] = comment.parent_id
    return _entry("instagram", account.id, world, "comments", value)


def _entry(
    about: str, owner: str, world: World, field: str, value: dict[str, Any]
) -> dict[str, Any]:
    change = {"field": field, "value": value}
    at = int(world.now().timestamp())
    return {"object": about, "entry": [{"id": owner, "time": at, "changes": [change]}]}


def _top(world: World, comment: SimComment) -> SimComment:
    while comment.parent_id is not None and comment.parent_id in world.comments:
        comment = world.comments[comment.parent_id]
    return comment


def _key(account: SimAccount) -> str:
    return f"subscribed:{page_of(account)}"


APP = NodeType(
    "Application",
    fields={
        "id": lambda node: node.id,
        "name": lambda node: "Council Social",
        "subscribed_fields": lambda node: node.item,
    },
    edges={},
    default=("name", "subscribed_fields", "id"),
)
