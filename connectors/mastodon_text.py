"""The plain text of what Mastodon writes as HTML.

Source: https://docs.joinmastodon.org/spec/activitypub/#sanitization
"""

import re
from html import unescape

from connectors.answers import storable

#: One pass, never back: a post of another server may be megabytes of broken markup.
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b(?P<rest>[^<>]*)>")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_BLOCKS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})


def plain_text(html: str) -> str:
    """Return the text of `html`: paragraphs an empty line apart, entities resolved, no tags.

    A link's address follows its words where it is not among them, for where a link leads is
    what an officer must be able to judge. A mention's and a hashtag's is left out only where
    it is that name's.
    """
    parts: list[str] = []
    link, link_at = "", 0
    begun = False
    at = 0
    for tag in _TAG.finditer(html):
        parts.append(unescape(html[at : tag.start()]))
        at = tag.end()
        name, closes = tag["name"].lower(), bool(tag["close"])
        if name == "a":
            parts.extend(_unseen(link, "".join(parts[link_at:])))
            link, link_at = ("" if closes else _address_in(tag["rest"])), len(parts)
        elif name == "br" and not closes:
            parts.append("\n")
        elif name == "li" and not closes:
            parts.append("\n- ")
        elif name in _BLOCKS and not closes:
            parts.extend(["\n\n"] if begun else [])
            begun = True
    parts.append(unescape(html[at:]))
    parts.extend(_unseen(link, "".join(parts[link_at:])))
    return storable("".join(parts))


def _address_in(attributes: str) -> str:
    found = _HREF.search(attributes)
    return unescape(found[1] or found[2] or "") if found else ""


def _unseen(link: str, shown: str) -> list[str]:
    if not link or link in shown:
        return []
    name = shown.strip()
    if name[:1] in ("@", "#") and len(name) > 1:
        last = link.rstrip("/").rsplit("/", 1)[-1].lstrip("@").lower()
        if last == name[1:].partition("@")[0].lower():
            return []
    return [f" ({link})"]
