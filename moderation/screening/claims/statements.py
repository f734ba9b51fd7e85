"""One clause as values: its subject, what is said of it, its numbers and dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from moderation.screening.claims.bodies import Said, bodies_in
from moderation.screening.claims.calendar import MONTHS, WEEKDAYS, Calendar, read_calendar
from moderation.screening.claims.numbers import UNITS, spell_in_digits
from moderation.screening.claims.predicates import (
    HARMLESS_DENIALS,
    NEGATIONS,
    predicate_phrases,
)
from moderation.screening.claims.quantities import Quantities, read_quantities
from moderation.screening.claims.subjects import subject_phrases
from moderation.screening.words import words

_WORD = re.compile(r"[a-z]\d+[a-z]?\b|[a-z]+(?:'[a-z]+)*|\d[\d.,]*")
_LONGEST_PHRASE = 5
_LINKED = re.compile(r"'(?:r|n|u|i|w|s|ch)$")
_ROUTE = re.compile(
    r"\b(?:number|no\.?|rhif|route|service) (\d{1,3}[a-z]?)\b|\b(?:the |y )?(\d{1,3}[a-z]?) bus\b"
    r"|\bbws (\d{1,3}[a-z]?)\b"
)
#: How many words before a verb may deny it.
_REACH = 6
_WELSH_REACH = 11
_WELSH_HEADS = frozenset(words("nid ni nad dydi dydy dyw fydd'na"))
_ASIDE = re.compile(
    r"\b(?:near|next to|opposite|behind|outside|beside|ger|wrth ymyl|tu allan i|by) (?:the |y "
    r"|yr )?[a-z]+(?: [a-z]+)?"
)
_BY_BODY = re.compile(
    r"\bby (?:the |a |local )?(?:council|welsh|health|private|government|planning|business"
    r"|company|donation|bus|car|train|post)"
)
_NO_MORE = re.compile(
    r"\b(?:no|dim|there isn't an?|there's no|there is no|isn't an?|does dim"
    r"|without an?) [^.!?,]{0,60}?\b(?:any ?more|now|bellach|mwyach|rwan|these days)\b"
    r"|\b(?:doesn't|does not|don't|doesnt|dont|no longer|isn't|isnt|aren't"
    r"|ddim yn) (?:even )?(?:run|runs|running|exist|operate|open|rhedeg|mynd|bodoli)\b"
)
_CANNOT_WITHOUT = re.compile(
    r"\b(?:can't|cannot|cant|can not|won't be able to|not allowed to)\b[^.!?,]{0,40}\bwithout\b"
    r"|\bchewch chi ddim\b[^.!?,]{0,40}\bheb\b"
)
_CAN_WITHOUT = re.compile(
    r"\b(?:can|able to|may|don't need|allowed to|still)\b[^.!?,]{0,40}\bwithout\b|\b(?:gallwch"
    r"|cewch)\b[^.!?,]{0,40}\bheb\b"
)
_MAY_DO = frozenset(
    words("take have bring use walk let be go light park swim drink smoke ride camp fly still"
          " now legally"
          " also mynd dod defnyddio cerdded parcio")
)  # fmt: skip
_CANNOT = frozenset(words("can't cannot cant"))
_CLOSED_UNTIL = re.compile(r"\b(?:until|till|til|'til|tan|before|am tan)\b")
_FOR_GOOD = re.compile(
    r"\b(?:cancel\w*|axed|axing|scrap\w*|abolish\w*|[cg]h?anslo|closing down|dileu|ddileu|dilewyd"
    r"|for good|permanent(?:ly)?|forever|for ever|never (?:re-?open\w*|opening|coming back)"
    r"|am byth|yn barhaol|closed down|shut down)\b"
)
_OVER_NOW = re.compile(
    r"\b(?:already|last (?:week|month|night|friday|monday)|yesterday|is over|has (?:closed|ended"
    r"|finished)|has passed|too late|now closed|yn barod|eisoes|wythnos diwetha)\b"
)
_ENDED = re.compile(
    r"\b(?:clos\w+|shut|end(?:ed|s)|finished|over|passed|cau|gau|gorffen|orffen|ben)\b"
)

#: Small words and words of feeling, which are no subject.
STOP = frozenset(
    words(
        """
        the a an and or of to in on at for from by with is are was were be been being it its it's
        this that these those there their they they're they've they'll you your you're you've our
        we we're we've us i i'm i've my me he she his her him will would can could should shall may
        might must have has had do does did done as so than then too also just only very now all
        any some each every per still about into out up down over under between during after
        before until til till since because if when while who which what where why how said says
        say going gonna go goes gets get got getting make made year years more most much many
        people residents local council councils cyngor apparently again even back off away like
        another other here one own such well really already anymore everyone nobody someone
        disgrace disgusting joke shame shameful typical robbers vermin scum useless great brilliant
        thanks thank ok yes please lol omg wtf folks lads guys absolute absolutely bloody pure
        week weeks month months day days time times hour hours next last first today tomorrow
        plan plans within working works work went stay stays staying stayed night midnight once
        finish finishes finished switch switched eleni still not no n't put puts take takes taken
        let us're town city county area service
        services public wales english welsh good bad better thing things lot lots bit nothing
        y yr yn i'r a'r o'r yw ydi ydy wedi gan gyda efo ar am dros i o mae hyn hwn hon hynny sydd
        sy bod fod bydd fydd roedd oedd cael gael ei eu ein eich fy dy nhw maen chi ti ni fi bob pob
        yma yna rwan nawr dwi dach o'n dydi dyw ddim dim na nid hi fo e ond hefyd iawn pobl cyngor
        gyngor chyngor cynghor lleol wythnos mis blwyddyn flwyddyn diwrnod eto un
        """
    )
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause as values.

    Attributes:
        terms: what it is about: known terms, and other content words by their root.
        raw: all its words.
        ends: scale -> ends said of it (1, -1; 0 weakly the first).
        negated: whether it denies anything.
        reopens: a closure with an end, or something that does not open before a date.
        for_good, over: a closure said to be final; an end said to have come already.
    """

    terms: frozenset[str]
    raw: frozenset[str]
    ends: Mapping[str, frozenset[int]]
    quantities: Quantities
    calendar: Calendar
    bodies: frozenset[Said]
    negated: bool
    reopens: bool
    for_good: bool
    over: bool


