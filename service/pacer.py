"""When to look at each account next: the rules of service.pacing, fed from stored rows."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from moderation.models import Account, AccountStatus, Comment, Post
from service.arrival_rate import Rate
from service.budget_tables import AccountPace
from service.budgets import Budgets
from service.pacing import Limits, next_wait
from service.quotas import Unit
from service.settings import Settings

DAY = timedelta(days=1)
#: A first look learns an account's rhythm from this much of its past.
LEARNS_FROM = timedelta(days=28)
#: A look's cost is a mean in which each new look weighs so much.
_COST_WEIGHS = 0.2


class Paces(Protocol):
    """What a look asks about the time around it, in the look's own transactions."""

    def expected_wait(self, session: Session, account_id: int) -> timedelta:
        """How long the account was meant to wait for the look that is made now."""

    def store_calls(self, session: Session, account: Account) -> None:
        """Write down the calls that were made since the last time."""

    def next_look(self, session: Session, account: Account, *, looked_at: datetime) -> datetime:
        """Learn from a look that went well and choose the next.

        Args:
            looked_at: when it began: all that was said before is stored.
        """

    def failed(self, session: Session, account: Account, *, looked_at: datetime) -> datetime:
        """Note a look that failed and choose the next."""


class Every:
    """Looks at each account once a period, and counts nothing."""

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def expected_wait(self, session: Session, account_id: int) -> timedelta:
        return self._period

    def store_calls(self, session: Session, account: Account) -> None:
        pass

    def next_look(self, session: Session, account: Account, *, looked_at: datetime) -> datetime:
        return looked_at + self._period

    def failed(self, session: Session, account: Account, *, looked_at: datetime) -> datetime:
        return looked_at + self._period


class Pacer:
    """Chooses each account's next look. Its state is rows: a restart changes nothing."""

    def __init__(self, settings: Settings, budgets: Budgets) -> None:
        self.period = timedelta(seconds=settings.poll_seconds)
        # The mean lies between the two ends, whatever was set.
        self._limits = Limits(
            fastest=float(min(settings.poll_fastest_seconds, settings.poll_seconds)),
            slowest=float(max(settings.poll_slowest_seconds, settings.poll_seconds)),
        )
        self._budgets = budgets

    def expected_wait(self, session: Session, account_id: int) -> timedelta:
        pace = session.get(AccountPace, account_id)
        chosen = timedelta(seconds=pace.wait_seconds) if pace else timedelta()
        return max(chosen, self.period)

    def store_calls(self, session: Session, account: Account) -> None:
        self._budgets.store(session, account)

    def next_look(self, session: Session, account: Account, *, looked_at: datetime) -> datetime:
        self.store_calls(session, account)
        pace = self._noted(session, account, looked_at)
        rate = Rate.from_json(pace.state)
        self._learn(session, account, rate, looked_at)
        pace.state = rate.as_json()
        paces = _paces(session)
        rates = {id: Rate.from_json(p.state) for id, (p, _) in paces.items()}
        rates[account.id or 0] = rate
        wait = max(
            self._by_looks(rate, list(rates.values()), [p for p, _ in paces.values()], looked_at),
            self._by_quota(session, account, rate, rates, paces),
        )
        pace.wait_seconds = wait
        session.add(pace)
        return looked_at + timedelta(seconds=wait)

    def failed(self, session: Session, account: Account, *, looked_at: datetime) -> datetime:
        self.store_calls(session, account)
        self._noted(session, account, looked_at)
        return looked_at + self.period

    def _noted(self, session: Session, account: Account, looked_at: datetime) -> AccountPace:
        """Count the look: one that failed counts too, and teaches nothing."""
        today = looked_at.astimezone(UTC).date()
        pace = session.get(AccountPace, account.id)
        if pace is None:
            pace = AccountPace(account_id=account.id or 0, day=today, updated_at=looked_at)
        pace.looks = pace.looks + 1 if pace.day == today else 1
        pace.day, pace.updated_at = today, looked_at
        known, cost = pace.look_cost, self._budgets.look_cost(account.id or 0)
        pace.look_cost = known + (cost - known) * _COST_WEIGHS if known else float(cost)
        session.add(pace)
        session.flush()
        return pace

    def _learn(self, session: Session, account: Account, rate: Rate, looked_at: datetime) -> None:
        first = rate.at <= 0.0
        since = looked_at - LEARNS_FROM if first else datetime.fromtimestamp(rate.at, UTC)
        since = max(since, looked_at - LEARNS_FROM)
        said = session.exec(
            select(Comment.published_at).where(
                col(Comment.account_id) == account.id,
                col(Comment.own).is_(False),
                col(Comment.published_at) > since,
                col(Comment.published_at) <= looked_at,
            )
        ).all()
        posted = session.exec(
            select(Post.published_at).where(
                col(Post.account_id) == account.id,
                col(Post.published_at) > since,
                col(Post.published_at) <= looked_at,
            )
        ).all()
        if first and said:
            rate.at = min(said).timestamp()
        rate.learn(looked_at.timestamp(), _seconds(said), _seconds(posted))

    def _by_looks(
        self, rate: Rate, rates: Sequence[Rate], paces: Sequence[AccountPace], looked_at: datetime
    ) -> float:
        """The wait that the council's own number of looks a day allows."""
        today = looked_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        used = sum(pace.looks for pace in paces if pace.day == today.date())
        allowed = int(len(rates) * DAY / self.period)
        return next_wait(
            rate,
            rates,
            left=allowed - used,
            until=(today + DAY).timestamp(),
            limits=self._limits,
        )

    def _by_quota(
        self,
        session: Session,
        account: Account,
        rate: Rate,
        rates: dict[int, Rate],
        paces: dict[int, tuple[AccountPace, str]],
    ) -> float:
        """The wait that the platform's allowance allows.

        X charges for what it returns, however often it is asked: there, waiting saves nothing.
        """
        standing = self._budgets.standing(session, account)
        if standing is None or standing.quota.unit is Unit.MICRODOLLARS:
            return self._limits.fastest
        sharing = [
            id
            for id, (_, platform) in paces.items()
            if id == account.id or (standing.quota.shared and platform == account.platform)
        ]
        cost = sum(paces[id][0].look_cost for id in sharing) / len(sharing)
        if cost <= 0.0:
            return self._limits.fastest
        return next_wait(
            rate,
            [rates[id] for id in sharing],
            left=int(standing.left_for_looks / cost),
            until=standing.renews_at.timestamp(),
            limits=self._limits,
        )


def _paces(session: Session) -> dict[int, tuple[AccountPace, str]]:
    """The paces of all accounts that are polled, with their platforms."""
    rows = session.exec(
        select(AccountPace, col(Account.platform))
        .join(Account, col(Account.id) == col(AccountPace.account_id))
        .where(col(Account.status).in_((AccountStatus.ACTIVE, AccountStatus.SIGN_IN_AGAIN)))
        .order_by(col(AccountPace.account_id))
    )
    return {pace.account_id: (pace, platform) for pace, platform in rows}


def _seconds(times: Sequence[datetime]) -> list[float]:
    return [time.timestamp() for time in times]
