"""The simulated Instagram: one professional account, its media, comments and photo tags."""

from collections.abc import Mapping
from typing import Any, ClassVar

from connectors.simulator import ids
from connectors.simulator.faults import FaultKind
from connectors.simulator.graph_base import GraphPart, boolean, newest_first, tasks_of
from connectors.simulator.graph_faults import bad_parameter, gone, may_not_write
from connectors.simulator.graph_query import (
    MISSING,
    Listing,
    Node,
    NodeType,
    written_time,
)
from connectors.simulator.graph_webhooks import (
    MANAGES,
    account_delivery,
    subscribe_app,
    subscribed_apps,
)
from connectors.simulator.habits import Habits, New
from connectors.simulator.saying import is_closed, say
from connectors.simulator.sign_in_steps import InstagramDoor
from connectors.simulator.sign_ins import Door
from connectors.simulator.webhooks import ELSEWHERE
from connectors.simulator.world import SimAccount, SimComment, SimPost

_MEDIA = {"video": "VIDEO", "reel": "VIDEO", "album": "CAROUSEL_ALBUM"}
_PAGE = 50
# Graph gives so many replies with their comment; the rest is asked for by itself.
_REPLIES_INLINE = 25


def _credentials(account: SimAccount) -> dict[str, str]:
    return {
        "access_token": account.token,
        "ig_user_id": account.id,
        "page_id": account.extra["page_id"],
        "app_id": account.extra["app_id"],
        "app_secret": account.extra["app_secret"],
    }


def _post_id(new: New) -> str:
    return ids.digits(new.seed, "instagram-media", new.n, 17, start="179")


def _comment_id(new: New) -> str:
    return ids.digits(new.seed, "instagram-comment", new.n, 17, start="178")


