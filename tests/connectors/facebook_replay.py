"""What each recorded exchange of Facebook should give."""

from datetime import UTC, datetime

import pytest

from connectors.base import FetchedAuthor, ItemState, Kind, Verb
from connectors.errors import (
    ActionsBlocked,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.facebook import PERMISSIONS
from connectors.graph_token import missing_scopes, token_report
from connectors.graph_values import moment_of, rows_of, summary_count, text_of
from tests.connectors.graph_replay import (
    FB_COMMENT,
    FB_PAGE,
    Expectation,
    done,
    expecting,
    failing,
    fb,
    gone,
    reading,
    replay,
    webhook,
)
from tests.connectors.graph_support import (
    comments_in,
    facebook,
    graph,
    posts_in,
)
from tests.connectors.recordings import Exchange


def fb_stream(exchange: Exchange) -> None:
    post = {"id": "19292868552_100", "created_time": "2026-10-05T07:00:00+0000"}
    with replay(exchange, published_posts={"data": [post]}) as server:
        found = comments_in(list(fb(server).fetch(None)))

    reply, sticker, own = found
    assert (reply.kind, reply.parent_platform_id) == (Kind.REPLY, "100_201")
    assert reply.text.startswith("@Example Council You are the reason")
    assert reply.author == FetchedAuthor("4444000011112222", name="Rowan Ashdown")
    assert reply.published_at == datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)
    assert (sticker.text, sticker.author, sticker.attachments) == ("", None, ("sticker",))
    assert sticker.state is ItemState.HIDDEN
    assert own.own
    assert own.hints["can_hide"] == "false"
    assert {comment.post_platform_id for comment in found} == {"19292868552_100"}
    asked = [request.args for request in server.asked if request.path.endswith("_100/comments")]
    assert [args.get("after") for args in asked] == [None, "WTI4"]
    assert asked[0]["filter"] == "stream"
    assert asked[0]["order"] == "reverse_chronological"


def fb_comments_without_ids(exchange: Exchange) -> None:
    post = {"id": "19292868552_10158407654328553", "created_time": "2021-08-10T07:00:00+0000"}
    with (
        replay(exchange, published_posts={"data": [post]}) as server,
        pytest.raises(PermissionMissing, match="Moderate task"),
    ):
        list(fb(server).fetch(None))


def fb_posts(exchange: Exchange) -> None:
    with replay(exchange, f"/v25.0/{FB_PAGE}/published_posts") as server:
        batches = list(fb(server).fetch(None))

    posts = posts_in(batches)
    assert [post.platform_id for post in posts] == [row["id"] for row in exchange.body["data"]]
    assert posts[0].declared_comments == 13
    assert posts[0].published_at == datetime(2021, 7, 9, 19, 9, 52, tzinfo=UTC)
    assert posts[0].text == exchange.body["data"][0]["message"]
    assert "after" in [request.args.get("after") for request in server.asked]


def fb_identity(exchange: Exchange) -> None:
    with replay(exchange) as server:
        found = facebook(server.url, page_id="").check()

    assert (found.platform_id, found.name) == ("20531316728", "Facebook")
    assert (found.handle, found.followers) == ("nerys.marlpit80", 214507731)


def fb_token(exchange: Exchange) -> None:
    with replay(exchange) as server:
        report = token_report(graph(server.url, app=True))

    assert report is not None
    assert report.expires_at == datetime.fromtimestamp(1577347200, UTC)
    assert missing_scopes(report, PERMISSIONS, FB_PAGE) == (
        "pages_manage_engagement",
        "pages_read_engagement",
        "pages_read_user_content",
    )


def fb_near_limit(exchange: Exchange) -> None:
    with replay(exchange) as server:
        client = graph(server.url)
        client.get("me", "id")

    assert client.usage.percent == 95
    assert client.usage.regain_in is None


def fb_comments_on_a_node(exchange: Exchange) -> None:
    with replay(exchange) as server:
        body = graph(server.url).get("12345678943537", "comments")

    [row] = rows_of(body["comments"])  # type: ignore[arg-type]
    assert summary_count(body, "comments") == 1
    assert moment_of(row, "created_time").tzinfo is UTC
    assert text_of(row, "message")


def fb_one_post(exchange: Exchange) -> None:
    with replay(exchange) as server:
        body = graph(server.url).get("19292868552_10158349356748553", "id,message,created_time")

    assert text_of(body, "message").startswith("谢谢")
    assert moment_of(body, "created_time") == datetime(2019, 8, 12, 3, 45, 11, tzinfo=UTC)


