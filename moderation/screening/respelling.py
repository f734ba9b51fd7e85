"""Reads words that were misspelt on purpose, after normalising and before any rule or model.

Training does not use this step: it changes what screening reads, never what a model learnt.
Every word put in place of another keeps the place of all the characters the author typed.
"""

import re
from functools import lru_cache

from moderation.screening.lexicons.through_signs import is_code, read_alike, read_through
from moderation.screening.lexicons.variants import strong_words, variants
from moderation.screening.normalise import Normalised, lower_of
from moderation.screening.ordinary import is_everyday, is_guarded, is_word
from moderation.screening.signs import say_signs
from moderation.screening.words import words

_TOKEN = re.compile(r"\S+")
_EDGES = ".,;:?!\"'()[]{}…“”‘’"
_LONGEST = 40
#: Capitals of at most this length in other writing are initials or a code.
_SHORT = 3
_DOUBLED = re.compile(r"(.)\1+")
#: What is written without a space before a strong word ("youwanker", "a w a n k e r").
_RUN_ON = frozenset(
    words(
        "a u i you ur your youre the he she is are an be r ya yo this that these those my his "
        "her all"
        " so such ti y yr chi utter total"
    )
)
Change = tuple[int, int, str]


def respell(normal: Normalised) -> Normalised:
    """Return `normal` with disguised strong words spelt out; itself where there is none."""
    changes = list(_changes(normal))
    changes += say_signs(normal.text)
    return _apply(normal, changes) if changes else normal


def _changes(normal: Normalised) -> list[Change]:
    text = normal.text
    found: list[Change] = []
    previous: tuple[int, str] | None = None
    fresh = True  # at the start of a sentence a capital says nothing
    for token in _TOKEN.finditer(text):
        if token.end() - token.start() > _LONGEST:
            previous, fresh = None, False
            continue
        start, core = _core(token)
        named = _is_named(text, start, core, fresh)
        if is_code(text, start, start + len(core)):
            previous = None
            continue
        word = _spelt(core, named) or _foreign(normal, start, core)
        if word:
            found.append((start, start + len(core), word))
            previous = None
        elif previous and core.isalpha() and (joined := _joined(previous[1], core)):
            found.append((previous[0], start + len(core), joined))
            previous = None
        else:
            previous = (
                (start, core) if core.isalpha() and token.end() == start + len(core) else None
            )
        fresh = token[0][-1] in ".!?\n:"
    return found


_THEN_A_NAME = re.compile(r",? [A-Z][a-z]")


def _is_named(text: str, start: int, core: str, fresh: bool) -> bool:
    """Say whether a capital makes `core` a name: amid a sentence, or before another capital."""
    if not core[:1].isupper():
        return False
    if core.isupper():
        return len(core) <= _SHORT and not text[:200].isupper()  # FUK is an airport
    return not fresh or bool(_THEN_A_NAME.match(text, start + len(core)))


def _foreign(normal: Normalised, start: int, core: str) -> str | None:
    """Read a word as typed where it holds letters of another script."""
    if normal.original.isascii() or not core:
        return None
    low, high = normal.starts[start], normal.ends[start + len(core) - 1]
    if high - low != len(core):
        return None
    return read_alike(normal.original[low:high])


def _core(token: re.Match[str]) -> tuple[int, str]:
    written = token[0]
    left = written.lstrip(_EDGES)
    core = left.rstrip(_EDGES)
    return token.start() + len(written) - len(left), core


@lru_cache(maxsize=32768)
def _spelt(core: str, named: bool) -> str | None:
    """Return the strong word that `core` disguises, or None."""
    lower = core.lower()
    if len(lower) < 3 or lower in strong_words():
        return None
    if not lower.isalpha() or not lower.isascii():
        return read_through(core) if any(c.isalpha() for c in core) else None
    if named or is_word(lower):
        return None
    known = variants()
    word = known.get(lower)
    if word:
        return word
    if run_on := _run_on(lower):
        return run_on
    single = _DOUBLED.sub(r"\1", lower)
    if single == lower or len(single) < 3 or is_guarded(single):
        return None
    return _single_letters().get(single) or (None if is_word(single) else known.get(single))


def _run_on(lower: str) -> str | None:
    """Part a strong word from what it is run together with; None where it is not."""
    for at in range(1, len(lower) - 3):
        first, rest = lower[:at], lower[at:]
        if rest in strong_words() and (first in _RUN_ON or (at > 2 and first in strong_words())):
            return f"{first} {rest}"
    return None


@lru_cache(maxsize=1)
def _single_letters() -> dict[str, str]:
    """Return strong words by their form without doubled letters ("bastard", "aple")."""
    found: dict[str, str] = {}
    for word in sorted(strong_words()):
        single = _DOUBLED.sub(r"\1", word)
        if len(single) >= 4 and (single == word or not is_word(single)):
            found.setdefault(single, word)
    return found


def _joined(first: str, second: str) -> str | None:
    """Return the strong word split into `first` and `second`, unless both are plain words."""
    whole = (first + second).lower()
    if len(whole) < 4 or whole not in strong_words():
        return None
    one, two = first.lower(), second.lower()
    if one in {"a", "i", "o"} or (_is_plain(one) and _is_plain(two)):
        return None
    return whole


def _is_plain(word: str) -> bool:
    return is_everyday(word) or is_guarded(word)


def _apply(normal: Normalised, changes: list[Change]) -> Normalised:
    """Return `normal` with each [start, end) replaced; changes that overlap are left out."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, word in sorted(changes):
        if start < at or start >= end:
            continue
        chars.extend(normal.text[at:start])
        starts.extend(normal.starts[at:start])
        ends.extend(normal.ends[at:start])
        chars.extend(word)
        starts.extend([normal.starts[start]] * len(word))
        ends.extend([normal.ends[end - 1]] * len(word))
        at = end
    chars.extend(normal.text[at:])
    starts.extend(normal.starts[at:])
    ends.extend(normal.ends[at:])
    text = "".join(chars)
    return Normalised(normal.original, text, lower_of(text), starts, ends)
