"""The simulated Facebook: Pages, their posts, comments, visitors' posts and tags."""

from collections.abc import Mapping
from typing import Any, ClassVar

from connectors.simulator import ids
from connectors.simulator.faults import FaultKind
from connectors.simulator.graph_banned import block_authors, blocked_authors, unblock_authors
from connectors.simulator.graph_base import GraphPart, boolean, newest_first, tasks_of
from connectors.simulator.graph_faults import bad_parameter, may_not_write
from connectors.simulator.graph_instagram import InstagramPart
from connectors.simulator.graph_query import (
    MISSING,
    Listing,
    Node,
    NodeType,
    written_time,
)
from connectors.simulator.graph_webhooks import feed_delivery, subscribe_app, subscribed_apps
from connectors.simulator.habits import Habits, New
from connectors.simulator.saying import is_closed, say
from connectors.simulator.sign_in_steps import FacebookDoor
from connectors.simulator.sign_ins import Door
from connectors.simulator.webhooks import ELSEWHERE
from connectors.simulator.world import SimAccount, SimComment, SimPost

__all__ = ["FacebookPart", "InstagramPart"]

_WWW = "https://www.facebook.com"
_ATTACHMENTS = {"image": "photo", "video": "video_inline", "sticker": "sticker", "link": "share"}


def _credentials(account: SimAccount) -> dict[str, str]:
    return {
        "access_token": account.token,
        "page_id": account.id,
        "app_id": account.extra["app_id"],
        "app_secret": account.extra["app_secret"],
    }


def _post_id(new: New) -> str:
    return f"{new.owner_id}_{ids.digits(new.seed, 'facebook-post', new.n, 15)}"


def _comment_id(new: New) -> str:
    under = (new.post or new.owner_id).rpartition("_")[2]
    return f"{under}_{ids.digits(new.seed, 'facebook-comment', new.n, 16)}"


