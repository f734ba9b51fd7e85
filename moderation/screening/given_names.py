"""Given names: what tells "Ellie Hughes, 7" from "Fairfield Primary, 7 classes"."""

from functools import lru_cache
from pathlib import Path

_LIST = Path(__file__).parent / "lexicons" / "given_names.txt"


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Return (all names, those that are ordinary words too), in lower case."""
    listed = [
        name
        for line in _LIST.read_text("utf-8").splitlines()
        if not line.startswith("#")
        for name in line.split()
    ]
    every = frozenset(name.rstrip("+").lower() for name in listed)
    return every, frozenset(name.rstrip("+").lower() for name in listed if name.endswith("+"))


def is_given_name(word: str) -> bool:
    """Say whether `word` is a listed given name; one that is a word too needs its capital."""
    every, words = _names()
    lower = word.lower()
    return lower in every and (lower not in words or word[:1].isupper())