class InstagramPart(GraphPart):
    """Graph API over the world's Instagram accounts, with a Page's token.

    A mention without a post, and a post that has an author, is a medium elsewhere in which
    the account is tagged.
    """

    platform: ClassVar[str] = "instagram"
    door: ClassVar[type[Door] | None] = InstagramDoor
    habits: ClassVar[Habits] = Habits(
        _credentials,
        author_id=lambda seed, n: ids.digits(seed, "instagram-author", n, 17, start="1784"),
        post_id=_post_id,
        comment_id=_comment_id,
        post_kind="photo",
        depth=1,
    )
    usage_type: ClassVar[str] = "instagram"
    busy_code: ClassVar[int] = 80002
    busy_minutes: ClassVar[int] = 19
    busy_noun: ClassVar[str] = "Instagram"
    scopes: ClassVar[tuple[str, ...]] = (
        "instagram_basic",
        "instagram_manage_comments",
        "pages_show_list",
        "pages_read_engagement",
        MANAGES,
        "public_profile",
    )
    write_scope: ClassVar[str] = "instagram_manage_comments"
    read_scopes: ClassVar[Mapping[str, str]] = {
        "media": "instagram_basic",
        "tags": "instagram_manage_comments",
        "comments": "instagram_manage_comments",
        "replies": "instagram_manage_comments",
    }

    # -- nodes ------------------------------------------------------------------------

    def me(self, account: SimAccount) -> Node:
        page_id = account.extra.get("page_id", account.id)
        return Node(PAGE, page_id, self.world.now(), (self, account), account)

    def user(self, account: SimAccount) -> Node:
        return Node(USER, account.id, self.world.now(), (self, account), account)

    def find(self, account: SimAccount, id: str) -> Node | None:
        if id == account.id:
            return self.user(account)
        if id == account.extra.get("page_id"):
            return self.me(account)
        found = self._within(account, id)
        # What stands elsewhere can be read through the account that is mentioned alone.
        if found is None or (found.type is MEDIUM and found.item[1].kind == ELSEWHERE):
            return None
        return None if found.type is COMMENT and self._elsewhere(found.item[1]) else found

    def mentioned(self, account: SimAccount, kind: str, id: str) -> Node:
        """Return what mentions the account elsewhere.

        Raises:
            GraphFault: there is no such thing.
        """
        found = self._within(account, id)
        if found is None or found.type.name != kind or not self._elsewhere(found.item[1]):
            raise gone(id, "get")
        return found

    def _within(self, account: SimAccount, id: str) -> Node | None:
        post = self.world.posts.get(id)
        if post is not None and post.account_key == account.key and not post.deleted:
            return self.medium(account, post)
        comment = self.world.comments.get(id)
        if comment is not None and comment.account_key == account.key and not comment.deleted:
            return self.comment(account, comment)
        return None

    def _elsewhere(self, item: SimPost | SimComment) -> bool:
        post = item if isinstance(item, SimPost) else self.world.posts.get(item.post_id or "")
        return post is not None and post.author is not None

    def medium(self, account: SimAccount, item: SimPost | SimComment) -> Node:
        return Node(MEDIUM, item.id, item.published_at, (self, item), account)

    def comment(self, account: SimAccount, comment: SimComment) -> Node:
        if comment.post_id is None:
            return self.medium(account, comment)
        return Node(COMMENT, comment.id, comment.published_at, (self, comment), account)

    # -- edges ------------------------------------------------------------------------

    def media(self, account: SimAccount) -> Listing:
        posts = self.world.posts_of(account.key)
        found = [self.medium(account, post) for post in posts if post.author is None]
        return Listing(newest_first(found))

    def tags(self, account: SimAccount) -> Listing:
        found = [
            self.medium(account, post)
            for post in self.world.posts_of(account.key)
            if post.author is not None and post.kind != ELSEWHERE
        ]
        found += [
            self.medium(account, comment)
            for comment in self.world.comments_of(account.key)
            if comment.post_id is None and comment.parent_id is None
        ]
        return Listing(newest_first(found))

    def comments(self, node: Node) -> Listing:
        """Return a medium's top-level comments; the replies hang on them."""
        comments = self.world.comments_of(node.account.key, post_id=node.id)
        found = [
            self.comment(node.account, comment) for comment in comments if comment.parent_id is None
        ]
        return Listing(newest_first(found), most=_PAGE)

    def replies(self, node: Node) -> Listing:
        replies = self.world.comments_of(node.account.key, parent_id=node.id)
        found = newest_first([self.comment(node.account, reply) for reply in replies])
        return Listing(found[::-1], order="chronological", most=_PAGE, usual=_REPLIES_INLINE)

    # -- writes -----------------------------------------------------------------------

    def update(self, node: Node, form: Mapping[str, str]) -> Any:
        item = node.item[1]
        if node.type is MEDIUM and "comment_enabled" in form and isinstance(item, SimPost):
            enabled = boolean(form, "comment_enabled")
            self.world.set_note(f"instagram:closed:{item.id}", "" if enabled else "closed")
            return {"success": True}
        if "hide" not in form or node.type is not COMMENT:
            raise bad_parameter("The parameter hide is required")
        hide = boolean(form, "hide")
        # What the account itself wrote under its own media is always shown.
        if not item.by_council:
            self.world.set_state(item.id, "hidden" if hide else "visible")
        return {"success": True}

    def remove(self, node: Node) -> Any:
        if node.type is not COMMENT:
            raise bad_parameter("Only comments on one's own media can be deleted")
        self.world.delete_comment(node.id)
        return {"success": True}

    def create(self, node: Node, edge: str, form: Mapping[str, str]) -> Any:
        if edge == "subscribed_apps" and node.type is PAGE:
            return subscribe_app(self.world, node, form, self._scopes(node.account))
        item = node.item[1]
        wanted = {"comments": MEDIUM, "replies": COMMENT}.get(edge)
        if node.type is not wanted or not isinstance(item, SimPost | SimComment):
            raise bad_parameter(f"Nothing can be made under {edge}")
        if not form.get("message"):
            raise bad_parameter("The parameter message is required")
        post_id = item.id if isinstance(item, SimPost) else item.post_id
        parent = item.id if isinstance(item, SimComment) else None
        if isinstance(item, SimComment) and item.state == "hidden":
            raise bad_parameter("A hidden comment takes no reply")
        if is_closed(self.world, post_id) or self.world.notes.get(f"instagram:closed:{post_id}"):
            raise may_not_write()
        message = form["message"]
        made = say(self.world, node.account, message, post_id=post_id, parent_id=parent)
        where = {"method": "POST", "path": f"/{edge}"}
        if self.faults.take(self.platform, FaultKind.ACTION_IGNORED, **where):
            self.world.delete_comment(made.id)
        return {"id": made.id}

    # -- webhooks ---------------------------------------------------------------------

    def delivery(
        self, happened: str, account: SimAccount, comment: SimComment
    ) -> Mapping[str, Any] | None:
        return account_delivery(self.world, happened, account, comment)


