"""Finds the listed terms as whole words, in one pass whatever their number."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import ahocorasick

from moderation.screening.findings import Finding, Reading, lay_flat
from moderation.screening.lexicons.harmless import is_a_name_here, is_harmless
from moderation.screening.lexicons.mutations import mutations
from moderation.screening.results import Span
from moderation.screening.words import words
from moderation.vocabulary import Category

FOLDER = Path(__file__).parent
VERSION = "2026.11"
#: Spans shown for one category and rule: enough to see, few enough for a hostile text.
MOST_SPANS = 50


@dataclass(frozen=True, slots=True)
class Term:
    """What one listed term says. `language` is "" where it counts in any text."""

    category: Category
    score: float
    source: str
    rule: str
    language: str


def _forms(written: str, *, welsh: bool) -> list[str]:
    plural, mutates = written.endswith("~"), written.startswith("^")
    stem = written.strip("~^ ").lower()
    forms = list(mutations(stem)) if mutates else [stem]
    if plural:
        endings = ("s", "au", "iaid", "od") if welsh else ("s", "'s", "es")
        forms += [form + ending for form in list(forms) for ending in endings]
    return forms


def read_terms(path: Path, source: str, *, welsh: bool) -> list[tuple[str, Term]]:
    """Return every form in a list with what it says, in the list's order.

    Raises:
        ValueError: a term stands before the first "@" line, or an option is unknown.
    """
    terms: list[tuple[str, Term]] = []
    said: Term | None = None
    for raw in path.read_text("utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@ "):
            category, score, rule, *options = line[2:].split()
            language = ""
            for option in options:
                key, _, value = option.partition("=")
                if key != "lang":
                    raise ValueError(f"{path.name}: the option {key} is not known")
                language = value
            said = Term(Category(category), float(score), source, rule, language)
            continue
        if said is None:
            raise ValueError(f"{path.name}: a term stands before the first section")
        for written in line.split(","):
            if written.strip():
                terms += [(form, said) for form in _forms(written.strip(), welsh=welsh)]
    return terms


#: Misspelt strong words that are other words, or names.
_REAL_WORDS = frozenset(
    words(
        """
        sitting prices waking wakers fuckit bitching belled wankie niger nigers wanked
        wander banker shirty shifty bitchy batches botches birches bullocks prick
        pricks pickers fagot bastar arsenal bender spastic retards retired retire
        tossed tosses fucsia fuchsia shite whores hores whore horse horses wores
        scumba sluts lsuts skank skanks twats twits pakis raker bollards asshole wogs
        posters poster pooter poofs scrots mongols faggots darkies drakies dakies
        darkes darkis trainee trannies pisses knobs
        """
    )
)


def misspellings(word: str) -> set[str]:
    """Return `word` with two inner letters swapped, an inner one dropped, or one doubled."""
    inner = range(1, len(word) - 1)
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 2)}
    dropped = {word[:i] + word[i + 1 :] for i in inner} if len(word) >= 7 else set()
    doubled = {word[:i] + word[i] + word[i:] for i in inner}
    bare = {word[0] + re.sub("[aeiou]", "", word[1:-1]) + word[-1]}
    found = swapped | dropped | doubled | {w for w in bare if len(w) >= 4}
    return found - _REAL_WORDS - {word}


def with_misspellings(terms: list[tuple[str, Term]]) -> list[tuple[str, Term]]:
    """Return `terms` with misspellings of the strong single words, which never replace a term."""
    listed = {form for form, _ in terms}
    more: list[tuple[str, Term]] = []
    for form, said in terms:
        if len(form) >= 6 and form.isalpha() and form.isascii() and said.score >= 0.6:
            misspelt = replace(said, score=0.6, rule=f"{said.rule}-misspelt")
            more += [(w, misspelt) for w in sorted(misspellings(form)) if w not in listed]
    return terms + more


class Lexicon:
    """The two lists in one automaton. Read-only after building."""

    def __init__(self, terms: list[tuple[str, Term]]) -> None:
        by_form: dict[str, list[Term]] = {}
        for form, said in terms:
            flat = lay_flat(form)[0]
            kept = by_form.setdefault(flat, [])
            if said not in kept:
                kept.append(said)
        self._finder = ahocorasick.Automaton()
        for form, kept in by_form.items():
            self._finder.add_word(form, (len(form), tuple(kept)))
        self._finder.make_automaton()

    def find(self, reading: Reading) -> list[Finding]:
        """Return one finding a rule, with the spans of all its terms."""
        flat = reading.flat
        spans: dict[Term, list[Span]] = {}
        for last, (length, kept) in self._finder.iter(flat):
            start, end = last - length + 1, last + 1
            if (start and flat[start - 1].isalnum()) or (end < len(flat) and flat[end].isalnum()):
                continue
            for said in kept:
                if said.language and reading.language not in {said.language, "mixed"}:
                    continue
                if len(spans.get(said, ())) >= MOST_SPANS:
                    continue
                if is_harmless(flat, start, end, reading.language, said.category):
                    continue
                misspelt = said.rule.endswith("-misspelt")
                written = reading.written(start, end)
                if is_a_name_here(flat, start, end, written, misspelt=misspelt):
                    continue
                spans.setdefault(said, []).append(reading.span(start, end))
        return [
            Finding(said.category, said.score, tuple(found), said.source, said.rule)
            for said, found in spans.items()
        ]


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the two lists that ship with the product, in English and Welsh."""
    english = read_terms(FOLDER / "english.txt", f"lexicon-en {VERSION}", welsh=False)
    welsh = read_terms(FOLDER / "welsh.txt", f"lexicon-cy {VERSION}", welsh=True)
    return Lexicon(with_misspellings(english) + welsh)
