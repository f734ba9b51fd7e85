"""The command `council-social`."""

import typer

from service.commands import accounts, bench, officers, reading, record, running

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Governs and moderates a council's social accounts.",
)
app.command()(running.run)
app.command()(running.serve)
app.command()(running.scheduler)
app.command()(running.worker)
app.command()(running.simulate)
app.command()(accounts.poll)
app.add_typer(accounts.app, name="accounts")
app.add_typer(officers.app, name="officers")
app.command()(officers.start)
app.command()(accounts.comments)
app.command()(reading.screen)
app.command()(reading.report)
app.add_typer(record.audit_app, name="audit")
app.add_typer(record.db_app, name="db")
app.add_typer(bench.app, name="bench")


def main() -> None:
    app()
