"""Replying in the council's name: what the platforms share, without making any call."""

import re
from datetime import timedelta

from connectors.base import Item, Kind, Reading, ReplyPower

#: Two machines' clocks may differ by this much: a look for a reply goes back further by it.
CLOCKS_DIFFER = timedelta(minutes=10)

_LINK = re.compile(r"https?://[^\s<>\"\])]+")
#: Whom a reply is addressed to, at its start: platforms add, change and drop it.
_ADDRESS = re.compile(r"^(?:@[\w.-]+(?:@[\w.-]+)?|\[?https?://[^\s<>\"\]]+\]?|\s)+")


class Replying:
    """The parts of replying that most platforms share."""

    @classmethod
    def reply_text(cls, item: Item, text: str) -> str:
        return text

    def read(self, item: Item) -> Reading:
        raise NotImplementedError

    def read_reply(self, item: Item, reply_id: str) -> Reading:
        return self.read(own_reply(item, reply_id))


def own_reply(item: Item, reply_id: str) -> Item:
    """Return our reply to `item` as an item that can be read."""
    thread = item.hints.get("thread") or item.post_platform_id or item.platform_id
    kept = {name: item.hints[name] for name in ("account_id", "media") if name in item.hints}
    return Item(
        platform_id=reply_id,
        kind=Kind.REPLY,
        post_platform_id=item.post_platform_id,
        parent_platform_id=item.platform_id,
        own=True,
        hints={**kept, "thread": thread},
    )


def addressed(item: Item, text: str) -> str:
    """Put the author's handle before the text, where it is known and not there already."""
    handle = item.author_handle.removeprefix("@")
    if not handle or text.lstrip().lower().startswith(f"@{handle.lower()}"):
        return text
    return f"@{handle} {text}"


def same_text(sent: str, found: str) -> bool:
    """Say whether a text found on a platform is the one sent.

    Links are left out, which platforms shorten, and so are the names at the start.
    """
    return _plain(sent) == _plain(found)


def shows(sent: str, found: str) -> bool:
    """Say whether `found`, read by the reply's own id, holds the whole of what was sent."""
    return _plain(found).endswith(_plain(sent))


def _plain(text: str) -> str:
    text = _LINK.sub("", _ADDRESS.sub("", text))
    return " ".join(re.sub(r"\(\s*\)|\[\s*\]", " ", text).split())


def not_here(reason: str) -> ReplyPower:
    return ReplyPower(False, reason=reason)
