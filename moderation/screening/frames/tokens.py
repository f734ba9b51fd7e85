"""A reading cut into words and sentences, and which meanings each word may have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from moderation.screening.bare_names import NOBODY
from moderation.screening.findings import Reading, lay_flat

#: Words of one sentence that are read together; a longer one is read in overlapping pieces.
LONGEST = 60
_OVERLAP = 20
#: Sentences of one text that are read: a hostile text has no end.
MOST_SENTENCES = 400
#: Meanings of one sentence that are weighed.
MOST_HITS = 400
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?;…|]|[\U0001f600-\U0001f64f\U0001f923\U0001f92a]")
_END = frozenset(".!?;…|")
#: "we're" without its mark is another word.
_OTHER_WORDS = frozenset(["were", "well", "hell", "shell", "wed", "shed", "id"])
#: Meanings that are known by a word's shape or place alone.
ANY = "any"
START = "START"
CAPITAL = "CAPITAL"
SURNAME = "SURNAME"
FIRST_SURNAME = "FIRST_SURNAME"
NUMBER = "NUMBER"
YOUNG_NUMBER = "YOUNG_NUMBER"
TEEN_NUMBER = "TEEN_NUMBER"
OLD_NUMBER = "OLD_NUMBER"
SHAPES = frozenset(
    [ANY, START, CAPITAL, SURNAME, FIRST_SURNAME, NUMBER, YOUNG_NUMBER, TEEN_NUMBER, OLD_NUMBER]
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words in order; `places` are each word's [start, end) in the flat text."""

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    capitals: tuple[bool, ...]


@dataclass(slots=True)
class _Node:
    names: set[str] = field(default_factory=set)
    after: dict[str, "_Node"] = field(default_factory=dict)


class Vocabulary:
    """Meanings by name, each a list of words and phrases. Read-only after building.

    A phrase ends in "*" to stand for every word that begins so.
    """

    def __init__(self, meanings: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._beginnings: set[str] = set()
        self._plain = frozenset(phrase for phrases in meanings.values() for phrase in phrases)
        for name, phrases in meanings.items():
            for written in phrases:
                phrase = lay_flat(written)[0].replace("-", " ")
                self._add(name, phrase)
                bare = phrase.replace("'", "")
                if bare != phrase and bare not in _OTHER_WORDS:
                    self._add(name, bare)

    def _add(self, name: str, phrase: str) -> None:
        node = self._root
        for word in phrase.split():
            if word.endswith("*"):
                self._beginnings.add(word)
            node = node.after.setdefault(word, _Node())
        node.names.add(name)

    def find(self, sentence: Sentence) -> list[tuple[int, int, str]]:
        """Return (first word, end, meaning) in order of the first word."""
        keys = [self._keys(word) for word in sentence.words]
        found: list[tuple[int, int, str]] = [(0, 0, START)]
        for at, word in enumerate(sentence.words):
            shapes = self._by_shape(word, at == 0, sentence.capitals[at])
            found += [(at, at + 1, name) for name in shapes]
            nodes, end = [self._root], at
            while nodes and end < len(keys):
                nodes = [
                    node.after[key] for node in nodes for key in keys[end] if key in node.after
                ]
                end += 1
                names = {name for node in nodes for name in node.names}
                found += [(at, end, name) for name in sorted(names)]
            if len(found) > MOST_HITS:
                break
        return found

    def _by_shape(self, word: str, first: bool, capital: bool) -> list[str]:
        shapes = []
        if capital:
            shapes.append(CAPITAL)
            plain = word.removesuffix("'s")
            if len(plain) > 3 and plain not in self._plain and plain not in NOBODY:
                shapes.append(FIRST_SURNAME if first else SURNAME)
        if word.isdecimal() and len(word) <= 3:
            shapes.append(NUMBER)
            if 2 <= int(word) <= 17:
                shapes.append(YOUNG_NUMBER)
                if int(word) >= 8:
                    shapes.append(TEEN_NUMBER)
            elif 65 <= int(word) <= 105:
                shapes.append(OLD_NUMBER)
        return shapes

    def _keys(self, word: str) -> list[str]:
        keys = [word]
        if word.endswith("'s"):
            keys.append(word[:-2])
        for size in range(2, min(len(word), 18) + 1):
            beginning = word[:size] + "*"
            if beginning in self._beginnings:
                keys.append(beginning)
        return keys


def sentences(reading: Reading) -> list[Sentence]:
    """Return the text's sentences in order, the long ones in overlapping pieces."""
    found: list[Sentence] = []
    words: list[str] = []
    places: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(reading.flat):
        if match[0] in _END:
            found += _pieces(reading, words, places)
            words, places = [], []
            if len(found) >= MOST_SENTENCES:
                return found[:MOST_SENTENCES]
        else:
            words.append(match[0])
            places.append(match.span())
    found += _pieces(reading, words, places)
    return found[:MOST_SENTENCES]


def _pieces(
    reading: Reading, words: Sequence[str], places: Sequence[tuple[int, int]]
) -> list[Sentence]:
    step = LONGEST - _OVERLAP
    starts = range(0, max(1, len(words) - _OVERLAP), step) if words else ()
    return [
        Sentence(
            tuple(words[at : at + LONGEST]),
            tuple(places[at : at + LONGEST]),
            tuple(reading.written(*place)[:1].isupper() for place in places[at : at + LONGEST]),
        )
        for at in starts[:MOST_SENTENCES]
    ]
