"""A Page of the simulated Facebook for tests, and one that answers what a test likes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from werkzeug.wrappers import Request, Response

from connectors.base import FetchedComment, Item
from connectors.simulator.faults import Faults
from connectors.simulator.graph import FacebookPart
from tests.connectors.graph_support import (
    NOW,
    PAGE_ID,
    ROWAN,
    Clock,
    told,
    world_of,
)

GONE = {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}


class Town:
    """A Page with one post of yesterday and one of two months ago."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = world_of("facebook", self.clock)
        self.faults = Faults()
        self.part = FacebookPart(self.world, self.faults)
        self.new = self.world.add_post("main", text="Bins", published_at=NOW - timedelta(days=1))
        self.old = self.world.add_post("main", text="Fair", published_at=NOW - timedelta(days=60))

    def say(self, text: str, *, post: str | None = "", **more: Any) -> str:
        post_id = self.new.id if post == "" else post
        at = self.clock.time - timedelta(hours=1)
        made = self.world.add_comment(
            "main", post_id=post_id, author=ROWAN, text=text, published_at=at, **more
        )
        return made.id


def item_of(comment: FetchedComment) -> Item:
    return Item(
        platform_id=comment.platform_id,
        kind=comment.kind,
        post_platform_id=comment.post_platform_id,
        parent_platform_id=comment.parent_platform_id,
        own=comment.own,
        state=comment.state,
        hints=dict(comment.hints),
    )


def answering(comments: object) -> Callable[[Request], Response]:
    """A Page with one post of today whose comments are `comments`."""
    post = {"id": f"{PAGE_ID}_1", "message": "Bins", "created_time": "2026-11-16T08:00:00+0000"}

    def answer(request: Request) -> Response:
        if request.path.endswith("/published_posts"):
            return told({"data": [post]})
        if request.path.endswith("/comments"):
            return told(comments)
        return told({"data": []})

    return answer


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["data", "id", "message", "from", "created_time", "paging", "next", "cursors",
             "after", "parent", "attachment", "error", "code", "is_hidden"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


GOOD_ROW = {"id": "1_2", "created_time": "2026-11-16T08:01:00+0000", "message": "x"}
