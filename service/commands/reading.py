"""`council-social screen` and `report`."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from moderation import audit
from moderation.screening.pipeline import default_screener
from moderation.screening.protocol import ProtocolError, load_facts, run
from moderation.screening.results import Policy
from service.commands.common import clock, err, opened, settings_or_stop, stop
from service.reports import Month, ReportError, write_report


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
        policy = Policy(facts=load_facts(facts) if facts else (), pre_election=pre_election)
        run(sys.stdin, sys.stdout.write, screener=default_screener(), policy=policy)
    except ProtocolError as error:
        sys.stdout.flush()
        stop(str(error))
    except BrokenPipeError:
        sys.stderr.close()
