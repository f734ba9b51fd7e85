"""Porthaven Council, a made-up council to try the service with: people, rules, accounts.

What is there already is left as it is, so that seeding twice adds nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from moderation import audit
from moderation.models import (
    Absence,
    AbsenceKind,
    Account,
    AccountStatus,
    Credential,
    FactRecord,
    HouseRule,
    Officer,
    OfficerRole,
    OutOfOfficeTemplate,
    Role,
)
from service.governance import absences, messages, templates
from service.governance.local_time import london_date
from service.governance.register import owned_by
from service.paths import templates_dir

DATA = Path(__file__).parent / "seed_data"
COUNCIL = {"en": "Porthaven Council", "cy": "Cyngor Porthafan"}
#: House rules are in force from well before the first comment that is fetched.
RULES_SINCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class SeedAccount:
    """An account to connect. `credentials` are what its platform's connector asks for."""

    platform: str
    handle: str
    name: str
    platform_id: str
    credentials: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeedResult:
    """How many rows of each kind were added, and the e-mails of the officers added, in order."""

    added: Mapping[str, int]
    officers: tuple[str, ...]


def seed(
    session: Session,
    *,
    now: datetime,
    simulator_accounts: Sequence[SeedAccount],
    seal: Callable[[Mapping[str, str]], bytes],
    password_for: Callable[[str], str],
    facts: Iterable[Mapping[str, Any]] = (),
) -> SeedResult:
    """Fill a migrated database with Porthaven Council, in the caller's transaction.

    Args:
        now: aware UTC; absences and review dates are set around it.
        simulator_accounts: accounts to connect; one already there keeps its credentials
            unless it has none.
        seal: seals an account's credentials, as `Vault.seal` does.
        password_for: returns the password's hash for an e-mail; asked for new officers alone.
        facts: mappings with "statement", "source" and "expires" (a date, its ISO 8601 text,
            or None).
    """
    people, new = _officers(session, password_for, now=now)
    added = {
        "officers": len(new),
        "house_rules": _house_rules(session, since=now - RULES_SINCE),
        "facts": _facts(session, facts, owner_id=people["lead"].id, now=now),
        "templates": _templates(session, now=now),
        "accounts": _accounts(session, simulator_accounts, people, seal, now=now),
    }
    added["absences"] = _absences(session, people, now=now)
    if any(added.values()):
        audit.append(session, actor="seed", action="seeded", details=added, now=now)
    return SeedResult(added=added, officers=tuple(new))


def seed_texts(session: Session, *, now: datetime) -> dict[str, int]:
    """Put in the model house rules, in force from `now`, and the out-of-office templates.

    For a council that begins: what is there already stays as it is. Returns how many of
    each were added.
    """
    return {
        "house_rules": _house_rules(session, since=now),
        "templates": _templates(session, now=now),
    }