# -- what each field says -------------------------------------------------------------


def _comments_count(node: Node) -> int:
    part, item = node.item
    return len(part.world.comments_of(node.account.key, post_id=item.id))


def _medium_sender(node: Node) -> str:
    author = node.item[1].author
    return node.account.handle if author is None else str(author.handle)


def _media_type(node: Node) -> str:
    return _MEDIA.get(node.item[1].kind, "IMAGE")


def _permalink(node: Node) -> str:
    return f"https://www.instagram.com/p/{node.id}/"


def _comments_open(node: Node) -> bool:
    return not node.item[0].world.notes.get(f"instagram:closed:{node.id}")


def _sender(node: Node) -> dict[str, str]:
    comment: SimComment = node.item[1]
    if comment.by_council:
        return {"id": node.account.id, "username": node.account.handle}
    return {"id": comment.author.id, "username": comment.author.handle}


def _comment_medium(node: Node) -> Any:
    part, comment = node.item
    return part.medium(node.account, part.world.posts[comment.post_id])


def _mentioned_comment(node: Node, asked: Mapping[str, str]) -> Node:
    found: Node = node.item[0].mentioned(node.account, "IGComment", asked.get("comment_id", ""))
    return found


def _mentioned_medium(node: Node, asked: Mapping[str, str]) -> Node:
    found: Node = node.item[0].mentioned(node.account, "IGMedia", asked.get("media_id", ""))
    return found


USER = NodeType(
    "IGUser",
    fields={
        "id": lambda node: node.id,
        "username": lambda node: node.account.handle,
        "name": lambda node: node.account.name,
        "biography": lambda node: "",
        "followers_count": lambda node: node.account.followers,
        "media_count": lambda node: len(node.item[0].media(node.account).nodes),
    },
    edges={
        "media": lambda node, _: node.item[0].media(node.account),
        "tags": lambda node, _: node.item[0].tags(node.account),
    },
    default=("id",),
    pointed={"mentioned_comment": _mentioned_comment, "mentioned_media": _mentioned_medium},
)
PAGE = NodeType(
    "Page",
    fields={
        "id": lambda node: node.id,
        "name": lambda node: node.account.name,
        "tasks": lambda node: tasks_of(node.account),
        "access_token": lambda node: node.account.token,
        "instagram_business_account": lambda node: node.item[0].user(node.account),
    },
    edges={"subscribed_apps": lambda node, _: subscribed_apps(node)},
    default=("name", "id"),
)
MEDIUM = NodeType(
    "IGMedia",
    fields={
        "id": lambda node: node.id,
        "caption": lambda node: node.item[1].text or MISSING,
        "media_type": _media_type,
        "media_product_type": lambda node: "FEED",
        "media_url": lambda node: f"https://cdn.example.org/{node.id}.jpg",
        "permalink": _permalink,
        "timestamp": lambda node: written_time(node.at),
        "username": _medium_sender,
        "comments_count": _comments_count,
        "like_count": lambda node: 0,
        "is_comment_enabled": _comments_open,
    },
    edges={"comments": lambda node, _: node.item[0].comments(node)},
    default=("id",),
)
COMMENT = NodeType(
    "IGComment",
    fields={
        "id": lambda node: node.id,
        "text": lambda node: node.item[1].text,
        "timestamp": lambda node: written_time(node.at),
        "username": lambda node: _sender(node)["username"],
        "from": _sender,
        "like_count": lambda node: 0,
        "hidden": lambda node: node.item[1].state == "hidden",
        "parent_id": lambda node: node.item[1].parent_id or MISSING,
        "media": _comment_medium,
        # Given for the account's own comments alone.
        "user": lambda node: {"id": node.account.id} if node.item[1].by_council else MISSING,
    },
    edges={"replies": lambda node, _: node.item[0].replies(node)},
    default=("id", "text", "timestamp"),
)
