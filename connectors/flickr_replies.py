"""Replies on Flickr: comments on the same photo, for it knows no replies to comments.

Source: https://www.flickr.com/services/api/flickr.photos.comments.addComment.html
"""

from collections.abc import Collection
from datetime import datetime

from connectors.answers import Json, id_in, object_in
from connectors.base import FetchedComment, Item, ItemState, ReplyPower
from connectors.errors import CommentGone, NotSupported, PermissionMissing
from connectors.flickr_answers import photo_of
from connectors.replying import Replying, not_here, same_text


class FlickrReplies(Replying):
    """Flickr answers the same text on the same photo with the first comment: safe to repeat."""

    def _call(self, method: str, **arguments: str) -> Json:
        raise NotImplementedError

    def _log_in(self) -> Json:
        raise NotImplementedError

    def _comments_on(self, photo_id: str) -> tuple[FetchedComment, ...] | None:
        raise NotImplementedError

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        if item.state is ItemState.ABSENT:
            return not_here("already_gone")
        if item.own:
            return not_here("own_words")
        if _photo(item) is None:
            return not_here("platform_does_not_allow")
        return ReplyPower(True, note="flickr_replies_are_flat")

    @classmethod
    def reply_text(cls, item: Item, text: str) -> str:
        """Address the author in Flickr's own way; without it nobody knew whom it is to."""
        if not item.author_platform_id:
            return text
        address = f"[https://www.flickr.com/photos/{item.author_platform_id}]"
        return text if text.lstrip().startswith(address) else f"{address} {text}"

    def reply(self, item: Item, text: str, *, key: str) -> str:
        photo_id = _photo(item)
        if photo_id is None or not self.reply_power(item).allowed:
            raise NotSupported("Flickr takes no reply to this comment")
        try:
            answer = self._call(
                "flickr.photos.comments.addComment", photo_id=photo_id, comment_text=text
            )
        except PermissionMissing as error:
            if "to comment" in str(error):
                # 99 is of the token, but with these words it is of the photo.
                raise NotSupported(str(error)) from error
            raise
        return id_in(object_in(answer, "comment"), "id")

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        self._log_in()
        comments = self._comments_on(_photo(item) or "")
        if comments is None:
            raise CommentGone("the photo is not to be seen")
        for comment in comments:
            if comment.own and comment.platform_id not in known and same_text(text, comment.text):
                return comment.platform_id
        return None


def _photo(item: Item) -> str | None:
    return item.post_platform_id or photo_of(item.platform_id)
