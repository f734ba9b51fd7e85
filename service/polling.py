"""One look at one account: fetch, store, screen, open cases, and enter it in the ledger."""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from connectors.base import Batch, Gap
from connectors.errors import (
    BudgetSpent,
    ConnectorError,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
)
from moderation import audit
from moderation.models import Account, AccountStatus, Cursor
from service import coverage, coverage_gaps
from service.budgets import AllowanceSpent
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents, find_open, open_incident
from service.ingest import Stored, link_posts, store
from service.pacer import Every, Paces
from service.platforms import Connect
from service.screening import Screened, Screens, screen_waiting

log = logging.getLogger(__name__)

#: Kinds of incident that a successful look mends.
POLL_INCIDENTS = ("credentials", "permission", "budget", "allowance", "unreachable")
#: One refusal can be the platform's own outage: a second in a row stops the account.
SIGN_IN_AGAIN_EVERY = timedelta(hours=1)


@dataclass(slots=True)
class Look:
    """What one look at an account brought. `error` is "" where it went well."""

    account_id: int
    pages: int = 0
    new: int = 0
    edited: int = 0
    changed_state: int = 0
    posts: int = 0
    screened: int = 0
    flagged: int = 0
    cases: int = 0
    gaps: int = 0
    error: str = ""
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Poller:
    """Looks at accounts. One look at one account at a time: the queue's lock holds that."""

    def __init__(
        self,
        database: Database,
        connect: Connect,
        screener: Screens,
        *,
        clock: Clock,
        period: timedelta,
        contacts: frozenset[str] = frozenset(),
        pacer: Paces | None = None,
    ) -> None:
        """Make it; without a `pacer`, every account is looked at once a `period`."""
        self._database = database
        self._connect = connect
        self._screener = screener
        self._clock = clock
        self._pacer = pacer or Every(period)
        self._contacts = contacts

    def look(self, account_id: int) -> Look:
        """Fetch everything since the account's cursor; never raises for what a platform does.

        Each page is stored as it comes. The cursor moves only with a page that carries one,
        in that page's transaction, and the ledger is written once the list has ended: a
        crash anywhere means that the next look fetches again what it already has.
        """
        look = Look(account_id)
        with self._database.read() as session:
            account = session.get(Account, account_id)
            cursor = session.get(Cursor, account_id)
        if account is None:
            raise LookupError(f"there is no account {account_id}")
        if account.status in (AccountStatus.PAUSED, AccountStatus.NOT_CONNECTED):
            look.error, look.detail = account.status.value, account.status_reason
            return look
        asked_at = self._clock()
        try:
            self._fetch(account, cursor.value if cursor else None, asked_at, look)
        except ConnectorError as error:
            look.error, look.detail = type(error).__name__, str(error)
            self._failed(account, asked_at, error)
        screened = self._screen(account_id)
        look.screened, look.flagged, look.cases = (
            screened.comments,
            screened.flagged,
            screened.cases,
        )
        log.info(
            "account polled",
            extra={k: v for k, v in look.as_dict().items() if k != "detail"},
        )
        return look

    def note_gaps(self) -> int:
        """Open an incident for each account that was not looked at; return how many."""
        return coverage_gaps.note_gaps(self._database, self._pacer, clock=self._clock)

    def _fetch(self, account: Account, cursor: str | None, asked_at: datetime, look: Look) -> None:
        connector = self._connect(account)
        oldest: datetime | None = None
        gaps: list[Gap] = []
        ended = False
        for batch in connector.fetch(cursor):
            oldest = _oldest(oldest, batch)
            gaps += batch.gaps
            with self._database.write() as session:
                stored = store(session, account, batch, now=self._clock())
                _count(look, stored)
                self._pacer.store_calls(session, account)
                if batch.cursor is not None:
                    self._move_cursor(session, account, batch.cursor)
                    ended = True
            look.pages += 1
        look.gaps = len(gaps)
        if not ended:
            raise PlatformUnavailable("the platform's list ended without an end")
        # A connector may move its cursor on the way; only the end of the list proves that
        # everything up to now was read.
        with self._database.write() as session:
            self._arrived(session, account, asked_at, oldest, gaps)

    def _move_cursor(self, session: Session, account: Account, cursor: str) -> None:
        now = self._clock()
        row = session.get(Cursor, account.id)
        if row is None:
            session.add(Cursor(account_id=account.id or 0, value=cursor, updated_at=now))
        else:
            row.value, row.updated_at = cursor, now
            session.add(row)

    def _arrived(
        self,
        session: Session,
        account: Account,
        asked_at: datetime,
        oldest: datetime | None,
        gaps: list[Gap],
    ) -> None:
        """Everything is stored: enter the ledger, and close what has mended itself."""
        now = self._clock()
        link_posts(session, account)
        current = session.get_one(Account, account.id)
        period = self._pacer.expected_wait(session, account.id or 0)
        # Nobody may have looked for so long that nobody noticed either: it counts all the same.
        coverage_gaps.note_gap(session, current, now=asked_at, period=period)
        coverage.record_seen(
            session,
            account.id or 0,
            asked_at=asked_at,
            reaches_back_to=oldest,
            period=period,
            gaps=gaps,
        )
        coverage_gaps.close_gap(session, current, now=now, out_of_reach=bool(gaps))
        current.last_polled_at = now
        current.next_poll_at = max(now, self._pacer.next_look(session, account, looked_at=asked_at))
        mended = close_incidents(session, account.id or 0, *POLL_INCIDENTS, now=now)
        if current.status is AccountStatus.SIGN_IN_AGAIN:
            current.status, current.status_reason = AccountStatus.ACTIVE, ""
        session.add(current)
        if mended:
            audit.append(
                session,
                actor="polling",
                action="account.recovered",
                subject=f"account:{account.id}",
                now=now,
            )

    def _failed(self, account: Account, asked_at: datetime, error: ConnectorError) -> None:
        now = self._clock()
        with self._database.write() as session:
            current = session.get_one(Account, account.id)
            kind = REASONS.get(type(error), "unreachable")
            known = find_open(session, kind, account.id)
            coverage.record_failed(session, account.id or 0, now=now, reason=kind)
            period = self._pacer.expected_wait(session, account.id or 0)
            coverage_gaps.note_gap(session, current, now=now, period=period)
            current.next_poll_at = max(
                now, self._pacer.failed(session, account, looked_at=asked_at)
            )
            if current.last_polled_at is not None:
                # A clock that was set back must not make the account due for ever.
                current.last_polled_at = min(current.last_polled_at, now)
            if isinstance(error, CredentialsRejected) and known:
                current.status = AccountStatus.SIGN_IN_AGAIN
                current.status_reason = str(error)[:500]
                current.next_poll_at = now + SIGN_IN_AGAIN_EVERY
            if isinstance(error, RateLimited | BudgetSpent) and error.retry_at:
                current.next_poll_at = max(error.retry_at, now)
            session.add(current)
            if not isinstance(error, RateLimited):
                open_incident(session, kind, account=current, detail=str(error), now=now)
                if known is None:
                    audit.append(
                        session,
                        actor="polling",
                        action="incident.opened",
                        subject=f"account:{account.id}",
                        details={"kind": kind, "error": type(error).__name__},
                        now=now,
                    )
        log.warning(
            "account could not be polled",
            extra={"account_id": account.id, "error": type(error).__name__},
        )

    def _screen(self, account_id: int) -> Screened:
        return screen_waiting(
            self._database,
            self._screener,
            contacts=self._contacts,
            now=self._clock(),
            account_id=account_id,
        )


#: What an officer reads for each kind of failure, as the incident's kind and ledger's reason.
REASONS: dict[type[ConnectorError], str] = {
    CredentialsRejected: "credentials",
    PermissionMissing: "permission",
    BudgetSpent: "budget",
    AllowanceSpent: "allowance",
    RateLimited: "rate_limited",
}


def _oldest(oldest: datetime | None, batch: Batch) -> datetime | None:
    times = [c.published_at for c in batch.comments] + [p.published_at for p in batch.posts]
    if oldest is not None:
        times.append(oldest)
    return min(times, default=None)


def _count(look: Look, stored: Stored) -> None:
    look.new += stored.new
    look.edited += stored.edited
    look.changed_state += stored.changed_state
    look.posts += stored.posts
