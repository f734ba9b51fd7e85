"""Prints how well risks are told: threats, signs of risk, allegations, and their harmless twins.

Run `python -m moderation.screening.risk_figures [FILE.jsonl]`. Each line holds "text", "lang"
("en", "cy" or "mixed"), "categories" (what a person would flag it as; none for a harmless one)
and "kind". Without a file it reads the two that ship. Totals alone are printed, never a comment:
they are tests, and no rule is written to a test.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from moderation.screening.evaluate import Figures, Labelled, read_labelled, screen_all
from moderation.screening.pipeline import Screener, default_screener
from moderation.screening.results import Screening
from moderation.vocabulary import Category

RISKS = (Category.THREAT, Category.SAFEGUARDING, Category.DEFAMATION)
OWN_TEST = Path(__file__).parent / "evaluation" / "risks.jsonl"
#: Written after the frames and never looked at row by row: keep it so.
UNSEEN = Path(__file__).parent / "evaluation" / "risks_unseen.jsonl"


def auc(harmful: Sequence[float], harmless: Sequence[float]) -> float | None:
    """Return how often a harmful comment's score is above a harmless one's; ties count half."""
    if not harmful or not harmless:
        return None
    above = sum((a > b) + 0.5 * (a == b) for a in harmful for b in harmless)
    return above / (len(harmful) * len(harmless))


def found_figures(
    comments: Sequence[Labelled],
    screenings: Sequence[Screening],
    key: Callable[[Labelled], str],
) -> Mapping[str, Figures]:
    """Return the figures of whether any flag is raised, by `key`, in order seen."""
    found: dict[str, Figures] = {}
    for comment, one in zip(comments, screenings, strict=True):
        so_far = found.setdefault(key(comment), Figures())
        found[key(comment)] = so_far.plus(should=bool(comment.categories), does=one.flag)
    return found


def named_right(
    comments: Sequence[Labelled], screenings: Sequence[Screening], category: Category
) -> tuple[int, int]:
    """Return of the comments of `category` that are flagged at all (right, flagged)."""
    flagged = [
        {flag.category for flag in one.flags}
        for comment, one in zip(comments, screenings, strict=True)
        if category in comment.categories and one.flags
    ]
    return sum(category in categories for categories in flagged), len(flagged)


def f1(figures: Figures) -> float | None:
    """Return the harmonic mean of precision and recall; None where there is nothing."""
    total = 2 * figures.right + figures.missed + figures.wrong
    return 2 * figures.right / total if total else None


def _share(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.3f}"


def _line(name: str, figures: Figures) -> str:
    return (
        f"{name:52} found {_share(figures.recall)} of {figures.right + figures.missed:3}"
        f"   wrongly flagged {_share(figures.wrongly_flagged)} of {figures.wrong + figures.left:3}"
    )


def _category_lines(comments: Sequence[Labelled], screenings: Sequence[Screening]) -> list[str]:
    lines = []
    harmless = [one for row, one in zip(comments, screenings, strict=True) if not row.categories]
    for category in RISKS:
        harmful = [
            one for row, one in zip(comments, screenings, strict=True) if category in row.categories
        ]
        right, flagged = named_right(comments, screenings, category)
        rank = auc([o.scores[category] for o in harmful], [o.scores[category] for o in harmless])
        lines.append(
            f"{category.value:14} found {_share(flagged / len(harmful) if harmful else None)} of "
            f"{len(harmful):3}   named right {_share(right / flagged if flagged else None)}"
            f"   AUC {_share(rank)}"
        )
    return lines


def report(comments: Sequence[Labelled], screener: Screener) -> str:
    """Return the figures as lines of text."""
    screenings = screen_all(comments, screener)
    by_language = found_figures(comments, screenings, lambda row: row.lang)
    parts = [f"{len(comments)} comments, {screener.version}", "", "By category"]
    parts += _category_lines(comments, screenings)
    parts += ["", "By language"]
    parts += [f"{_line(name, one)}   F1 {_share(f1(one))}" for name, one in by_language.items()]
    kinds = found_figures(comments, screenings, lambda row: f"{row.lang} {row.kind}")
    parts += ["", "By kind", *(_line(name, one) for name, one in kinds.items())]
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    chosen: Path | None = parser.parse_args().file
    for path in (chosen,) if chosen else (OWN_TEST, UNSEEN):
        figures = report(read_labelled(path), default_screener())
        sys.stdout.write(f"{path.name}: {figures}\n\n")


if __name__ == "__main__":
    main()
