"""What the calls to the platforms have come to this month, and what they will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from moderation.models import Account, AccountStatus
from service.budget_tables import AccountPace, PlatformUse
from service.budgets import Standing, standing_of
from service.database import Database
from service.settings import Settings

#: A year to look back on, and the month it is compared with.
KEEP_MONTHS = 13
#: Before this much of a month has passed, it says too little of the rest.
FORECAST_FROM = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AccountUse:
    """One account's month so far (UTC). Costs are in the unit of `standing.quota`.

    Attributes:
        forecast: what the whole month will cost if it goes on so; None while it is too
            early to say.
        standing: None for a platform whose allowance we do not know.
        wait: the wait chosen after the last look; None before the first.
    """

    account: Account
    calls: int
    cost: int
    forecast: int | None
    standing: Standing | None
    wait: timedelta | None


def tidy_use(database: Database, *, now: datetime) -> int:
    """Drop the counts of calls of more than `KEEP_MONTHS` whole months ago; return how many."""
    month = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1 - KEEP_MONTHS
    oldest = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
    with database.write() as session:
        done = session.execute(delete(PlatformUse).where(col(PlatformUse.hour_at) < oldest))
    return int(getattr(done, "rowcount", 0))


def month_so_far(session: Session, settings: Settings, now: datetime) -> Sequence[AccountUse]:
    """Return the use of each account that is connected, by platform and handle."""
    start = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = (start + timedelta(days=32)).replace(day=1)
    used = {
        account_id: (int(calls), int(cost))
        for account_id, calls, cost in session.execute(
            select(
                col(PlatformUse.account_id),
                func.sum(col(PlatformUse.calls)),
                func.sum(col(PlatformUse.cost)),
            )
            .where(col(PlatformUse.hour_at) >= start, col(PlatformUse.hour_at) < end)
            .group_by(col(PlatformUse.account_id))
        )
    }
    rows = session.execute(
        select(Account, AccountPace)
        .outerjoin(AccountPace, col(AccountPace.account_id) == col(Account.id))
        .where(col(Account.status) != AccountStatus.NOT_CONNECTED)
        .order_by(col(Account.platform), col(Account.handle))
    )
    found = []
    for account, pace in rows:
        calls, cost = used.get(account.id, (0, 0))
        passed = now - start
        forecast = round(cost * ((end - start) / passed)) if passed >= FORECAST_FROM else None
        wait = timedelta(seconds=pace.wait_seconds) if pace and pace.wait_seconds else None
        standing = standing_of(session, settings, account, now)
        found.append(AccountUse(account, calls, cost, forecast, standing, wait))
    return found
