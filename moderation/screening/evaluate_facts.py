"""How well claims are held against facts, on our own two sets: `council-social evaluate`.

The development set may guide the rules. The test set has other facts and other words, was
written before the rules of this version, and is only for measuring. In each, every fact of its
register is in force for every comment.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from moderation.screening.evaluate import Figures, figures_line
from moderation.screening.facts import contradictions
from moderation.screening.pipeline import read_text
from moderation.screening.protocol import load_facts
from moderation.screening.results import Policy, Text

FOLDER = Path(__file__).parent / "evaluation"
PURPOSES = ("development", "test")
CONTRADICTS = "contradicts"
#: The day on which the registers of the sets are read: one fact of each has expired by then.
TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of a set: its `kind`, and the statement it speaks of (None: of no fact)."""

    text: str
    lang: str
    kind: str
    fact: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the facts stage said of one remark: the rules of its findings, in order."""

    remark: Remark
    rules: tuple[str, ...]

    @property
    def should(self) -> bool:
        return self.remark.kind == CONTRADICTS

    @property
    def rightly(self) -> bool:
        """Whether a finding shows the very fact that the remark contradicts."""
        start = " ".join((self.remark.fact or "").split())[:60]
        return bool(start) and any(start in rule for rule in self.rules)


def read_set(purpose: str) -> tuple[list[Remark], Policy]:
    """Return the remarks of one purpose, in order, and the policy with its register."""
    lines = (FOLDER / f"claims_{purpose}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    remarks = [Remark(row["text"], row["lang"], row["kind"], row["fact"]) for row in rows]
    return remarks, Policy(facts=load_facts(FOLDER / f"facts_{purpose}.json"), today=TODAY)


def hold(remarks: Sequence[Remark], policy: Policy) -> list[Held]:
    """Return what the facts stage alone says of each remark, in order."""
    return [
        Held(
            remark, tuple(one.rule for one in contradictions(read_text(Text(remark.text)), policy))
        )
        for remark in remarks
    ]


def figures_by(held: Sequence[Held], key: Callable[[Held], str]) -> Mapping[str, Figures]:
    """Return found, missed and wrongly flagged by `key`, in order seen."""
    found: dict[str, Figures] = {}
    for one in held:
        name = key(one)
        found[name] = found.get(name, Figures()).plus(should=one.should, does=bool(one.rules))
    return found


def report(purpose: str) -> str:
    """Return the figures of one set as lines of text."""
    remarks, policy = read_set(purpose)
    held = hold(remarks, policy)
    right = sum(one.rightly for one in held if one.should)
    lines = [f"Facts, {purpose} set: {len(remarks)} comments, {len(policy.facts)} facts"]
    for key in (lambda one: "all", lambda one: one.remark.lang, lambda one: one.remark.kind):
        lines += [figures_line(name, one) for name, one in figures_by(held, key).items()]
    return "\n".join([*lines, f"the fact contradicted is the fact shown: {right}"])
