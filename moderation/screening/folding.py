"""Folds look-alike writing to plain letters, and keeps where each letter came from.

A `Draft` is text under repair: every step may change a character or drop it, never move
one, so that a span found in the repaired text leads back to the words the author typed.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import confusable_homoglyphs.confusables as confusables

_INVISIBLE = frozenset(
    {
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080),
    }
)
_JOINERS_IN_EMOJI = frozenset({0x200D, 0xFE0F})
#: Marks used in Welsh and in names common in Britain; every other mark is decoration.
_KEPT_LETTERS = frozenset("áàâäéèêëíìîïóòôöúùûüýỳŷÿẁẃŵẅçñćčšžłąęńśźżđøåæœ")
_BOXED = {
    first + step: chr(97 + step) for first in (0x1F130, 0x1F150, 0x1F170) for step in range(26)
}
_LETTER_SHAPES = dict(
    zip(
        "аеорсухіѕјԁһӏкмтвнпгʏᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡᴢɡαβεικνορτυχѵԛԝցսոհ",
        "aeopcyxisjdhlkmtbhnrYABCDEGHIJKLMNOPRTUVWZgabeiknoptuxvqwguuh",
        strict=True,
    )
)


class Draft:
    """Characters with the half-open range of the original each came from."""

    __slots__ = ("chars", "ends", "starts")

    def __init__(self, chars: list[str], starts: list[int], ends: list[int]) -> None:
        self.chars = chars
        self.starts = starts
        self.ends = ends

    @property
    def text(self) -> str:
        return "".join(self.chars)

    def rewrite(
        self, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str | None]
    ) -> None:
        """Replace each match by `change(match)`, of the same length; None leaves it alone.

        A NUL in the replacement drops that character.
        """
        dropped = False
        for match in pattern.finditer(self.text):
            new = change(match)
            if new is None:
                continue
            if len(new) != match.end() - match.start():
                raise ValueError("a rewrite keeps the length; NUL drops a character")
            self.chars[match.start() : match.end()] = new
            dropped = dropped or "\0" in new
        if dropped:
            kept = [i for i, char in enumerate(self.chars) if char != "\0"]
            self.chars = [self.chars[i] for i in kept]
            self.starts = [self.starts[i] for i in kept]
            self.ends = [self.ends[i] for i in kept]


@lru_cache(maxsize=4096)
def _look_alike(char: str) -> str | None:
    """Return the Latin letter that `char` imitates, keeping its case, if there is one."""
    lower = char.lower()
    shape = _LETTER_SHAPES.get(char) or _LETTER_SHAPES.get(lower)
    if shape:
        return shape.upper() if char != lower else shape
    for homoglyph in confusables.confusables_data.get(char, ()):
        candidate = homoglyph["c"]
        if len(candidate) == 1 and candidate.isascii() and candidate.isalpha():
            return str(candidate)
    return None


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """Return what one character stands for, before look-alikes are considered."""
    code = ord(char)
    if code in _BOXED:
        return _BOXED[code]
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) <= 18 else char


def _unaccent(char: str) -> str:
    if char.isascii() or not char.isalpha() or char.lower() in _KEPT_LETTERS:
        return char
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else char


def fold(text: str) -> Draft:
    """Return `text` with compatibility forms, invisible marks and look-alikes folded.

    Emoji keep their joiners: a family or a flag must stay one sign. Letters of other
    scripts change only where the text is mostly Latin or a word mixes scripts, so real
    Cyrillic or Greek is left as it is.
    """
    if text.isascii():
        return Draft(list(text), list(range(len(text))), list(range(1, len(text) + 1)))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        code = ord(char)
        if code < 128:
            folded = char
        elif code in _INVISIBLE:
            after_sign = bool(chars) and ord(chars[-1][0]) > 0x2190
            if not (code in _JOINERS_IN_EMOJI and after_sign):
                continue
            folded = char
        elif unicodedata.combining(char):
            if chars:
                joined = unicodedata.normalize("NFC", chars[-1] + char)
                if len(joined) == 1 and joined.lower() in _KEPT_LETTERS:
                    chars[-1] = joined
                ends[-1] = index + 1
            continue
        else:
            folded = _unaccent(char) if char.isalpha() else char
            if folded == char and char.lower() not in _KEPT_LETTERS:
                folded = _fold_char(char)
        for piece in folded:
            if unicodedata.combining(piece):
                continue
            chars.append(piece if piece.isascii() else _unaccent(piece))
            starts.append(index)
            ends.append(index + 1)
    draft = Draft(chars, starts, ends)
    _fold_look_alikes(draft)
    return draft


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or "A" <= char <= "Z" or char.lower() in _KEPT_LETTERS


def _fold_look_alikes(draft: Draft) -> None:
    chars = draft.chars
    latin = sum(_is_latin(c) for c in chars)
    alike = {
        i: new
        for i, c in enumerate(chars)
        if not _is_latin(c) and ord(c) > 127 and c.isalpha() and (new := _look_alike(c))
    }
    if not alike or not latin:
        return
    mostly_latin = latin >= len(alike)
    for match in re.finditer(r"\S+", draft.text):
        span = range(match.start(), match.end())
        if mostly_latin or any(_is_latin(chars[i]) for i in span):
            for i in span:
                if i in alike:
                    chars[i] = alike[i]
