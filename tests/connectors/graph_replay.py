"""Serves one recorded Graph exchange, and says in a word what it should give."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.wrappers import Request, Response

from connectors.base import Item, ItemState, Verb
from connectors.errors import (
    CommentGone,
    ConnectorError,
    RateLimited,
)
from connectors.facebook import FacebookConnector
from connectors.instagram import InstagramConnector
from tests.connectors.graph_support import (
    TOKEN,
    Loopback,
    facebook,
    graph,
    instagram,
    loopback,
    told,
)
from tests.connectors.recordings import Exchange

FB_PAGE, IG_USER = "19292868552", "17841406338772941"
FB_COMMENT, FB_POST = "10158371815748553_10158371930463553", "19292868552_10158371815748553"
IG_COMMENT, IG_MEDIUM = "17858154961981086", "17846368219941692"
HIDE_ALL = {"where": "ours", "can_hide": "true", "can_remove": "true"}
FB_ITEM = Item(FB_COMMENT, post_platform_id=FB_POST, hints=HIDE_ALL)
IG_ITEM = Item(IG_COMMENT, post_platform_id=IG_MEDIUM)

Expectation = Callable[[Exchange], None]


def replay(
    exchange: Exchange, path: str = "", **others: object
) -> AbstractContextManager[Loopback]:
    """Serve the exchange once where it was recorded (or at `path`), and `others` elsewhere.

    `others` are bodies by the last part of their path; anything else is an empty list.
    """
    recorded = urlsplit(exchange.request["url"]).path
    pattern = re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(path or recorded))
    served: list[str] = []

    def answer(request: Request) -> Response:
        here = re.fullmatch(pattern, request.path) is not None
        if here and request.method == exchange.request["method"] and not served:
            served.append(request.path)
            return exchange.response()
        return told(others.get(request.path.rpartition("/")[2], {"data": []}))

    return loopback(answer)


def fb(server: Loopback) -> FacebookConnector:
    return facebook(server.url, page_id=FB_PAGE)


def ig(server: Loopback) -> InstagramConnector:
    return instagram(server.url, ig_user_id=IG_USER)


def expecting(method: str, path: str, check: Callable[[object], bool]) -> Expectation:
    """For calls that no connector makes: the client gives the body as it is."""

    def holds(exchange: Exchange) -> None:
        recorded = {k: v[0] for k, v in parse_qs(urlsplit(exchange.request["url"]).query).items()}
        params = {**recorded, **exchange.request.get("form", {})}
        with replay(exchange) as server:
            body = graph(server.url).request(method, path, **params)
        assert check(body)
        assert body == exchange.body

    return holds


def done(verb: Verb, platform: str, key: str = "", value: str = "") -> Expectation:
    """The connector takes the answer for done, and asked for it as it was recorded."""

    def holds(exchange: Exchange) -> None:
        with replay(exchange) as server:
            if platform == "facebook":
                fb(server).act(verb, FB_ITEM)
            else:
                ig(server).act(verb, IG_ITEM)
        [asked] = server.asked
        assert asked.method == exchange.request["method"]
        assert asked.form.to_dict() == ({key: value} if key else {})

    return holds


def reading(
    platform: str, state: ItemState, text: str | None = None, item: Item | None = None
) -> Expectation:
    """The connector reads the item's state and text from the answer."""

    def holds(exchange: Exchange) -> None:
        with replay(exchange) as server:
            found = (
                fb(server).read(item or FB_ITEM)
                if platform == "facebook"
                else ig(server).read(item or IG_ITEM)
            )
        assert (found.state, found.text) == (state, text)

    return holds


def failing(expected: type[ConnectorError], minutes: int | None = None) -> Expectation:
    """The error comes the same from a list, a look at the account and an action."""

    def holds(exchange: Exchange) -> None:
        calls: list[Callable[[Loopback], object]] = [
            lambda server: list(fb(server).fetch(None)),
            lambda server: fb(server).check(),
            lambda server: fb(server).act(Verb.HIDE, FB_ITEM),
            lambda server: list(ig(server).fetch(None)),
            lambda server: ig(server).check(),
            lambda server: ig(server).act(Verb.DELETE, IG_ITEM),
        ]
        for call in calls:
            with loopback(lambda _: exchange.response()) as server:
                before = datetime.now(UTC)
                with pytest.raises(expected) as caught:
                    call(server)
            assert TOKEN not in str(caught.value)
            if isinstance(caught.value, RateLimited) and minutes:
                assert caught.value.retry_at is not None
                wait = caught.value.retry_at - before
                assert abs(wait - timedelta(minutes=minutes)) < timedelta(minutes=1)

    return holds


def webhook(field: str, *needed: str) -> Expectation:
    """A delivery to us: it parses, and names what a reader of it would need."""

    def holds(exchange: Exchange) -> None:
        assert exchange.status is None
        [entry] = json.loads(exchange.text)["entry"]
        [change] = entry["changes"]
        assert change["field"] == field
        assert all(change["value"][key] for key in needed)

    return holds


def gone(platform: str) -> Expectation:
    """Gone for an action; for a read absent only where everything around it reads well."""

    def holds(exchange: Exchange) -> None:
        connect, item = (fb, FB_ITEM) if platform == "facebook" else (ig, IG_ITEM)
        with loopback(lambda _: exchange.response()) as server:
            with pytest.raises(CommentGone):
                connect(server).act(Verb.DELETE, item)
            assert connect(server).read(item).state is ItemState.UNKNOWN
        here, thread = f"/v25.0/{item.platform_id}", item.post_platform_id or ""
        around: dict[str, Any] = {
            "me": {"id": FB_PAGE},
            thread: {"id": thread, "comments": {"data": [{"id": "1_2"}]}},
            IG_USER: {"id": IG_USER},
        }
        with replay(exchange_at(exchange, here), here, **around) as server:
            assert connect(server).read(item).state is ItemState.ABSENT

    return holds


def exchange_at(exchange: Exchange, path: str) -> Exchange:
    return Exchange(
        exchange.name,
        {"method": "GET", "url": f"https://graph.facebook.com{path}"},
        exchange.status,
        exchange.headers,
        exchange.body,
        exchange.text,
    )
