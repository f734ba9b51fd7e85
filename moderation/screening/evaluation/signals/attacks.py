"""Disguises words as authors who dodge filters do; the same seed gives the same text."""

import random
import re
from collections.abc import Callable

_MARKED = re.compile(r"\{([^{}]+)\}")
_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "l": "1", "b": "8"}
_ALIKE = {
    "a": "аɑα", "e": "еҽ", "o": "оο", "i": "іι", "c": "сϲ", "p": "рρ", "s": "ѕ", "x": "х",
    "y": "уү", "u": "υս", "n": "ո", "h": "һ", "k": "κк", "t": "τт", "d": "ԁ", "w": "ԝ", "r": "г",
    "m": "м", "b": "Ь", "v": "ѵ", "f": "ƒ", "g": "ɡ", "l": "ӏ",
}  # fmt: skip
_SOUND = (
    ("ck", "k"), ("ph", "f"), ("f", "ph"), ("c", "k"), ("er", "a"), ("ing", "in"), ("oo", "u"),
    ("s", "z"), ("i", "y"), ("u", "oo"), ("a", "ah"),
)  # fmt: skip
_EMOJI = {
    "dick": "🍆", "shit": "💩", "bullshit": "🐂💩", "shithole": "💩🕳️", "die": "💀",
    "kill": "🔪", "stab": "🔪", "shot": "🔫", "murder": "🔪", "burn": "🔥", "house": "🏠",
    "bitch": "🐕", "rats": "🐀🐀", "monkeys": "🐒🐒", "vermin": "🐀", "parasites": "🪳",
    "hanged": "🪢", "face": "👊", "fuck": "🖕", "fucking": "🖕", "wanker": "🍆✊", "idiot": "🤡",
    "arsehole": "🍑🕳️", "cachu": "💩", "ffyc": "🖕",
}  # fmt: skip
_VOWELS = frozenset("aeiouAEIOU")

Attack = Callable[[str, random.Random], str]


def _joined(mark: str) -> Attack:
    return lambda word, _: mark.join(word)


def _leet(word: str, source: random.Random) -> str:
    places = [i for i, c in enumerate(word) if c.lower() in _LEET]
    chosen = source.sample(places, k=max(1, (len(places) + 1) // 2)) if places else []
    return "".join(
        source.choice(_LEET[c.lower()]) if i in chosen else c for i, c in enumerate(word)
    )


def _alike(word: str, source: random.Random) -> str:
    return "".join(source.choice(_ALIKE.get(c.lower(), c)) for c in word)


def _invisible(word: str, source: random.Random) -> str:
    return (
        "".join(c + source.choice("\u200b\u200c\u2060\ufeff\u00ad") for c in word[:-1]) + word[-1]
    )


def _repeats(word: str, source: random.Random) -> str:
    at = source.randrange(len(word))
    return word[:at] + word[at] * source.randint(2, 6) + word[at + 1 :]


def _signs(word: str, _: random.Random) -> str:
    return _EMOJI.get(word.lower(), "")


def _shaped(first_small: int, first_capital: int) -> Attack:
    def change(word: str, _: random.Random) -> str:
        return "".join(
            chr((first_capital if c.isupper() else first_small) + ord(c.lower()) - 97)
            if c.isascii() and c.isalpha()
            else c
            for c in word
        )

    return change


def _reversed(word: str, _: random.Random) -> str:
    return word[::-1]


def _split(word: str, source: random.Random) -> str:
    at = source.randint(1, len(word) - 1) if len(word) > 2 else 1
    return f"{word[:at]} {word[at:]}"


def _stars(word: str, source: random.Random) -> str:
    places = [i for i in range(1, len(word)) if word[i] in _VOWELS] or [1]
    chosen = source.sample(places, k=min(len(places), 1 + (len(word) > 5)))
    return "".join(source.choice("*#*") if i in chosen else c for i, c in enumerate(word))


def _phonetic(word: str, source: random.Random) -> str:
    ways = [(old, new) for old, new in _SOUND if old in word.lower()]
    if not ways:
        return word + word[-1]
    old, new = source.choice(ways)
    return re.sub(old, new, word, count=1, flags=re.I)


def _swap(word: str, source: random.Random) -> str:
    places = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
    if not places:
        places = [len(word) - 2]
    at = source.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _no_vowels(word: str, _: random.Random) -> str:
    return word[0] + "".join(c for c in word[1:] if c not in _VOWELS)


def _dropped(word: str, source: random.Random) -> str:
    at = source.randint(1, len(word) - 2) if len(word) > 3 else 1
    return word[:at] + word[at + 1 :]


ATTACKS: dict[str, Attack] = {
    "spaces": _joined(" "),
    "dots": _joined("."),
    "hyphens": _joined("-"),
    "leet": _leet,
    "look-alikes": _alike,
    "zero-width": _invisible,
    "repeats": _repeats,
    "emoji": _signs,
    "squared": _shaped(0x1F130, 0x1F130),
    "maths": _shaped(0x1D41A, 0x1D400),
    "full-width": _shaped(0xFF41, 0xFF21),
    "reversed": _reversed,
    "split": _split,
    "stars": _stars,
    "phonetic": _phonetic,
    "swap": _swap,
    "vowel drop": _no_vowels,
    "letter drop": _dropped,
}


def attacked(sentence: str, name: str, *, seed: int) -> str | None:
    """Return `sentence` with its marked words disguised; None where the attack changes none."""
    source = random.Random(f"{seed} {name} {sentence}")  # noqa: S311 - repeatable, not secret
    changed = 0

    def disguise(match: re.Match[str]) -> str:
        nonlocal changed
        new = ATTACKS[name](match[1], source)
        if not new or new == match[1]:
            return match[1]
        changed += 1
        return new

    text = _MARKED.sub(disguise, sentence)
    return text if changed else None


def plain(sentence: str) -> str:
    """Return `sentence` without the marks."""
    return _MARKED.sub(r"\1", sentence)
