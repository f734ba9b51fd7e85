"""Reads the vocabulary and the frames that ship, and finds them in a text.

`words.txt` holds "[MEANING]" and, under it, its words and phrases with commas; "^" before one
adds its Welsh mutations; "[MEANING] = slots" names what a frame of slots amounts to. The other
files hold one subject each: "name score | slots", and "@ slots" for what every frame below it
asks or forbids as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from moderation.screening.findings import Finding, Reading
from moderation.screening.frames.frame import Frame, FrameUnreadable, read_frame
from moderation.screening.frames.tokens import SHAPES, Sentence, Vocabulary, sentences
from moderation.screening.lexicons.mutations import mutations
from moderation.vocabulary import Category

VERSION = "2026.11.3"
FOLDER = Path(__file__).parent
SOURCE = f"frames {VERSION}"
#: Frames that say a text is harmless rather than what is wrong with it.
HARMLESS = "harmless"
SUBJECTS = (Category.THREAT, Category.SAFEGUARDING, Category.DEFAMATION)

#: Places in one sentence at which one meaning is made of others.
_MOST_MADE = 20

Hits = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Read:
    sentence: Sentence
    hits: Hits


class Book:
    """The vocabulary with its frames. Read-only after building.

    Raises:
        FrameUnreadable: a file is not written as its kind is, or names an unknown meaning.
    """

    def __init__(self, words: str, subjects: dict[str, str]) -> None:
        meanings, self._made = _read_words(words)
        self._frames = {name: _read_frames(name, text) for name, text in subjects.items()}
        every = [*self._made, *(one for frames in self._frames.values() for one in frames)]
        _add_plain_words(meanings, every)
        known = {*meanings, *(one.name for one in self._made), *SHAPES}
        for one in every:
            if unknown := _names(one) - known:
                raise FrameUnreadable(f"{one.name}: unknown {', '.join(sorted(unknown))}")
        self._vocabulary = Vocabulary(meanings)

    def find(self, reading: Reading) -> list[Finding]:
        """Return the strongest finding of each subject; scores under 0.5 only rank."""
        read, in_text = self._read(reading)
        found = [
            self._strongest(Category(name), frames, reading, read, in_text)
            for name, frames in self._frames.items()
            if not name.startswith(HARMLESS)
        ]
        return [one for one in found if one is not None]

    def harmless(self, reading: Reading, category: Category) -> list[tuple[int, int]]:
        """Return the flat [start, end) of each sentence that only seems to speak of `category`.

        In order; the pieces of one long sentence may overlap.
        """
        frames = self._frames.get(f"{HARMLESS}-{category.value}", ())
        read, in_text = self._read(reading)
        return [
            (one.sentence.places[0][0], one.sentence.places[-1][1])
            for one in read
            if any(frame.match(one.hits, in_text, len(one.sentence.words)) for frame in frames)
        ]

    def speaks_of(self, reading: Reading, meaning: str) -> bool:
        """Say whether `meaning` stands anywhere in the text."""
        return any(meaning in self._hits(sentence) for sentence in sentences(reading))

    def _strongest(
        self,
        category: Category,
        frames: Sequence[Frame],
        reading: Reading,
        read: Sequence[_Read],
        in_text: frozenset[str],
    ) -> Finding | None:
        for frame in frames:
            for one in read:
                match = frame.match(one.hits, in_text, len(one.sentence.words))
                if match is not None:
                    start = one.sentence.places[match[0]][0]
                    end = one.sentence.places[match[1] - 1][1]
                    spans = (reading.span(start, end),)
                    return Finding(category, frame.score, spans, SOURCE, frame.name)
        return None

    def _read(self, reading: Reading) -> tuple[list[_Read], frozenset[str]]:
        read = [_Read(sentence, self._hits(sentence)) for sentence in sentences(reading)]
        return read, frozenset(name for one in read for name in one.hits)

    def _hits(self, sentence: Sentence) -> Hits:
        hits: Hits = defaultdict(list)
        for first, end, name in self._vocabulary.find(sentence):
            hits[name].append((first, end))
        for made in self._made:
            if any(names.isdisjoint(hits) for names in made.needs):
                continue
            places = made.places(hits, len(sentence.words))[:_MOST_MADE]
            if places:
                hits[made.name] += [place for place in places if place not in hits[made.name]]
        return dict(hits)


def _read_words(text: str) -> tuple[dict[str, list[str]], list[Frame]]:
    meanings: dict[str, list[str]] = {}
    made: list[Frame] = []
    name = ""
    for line in _lines(text):
        if line.startswith("["):
            name, _, slots = line[1:].partition("]")
            if slots.strip():
                made.append(read_frame(name, 1.0, slots.strip().removeprefix("=")))
                continue
            meanings.setdefault(name, [])
        elif not name:
            raise FrameUnreadable(f"words: {line!r} stands under no meaning")
        else:
            for phrase in (each.strip() for each in line.split(",")):
                if phrase:
                    meanings[name] += mutations(phrase[1:]) if phrase[0] == "^" else (phrase,)
    return meanings, made


def _read_frames(subject: str, text: str) -> tuple[Frame, ...]:
    found: list[Frame] = []
    common = ""
    for line in _lines(text):
        if line.startswith("@"):
            common = line[1:].strip()
            continue
        head, bar, slots = line.partition("|")
        name, _, score = head.strip().partition(" ")
        if not bar or not score:
            raise FrameUnreadable(f"{subject}: cannot read {line!r}")
        found.append(read_frame(f"{subject}/{name}", float(score), f"{slots} {common}"))
    return tuple(sorted(found, key=lambda frame: -frame.score))


def _lines(text: str) -> Iterable[str]:
    for raw in text.splitlines():
        line = raw.strip()
        if line and not line.startswith("#"):
            yield line


def _names(frame: Frame) -> set[str]:
    named = {name for names, _ in frame.slots for name in names}
    return named.union(*frame.needs, *frame.in_text, frame.not_beside, frame.not_in_text)


def _add_plain_words(meanings: dict[str, list[str]], frames: Iterable[Frame]) -> None:
    for frame in frames:
        for name in _names(frame):
            if not name.isupper() and name not in SHAPES and "_".join(name.split()) == name:
                if any(letter.isupper() for letter in name):
                    continue
                meanings.setdefault(name, [name.replace("_", " ")])


@lru_cache(maxsize=1)
def shipped_book() -> Book:
    """Return the frames that ship, read once a process."""
    words = (FOLDER / "words.txt").read_text("utf-8")
    names = [*(category.value for category in SUBJECTS), HARMLESS + "-threat"]
    names.append(HARMLESS + "-safeguarding")
    return Book(words, {name: (FOLDER / f"{name}.txt").read_text("utf-8") for name in names})
