"""`council-social bench calls`: what a new comment costs in calls, beside the fewest possible."""

from typing import Annotated

import typer

from connectors.registry import platforms
from service import log
from service.bench import calls
from service.bench.results import machine
from service.commands.common import err, out, print_json, print_table, stop


def bench_calls(
    platform: Annotated[
        str, typer.Option(help="One platform alone: " + ", ".join(platforms()))
    ] = "",
    period: Annotated[float, typer.Option(min=30, help="Seconds between two looks.")] = 300.0,
    days: Annotated[int, typer.Option(min=1, max=31, help="Days of the month to replay.")] = 31,
    quick: Annotated[bool, typer.Option("--quick", help="Few looks: does it work at all?")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Calls for each new comment of the town's month, beside the fewest that could see them."""
    if platform and platform not in platforms():
        stop(f"There is no platform {platform!r}. Give one of: {', '.join(platforms())}.")
    log.configure("ERROR")
    plan = calls.QUICK if quick else calls.Plan(period=period, days=days)
    with err.status("Replaying") as status:
        measured = calls.measure(
            plan,
            (platform,) if platform else platforms(),
            say=lambda words: status.update(f"Replaying {words}"),
        )
    if json_:
        print_json({"machine": machine(), **measured.as_dict()})
    else:
        print_calls(measured)


def print_calls(measured: calls.Measured) -> None:
    """Print each platform's calls, the fewest, and their ratio."""
    plan = measured.plan
    print_table(
        f"Calls for each new comment: {plan.days} days, a look every {plan.period:g} seconds",
        ["platform", "looks", "new", "calls", "fewest", "calls / new", "fewest / new", "ratio"],
        [
            [
                name,
                f"{counted.looks:,}",
                f"{counted.comments:,}",
                f"{counted.calls:,}",
                f"{counted.fewest:,}",
                _shown(counted.a_comment(counted.calls)),
                _shown(counted.a_comment(counted.fewest)),
                f"{counted.ratio:.2f}",
            ]
            for name, counted in measured.platforms.items()
        ],
    )
    missing = sum(counted.missing for counted in measured.platforms.values())
    _print_line(f"Comments that were there at the end and had not been fetched: {missing}.")
    _print_line(
        "Fewest: what the same looks would need at the least, if each call brought all that "
        "the platform's interface can put into one answer. A look that finds nothing needs a "
        "call for each list that no other list contains (three on YouTube: published, held, "
        "likely spam; one elsewhere). One that finds news needs as many more as do not fit: "
        "pages of 100 new comments on Facebook, X and YouTube, 50 on Instagram, 80 on "
        "Mastodon; on Flickr one more for each photo with news. Renewing tokens is not counted."
    )
    knowing = ", ".join(
        f"{name} {_shown(counted.a_comment(counted.fewest_with_news))}"
        for name, counted in measured.platforms.items()
    )
    _print_line(
        "Were it known beforehand which looks find news, and only they were made, the fewest "
        f"calls for each new comment would be: {knowing}."
    )


def _shown(value: float | None) -> str:
    return "none came" if value is None else f"{value:,.2f}"


def _print_line(words: str) -> None:
    out.print(words, highlight=False, markup=False, soft_wrap=True)
