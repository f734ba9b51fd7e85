"""`council-social audit` and `db`."""

from pathlib import Path
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from sqlmodel import col, select

from moderation import audit
from moderation.models import AuditEntry, Credential
from service import database as databases
from service.commands.common import (
    FOUND_WRONG,
    clock,
    err,
    opened,
    out,
    print_json,
    print_table,
    settings_or_stop,
    stop,
)
from service.vault import KEYS_FILE, open_vault, write_private

audit_app = typer.Typer(no_args_is_help=True, help="The audit record.")
db_app = typer.Typer(no_args_is_help=True, help="The database and the keys.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@audit_app.command("verify")
def verify(
    noted: Annotated[
        str, typer.Option(help="A number and hash noted earlier, as 1042:ab12…, to hold it to.")
    ] = "",
    json_: Json = False,
) -> None:
    """Read the whole record and check that nothing was edited, removed or reordered."""
    expect = None
    if noted:
        number, _, hash_ = noted.partition(":")
        if not number.isdigit() or len(hash_) != 64:
            stop("Give --noted as the entry's number, a colon and its whole hash.")
        expect = (int(number), hash_)
    with opened(settings_or_stop()) as database, database.read() as session:
        result = audit.verify(session, expect_last=expect)
    if json_:
        print_json(
            {
                "whole": result.whole,
                "entries": result.entries,
                "last_seq": result.last_seq,
                "last_hash": result.last_hash,
                "broken_at": result.broken_at,
                "problem": result.problem,
            }
        )
    elif result.whole:
        out.print(
            f"The record is whole: {result.entries} entries. "
            f"Note {result.last_seq}:{result.last_hash} elsewhere to prove it later.",
            highlight=False,
            soft_wrap=True,
        )
    else:
        err.print(f"The record is broken at entry {result.broken_at}: {result.problem}.")
    if not result.whole:
        raise typer.Exit(FOUND_WRONG)


@audit_app.command("list")
def list_entries(
    limit: Annotated[int, typer.Option(min=1, max=10000)] = 50,
    subject: Annotated[str, typer.Option(help="Only about this, as case:17.")] = "",
    json_: Json = False,
) -> None:
    """List the newest entries."""
    with opened(settings_or_stop()) as database, database.read() as session:
        query = select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(limit)
        if subject:
            query = query.where(col(AuditEntry.subject) == subject)
        entries = session.exec(query).all()
    if json_:
        print_json([entry.model_dump() for entry in entries])
        return
    print_table(
        "Audit record",
        ["number", "at", "who", "what", "about"],
        [
            [e.seq, e.at.isoformat(timespec="seconds"), e.actor, e.action, e.subject]
            for e in entries
        ],
    )


@db_app.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version, making it where there is none."""
    with opened(settings_or_stop(), current=False) as database:
        before = databases.current(database.engine)
        databases.upgrade(database.engine)
        after = databases.current(database.engine)
    err.print(f"The database is at {after} (was {before or 'empty'}).")


@db_app.command("status")
def status(json_: Json = False) -> None:
    """Say which version the database is at and which this version needs."""
    with opened(settings_or_stop(), current=False) as database:
        at, wanted = databases.current(database.engine), databases.head()
    if json_:
        print_json({"current": at, "needed": wanted, "up_to_date": at == wanted})
    else:
        out.print(f"at {at or 'nothing'}, needs {wanted}")
    if at != wanted:
        raise typer.Exit(FOUND_WRONG)


@db_app.command("new-key")
def new_key(
    folder: Annotated[Path | None, typer.Option(help="Where; the keys folder if not said.")] = None,
) -> None:
    """Make the key file that tokens are sealed with, or put a new key before the old ones."""
    where = folder or settings_or_stop().keys
    path = where / KEYS_FILE
    where.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_private(path, Fernet.generate_key() + b"\n")
        err.print("A first key was made. Keep a copy of the file apart from the database's backup.")
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    write_private(draft, Fernet.generate_key() + b"\n" + path.read_bytes())
    draft.replace(path)
    err.print("A new key was put first. Now run 'council-social db rotate-keys'.")


@db_app.command("rotate-keys")
def rotate_keys() -> None:
    """Seal every account's tokens again with the first key of the file."""
    settings = settings_or_stop()
    with opened(settings) as database:
        vault = open_vault(settings.keys)
        with database.write() as session:
            rows = session.exec(select(Credential).with_for_update()).all()
            for row in rows:
                row.sealed = vault.rotate(row.sealed)
                session.add(row)
            audit.append(
                session,
                actor="command",
                action="keys.rotated",
                details={"accounts": len(rows)},
                now=clock(),
            )
    err.print(f"{len(rows)} accounts sealed again; the old keys can be taken out of the file.")
