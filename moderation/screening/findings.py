"""What every stage reads, and what every stage hands on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.screening.normalise import Normalised
from moderation.screening.results import Span
from moderation.vocabulary import Category

_PLAIN = str.maketrans(
    "áàâäéèêëíìîïóòôöúùûüýỳŷÿẁẃŵẅçñćčšžłąęńśźżđøåæœ’‘`´“”„«»\n\t\r\u00a0",
    'aaaaeeeeiiiioooouuuuyyyywwwwcnccszlaenszzdoaao\'\'\'\'"""""    ',
)
_GAPS = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A repaired text laid flat for the rules.

    Attributes:
        flat: lower case, accents and curly quotes made plain, runs of blanks one space.
        language: "en", "cy" or "mixed".
    """

    normal: Normalised
    flat: str
    language: str
    _places: Sequence[int] | None

    def span(self, start: int, end: int) -> Span:
        """Return the original span of the flat characters [start, end)."""
        if self._places is None:
            return self.normal.span(start, end)
        return self.normal.span(self._places[start], self._places[end - 1] + 1)

    def written(self, start: int, end: int) -> str:
        """Return the flat characters [start, end) in the author's own capitals."""
        if self._places is None:
            return self.normal.text[start:end]
        return "".join(self.normal.text[at] for at in self._places[start:end])


def lay_flat(lower: str) -> tuple[str, Sequence[int] | None]:
    """Return the flat text and, where blanks were squeezed, each character's place."""
    flat = lower.translate(_PLAIN)
    if "  " not in flat:
        return flat, None
    places: list[int] = []
    at = 0
    for gap in _GAPS.finditer(flat):
        places.extend(range(at, gap.start() + 1))
        at = gap.end()
    places.extend(range(at, len(flat)))
    return "".join([flat[i] for i in places]), places


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a stage saw. `spans` are original offsets; empty means the whole text."""

    category: Category
    score: float
    spans: tuple[Span, ...]
    source: str
    rule: str


def merge_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans in order with overlapping ones joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
