"""The jobs that webhooks bring: work a delivery, follow its hints, keep up the subscriptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlmodel import Session

from service.budget_tables import Purpose
from service.clock import Clock
from service.database import Database
from service.hints import HintReader
from service.job_queue import Handler, JobQueue
from service.platforms import Platforms
from service.rereading import Rereader
from service.screening import Screens
from service.settings import Settings
from service.subscriptions import Subscriptions
from service.webhooks import Deliveries

WORK = "webhook.work"
FOLLOW = "webhook.follow"
SUBSCRIBE = "webhook.subscribe"


@dataclass(frozen=True, slots=True)
class Hooks:
    """What deals with webhooks, from the bytes that came to the comment that is kept."""

    deliveries: Deliveries
    hints: HintReader
    subscriptions: Subscriptions

    def handlers(self) -> dict[str, Handler]:
        """Return name -> handler. Each may run twice and then changes nothing more."""
        return {
            WORK: self.deliveries.work,
            FOLLOW: self.hints.follow,
            SUBSCRIBE: self.subscriptions.check,
        }

    def put_due(self, queue: JobQueue, database: Database) -> Mapping[str, int]:
        """Queue whatever is due now; return how much of each."""
        due = {
            "deliveries": self.deliveries.due(),
            "hints": self.hints.due(),
            "subscriptions": self.subscriptions.due(),
        }
        if any(due.values()):
            with database.write() as session:
                for delivery_id in due["deliveries"]:
                    put_delivery(queue, session, delivery_id)
                for account_id in due["hints"]:
                    put_look(queue, session, account_id)
                for account_id in due["subscriptions"]:
                    put_subscription(queue, session, account_id)
        return {name: len(ids) for name, ids in due.items()}


def assemble_hooks(
    settings: Settings,
    database: Database,
    platforms: Platforms,
    rereader: Rereader,
    screener: Screens,
    queue: JobQueue,
    *,
    clock: Clock,
) -> Hooks:
    """Put the parts together."""
    return Hooks(
        deliveries=Deliveries(
            database,
            clock=clock,
            keep_for=timedelta(days=settings.webhook_keep_days),
            put_look=partial(put_look, queue),
        ),
        hints=HintReader(
            database,
            partial(platforms.connect, purpose=Purpose.LOOK),
            rereader,
            screener,
            clock=clock,
            contacts=settings.contacts(),
        ),
        subscriptions=Subscriptions(settings, database, platforms.connect, clock=clock),
    )


def put_delivery(queue: JobQueue, session: Session, delivery_id: int) -> None:
    """Queue a delivery in the transaction that keeps it.

    One lock for all: what is broken is told of once, not by each worker for itself.
    """
    queue.enqueue(
        session,
        WORK,
        {"delivery_id": delivery_id},
        lock="webhooks",
        unique=f"delivery:{delivery_id}",
    )


def put_look(queue: JobQueue, session: Session, account_id: int) -> None:
    """Queue a look at what was hinted at; one that waits already is enough."""
    queue.enqueue(
        session,
        FOLLOW,
        {"account_id": account_id},
        lock=f"account:{account_id}",
        unique=f"hints:{account_id}",
    )


def put_subscription(queue: JobQueue, session: Session, account_id: int) -> None:
    """Queue a look at an account's subscription; one that waits already is enough."""
    queue.enqueue(
        session,
        SUBSCRIBE,
        {"account_id": account_id},
        lock=f"account:{account_id}",
        unique=f"subscribe:{account_id}",
    )
