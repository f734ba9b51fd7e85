"""Prints how well personal data is told from look-alikes, and disguised abuse from what is not.

Run `python -m moderation.screening.evaluation.signals.figures`. The sentences beside this file
were written before the rules they measure were improved, and no rule was tuned to them: only
the totals printed here were looked at.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from moderation.screening.evaluate import Figures
from moderation.screening.evaluation.signals.attacks import ATTACKS, attacked, plain
from moderation.screening.pipeline import Screener, default_screener
from moderation.screening.results import Text
from moderation.vocabulary import Category

FOLDER = Path(__file__).parent
LOOK_ALIKE = "look-alike"
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Sample:
    """One test comment, the heading it stands under, and its language."""

    text: str
    kind: str
    lang: str


def read_samples(path: Path) -> list[Sample]:
    """Return the comments in a file of "@ kind language" headings, in order."""
    found: list[Sample] = []
    kind = lang = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@ "):
            kind, lang = _heading(line[2:].strip())
        elif line.strip() and not line.startswith("#"):
            found.append(Sample(line, kind, lang))
    return found


def _heading(said: str) -> tuple[str, str]:
    kind, _, lang = said.rpartition(" ")
    return (kind, lang) if lang in {"en", "cy"} and kind else (said, said)


def f1(figures: Figures) -> float:
    """Return the harmonic mean of precision and recall; 0 where nothing is right."""
    wrong = figures.missed + figures.wrong
    return 2 * figures.right / (2 * figures.right + wrong) if figures.right else 0.0


def personal_data_figures(screener: Screener) -> Mapping[str, Figures]:
    """Return figures of the personal-data flag: "all", then by language, then by kind."""
    samples = read_samples(FOLDER / "personal_data.txt")
    found: dict[str, Figures] = defaultdict(Figures)
    screenings = screener.screen([Text(one.text) for one in samples])
    for one, screening in zip(samples, screenings, strict=True):
        does = any(flag.category is Category.PERSONAL_DATA for flag in screening.flags)
        for name in ("all", one.lang, one.kind):
            found[name] = found[name].plus(should=one.kind != LOOK_ALIKE, does=does)
    return dict(found)


def disguise_figures(screener: Screener) -> Mapping[str, Figures]:
    """Return figures of any flag on disguised abuse ("all", by attack) and on its twins."""
    found: dict[str, Figures] = defaultdict(Figures)
    for names, text, should in _disguised():
        does = screener.screen([Text(text)])[0].flag
        for name in names:
            found[name] = found[name].plus(should=should, does=does)
    return dict(found)


def _disguised() -> Iterator[tuple[tuple[str, ...], str, bool]]:
    sentences = [one.text for one in read_samples(FOLDER / "abuse.txt")]
    for sentence in sentences:
        yield ("undisguised",), plain(sentence), True
    for name in ATTACKS:
        for sentence in sentences:
            text = attacked(sentence, name, seed=SEED)
            if text is not None:
                yield ("all attacks", name), text, True
    for one in read_samples(FOLDER / "twins.txt"):
        yield ("harmless twins", f"twins: {one.kind}"), one.text, False


def line(name: str, figures: Figures) -> str:
    """Return one slice's figures as a line of text."""

    def share(value: float | None) -> str:
        return "    -" if value is None else f"{value:5.3f}"

    should, rest = figures.right + figures.missed, figures.wrong + figures.left
    return (
        f"{name:24} found {share(figures.recall)} of {should:3}"
        f"   wrongly flagged {share(figures.wrongly_flagged)} of {rest:3}"
    )


def report(screener: Screener) -> str:
    """Return all figures as lines of text."""
    personal = personal_data_figures(screener)
    parts = [f"Personal data: F1 {f1(personal['all']):.3f}"]
    parts += [line(name, figures) for name, figures in personal.items()]
    parts += ["", "Disguised abuse"]
    parts += [line(name, figures) for name, figures in disguise_figures(screener).items()]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(report(default_screener()) + "\n")
