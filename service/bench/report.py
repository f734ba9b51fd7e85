"""How long a month's report takes, and the most memory, each part in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from service.bench.filling import Fill
from service.bench.ingest import NOW
from service.bench.report_part import Part
from service.bench.results import Goal
from service.bench.stage import Stage
from service.reports.months import Month

MONTH = Month(2026, 10)
Say = Callable[[str], None]

WORDS = {
    Part.FIGURES: "the figures",
    Part.HTML: "one HTML page",
    Part.PDF: "one PDF",
    Part.FILES: "all five files, figures included",
}


@dataclass(frozen=True, slots=True)
class Plan:
    comments: int = 100_000
    repeats: int = 3
    seed: int = 1

    def fill(self) -> Fill:
        """The comments, said evenly over the whole month."""
        return Fill(self.comments, MONTH.start, MONTH.end, self.seed)


QUICK = Plan(comments=1_000, repeats=1)


@dataclass(frozen=True, slots=True)
class Once:
    """One part made once. Memory is the process's most, in bytes, and that before it began."""

    seconds: float
    peak: int
    before: int

    @property
    def added(self) -> int:
        return self.peak - self.before


@dataclass(slots=True)
class Measured:
    plan: Plan
    parts: dict[Part, list[Once]] = field(default_factory=dict)

    @property
    def goals(self) -> list[Goal]:
        return []

    def as_dict(self) -> dict[str, Any]:
        return {
            "parameters": {**asdict(self.plan), "month": str(MONTH)},
            "parts": {
                part.value: {
                    "seconds": [round(once.seconds, 3) for once in times],
                    "peak_mib": [round(once.peak / 2**20, 1) for once in times],
                    "before_mib": [round(once.before / 2**20, 1) for once in times],
                }
                for part, times in self.parts.items()
            },
            "goals": [],
        }


class PartFailed(Exception):
    """A part was not made; the message is what its process said last."""


def measure(plan: Plan, stage: Stage, *, say: Say = lambda _: None) -> Measured:
    """Make each part of the month's report `plan.repeats` times from what `stage` holds.

    Raises:
        PartFailed: one was not made.
    """
    measured = Measured(plan, {part: [] for part in Part})
    for turn in range(plan.repeats):
        for part in Part:
            say(f"Repeat {turn + 1} of {plan.repeats}: {WORDS[part]}")
            measured.parts[part].append(in_a_process(part, stage.settings.database))
    return measured


def in_a_process(part: Part, database: str) -> Once:
    command: Sequence[str] = (sys.executable, "-m", "service.bench.report_part")
    # The address goes by standard input: a command line, with its password, is everybody's.
    asked = json.dumps(
        {"part": part.value, "database": database, "month": str(MONTH), "now": NOW.isoformat()}
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise PartFailed(f"{WORDS[part]}: {last or 'its process was ended'}")
    return Once(**json.loads(done.stdout))
