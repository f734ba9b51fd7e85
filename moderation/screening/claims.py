"""Reads one sentence as a claim: what it is about, its numbers, and the states it asserts.

Welsh nouns and verbs that council services use are read as their English roots, so a Welsh
comment can be held against an English fact and the reverse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from moderation.screening.gloss import (
    CHARGED,
    CLOSED,
    FREE,
    MONTHS,
    NEGATIONS,
    OPEN,
    SAME,
    STOP,
    WEEKDAYS,
    WELSH_ROOTS,
    WORD_NUMBERS,
)
from moderation.screening.lexicons.mutations import mutations

_WORD = re.compile(r"[a-z][a-z'-]*")
_MONEY = re.compile(
    r"(?:£ ?(\d[\d,]{0,14}(?:\.\d{1,2})?) ?(k|m|bn|million|billion|miliwn)?\b"
    r"|\b(\d[\d,]{0,14}(?:\.\d{1,2})?) ?(?:pounds|quid|punt|o bunnoedd)\b"
    r"|\b(\d{1,4}) ?(?:p|pence|ceiniog)\b)"
)
_PERCENT = re.compile(r"\b(\d{1,4}(?:\.\d{1,3})?) ?(?:%|per ?cent\b|y cant\b)")
_TIME = re.compile(
    r"\b(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)\b|\b(\d{1,2}):(\d{2})\b"
    r"|\b(\d{1,2}) o'?clock\b|\bam (\d{1,2}) o'r gloch\b"
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|af|ain|fed|eg)?(?: of| o)? ({_MONTH})\b"
    rf"|\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_COUNT = re.compile(
    r"\b(\d[\d,]{0,10}) (?:new |extra |more |full-time |affordable |o )?([a-z]{3,20})\b"
)
_SPELLED = re.compile(r"\b(" + "|".join(WORD_NUMBERS) + r")\b")

Money = Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as values.

    Attributes:
        topic: roots of its content words, without states, numbers and small words.
        money: pounds; `times` minutes after midnight; `dates` (day, month).
        counts: root of the thing counted -> how many.
        closed: True closed, False open, None unsaid; `free` likewise.
        negated: whether the sentence denies what its words say.
    """

    topic: frozenset[str]
    money: frozenset[Money]
    percents: frozenset[Decimal]
    times: frozenset[int]
    dates: frozenset[tuple[int, int]]
    years: frozenset[int]
    weekdays: frozenset[int]
    counts: Mapping[str, frozenset[int]]
    closed: bool | None
    free: bool | None
    negated: bool


@lru_cache(maxsize=1)
def _welsh_roots() -> dict[str, str]:
    roots: dict[str, str] = {}
    for word, root in WELSH_ROOTS.items():
        for form in mutations(word):
            roots.setdefault(form, root)
    return roots


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """Return the root that forms of one word share, in English for known Welsh words."""
    word = word.removesuffix("'s").strip("'-")
    word = SAME.get(word) or _welsh_roots().get(word) or word
    for ending in ("ing", "ies", "es", "ed", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word.removesuffix("e") if len(word) > 4 else word


def _pounds(match: re.Match[str]) -> Money:
    if match[4]:
        return Decimal(match[4]) / 100
    amount = Decimal((match[1] or match[3]).replace(",", "") or "0")
    scale = {
        "k": 1000,
        "m": 10**6,
        "million": 10**6,
        "miliwn": 10**6,
        "bn": 10**9,
        "billion": 10**9,
    }
    return amount * scale.get(match[2] or "", 1)


def _minutes(match: re.Match[str]) -> int:
    hour = int(match[1] or match[4] or match[6] or match[7])
    minute = int(match[2] or match[5] or 0)
    if match[3] == "pm" and hour < 12:
        hour += 12
    if match[3] == "am" and hour == 12:
        hour = 0
    return hour % 24 * 60 + minute


def _state(words: list[str], yes: frozenset[str], no: frozenset[str]) -> bool | None:
    """Return whether a sentence says `yes` or `no`, turned round by a "not" just before it."""
    said: bool | None = None
    for at, word in enumerate(words):
        if word in yes or word in no:
            said = word in yes
            before = words[max(0, at - 4) : at]
            if sum(w in NEGATIONS for w in before) % 2:
                said = not said
    return said


def _charge(words: list[str], money: frozenset[Money]) -> bool | None:
    said: bool | None = None
    joined = " ".join(words)
    if re.search(
        r"\b(?:no longer free|not free|isn't free|aren't free|ddim am ddim bellach|dim am ddim)\b",
        joined,
    ):
        return False
    if re.search(
        r"\b(?:free|no (?:charge|fee|cost)|nothing to pay|without charge|am ddim"
        r"|don't (?:pay|charge)|not (?:charge|charging|paying|pay)|isn't a charge)\b",
        joined,
    ):
        said = True
    elif any(word in CHARGED for word in words) or any(amount > 0 for amount in money):
        said = False
    return said


@lru_cache(maxsize=4096)
def read_claim(sentence: str) -> Claim:
    """Return the claim in flat text (see findings.lay_flat)."""
    words = _WORD.findall(sentence)
    money = frozenset(_pounds(m) for m in _MONEY.finditer(sentence))
    states = CLOSED | OPEN | FREE | CHARGED | NEGATIONS
    topic = frozenset(
        root(word)
        for word in words
        if word not in STOP
        and word not in states
        and len(word) > 2
        and word not in WEEKDAYS
        and word not in MONTHS
        and word not in WORD_NUMBERS
    )
    counts: dict[str, set[int]] = {}
    spelled = _SPELLED.sub(lambda m: str(WORD_NUMBERS[m[1]]), sentence)
    for match in _COUNT.finditer(spelled):
        if match[2] not in MONTHS and match[2] not in {"per", "pounds", "quid", "pence", "year"}:
            counts.setdefault(root(match[2]), set()).add(int(match[1].replace(",", "")))
    return Claim(
        topic=topic,
        money=money,
        percents=frozenset(Decimal(m[1]) for m in _PERCENT.finditer(sentence)),
        times=frozenset(_minutes(m) for m in _TIME.finditer(sentence)),
        dates=frozenset(
            (int(m[1] or m[4]), MONTHS[m[2] or m[3]]) for m in _DATE.finditer(sentence)
        ),
        years=frozenset(int(m[0]) for m in _YEAR.finditer(sentence)),
        weekdays=frozenset(
            WEEKDAYS[w.removesuffix("s")] for w in words if w.removesuffix("s") in WEEKDAYS
        ),
        counts={thing: frozenset(numbers) for thing, numbers in counts.items()},
        closed=_state(words, CLOSED, OPEN),
        free=_charge(words, money),
        negated=sum(word in NEGATIONS for word in words) % 2 == 1,
    )
