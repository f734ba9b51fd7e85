"""`council-social bench`: how fast the service is on this machine."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from moderation.screening.pipeline import default_screener
from service import log
from service.bench import ingest as ingesting
from service.bench import pages as paging
from service.bench import report as reporting
from service.bench.results import Goal, machine
from service.bench.stage import Stage, a_year_of, staged
from service.commands.common import FOUND_WRONG, err, out, print_json, print_table, stop

app = typer.Typer(
    invoke_without_command=True,
    help="Measure: taking comments in, the console's pages, the month's report.",
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quick = Annotated[bool, typer.Option("--quick", help="Small sizes: does it work at all?")]
Check = Annotated[bool, typer.Option("--check", help="End with 1 where a goal is missed.")]
Model = Annotated[bool, typer.Option(help="Measure with the classifier too.")]
Server = Annotated[
    str,
    typer.Option(
        "--database-url",
        help="PostgreSQL server, with a role that may make databases; empty means SQLite. "
        "Databases of its own are made there and dropped.",
    ),
]
Keep = Annotated[
    Path | None,
    typer.Option(file_okay=False, help="Folder to keep what is filled in, for the next time."),
]
#: A filled SQLite database takes about so much disk for each comment.
BYTES_A_COMMENT = 1_500
Result = dict[str, Any]


@app.callback()
def bench(context: typer.Context) -> None:
    """Measure everything where no measurement is named."""
    if context.invoked_subcommand is None:
        everything()


@app.command("all")
def everything(
    quick: Quick = False, json_: Json = False, check: Check = False, keep: Keep = None
) -> None:
    """Run all three measurements."""
    log.configure("WARNING")
    results = {
        "ingest": _ingest(ingesting.QUICK if quick else ingesting.Plan(), model=True),
        "pages": _pages(paging.QUICK if quick else paging.Plan(), "", keep),
        "report": _report(reporting.QUICK if quick else reporting.Plan(), "", keep),
    }
    if json_:
        print_json(
            {"machine": machine(), **{name: one.as_dict() for name, one in results.items()}}
        )
    else:
        _print_machine()
        print_ingest(results["ingest"])
        print_pages(results["pages"])
        print_report(results["report"])
    _end([goal for one in results.values() for goal in one.goals], check=check)
