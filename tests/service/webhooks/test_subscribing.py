"""Who is subscribed: asked for, read back, told of, and held back by an emergency stop."""

import json
import logging
from datetime import timedelta

from sqlmodel import select
from typer.testing import CliRunner

from moderation import stops
from moderation.models import AuditEntry, Credential, Incident, Role
from service.cli import app
from service.settings import PREFIX
from service.subscriptions import CHECK_EVERY, OFF, TRY_EVERY
from service.webhook_tables import WebhookSubscription
from tests import factories


def kept(service, key="facebook-main") -> WebhookSubscription:
    with service.parts.database.read() as session:
        return session.get_one(WebhookSubscription, service.account(key).id)


def recorded(service) -> list[str]:
    with service.parts.database.read() as session:
        return [e.action for e in session.exec(select(AuditEntry)) if "webhook" in e.action]


def scopes(service, *names: str) -> None:
    """Let the Page's token have these permissions and no others, from now on."""
    account = service.world.accounts["facebook-main"]
    service.world.rotate_tokens(account.key, token=account.token, scopes=",".join(names))


BASE = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
)


def test_accounts_are_subscribed_by_themselves_and_asked_again_each_day(serve):
    service = serve()
    subscriptions = service.parts.hooks.subscriptions
    due = subscriptions.due()
    assert due == sorted(
        service.account(key).id for key in ("facebook-main", "facebook-libraries", "instagram-main")
    )
    for account_id in due:
        subscriptions.check(account_id)

    assert kept(service).subscribed_at == service.clock()
    assert recorded(service) == ["webhook.subscribed"] * 3
    assert subscriptions.due() == []
    since = service.clock()
    service.clock.at += CHECK_EVERY
    assert subscriptions.due() == due
    # The platform dropped it meanwhile, as it does where deliveries fail for long.
    service.world.set_note(f"subscribed:{service.world.accounts['facebook-main'].id}", "")
    for account_id in due:
        subscriptions.check(account_id)
    assert kept(service).subscribed_at == since
    assert service.world.notes[f"subscribed:{service.world.accounts['facebook-main'].id}"]


def test_without_the_permission_it_says_so_until_somebody_signs_in_again(serve):
    service = serve()
    scopes(service, *BASE)
    service.subscribe("facebook-main")

    assert (kept(service).subscribed_at, kept(service).reason) == (None, "permission")
    assert [i.kind for i in service.rows(Incident)] == [OFF]
    assert recorded(service) == ["webhook.refused"]
    service.subscribe("facebook-main")
    assert recorded(service) == ["webhook.refused"]

    scopes(service, *BASE, "pages_manage_metadata")
    service.clock.at += timedelta(minutes=1)
    account = service.account()
    assert account.id not in service.parts.hooks.subscriptions.due()
    with service.parts.database.write() as session:
        session.get_one(Credential, account.id).updated_at = service.clock()
    assert account.id in service.parts.hooks.subscriptions.due()
    service.subscribe("facebook-main")
    assert kept(service).subscribed_at == service.clock()
    assert service.rows(Incident)[0].closed_at == service.clock()


def test_a_platform_that_does_not_answer_changes_nothing_that_is_known(service):
    from connectors.simulator.faults import Fault, FaultKind

    since = kept(service).subscribed_at
    service.simulator.faults.add(Fault("facebook", FaultKind.SERVER_ERROR, times=None))
    service.clock.at += CHECK_EVERY
    service.subscribe("facebook-main")

    row = kept(service)
    assert (row.subscribed_at, row.check_at) == (since, service.clock() + TRY_EVERY)
    assert service.rows(Incident) == []


def test_an_emergency_stop_holds_the_asking_back_and_not_the_looking(serve):
    service = serve()
    with service.parts.database.write() as session:
        one, two = (
            factories.officer(session, Role.OFFICER, now=service.clock()).id for _ in range(2)
        )
        stop = stops.ask(
            session, account_id=None, officer_id=one, reason="A fire.", now=service.clock()
        )
        stops.confirm(session, stop.id, officer_id=two, now=service.clock())
    service.subscribe("facebook-main")

    assert kept(service).reason == "stopped"
    assert not any(method == "POST" for _, method, _ in service.simulator.calls)


def test_where_webhooks_are_not_set_up_nothing_is_asked(serve):
    service = serve()
    service.parts.settings.webhook_token_file.unlink()

    assert service.parts.hooks.subscriptions.due() == []
    assert service.parts.hooks.subscriptions.check(service.account().id) is None
    assert service.simulator.calls == []


def test_the_commands_show_the_address_and_subscribe(serve):
    service = serve()
    settings = service.parts.settings
    env = {
        f"{PREFIX}{name.upper()}": str(value)
        for name, value in settings.model_dump().items()
        if name.endswith(("_base_url", "_file", "database_url", "data_dir")) and value
    }
    env[f"{PREFIX}WEBHOOK_URL"] = "https://hooks.example"
    root = logging.getLogger()
    before, level = root.handlers[:], root.level

    def command(*words: str):
        return CliRunner(env=env).invoke(app, ["webhooks", *words])

    try:
        shown = json.loads(command("show", "--json").stdout)
        assert [a["address"] for a in shown["addresses"]] == [
            "https://hooks.example/webhooks/facebook",
            "https://hooks.example/webhooks/instagram",
        ]
        assert {a["reason"] for a in shown["accounts"]} == {"not_asked"}
        assert command("subscribe").exit_code == 0
        scopes(service, *BASE)
        service.world.set_note(f"subscribed:{service.world.accounts['facebook-main'].id}", "")
        assert command("subscribe", "--account", str(service.account().id)).exit_code == 1
        assert command("subscribe", "--account", "999").exit_code == 2
        env.pop(f"{PREFIX}WEBHOOK_TOKEN_FILE")
        assert "not set up" in command("subscribe").output
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert kept(service, "instagram-main").subscribed_at is not None
    assert kept(service).reason == "permission"
