"""What the governance screens are tried on, and what is typed into them."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from moderation.models import (
    Absence,
    AbsenceKind,
    AuditEntry,
)
from service.database import Database

ENGLISH = "Back ((return_date)). ((cover_name)) answers. Urgent: ((emergency_contact))."
WELSH = "Dychwelyd: ((return_date)). ((cover_name)) sy'n ateb. Brys: ((emergency_contact))."


def all_of(database: Database, model: Any) -> list[Any]:
    with database.read() as session:
        return list(session.exec(select(model)))


def actions(database: Database) -> list[str]:
    return [e.action for e in all_of(database, AuditEntry) if e.action != "signed_in"]


def absent(town: dict[str, Any], **given: Any) -> dict[str, Any]:
    """What an owner types to be away from Monday 30 November to 7 December."""
    return {
        "kind": "leave",
        "starts": ["30", "11", "2026"],
        "starts_time": "00:00",
        "ends": ["7", "12", "2026"],
        "ends_time": "09:00",
        "cover_id": str(town["cover"].id),
        "emergency_contact": "01632 960000",
        "template_id": str(town["template"]),
        "do": "save",
        **given,
    }


def store_absence(session: Session, town: dict[str, Any], now: Any, **given: Any) -> Absence:
    absence = Absence(
        **{
            "officer_id": town["owner"].id,
            "cover_id": town["cover"].id,
            "kind": AbsenceKind.SICK,
            "starts_at": now - timedelta(days=1),
            "ends_at": now + timedelta(days=3),
            "message_en": "Away.",
            "message_cy": "I ffwrdd.",
            "emergency_contact": "01632 960000",
            "created_at": now,
            **given,
        }
    )
    session.add(absence)
    session.flush()
    return absence
