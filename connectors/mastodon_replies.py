"""Replies on Mastodon.

Source: https://docs.joinmastodon.org/methods/statuses/#create
"""

from collections.abc import Collection
from datetime import datetime

from connectors.answers import Json
from connectors.base import Item, ItemState, ReplyPower
from connectors.errors import NotSupported
from connectors.mastodon_answers import account_id, parse_context, status_id
from connectors.mastodon_calls import MastodonCalls
from connectors.replying import Replying, addressed, not_here, same_text


class MastodonReplies(Replying):
    """A server keeps an Idempotency-Key for an hour; after that, a look under the post tells."""

    _calls: MastodonCalls
    _host: str

    def _me(self) -> Json:
        raise NotImplementedError

    @classmethod
    def reply_power(cls, item: Item) -> ReplyPower:
        if item.state is ItemState.ABSENT:
            return not_here("already_gone")
        if item.own:
            return not_here("own_words")
        return ReplyPower(True)

    @classmethod
    def reply_text(cls, item: Item, text: str) -> str:
        """Name the author: nobody is told of a reply on Mastodon that does not name them."""
        return addressed(item, text)

    def reply(self, item: Item, text: str, *, key: str) -> str:
        if not self.reply_power(item).allowed:
            raise NotSupported("Mastodon takes no reply to this post")
        return status_id(self._calls.reply(item.platform_id, text, key), "id")

    def find_reply(
        self, item: Item, text: str, *, since: datetime, known: Collection[str]
    ) -> str | None:
        me = account_id(self._me(), self._host)
        _above, below = parse_context(self._calls.context(item.platform_id), self._host)
        for status in below:
            ours = status.author.platform_id == me and status.parent == item.platform_id
            if ours and status.id not in known and same_text(text, status.text):
                return status.id
        return None
