"""Reading what deliveries hinted at: the platform is asked, and its answer kept as a look's.

A hint may be read twice, late or in any order: what counts is what the platform says now.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from connectors.base import Connector, ItemState
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
)
from connectors.webhook import Hint, HintKind, Hooked
from moderation import audit
from moderation.models import Account, Comment, Post
from service.clock import Clock
from service.database import Database
from service.incidents import find_open, open_incident
from service.ingest import link_posts, store
from service.platforms import Connect
from service.rereading import CONFIRM_AFTER, Rereader
from service.screening import Screens, screen_waiting
from service.webhook_tables import HintState, WebhookHint
from service.webhooks import READ

log = logging.getLogger(__name__)

GIVEN_UP = "webhook_given_up"
#: Hints read in one job; more wait for the next.
MOST = 100
#: An item that is not found may not be there yet: it is asked for so often.
TRIES = 3
#: After this long without an answer a hint is no use any more.
LASTS = timedelta(days=7)
#: What says of the platform, not of the item, that reading on is no use now.
_STOPS = (BudgetSpent, CredentialsRejected, PlatformUnavailable, RateLimited)


@dataclass(slots=True)
class Followed:
    """What one job over an account's hints brought."""

    account_id: int
    read: int = 0
    new: int = 0
    edited: int = 0
    changed_state: int = 0
    put_off: int = 0
    error: str = ""


def wait_before_try(attempts: int) -> timedelta:
    """How long a hint waits after `attempts` failed reads: 30 s, 2 min, 8 min … an hour."""
    return min(timedelta(seconds=30 * 4 ** min(attempts, 6)), timedelta(hours=1))


