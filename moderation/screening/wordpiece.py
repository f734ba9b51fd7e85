"""Splits text into the word pieces that the encoder knows (BERT's uncased scheme)."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from moderation.screening.identity import GROUP, PERSON, QUALITY

_SPLIT = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD = 60
#: The signs for groups of people get pieces of their own, unused in the base vocabulary.
_SIGNS = {GROUP: "[unused1]", PERSON: "[unused2]", QUALITY: "[unused3]"}


class WordPieces:
    """The encoder's vocabulary. Safe to share between threads."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._ids = {piece: index for index, piece in enumerate(pieces)}
        self._start = self._ids["[CLS]"]
        self._end = self._ids["[SEP]"]
        self._unknown = self._ids["[UNK]"]
        self._signs = {sign: self._ids[piece] for sign, piece in _SIGNS.items()}
        self._word = lru_cache(maxsize=32768)(self._split_word)

    @classmethod
    def read(cls, path: Path) -> "WordPieces":
        """Read a vocabulary: one piece a line, in the order of their numbers."""
        return cls(path.read_text("utf-8").split("\n"))

    def encode(self, text: str, limit: int) -> list[int]:
        """Return at most `limit` piece numbers for lower-case text, start and end included."""
        plain = unicodedata.normalize("NFD", text) if not text.isascii() else text
        if plain is not text:
            plain = "".join(c for c in plain if not unicodedata.combining(c))
        ids = [self._start]
        for match in _SPLIT.finditer(plain):
            ids.extend(self._word(match[0]))
            if len(ids) >= limit:
                del ids[limit - 1 :]
                break
        ids.append(self._end)
        return ids

    def _split_word(self, word: str) -> tuple[int, ...]:
        sign = self._signs.get(word)
        if sign is not None:
            return (sign,)
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        at = 0
        while at < len(word):
            for end in range(len(word), at, -1):
                piece = self._ids.get(word[at:end] if at == 0 else "##" + word[at:end])
                if piece is not None:
                    found.append(piece)
                    at = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)
