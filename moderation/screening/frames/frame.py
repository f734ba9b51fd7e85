"""One frame: meanings that stand in order, close together, with none that makes it harmless.

A frame is written as slots from left to right. A slot is a meaning (capitals) or a word (small
letters, "_" between the words of a phrase), or several of them with "|". Between two slots stand
at most three other words, or as many as "~" says. "&X" asks for X anywhere in the sentence,
"&&X" anywhere in the text; "!X" and "!!X" forbid it there.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from moderation.screening.frames.tokens import ANY

_GAP = 3
_SLOT = re.compile(r"(?P<mark>&&|&|!!|!)?(?P<names>[\w'*|-]+)(?:~(?P<gap>\d+))?")

Hits = Mapping[str, Sequence[tuple[int, int]]]


class FrameUnreadable(ValueError):
    """A frame is not written as frames are; the message holds it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`slots` are (meanings, words that may stand before it); the rest must hold or must not.

    Attributes:
        needs: of each of these, one meaning must be in the sentence.
        in_text: of each of these, one meaning must be in the text.
    """

    name: str
    score: float
    slots: tuple[tuple[tuple[str, ...], int], ...]
    needs: tuple[frozenset[str], ...] = ()
    in_text: tuple[frozenset[str], ...] = ()
    not_beside: frozenset[str] = frozenset()
    not_in_text: frozenset[str] = frozenset()

    def match(self, hits: Hits, in_text: Set[str], length: int) -> tuple[int, int] | None:
        """Return the [first, end) words of the first match in a sentence, or None."""
        beside = hits.keys()
        for names in self.needs:
            if names.isdisjoint(beside):
                return None
        if not (self.not_beside.isdisjoint(beside) and self.not_in_text.isdisjoint(in_text)):
            return None
        if any(names.isdisjoint(in_text) for names in self.in_text):
            return None
        places = self.places(hits, length)
        return min(places, key=lambda place: place[::-1]) if places else None

    def places(self, hits: Hits, length: int) -> list[tuple[int, int]]:
        """Return every [first, end) at which the slots stand in order, one for each end."""
        reached: dict[int, int] = {}
        for number, (names, gap) in enumerate(self.slots):
            after: dict[int, int] = {}
            for first, end in _hits_of(names, hits, length):
                if number == 0:
                    after.setdefault(end, first)
                    continue
                for back in range(first, max(-1, first - gap - 1), -1):
                    if back in reached:
                        after.setdefault(end, reached[back])
                        break
            if not after:
                return []
            reached = after
        return [(first, end) for end, first in reached.items() if first < end]


def _hits_of(names: Sequence[str], hits: Hits, length: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for name in names:
        if name == ANY:
            found += [(at, at + 1) for at in range(length)]
        else:
            found += hits.get(name, ())
    return found


def read_frame(name: str, score: float, written: str) -> Frame:
    """Return the frame that `written` describes (see the module's own words).

    Raises:
        FrameUnreadable: a slot cannot be read, or there is none.
    """
    slots: list[tuple[tuple[str, ...], int]] = []
    needs: list[frozenset[str]] = []
    in_text: list[frozenset[str]] = []
    not_beside: set[str] = set()
    not_in_text: set[str] = set()
    for part in written.split():
        match = _SLOT.fullmatch(part)
        if match is None:
            raise FrameUnreadable(f"{name}: cannot read {part!r}")
        names = tuple(match["names"].split("|"))
        if match["mark"] == "&":
            needs.append(frozenset(names))
        elif match["mark"] == "&&":
            in_text.append(frozenset(names))
        elif match["mark"] == "!":
            not_beside.update(names)
        elif match["mark"] == "!!":
            not_in_text.update(names)
        else:
            slots.append((names, _GAP if match["gap"] is None else int(match["gap"])))
            if ANY not in names:
                needs.append(frozenset(names))
    if not slots:
        raise FrameUnreadable(f"{name}: no slot stands in order")
    return Frame(
        name,
        score,
        tuple(slots),
        tuple(needs),
        tuple(in_text),
        frozenset(not_beside),
        frozenset(not_in_text),
    )
