"""An account connected at each platform in a real browser, by keyboard alone."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from sqlmodel import select
from werkzeug.serving import make_server

from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import World
from moderation.models import Account, Role
from service import clock
from service.app import create_app
from service.connecting import Connecting, way_back
from service.database import Database
from service.platforms import Platforms
from service.vault import open_vault
from tests import factories
from tests.browser.conftest import EMAIL, HASH, Tab
from tests.browser.looking import AXE
from tests.connectors.consent import with_a_sign_in
from tests.service.console.conftest import powers_by_state
from tests.service.console.connecting import settings_for

pytestmark = pytest.mark.browser

NAMES = {"x": "X", "facebook": "Facebook", "instagram": "Instagram", "youtube": "YouTube"}
NAMES |= {"flickr": "Flickr", "mastodon": "Mastodon"}


@pytest.fixture
def sim() -> Iterator[Simulator]:
    world = World(seed=13)
    add_accounts(world)
    with Simulator(world) as simulator:
        yield simulator


@pytest.fixture
def console(database: Database, sim: Simulator, tmp_path: Path) -> Flask:
    settings = settings_for(sim, tmp_path)
    vault = open_vault(settings.keys, create=True)
    connected = Platforms(settings, database, vault, clock=clock.now)
    return create_app(
        settings,
        database,
        powers_of=powers_by_state,
        connecting=Connecting(settings, database, connected, clock=clock.now),
    )


@pytest.fixture
def address(console: Flask, sim: Simulator) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, console, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found = f"http://127.0.0.1:{server.server_port}"
    for platform, app in sim.apps.items():
        app.redirect_uris.add(found + way_back(platform))
    yield found
    server.shutdown()
    thread.join()


@pytest.fixture
def tab(open_tab: Callable[..., Tab], database: Database, today: datetime) -> Tab:
    with database.write() as session:
        factories.officer(
            session, Role.LEAD, now=today, email=EMAIL, password_hash=HASH, name="Asha Prydderch"
        )
    tab = open_tab()
    tab.sign_in()
    return tab


def press(tab: Tab, name: str, role: str = "button") -> None:
    """Go to a control with the Tab key, as somebody without a mouse does, and press Enter."""
    wanted = tab.page.get_by_role(role, name=name, exact=True)
    for _ in range(60):
        tab.page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            tab.page.keyboard.press("Enter")
            return
    raise AssertionError(f"the Tab key does not reach {name!r}")


def to_the_platform(tab: Tab, platform: str) -> None:
    tab.open("/accounts")
    press(tab, "Connect an account")
    tab.page.wait_for_url("**/accounts/connect")
    press(tab, f"Sign in to {NAMES[platform]}")
    tab.page.wait_for_url(re.compile(r"/accounts/connect/\d+$"))
    assert Axe().run(tab.page, options=AXE).response["violations"] == []
    press(tab, f"Continue to {NAMES[platform]}")
    tab.page.wait_for_selector("text=allow Council Social?")


def accounts(database: Database) -> list[Account]:
    with database.read() as session:
        return list(session.exec(select(Account)))


@pytest.mark.parametrize("platform", with_a_sign_in())
def test_an_account_is_connected_by_keyboard(tab: Tab, database: Database, sim, platform: str):
    to_the_platform(tab, platform)
    if platform == "facebook":
        # One Page is picked at Facebook: the other's box is unticked with the space bar.
        tab.page.keyboard.press("Tab")
        tab.page.keyboard.press("Tab")
        tab.page.keyboard.press("Space")

    press(tab, "Allow")
    tab.page.wait_for_url("**/accounts/*/edit")

    [account] = accounts(database)
    picked = sim.world.account_by_id(platform, account.platform_id)
    assert picked.key == f"{platform}-main"
    assert "is connected" in tab.page.inner_text("main")
    assert "code" not in tab.page.url
    assert tab.complaints == []


def test_of_two_pages_one_is_chosen_by_keyboard(tab: Tab, database: Database, sim):
    to_the_platform(tab, "facebook")
    press(tab, "Allow")
    tab.page.wait_for_url("**/choose")
    assert Axe().run(tab.page, options=AXE).response["violations"] == []

    name = sim.world.account("facebook-main").name
    tab.page.get_by_role("radio", name=name).focus()
    tab.page.keyboard.press("Space")
    press(tab, "Connect this account")
    tab.page.wait_for_url("**/accounts/*/edit")

    assert [a.platform_id for a in accounts(database)] == [sim.world.account("facebook-main").id]
    assert tab.complaints == []


def test_whoever_denies_reads_that_nothing_was_changed(tab: Tab, database: Database):
    to_the_platform(tab, "x")

    press(tab, "Deny")
    tab.page.wait_for_url("**/accounts/connect")

    assert "the answer was no, so nothing was connected" in tab.page.inner_text("main")
    assert Axe().run(tab.page, options=AXE).response["violations"] == []
    assert accounts(database) == []
    assert tab.complaints == []
