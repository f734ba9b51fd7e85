"""The world seen as posts of X, and each as X's JSON under its "tweet" or "post" names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.simulator import ids
from connectors.simulator.world import SimAccount, SimAuthor, SimComment, SimPost, World

#: A note of the world under this and a comment's id: its author took the council's name
#: out of the reply, so that mentions leave it out and search alone finds it.
UNNAMED_NOTE = "x:unnamed:"
#: What X shows of a longer post outside its note.
SHORT = 280

_URL = re.compile(r"https?://[^\s<>\"]+")
_MENTION = re.compile(r"@(\w{1,15})", re.ASCII)
_MEDIA = {"image": ("3", "photo"), "sticker": ("3", "photo"), "video": ("7", "video")}


@dataclass(frozen=True, slots=True)
class Names:
    """How one request wants fields called, and which it asked for."""

    posts: bool
    fields: frozenset[str]
    expansions: frozenset[str]
    user_fields: frozenset[str]
    media_fields: frozenset[str]

    @property
    def references(self) -> str:
        return "referenced_posts" if self.posts else "referenced_tweets"

    @property
    def history(self) -> str:
        return "edit_history_post_ids" if self.posts else "edit_history_tweet_ids"

    def wants(self, field: str) -> bool:
        """Say whether a post is to carry `field`: asked for by name or by its expansion."""
        return field in self.fields or field in {e.partition(".")[0] for e in self.expansions}


@dataclass(frozen=True, slots=True)
class XPost:
    """One post of X as it stands: the council's, a reply or a mention."""

    versions: tuple[str, ...]
    account: SimAccount
    author: SimAuthor
    text: str
    created_at: datetime
    conversation_id: str
    parent_id: str | None = None
    reply_to: SimAuthor | None = None
    attachments: tuple[str, ...] = ()
    lang: str = "und"
    post: SimPost | None = None
    comment: SimComment | None = None

    @property
    def id(self) -> str:
        return self.versions[-1]


def posts_on_x(world: World, accounts: Iterable[SimAccount] | None = None) -> list[XPost]:
    """Return everything on X around `accounts` (None: all) that stands, newest first."""
    found: list[XPost] = []
    for account in accounts if accounts is not None else world.accounts.values():
        if account.platform == "x":
            found += (_post(world, post) for post in world.posts_of(account.key))
            found += (_comment(world, comment) for comment in world.comments_of(account.key))
    return sorted(found, key=lambda post: int(post.id), reverse=True)


def find(world: World, post_id: str) -> XPost | None:
    """Return the post with this id, or that has it among its versions; None if it is gone."""
    if post_id in world.posts:
        post = world.posts[post_id]
        on_x = world.accounts[post.account_key].platform == "x"
        return _post(world, post) if on_x and not post.deleted else None
    if post_id in world.comments:
        comment = world.comments[post_id]
        on_x = world.accounts[comment.account_key].platform == "x"
        return _comment(world, comment) if on_x and not comment.deleted else None
    return next((post for post in posts_on_x(world) if post_id in post.versions), None)


def is_named(world: World, post: XPost, account: SimAccount) -> bool:
    """Say whether `post` is in the mentions of `account`: X names whom one replies to."""
    if post.author.id == account.id:
        return False
    handles = {handle.lower() for handle in _MENTION.findall(post.text)}
    if account.handle.lower() in handles:
        return True
    kept = post.comment is None or UNNAMED_NOTE + post.comment.id not in world.notes
    return kept and post.account.key == account.key


def _author(account: SimAccount) -> SimAuthor:
    return SimAuthor(account.id, account.platform, account.handle, account.name)


def _post(world: World, post: SimPost) -> XPost:
    account = world.accounts[post.account_key]
    versions: tuple[str, ...] = (post.id,)
    if post.edited_at is not None:
        edit = ids.snowflake(post.edited_at, int(post.id) & 0x3FFFFF)
        versions = (post.id, edit) if int(edit) > int(post.id) else versions
    return XPost(
        versions=versions,
        account=account,
        author=post.author or _author(account),
        text=post.text,
        created_at=post.edited_at or post.published_at,
        conversation_id=post.id,
        attachments={"photo": ("image",), "video": ("video",)}.get(post.kind, ()),
        post=post,
    )


def _comment(world: World, comment: SimComment) -> XPost:
    account = world.accounts[comment.account_key]
    parent = world.comments.get(comment.parent_id or "")
    root = world.posts.get(comment.post_id or "")
    reply_to = None
    if parent is not None:
        reply_to = parent.author
    elif root is not None:
        reply_to = root.author or _author(account)
    top = comment
    while top.parent_id in world.comments and top.post_id is None:
        top = world.comments[top.parent_id]
    return XPost(
        versions=(comment.id, *comment.edit_ids),
        account=account,
        author=comment.author,
        text=comment.text,
        created_at=comment.edited_at or comment.published_at,
        conversation_id=comment.post_id or top.post_id or top.id,
        parent_id=comment.parent_id or comment.post_id,
        reply_to=reply_to,
        attachments=comment.attachments,
        lang=comment.lang,
        comment=comment,
    )


