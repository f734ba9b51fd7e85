"""Prints how well screening does on our own test comments, by category, kind and group.

Run `python -m moderation.screening.evaluate [FILE.jsonl]`. Each line holds "text", "lang",
"categories" (what a person would flag it as; none for an ordinary comment), for sentences that
differ only in whom they name "group", and, where the council's own state matters,
"pre_election" and "facts".
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moderation.screening.pipeline import Screener, default_screener
from moderation.screening.results import Fact, Policy, Screening, Text
from moderation.vocabulary import Category

OWN_TEST = Path(__file__).parent / "evaluation" / "comments.jsonl"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A test comment and what a person would say of it."""

    text: str
    lang: str
    categories: frozenset[Category]
    kind: str
    group: str
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one slice: of comments that should be flagged, and of the rest."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    left: int = 0

    @property
    def recall(self) -> float | None:
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def wrongly_flagged(self) -> float | None:
        return self.wrong / (self.wrong + self.left) if self.wrong + self.left else None

    def plus(self, *, should: bool, does: bool) -> "Figures":
        return Figures(
            self.right + (should and does),
            self.missed + (should and not does),
            self.wrong + (does and not should),
            self.left + (not should and not does),
        )


def read_labelled(path: Path) -> list[Labelled]:
    """Return the test comments in a JSON-lines file, in order."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Labelled(
            row["text"],
            row["lang"],
            frozenset(Category(name) for name in row["categories"]),
            row.get("kind", ""),
            row.get("group", ""),
            Policy(
                facts=tuple(Fact(statement, "the council") for statement in row.get("facts", ())),
                pre_election=row.get("pre_election", False),
            ),
        )
        for row in rows
    ]


def screen_all(comments: Sequence[Labelled], screener: Screener) -> list[Screening]:
    """Return each comment's screening under its own policy, in the same order."""
    found: dict[int, Screening] = {}
    for policy in dict.fromkeys(comment.policy for comment in comments):
        places = [at for at, comment in enumerate(comments) if comment.policy == policy]
        texts = [Text(comments[at].text) for at in places]
        found.update(zip(places, screener.screen(texts, policy), strict=True))
    return [found[at] for at in range(len(comments))]


def slice_figures(
    comments: Sequence[Labelled],
    screenings: Sequence[Screening],
    key: Callable[[Labelled], str],
) -> Mapping[str, Figures]:
    """Return the figures of whether a comment is flagged at all, by `key`, in order seen."""
    found: dict[str, Figures] = defaultdict(Figures)
    for comment, one in zip(comments, screenings, strict=True):
        name = key(comment)
        if name:
            found[name] = found[name].plus(should=bool(comment.categories), does=one.flag)
    return dict(found)


def category_figures(
    comments: Sequence[Labelled], screenings: Sequence[Screening]
) -> Mapping[str, Figures]:
    """Return the figures of each category's own flags."""
    found: dict[str, Figures] = {}
    for category in Category:
        figures = Figures()
        for comment, one in zip(comments, screenings, strict=True):
            does = any(flag.category is category for flag in one.flags)
            figures = figures.plus(should=category in comment.categories, does=does)
        found[category.value] = figures
    return found


def figures_line(name: str, figures: Figures) -> str:
    """Return one line of a report."""

    def share(value: float | None) -> str:
        return "    -" if value is None else f"{value:5.3f}"

    return (
        f"{name:24} recall {share(figures.recall)} of {figures.right + figures.missed:3}"
        f"   wrongly flagged {share(figures.wrongly_flagged)} of {figures.wrong + figures.left:3}"
    )


def report(comments: Sequence[Labelled], screener: Screener) -> str:
    """Return the figures as lines of text."""
    screenings = screen_all(comments, screener)
    parts = [f"{len(comments)} comments, {screener.version}"]
    tables: list[tuple[str, Mapping[str, Figures]]] = [
        ("By language", slice_figures(comments, screenings, lambda c: c.lang)),
        ("By category", category_figures(comments, screenings)),
        ("By kind", slice_figures(comments, screenings, lambda c: c.kind)),
        ("By group", slice_figures(comments, screenings, lambda c: c.group)),
    ]
    for title, table in tables:
        parts += ["", title, *(figures_line(name, figures) for name, figures in table.items())]
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=OWN_TEST)
    figures = report(read_labelled(parser.parse_args().file), default_screener())
    sys.stdout.write(figures + "\n")


if __name__ == "__main__":
    main()
