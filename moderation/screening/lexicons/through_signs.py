"""Strong words behind digits, signs, stars and letters of other scripts, letter by letter.

Only a word of the same length fits, so nothing moves and the first letter must be the word's own
where it can be read. Part numbers are left alone.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from moderation.screening.lexicons.masked import unmask
from moderation.screening.lexicons.variants import strong_words

#: What a sign or digit may stand for; "" is any letter.
_MAY_BE = {
    "@": "a", "4": "a", "3": "e", "1": "il", "!": "il", "|": "il", "0": "o", "$": "s", "5": "s",
    "7": "t", "+": "t", "8": "b", "9": "gq", "€": "e", "£": "l", "6": "bg", "2": "z", "(": "c",
    "*": "", "#": "", "%": "", "•": "", "_": "", "?": "", "^": "", "~": "", "&": "", "¥": "y",
    "¢": "c", "×": "x",
}  # fmt: skip
#: Letters that look like another than the one they are folded to, or that are not folded.
_ALIKE = {
    "ո": "nu", "υ": "uvy", "ν": "vn", "г": "r", "ҽ": "e", "Ь": "b", "ь": "b", "ƒ": "f", "ϲ": "c",
    "с": "c", "τ": "t", "т": "t", "м": "m", "һ": "h", "н": "hn", "ɡ": "g", "ӏ": "li", "ѵ": "v",
    "а": "a", "ɑ": "a", "α": "a", "е": "e", "о": "o", "ο": "o", "і": "i", "ι": "i", "р": "pr",
    "ρ": "p", "ѕ": "s", "х": "x", "у": "yu", "ү": "yu", "ս": "u", "κ": "k", "к": "k", "ԁ": "d",
    "ԝ": "w", "ω": "w", "п": "n", "и": "n", "я": "r", "η": "n", "θ": "o", "σ": "o", "ς": "s",
    "є": "e", "ё": "e", "ј": "j", "ԛ": "q", "ц": "u", "ш": "w", "щ": "w", "ж": "x", "з": "e",
    "б": "b", "в": "b", "д": "a", "л": "n", "ч": "y", "ɩ": "i", "ʟ": "l", "ʀ": "r", "ɴ": "n",
    "β": "b", "χ": "x", "γ": "y", "δ": "d", "λ": "a", "μ": "u", "π": "n", "հ": "h", "ց": "g",
    "օ": "o", "ղ": "n", "ռ": "n", "ք": "p", "զ": "q", "լ": "l", "ł": "l", "ø": "o", "đ": "d",
    "ß": "b", "þ": "p", "ð": "d", "ı": "i", "ɛ": "e", "ə": "e", "ʃ": "s", "ʋ": "v", "ɪ": "i",
}  # fmt: skip
_PART_NUMBER = re.compile(r"\d{3,}|\d-|-\d|/")
#: What stands before or after a code in capitals: "the S1UT connector", "plot TW4T".
_CODED_BEFORE = re.compile(
    r"\b(?:part|model|code|order|plot|unit|type|ref|reference|reg|registration|plate|stock|no\.?"
    r"|number"
    r"|serial|room|bus|flight|seat|version|item|form|route|class|grid|block|bay|gate|platform):? $",
    re.I,
)
_CODED_AFTER = re.compile(
    r" (?:connector|seat|screws?|bolts?|bulbs?|plugs?|valve|fuses?|model|type|series|form|route"
    r"|bus|pump"
    r"|engine|unit|filter|cable|socket|pack|kit|bracket|drill|bit|motor|printer|shredder|boiler)\b",
    re.I,
)
_CODE = re.compile(r"[A-Z0-9-]*\d[A-Z0-9-]*")
_MOST_HIDDEN = 0.67
_STARS = "*#%•_^~?&"


@lru_cache(maxsize=1)
def by_length() -> dict[int, tuple[str, ...]]:
    """Return the strong words of at least three letters, by how long they are."""
    found: dict[int, list[str]] = {}
    for word in sorted(strong_words()):
        if len(word) >= 3:
            found.setdefault(len(word), []).append(word)
    return {length: tuple(listed) for length, listed in found.items()}


def _bare(text: str) -> str:
    """Return `text` without accents: an accent leaves a letter what it is ("cânt", "tŷ")."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=16384)
def read_through(core: str) -> str | None:
    """Return the strong word that `core`, with signs or digits in it, hides; or None."""
    lower = core.lower()
    hidden = sum(not (c.isascii() and c.isalpha()) for c in lower)
    masked = sum(_MAY_BE.get(c, "?") == "" for c in lower)
    if _bare(lower).isalpha() and _bare(lower).isascii():
        return None  # accents alone hide nothing
    if not hidden or hidden > _MOST_HIDDEN * len(lower) or _PART_NUMBER.search(core):
        return None
    if masked and (lower[0] in _STARS or masked + 2 > len(lower)):
        return None
    if lower[-1] in _STARS and (hidden > 1 or len(lower) < 5):
        return unmask(lower)
    return _matching(lower, _fits_sign)


def is_code(text: str, start: int, end: int) -> bool:
    """Say whether the word at [start, end) is the code of a part, a room, a flight."""
    if not _CODE.fullmatch(text[start:end]):
        return False
    return bool(
        _CODED_BEFORE.search(text[max(0, start - 15) : start])
        or _CODED_AFTER.match(text[end : end + 15])
    )


@lru_cache(maxsize=4096)
def read_alike(written: str) -> str | None:
    """Return the strong word that `written`, in letters of other scripts, looks like; or None."""
    lower = written.lower()
    if len(lower) < 4 or _bare(lower).isascii():
        return None
    known = sum((c.isascii() and c.isalpha()) or c in _ALIKE for c in lower)
    if known * 3 < len(lower) * 2:
        return None
    return _matching(lower, _fits_letter)


def _matching(lower: str, fits: Callable[[str, str], bool]) -> str | None:
    for word in by_length().get(len(lower), ()):
        if all(fits(c, letter) for c, letter in zip(lower, word, strict=True)):
            return word
    return None


def _fits_sign(written: str, letter: str) -> bool:
    if written == letter:
        return True
    if not written.isascii() and written not in _MAY_BE:
        base = _bare(written)
        return base == letter if base.isascii() else written.isalpha()
    may_be = _MAY_BE.get(written)
    return may_be is not None and (may_be == "" or letter in may_be)


def _fits_letter(written: str, letter: str) -> bool:
    if written == letter:
        return True
    if written.isascii():
        return letter in _MAY_BE.get(written, "")
    base = _bare(written)
    if base.isascii():
        return base == letter
    return written.isalpha() and (written not in _ALIKE or letter in _ALIKE[written])
