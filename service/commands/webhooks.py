"""`council-social webhooks`: what platforms tell at once, and whether they do."""

from typing import Annotated, Any

import typer
from sqlmodel import Session, col, func, select

from connectors.registry import platforms
from connectors.webhook import webhook_of
from moderation.models import Account, AccountStatus
from service.commands.common import (
    FOUND_WRONG,
    clock,
    opened,
    print_json,
    print_table,
    settings_or_stop,
    stop,
)
from service.database import Database
from service.platforms import Platforms
from service.settings import Settings
from service.subscriptions import Subscriptions, ready_for
from service.vault import open_vault
from service.webhook_tables import WebhookDelivery, WebhookRefusal, WebhookSubscription

app = typer.Typer(no_args_is_help=True, help="What platforms tell at once, and whether they do.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
HOOKED = tuple(name for name in platforms() if webhook_of(name) is not None)


@app.command("show")
def show(json_: Json = False) -> None:
    """Say which address to register at each platform, what came there, and who is subscribed."""
    settings = settings_or_stop()
    with opened(settings) as database, database.read() as session:
        addresses = [_address(session, settings, platform) for platform in HOOKED]
        accounts = [_account(session, account) for account in _accounts(database)]
    if json_:
        print_json({"addresses": addresses, "accounts": accounts})
        return
    print_table(
        "Addresses",
        ["platform", "address", "set up", "deliveries", "refused"],
        [
            [a["platform"], a["address"], _word(a["ready"]), a["deliveries"], a["refused"]]
            for a in addresses
        ],
    )
    _print_accounts(accounts)


@app.command("subscribe")
def subscribe(
    account: Annotated[int | None, typer.Option(help="Only this account.")] = None,
    json_: Json = False,
) -> None:
    """Subscribe the accounts at their platforms now, and read back whether they are."""
    settings = settings_or_stop()
    ready = [name for name in HOOKED if ready_for(settings, name)]
    if not ready:
        stop(
            "Webhooks are not set up: give COUNCIL_SOCIAL_WEBHOOK_TOKEN_FILE and, in "
            "COUNCIL_SOCIAL_APPS_FILE, the secret of the council's app."
        )
    with opened(settings) as database:
        rows = [
            row
            for row in _accounts(database)
            if row.platform in ready and account in (None, row.id)
        ]
        if account is not None and not rows:
            stop(f"Account {account} has no platform that delivers: see 'webhooks show'.")
        platforms_ = Platforms(settings, database, open_vault(settings.keys), clock=clock)
        subscriptions = Subscriptions(settings, database, platforms_.connect, clock=clock)
        try:
            for row in rows:
                subscriptions.check(row.id or 0)
        finally:
            platforms_.budgets.settle_all()
        with database.read() as session:
            found = [_account(session, row) for row in rows]
    if json_:
        print_json(found)
    else:
        _print_accounts(found)
    if not all(row["subscribed_at"] for row in found):
        raise typer.Exit(FOUND_WRONG)


def _accounts(database: Database) -> list[Account]:
    with database.read() as session:
        return list(
            session.exec(
                select(Account)
                .where(
                    col(Account.platform).in_(HOOKED),
                    col(Account.status) != AccountStatus.NOT_CONNECTED,
                )
                .order_by(col(Account.id))
            )
        )


def _address(session: Session, settings: Settings, platform: str) -> dict[str, Any]:
    refusal = session.get(WebhookRefusal, platform)
    deliveries = session.exec(
        select(func.count())
        .select_from(WebhookDelivery)
        .where(col(WebhookDelivery.platform) == platform)
    ).one()
    return {
        "platform": platform,
        "address": settings.webhook_address(platform),
        "ready": ready_for(settings, platform),
        "deliveries": deliveries,
        "refused": refusal.refused if refusal else 0,
    }


def _account(session: Session, account: Account) -> dict[str, Any]:
    row = session.get(WebhookSubscription, account.id)
    return {
        "id": account.id,
        "platform": account.platform,
        "handle": account.handle,
        "subscribed_at": row.subscribed_at if row else None,
        "reason": row.reason if row else "not_asked",
        "last_delivery_at": row.last_delivery_at if row else None,
    }


def _print_accounts(accounts: list[dict[str, Any]]) -> None:
    print_table(
        "Accounts",
        ["id", "platform", "handle", "subscribed since", "why not", "last told"],
        [
            [
                a["id"],
                a["platform"],
                a["handle"],
                _time(a["subscribed_at"]),
                a["reason"],
                _time(a["last_delivery_at"]),
            ]
            for a in accounts
        ],
    )


def _time(value: Any) -> str:
    return value.isoformat(timespec="minutes") if value else "no"


def _word(value: bool) -> str:
    return "yes" if value else "no"