class FacebookPart(GraphPart):
    """Graph API over the world's Facebook accounts.

    A mention without a post stands on the Page's wall (`visitor_posts`); a post that has an
    author stands elsewhere and tags the Page (`tagged`).
    """

    platform: ClassVar[str] = "facebook"
    door: ClassVar[type[Door] | None] = FacebookDoor
    habits: ClassVar[Habits] = Habits(
        _credentials,
        author_id=lambda seed, n: ids.digits(seed, "facebook-author", n, 17, start="2"),
        post_id=_post_id,
        comment_id=_comment_id,
        handle=lambda handle: "",
    )
    usage_type: ClassVar[str] = "pages"
    busy_code: ClassVar[int] = 80001
    busy_minutes: ClassVar[int] = 12
    busy_noun: ClassVar[str] = "Page"
    scopes: ClassVar[tuple[str, ...]] = (
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "pages_manage_metadata",
        "public_profile",
    )
    write_scope: ClassVar[str] = "pages_manage_engagement"
    read_scopes: ClassVar[Mapping[str, str]] = {
        "published_posts": "pages_read_engagement",
        "visitor_posts": "pages_read_user_content",
        "tagged": "pages_read_user_content",
        "comments": "pages_read_user_content",
    }

    # -- nodes ------------------------------------------------------------------------

    def me(self, account: SimAccount) -> Node:
        return Node(PAGE, account.id, self.world.now(), (self, account), account)

    def find(self, account: SimAccount, id: str) -> Node | None:
        if id == account.id:
            return self.me(account)
        post = self.world.posts.get(id)
        if post is not None and post.account_key == account.key and not post.deleted:
            return self.post(account, post)
        comment = self.world.comments.get(id)
        if comment is not None and comment.account_key == account.key and not comment.deleted:
            return self.comment(account, comment)
        return None

    def post(self, account: SimAccount, post: SimPost) -> Node:
        return Node(POST, post.id, post.published_at, (self, post), account)

    def comment(self, account: SimAccount, comment: SimComment) -> Node:
        kind = POST if _on_wall(comment) else COMMENT
        return Node(kind, comment.id, comment.published_at, (self, comment), account)

    # -- edges ------------------------------------------------------------------------

    def posts(self, account: SimAccount, *, tagged: bool) -> Listing:
        posts = self.world.posts_of(account.key)
        found = [
            self.post(account, post)
            for post in posts
            if (post.author is not None) == tagged and post.kind != ELSEWHERE
        ]
        return Listing(newest_first(found))

    def visitor_posts(self, account: SimAccount) -> Listing:
        comments = self.world.comments_of(account.key)
        found = [self.comment(account, comment) for comment in comments if _on_wall(comment)]
        return Listing(newest_first(found))

    def comments(self, node: Node, arguments: Mapping[str, str]) -> Listing:
        """Return the comments under a post or comment: the whole stream, or the top level."""
        mode = arguments.get("filter", "toplevel")
        order = arguments.get("order", "chronological")
        if mode not in ("stream", "toplevel"):
            raise bad_parameter("Param filter must be one of {STREAM, TOPLEVEL}")
        if order not in ("chronological", "reverse_chronological"):
            raise bad_parameter("Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}")
        found = self.thread(node)
        if mode == "toplevel" and node.type is POST:
            found = [comment for comment in found if comment.parent_id in (None, node.id)]
        since = _since(arguments.get("since"))
        found = [comment for comment in found if comment.published_at.timestamp() >= since]
        nodes = newest_first([self.comment(node.account, comment) for comment in found])
        if order == "chronological":
            nodes.reverse()
        summary = {"order": order, "total_count": len(nodes), "can_comment": True}
        return Listing(nodes, order=order, summary=summary)

    def thread(self, node: Node) -> list[SimComment]:
        """Return every comment under `node`, at any depth."""
        item: SimPost | SimComment = node.item[1]
        if isinstance(item, SimPost):
            return self.world.comments_of(node.account.key, post_id=item.id)
        found = self.world.comments_of(node.account.key, parent_id=item.id)
        for reply in list(found):
            found += self.thread(self.comment(node.account, reply))
        return found

    # -- writes -----------------------------------------------------------------------

    def update(self, node: Node, form: Mapping[str, str]) -> Any:
        item = node.item[1]
        if "is_hidden" not in form or not isinstance(item, SimComment):
            raise bad_parameter("The parameter is_hidden is required")
        hide = boolean(form, "is_hidden")
        if item.by_council:
            raise may_not_write()
        self.world.set_state(item.id, "hidden" if hide else "visible")
        return {"success": True}

    def remove(self, node: Node) -> Any:
        item = node.item[1]
        if isinstance(item, SimComment):
            self.world.delete_comment(item.id)
        elif isinstance(item, SimPost) and item.author is None:
            self.world.delete_post(item.id)
        else:
            raise may_not_write()
        return {"success": True}

    def create(self, node: Node, edge: str, form: Mapping[str, str]) -> Any:
        if edge == "blocked" and node.type is PAGE:
            return block_authors(
                self.world, node.account, form, ignored=self._ignored(edge, "POST")
            )
        if edge == "subscribed_apps" and node.type is PAGE:
            return subscribe_app(self.world, node, form, self._scopes(node.account))
        item = node.item[1]
        if edge != "comments" or not isinstance(item, SimPost | SimComment):
            raise bad_parameter(f"Nothing can be made under {edge}")
        if not form.get("message"):
            raise bad_parameter("The parameter message is required")
        parent = item.id if isinstance(item, SimComment) else None
        post_id = item.id if isinstance(item, SimPost) else item.post_id
        if is_closed(self.world, post_id):
            raise may_not_write()
        message = form["message"]
        made = say(self.world, node.account, message, post_id=post_id, parent_id=parent)
        if self._ignored(edge, "POST"):
            self.world.delete_comment(made.id)
        return {"id": made.id}

    def take_off(self, node: Node, edge: str, form: Mapping[str, str]) -> Any:
        if edge != "blocked" or node.type is not PAGE:
            return super().take_off(node, edge, form)
        return unblock_authors(
            self.world, node.account, form, ignored=self._ignored(edge, "DELETE")
        )

    def _ignored(self, edge: str, method: str) -> bool:
        return self.faults.take(
            self.platform, FaultKind.ACTION_IGNORED, method=method, path=f"/{edge}"
        )

    def delivery(
        self, happened: str, account: SimAccount, comment: SimComment
    ) -> Mapping[str, Any] | None:
        return feed_delivery(self.world, happened, account, comment)


def _on_wall(comment: SimComment) -> bool:
    return comment.post_id is None and comment.parent_id is None


def _since(told: str | None) -> float:
    if told is None:
        return 0.0
    if not told.isascii() or not told.isdigit():
        raise bad_parameter("Param since must be a valid timestamp")
    return float(told)


# -- what each field says -------------------------------------------------------------


def _account(node: Node) -> SimAccount:
    return node.account


def _text(node: Node) -> Any:
    item = node.item[1]
    # A post of nothing but a picture has no message at all; a comment has an empty one.
    return item.text if item.text or isinstance(item, SimComment) else MISSING


def _post_sender(node: Node) -> dict[str, str]:
    item, account = node.item[1], node.account
    if isinstance(item, SimPost) and item.author is None:
        return {"name": account.name, "id": account.id}
    return {"name": item.author.name, "id": item.author.id}


def _comment_sender(node: Node) -> dict[str, str]:
    comment: SimComment = node.item[1]
    if comment.by_council:
        return {"name": node.account.name, "id": node.account.id}
    return {"name": comment.author.name, "id": comment.author.id}


