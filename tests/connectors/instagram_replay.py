"""What each recorded exchange of Instagram should give."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.base import FetchedAuthor, Item, ItemState, Kind, Verb
from connectors.errors import (
    CredentialsRejected,
    PermissionMissing,
    RateLimited,
)
from connectors.graph_values import count_of, text_of
from connectors.instagram import InstagramConnector
from tests.connectors.graph_replay import (
    IG_COMMENT,
    IG_MEDIUM,
    IG_USER,
    Expectation,
    done,
    expecting,
    failing,
    gone,
    ig,
    reading,
    replay,
    webhook,
)
from tests.connectors.graph_support import (
    comments_in,
    graph,
    instagram,
    posts_in,
)
from tests.connectors.recordings import Exchange


def ig_stream(exchange: Exchange) -> None:
    with replay(exchange, media={"data": [ig_medium()]}) as server:
        top, reply, last = comments_in(list(ig(server).fetch(None)))

    assert top.text == "You are the reason nobody trusts the council."
    assert top.author == FetchedAuthor("6500000000000001", handle="rowanashdown12")
    assert (reply.kind, reply.parent_platform_id) == (Kind.REPLY, top.platform_id)
    assert reply.state is ItemState.HIDDEN
    assert (last.text, last.state) == ("Lovely photo", ItemState.VISIBLE)
    assert {top.post_platform_id, reply.post_platform_id} == {IG_MEDIUM}
    asked = [request.args.get("after") for request in server.asked if "comments" in request.path]
    assert asked == [None, "QVFIUk1"]


def ig_medium() -> dict[str, Any]:
    return {"id": IG_MEDIUM, "timestamp": "2026-10-05T07:00:00+0000", "comments_count": 3}


def ig_default_fields(exchange: Exchange) -> None:
    with replay(exchange, media={"data": [ig_medium()]}) as server:
        found = comments_in(list(ig(server).fetch(None)))

    assert [comment.text for comment in found] == ["Nice one", "Nice one"]
    assert [comment.author for comment in found] == [None, None]
    assert found[0].published_at == datetime(2020, 6, 1, 10, 56, 52, tzinfo=UTC)


def ig_replies(exchange: Exchange) -> None:
    more = {"data": [], "paging": {"cursors": {"after": "A"}, "next": "https://x/?after=A"}}
    row = {"id": IG_COMMENT, "timestamp": "2020-06-01T10:56:52+0000", "replies": more}
    with replay(exchange, media={"data": [ig_medium()]}, comments={"data": [row]}) as server:
        _, reply = comments_in(list(ig(server).fetch(None)))

    assert (reply.platform_id, reply.text) == ("17847314687296283", "@tariq_mossgie23 Hello?")
    assert (reply.kind, reply.parent_platform_id) == (Kind.REPLY, IG_COMMENT)


def ig_media(exchange: Exchange) -> None:
    with replay(exchange, f"/v25.0/{IG_USER}/media") as server:
        posts = posts_in(list(ig(server).fetch(None)))

    assert [(post.platform_id, post.declared_comments) for post in posts] == [
        ("17895731045244887", 0),
        ("17896622936197745", 6),
    ]
    assert posts[0].permalink == "https://www.instagram.com/p/YVvg3SHcpBj/"
    assert [r.args.get("after") for r in server.asked if r.path.endswith("/media")] == [
        None,
        "after",
    ]


def ig_tags(exchange: Exchange) -> None:
    with replay(exchange, f"/v25.0/{IG_USER}/tags") as server:
        found = comments_in(list(ig(server).fetch(None)))

    assert [comment.text for comment in found] == ["Not again", "No chance"]
    assert {comment.kind for comment in found} == {Kind.MENTION}
    assert found[0].attachments == ("image",)
    assert ig(server).powers(Item(found[0].platform_id, kind=Kind.MENTION)).verbs == ()


def ig_identity(exchange: Exchange) -> None:
    with replay(exchange) as server:
        found = instagram(server.url, ig_user_id="17841407673135339").check()

    assert (found.handle, found.name) == ("examplecouncil", "Example Council")
    assert found.followers == 64363


def ig_mentioned(exchange: Exchange) -> None:
    with replay(exchange) as server:
        body = graph(server.url).get("17841499999999901", "mentioned_media.media_id(1){caption}")

    assert text_of(body["mentioned_media"], "caption")  # type: ignore[arg-type]
    assert count_of(body["mentioned_media"], "comments_count") == 0  # type: ignore[arg-type]


def other_door(exchange: Exchange) -> None:
    """Of graph.instagram.com, where tokens expire: this product goes through the Page."""
    assert urlsplit(exchange.request["url"]).hostname == "graph.instagram.com"
    assert InstagramConnector.default_base_url != "https://graph.instagram.com"
    assert exchange.body["expires_in"] > 0


INSTAGRAM: dict[str, Expectation] = {
    "comment_full.json": reading(
        "instagram", ItemState.VISIBLE, "About time", Item("123456789", post_platform_id="1")
    ),
    "comment_replies.json": ig_replies,
    "comments_with_fields.json": expecting("GET", "", lambda body: len(body) == 2),  # type: ignore[arg-type]
    "composed_comments_with_replies.json": ig_stream,
    "delete_comment.json": done(Verb.DELETE, "instagram"),
    "disable_comments.json": expecting("POST", IG_MEDIUM, lambda body: body == {"success": True}),
    "hide_comment.json": done(Verb.HIDE, "instagram", "hide", "true"),
    "media_comments_page1.json": ig_default_fields,
    "mentioned_media.json": ig_mentioned,
    "read_back_hidden.json": reading("instagram", ItemState.HIDDEN, ""),
    "refresh_instagram_login_token.json": other_door,
    "reply_to_comment.json": expecting(
        "POST", f"{IG_COMMENT}/replies", lambda body: isinstance(body, dict)
    ),
    "reply_to_mention.json": expecting(
        "POST", "17841499999999901/mentions", lambda body: isinstance(body, dict)
    ),
    "tagged_media.json": ig_tags,
    "unhide_comment.json": done(Verb.RESTORE, "instagram", "hide", "false"),
    "user_identity.json": ig_identity,
    "user_media_page1.json": ig_media,
    "webhook_comments.json": webhook("comments", "id", "text", "from", "media"),
    "webhook_mentions.json": webhook("mentions", "comment_id", "media_id"),
    "errors/100_33_gone_or_unseen.json": gone("instagram"),
    "errors/10_permission.json": failing(PermissionMissing),
    "errors/190_expired.json": failing(CredentialsRejected),
    "errors/4_app_limit.json": failing(RateLimited),
    "errors/80002_instagram_buc.json": failing(RateLimited, minutes=19),
}
