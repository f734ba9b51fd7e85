"""How the simulated X takes a reply: X's own rules, in X's own words.

Source: https://docs.x.com/x-api/posts/create-post
"""

import re
from typing import Any

from connectors.simulator import ids
from connectors.simulator.saying import is_closed, said_already, say
from connectors.simulator.world import SimAccount, World
from connectors.simulator.x_posts import find
from connectors.simulator.x_wire import Body, Refusal, invalid, plain_problem
from connectors.x_length import x_length

_NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or "
    "otherwise engaged by the author of the post you are replying to."
)
_GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
_DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
_LONG = "Your Tweet text is too long. You are not permitted to perform this action."


def take_reply(world: World, account: SimAccount, body: Any, *, ignored: bool) -> Body:
    """Answer POST /2/tweets with a reply; `ignored`: say yes and do nothing.

    Raises:
        Refusal: in X's words.
    """
    given = body if isinstance(body, dict) else {}
    text, reply = given.get("text"), given.get("reply")
    target_id = reply.get("in_reply_to_tweet_id") if isinstance(reply, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise invalid("text", str(text), "$.text: is missing but it is required")
    if not isinstance(target_id, str):
        raise invalid("reply", "", "The simulated X takes replies alone")
    if x_length(text) > 280:
        raise Refusal(403, plain_problem(403, "Forbidden", _LONG))
    target = find(world, target_id)
    if target is None:
        raise Refusal(403, plain_problem(403, "Forbidden", _GONE))
    named = {name.lower() for name in re.findall(r"@(\w{1,15})", target.text)}
    if account.handle.lower() not in named or is_closed(world, target.conversation_id):
        raise Refusal(403, plain_problem(403, "Forbidden", _NOT_SUMMONED))
    if said_already(world, account, text) is not None:
        raise Refusal(403, plain_problem(403, "Forbidden", _DUPLICATE))
    if ignored:
        return {"data": {"id": ids.snowflake(world.now(), 4_000_000), "text": text}}
    comment, post = target.comment, target.post
    made = say(
        world,
        account,
        text,
        post_id=comment.post_id if comment is not None else post.id if post else None,
        parent_id=comment.id if comment is not None else None,
    )
    return {"data": {"id": made.id, "text": text, "edit_history_tweet_ids": [made.id]}}
