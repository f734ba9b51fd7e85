"""What every test may ask for: a clock, a migrated database, made-up rows."""

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from service import frontend_build
from service.database import Database, open_engine, upgrade

#: Unset: SQLite. A PostgreSQL URL: every test that asks for a database gets its own there.
TEST_DATABASE = os.environ.get("COUNCIL_SOCIAL_TEST_DATABASE_URL", "")

#: A Monday in office hours, in winter time.
MONDAY_9AM = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run: Playwright allows one at a time in a process."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is not installed; pages are not tried in a browser"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    frontend_build.ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def now() -> datetime:
    return MONDAY_9AM


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database that others are copied from: a file, or a PostgreSQL template."""
    if not TEST_DATABASE:
        path = tmp_path_factory.mktemp("template") / "template.db"
        engine = open_engine(f"sqlite:///{path}")
        upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        yield str(path)
        return
    name = f"template_{uuid.uuid4().hex[:12]}"
    _admin(f'CREATE DATABASE "{name}"')
    engine = open_engine(_url(name))
    upgrade(engine)
    engine.dispose()
    yield name
    _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(migrated: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database of this test's own."""
    if not TEST_DATABASE:
        path = tmp_path / "test.db"
        shutil.copy(migrated, path)
        yield f"sqlite:///{path}"
        return
    name = f"test_{uuid.uuid4().hex[:12]}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')
    yield _url(name)
    _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(open_engine(database_url))
    yield database
    database.dispose()


def _url(name: str) -> str:
    url = make_url(TEST_DATABASE).set(drivername="postgresql", database=name)
    return url.render_as_string(hide_password=False)


def _admin(statement: str) -> None:
    url = make_url(TEST_DATABASE).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
