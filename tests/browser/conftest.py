"""The console served to Chromium over a test's own database."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from service import clock
from service.app import create_app
from service.auth import hash_password
from service.database import Database
from service.settings import Settings
from tests.service.console.conftest import powers_by_state

EMAIL, PASSWORD = "asha@porthaven.example", "a long enough password"
HASH = hash_password(PASSWORD)


@pytest.fixture
def today() -> datetime:
    """The real time: the browser keeps its cookies by it."""
    return clock.now()


@pytest.fixture
def console(database: Database, tmp_path: Path) -> Flask:
    return create_app(
        Settings(data_dir=tmp_path / "var"), database, powers_of=powers_by_state, notify=None
    )


@pytest.fixture
def address(console: Flask) -> Iterator[str]:
    """Where the console is served."""
    server = make_server("127.0.0.1", 0, console, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class Tab:
    """A tab on the console. Whatever the browser complains of is kept in `complaints`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        # A refused form is a 422 on purpose; the browser mentions it.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self) -> None:
        self.open("/sign-in")
        self.page.fill("#email", EMAIL)
        self.page.fill("#password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.address + "/")


@pytest.fixture
def open_tab(chromium: Browser, address: str) -> Iterator[Callable[..., Tab]]:
    """Open a tab in a profile of its own; `width` in CSS pixels, `script` False for no JS."""
    contexts = []

    def open_one(*, width: int = 1280, script: bool = True) -> Tab:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Tab(context.new_page(), address)

    yield open_one
    for context in contexts:
        context.close()
