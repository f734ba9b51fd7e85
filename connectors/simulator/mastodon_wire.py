"""How Mastodon writes statuses, accounts and notifications.

Source: https://docs.joinmastodon.org/entities/Status/, .../Account/, .../Notification/
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from werkzeug.wrappers import Response

from connectors.simulator.items import SimAccount, SimAuthor, SimComment, SimPost

Json = dict[str, Any]

HOST = "social.porthaven.example"
#: Where every second member of the public has an account.
ELSEWHERE = "cymru.example"
#: Kinds of the world -> types of media; Mastodon knows no others.
_MEDIA = {"image": "image", "video": "video", "sticker": "image"}


def answer(body: Json | list[Json], status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json; charset=utf-8")


def refusal(status: int, words: str) -> Response:
    return answer({"error": words}, status)


def time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wire_id(id: str) -> str:
    """Return an account's id as its server writes it: without the server's name."""
    return id.partition("@")[0]


def account_json(author: SimAuthor | SimAccount, followers: int = 12) -> Json:
    id = wire_id(author.id)
    there = isinstance(author, SimAuthor) and id.isdigit() and int(id) % 2 == 1
    host = ELSEWHERE if there else HOST
    page = f"https://{host}/@{author.handle}"
    return {
        "id": id,
        "username": author.handle,
        "acct": f"{author.handle}@{host}" if there else author.handle,
        "display_name": author.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "group": False,
        "created_at": "2022-11-18T00:00:00.000Z",
        "note": "<p></p>",
        "url": page,
        "uri": f"https://{host}/users/{author.handle}",
        "avatar": f"https://{HOST}/avatars/original/missing.png",
        "avatar_static": f"https://{HOST}/avatars/original/missing.png",
        "header": f"https://{HOST}/headers/original/missing.png",
        "header_static": f"https://{HOST}/headers/original/missing.png",
        "followers_count": followers,
        "following_count": 40,
        "statuses_count": 200,
        "last_status_at": "2026-11-20",
        "emojis": [],
        "fields": [],
    }


def status_json(
    item: SimPost | SimComment,
    author: SimAuthor | SimAccount,
    *,
    parent: SimPost | SimComment | None,
    parent_author: SimAuthor | SimAccount | None,
    replies: int,
) -> Json:
    writer = account_json(author)
    attachments = item.attachments if isinstance(item, SimComment) else ()
    return {
        "id": item.id,
        "created_at": time(item.published_at),
        "in_reply_to_id": parent.id if parent else None,
        "in_reply_to_account_id": wire_id(parent_author.id) if parent_author else None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": item.lang if isinstance(item, SimComment) else "en",
        "uri": f"{writer['uri']}/statuses/{item.id}",
        "url": f"{writer['url']}/{item.id}",
        "replies_count": replies,
        "reblogs_count": 0,
        "favourites_count": 0,
        "quotes_count": 0,
        "edited_at": time(item.edited_at) if item.edited_at else None,
        "favourited": False,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "pinned": False,
        "content": html(item.text),
        "filtered": [],
        "reblog": None,
        "application": None,
        "account": writer,
        "media_attachments": [
            media_json(f"{item.id}{n}", kind) for n, kind in enumerate(attachments)
        ],
        "mentions": [],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def media_json(id: str, kind: str) -> Json:
    return {
        "id": id,
        "type": _MEDIA.get(kind, "unknown"),
        "url": f"https://{HOST}/media/{id}",
        "preview_url": f"https://{HOST}/media/{id}/small",
        "remote_url": None,
        "meta": {},
        "description": None,
        "blurhash": None,
    }


def notification_json(item: SimPost | SimComment, status: Mapping[str, Any]) -> Json:
    # Notifications count for themselves: never to be taken for a status's id.
    return {
        "id": f"7{item.id}",
        "type": "mention",
        "created_at": time(item.published_at),
        "group_key": f"ungrouped-7{item.id}",
        "account": status["account"],
        "status": dict(status),
    }


def html(text: str) -> str:
    """Write a text as Mastodon does: paragraphs at empty lines, breaks at ends of lines."""
    if not text:
        return ""
    paragraphs = escape(text, quote=False).split("\n\n")
    return "".join("<p>" + one.replace("\n", "<br />") + "</p>" for one in paragraphs)
