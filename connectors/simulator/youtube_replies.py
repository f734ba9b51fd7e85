"""How the simulated YouTube takes a reply.

Source: https://developers.google.com/youtube/v3/docs/comments/insert
"""

from typing import Any

from werkzeug.wrappers import Response

from connectors.simulator.items import SimAccount
from connectors.simulator.saying import is_closed, say
from connectors.simulator.world import World
from connectors.simulator.youtube_shapes import comment_resource, inserted, problem

_NO_PARENT = "The specified parent comment could not be found."
_CLOSED = "The video identified by the videoId parameter has disabled comments."


def insert_reply(world: World, account: SimAccount, body: Any, *, ignored: bool) -> Response:
    """Answer comments.insert; `ignored`: say yes and keep nothing."""
    snippet = body.get("snippet") if isinstance(body, dict) else None
    given = snippet if isinstance(snippet, dict) else {}
    parent, text = given.get("parentId"), given.get("textOriginal")
    if not isinstance(text, str) or not text.strip():
        return problem(400, "commentTextRequired", "The text is missing.", "youtube.comment")
    if len(text) > 10_000:
        return problem(400, "commentTextTooLong", "The text is too long.", "youtube.comment")
    top = world.comments.get(parent) if isinstance(parent, str) else None
    gone = top is None or top.deleted or top.state == "rejected"
    if top is None or gone or top.account_key != account.key:
        return problem(404, "parentCommentNotFound", _NO_PARENT, "youtube.comment")
    if top.parent_id is not None:
        words = "The parent comment is itself a reply."
        return problem(400, "operationNotSupported", words, "youtube.comment")
    if is_closed(world, top.post_id):
        return problem(403, "commentsDisabled", _CLOSED, "youtube.commentThread")
    made = say(world, account, text, post_id=top.post_id, parent_id=top.id)
    resource = comment_resource(made, account, html=False, marked=False)
    if ignored:
        world.delete_comment(made.id)
    return inserted(resource)
