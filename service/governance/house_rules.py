"""The published rules for commenting, in versions: a new one never changes an old decision."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from moderation import audit
from moderation.decisions import house_rules_in_force
from moderation.models import HouseRule
from moderation.vocabulary import RuleCode
from service.governance import errors

MAX_TITLE = 200
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says, in both languages."""

    title_en: str
    title_cy: str
    text_en: str
    text_cy: str


def in_force(session: Session, *, at: datetime) -> list[HouseRule]:
    """Return the version of each rule in force at `at`, by code."""
    return house_rules_in_force(session, at=at)


def history(session: Session, code: str) -> list[HouseRule]:
    """Return every version of one rule, newest first, those to come included."""
    return list(
        session.exec(
            select(HouseRule)
            .where(col(HouseRule.code) == code)
            .order_by(col(HouseRule.version).desc())
        )
    )


def add_version(
    session: Session,
    code: str,
    text: RuleText,
    *,
    in_force_from: datetime,
    officer_id: int,
    now: datetime,
) -> HouseRule:
    """Add the next version of a rule, in force from `in_force_from` (aware; now or later).

    Raises:
        GovernanceError: with what to mend; nothing is added then.
    """
    if code not in list(RuleCode):
        raise errors.RuleCodeUnknown()
    parts = [text.title_en, text.title_cy, text.text_en, text.text_cy]
    if not all(part.strip() for part in parts):
        raise errors.RuleTextMissing()
    if max(map(len, parts[:2])) > MAX_TITLE or max(map(len, parts[2:])) > MAX_TEXT:
        raise errors.TextTooLong()
    if in_force_from < now:
        raise errors.RuleInPast()
    versions = session.exec(
        select(HouseRule)
        .where(col(HouseRule.code) == code)
        .order_by(col(HouseRule.version).desc())
        .with_for_update()
    ).all()
    last = versions[0] if versions else None
    stripped = [part.strip() for part in parts]
    if last and stripped == [last.title_en, last.title_cy, last.text_en, last.text_cy]:
        raise errors.RuleUnchanged()
    if last and in_force_from < last.in_force_from:
        raise errors.RuleInPast()
    rule = HouseRule(
        code=code,
        version=last.version + 1 if last else 1,
        title_en=stripped[0],
        title_cy=stripped[1],
        text_en=stripped[2],
        text_cy=stripped[3],
        in_force_from=in_force_from,
    )
    session.add(rule)
    session.flush()
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action="house_rule.added",
        subject=f"house_rule:{rule.id}",
        details={
            "code": code,
            "version": rule.version,
            "in_force_from": in_force_from.isoformat(),
        },
        now=now,
    )
    return rule
