"""How long a message is on X, counted X's own way."""

import re
import unicodedata

import emoji

#: What any link counts on X, however long it is.
X_LINK = 23
#: Characters that count once on X; all others count twice (twitter-text configuration 3).
_X_SINGLE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
#: Bare names of sites under these ends become links on X as well.
_ENDS = "com|org|net|gov|edu|info|biz|uk|wales|cymru|scot|london|eu|io|co|me|tv|ly|be|gl"
_LINK = re.compile(
    r"(?<![@\w.\-/])(?:https?://[^\s<>\"]+|"
    rf"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+(?:{_ENDS})(?![\w\-])(?!\.\w)(?:/[^\s<>\"]*)?)",
    re.IGNORECASE,
)
#: Signs that end a sentence rather than the link before them.
_TRAILING = ".,;:!?'\"”’»)]}"
#: Signs that count as emoji only when a variation selector says so.
_TEXT_SIGNS = frozenset("©®™♟")


def x_length(text: str) -> int:
    """Return the weighted length that X counts.

    A link counts 23, an emoji 2 whatever it is made of, other characters 1 or 2 by their
    place in Unicode, after composing accents.

    Source: docs.x.com, "Counting characters"; twitter-text configuration, version 3.
    """
    composed = unicodedata.normalize("NFC", text)
    total, at = 0, 0
    for start, end in _links(composed):
        total += _weight(composed[at:start]) + X_LINK
        at = end
    return total + _weight(composed[at:])


def _links(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _LINK.finditer(text):
        link = match[0]
        kept = link.rstrip(_TRAILING)
        # A closing bracket belongs to the link when the link opens one itself.
        while len(kept) < len(link) and link[len(kept)] == ")" and "(" in kept:
            kept = link[: len(kept) + 1]
        if kept.lower() in ("http://", "https://"):
            continue
        found.append((match.start(), match.start() + len(kept)))
    return found


def _weight(text: str) -> int:
    total, at = 0, 0
    for found in emoji.emoji_list(text):
        if found["emoji"] in _TEXT_SIGNS:
            continue
        total += _plain_weight(text[at : found["match_start"]]) + 2
        at = found["match_end"]
    return total + _plain_weight(text[at:])


def _plain_weight(text: str) -> int:
    return sum(1 if any(a <= ord(c) <= b for a, b in _X_SINGLE) else 2 for c in text)
