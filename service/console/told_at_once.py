"""Whether an account's platform tells us at once what is said, as its pages say it."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from connectors.webhook import webhook_of
from moderation.models import Account, AccountStatus
from service.console.context import _, settings
from service.i18n import N_
from service.subscriptions import ready_for
from service.webhook_tables import WebhookSubscription

#: Why a platform does not deliver.
REASONS = {
    "not_asked": N_("The platform has not been asked yet"),
    "permission": N_("Our sign-in lacks the permission for it: sign in again"),
    "credentials": N_("The platform no longer accepts our sign-in"),
    "not_supported": N_("What is stored for the account does not say which Page it belongs to"),
    "not_kept": N_("The platform accepted it and does not do it"),
    "stopped": N_("An emergency stop holds it back"),
    "not_set_up": N_("It is not set up: whoever looks after the service must do so"),
}


@dataclass(frozen=True, slots=True)
class ToldAtOnce:
    """`since` None: the platform does not tell us, for `reason`, a sentence."""

    since: datetime | None
    last_at: datetime | None
    reason: str


def told_at_once(account: Account) -> ToldAtOnce | None:
    """Return how it stands; None where no platform could, or the account is not connected."""
    if account.status is AccountStatus.NOT_CONNECTED or webhook_of(account.platform) is None:
        return None
    row = g.session.get(WebhookSubscription, account.id)
    last = row.last_delivery_at if row else None
    if not ready_for(settings(), account.platform):
        return ToldAtOnce(None, last, _sentence("not_set_up"))
    if row is not None and row.subscribed_at is not None:
        return ToldAtOnce(row.subscribed_at, last, "")
    reason = row.reason if row else "not_asked"
    return ToldAtOnce(None, last, _sentence(reason))


def _sentence(key: str) -> str:
    """Say why; a reason that is not known is shown as it stands, never left out."""
    return _(REASONS[key]) if key in REASONS else key
