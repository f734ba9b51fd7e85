"""Asks the simulated Facebook and Instagram as a client would, over small worlds."""

from datetime import timedelta
from typing import Any

from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from connectors.simulator.faults import Faults
from connectors.simulator.graph import FacebookPart, InstagramPart
from tests.connectors.graph_support import (
    NOW,
    PRIYA,
    ROWAN,
    TOKEN,
    Clock,
    world_of,
)

COMMENT_FIELDS = (
    "id,message,created_time,from{id,name},parent{id,created_time,message},attachment,can_hide,"
    "can_remove,is_hidden,is_private,like_count,comment_count,permalink_url"
)
IG_FIELDS = (
    "id,text,timestamp,username,from{id,username},like_count,hidden,media{id},"
    "replies{id,text,timestamp,username,from,hidden,parent_id}"
)


class Asker:
    """Asks one part as a client would, with the account's token."""

    def __init__(self, part: FacebookPart | InstagramPart) -> None:
        self.part, self.world, self.faults = part, part.world, part.faults
        self.client = Client(Request.application(part.handle), Response)

    def __call__(
        self, path: str, method: str = "GET", token: str = TOKEN, **params: str
    ) -> TestResponse:
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        kind = {"data": params} if method == "POST" else {"query_string": params}
        return self.client.open(f"/v25.0/{path}", method=method, headers=sent, **kind)

    def body(self, path: str, **params: str) -> Any:
        answer = self(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json


def error_of(answer: TestResponse) -> tuple[int, int, int | None]:
    assert answer.json is not None
    error = answer.json["error"]
    return answer.status_code, error["code"], error.get("error_subcode")


def facebook_asker() -> Asker:
    """A Page with a post, on it a comment, a reply of the Page and a hidden sticker."""
    world = world_of("facebook", Clock())
    post = world.add_post("main", text="Bins", published_at=NOW - timedelta(days=1))
    say = {"post_id": post.id, "author": ROWAN}
    top = world.add_comment("main", text="Late!", published_at=NOW - timedelta(hours=3), **say)  # type: ignore[arg-type]
    world.add_comment(
        "main",
        post_id=post.id,
        parent_id=top.id,
        author=world.council_author("main"),
        text="Sorry.",
        by_council=True,
        published_at=NOW - timedelta(hours=2),
    )
    world.add_comment(
        "main",
        text="",
        attachments=("sticker",),
        state="hidden",
        published_at=NOW - timedelta(hours=1),
        **say,  # type: ignore[arg-type]
    )
    return Asker(FacebookPart(world, Faults()))


def instagram_asker() -> Asker:
    """An Instagram account with a medium, on it a comment and a hidden reply."""
    world = world_of("instagram", Clock())
    medium = world.add_post("main", text="Bins", published_at=NOW - timedelta(days=1))
    top = world.add_comment("main", post_id=medium.id, author=ROWAN, text="Late!")
    world.add_comment(
        "main", post_id=None, parent_id=top.id, author=PRIYA, text="Quite", state="hidden"
    )
    return Asker(InstagramPart(world, Faults()))


def post_id(asker: Asker) -> str:
    return next(iter(asker.world.posts))


def comment_id(asker: Asker) -> str:
    return next(iter(asker.world.comments))
