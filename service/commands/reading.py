"""`council-social screen`, `evaluate` and `report`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from moderation import audit
from moderation.screening.evaluate import OWN_TEST, read_labelled
from moderation.screening.evaluate import report as evaluate_comments
from moderation.screening.evaluate_facts import report as evaluate_claims
from moderation.screening.pipeline import default_screener
from moderation.screening.protocol import ProtocolError, load_facts, run
from moderation.screening.results import Policy
from service.clock import LONDON
from service.commands.common import clock, err, opened, settings_or_stop, stop
from service.reports.errors import ReportError
from service.reports.monthly import write_report
from service.reports.months import Month
from service.reports.paper import Council
from service.reports.values import Words


def screen(
    facts: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help='JSON: [{"statement","source","expires"}].'),
    ] = None,
    pre_election: Annotated[
        bool, typer.Option("--pre-election", help="Screen as in a pre-election period.")
    ] = False,
) -> None:
    """Read JSON lines {"id","text"} and write their scores and flags, in the same order."""
    try:
        policy = Policy(
            facts=load_facts(facts) if facts else (),
            pre_election=pre_election,
            today=clock().astimezone(LONDON).date(),
        )
        run(sys.stdin, _write, screener=default_screener(), policy=policy)
    except ProtocolError as error:
        sys.stdout.flush()
        stop(str(error))
    except BrokenPipeError:
        sys.stderr.close()


def _write(text: str) -> None:
    sys.stdout.write(text)


class Purpose(StrEnum):
    """What may be measured: `comments` by category and group, claims against facts twice."""

    COMMENTS = "comments"
    DEVELOPMENT = "development"
    TEST = "test"


def evaluate(
    purpose: Annotated[
        list[Purpose] | None,
        typer.Argument(help="comments, or a set of claims: development, test. All when left out."),
    ] = None,
) -> None:
    """Print how well screening does on the sets written for it: found, and wrongly flagged."""
    for number, one in enumerate(purpose or list(Purpose)):
        typer.echo("\n" if number else "", nl=False)
        if one is Purpose.COMMENTS:
            typer.echo(evaluate_comments(read_labelled(OWN_TEST), default_screener()))
        else:
            typer.echo(evaluate_claims(one.value))


def report(
    month: Annotated[str, typer.Option(help="The month, as 2026-10.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder for the five files.")],
) -> None:
    """Write a month's governance report: HTML and PDF in English and Welsh, and its figures."""
    settings = settings_or_stop()
    council = Council(
        Words(settings.council_name_en, settings.council_name_cy), nation=settings.nation
    )
    try:
        wanted = Month.parse(month)
        with opened(settings) as database:
            with err.status("Counting and drawing"), database.read() as session:
                paths = write_report(session, wanted, out, council=council, now=clock())
            with database.write() as session:
                audit.append(
                    session,
                    actor="command",
                    action="report.written",
                    subject=f"month:{wanted}",
                    now=clock(),
                )
    except ReportError as error:
        stop(str(error))
    except OSError as error:
        stop(f"The report cannot be written to {out}: {error.strerror}")
    for path in paths:
        typer.echo(path)
