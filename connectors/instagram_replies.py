"""Replies under comments on the account's own media.

Source: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies
"""

from collections.abc import Collection
from datetime import datetime

from connectors.base import Item, ItemState, Kind, ReplyPower
from connectors.errors import NotSupported
from connectors.graph import Graph
from connectors.graph_values import as_row, id_of, is_graph_id, moment_of, optional_row, text_of
from connectors.replying import CLOCKS_DIFFER, Replying, addressed, not_here, same_text

_PAGE = 50


class InstagramReplies(Replying):
    """Instagram keeps all replies under a thread's first comment, and names whom one is to."""

    _graph: Graph
    _username: str

    def _user_id(self) -> str:
        raise NotImplementedError

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        if item.state is ItemState.ABSENT:
            return not_here("already_gone")
        if item.own:
            return not_here("own_words")
        if item.kind is Kind.MENTION or item.post_platform_id is None:
            return not_here("not_our_conversation")
        if not is_graph_id(_top(item)):
            return not_here("platform_does_not_allow")
        if item.state is ItemState.HIDDEN:
            return not_here("instagram_hidden_takes_no_reply")
        return ReplyPower(True, note="instagram_reply_under_first" if _is_reply(item) else "")

    @classmethod
    def reply_text(cls, item: Item, text: str) -> str:
        return addressed(item, text) if _is_reply(item) else text

    def reply(self, item: Item, text: str, *, key: str) -> str:
        if not self.reply_power(item).allowed:
            raise NotSupported("Instagram takes no reply to this item")
        answer = self._graph.request("POST", f"{_top(item)}/replies", message=text)
        return id_of(as_row(answer, "the body"))

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        me, earliest = self._user_id(), since - CLOCKS_DIFFER
        fields = "id,text,timestamp,from{id},user{id}"
        for rows in self._graph.pages(_top(item), "replies", limit=_PAGE, fields=fields):
            for row in rows:
                told = [optional_row(row, name) for name in ("from", "user")]
                ids = {id_of(one) for one in told if one is not None}
                # Where Instagram keeps the sender back, the same words are taken for ours.
                ours = not ids or me in ids
                recent = moment_of(row, "timestamp") >= earliest
                said = same_text(text, text_of(row, "text"))
                if ours and recent and said and id_of(row) not in known:
                    return id_of(row)
        return None


def _is_reply(item: Item) -> bool:
    return item.parent_platform_id is not None


def _top(item: Item) -> str:
    return item.parent_platform_id or item.platform_id
