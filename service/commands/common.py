"""What the commands share: opening the service, printing, and ending with a clear word."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from service import log
from service.clock import now
from service.database import Database, DatabaseOutOfDate, open_engine, require_current
from service.settings import Settings, SettingsError, load
from service.vault import VaultError

#: Exit codes: 0 done; 1 done, and it found something wrong; 2 could not be done as asked.
FOUND_WRONG = 1
NOT_DONE = 2

out = Console()
err = Console(stderr=True)


def stop(message: str, code: int = NOT_DONE) -> NoReturn:
    """End the command with a sentence on standard error."""
    err.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def settings_or_stop() -> Settings:
    """Read the settings and set up logging."""
    try:
        settings = load()
    except SettingsError as error:
        stop(str(error))
    log.configure(settings.log_level)
    return settings


@contextmanager
def opened(settings: Settings, *, current: bool = True) -> Iterator[Database]:
    """Open the database; with `current`, refuse one that needs an upgrade first."""
    database = Database(open_engine(settings.database))
    try:
        if current:
            require_current(database.engine)
        yield database
    except (DatabaseOutOfDate, VaultError) as error:
        stop(str(error))
    finally:
        database.dispose()


def print_json(value: Any) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table for people; cells are shown as they are, never as markup."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(str(cell).replace("[", r"\[") for cell in row))
    out.print(table)


clock = now
