"""The command `council-social`."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

#: name -> where its function or group is. Each is imported when it is asked for: `screen`
#: must not wait for the console, nor `accounts` for the report.
COMMANDS = {
    "run": "service.commands.running:run",
    "serve": "service.commands.running:serve",
    "scheduler": "service.commands.running:scheduler",
    "worker": "service.commands.running:worker",
    "simulate": "service.commands.running:simulate",
    "poll": "service.commands.accounts:poll",
    "accounts": "service.commands.accounts:app",
    "officers": "service.commands.officers:app",
    "start": "service.commands.officers:start",
    "comments": "service.commands.accounts:comments",
    "stops": "service.commands.stops:app",
    "webhooks": "service.commands.webhooks:app",
    "screen": "service.commands.reading:screen",
    "evaluate": "service.commands.reading:evaluate",
    "report": "service.commands.reading:report",
    "audit": "service.commands.record:audit_app",
    "db": "service.commands.record:db_app",
    "bench": "service.commands.bench:app",
}


class Commands(TyperGroup):
    """The commands, each loaded when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: Any = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(cmd_name)(found)
            found = alone
        command = get_command(found)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Governs and moderates a council's social accounts.",
)


@app.callback()
def council_social() -> None:
    """Govern and moderate a council's social accounts."""


def main() -> None:
    app()
