"""The register of accounts: which there are, who answers for them, and their reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from moderation.models import Account, AccountStatus, Officer
from service.clock import LONDON
from service.i18n import N_
from service.reports.labels import account_name
from service.reports.months import Period
from service.reports.values import Cell, Part, Row, Words

OWNED, UNOWNED = N_("Has an owner"), N_("No owner")


@dataclass(frozen=True, slots=True)
class Known:
    """What a report needs to know of one account.

    `owner_id` and `deputy_id` are None also where that officer has left.
    """

    id: int
    platform: str
    name: Words
    created_at: datetime
    polled: bool
    owner_id: int | None
    deputy_id: int | None
    review_on: date | None


def known_accounts(session: Session) -> dict[int, Known]:
    """Every account on the register, by id, in the order of its platform and name."""
    gone = set(session.exec(select(col(Officer.id)).where(col(Officer.active).is_(False))))
    accounts = session.exec(
        select(Account).order_by(col(Account.platform), col(Account.name), col(Account.handle))
    ).all()
    return {
        account.id or 0: Known(
            id=account.id or 0,
            platform=account.platform,
            name=account_name(account),
            created_at=account.created_at,
            polled=account.status != AccountStatus.NOT_CONNECTED,
            owner_id=None if account.owner_id in gone else account.owner_id,
            deputy_id=None if account.deputy_id in gone else account.deputy_id,
            review_on=account.review_on,
        )
        for account in accounts
    }


def register_figures(
    known: Mapping[int, Known], ownerless: Mapping[int, int], period: Period
) -> Part:
    """Accounts on the register, without an owner, past their review, and days without anyone."""
    part = Part()
    last_day = _last_day(period)
    unowned = [one for one in known.values() if one.owner_id is None]
    overdue = [one for one in known.values() if one.review_on and one.review_on <= last_day]
    part.add("accounts_registered", len(known))
    part.add("accounts_without_owner", len(unowned))
    part.add("accounts_past_review", len(overdue))
    part.add("ownerless_days", sum(ownerless.values()))
    rows = []
    for one in known.values():
        if one in unowned or one in overdue or ownerless.get(one.id):
            due: Cell = one.review_on if one in overdue and one.review_on else ""
            rows.append(
                Row(
                    str(one.id),
                    one.name,
                    (OWNED if one.owner_id else UNOWNED, due, ownerless.get(one.id, 0)),
                )
            )
    part.put("accounts_needing_attention", ("has_owner", "review_due", "ownerless_days"), rows)
    return part


def _last_day(period: Period) -> date:
    if period.provisional:
        return period.until.astimezone(LONDON).date()
    return period.month.last_day
