"""The console over a test's own database, browsers that are signed in, and pages to check."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.test import TestResponse

from connectors.base import Power, Powers, Verb
from moderation.models import Account, Comment, Officer, Role
from moderation.vocabulary import Category
from service.app import create_app
from service.auth import start_session
from service.connecting import Connecting
from service.console.entrance import cookie_name
from service.database import Database
from service.platforms import Platforms
from service.settings import Settings
from service.vault import open_vault
from tests import factories
from tests.service.console import pages


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


def powers_by_state(account: Account, comment: Comment) -> Powers:
    """What Facebook allows, near enough: hide and delete, or restore what is hidden."""
    delete = Power(Verb.DELETE, False, True, "delete_cannot_be_undone")
    if comment.state == "hidden":
        return Powers((Power(Verb.RESTORE, True, True), delete), manual="facebook_act_on_page")
    hide = Power(Verb.HIDE, True, True, "facebook_hidden_stays_visible_to_friends")
    return Powers((hide, delete), manual="facebook_act_on_page")


@pytest.fixture
def hands(now: datetime) -> Hands:
    return Hands(now)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var")


@pytest.fixture
def told() -> list[tuple[str, dict[str, Any]]]:
    """What the console put in the queue of work."""
    return []


@pytest.fixture
def make_app(
    settings: Settings,
    database: Database,
    hands: Hands,
    told: list[tuple[str, dict[str, Any]]],
) -> Callable[..., Flask]:
    def make(**given: Any) -> Flask:
        def notify(_session: Session, name: str, arguments: dict[str, Any]) -> None:
            told.append((name, arguments))

        defaults: dict[str, Any] = {
            "clock": hands,
            "powers_of": powers_by_state,
            "notify": notify,
        }
        used = given.get("settings", settings)
        platforms = Platforms(used, database, open_vault(used.keys, create=True), clock=hands)
        defaults["connecting"] = Connecting(used, database, platforms, clock=hands)
        return create_app(given.pop("settings", settings), database, **{**defaults, **given})

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


class Browser:
    """A browser of one officer: keeps its cookies, and sends forms as pages give them."""

    def __init__(self, client: FlaskClient, officer: Officer | None) -> None:
        self.client = client
        self.officer = officer

    def get(self, path: str, **given: Any) -> TestResponse:
        return self.client.get(path, **given)

    def page(self, path: str, *, language: str = "en") -> pages.Element:
        """Open a page and hold it to what every page promises."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        return pages.check(answer.text, language=language)

    def token(self) -> str:
        """A form token of this browser, as any of its pages carries it."""
        html = pages.read(self.client.get("/sessions" if self.officer else "/sign-in").text)
        return html.all("input", name="csrf_token")[0].attributes["value"]

    def post(self, path: str, data: dict[str, Any] | None = None, **given: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **given)

    def send(self, form: pages.Element, **typed: Any) -> TestResponse:
        """Send a form of a page: what it holds, with what is typed over it."""
        data: dict[str, Any] = {}
        for control in form.all("input"):
            kind = control.attributes.get("type", "text")
            if kind in ("radio", "checkbox") and "checked" not in control.attributes:
                continue
            if control.attributes.get("name"):
                data[control.attributes["name"]] = control.attributes.get("value", "")
        for area in form.all("textarea"):
            data[area.attributes["name"]] = area.raw_text.lstrip("\n")
        for select in form.all("select"):
            chosen = [o for o in select.all("option") if "selected" in o.attributes]
            value = (chosen or select.all("option"))[0].attributes.get("value", "")
            data[select.attributes["name"]] = value
        return self.client.post(form.attributes["action"], data={**data, **typed})


@pytest.fixture
def sign_in(
    app: Flask, database: Database, settings: Settings, hands: Hands
) -> Callable[..., Browser]:
    """Return a browser signed in as an officer with these roles, or as the one given."""

    def make(*roles: Role, officer: Officer | None = None, into: Flask | None = None) -> Browser:
        with database.write() as session:
            if officer is None:
                officer = factories.officer(session, *roles, now=hands())
            session_id = start_session(session, officer.id or 0, settings=settings, now=hands())
        client = (into or app).test_client()
        client.set_cookie(cookie_name(settings), session_id, domain="localhost")
        return Browser(client, officer)

    return make


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser that nobody is signed in with."""
    return Browser(app.test_client(), None)


@pytest.fixture
def officer(sign_in: Callable[..., Browser]) -> Browser:
    return sign_in(Role.OFFICER)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that reach the database from here on."""
    from sqlalchemy import event

    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def case_id(database: Database, now: Any) -> int:
    """An open case on a Facebook comment, with the house rule it may break."""
    with database.write() as session:
        account = factories.account(session, now=now)
        post = factories.post(session, account, now=now)
        comment = factories.comment(
            session, account, now=now, post=post, text="You are all useless idiots"
        )
        factories.house_rule(session, "ABUSE", now=now)
        case = factories.case(session, comment, Category.ABUSE, now=now)
        return case.id or 0
