"""Which words are ordinary: what nobody needs to read twice.

The encoder's own vocabulary serves: some 23,000 whole words of English with names and places,
the most used first. Welsh words and rarer names that look like a misspelt strong word are in
lexicons/guarded.txt.
"""

from functools import lru_cache
from pathlib import Path

from moderation.screening.given_names import is_given_name

_VOCABULARY = Path(__file__).parent / "model" / "vocab.txt"
_GUARDED = Path(__file__).parent / "lexicons" / "guarded.txt"
#: The vocabulary's first whole word, and how many from there are in everyday use.
_FIRST, _EVERYDAY = 1996, 8000


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    try:
        pieces = _VOCABULARY.read_text("utf-8").split("\n")
    except FileNotFoundError:
        return {}  # the classifier says so, and asks for a new installation
    return {
        piece: rank
        for rank, piece in enumerate(pieces[_FIRST:])
        if len(piece) > 1 and piece.isascii() and piece.isalpha()
    }


@lru_cache(maxsize=1)
def _guarded() -> frozenset[str]:
    lines = _GUARDED.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_guarded(word: str) -> bool:
    """Say whether a lower-case word is listed as one that only looks like a strong word."""
    return word in _guarded()


def is_word(word: str) -> bool:
    """Say whether a lower-case word is English, a name, or guarded."""
    return word in _ranks() or word in _guarded() or is_given_name(word)


def is_everyday(word: str) -> bool:
    """Say whether a lower-case word is among the 8,000 used most."""
    return _ranks().get(word, _EVERYDAY) < _EVERYDAY
