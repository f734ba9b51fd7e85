"""Reading from Instagram what a delivery hinted at.

What stands on other people's media can be read through the account that is mentioned, and
in no other way.

Source: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/
ig-user/mentioned_comment and mentioned_media
"""

from dataclasses import replace

from connectors.base import Batch, FetchedComment, Item, Kind
from connectors.errors import CommentGone, UnexpectedAnswer
from connectors.graph import Graph
from connectors.graph_values import Row, id_of, is_graph_id, moment_of, optional_row, text_of
from connectors.instagram_answers import Me, author_of, comment_of, medium_elsewhere, post_of
from connectors.webhook import Hint

#: Hint of an item that can be read through the account alone: which of the two edges reads it.
MENTIONED = "mentioned"
_COMMENT_FIELDS = "id,text,timestamp,username,media{id,permalink}"
_MEDIA_FIELDS = "id,caption,media_type,permalink,timestamp,username"


def look_at_comment(
    graph: Graph, hint: Hint, me: Me, *, comment_fields: str, post_fields: str
) -> Batch:
    """Read a comment on the account's own media, and the medium where its fields are given.

    Raises:
        CommentGone: it is not there, or not ours to see.
        ConnectorError: see connectors.errors.
    """
    row = graph.get(hint.platform_id, comment_fields)
    media = optional_row(row, "media")
    # Of an album the delivery names the picture, the comment itself the album.
    media_id = id_of(media) if media is not None else hint.post_platform_id
    if not media_id:
        raise UnexpectedAnswer("the comment does not say which medium it stands under")
    parent = text_of(row, "parent_id") or None
    comment = comment_of(row, media_id, parent, me)
    posts = (post_of(graph.get(media_id, post_fields)),) if post_fields else ()
    return Batch(posts=posts, comments=(comment,))


def look_at_mention(graph: Graph, hint: Hint, me: Me) -> Batch:
    """Read a comment or caption elsewhere that mentions the account; errors as above."""
    if hint.post_platform_id:
        row = _mentioned_comment(graph, me.id, hint.platform_id)
        return Batch(comments=(_comment_elsewhere(row, hint.post_platform_id, me),))
    row = _mentioned_medium(graph, me.id, hint.platform_id)
    found = medium_elsewhere(row, me)
    return Batch(comments=(replace(found, hints={MENTIONED: "media"}),))


def read_mentioned(graph: Graph, user_id: str, item: Item) -> str:
    """Return the text of a mention as it stands now; errors as above."""
    if item.hints[MENTIONED] == "media":
        return text_of(_mentioned_medium(graph, user_id, item.platform_id), "caption")
    return text_of(_mentioned_comment(graph, user_id, item.platform_id), "text")


def _comment_elsewhere(row: Row, media_id: str, me: Me) -> FetchedComment:
    author, media = author_of(row), optional_row(row, "media")
    return FetchedComment(
        platform_id=id_of(row),
        kind=Kind.MENTION,
        text=text_of(row, "text"),
        published_at=moment_of(row, "timestamp"),
        author=author,
        permalink=text_of(media, "permalink") if media is not None else "",
        own=me.is_named(author.handle if author else ""),
        hints={MENTIONED: "comment", "media": media_id},
    )


def _mentioned_comment(graph: Graph, user_id: str, id: str) -> Row:
    return _mentioned(graph, user_id, "mentioned_comment", "comment_id", id, _COMMENT_FIELDS)


def _mentioned_medium(graph: Graph, user_id: str, id: str) -> Row:
    return _mentioned(graph, user_id, "mentioned_media", "media_id", id, _MEDIA_FIELDS)


def _mentioned(graph: Graph, user_id: str, edge: str, name: str, id: str, fields: str) -> Row:
    if not is_graph_id(id):
        raise UnexpectedAnswer("this is no id that Instagram could read")
    row = optional_row(graph.get(user_id, f"{edge}.{name}({id}){{{fields}}}"), edge)
    if row is None:
        raise CommentGone("the account is not mentioned there, or no longer")
    return row
