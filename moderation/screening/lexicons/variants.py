"""The ways a strong word is misspelt on purpose, each written out once and looked up.

Looking up is linear in the text. A form that is an ordinary word, a name, or on the guard list
is never a variant.
"""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from moderation.screening.ordinary import is_word

_LIST = Path(__file__).parent / "repairable.txt"
_VOWELS = "aeiouwy"
#: Spelling by ear: a sound, and what it is written as. At most two are changed at a time.
_SOUNDS = (
    ("ck", "k"), ("ck", "kk"), ("ck", "q"), ("ck", "cc"), ("ck", "gg"), ("ck", "c"), ("ck", "x"),
    ("c", "k"), ("k", "c"), ("c", "s"), ("q", "kw"), ("x", "ks"), ("cks", "x"), ("ch", "tch"),
    ("f", "ph"), ("ph", "f"), ("ff", "f"), ("v", "f"), ("g", "j"), ("j", "g"), ("dg", "j"),
    ("s", "z"), ("s", "ss"), ("z", "s"), ("ss", "s"), ("sh", "ch"), ("th", "f"), ("th", "v"),
    ("er", "a"), ("er", "ah"), ("er", "uh"), ("er", "ur"), ("er", "ar"), ("er", "or"),
    ("or", "er"), ("ing", "in"), ("ing", "yn"), ("ing", "en"), ("ar", "ah"), ("ar", "er"),
    ("u", "oo"), ("u", "o"), ("u", "a"), ("u", "uh"), ("oo", "u"), ("o", "u"), ("o", "aw"),
    ("o", "oh"), ("i", "y"), ("i", "ee"), ("i", "e"), ("y", "i"), ("y", "ie"), ("y", "ee"),
    ("ie", "y"), ("ey", "y"), ("e", "a"), ("e", "i"), ("a", "ah"), ("a", "e"), ("a", "u"),
    ("a", "o"), ("a", "ar"), ("ea", "ee"), ("ore", "or"), ("ore", "oar"), ("wh", "h"),
    ("wh", "w"), ("tch", "ch"), ("ll", "l"), ("tt", "t"), ("t", "tt"), ("d", "dd"), ("g", "gg"),
    ("b", "bb"), ("n", "nn"), ("l", "ll"), ("dy", "ddy"), ("le", "el"), ("el", "le"),
    ("ai", "ay"), ("oa", "o"),
)  # fmt: skip
#: The changes that authors add to any other.
_OFTEN = (("ck", "k"), ("er", "a"), ("ing", "in"), ("c", "k"), ("s", "z"), ("ar", "er"))
_LEAST = 3
#: Short forms that custom has settled, whatever else they could be.
_SETTLED = {
    "fck": "fuck", "fuk": "fuck", "fcuk": "fuck", "fuc": "fuck", "fkn": "fucking",
    "fkin": "fucking",
    "fukn": "fucking", "phuk": "fuck", "sht": "shit", "btch": "bitch", "biatch": "bitch",
    "bich": "bitch", "dik": "dick", "azz": "arse", "kunt": "cunt", "kil": "kill", "kll": "kill",
    "wnk": "wank", "wnkr": "wanker",
    "nggr": "nigger",
    "fyc": "ffyc", "stabb": "stab", "waner": "wanker", "whoe": "whore",
}  # fmt: skip


@lru_cache(maxsize=1)
def strong_words() -> frozenset[str]:
    """Return the words that are looked for, in lower case."""
    found: set[str] = set()
    for line in _LIST.read_text("utf-8").splitlines():
        if line and line[0] not in "#@":
            for word in line.split():
                stem = word.rstrip("~")
                found |= {stem, stem + "s"} if word.endswith("~") else {stem}
    return frozenset(found)


def _doubled(word: str) -> set[str]:
    return {word[:i] + word[i] + word[i:] for i in range(len(word))}


def _swapped(word: str) -> set[str]:
    found = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    if len(word) >= 6:
        found.add(word[1] + word[0] + word[2:])
    return found


def _dropped(word: str) -> set[str]:
    if len(word) < 5:
        return set()
    return {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def _without_vowels(word: str) -> set[str]:
    bare = word[0] + re.sub("[aeiou]", "", word[1:])
    at = [i for i in range(1, len(word)) if word[i] in "aeiou"]
    some = {word[:i] + word[i + 1 :] for i in at} if len(word) >= 5 else set()
    for first, second in pairwise(at):
        if len(word) >= 7:
            some.add(word[:first] + word[first + 1 : second] + word[second + 1 :])
    if len(word) >= 5:
        some.add(word[0] + re.sub("[aeiou]", "", word[1:-1]) + word[-1])
    return some | ({bare} if len(bare) >= _LEAST + (len(word) < 6) else set())


def _sounded(word: str) -> set[str]:
    once = {_once(word, old, new, at) for old, new, at in _places(word)}
    if len(word) < 6:
        return once
    return once | {
        form.replace(old, new) for form in once for old, new in _OFTEN if old in form[1:]
    }


def _places(word: str) -> list[tuple[str, str, int]]:
    return [
        (old, new, match.start())
        for old, new in _SOUNDS
        for match in re.finditer(re.escape(old), word)
        if match.start() or old in {"c", "f", "ph", "k", "wh", "s"}
    ]


def _once(word: str, old: str, new: str, at: int) -> str:
    return word[:at] + new + word[at + len(old) :]


def raw_variants() -> dict[str, str]:
    """Return every form, guarded or not: for making the guard list."""
    strong = strong_words()
    forms: dict[str, str] = {}
    for word in sorted(strong, key=lambda w: (len(w), w)):
        for make in (_swapped, _without_vowels, _dropped, _sounded, _doubled):
            for form in sorted(make(word)):
                if len(form) >= _LEAST and form not in strong:
                    forms.setdefault(form, word)
        if len(word) >= 4:
            forms.setdefault(word[::-1], word)
    return forms


@lru_cache(maxsize=1)
def variants() -> dict[str, str]:
    """Return each misspelt form with the strong word it stands for, in lower case."""
    found = {
        form: word
        for form, word in raw_variants().items()
        # Three letters leave too much to chance; so do four where the word is spelt by ear.
        if len(form) >= 4 and not is_word(form)
    }
    return found | _SETTLED
