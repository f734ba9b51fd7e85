"""`council-social stops`: emergency stops where the console cannot be reached."""

from typing import Annotated

import typer
from sqlmodel import Session, col, select

from moderation import audit, stops
from moderation.errors import ModerationError, NotFound
from moderation.models import EmergencyStop, Officer
from service.commands.common import clock, err, opened, print_json, print_table, settings_or_stop
from service.commands.common import stop as end

app = typer.Typer(no_args_is_help=True, help="Emergency stops: nothing goes out.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AskedBy = Annotated[str, typer.Option(help="The e-mail address of the officer who asks.")]
ConfirmedBy = Annotated[str, typer.Option(help="That of another officer, who confirms it.")]
Reason = Annotated[str, typer.Option(help="Why; every officer reads it.")]


@app.command("list")
def list_stops(json_: Json = False) -> None:
    """List the emergency stops in force and those that wait for a second person."""
    with opened(settings_or_stop()) as database, database.read() as session:
        rows = stops.open_stops(session)
    if json_:
        print_json(
            [
                {
                    "id": row.id,
                    "account": row.account_id,
                    "in_force": row.in_force,
                    "asked_at": row.asked_at,
                    "confirmed_at": row.confirmed_at,
                    "lift_asked_at": row.lift_asked_at,
                }
                for row in rows
            ]
        )
        return
    print_table(
        "Emergency stops",
        ["id", "account", "in force", "asked at", "why"],
        [
            [
                row.id,
                row.account_id or "all",
                "yes" if row.in_force else "not yet",
                row.asked_at.isoformat(timespec="minutes"),
                row.reason,
            ]
            for row in rows
        ],
    )


@app.command("set")
def set_stop(
    asked_by: AskedBy,
    confirmed_by: ConfirmedBy,
    reason: Reason,
    account: Annotated[int | None, typer.Option(help="One account's number.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every account.")] = False,
) -> None:
    """Stop everything that goes out for an account or for all, in the names of two officers."""
    if (account is None) == (not all_):
        end("Say which account with --account, or --all.")
    with opened(settings_or_stop()) as database:
        try:
            with database.write() as session:
                first, second = _officer(session, asked_by), _officer(session, confirmed_by)
                row = stops.ask(
                    session, account_id=account, reason=reason, officer_id=first, now=clock()
                )
                stops.confirm(session, row.id or 0, officer_id=second, now=clock())
                _note(session, row.id or 0)
        except NotFound:
            end(f"There is no account {account}: see 'accounts list'.")
        except ModerationError as error:
            end(error.message)
    err.print(f"Emergency stop {row.id} is in force: nothing goes out. Polling goes on.")


@app.command("lift")
def lift_stop(
    number: Annotated[int, typer.Argument(help="The stop's number, as 'stops list' shows it.")],
    asked_by: AskedBy,
    confirmed_by: ConfirmedBy,
    reason: Reason,
) -> None:
    """Lift an emergency stop, in the names of two officers: what waited goes out."""
    with opened(settings_or_stop()) as database:
        try:
            with database.write() as session:
                first, second = _officer(session, asked_by), _officer(session, confirmed_by)
                found = session.get(EmergencyStop, number)
                if found is not None and found.lift_asked_at is not None:
                    stops.withdraw(session, number, officer_id=first, now=clock())
                stops.ask_lift(session, number, reason=reason, officer_id=first, now=clock())
                stops.lift(session, number, officer_id=second, now=clock())
                _note(session, number)
        except NotFound:
            end(f"There is no emergency stop {number}: see 'stops list'.")
        except ModerationError as error:
            end(error.message)
    err.print(f"Emergency stop {number} is lifted: what waited goes out.")


def _note(session: Session, number: int) -> None:
    """Say that it was not the two officers' own browsers that did it."""
    audit.append(
        session,
        actor="command",
        action="stop.by_command",
        subject="accounts",
        details={"stop": number},
        now=clock(),
    )


def _officer(session: Session, email: str) -> int:
    found = session.exec(
        select(col(Officer.id)).where(col(Officer.email) == email.strip().lower())
    ).first()
    if found is None:
        end("There is no officer with that e-mail address: see 'officers list'.")
    return found
