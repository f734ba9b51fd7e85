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
#: A bare hour beside a word for opening or closing: seven in the morning or in the evening.
_HOUR = re.compile(
    r"\b(?:open|opens|opening|shut|shuts|shutting|close|closes|closing|closed|starts?|finish\w*|ends?"
    r"|runs?|cau|agor|yn cau|yn agor|gorffen|dechrau)(?: \w+){0,3}? (?:at|until|till|til|by|from|am"
    r"|tan|o) (\d{1,2})(?![\d:%£.,]\d| ?(?:[ap]m\b|o'?clock|st\b|nd\b|rd\b|th\b|minutes?|mins?|%"
    r"|per"
    r"|days?|weeks?|months?|years?|pence|p\b|o'r gloch|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec|[a-z]{4,}s\b))"
)
_NOON = re.compile(r"\b(?:at|until|till|by|from) (?:noon|midday|12 noon)\b|\bam hanner dydd\b")
#: "isn't 64 but 640": one number denied, another put in its place.
_INSTEAD = re.compile(
    r"\b(?:isn't|is not|aren't|are not|not|wasn't|nid|ddim yn)(?: \w+)? £?(\d[\d,]{0,10}(?:\.\d+)?)"
    r"[\w%£ ]{0,20}?[,;:]? ?(?:-+ ?)?(?:but|it's|its|it is|more like|they're|try|ond"
    r"|mae'n)(?: \w+)? "
    r"£?(\d[\d,]{0,10}(?:\.\d+)?)"
)
_NOT_THAT = re.compile(
    r"\b(\d[\d,]{0,10}(?:\.\d+)?)[\w%£' ]{0,25}?,? ?-* ?(?:not|nid|rather than|instead of) "
    r"(?:the |just |only )?£?(\d[\d,]{0,10}(?:\.\d+)?)"
)
#: An amount without its sign: "it's now 60 a year".
_BARE_AMOUNT = re.compile(
    r"\b(?:now|costs?|costing|pay(?:ing)?|charged?|charging|up to|gone up to|put up to|rwan yn|yn"
    r" costio) (\d{1,4}(?:\.\d\d)?)(?= (?:a|per|for|now|each|this|y)\b|$|[.!,])"
)
_NUMBER = re.compile(r"\d[\d,]{0,10}(?:\.\d+)?")
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
        numbers: every number in it; `instead` (denied, asserted) pairs of "not 64 but 640".
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
    numbers: frozenset[Decimal]
    instead: frozenset[tuple[Decimal, Decimal]]
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


def _plain(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _times(sentence: str) -> frozenset[int]:
    """Return minutes after midnight; a bare hour stands for both of its times of day."""
    found = {_minutes(m) for m in _TIME.finditer(sentence)}
    for match in _HOUR.finditer(sentence):
        hour = int(match[1])
        if hour <= 24:
            found |= {hour % 24 * 60, (hour + 12) % 24 * 60} if hour < 13 else {hour % 24 * 60}
    if _NOON.search(sentence):
        found.add(12 * 60)
    return frozenset(found)


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
    sentence = _SPELLED.sub(lambda m: str(WORD_NUMBERS[m[1]]), sentence)
    money = frozenset(_pounds(m) for m in _MONEY.finditer(sentence)) or frozenset(
        Decimal(m[1]) for m in _BARE_AMOUNT.finditer(sentence)
    )
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
    for match in _COUNT.finditer(sentence):
        if match[2] not in MONTHS and match[2] not in {"per", "pounds", "quid", "pence", "year"}:
            counts.setdefault(root(match[2]), set()).add(int(match[1].replace(",", "")))
    return Claim(
        topic=topic,
        money=money,
        percents=frozenset(Decimal(m[1]) for m in _PERCENT.finditer(sentence)),
        times=_times(sentence),
        dates=frozenset(
            (int(m[1] or m[4]), MONTHS[m[2] or m[3]]) for m in _DATE.finditer(sentence)
        ),
        years=frozenset(int(m[0]) for m in _YEAR.finditer(sentence)),
        weekdays=frozenset(
            WEEKDAYS[w.removesuffix("s")] for w in words if w.removesuffix("s") in WEEKDAYS
        ),
        numbers=frozenset(_plain(m[0]) for m in _NUMBER.finditer(sentence)),
        instead=frozenset(
            [(_plain(m[1]), _plain(m[2])) for m in _INSTEAD.finditer(sentence)]
            + [(_plain(m[2]), _plain(m[1])) for m in _NOT_THAT.finditer(sentence)]
        ),
        counts={thing: frozenset(numbers) for thing, numbers in counts.items()},
        closed=_state(words, CLOSED, OPEN),
        free=_charge(words, money),
        negated=sum(word in NEGATIONS for word in words) % 2 == 1,
    )
