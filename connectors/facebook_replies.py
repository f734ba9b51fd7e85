"""Replies of a Page under comments on it, and the look for one that may have been sent.

Source: https://developers.facebook.com/docs/graph-api/reference/object/comments
"""

from collections.abc import Collection
from datetime import datetime

from connectors.base import Item, ItemState, Kind, ReplyPower
from connectors.errors import NotSupported
from connectors.facebook_answers import ELSEWHERE, VISITOR
from connectors.graph import Graph
from connectors.graph_values import as_row, id_of, is_graph_id, optional_row, text_of
from connectors.replying import CLOCKS_DIFFER, Replying, not_here, same_text

_PAGE = 100


class FacebookReplies(Replying):
    """Replies in public. A private message to a commenter is another permission's (README)."""

    _graph: Graph

    def _own_page(self) -> str:
        raise NotImplementedError

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        if item.state is ItemState.ABSENT:
            return not_here("already_gone")
        if item.own:
            return not_here("own_words")
        if not is_graph_id(item.platform_id) or item.hints.get("where") == ELSEWHERE:
            return not_here("not_our_conversation")
        if item.kind is Kind.MENTION and item.hints.get("where") != VISITOR:
            return not_here("not_our_conversation")
        if item.hints.get("can_comment") == "false":
            return not_here("comments_closed")
        hidden = item.state is ItemState.HIDDEN
        return ReplyPower(True, note="reply_under_hidden" if hidden else "")

    def reply(self, item: Item, text: str, *, key: str) -> str:
        if not self.reply_power(item).allowed:
            raise NotSupported("Facebook takes no reply to this item")
        answer = self._graph.request("POST", f"{item.platform_id}/comments", message=text)
        return id_of(as_row(answer, "the body"))

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        thread = item.hints.get("thread") or item.post_platform_id or item.platform_id
        under = {item.platform_id, item.parent_platform_id, thread}
        page_id = self._own_page()
        for rows in self._graph.pages(
            thread,
            "comments",
            limit=_PAGE,
            fields="id,message,created_time,from{id},parent{id}",
            filter="stream",
            order="reverse_chronological",
            since=str(int((since - CLOCKS_DIFFER).timestamp())),
        ):
            for row in rows:
                sender, parent = optional_row(row, "from"), optional_row(row, "parent")
                # Where Facebook keeps the sender back, the same words are taken for ours.
                ours = sender is None or id_of(sender) == page_id
                here = parent is None or id_of(parent) in under
                said = same_text(text, text_of(row, "message"))
                if ours and here and said and id_of(row) not in known:
                    return id_of(row)
        return None
