"""Credentials, rows and pages that the tests of the connector for X share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.base import Batch, FetchedComment, Item, ItemState
from connectors.session import HttpSettings
from connectors.twitter import XConnector
from connectors.x_cursor import XCursor
from tests.connectors.x_server import HANDLE, ME, XServer

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MENTIONS, TWEETS = f"/2/users/{ME}/mentions", f"/2/users/{ME}/tweets"
SEARCH = "/2/tweets/search/recent"
TOKEN = "/2/oauth2/token"
ROOT, FIRST, SECOND = "2123000000000000001", "2123000000000000002", "2123000000000000003"
CREDENTIALS = {"client_id": "the-client", "access_token": "the-first-access-token"}
RENEWABLE = {**CREDENTIALS, "client_secret": "the-secret", "refresh_token": "the-refresh-token"}
RENEWED = {"access_token": "the-next-access-token", "refresh_token": "the-next-refresh-token"}
UNAUTHORISED = {"title": "Unauthorized", "type": "about:blank", "status": 401}


def connect(
    server: XServer,
    credentials: Mapping[str, str] = CREDENTIALS,
    *,
    saved: list[Mapping[str, str]] | None = None,
    names: str = "tweet",
) -> XConnector:
    return XConnector.connect(
        credentials,
        http=HttpSettings(base_url=server.url, x_field_names=names),
        save=(saved if saved is not None else []).append,
        now=lambda: NOW,
    )


def cursor(**more: Any) -> str:
    known = {"identified_at": NOW, "fetched_at": NOW, **more}
    return XCursor(user_id=ME, handle=HANDLE, **known).text()


def fetch(server: XServer, start: str | None = None, **more: Any) -> list[Batch]:
    return list(connect(server, **more).fetch(start or cursor()))


def comments(batches: list[Batch]) -> list[FetchedComment]:
    return [comment for batch in batches for comment in batch.comments]


def row(post_id: str, text: str = "text", **more: Any) -> dict[str, Any]:
    return {
        "id": post_id,
        "text": text,
        "author_id": "55",
        "created_at": "2026-11-18T10:00:00.000Z",
        "conversation_id": ROOT,
        "edit_history_tweet_ids": [post_id],
        "in_reply_to_user_id": ME,
        "referenced_tweets": [{"type": "replied_to", "id": ROOT}],
        **more,
    }


def page(*rows: dict[str, Any], next_token: str | None = None, **more: Any) -> dict[str, Any]:
    meta: dict[str, Any] = {"result_count": len(rows)}
    if next_token:
        meta["next_token"] = next_token
    return {"data": list(rows), "meta": meta, **more}


def reply(state: ItemState = ItemState.VISIBLE, **hints: str) -> Item:
    known = {"account_id": ME, "conversation_id": ROOT, "conversation_owner_id": ME}
    return Item(
        FIRST, post_platform_id=ROOT, state=state, hints={**known, "newest_id": FIRST, **hints}
    )
