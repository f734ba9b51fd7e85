"""`council-social bench`: how fast the service is on this machine."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from sqlalchemy.exc import SQLAlchemyError

from moderation.screening.pipeline import default_screener
from service import log
from service.bench import ingest as ingesting
from service.bench import pages as paging
from service.bench import report as reporting
from service.bench.filling import Fill
from service.bench.results import Goal, machine
from service.bench.stage import Stage, a_year_of, staged
from service.commands.bench_calls import bench_calls
from service.commands.bench_faults import bench_faults
from service.commands.bench_polling import bench_polling
from service.commands.common import FOUND_WRONG, err, out, print_json, print_table, stop

app = typer.Typer(
    invoke_without_command=True,
    help="Measure: comments taken in, pages, the report, the pace of looks, faults, calls.",
)
app.command("polling")(bench_polling)
app.command("faults")(bench_faults)
app.command("calls")(bench_calls)
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


@app.callback()
def bench(
    context: typer.Context,
    quick: Quick = False,
    json_: Json = False,
    check: Check = False,
    keep: Keep = None,
) -> None:
    """Measure everything where no measurement is named."""
    if context.invoked_subcommand is None:
        everything(quick=quick, json_=json_, check=check, keep=keep)
    elif quick or json_ or check or keep:
        stop(f"Put options after the name: bench {context.invoked_subcommand} --quick")


@app.command("all")
def everything(
    quick: Quick = False, json_: Json = False, check: Check = False, keep: Keep = None
) -> None:
    """Run ingest, pages and report, on SQLite."""
    log.configure("WARNING")
    taken_in = _ingest(ingesting.QUICK if quick else ingesting.Plan(), model=True)
    pages = _pages(paging.QUICK if quick else paging.Plan(), "", keep)
    month = _report(reporting.QUICK if quick else reporting.Plan(), "", keep)
    if json_:
        print_json(
            {
                "machine": machine(),
                "ingest": taken_in.as_dict(),
                "pages": pages.as_dict(),
                "report": month.as_dict(),
            }
        )
    else:
        _print_machine()
        print_ingest(taken_in)
        print_pages(pages)
        print_report(month)
    _end([taken_in.goal, *pages.goals], check=check)


@app.command("ingest")
def bench_ingest(
    comments: Annotated[int, typer.Option(min=100, help="How many comments.")] = 20_000,
    page: Annotated[int, typer.Option(min=1, max=1000, help="Comments in a page.")] = 100,
    repeats: Annotated[int, typer.Option(min=1, help="How often; medians are shown.")] = 3,
    model: Model = True,
    model_comments: Annotated[
        int, typer.Option(min=32, help="How many comments to try the classifier on.")
    ] = 2_000,
    quick: Quick = False,
    json_: Json = False,
    check: Check = False,
) -> None:
    """Comments a second, stored, screened and queued, beside a bare bulk insert of the same."""
    log.configure("WARNING")
    plan = ingesting.Plan(
        comments=comments, page=page, repeats=repeats, model_comments=model_comments
    )
    measured = _ingest(ingesting.QUICK if quick else plan, model=model)
    if json_:
        print_json({"machine": machine(), **measured.as_dict()})
    else:
        _print_machine()
        print_ingest(measured)
    _end([measured.goal], check=check)


@app.command("pages")
def bench_pages(
    sizes: Annotated[
        str, typer.Option(help="Comments stored, two or more sizes with commas.")
    ] = "10000,1000000",
    requests: Annotated[int, typer.Option(min=2, help="Requests for each page and size.")] = 60,
    server: Server = "",
    keep: Keep = None,
    quick: Quick = False,
    json_: Json = False,
    check: Check = False,
) -> None:
    """How long the console's pages take with few and with very many comments stored."""
    log.configure("WARNING")
    plan = paging.QUICK if quick else paging.Plan(sizes=_sizes(sizes), requests=requests)
    measured = _pages(plan, server, keep)
    if json_:
        print_json({"machine": machine(), "database": _kind(server), **measured.as_dict()})
    else:
        _print_machine()
        print_pages(measured)
    _end(measured.goals, check=check)


@app.command("report")
def bench_report(
    comments: Annotated[int, typer.Option(min=100, help="Comments in the month.")] = 100_000,
    repeats: Annotated[int, typer.Option(min=1, help="How often; medians are shown.")] = 3,
    server: Server = "",
    keep: Keep = None,
    quick: Quick = False,
    json_: Json = False,
) -> None:
    """How long a month's report takes, and the most memory."""
    log.configure("WARNING")
    plan = reporting.QUICK if quick else reporting.Plan(comments=comments, repeats=repeats)
    measured = _report(plan, server, keep)
    if json_:
        print_json({"machine": machine(), "database": _kind(server), **measured.as_dict()})
    else:
        _print_machine()
        print_report(measured)


def _ingest(plan: ingesting.Plan, *, model: bool) -> ingesting.Measured:
    screener = None
    if model:
        with err.status("Loading the classifier"):
            screener = default_screener()
    with TemporaryDirectory(prefix="council-social-bench-") as folder, _saying() as say:
        return ingesting.measure(plan, Path(folder), screener=screener, say=say)


def _pages(plan: paging.Plan, server: str, keep: Path | None) -> paging.Measured:
    with ExitStack() as stack:
        stages = _stages(
            stack, [a_year_of(size, seed=plan.seed) for size in plan.sizes], server, keep
        )
        say = stack.enter_context(_saying())
        try:
            return paging.measure(plan, dict(zip(plan.sizes, stages, strict=True)), say=say)
        except paging.PageFailed as error:
            stop(f"A page cannot be measured: {error}.")


