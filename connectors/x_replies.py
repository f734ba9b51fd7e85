"""Replies on X, where an account may reply only to those who mentioned or quoted it.

Source: https://docs.x.com/changelog (23 February 2026), https://docs.x.com/x-api/posts/create-post
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from connectors.base import Identity, Item, ItemState, ReplyPower
from connectors.errors import CommentGone, NotSupported, UnexpectedAnswer
from connectors.replying import CLOCKS_DIFFER, Replying, not_here, same_text
from connectors.x_calls import XCalls
from connectors.x_fetch import READ_SCOPE
from connectors.x_parse import EPOCH_MS, data_object, is_id, parse_page

_MOST_PAGES = 32


class XReplies(Replying):
    """X writes whom a reply is to before it, so that its text goes as it is."""

    _calls: XCalls
    _names: Mapping[str, str]

    def check(self) -> Identity:
        raise NotImplementedError

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        if item.state is ItemState.ABSENT:
            return not_here("gone")
        if item.own:
            return not_here("own_words")
        summoned = item.hints.get("summoned")
        if summoned == "false":
            return not_here("x_not_summoned")
        # What was fetched before this was noted may be tried; X itself refuses the others.
        return ReplyPower(True, note="" if summoned else "x_may_refuse")

    def reply(self, item: Item, text: str, *, key: str) -> str:
        if not self.reply_power(item).allowed:
            raise NotSupported("X lets nobody reply who was not mentioned or quoted")
        body = self._calls.reply(_current(item), text)
        data = data_object(body)
        found = data.get("id") if data is not None else None
        if not isinstance(found, str) or not is_id(found):
            raise UnexpectedAnswer("X's answer does not say which post it made")
        return found

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        me = item.hints.get("account_id") or self.check().platform_id
        under = {item.platform_id, item.hints.get("newest_id")}
        made = int((since - CLOCKS_DIFFER).timestamp() * 1000) - EPOCH_MS
        asked = {"max_results": "100", **self._names}
        if made > 0:
            asked["since_id"] = str(made << 22)
        for _ in range(_MOST_PAGES):
            page = parse_page(self._calls.get(f"/2/users/{me}/tweets", asked, scope=READ_SCOPE))
            if not page.rows and page.problems:
                raise UnexpectedAnswer("X does not show the account's own posts")
            for row in page.rows:
                if row.parent_id in under and row.id not in known and same_text(text, row.text):
                    return row.first_id
            if page.next_token is None:
                return None
            asked["pagination_token"] = page.next_token
        raise UnexpectedAnswer("X's list of the account's own posts does not end")


def _current(item: Item) -> str:
    post_id = item.hints.get("newest_id") or item.platform_id
    if not is_id(post_id):
        raise CommentGone("the stored id is not one of X's ids")
    return post_id
