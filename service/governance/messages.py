"""Out-of-office templates as rows, and the message that an absence fills one in with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from sqlmodel import Session, col, func, select

from moderation import audit
from moderation.models import AbsenceKind, Account, Officer, OutOfOfficeTemplate
from service.governance import errors, templates
from service.platform_names import platform_name

MAX_NAME = 120
#: Absences that need a message; working elsewhere needs none (H5).
KINDS = (AbsenceKind.LEAVE, AbsenceKind.SICK, AbsenceKind.TRAINING)
#: Babel's names for the two languages.
_LOCALES = {"en": "en_GB", "cy": "cy"}


@dataclass(frozen=True, slots=True)
class TemplateText:
    """What a form says about a template."""

    name: str
    kind: AbsenceKind
    text_en: str
    text_cy: str


def all_templates(session: Session) -> list[OutOfOfficeTemplate]:
    """Return the templates, by kind and name."""
    return list(
        session.exec(
            select(OutOfOfficeTemplate).order_by(
                col(OutOfOfficeTemplate.kind), col(OutOfOfficeTemplate.name)
            )
        )
    )


def save_template(
    session: Session,
    text: TemplateText,
    *,
    template_id: int | None,
    seen_version: int,
    officer_id: int,
    now: datetime,
) -> OutOfOfficeTemplate:
    """Add a template (`template_id` None), or give one a new text and the next version.

    Messages of absences recorded earlier keep the text they have.

    Raises:
        GovernanceError: with what to mend; nothing is saved then.
    """
    name = text.name.strip()
    if not name:
        raise errors.TemplateNameMissing()
    if len(name) > MAX_NAME:
        raise errors.TextTooLong()
    if text.kind not in KINDS:
        raise errors.TemplateNotNeeded()
    text_en, text_cy = _plain(text.text_en), _plain(text.text_cy)
    templates.check(text_en, text_cy)
    same = session.exec(
        select(OutOfOfficeTemplate).where(func.lower(OutOfOfficeTemplate.name) == name.lower())
    ).first()
    if same and same.id != template_id:
        raise errors.TemplateNameTaken()
    if template_id is None:
        template = OutOfOfficeTemplate(
            name=name, kind=text.kind, text_en=text_en, text_cy=text_cy, updated_at=now
        )
    else:
        template = session.exec(
            select(OutOfOfficeTemplate)
            .where(col(OutOfOfficeTemplate.id) == template_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if template.version != seen_version:
            raise errors.TemplateMoved()
        was = (template.name, template.kind, template.text_en, template.text_cy)
        if was == (name, text.kind, text_en, text_cy):
            return template
        template.name, template.kind = name, text.kind
        template.text_en, template.text_cy = text_en, text_cy
        template.version += 1
        template.updated_at = now
    session.add(template)
    session.flush()
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action="out_of_office_template.saved",
        subject=f"out_of_office_template:{template.id}",
        details={"version": template.version, "kind": template.kind.value},
        now=now,
    )
    return template


def values_for(
    *,
    officer: Officer,
    cover: Officer,
    accounts: Sequence[Account],
    returns_on: date,
    emergency_contact: str,
    council_name: str,
    language: str,
) -> Mapping[str, str]:
    """Return the value of each placeholder for one absence, in "en" or "cy".

    `returns_on` is London's date; it is written out ("Monday, 4 January 2027").
    """
    return_date = format_date(returns_on, format="full", locale=_LOCALES.get(language, "en_GB"))
    if language == "cy":
        # Welsh writes days with a small letter inside a sentence; Babel gives the one that
        # stands alone.
        return_date = return_date[:1].lower() + return_date[1:]
    return {
        "name": officer.name,
        "account": account_names(accounts, language=language),
        "return_date": return_date,
        "cover_name": cover.name,
        "cover_contact": cover.email,
        "emergency_contact": emergency_contact.strip(),
        "council_name": council_name,
    }


def account_names(accounts: Sequence[Account], *, language: str) -> str:
    """Return the accounts as a person would say them: "Facebook (@a) and X (@b)".

    Somebody who owns none speaks for the council's social accounts as a whole.
    """
    if not accounts:
        return "y cyfryngau cymdeithasol" if language == "cy" else "social media"
    names = [f"{platform_name(a.platform, language)} (@{a.handle.lstrip('@')})" for a in accounts]
    return joined(names, language=language)


def joined(names: Sequence[str], *, language: str) -> str:
    """Return "a, b and c", or in Welsh "a, b ac c": "a" before a consonant, "ac" otherwise."""
    if len(names) < 2:
        return "".join(names)
    *first, last = names
    word = "and"
    if language == "cy":
        # X is said "ecs": it begins with a vowel to the ear.
        word = "ac" if last[0].lower() in "aeiouwyx" and not last.startswith("You") else "a"
    return f"{', '.join(first)} {word} {last}"


def sample_values(language: str, council_name: str) -> Mapping[str, str]:
    """Return made-up values, of ordinary length, to show a template with."""
    welsh = language == "cy"
    return {
        "name": "Ffion Enghraifft",
        "account": "Facebook (@enghraifft)" if welsh else "Facebook (@example)",
        "return_date": "dydd Llun, 4 Ionawr 2027" if welsh else "Monday, 4 January 2027",
        "cover_name": "Sam Enghraifft",
        "cover_contact": "sam@council.example",
        "emergency_contact": "01632 960000",
        "council_name": council_name,
    }


def _plain(text: str) -> str:
    """Even out line ends, and drop what cannot be seen at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
