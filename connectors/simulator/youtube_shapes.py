"""The shapes of the simulated YouTube's answers: resources, lists and errors."""

import hashlib
import json
from datetime import UTC, datetime
from html import escape
from typing import Any

from werkzeug.wrappers import Response

from connectors.simulator.items import SimAccount, SimComment, SimPost

Json = dict[str, Any]

_STATUSES = {
    "visible": "published",
    "held": "heldForReview",
    "likely_spam": "likelySpam",
    "rejected": "rejected",
}


def _answer(status: int, body: Json) -> Response:
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return Response(text, status=status, content_type="application/json; charset=UTF-8")


def _etag(*of: Any) -> str:
    return hashlib.sha256(json.dumps(of, default=str).encode()).hexdigest()[:27]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def inserted(resource: Json) -> Response:
    return _answer(200, resource)


def no_content() -> Response:
    return Response(status=204)


def problem(status: int, reason: str, message: str, domain: str, **where: str) -> Response:
    """Return YouTube's error body; `where` adds locationType and location."""
    errors = [{"message": message, "domain": domain, "reason": reason, **where}]
    return _answer(status, {"error": {"code": status, "message": message, "errors": errors}})


def token_problem(status: int, error: str, description: str) -> Response:
    return _answer(status, {"error": error, "error_description": description})


def token_response(token: str, scope: str) -> Response:
    body = {"access_token": token, "expires_in": 3599, "scope": scope, "token_type": "Bearer"}
    return _answer(200, body)


def list_response(
    kind: str,
    items: list[Json],
    *,
    page_size: int,
    more: str | None = None,
    total: int | None = None,
) -> Response:
    body: Json = {"kind": kind, "etag": _etag(items)}
    if more is not None:
        body["nextPageToken"] = more
    found = len(items) if total is None else total
    body["pageInfo"] = {"totalResults": found, "resultsPerPage": page_size}
    body["items"] = items
    return _answer(200, body)


def channel_resource(account: SimAccount, videos: int) -> Json:
    return {
        "kind": "youtube#channel",
        "etag": _etag(account.id),
        "id": account.id,
        "snippet": {
            "title": account.name,
            "description": "",
            "customUrl": f"@{account.handle.removeprefix('@')}",
            "publishedAt": "2009-04-01T09:00:00Z",
            "thumbnails": _thumbnails(account.id),
            "localized": {"title": account.name, "description": ""},
            "country": "GB",
        },
        "contentDetails": {
            "relatedPlaylists": {"likes": "", "uploads": account.extra.get("uploads", "")}
        },
        "statistics": {
            "viewCount": str(account.followers * 40),
            "subscriberCount": str(account.followers),
            "hiddenSubscriberCount": False,
            "videoCount": str(videos),
        },
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
    }


def video_item(post: SimPost, account: SimAccount, playlist: str, position: int) -> Json:
    title, _, description = post.text.partition("\n")
    return {
        "kind": "youtube#playlistItem",
        "etag": _etag(post.id, post.text),
        "id": f"{playlist}.{post.id}",
        "snippet": {
            "publishedAt": _time(post.published_at),
            "channelId": account.id,
            "title": title,
            "description": description.strip(),
            "thumbnails": _thumbnails(post.id),
            "channelTitle": account.name,
            "playlistId": playlist,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": post.id},
            "videoOwnerChannelTitle": account.name,
            "videoOwnerChannelId": account.id,
        },
        "contentDetails": {"videoId": post.id, "videoPublishedAt": _time(post.published_at)},
    }


def thread_resource(
    top: SimComment,
    inline: list[SimComment],
    replies: int,
    account: SimAccount,
    *,
    html: bool,
    marked: bool,
    parts: list[str],
) -> Json:
    """Return a thread with the parts asked for and `inline` of its `replies`."""
    resource: Json = {"kind": "youtube#commentThread", "etag": _etag(top.id), "id": top.id}
    if "snippet" in parts:
        snippet: Json = {"channelId": account.id}
        if top.post_id is not None:
            snippet["videoId"] = top.post_id
        snippet |= {
            "topLevelComment": comment_resource(top, account, html=html, marked=marked),
            "canReply": True,
            "totalReplyCount": replies,
            "isPublic": top.state == "visible",
        }
        resource["snippet"] = snippet
    if inline and "replies" in parts:
        resource["replies"] = {
            "comments": [comment_resource(c, account, html=html, marked=marked) for c in inline]
        }
    return resource


def comment_resource(
    comment: SimComment,
    account: SimAccount,
    *,
    html: bool,
    marked: bool,
    always: bool = False,
) -> Json:
    """Return a comment as its channel's owner sees it.

    `marked`: with moderationStatus, where it is not plainly published, or `always`.
    """
    author = comment.author
    handle = f"@{author.handle.removeprefix('@')}"
    snippet: Json = {"channelId": account.id}
    if comment.post_id is not None:
        snippet["videoId"] = comment.post_id
    snippet |= {
        "textDisplay": escape(comment.text).replace("\n", "<br>") if html else comment.text,
        "textOriginal": comment.text,
        "authorDisplayName": handle,
        "authorProfileImageUrl": f"https://yt3.ggpht.com/{_etag(author.id)}",
        "authorChannelUrl": f"http://www.youtube.com/{handle}",
    }
    if author.id:
        snippet["authorChannelId"] = {"value": author.id}
    snippet |= {
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": _time(comment.published_at),
        "updatedAt": _time(comment.edited_at or comment.published_at),
    }
    if comment.parent_id is not None:
        snippet["parentId"] = comment.parent_id
    if marked and comment.state in _STATUSES and (always or comment.state != "visible"):
        snippet["moderationStatus"] = _STATUSES[comment.state]
    if "image" in comment.attachments:
        snippet["imageUrl"] = f"https://lh3.googleusercontent.com/{_etag(comment.id)}"
    etag = _etag(comment.id, comment.text, comment.state)
    return {"kind": "youtube#comment", "etag": etag, "id": comment.id, "snippet": snippet}


def _thumbnails(of: str) -> Json:
    sizes = {"default": 88, "medium": 240, "high": 800}
    return {
        name: {"url": f"https://i.ytimg.com/{of}/{name}.jpg", "width": side, "height": side}
        for name, side in sizes.items()
    }
