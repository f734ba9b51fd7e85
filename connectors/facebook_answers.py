"""What Facebook's answers say, as posts, comments and mentions."""

from connectors.base import FetchedAuthor, FetchedComment, FetchedPost, ItemState, Kind
from connectors.errors import PermissionMissing
from connectors.graph_values import (
    Row,
    attachments_of,
    flag_of,
    id_of,
    moment_of,
    optional_row,
    summary_count,
    text_of,
)

#: Where an item stands, kept in its hints: on our post, on our wall, or on another's page.
OURS, VISITOR, ELSEWHERE = "ours", "visitor", "elsewhere"


def post_of(row: Row) -> FetchedPost:
    # updated_time moves with every comment, so it does not say that the post was edited.
    return FetchedPost(
        platform_id=id_of(row),
        text=text_of(row, "message"),
        published_at=moment_of(row, "created_time"),
        permalink=text_of(row, "permalink_url"),
        declared_comments=summary_count(row, "comments"),
    )


def comment_of(row: Row, page_id: str, thread: str, *, on_post: bool) -> FetchedComment:
    if row.get("id") is None:
        raise PermissionMissing(
            "comments come without ids: the token must be that of someone with the Moderate "
            "task on the Page, with pages_read_user_content and pages_manage_engagement"
        )
    parent = optional_row(row, "parent")
    author = author_of(row)
    hints = {"where": OURS if on_post else VISITOR, "thread": thread}
    for key in ("can_hide", "can_remove", "can_comment", "is_private"):
        flag = flag_of(row, key)
        if flag is not None:
            hints[key] = "true" if flag else "false"
    top_level = None if on_post else thread
    return FetchedComment(
        platform_id=id_of(row),
        kind=Kind.COMMENT if parent is None and on_post else Kind.REPLY,
        text=text_of(row, "message"),
        published_at=moment_of(row, "created_time"),
        post_platform_id=thread if on_post else None,
        parent_platform_id=top_level if parent is None else id_of(parent),
        author=author,
        state=ItemState.HIDDEN if flag_of(row, "is_hidden") else ItemState.VISIBLE,
        attachments=attachments_of(row),
        permalink=text_of(row, "permalink_url"),
        own=author is not None and author.platform_id == page_id,
        hints=hints,
    )


def mention_of(row: Row, page_id: str, where: str) -> FetchedComment:
    author = author_of(row)
    hints = {"where": where}
    if where == VISITOR:
        # Posts tell no can_hide; a Page may hide what visitors write on its wall.
        hints["can_hide"] = "true"
    return FetchedComment(
        platform_id=id_of(row),
        kind=Kind.MENTION,
        text=text_of(row, "message"),
        published_at=moment_of(row, "created_time"),
        author=author,
        state=ItemState.HIDDEN if flag_of(row, "is_hidden") else ItemState.VISIBLE,
        attachments=attachments_of(row),
        permalink=text_of(row, "permalink_url"),
        own=author is not None and author.platform_id == page_id,
        hints=hints,
    )


def author_of(row: Row) -> FetchedAuthor | None:
    """Return who wrote it; Facebook keeps many authors back, even from moderators."""
    author = optional_row(row, "from")
    if author is None or not text_of(author, "id"):
        return None
    return FetchedAuthor(text_of(author, "id"), name=text_of(author, "name"))
