"""The facts in force, read once, and which of them a comment speaks of."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from moderation.screening.claims.bodies import bodies_in, body_words
from moderation.screening.claims.calendar import MONTHS, WEEKDAYS
from moderation.screening.claims.predicates import NEGATIONS, predicate_phrases
from moderation.screening.claims.statements import (
    STOP,
    Statement,
    read_statement,
    root,
    route_names,
    words_of,
)
from moderation.screening.claims.subjects import FACILITIES, WEAK, known_words, subject_phrases
from moderation.screening.findings import lay_flat
from moderation.screening.lexicons.mutations import mutations
from moderation.screening.results import Fact
from moderation.screening.words import words

#: A statement longer than this is no fact a comment can be held against.
_LONGEST_FACT = 600
_CAPITAL = re.compile(r"[A-ZÂÊÎÔÛŴŶ][\w'’-]*|[a-zâêîôûŵŷ]+|[.;:!?,]|\d+")
_GLUE = frozenset(["y", "yr", "the", "of", "and", "a", "ap", "on", "le", "de"])
_PLACE_WORDS = frozenset(
    words(
        "road street lane avenue square terrace close drive way heol stryd ffordd lon house centre"
        " park county north south east west upper lower saint st"
    )
)  # fmt: skip
_COMMON = WEAK | frozenset(["secondary", "primary", "youth", "day centre", "cycle"])
#: What follows says more of the circumstances than of the subject.
_BESIDES = re.compile(r"\b(?:when|while|because|after|unless|if|so that|for|until|pan|achos|tan)\b")
_MOVED_TO = re.compile(
    r"\b(?:moved?|moving|relocat\w+|symud) (?:\w+ )?(?:to|i|into|from) (?:the "
    r"|y )?((?:[a-z']+ ?){1,3})"
)


@dataclass(frozen=True, slots=True, eq=False)
class HeldFact:
    """A fact with its statement read.

    Attributes:
        names: for each proper name in it, the forms of each of its distinctive words.
        terms: what it is about, without its names.
        weights: how much each term says, within this register.
    """

    fact: Fact
    said: Statement
    names: tuple[tuple[frozenset[str], ...], ...]
    terms: frozenset[str]
    weights: dict[str, float]
    telling: frozenset[str]
    lone_name: bool
    destination: frozenset[str]
    total: float
    known_by: frozenset[str]

    def covered(self, terms: frozenset[str]) -> float:
        """Return how much of what the fact is about `terms` name, 0 to 1."""
        if not self.total:
            return 0.0
        return sum(self.weights[term] for term in self.terms & terms) / self.total


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """Every fact in force, and the words that a misspelt one may stand for."""

    facts: tuple[HeldFact, ...]
    spellings: Mapping[str, tuple[str, ...]]
    words: frozenset[str]
    anchors: frozenset[str]


def _names(statement: str) -> list[frozenset[str]]:
    """Return the distinctive words of each run of capitals that is no known word."""
    subjects, predicates = subject_phrases(), predicate_phrases()
    tokens = _CAPITAL.findall(statement)
    runs: list[list[str]] = []
    run: list[str] = []
    start = True
    for at, token in enumerate([*tokens, "."]):
        flat = lay_flat(token.lower())[0].removesuffix("'s")
        flat = flat.removesuffix("s") if flat.removesuffix("s") in WEEKDAYS else flat
        capital = token[:1].isupper()
        known = (
            (flat,) in subjects or (flat,) in predicates or flat in STOP or flat in NEGATIONS
            or flat in MONTHS or flat in WEEKDAYS or bool(bodies_in(f"run by {flat}"))
        )  # fmt: skip
        following = tokens[at + 1] if at + 1 < len(tokens) else "."
        if capital and flat in STOP and not run:
            pass
        elif capital and not (start and known and not following[:1].isupper()):
            next_flat = lay_flat(following.lower())[0]
            first_word = start and not following[:1].isupper()
            facility = subjects.get((next_flat,)) in FACILITIES or next_flat in _PLACE_WORDS
            if not (first_word and not facility):
                run.append(flat)
        elif flat in _GLUE and run and following[:1].isupper():
            pass
        elif run:
            runs.append(run)
            run = []
        start = token in {".", ";", "!", "?", ":"} or (start and flat in STOP)
    if run:
        runs.append(run)
    found = []
    for one in runs:
        plain = [
            w for w in one
            if w not in _PLACE_WORDS and w not in _GLUE and w not in MONTHS and w not in WEEKDAYS
            and subjects.get((w,)) not in FACILITIES and len(w) > 1 and w not in STOP
            and not bodies_in(f"run by {w}")
        ]  # fmt: skip
        strange = [w for w in plain if (w,) not in subjects]
        plain = [w for w in plain if subjects.get((w,)) not in _COMMON] if strange else plain
        if strange or (len(one) > 1 and plain and not bodies_in("run by " + " ".join(one))):
            found.append(frozenset(plain))
    return found


@lru_cache(maxsize=16)
def read_register(facts: tuple[Fact, ...], today: date | None) -> Register:
    """Return the facts in force on `today` (None: all), read."""
    in_force = [f for f in facts if not (today and f.expires and f.expires < today)]
    drafts = []
    for fact in in_force:
        flat = " ".join(lay_flat(fact.statement[:_LONGEST_FACT].lower())[0].split())
        said = read_statement(flat.rstrip(".! "))
        going_to = _MOVED_TO.search(flat)
        destination = frozenset(words_of(going_to[1])) if going_to else frozenset[str]()
        names = [n for n in _names(fact.statement[:_LONGEST_FACT]) if not n <= destination]
        names += [frozenset([n]) for n in route_names(flat)]
        names += [frozenset([w]) for w in words_of(flat) if re.fullmatch(r"[a-z]\d+[a-z]?", w)]
        named = {root(word) for name in names for word in name} | {w for n in names for w in n}
        named |= {root(word) for word in body_words(flat)}
        terms = frozenset(t for t in said.terms if t not in named and t not in destination)
        drafts.append((fact, said, names, terms, destination))
    shared = Counter(term for *_, terms, _ in drafts for term in terms)
    of_name = Counter(name for _, _, names, _, _ in drafts for name in set(names))
    held = []
    for fact, said, names, terms, destination in drafts:
        flat = " ".join(lay_flat(fact.statement[:_LONGEST_FACT].lower())[0].split())
        first = _BESIDES.split(flat, maxsplit=1)[0]
        main = read_statement(first.rstrip(".! ")).terms
        weights = {
            t: (0.4 if t in WEAK else 1.0) * (1.0 if t in main else 0.4) / shared[t] ** 0.5
            for t in terms
        }
        telling = frozenset(t for t in terms if shared[t] == 1)
        lone = all(of_name[name] == 1 for name in names)
        forms = tuple(
            tuple(frozenset(mutations(word)) for word in sorted(name))
            for name in dict.fromkeys(names)
        )
        known_by = terms.union(*(words for name in forms for words in name))
        held.append(
            HeldFact(
                fact, said, forms, terms, weights, telling, lone, destination,
                sum(weights.values()), known_by,
            )
        )  # fmt: skip
    spellings = {w for _, _, names, _, _ in drafts for name in names for w in name if len(w) >= 5}
    spellings |= {w for (w, *rest) in subject_phrases() if not rest and len(w) >= 6}
    every_word = frozenset(w for one in held for w in one.said.raw)
    about_them = {t for one in held for t in one.terms}
    anchors = {
        word
        for phrase, term in subject_phrases().items()
        for word in phrase
        if about_them & set(term.split("+")) or (term == "bin" and "waste" in about_them)
    }
    anchors |= {form for one in held for name in one.names for forms in name for form in forms}
    anchors |= {w for w in every_word if root(w) in about_them}
    by_letter = {
        first: tuple(sorted(w for w in spellings if w[0] == first))
        for first in {w[0] for w in spellings}
    }
    return Register(tuple(held), by_letter, every_word, frozenset(anchors))


@lru_cache(maxsize=16384)
def _spelled(word: str, register: Register) -> str:
    if (
        len(word) < 5
        or word in known_words()
        or word in register.words
        or (word,) in predicate_phrases()
        or word in STOP
    ):
        return word
    limit = 1 if len(word) < 9 else 2
    for other in register.spellings.get(word[0], ()):
        if (
            abs(len(other) - len(word)) <= limit
            and OSA.distance(word, other, score_cutoff=limit) <= limit
        ):
            return other
    return word


def mend(words: Iterable[str], register: Register) -> dict[str, str]:
    """Return misspelt words with the known word that each stands for."""
    return {w: m for w in words if (m := _spelled(w, register)) != w}


def _named(name: tuple[frozenset[str], ...], raw: frozenset[str]) -> bool:
    return not any(forms.isdisjoint(raw) for forms in name)


def _several(raw: frozenset[str]) -> bool:
    """Say whether facilities are spoken of as many: "our toilets" are not one named place's."""
    known = subject_phrases()
    return any(w.endswith("s") and known.get((w,)) in FACILITIES and w != "bus" for w in raw)


def about(held: HeldFact, terms: frozenset[str], raw: frozenset[str], *, elsewhere: bool) -> bool:
    """Say whether a clause with these words speaks of what the fact speaks of.

    `elsewhere` says that the comment names a place that no fact names.
    """
    if held.known_by.isdisjoint(terms) and held.known_by.isdisjoint(raw):
        return False
    named = sum(_named(name, raw) for name in held.names)
    said_here = terms & FACILITIES
    ours = held.terms & FACILITIES
    if held.destination:
        said_here = frozenset[str]()
    apart = bool(said_here) and bool(ours) and not said_here & ours
    strange = bool(said_here) and not ours and not said_here & held.terms
    covered = held.covered(terms)
    if apart:
        return False
    if held.names:
        if named == len(held.names) or (named and covered >= 0.4):
            if held.lone_name:
                return not strange or covered >= 0.3
            return covered >= 0.4 or bool(terms & held.telling - WEAK)
        if elsewhere or _several(raw):
            return False
        return covered >= 0.5 and bool(terms & held.telling - WEAK) and not strange
    if strange and covered < 0.7:
        return False
    return (covered >= 0.5 and bool(terms & held.telling)) or covered >= 0.65
