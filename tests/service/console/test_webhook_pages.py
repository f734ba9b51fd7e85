"""What an account's pages say of being told at once."""

from datetime import timedelta

import pytest

from moderation.models import Account, Role
from service.settings import Settings
from service.webhook_tables import WebhookSubscription
from tests import factories


@pytest.fixture
def settings(tmp_path) -> Settings:
    word, apps = tmp_path / "word", tmp_path / "apps.json"
    word.write_text("a-made-up-word-of-ours")
    apps.write_text('{"facebook": {"client_id": "1", "client_secret": "s"}}')
    return Settings(data_dir=tmp_path / "var", webhook_token_file=word, apps_file=apps)


def test_the_entry_and_the_ledger_say_whether_mentions_elsewhere_are_covered(
    sign_in, database, now
):
    with database.write() as session:
        accounts: dict[str, Account] = {
            name: factories.account(session, now=now, platform=platform)
            for name, platform in (
                ("on", "facebook"), ("off", "facebook"), ("new", "facebook"),
                ("not set up", "instagram"), ("never", "x"),
            )
        }  # fmt: skip
        for name, reason in (("on", ""), ("off", "permission")):
            session.add(
                WebhookSubscription(
                    account_id=accounts[name].id,
                    subscribed_at=None if reason else now - timedelta(days=1),
                    reason=reason,
                    check_at=now,
                    last_delivery_at=now - timedelta(hours=1),
                )
            )
    browser = sign_in(Role.LEAD)

    def shown(name: str, ledger: str = "") -> str:
        return browser.page(f"/accounts/{accounts[name].id}{ledger}").text

    assert "Last told" in shown("on")
    assert "Not covered" not in shown("on", "/coverage")
    assert "Covered" in shown("on", "/coverage")
    for name, why in (
        ("off", "Our sign-in lacks the permission for it: sign in again"),
        ("new", "The platform has not been asked yet"),
        ("not set up", "It is not set up"),
    ):
        assert why in shown(name)
        assert "Not covered" in shown(name, "/coverage")
    assert "Told at once" not in shown("never")
    assert "What looks cannot see" not in shown("never", "/coverage")
    browser.post("/language", {"language": "cy"})
    page = browser.page(f"/accounts/{accounts['off'].id}/coverage", language="cy")
    assert "Heb ei gwmpasu" in page.text
