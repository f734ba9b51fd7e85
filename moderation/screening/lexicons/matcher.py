"""Finds the listed terms as whole words, in one pass whatever their number."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ahocorasick

from moderation.screening.findings import Finding, Reading, lay_flat
from moderation.screening.lexicons.harmless import is_harmless
from moderation.screening.lexicons.mutations import mutations
from moderation.screening.results import Span
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
    return Lexicon(english + welsh)