def fb_page_tokens(exchange: Exchange) -> None:
    with replay(exchange) as server:
        pages = list(graph(server.url).pages("me", "accounts", limit=25, fields="id,name,tasks"))

    [[row]] = pages
    assert "MODERATE" in row["tasks"]  # type: ignore[operator]


def fb_blocked(exchange: Exchange) -> None:
    with replay(exchange) as server:
        [[row]] = list(graph(server.url).pages(FB_PAGE, "blocked", limit=25))

    assert row["name"] == "Rowan Ashdown"


def smaller_pages(exchange: Exchange) -> None:
    with replay(exchange, f"/v25.0/{FB_PAGE}/published_posts") as server:
        batches = list(fb(server).fetch(None))

    assert batches[-1].cursor is not None
    asked = [request for request in server.asked if request.path.endswith("published_posts")]
    assert [request.args["limit"] for request in asked] == ["100", "50"]


FACEBOOK: dict[str, Expectation] = {
    "block_user.json": expecting("POST", f"{FB_PAGE}/blocked", lambda body: bool(body)),
    "blocked_list.json": fb_blocked,
    "comment_by_id.json": reading(
        "facebook", ItemState.UNKNOWN, "It was better before the one way system went in."
    ),
    "comment_can_hide.json": reading(
        "facebook", ItemState.VISIBLE, "Why is the water in the fountain green again?"
    ),
    "comment_created.json": expecting(
        "POST", "245778718206154/comments", lambda body: isinstance(body, dict)
    ),
    "comment_with_object.json": reading("facebook", ItemState.UNKNOWN, "Thanks!"),
    "composed_comments_stream.json": fb_stream,
    "debug_token.json": fb_token,
    "delete_comment.json": done(Verb.DELETE, "facebook"),
    "error_100_public_content.json": failing(UnexpectedAnswer),
    "headers_near_limit.json": fb_near_limit,
    "hide_comment.json": done(Verb.HIDE, "facebook", "is_hidden", "true"),
    "long_lived_token.json": expecting(
        "GET", "oauth/access_token", lambda body: isinstance(body, dict)
    ),
    "page_identity.json": fb_identity,
    "page_posts.json": fb_one_post,
    "photo_with_comments.json": fb_comments_on_a_node,
    "post_comments_page1.json": fb_comments_without_ids,
    "post_with_comment.json": fb_comments_on_a_node,
    "published_posts_page1.json": fb_posts,
    "read_back_hidden.json": reading("facebook", ItemState.HIDDEN, ""),
    "reply_to_comment.json": expecting(
        "POST", f"{FB_COMMENT}/comments", lambda body: isinstance(body, dict)
    ),
    "unblock_user.json": expecting(
        "DELETE", f"{FB_PAGE}/blocked", lambda body: body == {"success": True}
    ),
    "unhide_comment.json": done(Verb.RESTORE, "facebook", "is_hidden", "false"),
    "user_accounts_page_tokens.json": fb_page_tokens,
    "webhook_comment_add.json": webhook("feed", "verb", "comment_id", "post_id", "message", "from"),
    "webhook_comment_edited.json": webhook("feed", "verb", "comment_id", "post_id", "message"),
    "webhook_comment_hide.json": webhook("feed", "verb", "comment_id", "post_id"),
    "webhook_comment_remove.json": webhook("feed", "verb", "comment_id", "post_id"),
    "webhook_comment_unhide.json": webhook("feed", "verb", "comment_id", "post_id"),
    "webhook_mention_comment.json": webhook("mention", "verb", "comment_id", "post_id"),
    "errors/100_33_gone_or_unseen.json": gone("facebook"),
    "errors/10_permission.json": failing(PermissionMissing),
    "errors/17_user_limit.json": failing(RateLimited),
    "errors/190_460_password_changed.json": failing(CredentialsRejected),
    "errors/190_463_expired.json": failing(CredentialsRejected),
    "errors/190_467_invalidated.json": failing(CredentialsRejected),
    "errors/190_no_subcode.json": failing(CredentialsRejected),
    "errors/1_please_reduce.json": smaller_pages,
    "errors/200_permission.json": failing(PermissionMissing),
    "errors/283_extended_permission.json": failing(PermissionMissing),
    "errors/2_temporary.json": failing(PlatformUnavailable),
    "errors/32_page_limit.json": failing(RateLimited),
    "errors/368_blocked_action.json": failing(ActionsBlocked),
    "errors/4_app_limit.json": failing(RateLimited),
    "errors/502_html.json": failing(PlatformUnavailable),
    "errors/613_custom_limit.json": failing(RateLimited),
    "errors/80001_pages_buc.json": failing(RateLimited, minutes=12),
}
