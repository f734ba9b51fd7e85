"""What goes into screening and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from moderation.vocabulary import Category, RuleCode

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """One text to screen.

    `lang` is the platform's or caller's hint ("en", "cy") and never decides alone.
    """

    text: str
    lang: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement a service stands by until `expires` (a date, inclusive; None = no end)."""

    statement: str
    source: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What changes from one council and one day to the next.

    Attributes:
        facts: those in force; a caller leaves expired ones out or gives `today`.
        pre_election: whether a pre-election period is running.
        published_contacts: the council's own e-mail addresses, phone numbers and
            postcodes, which are not personal data.
        today: the date on which facts are in force (Europe/London); None keeps all.
    """

    facts: tuple[Fact, ...] = ()
    pre_election: bool = False
    published_contacts: frozenset[str] = frozenset()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class ScreeningFlag:
    """One reason for a person to look.

    Attributes:
        score: calibrated probability, 0 to 1.
        spans: [start, end) offsets into the original text, in characters, in order,
            not overlapping; empty when the whole text is the reason.
        source: the rule set or model with its version, as "lexicon-en 2026.11".
        rule: the rule within the source, as "threat/harm-verb" or "threshold 0.82".
        house_rule: the published rule it may break.
    """

    category: Category
    score: float
    spans: tuple[Span, ...]
    source: str
    rule: str
    house_rule: RuleCode


@dataclass(frozen=True, slots=True)
class Screening:
    """The outcome for one text.

    Attributes:
        scores: a calibrated probability for every category.
        claim: the probability of a check-worthy claim about a service; flags nothing.
        flags: highest score first; empty means nothing for a person to look at.
        language: "en", "cy" or "mixed".
        version: the versions of every stage, as one string that names this behaviour.
        failed: names of stages that failed; a comment with any goes to a person.
    """

    scores: Mapping[Category, float]
    claim: float
    flags: tuple[ScreeningFlag, ...]
    language: str
    version: str
    failed: tuple[str, ...] = field(default=())

    @property
    def flag(self) -> bool:
        return bool(self.flags) or bool(self.failed)
