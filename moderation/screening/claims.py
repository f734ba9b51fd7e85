"""Reads one sentence as a claim: what it is about, its numbers, and the states it asserts.

Welsh nouns and verbs that council services use are read as their English roots, so a Welsh
comment can be held against an English fact and the reverse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from moderation.screening.lexicons.mutations import mutations

_WORD = re.compile(r"[a-z][a-z'-]*")
_MONEY = re.compile(r"(?:£ ?(\d[\d,]{0,14}(?:\.\d{1,2})?) ?(k|m|bn|million|billion|miliwn)?\b|\b(\d[\d,]{0,14}(?:\.\d{1,2})?) ?(?:pounds|quid|punt|o bunnoedd)\b|\b(\d{1,4}) ?(?:p|pence|ceiniog)\b)")
_PERCENT = re.compile(r"\b(\d{1,4}(?:\.\d{1,3})?) ?(?:%|per ?cent\b|y cant\b)")
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)\b|\b(\d{1,2}):(\d{2})\b|\b(\d{1,2}) o'?clock\b|\bam (\d{1,2}) o'r gloch\b")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan ionawr", "february feb chwefror", "march mawrth", "april apr ebrill", "may mai", "june jun mehefin", "july jul gorffennaf", "august aug awst",
         "september sep sept medi", "october oct hydref", "november nov tachwedd", "december dec rhagfyr"), 1,
    )
    for name in names.split()
}  # fmt: skip
_DATE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|af|ain|fed|eg)?(?: of| o)? (" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b|\b(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r") (\d{1,2})(?:st|nd|rd|th)?\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "llun": 0, "fawrth": 1, "mercher": 2, "fercher": 2, "iau": 3, "gwener": 4, "wener": 4, "sadwrn": 5, "sul": 6,
}  # fmt: skip
_COUNT = re.compile(r"\b(\d[\d,]{0,10}) (?:new |extra |more |full-time |affordable |o )?([a-z]{3,20})\b")
_WORD_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "dwy": 2, "tair": 3, "pedair": 4, "deg": 10,
}  # fmt: skip
_WELSH = {
    "llyfrgell": "library", "pwll": "pool", "nofio": "swim", "hamdden": "leisure", "canolfan": "centre", "biniau": "bin", "bin": "bin", "gwastraff": "waste", "gardd": "garden", "ailgylchu": "recycl",
    "parcio": "park", "maes": "park", "parc": "park", "ysgol": "school", "treth": "tax", "cyngor": "council", "amgueddfa": "museum", "theatr": "theatre", "marchnad": "market", "bws": "bus", "bysus": "bus", "gorsaf": "station",
    "pont": "bridge", "ffordd": "road", "stryd": "street", "toiledau": "toilet", "tai": "hous", "cartref": "home", "gofal": "care", "traeth": "beach", "clwb": "club", "ieuenctid": "youth", "neuadd": "hall", "tref": "town", "mynwent": "cemetery",
    "swyddi": "job", "staff": "staff", "casglu": "collect", "casgliad": "collect", "casgliadau": "collect", "wythnos": "week", "blwyddyn": "year", "tanysgrifiad": "subscription", "trwydded": "permit", "brown": "brown", "gwyrdd": "green", "du": "black",
    "gwerthu": "sell", "adeiladu": "build", "cymeradwyo": "approv", "penderfyniad": "decision", "ymgynghoriad": "consult", "cyfarfod": "meet", "prydau": "meal", "cinio": "meal", "plant": "child", "pensiynwyr": "pension", "goleuadau": "light",
}  # fmt: skip
_ALSO = {
    "tip": "recycl", "libraries": "library", "tickets": "ticket", "sold": "sell", "sale": "sell", "built": "build", "leisurecentre": "leisure", "baths": "pool", "loos": "toilet", "wc": "toilet", "scrapped": "scrap", "axed": "scrap",
    "binned": "scrap", "carpark": "park", "carparks": "park", "refuse": "waste", "rubbish": "waste", "homes": "home", "houses": "hous", "housing": "hous", "children": "child", "kids": "child", "pensioners": "pension", "approved": "approv",
    "collections": "collect", "collection": "collect", "collected": "collect", "emptied": "collect", "fortnight": "fortnight", "fortnightly": "fortnight", "weekly": "week", "yearly": "year", "annual": "year", "annually": "year", "monthly": "month",
}  # fmt: skip
_CLOSED = frozenset("close closed closes closing closure shut shuts shutting axe axed axing demolish demolished cau gau chau caewyd gaewyd cauodd ghau demolishing".split())
_OPEN = frozenset("open opened opens reopen reopened reopens reopening staying stays agor hagor agored".split())
_FREE = frozenset(["free", "ddim"])
_CHARGED = frozenset("charge charged charges charging pay paying paid cost costs costing fee fees price priced codi dalu talu costio gostio tal".split())
_NEGATIONS = frozenset("not no never isn't aren't wasn't weren't won't don't doesn't didn't haven't hasn't hadn't cannot can't wouldn't isnt arent wasnt wont dont doesnt didnt hasnt havent cant without stopped longer nid ddim dim fydd'na ni dydi dyw heb nad na chaiff neither nothing none".split())
_STOP = frozenset(
    """the a an and or of to in on at for from by with is are was were be been being it its it's this that these those there their they you your our we us i my me he she his her him will would can could should shall may might must
    have has had do does did as so than then too also just only very now new all any some each every per still about into out up down over under between during after before until since because if when while who which what where why how
    council porthaven porthafan say said says going gonna get got getting being make made year more most much many people residents local mae y yr yn i'r a'r o'r yw ydi ydy wedi gan gyda ar am dros i o'n mae'r mae'n hyn hwn hon hynny sydd sy'n
    bod fod bydd roedd oedd cael ei eu ein eich fy dy nhw chi ti ni fi bob pob yma yna rwan nawr dwi dach r'n""".split()
)

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
    for word, root in _WELSH.items():
        for form in mutations(word):
            roots.setdefault(form, root)
    return roots


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """Return the root that forms of one word share, in English for known Welsh words."""
    word = word.removesuffix("'s").strip("'-")
    if word in _ALSO:
        return _ALSO[word]
    known = _welsh_roots().get(word)
    if known:
        return known
    for ending in ("ing", "ies", "es", "ed", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word.removesuffix("e") if len(word) > 4 else word


def _pounds(match: re.Match[str]) -> Money:
    if match[4]:
        return Decimal(match[4]) / 100
    amount = Decimal((match[1] or match[3]).replace(",", "") or "0")
    scale = {"k": 1000, "m": 10**6, "million": 10**6, "miliwn": 10**6, "bn": 10**9, "billion": 10**9}
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
            if sum(w in _NEGATIONS for w in before) % 2:
                said = not said
    return said


def _charge(words: list[str], money: frozenset[Money]) -> bool | None:
    said: bool | None = None
    joined = " ".join(words)
    if re.search(r"\b(?:no longer free|not free|isn't free|aren't free|ddim am ddim bellach|dim am ddim)\b", joined):
        return False
    if re.search(r"\b(?:free|no (?:charge|fee|cost)|nothing to pay|without charge|am ddim|don't (?:pay|charge)|not (?:charge|charging|paying|pay)|isn't a charge)\b", joined):
        said = True
    elif any(word in _CHARGED for word in words) or any(amount > 0 for amount in money):
        said = False
    return said


@lru_cache(maxsize=4096)
def read_claim(sentence: str) -> Claim:
    """Return the claim in flat text (see findings.lay_flat)."""
    words = _WORD.findall(sentence)
    money = frozenset(_pounds(m) for m in _MONEY.finditer(sentence))
    states = _CLOSED | _OPEN | _FREE | _CHARGED | _NEGATIONS
    topic = frozenset(
        root(word)
        for word in words
        if word not in _STOP and word not in states and len(word) > 2
        and word not in _WEEKDAYS and word not in _MONTHS and word not in _WORD_NUMBERS
    )  # fmt: skip
    counts: dict[str, set[int]] = {}
    spelled = re.sub(
        r"\b(" + "|".join(_WORD_NUMBERS) + r")\b", lambda m: str(_WORD_NUMBERS[m[1]]), sentence
    )
    for match in _COUNT.finditer(spelled):
        if match[2] not in _MONTHS and match[2] not in {"per", "pounds", "quid", "pence", "year"}:
            counts.setdefault(root(match[2]), set()).add(int(match[1].replace(",", "")))
    return Claim(
        topic=topic,
        money=money,
        percents=frozenset(Decimal(m[1]) for m in _PERCENT.finditer(sentence)),
        times=frozenset(_minutes(m) for m in _TIME.finditer(sentence)),
        dates=frozenset(
            (int(m[1] or m[4]), _MONTHS[m[2] or m[3]]) for m in _DATE.finditer(sentence)
        ),
        years=frozenset(int(m[0]) for m in _YEAR.finditer(sentence)),
        weekdays=frozenset(_WEEKDAYS[w.removesuffix("s")] for w in words
                           if w.removesuffix("s") in _WEEKDAYS),
        counts={thing: frozenset(numbers) for thing, numbers in counts.items()},
        closed=_state(words, _CLOSED, _OPEN),
        free=_charge(words, money),
        negated=sum(word in _NEGATIONS for word in words) % 2 == 1,
    )