def _data(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _officers(
    session: Session, password_for: Callable[[str], str], *, now: datetime
) -> tuple[dict[str, Officer], list[str]]:
    people: dict[str, Officer] = {}
    new: list[str] = []
    for given in _data("officers"):
        email = given["email"].lower()
        officer = session.exec(select(Officer).where(col(Officer.email) == email)).first()
        if officer is None:
            officer = Officer(
                email=email,
                name=given["name"],
                job_title=given["job_title"],
                directorate=given["directorate"],
                language=given["language"],
                password_hash=password_for(email),
                created_at=now,
            )
            session.add(officer)
            session.flush()
            for role in given["roles"]:
                session.add(OfficerRole(officer_id=officer.id or 0, role=Role(role)))
            new.append(email)
        people[given["key"]] = officer
    session.flush()
    return people, new


def _house_rules(session: Session, *, since: datetime) -> int:
    there = set(session.exec(select(col(HouseRule.code))))
    missing = [given for given in _data("house_rules") if given["code"] not in there]
    session.add_all(HouseRule(**given, version=1, in_force_from=since) for given in missing)
    session.flush()
    return len(missing)


def _facts(
    session: Session, facts: Iterable[Mapping[str, Any]], *, owner_id: int | None, now: datetime
) -> int:
    there = set(session.exec(select(col(FactRecord.statement))))
    added = 0
    for given in facts:
        if given["statement"] in there:
            continue
        there.add(given["statement"])
        expires = given.get("expires")
        session.add(
            FactRecord(
                statement=given["statement"],
                source=given["source"],
                owner_id=owner_id,
                expires_on=date.fromisoformat(expires) if isinstance(expires, str) else expires,
                created_at=now,
            )
        )
        added += 1
    session.flush()
    return added


def _templates(session: Session, *, now: datetime) -> int:
    there = set(session.exec(select(col(OutOfOfficeTemplate.name))))
    added = 0
    for given in _data("templates"):
        if given["name"] in there:
            continue
        text = {
            language: (templates_dir() / "out_of_office" / language / f"{given['file']}.txt")
            .read_text(encoding="utf-8")
            .strip()
            for language in ("en", "cy")
        }
        templates.check(text["en"], text["cy"])
        session.add(
            OutOfOfficeTemplate(
                name=given["name"],
                kind=AbsenceKind(given["kind"]),
                text_en=text["en"],
                text_cy=text["cy"],
                updated_at=now,
            )
        )
        added += 1
    session.flush()
    return added


def _accounts(
    session: Session,
    connected: Sequence[SeedAccount],
    people: Mapping[str, Officer],
    seal: Callable[[Mapping[str, str]], bytes],
    *,
    now: datetime,
) -> int:
    data = _data("accounts")
    known = {_key(given["platform"], given["handle"]): given for given in data["connected"]}
    added = 0
    for given in connected:
        account = _find(session, given.platform, given.handle)
        if account is None:
            account = _account(
                known.get(_key(given.platform, given.handle), data["any"]),
                people,
                platform=given.platform,
                handle=given.handle,
                name=given.name,
                platform_id=given.platform_id,
                now=now,
            )
            session.add(account)
            session.flush()
            added += 1
        if session.get(Credential, account.id) is None:
            session.add(
                Credential(
                    account_id=account.id or 0, sealed=seal(given.credentials), updated_at=now
                )
            )
            session.flush()
    for given in data["register_only"]:
        if _find(session, given["platform"], given["handle"]) is None:
            account = _account(
                given,
                people,
                platform=given["platform"],
                handle=given["handle"],
                name=given["name"],
                now=now,
            )
            account.status = AccountStatus.NOT_CONNECTED
            account.status_reason = given["reason"]
            session.add(account)
            added += 1
    session.flush()
    return added


def _key(platform: str, handle: str) -> tuple[str, str]:
    return platform, handle.lstrip("@").lower()


def _find(session: Session, platform: str, handle: str) -> Account | None:
    return session.exec(
        select(Account).where(
            col(Account.platform) == platform, func.lower(Account.handle) == handle.lower()
        )
    ).first()


def _account(
    given: Mapping[str, Any],
    people: Mapping[str, Officer],
    *,
    platform: str,
    handle: str,
    name: str,
    now: datetime,
    platform_id: str = "",
) -> Account:
    return Account(
        platform=platform,
        handle=handle,
        name=name,
        platform_id=platform_id,
        purpose=given["purpose"],
        directorate=given["directorate"],
        owner_id=people[given["owner"]].id,
        deputy_id=people[given["deputy"]].id,
        review_on=london_date(now) + timedelta(days=given["review_in_days"]),
        created_at=now,
    )


def _absences(session: Session, people: Mapping[str, Officer], *, now: datetime) -> int:
    added = 0
    names = {given["file"]: given["name"] for given in _data("templates")}
    for given in _data("absences"):
        officer, cover = people[given["officer"]], people[given["cover"]]
        if session.exec(select(Absence).where(col(Absence.officer_id) == officer.id)).first():
            continue
        template = session.exec(
            select(OutOfOfficeTemplate).where(
                col(OutOfOfficeTemplate.name) == names[given["template"]]
            )
        ).one()
        new = absences.NewAbsence(
            officer_id=officer.id or 0,
            kind=AbsenceKind(given["kind"]),
            starts=_local(now, given["starts_in_days"], given["starts_hour"]),
            ends=_local(now, given["ends_in_days"], given["ends_hour"]),
            cover_id=cover.id,
            template_id=template.id,
            emergency_contact=given["emergency_contact"],
        )
        text = {
            language: templates.render(
                template,
                messages.values_for(
                    officer=officer,
                    cover=cover,
                    accounts=owned_by(session, officer.id or 0),
                    returns_on=new.ends.date(),
                    emergency_contact=new.emergency_contact,
                    council_name=COUNCIL[language],
                    language=language,
                ),
                language,
            )
            for language in ("en", "cy")
        }
        absences.record(
            session,
            new.with_messages(text["en"], text["cy"]),
            recorded_by=officer.id or 0,
            now=now,
        )
        added += 1
    return added


def _local(now: datetime, days: int, hour: int) -> datetime:
    """The hour by London's clocks, so many days from today, without a zone."""
    return datetime.combine(london_date(now) + timedelta(days=days), time(hour))