def _updated(node: Node) -> str:
    part, item = node.item
    times = [item.published_at, *(reply.published_at for reply in part.thread(node))]
    return written_time(max([*times, item.edited_at] if item.edited_at else times))


def _post_link(node: Node) -> str:
    owner, _, number = node.id.partition("_")
    return f"{_WWW}/{owner}/posts/{number}/"


def _comment_link(node: Node) -> str:
    comment: SimComment = node.item[1]
    under, _, number = comment.id.partition("_")
    page = f"{_WWW}/{node.account.id}/posts/{under}/"
    if comment.parent_id is None:
        return f"{page}?comment_id={number}"
    parent = comment.parent_id.rpartition("_")[2]
    return f"{page}?comment_id={parent}&reply_comment_id={number}"


def _parent(node: Node) -> Any:
    part, comment = node.item
    parent = part.world.comments.get(comment.parent_id) if comment.parent_id else None
    if parent is None or parent.deleted or _on_wall(parent):
        return MISSING
    return part.comment(node.account, parent)


def _attachment(node: Node) -> Any:
    kinds = node.item[1].attachments
    if not kinds:
        return MISSING
    kind, url = _ATTACHMENTS.get(kinds[0], "share"), "https://cdn.example.org/attachment"
    picture = {"height": 160, "width": 160, "src": f"{url}.png"}
    return {"type": kind, "url": url, "media": {"image": picture}}


def _post_attachments(node: Node) -> Any:
    item = node.item[1]
    kinds = item.attachments if isinstance(item, SimComment) else ()
    if isinstance(item, SimPost) and item.kind in ("photo", "video"):
        kinds = ("image" if item.kind == "photo" else "video",)
    if not kinds:
        return MISSING
    names = [_ATTACHMENTS.get(kind, "share") for kind in kinds]
    media = {"video_inline": "video", "share": "link"}
    return {"data": [{"media_type": media.get(name, name), "type": name} for name in names]}


def _is_hidden(node: Node) -> bool:
    item = node.item[1]
    return isinstance(item, SimComment) and item.state == "hidden"


def _comment_count(node: Node) -> int:
    return len(node.item[0].thread(node))


def _comments(node: Node, arguments: Mapping[str, str]) -> Listing:
    listing: Listing = node.item[0].comments(node, arguments)
    return listing


PAGE = NodeType(
    "Page",
    fields={
        "id": lambda node: node.id,
        "name": lambda node: _account(node).name,
        "username": lambda node: _account(node).handle,
        "link": lambda node: f"{_WWW}/{_account(node).handle}",
        "followers_count": lambda node: _account(node).followers,
        "fan_count": lambda node: _account(node).followers,
        "is_published": lambda node: True,
        "category": lambda node: "Government organisation",
        "tasks": lambda node: tasks_of(node.account),
        "access_token": lambda node: _account(node).token,
        "instagram_business_account": lambda node: MISSING,
    },
    edges={
        "published_posts": lambda node, _: node.item[0].posts(node.account, tagged=False),
        "visitor_posts": lambda node, _: node.item[0].visitor_posts(node.account),
        "tagged": lambda node, _: node.item[0].posts(node.account, tagged=True),
        "blocked": lambda node, asked: blocked_authors(node, asked),
        "subscribed_apps": lambda node, _: subscribed_apps(node),
    },
    default=("name", "id"),
)
POST = NodeType(
    "PagePost",
    fields={
        "id": lambda node: node.id,
        "message": _text,
        "created_time": lambda node: written_time(node.at),
        "updated_time": _updated,
        "permalink_url": _post_link,
        "status_type": lambda node: "mobile_status_update",
        "story": lambda node: MISSING,
        "from": _post_sender,
        "is_hidden": _is_hidden,
        "is_published": lambda node: True,
        "attachments": _post_attachments,
    },
    edges={"comments": _comments},
    default=("created_time", "message", "id"),
)
COMMENT = NodeType(
    "Comment",
    fields={
        "id": lambda node: node.id,
        "message": lambda node: node.item[1].text,
        "message_tags": lambda node: MISSING,
        "created_time": lambda node: written_time(node.at),
        "from": _comment_sender,
        "parent": _parent,
        "attachment": _attachment,
        "can_hide": lambda node: not node.item[1].by_council,
        "can_remove": lambda node: True,
        "can_comment": lambda node: not is_closed(node.item[0].world, node.item[1].post_id),
        "is_hidden": _is_hidden,
        "is_private": lambda node: False,
        "like_count": lambda node: 0,
        "comment_count": _comment_count,
        "permalink_url": _comment_link,
    },
    edges={"comments": _comments},
    default=("created_time", "from", "message", "id"),
)
