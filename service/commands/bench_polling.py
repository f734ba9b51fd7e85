"""`council-social bench polling`: how soon what is said is fetched, for the same calls."""

from typing import Annotated

import typer

from service import log
from service.bench import polling
from service.bench.results import machine
from service.commands.common import FOUND_WRONG, err, out, print_json, print_table

WORDS = {
    "fixed": "fixed interval",
    "ours": "ours",
    "rates": "rates known",
    "foresight": "perfect foresight",
}


def bench_polling(
    period: Annotated[float, typer.Option(min=5, help="Mean seconds between two looks.")] = 300.0,
    fastest: Annotated[float, typer.Option(min=1, help="Least seconds between two.")] = 30.0,
    slowest: Annotated[float, typer.Option(min=5, help="Most seconds between two.")] = 900.0,
    months: Annotated[int, typer.Option(min=1, help="Months of each kind to replay.")] = 2,
    quick: Annotated[bool, typer.Option("--quick", help="Two days: does it work at all?")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="End with 1 where a goal is missed.")
    ] = False,
) -> None:
    """Time from said to fetched in replayed months: fixed, ours, rates known, foresight."""
    log.configure("WARNING")
    plan = polling.Plan(period=period, fastest=fastest, slowest=slowest, months=months)
    with err.status("Replaying") as status:
        measured = polling.measure(
            polling.QUICK if quick else plan, say=lambda words: status.update(words)
        )
    if json_:
        print_json({"machine": machine(), **measured.as_dict()})
    else:
        print_polling(measured)
    if check and not all(goal.met for goal in measured.goals):
        raise typer.Exit(FOUND_WRONG)


def print_polling(measured: polling.Measured) -> None:
    """Print each kind of month's waits in seconds, and the goals."""
    rows: list[list[object]] = []
    for name, replayed in measured.months.items():
        for way in polling.WAYS:
            summed = replayed.summary(way)
            mean = replayed.mean(way)
            rows.append(
                [
                    name,
                    WORDS[way],
                    f"{replayed.looks:,}",
                    f"{summed.count:,}",
                    f"{summed.median:,.1f}",
                    f"{summed.p95:,.1f}",
                    f"{mean:,.1f}",
                ]
            )
    print_table(
        "From said to fetched, seconds, with as many looks each way",
        ["month", "way", "looks", "comments", "median", "95th", "mean"],
        rows,
    )
    for goal in measured.goals:
        _print_line(f"{goal.name}: {goal.words}.")
    least = ", ".join(
        f"{name} {max(replayed.medians):.1f}" for name, replayed in measured.months.items()
    )
    bounds = ", ".join(
        f"{name} {max(replayed.bounds):.1f}" for name, replayed in measured.months.items()
    )
    _print_line(
        "Rates known: as many looks each day as ours, and knowledge of how likely a comment is at "
        "every moment on every account (the day, each post's luck, the storm, what is still to "
        "be answered of all that was said before, fetched or not), but not of when one comes; "
        "looks lie as the root of the rate, which is the least mean wait. It keeps to no "
        "shortest or longest wait. This is what a service without foresight can be held to."
    )
    _print_line(
        "The least median that knowing the rates allows, were all looks spent where half of all "
        f"comments are likeliest and nothing else ever fetched, seconds: {least}."
    )
    _print_line(
        "Perfect foresight knows every comment beforehand and keeps to no limits: the least "
        "mean wait of any schedule with so many looks, found by dynamic programming "
        f"(proved bound on the mean, seconds: {bounds}). Where there are more looks than "
        "comments it waits for nothing, and nobody without foresight comes near it; a median "
        f"below {polling.LEAST:g} second counts as that. Being within twice of it is then "
        "missed, and would be by any service."
    )


def _print_line(words: str) -> None:
    out.print(words, highlight=False, markup=False, soft_wrap=True)
