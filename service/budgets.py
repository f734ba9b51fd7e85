"""Counts every call to a platform, and stops looks before they eat what takedowns need.

Calls are counted in memory as they are made and stored with the work they were made for,
in its own transactions: a crash forgets at most the calls of the look under way.
"""

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import event, func, select
from sqlmodel import Session, col

from connectors.errors import BudgetSpent
from connectors.registry import connector_class
from connectors.session import Call
from moderation.models import Account
from service.budget_tables import PlatformUse, Purpose
from service.clock import Clock
from service.database import Database
from service.ingest import insert_into
from service.quotas import Quota, cost_of, quota_day, quota_of
from service.settings import Settings

#: (hour, purpose, kind) -> [calls, units, cost]
_Key = tuple[datetime, Purpose, str]
_Counts = dict[_Key, list[int]]


class AllowanceSpent(BudgetSpent):
    """Looks have used what they may of the platform's allowance; the rest is for takedowns."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account's allowance stands, in the quota's unit.

    Attributes:
        looks, others: used in this term, by looks and by all else.
        reserve: what looks leave for takedowns, until takedowns have used it.
    """

    quota: Quota
    looks: int
    others: int
    reserve: int
    renews_at: datetime

    @property
    def left_for_looks(self) -> int:
        return max(0, self.quota.limit - max(self.others, self.reserve) - self.looks)


def standing_of(
    session: Session, settings: Settings, account: Account, now: datetime
) -> Standing | None:
    """Where the account's allowance stands, as stored; None for a platform without one."""
    quota = quota_of(settings, account.platform)
    if quota is None:
        return None
    start, renews_at = quota.window(now)
    query = (
        select(col(PlatformUse.purpose), func.sum(col(PlatformUse.cost)))
        .where(col(PlatformUse.platform) == account.platform, col(PlatformUse.hour_at) >= start)
        .group_by(col(PlatformUse.purpose))
    )
    if not quota.shared:
        query = query.where(col(PlatformUse.account_id) == account.id)
    used = {purpose: int(cost) for purpose, cost in session.execute(query)}
    looks = used.pop(Purpose.LOOK, 0)
    reserve = round(quota.limit * settings.takedown_reserve)
    return Standing(quota, looks, sum(used.values()), reserve, renews_at)


class Budgets:
    """What has been used, what may be, and a meter for each connector."""

    def __init__(self, settings: Settings, database: Database, *, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[int, _Counts] = {}
        self._looks: dict[int, CallMeter] = {}

    def meter(self, account: Account, purpose: Purpose) -> "CallMeter":
        """Return a meter for the calls of one connector."""
        made = CallMeter(self, account, purpose)
        if purpose is Purpose.LOOK:
            self._looks[account.id or 0] = made
        return made

    def look_cost(self, account_id: int) -> int:
        """What the account's latest look in this process has taken from the allowance."""
        made = self._looks.get(account_id)
        return made.cost if made else 0

    def standing(self, session: Session, account: Account) -> Standing | None:
        """`standing_of` the account now."""
        return standing_of(session, self._settings, account, self._clock())

    def asked(self, account: Account) -> Standing | None:
        """`standing`, read in a transaction of its own."""
        with self._database.read() as session:
            return self.standing(session, account)

    def count(self, account: Account, purpose: Purpose, call: Call) -> int:
        """Count a call that was sent; return what it took from the allowance."""
        charge = connector_class(account.platform).charge(call)
        cost = cost_of(self._settings, account.platform, charge)
        hour = self._clock().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            counts = self._waiting.setdefault(account.id or 0, defaultdict(lambda: [0, 0, 0]))
            row = counts[hour, purpose, charge.kind]
            for place, more in enumerate((1, charge.units, cost)):
                row[place] += more
        return cost

    def store(self, session: Session, account: Account) -> None:
        """Write what was counted for the account in the caller's transaction."""
        with self._lock:
            counts = {k: tuple(v) for k, v in self._waiting.get(account.id or 0, {}).items()}
        if not counts:
            return
        quota = quota_of(self._settings, account.platform)
        statement = insert_into(session, PlatformUse).values(
            [
                {
                    "account_id": account.id,
                    "hour_at": hour,
                    "purpose": purpose,
                    "kind": kind,
                    "platform": account.platform,
                    "day": quota_day(quota, hour),
                    "calls": calls,
                    "units": units,
                    "cost": cost,
                }
                for (hour, purpose, kind), (calls, units, cost) in counts.items()
            ]
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["account_id", "hour_at", "purpose", "kind"],
                set_={
                    name: col(getattr(PlatformUse, name)) + getattr(statement.excluded, name)
                    for name in ("calls", "units", "cost")
                },
            )
        )

        # Only what is committed is forgotten: a transaction that fails stores nothing.
        @event.listens_for(session, "after_commit", once=True)
        def _forget(_session: Session) -> None:
            with self._lock:
                waiting = self._waiting[account.id or 0]
                for key, stored in counts.items():
                    left = [have - gone for have, gone in zip(waiting[key], stored, strict=True)]
                    if any(left):
                        waiting[key] = left
                    else:
                        del waiting[key]

    def settle(self, account: Account) -> None:
        """Write what was counted for the account in a transaction of its own."""
        with self._lock:
            if not self._waiting.get(account.id or 0):
                return
        with self._database.write() as session:
            self.store(session, account)

    def settle_all(self) -> None:
        """`settle` every account for which anything was counted."""
        with self._lock:
            waiting = [account_id for account_id, counts in self._waiting.items() if counts]
        for account_id in waiting:
            with self._database.read() as session:
                account = session.get(Account, account_id)
            if account is not None:
                self.settle(account)


class FirstCalls:
    """Keeps the calls of a connector whose account is not in the register yet."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def before(self) -> None:
        """Let every call go."""

    def after(self, call: Call) -> None:
        self._calls.append(call)

    def count(self, budgets: Budgets, account: Account) -> None:
        """Count them as the account's, now that it has its number; `store` writes them."""
        for call in self._calls:
            budgets.count(account, Purpose.OTHER, call)
        self._calls.clear()


class CallMeter:
    """Counts one connector's calls. `cost` is what they have taken so far."""

    def __init__(self, budgets: Budgets, account: Account, purpose: Purpose) -> None:
        self._budgets = budgets
        self._account = account
        self._purpose = purpose
        self._standing: Standing | None = None
        self._asked = False
        self.cost = 0

    def before(self) -> None:
        """Let a call go, unless it is a look's and would eat the takedowns' reserve.

        Raises:
            AllowanceSpent: it would; `retry_at` is when the allowance is renewed.
        """
        if self._purpose is not Purpose.LOOK:
            return
        if not self._asked:
            self._standing, self._asked = self._budgets.asked(self._account), True
        standing = self._standing
        if standing is not None and self.cost >= standing.left_for_looks:
            raise AllowanceSpent(
                "looks have used their share of the allowance", retry_at=standing.renews_at
            )

    def after(self, call: Call) -> None:
        self.cost += self._budgets.count(self._account, self._purpose, call)
