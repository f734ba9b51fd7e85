"""Whether each account's platform delivers: asked daily, and asked for where it does not.

What mentions an account elsewhere is seen only while its platform delivers, so that it does
not is an incident. To subscribe goes out, so an emergency stop holds it back.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
)
from connectors.registry import platforms
from connectors.webhook import Hooked, webhook_of
from moderation import audit, stops
from moderation.models import Account, AccountStatus, Credential
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents, find_open, open_incident
from service.platforms import Connect
from service.settings import Settings
from service.webhook_tables import WebhookSubscription

log = logging.getLogger(__name__)

OFF = "webhook_off"
CHECK_EVERY = timedelta(hours=24)
#: Where it is off, or the platform did not say.
TRY_EVERY = timedelta(minutes=30)
#: Why it is off, as a key; any other failure says nothing of the subscription.
_REASONS: tuple[tuple[type[ConnectorError], str], ...] = (
    (PermissionMissing, "permission"),
    (CredentialsRejected, "credentials"),
    (NotSupported, "not_supported"),
)


class Subscriptions:
    """Subscribes accounts. One at a time for each account: the queue's lock holds that."""

    def __init__(
        self, settings: Settings, database: Database, connect: Connect, *, clock: Clock
    ) -> None:
        self._settings = settings
        self._database = database
        self._connect = connect
        self._clock = clock

    def due(self) -> list[int]:
        """Return the accounts whose subscription is to be looked at now.

        Those newly connected, or connected again, are: their tokens may do what the last
        could not.
        """
        ready = [name for name in platforms() if ready_for(self._settings, name)]
        if not ready:
            return []
        with self._database.read() as session:
            found = session.exec(
                select(col(Account.id))
                .join(Credential, col(Credential.account_id) == col(Account.id))
                .outerjoin(
                    WebhookSubscription, col(WebhookSubscription.account_id) == col(Account.id)
                )
                .where(
                    col(Account.platform).in_(ready),
                    col(Account.status) == AccountStatus.ACTIVE,
                    or_(
                        col(WebhookSubscription.account_id).is_(None),
                        col(WebhookSubscription.check_at) <= self._clock(),
                        col(Credential.updated_at) > col(WebhookSubscription.checked_at),
                    ),
                )
                .order_by(col(Account.id))
            ).all()
        return [account_id for account_id in found if account_id is not None]

    def check(self, account_id: int) -> WebhookSubscription | None:
        """Ask whether the platform delivers, subscribe where it does not, and ask again.

        Never raises for what a platform does. Returns what is known now; None where the
        account's platform cannot deliver, or webhooks are not set up.
        """
        with self._database.read() as session:
            account = session.get_one(Account, account_id)
            held = stops.stops(session, account_id)
        if not ready_for(self._settings, account.platform):
            return None
        reason: str | None
        try:
            reason = self._subscribe(account, held=held)
        except ConnectorError as error:
            log.warning(
                "the subscription could not be looked at",
                extra={"account_id": account_id, "error": type(error).__name__},
            )
            reason = next((key for kind, key in _REASONS if isinstance(error, kind)), None)
        with self._database.write() as session:
            return self._note(session, account, reason)

    def _subscribe(self, account: Account, *, held: bool) -> str:
        """Return why the platform does not deliver, "" where it does."""
        connector = self._connect(account)
        if not isinstance(connector, Hooked):
            return "not_supported"
        if connector.subscribed():
            return ""
        if held:
            return "stopped"
        connector.subscribe()
        return "" if connector.subscribed() else "not_kept"

    def _note(self, session: Session, account: Account, reason: str | None) -> WebhookSubscription:
        """Keep what was found; `reason` None: nothing was."""
        now = self._clock()
        row = session.get(WebhookSubscription, account.id) or WebhookSubscription(
            account_id=account.id or 0, reason="not_asked", check_at=now
        )
        was_on = row.subscribed_at is not None
        row.checked_at = now
        row.check_at = now + (CHECK_EVERY if reason == "" else TRY_EVERY)
        if reason is not None:
            row.subscribed_at = (row.subscribed_at or now) if reason == "" else None
            row.reason = reason
        session.add(row)
        is_on = row.subscribed_at is not None
        if is_on != was_on:
            _record(session, account, "subscribed" if is_on else "lost", row.reason, now)
        if is_on:
            close_incidents(session, account.id or 0, OFF, now=now)
        elif reason and find_open(session, OFF, account.id) is None:
            open_incident(session, OFF, account=account, detail=reason, now=now)
            if not was_on:
                _record(session, account, "refused", reason, now)
        session.flush()
        return row


def ready_for(settings: Settings, platform: str) -> bool:
    """Say whether `platform` can deliver and everything for it is set up here."""
    return webhook_of(platform) is not None and settings.takes_webhooks(platform)


def _record(session: Session, account: Account, what: str, reason: str, now: datetime) -> None:
    audit.append(
        session,
        actor="webhooks",
        action=f"webhook.{what}",
        subject=f"account:{account.id}",
        details={"platform": account.platform, "reason": reason},
        now=now,
    )