def _report(plan: reporting.Plan, server: str, keep: Path | None) -> reporting.Measured:
    with ExitStack() as stack:
        (stage,) = _stages(stack, [plan.fill()], server, keep)
        say = stack.enter_context(_saying())
        try:
            return reporting.measure(plan, stage, say=say)
        except reporting.PartFailed as error:
            stop(f"A report cannot be measured: {error}")


def _stages(stack: ExitStack, plans: Sequence[Fill], server: str, keep: Path | None) -> list[Stage]:
    """Fill what is not filled yet, with a bar for each; all of them go when `stack` does."""
    if keep is None:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="council-social-bench-")))
    else:
        folder = keep
        folder.mkdir(parents=True, exist_ok=True)
    needed = sum(plan.comments for plan in plans) * BYTES_A_COMMENT
    if not server and shutil.disk_usage(folder).free < needed:
        stop(
            f"{folder} has too little room: about {needed // 2**20:,} MiB are needed. "
            "Name another folder with --keep, or set TMPDIR."
        )
    stages = []
    with _bar() as progress:
        for plan in plans:
            task = progress.add_task(f"Filling {plan.comments:,} comments", total=plan.comments)

            def written(count: int, task: TaskID = task) -> None:
                progress.update(task, completed=count)

            try:
                stages.append(
                    stack.enter_context(
                        staged(plan, folder, server=server, keep=keep is not None, done=written)
                    )
                )
            except SQLAlchemyError as error:
                stop(f"The database cannot be filled: {getattr(error, 'orig', None) or error}")
            progress.update(task, completed=plan.comments)
    return stages


def _sizes(given: str) -> tuple[int, ...]:
    parts = [part.strip().replace("_", "") for part in given.split(",")]
    if not all(part.isascii() and part.isdigit() for part in parts):
        stop("Give --sizes as whole numbers with commas, as 10000,1000000.")
    sizes = tuple(sorted({int(part) for part in parts}))
    if len(sizes) < 2 or sizes[0] < 200 or sizes[-1] > 100_000_000:
        stop("Give --sizes at least two different sizes, of 200 to 100,000,000 comments.")
    return sizes


def _kind(server: str) -> str:
    return "postgresql" if server else "sqlite"


@contextmanager
def _saying() -> Iterator[Callable[[str], None]]:
    """Show what is being measured, on standard error."""
    with err.status("Measuring") as status:
        yield lambda words: status.update(words)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )


def _end(goals: Sequence[Goal], *, check: bool) -> None:
    if check and not all(goal.met for goal in goals):
        raise typer.Exit(FOUND_WRONG)


def _print_machine() -> None:
    told = ", ".join(f"{name} {value}" for name, value in machine().items())
    out.print(f"Machine: {told}", highlight=False, markup=False, soft_wrap=True)


def print_ingest(measured: ingesting.Measured) -> None:
    """Print comments a second and the goal."""
    plan = measured.plan

    def line(what: str, count: int, rates: Sequence[float]) -> list[object]:
        each = ", ".join(f"{rate:,.0f}" for rate in rates)
        return [what, f"{count:,}", f"{median(rates):,.0f}" if rates else "not measured", each]

    print_table(
        f"Taking comments in: pages of {plan.page}, SQLite, comments a second",
        ["what", "comments", "median", "each"],
        [
            line("stored, screened by nothing, queued", plan.comments, measured.service),
            line(f"bare insert, {plan.bulk:,} a batch", plan.comments, measured.bare),
            line("the classifier alone", plan.model_comments, measured.model),
            line("stored, screened, queued", plan.model_comments, measured.whole),
        ],
    )
    _print_line(f"{measured.flagged:,} flagged, {measured.cases:,} cases queued.")
    cpu = f"; of processor time {median(measured.ratios_cpu):.2f}" if measured.ratios_cpu else ""
    _print_line(f"{measured.goal.name}: {measured.goal.words}{cpu}.")


def print_pages(measured: paging.Measured) -> None:
    """Print each page's times in each size, in milliseconds, and whether it meets the goal."""
    sizes = sorted(next(iter(measured.pages.values())))
    rows: list[list[object]] = []
    for goal in measured.goals:
        timed = measured.pages[goal.name]
        each = [timed[size].waited for size in sizes]
        rows.append(
            [
                goal.name,
                max(one.statements for one in timed.values()),
                *(f"{one.median * 1000:.1f} / {one.p95 * 1000:.1f}" for one in each),
                f"{goal.value:.2f}",
                f"{measured.ratio(goal.name, worked=True):.2f}",
                "met" if goal.met else "MISSED",
            ]
        )
    print_table(
        f"Pages: {measured.plan.requests} requests each; median / 95th percentile, milliseconds",
        ["page", "SQL", *(f"{size:,}" for size in sizes), "ratio", "CPU", "goal"],
        rows,
    )
    _print_line(
        f"Ratio: the last 95th percentile over the first, at most {paging.RATIO:g}; "
        "CPU: the same of processor time, which a busy machine leaves alone."
    )


def print_report(measured: reporting.Measured) -> None:
    """Print seconds and memory for each part of the report."""
    print_table(
        f"Report for {reporting.MONTH}: {measured.plan.comments:,} comments",
        ["what", "seconds (median)", "most memory, MiB", "of which the report's"],
        [
            [
                reporting.WORDS[part],
                f"{median(once.seconds for once in times):.2f}",
                f"{max(once.peak for once in times) / 2**20:,.0f}",
                f"{max(once.added for once in times) / 2**20:,.0f}",
            ]
            for part, times in measured.parts.items()
        ],
    )


def _print_line(words: str) -> None:
    out.print(words, highlight=False, markup=False, soft_wrap=True)
