"""The repaired text every later stage reads: de-obfuscated, with a map back to the original."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from moderation.screening.folding import Draft, fold
from moderation.screening.lexicons.masked import unmask
from moderation.screening.lexicons.through_signs import is_code, read_through
from moderation.screening.results import Span

_LEET = {
    "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "|": "i", "0": "o", "$": "s", "5": "s",
    "7": "t", "+": "t", "8": "b", "9": "g", "€": "e", "£": "l",
}  # fmt: skip
_SPACED = re.compile(
    r"(?<![A-Za-z0-9'’])[A-Za-z@$!*013457]([ .\-_·*|/]{1,2})(?:[A-Za-z@$!*013457]\1){1,30}"
    r"[A-Za-z@$!*013457](?![A-Za-z0-9'’])"
)
_SEPARATORS = frozenset(" .-_·*|/")
_TOKEN = re.compile(r"\S+")
_REPEATS = re.compile(r"([A-Za-z])\1{2,}")
_MASKED = re.compile(r"(?<![\w*])[A-Za-z]{1,6}[*#%@$!•.\-_x]{1,6}[A-Za-z]{0,8}(?![\w*])")
_LINK = re.compile(r"https?://|www\.|@\w+\.|\.\w{2,3}/")
_ORDINARY = re.compile(
    r"[£$€#]?[\d.,:/%+\-]+[a-zA-Z]{0,3}|[A-Za-z]{1,3}\d{1,4}[A-Za-z]{0,3}|@\w+|#\w+"
    r"|[A-Z]{1,3}[\d/ \-]+\w{0,8}|\d+(?:st|nd|rd|th|am|pm|x\d+)"
)
_LEET_INSIDE = re.compile(
    r"[A-Za-z][@$!|013457+€]+[A-Za-z]|^[@$!|013457+€][A-Za-z]{2,}|[A-Za-z]{2,}[@$!|013457€]+$"
)
_EDGES = ".,;:?\"'()[]{}…“”‘’"
_EXCLAIMED = re.compile(r"^(.*?[A-Za-z]{2,})!+$")
#: Two digits together, or digits beside a dash and capitals: made by a machine, not a dodger.
_PART_NUMBER = re.compile(r"\d\d|[A-Z\d]-\d|\d-[A-Z\d]|^[A-Z]+\d+[A-Z]*-|-\d+$")
_LONGEST_TOKEN = 60


@dataclass(frozen=True, slots=True)
class Normalised:
    """Repaired text and where each of its characters stands in the original.

    Attributes:
        text: repaired, in the author's own case.
        lower: the same characters in lower case; same length as `text`.
    """

    original: str
    text: str
    lower: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return the original span of the repaired characters [start, end)."""
        if start >= end:
            raise ValueError("an empty span has no place in the original")
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=16384)
def _read_token(token: str) -> str:
    """Return `token` with digits and signs that stand for letters made letters."""
    if len(token) < 3 or len(token) > _LONGEST_TOKEN or token.isalpha() or _LINK.search(token):
        return token
    core = token.strip(_EDGES)
    if not core or core.isalpha() or not any(c.isalpha() for c in core):
        return token
    if _ORDINARY.fullmatch(core) or not _LEET_INSIDE.search(core):
        return token
    exclaimed = _EXCLAIMED.match(core)
    body = exclaimed[1] if exclaimed else core
    return token.replace(body, "".join(_LEET.get(c, c) for c in body), 1)


def _join_spaced(match: re.Match[str]) -> str | None:
    """Join "f u c k" and "f.u.c.k"; leave initials, grades and sale boards alone."""
    written = match[0]
    letters = [c for c in written if c not in _SEPARATORS]
    if len(letters) < 3 or sum(c.isalpha() for c in letters) < 3:
        return None
    marks = {c for c in written if c in _SEPARATORS}
    if len(letters) == 3 and unmask("".join(letters).lower()) is None:
        return None
    if len(marks) == 1 and marks == {"."} and written[0].isupper() and len(letters) < 4:
        return None
    return "".join("\0" if c in _SEPARATORS else c for c in written)


def _read(match: re.Match[str]) -> str | None:
    read = _read_token(match[0])
    return None if read == match[0] else read


def _read_wary(match: re.Match[str]) -> str | None:
    core = match[0].strip(_EDGES)
    if is_code(match.string, match.start(), match.start() + len(core)):
        return None
    hidden = read_through(core) if core and not core.isalpha() else None
    if hidden:
        return match[0].replace(core, hidden, 1)
    return None if _PART_NUMBER.search(match[0]) else _read(match)


def _unmask_token(match: re.Match[str]) -> str | None:
    return unmask(match[0])


def lower_of(text: str) -> str:
    """Return `text` in lower case, never longer or shorter than it was."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[0] for c in text)


def normalise(text: str, *, wary: bool = False) -> Normalised:
    """Return `text` repaired. Linear in its length; ordinary prose comes back unchanged.

    `wary` leaves part numbers ("SH1T-200X") as they are. Training reads without it, so that the
    models that ship can be made again byte for byte.
    """
    draft: Draft = fold(text)
    draft.rewrite(_SPACED, _join_spaced)
    draft.rewrite(_MASKED, _unmask_token)
    draft.rewrite(_TOKEN, _read_wary if wary else _read)
    draft.rewrite(_REPEATS, lambda m: m[1] * 2 + "\0" * (len(m[0]) - 2))
    repaired = draft.text
    return Normalised(text, repaired, lower_of(repaired), draft.starts, draft.ends)
