"""A council's service to measure on: seeded, filled to a size, its console ready to be asked.

A stage lives in a folder of its own: keys and, unless PostgreSQL is given, the database.
One that was filled before is taken as it is.
"""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from connectors.simulator.town import porthaven
from service.bench.filling import Done, Fill, fill
from service.bench.ingest import NOW, FixedShare
from service.database import MIGRATIONS, Database, open_engine, upgrade
from service.demo import seed_town
from service.jobs import assemble
from service.serving import console_app
from service.settings import Settings

#: Raised when what is filled changes, so that an older stage is not taken for it.
FORMAT = 2
YEAR = timedelta(days=365)
_DONE = "filled"


@dataclass(frozen=True, slots=True)
class Stage:
    """A filled service. Its clock stands still at NOW."""

    plan: Fill
    settings: Settings
    database: Database

    def console(self) -> Flask:
        parts = assemble(self.settings, self.database, clock=lambda: NOW, screener=FixedShare())
        return console_app(parts)


def a_year_of(comments: int, *, seed: int = 1) -> Fill:
    """So many comments, said evenly over the year before NOW."""
    return Fill(comments, NOW - YEAR, NOW, seed)


@contextmanager
def staged(
    plan: Fill,
    folder: Path,
    *,
    server: str = "",
    keep: bool = False,
    done: Done = lambda _: None,
) -> Iterator[Stage]:
    """Give the stage for `plan` in a folder under `folder`, filling it where it is not there.

    Args:
        server: URL of a PostgreSQL server on which to make a database; "" for SQLite.
        keep: leave it for the next time; otherwise it is removed at the end.
        done: told how many comments are written while it is filled.
    """
    name = f"bench-{plan.comments}-{_fingerprint(plan)}" + ("-pg" if server else "")
    home = folder / name
    settings = Settings(database_url=_url(server, name), data_dir=home, keys_dir=home)
    filled = (home / _DONE).exists()
    if not filled:
        _remove(home, server, name)
        home.mkdir(parents=True)
        if server:
            _on_server(server, f'CREATE DATABASE "{name}"')
    database = Database(open_engine(settings.database))
    try:
        if not filled:
            upgrade(database.engine)
            seed_town(
                settings,
                database,
                porthaven(plan.seed, NOW),
                password=secrets.token_urlsafe(),
                clock=lambda: NOW,
            )
            fill(database, plan, done=done)
            (home / _DONE).touch()
        yield Stage(plan, settings, database)
    finally:
        database.dispose()
        if not keep:
            _remove(home, server, name)


def _fingerprint(plan: Fill) -> str:
    """Change with the tables and with what is filled into them."""
    digest = hashlib.sha256(f"{FORMAT} {plan}".encode())
    for path in sorted((MIGRATIONS / "versions").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _url(server: str, name: str) -> str:
    if not server:
        return ""
    url = make_url(server).set(drivername="postgresql", database=name)
    return url.render_as_string(hide_password=False)


def _remove(home: Path, server: str, name: str) -> None:
    if server:
        _on_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    if home.exists():
        shutil.rmtree(home)


def _on_server(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
