"""Reading from Facebook what a delivery hinted at, as a look at the Page would bring it."""

from connectors.base import Batch
from connectors.facebook_answers import ELSEWHERE, VISITOR, comment_of, mention_of, post_of
from connectors.graph import Graph
from connectors.graph_values import optional_row, text_of
from connectors.webhook import Hint, HintKind


def look_at(
    graph: Graph,
    page_id: str,
    hint: Hint,
    *,
    known_post: bool,
    comment_fields: str,
    post_fields: str,
) -> Batch:
    """Read the item, and the post it stands under unless that is known to be the Page's.

    Raises:
        CommentGone: one of the two is not there, or not ours to see.
        ConnectorError: see connectors.errors.
    """
    if hint.kind is HintKind.MENTION:
        fields = comment_fields if hint.post_platform_id else post_fields
        row = graph.get(hint.platform_id, fields)
        return Batch(comments=(mention_of(row, page_id, ELSEWHERE),))
    thread = hint.post_platform_id
    comment = graph.get(hint.platform_id, comment_fields)
    if known_post:
        return Batch(comments=(comment_of(comment, page_id, thread, on_post=True),))
    post = graph.get(thread, post_fields)
    sender = optional_row(post, "from")
    # Of visitors Facebook may keep the sender back, of the Page's own posts never.
    if sender is not None and text_of(sender, "id") == page_id:
        return Batch(
            posts=(post_of(post),),
            comments=(comment_of(comment, page_id, thread, on_post=True),),
        )
    return Batch(
        comments=(
            mention_of(post, page_id, VISITOR),
            comment_of(comment, page_id, thread, on_post=False),
        )
    )
