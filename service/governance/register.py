"""The register of the council's accounts: who owns each, what it is for, when it is reviewed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, select

from moderation import audit
from moderation.models import Account, AccountStatus, Officer
from service.governance import errors
from service.governance.local_time import london_date
from service.governance.people import officers_by_id
from service.platform_names import polled

MAX_PURPOSE = 500
MAX_DIRECTORATE = 200
MAX_REASON = 500
MAX_HANDLE = 200

#: The platform of an account on one that has no name here.
OTHER = "other"
#: Platforms that an account in the register can be on, whether or not they can be polled.
REGISTER_ONLY = (
    "linkedin",
    "whatsapp",
    "snapchat",
    "tiktok",
    "threads",
    "bluesky",
    "mastodon",
    "nextdoor",
    OTHER,
)


class Problem(StrEnum):
    """What is wrong with an account's entry; shown on the home page and in the report (A1)."""

    NO_OWNER = "no_owner"
    OWNER_LEFT = "owner_left"
    NO_DEPUTY = "no_deputy"
    DEPUTY_LEFT = "deputy_left"
    NO_PURPOSE = "no_purpose"
    NO_REVIEW_DATE = "no_review_date"
    PAST_REVIEW = "past_review"
    SIGN_IN_AGAIN = "sign_in_again"


@dataclass(frozen=True, slots=True)
class Entry:
    """One account's entry, with its people and what is wrong with it, worst first."""

    account: Account
    owner: Officer | None
    deputy: Officer | None
    problems: tuple[Problem, ...]

    @property
    def connected(self) -> bool:
        return self.account.status is not AccountStatus.NOT_CONNECTED


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry is to say. All of it: a field left out of a form is not kept by accident."""

    owner_id: int | None
    deputy_id: int | None
    purpose: str
    directorate: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account for the register alone, with the reason why it is not connected (CAE1)."""

    platform: str
    handle: str
    name: str
    status_reason: str
    details: Change


def problems(
    account: Account, owner: Officer | None, deputy: Officer | None, *, today: date
) -> tuple[Problem, ...]:
    """Return what is wrong with an entry on `today` (London), worst first."""
    found: list[Problem] = []
    if owner is None:
        found.append(Problem.NO_OWNER)
    elif not owner.active:
        found.append(Problem.OWNER_LEFT)
    if account.status is AccountStatus.SIGN_IN_AGAIN:
        found.append(Problem.SIGN_IN_AGAIN)
    if account.review_on is None:
        found.append(Problem.NO_REVIEW_DATE)
    elif account.review_on < today:
        found.append(Problem.PAST_REVIEW)
    if deputy is None:
        found.append(Problem.NO_DEPUTY)
    elif not deputy.active:
        found.append(Problem.DEPUTY_LEFT)
    if not account.purpose.strip():
        found.append(Problem.NO_PURPOSE)
    return tuple(found)


def register(session: Session, *, today: date) -> list[Entry]:
    """Return every account's entry, by platform and handle. No account is ever left out."""
    accounts = session.exec(
        select(Account).order_by(col(Account.platform), func.lower(col(Account.handle)))
    ).all()
    return _entries(session, accounts, today=today)


def entry(session: Session, account_id: int, *, today: date) -> Entry | None:
    """Return one account's entry, or None where there is no such account."""
    account = session.get(Account, account_id)
    return _entries(session, [account], today=today)[0] if account else None


def owned_by(session: Session, officer_id: int) -> list[Account]:
    """Return the accounts that the officer owns, by platform and handle."""
    return list(
        session.exec(
            select(Account)
            .where(col(Account.owner_id) == officer_id)
            .order_by(col(Account.platform), func.lower(col(Account.handle)))
        )
    )


def _entries(session: Session, accounts: Sequence[Account], *, today: date) -> list[Entry]:
    people = officers_by_id(session, [id for a in accounts for id in (a.owner_id, a.deputy_id)])
    found = []
    for account in accounts:
        owner = people.get(account.owner_id or 0)
        deputy = people.get(account.deputy_id or 0)
        found.append(Entry(account, owner, deputy, problems(account, owner, deputy, today=today)))
    return found