def root(word: str) -> str:
    """Return the root that forms of one English word share."""
    word = word.removesuffix("'s")
    for ending in ("ing", "ies", "es", "ed", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word.removesuffix("e") if len(word) > 4 else word


def words_of(flat: str) -> list[str]:
    """Return the words of flat text, Welsh linked particles cut off."""
    found = []
    for word in _WORD.findall(flat.replace("re-open", "reopen").replace("pre-book", "book")):
        cut = _LINKED.sub("", word) if "'" in word and not word.endswith("n't") else word
        found.append(cut or word)
    return found


def _subjects(tokens: list[str], masked: set[int]) -> frozenset[str]:
    phrases, predicates = subject_phrases(), predicate_phrases()
    terms: set[str] = set()
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            term = phrases.get(tuple(tokens[at : at + size]))
            if term:
                if not masked & set(range(at, at + size)):
                    terms |= {term, "waste"} if term == "bin" else set(term.split("+"))
                at += size
                break
        else:
            word = tokens[at]
            if (
                len(word) > 2
                and word.isalpha()
                and word not in STOP
                and (word,) not in predicates
                and word not in NEGATIONS
                and word not in MONTHS
                and word not in WEEKDAYS
                and word not in UNITS
                and at not in masked
            ):
                terms.add(root(word))
            at += 1
    return frozenset(terms)


def _denied(tokens: list[str], at: int, used: set[int]) -> bool:
    """Say whether a denial stands just before; Welsh ones stand at the head of the clause."""
    near = range(max(0, at - _REACH), at)
    far = range(max(0, at - _WELSH_REACH), at)
    return any(tokens[i] in NEGATIONS for i in near if i not in used) or any(
        tokens[i] in _WELSH_HEADS for i in far if i not in used
    )


def _ends(tokens: list[str], clause: str) -> tuple[dict[str, set[int]], set[int]]:
    phrases = predicate_phrases()
    found: dict[str, set[int]] = {}
    used: set[int] = set()
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            ends = phrases.get(tuple(tokens[at : at + size]))
            if not ends:
                continue
            if size > 1:
                used |= set(range(at, at + size))
            denied = _denied(tokens, at, used)
            for scale, end in ends:
                if scale == "allowed" and end == 0:
                    after = tokens[at + size] if at + size < len(tokens) else ""
                    if after not in _MAY_DO:
                        continue
                said = -1 if denied and end == 0 else -end if denied else end
                found.setdefault(scale, set()).add(said)
            at += size
            break
        else:
            if tokens[at] in _CANNOT and at + 1 < len(tokens) and tokens[at + 1] in _MAY_DO:
                found.setdefault("allowed", set()).add(-1)
            at += 1
    return found, used


def _harmless(flat: str) -> str:
    for phrase in HARMLESS_DENIALS:
        if phrase in flat:
            flat = flat.replace(phrase, "so")
    return flat.replace("dim ond", "ond").replace("heb os", "siwr")


def route_names(flat: str) -> frozenset[str]:
    """Return bus routes as "#9"."""
    return frozenset("#" + (m[1] or m[2] or m[3]) for m in _ROUTE.finditer(flat))


@lru_cache(maxsize=8192)
def read_statement(clause: str) -> Statement:
    """Return one clause of flat text (see findings.lay_flat) as values."""
    clause = _harmless(clause)
    digits = spell_in_digits(clause)
    tokens = words_of(clause)
    masked: set[int] = set()
    for aside in _ASIDE.finditer(clause):
        if _BY_BODY.match(aside[0]):
            continue
        first = len(words_of(clause[: aside.start()]))
        masked |= set(range(first, first + len(words_of(aside[0]))))
    ends, _ = _ends(tokens, clause)
    quantities, calendar = read_quantities(digits), read_calendar(digits)
    if _CANNOT_WITHOUT.search(clause):
        ends["needed"] = {1}
    elif _CAN_WITHOUT.search(clause):
        ends["needed"] = {-1}
    if _NO_MORE.search(clause) and "going" not in ends:
        ends["going"] = {-1}
    until = bool(_CLOSED_UNTIL.search(clause))
    going = ends.get("going", set())
    denial = any(token in NEGATIONS for token in tokens)
    reopens = until and (-1 in going or (denial and bool(going)))
    if reopens and denial and calendar.dates | calendar.times:
        ends.pop("going", None)
    bodies = bodies_in(clause)
    if any(said.kind == "run" for said in bodies):
        ends.pop("going", None)
    if any(said.kind == "pay" for said in bodies):
        ends.pop("charged", None)
    if calendar.times and not calendar.weekdays and "going" in ends:
        # "closes at five" closes nothing.
        ends.pop("going")
    if any(amount.value > 0 for amount in quantities.money) and not bodies:
        ends.setdefault("charged", set()).add(1)
    return Statement(
        terms=_subjects(tokens, masked),
        raw=frozenset(t for i, t in enumerate(tokens) if i not in masked) | route_names(digits),
        ends={scale: frozenset(said) for scale, said in ends.items()},
        quantities=quantities,
        calendar=calendar,
        bodies=bodies,
        negated=denial,
        reopens=reopens,
        for_good=bool(_FOR_GOOD.search(clause)),
        over=bool(_OVER_NOW.search(clause) and _ENDED.search(clause)),
    )
