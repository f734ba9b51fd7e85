"""Replies of the channel under comments on its videos.

Source: https://developers.google.com/youtube/v3/docs/comments/insert
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from connectors.answers import Json, id_in, json_object
from connectors.base import FetchedComment, Item, ItemState, ReplyPower
from connectors.errors import ConnectorError, NotSupported, UnexpectedAnswer
from connectors.replying import CLOCKS_DIFFER, Replying, addressed, not_here, same_text
from connectors.youtube_api import YouTubeApi

#: Reasons with which YouTube says that nothing can be said there at all.
_CLOSED = frozenset({"commentsDisabled", "insufficientPermissions", "operationNotSupported"})


class YouTubeReplies(Replying):
    """A reply costs 50 units of the day's quota. All stand under a thread's first comment."""

    _api: YouTubeApi

    def _channel(self) -> Json:
        raise NotImplementedError

    def _replies(
        self, thread_id: str, video: str | None, channel_id: str
    ) -> Iterator[list[FetchedComment]]:
        raise NotImplementedError

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        if item.state is ItemState.ABSENT:
            return not_here("already_gone")
        if item.own:
            return not_here("own_words")
        if item.hints.get("channel"):
            return not_here("not_our_conversation")
        if item.state in (ItemState.REJECTED, ItemState.HELD, ItemState.LIKELY_SPAM):
            return not_here("not_public")
        return ReplyPower(True, note="youtube_reply_under_first" if _is_reply(item) else "")

    @classmethod
    def reply_text(cls, item: Item, text: str) -> str:
        return addressed(item, text) if _is_reply(item) else text

    def reply(self, item: Item, text: str, *, key: str) -> str:
        if not self.reply_power(item).allowed:
            raise NotSupported("YouTube takes no reply to this comment")
        snippet = {"parentId": _top(item), "textOriginal": text}
        body: Json = {"snippet": snippet}
        reason, answer = self._api.send("POST", "comments", {"part": "snippet"}, body=body)
        if isinstance(answer, ConnectorError):
            if reason in _CLOSED:
                raise NotSupported(str(answer)) from answer
            raise answer
        made = json_object(answer)
        if made.get("kind") != "youtube#comment":
            raise UnexpectedAnswer("YouTube's answer is not the reply that was sent")
        return id_in(made, "id")

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        me = id_in(self._channel(), "id")
        for replies in self._replies(_top(item), item.post_platform_id, me):
            for reply in replies:
                recent = reply.published_at >= since - CLOCKS_DIFFER
                new = reply.platform_id not in known
                if reply.own and recent and new and same_text(text, reply.text):
                    return reply.platform_id
        return None


def _is_reply(item: Item) -> bool:
    return item.parent_platform_id is not None


def _top(item: Item) -> str:
    return item.parent_platform_id or item.platform_id
