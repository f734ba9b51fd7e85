"""`council-social bench faults`: what the service makes of platforms that go wrong."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from connectors.registry import platforms
from service import log
from service.bench import faults
from service.bench.fault_calls import CALLS, Break
from service.bench.results import machine
from service.commands.common import FOUND_WRONG, err, out, print_json, print_table, stop
from service.database import Database, open_engine, upgrade


def bench_faults(
    platform: Annotated[
        str, typer.Option(help="One platform alone: " + ", ".join(platforms()))
    ] = "",
    pairs: Annotated[bool, typer.Option(help="Try every pair of faults too.")] = True,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Every fault of the simulated platforms, alone and in pairs: what is lost, doubled, claimed.

    Ends with 1 where one was not survived.
    """
    if platform and platform not in platforms():
        stop(f"There is no platform {platform!r}. Give one of: {', '.join(platforms())}.")
    log.configure("ERROR")
    names = (platform,) if platform else platforms()
    sets = [*faults.ALONE, *(faults.PAIRS if pairs else ())]
    with (
        err.status("Striking") as status,
        TemporaryDirectory(prefix="council-social-bench-") as folder,
    ):
        database = Database(open_engine(f"sqlite:///{Path(folder) / 'faults.db'}"))
        try:
            upgrade(database.engine)
            measured = faults.measure(names, sets, database, say=lambda words: status.update(words))
        finally:
            database.dispose()
    if json_:
        print_json({"machine": machine(), **measured.as_dict()})
    else:
        print_faults(measured)
    if measured.broken:
        raise typer.Exit(FOUND_WRONG)


def print_faults(measured: faults.Measured) -> None:
    """Print a table for each platform, their sums, and each case that was not survived."""
    for platform in dict.fromkeys(platform for platform, _ in measured.cells):
        columns = [measured.cells[platform, call.name] for call in CALLS]
        print_table(
            f"{platform}: calls made, or how it was not survived",
            ["faults", *(call.name for call in CALLS)],
            [
                [row[0].name, *(one.how.upper() if one.how else one.calls for one in row)]
                for row in zip(*columns, strict=True)
            ],
        )
    print_table(
        "In all",
        ["platform, call", "cases", "survived", "not survived", "most calls"],
        [
            [
                f"{platform}, {call}",
                len(each),
                sum(one.how is None for one in each),
                _counted([one for one in each if one.how]),
                f"{max(one.calls for one in each)} of {max(one.allowed for one in each)}",
            ]
            for (platform, call), each in measured.cells.items()
        ],
    )
    for platform, call, one in measured.broken:
        _print_line(f"{platform}, {call}, {one.name}: {one.words}.")
    _print_line(
        "Lost: what was said, or that something failed. Doubled: stored twice. Claimed: told "
        "otherwise than the platform holds it. Others hurt: another account no longer answers. "
        "Calls: more than allowed, for one check, read, look or takedown. Unfinished: it does "
        "not end, or not in an error that the service knows."
    )
    whole = f"{measured.count - len(measured.broken):,} of {measured.count:,} cases survived: "
    _print_line(whole + _counted([one for _, _, one in measured.broken], every=True) + ".")


def _counted(broken: Sequence[faults.Outcome], *, every: bool = False) -> str:
    counts = {how: sum(one.how is how for one in broken) for how in Break}
    return ", ".join(f"{n} {how.value}" for how, n in counts.items() if n or every) or "none"


def _print_line(words: str) -> None:
    out.print(words, highlight=False, markup=False, soft_wrap=True)