class HintReader:
    """Follows hints. One job over one account at a time: the queue's lock holds that."""

    def __init__(
        self,
        database: Database,
        connect: Connect,
        rereader: Rereader,
        screener: Screens,
        *,
        clock: Clock,
        contacts: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._connect = connect
        self._rereader = rereader
        self._screener = screener
        self._clock = clock
        self._contacts = contacts

    def due(self) -> list[int]:
        """Return the ids of the accounts with hints to follow now."""
        with self._database.read() as session:
            found = session.exec(
                select(col(WebhookHint.account_id))
                .join(Account, col(Account.id) == col(WebhookHint.account_id))
                .where(
                    col(WebhookHint.state) == HintState.WAITING,
                    col(WebhookHint.run_at) <= self._clock(),
                    col(Account.status).in_(READ),
                )
                .distinct()
            ).all()
        return sorted(found)

    def follow(self, account_id: int) -> Followed:
        """Read what is due, first hinted first; never raises for what a platform does."""
        done = Followed(account_id)
        with self._database.read() as session:
            account = session.get_one(Account, account_id)
            hints = session.exec(
                select(WebhookHint)
                .where(
                    col(WebhookHint.account_id) == account_id,
                    col(WebhookHint.state) == HintState.WAITING,
                    col(WebhookHint.run_at) <= self._clock(),
                )
                .order_by(col(WebhookHint.id))
                .limit(MOST)
            ).all()
        if not hints or account.status not in READ:
            return done
        try:
            connector = self._connect(account)
            for hint in hints:
                self._follow_one(connector, account, hint, done)
        except ConnectorError as error:
            done.error = type(error).__name__
            self._put_all_off(account, error, done)
        screen_waiting(
            self._database,
            self._screener,
            contacts=self._contacts,
            now=self._clock(),
            account_id=account_id,
        )
        log.info(
            "hints followed",
            extra={
                "account_id": account_id,
                "read": done.read,
                "new": done.new,
                "edited": done.edited,
                "put_off": done.put_off,
                "error": done.error,
            },
        )
        return done

    def _follow_one(
        self, connector: Connector, account: Account, row: WebhookHint, done: Followed
    ) -> None:
        try:
            if row.kind is HintKind.REMOVED or not isinstance(connector, Hooked):
                self._look_again(connector, account, row, done)
            else:
                self._look_at(connector, account, row, done)
        except _STOPS:
            raise
        except CommentGone:
            self._not_found(connector, account, row, done)
        except ConnectorError as error:
            log.warning(
                "a hint could not be followed",
                extra={"hint_id": row.id, "error": type(error).__name__},
            )
            self._put_off(account, row, done)

    def _look_at(
        self, connector: Hooked, account: Account, row: WebhookHint, done: Followed
    ) -> None:
        """Read the item and keep it; the hint is done in the transaction that keeps it."""
        with self._database.read() as session:
            hint, known_post = _aimed(session, account, row)
        batch = connector.look_at(hint, known_post=known_post)
        now = self._clock()
        with self._database.write() as session:
            stored = store(session, account, batch, now=now)
            link_posts(session, account)
            _settle(session, row, "read", now)
        done.read += 1
        done.new += stored.new
        done.edited += stored.edited
        done.changed_state += stored.changed_state

    def _look_again(
        self, connector: Connector, account: Account, row: WebhookHint, done: Followed
    ) -> None:
        """Read again what is said to be gone: only two reads that prove it say so too."""
        comment = self._stored(account, row)
        if comment is None:
            # It went before it was ever read: there is nothing to mark.
            self._end(row, "not_stored")
            return
        if comment.state == ItemState.ABSENT.value:
            self._end(row, "gone")
            return
        reading = self._rereader.read_again(connector, account, comment.id or 0)
        done.read += 1
        comment = self._stored(account, row)
        if comment is not None and comment.state == ItemState.ABSENT.value:
            self._end(row, "gone")
        elif comment is not None and comment.missing_since is not None:
            self._wait_until(row, comment.missing_since + CONFIRM_AFTER, done)
        elif reading.state is ItemState.UNKNOWN and reading.text is None:
            self._try_again(row, done, otherwise="unclear")
        else:
            self._end(row, "still_there")

    def _not_found(
        self, connector: Connector, account: Account, row: WebhookHint, done: Followed
    ) -> None:
        if row.kind is not HintKind.REMOVED and self._stored(account, row) is not None:
            try:
                self._look_again(connector, account, row, done)
            except _STOPS:
                raise
            except ConnectorError:
                self._put_off(account, row, done)
            return
        self._try_again(row, done, otherwise="not_found")

    def _stored(self, account: Account, row: WebhookHint) -> Comment | None:
        with self._database.read() as session:
            return _comment(session, account, row.platform_id)

    # -- what becomes of a hint -------------------------------------------------------

    def _end(self, row: WebhookHint, outcome: str) -> None:
        with self._database.write() as session:
            _settle(session, row, outcome, self._clock())

    def _try_again(self, row: WebhookHint, done: Followed, *, otherwise: str) -> None:
        if row.attempts + 1 >= TRIES:
            self._end(row, otherwise)
        else:
            self._wait_until(row, self._clock() + wait_before_try(row.attempts), done)

    def _wait_until(self, row: WebhookHint, at: datetime, done: Followed) -> None:
        with self._database.write() as session:
            session.exec(
                update(WebhookHint).where(*_still(row)).values(run_at=at, attempts=row.attempts + 1)
            )
        done.put_off += 1

    def _put_off(self, account: Account, row: WebhookHint, done: Followed) -> None:
        now = self._clock()
        if now - row.hinted_at < LASTS:
            self._wait_until(row, now + wait_before_try(row.attempts), done)
            return
        with self._database.write() as session:
            _settle(session, row, "given_up", now)
            # What else a hint names, looks at the account see to.
            if row.kind is HintKind.MENTION and find_open(session, GIVEN_UP, account.id) is None:
                open_incident(session, GIVEN_UP, account=account, detail="", now=now)
                audit.append(
                    session,
                    actor="webhooks",
                    action="incident.opened",
                    subject=f"account:{account.id}",
                    details={"kind": GIVEN_UP},
                    now=now,
                )

    def _put_all_off(self, account: Account, error: ConnectorError, done: Followed) -> None:
        """The platform does not answer: what is due waits, each hint its own turn."""
        now = self._clock()
        with self._database.read() as session:
            rows = session.exec(
                select(WebhookHint).where(
                    col(WebhookHint.account_id) == account.id,
                    col(WebhookHint.state) == HintState.WAITING,
                    col(WebhookHint.run_at) <= now,
                )
            ).all()
        told = getattr(error, "retry_at", None)
        for row in rows:
            if told is None or now - row.hinted_at >= LASTS:
                self._put_off(account, row, done)
            else:
                self._wait_until(row, max(told, now + wait_before_try(0)), done)


def _aimed(session: Session, account: Account, row: WebhookHint) -> tuple[Hint, bool]:
    """The hint, and whether it stands under a post of the account's that is stored.

    What is stored as standing on the account's own posts never becomes a mention elsewhere:
    nothing could be done about it then.
    """
    hint = Hint(account.platform_id, row.kind, row.platform_id, row.post_platform_id)
    if row.kind is HintKind.MENTION:
        stored = _comment(session, account, row.platform_id)
        if stored is not None and stored.post_platform_id is not None:
            hint = replace(hint, kind=HintKind.COMMENT, post_platform_id=stored.post_platform_id)
    known = bool(hint.post_platform_id) and (
        session.exec(
            select(col(Post.id)).where(
                col(Post.account_id) == account.id,
                col(Post.platform_id) == hint.post_platform_id,
            )
        ).first()
        is not None
    )
    return replace(hint, kind=HintKind.COMMENT) if known else hint, known


def _comment(session: Session, account: Account, platform_id: str) -> Comment | None:
    return session.exec(
        select(Comment).where(
            col(Comment.account_id) == account.id, col(Comment.platform_id) == platform_id
        )
    ).first()


def _still(row: WebhookHint) -> tuple[ColumnElement[bool], ...]:
    """The hint as it was when it was read: named again since, it must be read again."""
    return (
        col(WebhookHint.id) == row.id,
        col(WebhookHint.asked) == row.asked,
        col(WebhookHint.state) == HintState.WAITING,
    )


def _settle(session: Session, row: WebhookHint, outcome: str, now: datetime) -> None:
    session.exec(
        update(WebhookHint)
        .where(*_still(row))
        .values(state=HintState.DONE, outcome=outcome, done_at=now)
    )
