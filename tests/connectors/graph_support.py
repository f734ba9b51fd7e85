"""A loopback Graph API for tests, and a small made-up world behind it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.base import Batch, FetchedComment, FetchedPost
from connectors.facebook import FacebookConnector
from connectors.graph import Graph
from connectors.instagram import InstagramConnector
from connectors.session import HttpSettings
from connectors.simulator.world import SimAccount, SimAuthor, World

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TOKEN = "EAAtoken" + "z" * 40
APP_ID, APP_SECRET = "1234567890123456", "s3cret" + "y" * 26
PAGE_ID, IG_ID = "104857213398211", "17841407733562918"
ROWAN = SimAuthor("24440000111122223", "facebook", "rowan_a", "Rowan Ashdown")
PRIYA = SimAuthor("24440000111122224", "facebook", "priya_fern", "Priya Fern")


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@dataclass
class Loopback:
    """A server on this machine; `asked` holds every request in order."""

    url: str = ""
    asked: list[Request] = field(default_factory=list)

    def paths(self, method: str | None = None) -> list[str]:
        return [r.path for r in self.asked if method in (None, r.method)]


@contextmanager
def loopback(answer: Callable[[Request], Response]) -> Iterator[Loopback]:
    """Serve `answer` until the block ends."""
    served = Loopback()

    @Request.application
    def application(request: Request) -> Response:
        request.get_data(cache=True, parse_form_data=False)
        served.asked.append(request)
        return answer(request)

    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.005))
    thread.start()
    try:
        served.url = f"http://127.0.0.1:{server.server_port}"
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def told(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with `body` as JSON; a text or bytes are sent as they are."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    answer = Response(raw, status, headers)
    if "content-type" not in answer.headers or not headers:
        answer.headers["content-type"] = "application/json; charset=UTF-8"
    return answer


def error_body(code: int, subcode: int | None = None, message: str = "", **more: object) -> dict:
    error = {"message": message, "type": "OAuthException", "code": code, **more}
    if subcode is not None:
        error["error_subcode"] = subcode
    return {"error": error}


def http(url: str) -> HttpSettings:
    return HttpSettings(base_url=url, connect_timeout=10, read_timeout=30)


def graph(url: str, *, app: bool = False) -> Graph:
    secrets = {"app_id": APP_ID, "app_secret": APP_SECRET} if app else {}
    return Graph(TOKEN, http=http(url), **secrets)


def facebook(url: str, **credentials: str) -> FacebookConnector:
    given = {"access_token": TOKEN, "page_id": PAGE_ID, **credentials}
    return FacebookConnector.connect(given, http=http(url), save=lambda _: None)


def instagram(url: str, **credentials: str) -> InstagramConnector:
    given = {"access_token": TOKEN, "ig_user_id": IG_ID, **credentials}
    return InstagramConnector.connect(given, http=http(url), save=lambda _: None)


def comments_in(batches: list[Batch]) -> list[FetchedComment]:
    return [comment for batch in batches for comment in batch.comments]


def posts_in(batches: list[Batch]) -> list[FetchedPost]:
    return [post for batch in batches for post in batch.posts]


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, span: timedelta) -> None:
        self.time += span


def world_of(platform: str, clock: Clock) -> World:
    """A world with one account and nothing in it."""
    world = World(now=clock)
    extra = {"app_id": APP_ID, "app_secret": APP_SECRET}
    if platform == "instagram":
        extra["page_id"] = PAGE_ID
    id = PAGE_ID if platform == "facebook" else IG_ID
    handle = "porthavencouncil"
    world.add_account(
        SimAccount("main", platform, id, handle, "Porthaven Council", TOKEN, 31_560, extra)
    )
    return world