def fingerprint(account: Account) -> str:
    """Return a short text that changes whenever the entry does; a form carries it back."""
    content = json.dumps(_values(account), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def edit(
    session: Session,
    account_id: int,
    change: Change,
    *,
    seen: str,
    officer_id: int,
    lead: bool,
    now: datetime,
) -> Account:
    """Change an account's entry, and record what changed.

    An owner who is not governance lead changes the purpose, the directorate and the
    deputy, but neither the owner nor the date of review: an account is given away, and
    its review put off, by somebody else.

    Args:
        seen: `fingerprint` of the entry that the officer had on screen.

    Raises:
        GovernanceError: with what to mend; nothing is changed then.
    """
    account = session.exec(
        select(Account)
        .where(col(Account.id) == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not lead and account.owner_id != officer_id:
        raise errors.NotYoursToEdit()
    if fingerprint(account) != seen:
        raise errors.RegisterMoved()
    if not lead and (change.owner_id, change.review_on) != (account.owner_id, account.review_on):
        raise errors.OwnerChangedByLead()
    _check(session, change, today=london_date(now), review_was=account.review_on)
    before = _values(account)
    _apply(account, change)
    after = _values(account)
    changed = sorted(key for key in after if after[key] != before[key])
    if not changed:
        return account
    session.add(account)
    session.flush()
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action="account.changed",
        subject=f"account:{account.id}",
        details={key: _audited(key, before[key], after[key]) for key in changed},
        now=now,
    )
    return account


def platforms() -> tuple[str, ...]:
    """Return the platforms that an account can be on, those that are polled last."""
    return (*(one for one in REGISTER_ONLY if one not in polled()), *polled())


def add(session: Session, new: NewAccount, *, officer_id: int, now: datetime) -> Account:
    """Add an account to the register that the service does not poll.

    Raises:
        GovernanceError: with what to mend; nothing is added then.
    """
    platform, handle = new.platform.strip().lower(), new.handle.strip()
    if not handle:
        raise errors.HandleMissing()
    if len(handle) > MAX_HANDLE or len(new.name) > MAX_HANDLE:
        raise errors.TextTooLong()
    if platform not in platforms():
        raise ValueError("an account is on one of the platforms the form offers")
    reason = new.status_reason.strip()
    if not reason:
        raise errors.ReasonNotConnected()
    if len(reason) > MAX_REASON:
        raise errors.TextTooLong()
    _check(session, new.details, today=london_date(now), review_was=None)
    same = session.exec(
        select(Account).where(
            col(Account.platform) == platform,
            func.lower(col(Account.handle)) == handle.lower(),
        )
    ).first()
    if same:
        raise errors.AlreadyInRegister()
    account = Account(
        platform=platform,
        handle=handle,
        name=new.name.strip() or handle,
        status=AccountStatus.NOT_CONNECTED,
        status_reason=reason,
        created_at=now,
    )
    _apply(account, new.details)
    session.add(account)
    session.flush()
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action="account.added",
        subject=f"account:{account.id}",
        details={
            "platform": platform,
            "status": account.status.value,
            "owner_id": account.owner_id,
            "deputy_id": account.deputy_id,
        },
        now=now,
    )
    return account


def _check(session: Session, change: Change, *, today: date, review_was: date | None) -> None:
    if change.owner_id is None:
        raise errors.OwnerMissing()
    if change.deputy_id is None:
        raise errors.DeputyMissing()
    if change.owner_id == change.deputy_id:
        raise errors.OwnerIsDeputy()
    people = officers_by_id(session, [change.owner_id, change.deputy_id])
    for field, id in (("owner_id", change.owner_id), ("deputy_id", change.deputy_id)):
        person = people.get(id)
        if person is None or not person.active:
            wrong = errors.NotAnOfficer()
            wrong.field = field
            raise wrong
    if not change.purpose.strip():
        raise errors.PurposeMissing()
    if not change.directorate.strip():
        raise errors.DirectorateMissing()
    if len(change.purpose) > MAX_PURPOSE or len(change.directorate) > MAX_DIRECTORATE:
        raise errors.TextTooLong()
    if change.review_on is None:
        raise errors.ReviewDateMissing()
    # A date that passed may stand while something else is mended; it stays a problem.
    if change.review_on < today and change.review_on != review_was:
        raise errors.ReviewDatePast()


def _apply(account: Account, change: Change) -> None:
    account.owner_id = change.owner_id
    account.deputy_id = change.deputy_id
    account.purpose = change.purpose.strip()
    account.directorate = change.directorate.strip()
    account.review_on = change.review_on


def _values(account: Account) -> dict[str, Any]:
    return {
        "owner_id": account.owner_id,
        "deputy_id": account.deputy_id,
        "purpose": account.purpose,
        "directorate": account.directorate,
        "review_on": account.review_on.isoformat() if account.review_on else None,
    }


def _audited(key: str, before: Any, after: Any) -> dict[str, Any]:
    # Free text may hold a name, which the record must not: it says only that it changed.
    return {"changed": True} if key == "purpose" else {"from": before, "to": after}
