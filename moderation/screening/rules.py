"""Runs the pattern rules, each only where one of its anchor words stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick

from moderation.screening.findings import Finding, Reading
from moderation.vocabulary import Category

#: How far round an anchor a pattern may look, in characters.
REACH = 160
#: Anchors of one rule that are looked at in one text: a hostile text repeats one for ever.
MOST_ANCHORS = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over flat text (see findings.Reading).

    Attributes:
        name: unique, as "threat/harm-verb"; an officer sees it.
        anchors: one of these words must stand in the text, or the pattern cannot match.
        unless: a pattern that, found near the match, makes it harmless.
        language: "en", "cy", or "" for both.
    """

    name: str
    category: Category
    score: float
    pattern: re.Pattern[str]
    anchors: tuple[str, ...]
    unless: re.Pattern[str] | None = None
    language: str = ""


def rule(
    name: str,
    category: Category,
    score: float,
    pattern: str,
    anchors: str,
    *,
    unless: str | None = None,
    language: str = "",
) -> Rule:
    """Return a rule with its patterns compiled; anchors are separated by commas."""
    return Rule(
        name,
        category,
        score,
        re.compile(pattern),
        tuple(anchor.strip() for anchor in anchors.split(",")),
        re.compile(unless) if unless else None,
        language,
    )


class RuleSet:
    """Rules found by their anchors in one pass over the text. Read-only after building."""

    def __init__(self, source: str, rules: Sequence[Rule]) -> None:
        self.source = source
        self._rules = tuple(rules)
        by_anchor: dict[str, list[int]] = {}
        for index, one in enumerate(self._rules):
            for anchor in one.anchors:
                by_anchor.setdefault(anchor, []).append(index)
        self._finder = ahocorasick.Automaton()
        for anchor, indices in by_anchor.items():
            self._finder.add_word(anchor, (len(anchor), tuple(indices)))
        self._finder.make_automaton()

    def find(self, reading: Reading) -> list[Finding]:
        """Return what the rules find, in the order of the rules."""
        anchored: dict[int, list[tuple[int, int]]] = {}
        for last, (length, indices) in self._finder.iter(reading.flat):
            for index in indices:
                _widen(anchored.setdefault(index, []), last - length + 1, last + 1)
        found: list[Finding] = []
        for index in sorted(anchored):
            one = self._rules[index]
            if one.language and reading.language not in {one.language, "mixed"}:
                continue
            found.extend(self._apply(one, reading, anchored[index]))
        return found

    def _apply(
        self, one: Rule, reading: Reading, near: Iterable[tuple[int, int]]
    ) -> Iterable[Finding]:
        for start, end in near:
            match = one.pattern.search(reading.flat, start, end)
            if match is None or match.start() == match.end():
                continue
            around = reading.flat[max(0, match.start() - 70) : match.end() + 70]
            if one.unless and one.unless.search(around):
                continue
            span = reading.span(match.start(), match.end())
            yield Finding(one.category, one.score, (span,), self.source, one.name)
            return


def _widen(spans: list[tuple[int, int]], start: int, end: int) -> None:
    start, end = max(0, start - REACH), end + REACH
    if spans and start <= spans[-1][1] and end - spans[-1][0] <= 4 * REACH:
        spans[-1] = (spans[-1][0], end)
    elif len(spans) < MOST_ANCHORS:
        spans.append((start, end))
