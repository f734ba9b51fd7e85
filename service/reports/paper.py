"""What officers add to a month's figures to make a committee paper of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from service.i18n import N_
from service.reports.values import Words


@dataclass(frozen=True, slots=True)
class Council:
    """The council's own name. `nation` decides which law is named ("wales", "scotland" …)."""

    name: Words
    nation: str = "wales"


@dataclass(frozen=True, slots=True)
class Approval:
    """An officer who approved the paper, for what: "Legal", "Financial" (DER7)."""

    role: str
    officer: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What a governance lead writes. All of it is plain text; what is left out is said to be.

    Attributes:
        narrative: paragraphs parted by empty lines.
        recommendations: one sentence each; without any, to note the report.
        exempt: why the report is exempt from publication; None for an open one.
        implications: texts in place of the usual ones, by the keys of IMPLICATIONS.
        background: further background papers, one a line.
        consultation: who was consulted, and what was made of their views.
    """

    narrative: Words | None = None
    recommendations: tuple[Words, ...] = ()
    meeting: Words | None = None
    meets_on: date | None = None
    directorate: Words | None = None
    contact: Words | None = None
    exempt: Words | None = None
    approvals: tuple[Approval, ...] = ()
    implications: Mapping[str, Words] = field(default_factory=dict)
    background: tuple[Words, ...] = ()
    consultation: Words | None = None


NONE_ARISE = N_("none arise from noting this report.")

#: The implications a report must carry (DER7), with what is said unless an officer says more.
#: Finance, risk, data protection and equality have places of their own in the paper.
IMPLICATIONS: dict[str, tuple[str, str]] = {
    "legal": (
        N_("Legal"),
        N_(
            "Comments are moderated under the council's published house rules, with regard to "
            "freedom of expression under the Human Rights Act 1998, the Equality Act 2010, the "
            "law of defamation and data-protection law. Each decision that limits an author "
            "cites a rule and says why it is proportionate."
        ),
    ),
    "personnel": (N_("Personnel"), NONE_ARISE),
    "it": (N_("Information technology"), NONE_ARISE),
    "health_and_safety": (N_("Health and safety"), NONE_ARISE),
    "environmental": (
        N_("Environmental sustainability"),
        NONE_ARISE,
    ),
    "property": (N_("Property and assets"), NONE_ARISE),
    "corporate": (
        N_("Corporate objectives"),
        N_(
            "The report supports open and accountable communication with residents, in the "
            "language of their choice."
        ),
    ),
}

FINANCE = N_("No direct financial implications arise from noting this report.")
DATA_PROTECTION = N_(
    "This report holds no personal data and no comment's text. Where a number from 1 to 4 would "
    "say something about a category of people it is withheld, and others with it, so that it "
    "cannot be worked out from the totals."
)
EQUALITY = N_(
    "The public sector equality duty asks the council to look at how its practice affects people "
    "with protected characteristics. Flags are therefore counted by category, with whether "
    "officers upheld them: a high share of wrongful flags in one category is a reason to change "
    "screening, and no flag removes anything by itself."
)
EQUALITY_NORTHERN_IRELAND = N_(
    "Section 75 of the Northern Ireland Act 1998 asks the council to have due regard to equality "
    "of opportunity. Flags are therefore counted by category, with whether officers upheld them: "
    "a high share of wrongful flags in one category is a reason to change screening, and no flag "
    "removes anything by itself."
)
WELSH_LANGUAGE = N_(
    "Under the Welsh Language (Wales) Measure 2011 Welsh is to be treated no less favourably than "
    "English. The time to a decision is measured for both languages, and this report is "
    "published in both."
)
