"""Finds claims that differ from a fact a service stands by, for a person to investigate.

A finding says that two statements differ and shows the fact; which is right is the finding
of a dispute, made by a person. Opinions, questions, predictions and agreement are not claims.
"""

import re

from moderation.screening.claims import manner
from moderation.screening.claims.clauses import clauses_in, sentences_in
from moderation.screening.claims.comparing import differs
from moderation.screening.claims.register import Register, about, mend, read_register
from moderation.screening.claims.statements import (
    STOP,
    Statement,
    read_statement,
    route_names,
    words_of,
)
from moderation.screening.claims.subjects import FACILITIES
from moderation.screening.findings import Finding, Reading
from moderation.screening.results import Policy
from moderation.vocabulary import Category

SOURCE = "facts"
SCORE = 0.8
#: Sentences of one comment that are held against the facts.
MOST_SENTENCES = 40
_SHOWN = 160
#: A flag keeps 120 characters of its source.
_SOURCE_SHOWN = 100
_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|they|they're|them|this|that|which|one|hwn|hon|hynny|nhw|maen|fo|hi|there"
    r"|that's)\b"
)
#: Other councils' services are not ours.
_ELSEWHERE = re.compile(
    r"\b(?:next door(?:'s| council| charges?)|neighbouring|english councils?"
    r"|other (?:councils?|towns?|areas?)"
    r"|in england|in scotland|over the border"
    r"|powys|gwynedd|conwy|ceredigion|pembrokeshire|carmarthenshire|swansea|neath|bridgend"
    r"|rhondda|merthyr|caerphilly|torfaen"
    r"|monmouthshire|newport|wrexham|flintshire|denbighshire|anglesey|ynys mon|abertawe|caerdydd"
    r"|sir (?:benfro|gar|ddinbych|fflint|fynwy)"
    r"|cardiff (?:council|charge|has)|in (?:cardiff|london|bristol|liverpool|manchester"
    r"|birmingham|leeds|glasgow|edinburgh|chester|shropshire)"
    r"|retail park|private (?:firm|car park))\b"
)


def contradictions(reading: Reading, policy: Policy) -> list[Finding]:
    """Return one finding for each fact in force that the comment's claims differ from.

    The span is the clause that differs; the rule shows the fact, and says what differs.
    """
    if not policy.facts:
        return []
    register = read_register(policy.facts, policy.today)
    found: dict[int, Finding] = {}
    before: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    for start, sentence in sentences_in(reading.flat)[:MOST_SENTENCES]:
        before = _hold(sentence, start, reading, policy, register, before, found)
    return [found[at] for at in sorted(found)]


def _hold(
    sentence: str,
    start: int,
    reading: Reading,
    policy: Policy,
    register: Register,
    before: tuple[frozenset[str], frozenset[str]],
    found: dict[int, Finding],
) -> tuple[frozenset[str], frozenset[str]]:
    """Hold one sentence against the register; return its own terms and words."""
    tokens = words_of(sentence)
    mended = mend(tokens, register)
    heard = register.anchors
    if (
        heard.isdisjoint(tokens)
        and heard.isdisjoint(mended.values())
        and (not before[1] or not _POINTS_BACK.search(sentence))
        and not route_names(sentence)
    ):
        return frozenset(), frozenset()
    clauses = _clauses(manner.without_refutal(sentence), mended)
    terms = frozenset(t for _, _, said, _ in clauses for t in said.terms)
    raw = frozenset(w for _, _, said, _ in clauses for w in said.raw)
    bare = sentence.strip()
    if manner.asked(bare) or manner.foreseen(bare) or manner.told_off(bare):
        return terms, raw
    turned = manner.refuted(bare)
    elsewhere = _names_elsewhere(reading, start, len(sentence), register)
    points_back = bool(_POINTS_BACK.search(bare))
    for begin, end, said, live in clauses:
        clause = sentence[begin:end]
        if not live or manner.not_stated(clause.strip()) or _ELSEWHERE.search(clause):
            continue
        if not (said.ends or said.calendar.dates or said.calendar.times or said.calendar.weekdays
                or said.bodies or said.negated or _counted(said) or said.over):  # fmt: skip
            continue
        own = said.terms & FACILITIES
        others = frozenset[str]() if own else terms
        passing = manner.passing(sentence)
        for at, held in enumerate(register.facts):
            if at in found:
                continue
            ok = about(held, said.terms, said.raw, elsewhere=elsewhere) or about(
                held, said.terms | others, said.raw | raw, elsewhere=elsewhere
            )
            if not ok and points_back and not (terms & FACILITIES):
                ok = about(held, terms | before[0], raw | before[1], elsewhere=elsewhere)
            if not ok:
                continue
            why = differs(said, held, turned=turned, passing=passing, today=policy.today)
            if why:
                left = start + begin + len(clause) - len(clause.lstrip(" ,-:("))
                right = start + begin + len(clause.rstrip(" ,-:("))
                rule = f"facts/{why}: {_short(held.fact.statement)}"
                source = f"{SOURCE} ({_short(held.fact.source, _SOURCE_SHOWN)})"
                span = reading.span(left, right)
                found[at] = Finding(Category.INACCURATE, SCORE, (span,), source, rule)
    return terms | before[0] if points_back else terms, raw | before[1] if points_back else raw


def _counted(said: Statement) -> bool:
    numbers = said.quantities
    return bool(
        numbers.money or numbers.percents or numbers.every or numbers.takes or numbers.counts
    )


def _clauses(sentence: str, mended: dict[str, str]) -> list[tuple[int, int, Statement, bool]]:
    """Return (start, end, statement, whether of now) of each clause, misspelt words mended."""
    found = []
    for begin, end in clauses_in(sentence):
        written = sentence[begin:end].strip(" ,-:(")
        now = manner.without_past(written)
        clause = now or written
        for word, known in mended.items():
            clause = re.sub(rf"\b{word}\b", known, clause)
        found.append((begin, end, read_statement(clause.rstrip(".!?; ")), now is not None))
    return found


_NAME_AFTER = re.compile(r"\b(?:in|at|near|on|yn|ym|yng|ger) (?:the |y )?([a-z][a-z'-]+)")


def _names_elsewhere(reading: Reading, start: int, length: int, register: Register) -> bool:
    """Say whether a place is named, in capitals, that no fact names."""
    flat = reading.flat[start : start + length]
    known = {w for held in register.facts for name in held.names for ws in name for w in ws}
    for match in _NAME_AFTER.finditer(flat):
        word = match[1]
        written = reading.written(start + match.start(1), start + match.end(1))
        if written[:1].isupper() and word not in known and word not in STOP:
            terms = read_statement(word).terms
            if word in terms or (
                terms and not (terms & FACILITIES) and not _in_facts(word, register)
            ):
                return True
    return False


def _in_facts(word: str, register: Register) -> bool:
    return any(word in held.said.raw for held in register.facts)


def _short(statement: str, most: int = _SHOWN) -> str:
    plain = " ".join(statement.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