def stamp(time: datetime) -> str:
    """Return a time as X writes it: UTC, whole seconds with three noughts behind."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def post_json(
    world: World, post: XPost, names: Names, *, as_id: str | None = None
) -> dict[str, Any]:
    """Return a post with the fields that were asked for; `as_id` is the version's id."""
    text = _escaped(post.text)
    short = text if len(post.text) <= SHORT else text[: SHORT - 1] + "…"
    found: dict[str, Any] = {"id": as_id or post.id, "text": short}
    if not names.posts or names.wants(names.history):
        found[names.history] = list(post.versions)
    if names.wants("author_id"):
        found["author_id"] = post.author.id
    if names.wants("conversation_id"):
        found["conversation_id"] = post.conversation_id
    if names.wants("created_at"):
        found["created_at"] = stamp(post.created_at)
    if names.wants("in_reply_to_user_id") and post.reply_to is not None:
        found["in_reply_to_user_id"] = post.reply_to.id
    if names.wants(names.references) and post.parent_id is not None:
        found[names.references] = [{"type": "replied_to", "id": post.parent_id}]
    if names.wants("lang"):
        found["lang"] = post.lang
    if names.wants("public_metrics"):
        found["public_metrics"] = _metrics(world, post, names)
    note = "note_post" if names.posts else "note_tweet"
    if names.wants(note) and len(post.text) > SHORT:
        found[note] = {"text": text}
    if names.wants("attachments") and (keys := [key for key, _ in media_of(post)]):
        found["attachments"] = {"media_keys": keys}
    if names.wants("entities") and (entities := _entities(world, post, short)):
        found["entities"] = entities
    return found


def includes_json(world: World, shown: list[XPost], names: Names) -> dict[str, Any]:
    """Return the `includes` of an answer that shows `shown`; empty where nothing was expanded."""
    users: dict[str, SimAuthor] = {}
    for post in shown:
        if "author_id" in names.expansions:
            users[post.author.id] = post.author
        if "in_reply_to_user_id" in names.expansions and post.reply_to is not None:
            users[post.reply_to.id] = post.reply_to
    found: dict[str, Any] = {}
    if users:
        found["users"] = [_user(world, user, names.user_fields) for user in users.values()]
    if {"referenced_tweets.id", "referenced_posts"} & names.expansions:
        wanted = dict.fromkeys(post.parent_id for post in shown if post.parent_id)
        parents = [parent for one in wanted if (parent := find(world, one)) is not None]
        if parents:
            key = "posts" if names.posts else "tweets"
            found[key] = [post_json(world, parent, names) for parent in parents]
    if "attachments.media_keys" in names.expansions:
        media = [{"media_key": key, "type": kind} for post in shown for key, kind in media_of(post)]
        if media:
            found["media"] = media
    return found


def media_of(post: XPost) -> Iterator[tuple[str, str]]:
    """Yield the key and X's type of each picture and film of a post."""
    for number, kind in enumerate(post.attachments, start=1):
        if kind in _MEDIA:
            prefix, shown = _MEDIA[kind]
            yield f"{prefix}_{int(post.versions[0]) + number}", shown


def account_json(account: SimAccount, fields: frozenset[str]) -> dict[str, Any]:
    """Return one of the council's accounts as a user of X."""
    found: dict[str, Any] = {"id": account.id, "name": account.name, "username": account.handle}
    if "protected" in fields:
        found["protected"] = False
    if "verified" in fields:
        found["verified"] = True
    if "public_metrics" in fields:
        found["public_metrics"] = {
            "followers_count": account.followers,
            "following_count": 0,
            "tweet_count": 0,
            "listed_count": 0,
            "like_count": 0,
        }
    return found


def _user(world: World, user: SimAuthor, fields: frozenset[str]) -> dict[str, Any]:
    account = world.account_by_id("x", user.id)
    if account is not None:
        return account_json(account, fields)
    found: dict[str, Any] = {"id": user.id, "name": user.name, "username": user.handle}
    for field in ("protected", "verified"):
        if field in fields:
            found[field] = False
    return found


def _metrics(world: World, post: XPost, names: Names) -> dict[str, int]:
    replies = [
        comment
        for comment in world.comments_of(post.account.key)
        if (comment.parent_id or comment.post_id) == post.versions[0]
    ]
    reposts = "repost_count" if names.posts else "retweet_count"
    nought = (reposts, "like_count", "quote_count", "bookmark_count", "impression_count")
    return {"reply_count": len(replies), **dict.fromkeys(nought, 0)}


def _entities(world: World, post: XPost, short: str) -> Mapping[str, Any]:
    known = {account.handle.lower(): account.id for account in world.accounts.values()}
    mentions = [
        {"start": m.start(), "end": m.end(), "username": m[1], "id": known[m[1].lower()]}
        for m in _MENTION.finditer(short)
        if m[1].lower() in known
    ]
    urls = [
        {
            "start": m.start(),
            "end": m.end(),
            "url": m[0],
            "expanded_url": m[0],
            "display_url": m[0].partition("://")[2],
        }
        for m in _URL.finditer(short)
    ]
    if not urls and "link" in post.attachments:
        shared = f"https://example.org/shared/{post.versions[0]}"
        at = len(short)
        urls.append({"start": at, "end": at, "url": shared, "expanded_url": shared})
        urls[0]["display_url"] = shared.partition("://")[2]
    return {name: value for name, value in (("mentions", mentions), ("urls", urls)) if value}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
