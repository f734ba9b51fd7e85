"""Deliveries: kept as they came, answered at once, and turned into hints later.

A delivery is one row for its platform and its bytes, so that one that comes again changes
nothing. Its job is queued in the transaction that keeps it.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Column, func
from sqlmodel import Session, col, delete, select

from connectors.errors import UnexpectedAnswer
from connectors.webhook import Hint, Told, webhook_of
from moderation import audit
from moderation.models import Account, AccountStatus
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents, find_open, open_incident
from service.ingest import insert_into
from service.webhook_tables import (
    DeliveryState,
    HintState,
    WebhookDelivery,
    WebhookHint,
    WebhookSubscription,
)

log = logging.getLogger(__name__)

UNREADABLE = "webhook_unreadable"
#: A delivery whose job was lost is queued again once it has waited so long.
OVERDUE = timedelta(seconds=30)
#: Whose hints are read. Of the others no look is taken either.
READ = (AccountStatus.ACTIVE, AccountStatus.SIGN_IN_AGAIN)

#: Queues a look at the hints of an account in the given transaction.
PutLook = Callable[[Session, int], None]


def keep(session: Session, platform: str, body: bytes, *, now: datetime) -> tuple[int, bool]:
    """Keep a delivery; return its number and whether it still waits to be worked."""
    row = {
        "platform": platform,
        "digest": hashlib.sha256(body).hexdigest(),
        "body": body,
        "received_at": now,
        "times": 1,
        "state": DeliveryState.WAITING,
        "reason": "",
        "hints": 0,
        "passed_over": 0,
        "ignored": 0,
    }
    statement = insert_into(session, WebhookDelivery).values(row)
    kept = session.execute(
        statement.on_conflict_do_update(
            index_elements=["platform", "digest"], set_={"times": col(WebhookDelivery.times) + 1}
        ).returning(col(WebhookDelivery.id), col(WebhookDelivery.state))
    ).one()
    return kept.id, kept.state is DeliveryState.WAITING


class Deliveries:
    """Works what was delivered, each delivery in one transaction.

    One at a time: the queue's lock holds that.
    """

    def __init__(
        self, database: Database, *, clock: Clock, keep_for: timedelta, put_look: PutLook
    ) -> None:
        """`keep_for`: how long a delivery is kept once it is worked."""
        self._database = database
        self._clock = clock
        self._keep_for = keep_for
        self._put_look = put_look

    def due(self) -> list[int]:
        """Return the deliveries that have waited too long: their jobs were lost."""
        with self._database.read() as session:
            found = session.exec(
                select(col(WebhookDelivery.id))
                .where(
                    col(WebhookDelivery.state) == DeliveryState.WAITING,
                    col(WebhookDelivery.received_at) <= self._clock() - OVERDUE,
                )
                .order_by(col(WebhookDelivery.id))
                .limit(500)
            ).all()
        return [delivery_id for delivery_id in found if delivery_id is not None]

    def work(self, delivery_id: int) -> DeliveryState | None:
        """Turn a delivery into hints and queue the looks at them; makes no call.

        Returns None where it is worked already, or tidied away.
        """
        now = self._clock()
        with self._database.write() as session:
            row = session.exec(
                select(WebhookDelivery)
                .where(col(WebhookDelivery.id) == delivery_id)
                .with_for_update()
            ).first()
            if row is None or row.state is not DeliveryState.WAITING:
                return None
            webhook = webhook_of(row.platform)
            try:
                told = webhook.read(row.body) if webhook else Told(())
            except UnexpectedAnswer as error:
                row.state, row.reason = DeliveryState.UNREADABLE, str(error)[:64]
                _tell(session, row, now)
            else:
                self._take(session, row, told, now)
            row.worked_at = now
            session.add(row)
        log.info(
            "delivery worked",
            extra={
                "delivery_id": delivery_id,
                "platform": row.platform,
                "state": row.state.value,
                "hints": row.hints,
                "passed_over": row.passed_over,
                "ignored": row.ignored,
            },
        )
        return row.state

    def tidy(self) -> int:
        """Drop what was worked long enough ago, personal data and all; return how many."""
        now = self._clock()
        before = now - self._keep_for
        with self._database.write() as session:
            dropped = session.exec(
                delete(WebhookDelivery).where(
                    col(WebhookDelivery.worked_at).is_not(None),
                    col(WebhookDelivery.worked_at) < before,
                )
            ).rowcount
            session.exec(
                delete(WebhookHint).where(
                    col(WebhookHint.state) == HintState.DONE, col(WebhookHint.done_at) < before
                )
            )
            left = session.exec(
                select(func.count())
                .select_from(WebhookDelivery)
                .where(col(WebhookDelivery.state) == DeliveryState.UNREADABLE)
            ).one()
            if not left:
                close_incidents(session, None, UNREADABLE, now=now)
        return int(dropped)

    def _take(self, session: Session, row: WebhookDelivery, told: Told, now: datetime) -> None:
        owners = {hint.owner_id for hint in told.hints}
        accounts = {
            account.platform_id: account
            for account in session.exec(
                select(Account).where(
                    col(Account.platform) == row.platform, col(Account.platform_id).in_(owners)
                )
            )
        }
        for_us: dict[int, list[Hint]] = {}
        for hint in told.hints:
            account = accounts.get(hint.owner_id)
            if account is None:
                row.ignored, row.reason = row.ignored + 1, "no_such_account"
            elif account.status not in READ:
                row.ignored, row.reason = row.ignored + 1, "account_not_polled"
            else:
                for_us.setdefault(account.id or 0, []).append(hint)
        for account_id, hints in sorted(for_us.items()):
            _ask(session, account_id, hints, now)
            _note_delivery(session, account_id, row.received_at)
            self._put_look(session, account_id)
            row.hints += len(hints)
        row.passed_over = told.passed_over
        row.state = DeliveryState.WORKED if row.hints else DeliveryState.IGNORED
        if told.unclear:
            # What of it has the documented form was taken all the same.
            row.reason = "partly_unclear"
            row.state = DeliveryState.UNREADABLE if not row.hints else row.state
            _tell(session, row, now)
        elif not told.hints:
            row.reason = "nothing_to_look_at"


def _ask(session: Session, account_id: int, hints: Iterable[Hint], now: datetime) -> None:
    """Keep hints; one that waits already is due at once, and asked once more."""
    # One row a statement: PostgreSQL refuses to touch a row twice in one.
    for hint in hints:
        statement = insert_into(session, WebhookHint).values(
            account_id=account_id,
            kind=hint.kind,
            platform_id=hint.platform_id,
            post_platform_id=hint.post_platform_id,
            hinted_at=now,
            asked=1,
            run_at=now,
            attempts=0,
            state=HintState.WAITING,
            outcome="",
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["account_id", "kind", "platform_id"],
                index_where=Column("state") == "waiting",
                set_={
                    "asked": col(WebhookHint.asked) + 1,
                    "post_platform_id": statement.excluded.post_platform_id,
                    "hinted_at": now,
                    "run_at": now,
                    "attempts": 0,
                },
            )
        )


def _note_delivery(session: Session, account_id: int, received_at: datetime) -> None:
    statement = insert_into(session, WebhookSubscription).values(
        account_id=account_id,
        reason="not_asked",
        check_at=received_at,
        last_delivery_at=received_at,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account_id"], set_={"last_delivery_at": received_at}
        )
    )


def _tell(session: Session, row: WebhookDelivery, now: datetime) -> None:
    if find_open(session, UNREADABLE, None) is not None:
        return
    detail = f"delivery {row.id} of {row.platform}: {row.reason}"
    open_incident(session, UNREADABLE, account=None, detail=detail, now=now)
    audit.append(
        session,
        actor="webhooks",
        action="incident.opened",
        subject=f"delivery:{row.id}",
        details={"kind": UNREADABLE, "platform": row.platform},
        now=now,
    )
