"""What Instagram's answers say, as posts, comments and mentions."""

from dataclasses import dataclass

from connectors.base import FetchedAuthor, FetchedComment, FetchedPost, ItemState, Kind
from connectors.errors import PermissionMissing
from connectors.graph_memory import Listed
from connectors.graph_values import Row, count_of, flag_of, id_of, moment_of, optional_row, text_of

_MEDIA_KINDS = {"IMAGE": "image", "CAROUSEL_ALBUM": "image", "VIDEO": "video", "REELS": "video"}


@dataclass(frozen=True, slots=True)
class Me:
    """The account itself, whose own words are marked."""

    id: str
    username: str

    def is_named(self, handle: str) -> bool:
        return bool(handle) and handle.lower() == self.username.lower()


def comment_of(row: Row, media_id: str, parent: str | None, me: Me) -> FetchedComment:
    if row.get("id") is None:
        raise PermissionMissing(
            "comments come without ids: the token lacks instagram_manage_comments"
        )
    author = author_of(row)
    user = optional_row(row, "user")
    ids = {author.platform_id if author else "", text_of(user, "id") if user else ""}
    return FetchedComment(
        platform_id=id_of(row),
        kind=Kind.COMMENT if parent is None else Kind.REPLY,
        text=text_of(row, "text"),
        published_at=moment_of(row, "timestamp"),
        post_platform_id=media_id,
        parent_platform_id=parent,
        author=author,
        state=ItemState.HIDDEN if flag_of(row, "hidden") else ItemState.VISIBLE,
        own=me.id in ids or me.is_named(author.handle if author else ""),
        hints={"media": media_id},
    )


def medium_elsewhere(row: Row, me: Me) -> FetchedComment:
    author = author_of(row)
    kind = _MEDIA_KINDS.get(text_of(row, "media_type"), "image")
    return FetchedComment(
        platform_id=id_of(row),
        kind=Kind.MENTION,
        text=text_of(row, "caption"),
        published_at=moment_of(row, "timestamp"),
        author=author,
        attachments=(kind,),
        permalink=text_of(row, "permalink"),
        own=me.is_named(author.handle if author else ""),
    )


def author_of(row: Row) -> FetchedAuthor | None:
    """Return who wrote it: by id where Instagram gives one, else by "@" and the username."""
    sender = optional_row(row, "from")
    id = text_of(sender, "id") if sender is not None else ""
    handle = text_of(row, "username") or (text_of(sender, "username") if sender else "")
    if not id and not handle:
        return None
    return FetchedAuthor(id or f"@{handle}", handle=handle)


def listed_of(row: Row) -> Listed:
    return Listed(
        platform_id=id_of(row),
        published_at=moment_of(row, "timestamp"),
        count=count_of(row, "comments_count"),
    )


def post_of(row: Row) -> FetchedPost:
    return FetchedPost(
        platform_id=id_of(row),
        text=text_of(row, "caption"),
        published_at=moment_of(row, "timestamp"),
        permalink=text_of(row, "permalink"),
        declared_comments=count_of(row, "comments_count"),
    )
