"""`council-social run`, `serve`, `scheduler`, `worker` and `simulate`."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from connectors.simulator.journal import JournalError
from connectors.simulator.server import Simulator
from connectors.simulator.server import simulate as serve_platforms
from moderation.models import Officer, OfficerRole, Role
from moderation.screening.pipeline import default_screener
from service.commands.common import clock, err, opened, out, settings_or_stop, stop
from service.demo import Running, forget, running
from service.frontend_build import BuildFailed
from service.heartbeat import beat_to
from service.jobs import assemble, handlers
from service.scheduler import serve_schedule
from service.serving import ConsoleServer

#: Whom `run` introduces, and as what.
INTRODUCED = (
    (Role.OFFICER, "officer"),
    (Role.OWNER, "account owner"),
    (Role.LEAD, "governance lead"),
    (Role.AUDITOR, "auditor"),
)


def run(
    port: Annotated[int | None, typer.Option(help="Port of the console.")] = None,
    fresh: Annotated[bool, typer.Option(help="Forget earlier runs and begin again.")] = False,
    rate: Annotated[float, typer.Option(min=0, help="Comments that arrive each hour.")] = 30.0,
    seed: Annotated[int, typer.Option(help="Which made-up month; the same for the same.")] = 1,
    data: Annotated[Path | None, typer.Option(help="Folder for everything it keeps.")] = None,
) -> None:
    """Start the whole service here, against simulated platforms."""
    settings = settings_or_stop()
    changes: dict[str, object] = {}
    if port is not None:
        changes["port"] = port
    if data is not None:
        changes["data_dir"] = data
    settings = settings.model_copy(update=changes)
    if fresh:
        if settings.database_url:
            stop("--fresh only forgets the embedded database: empty PostgreSQL yourself.")
        forget(settings.data_dir)
    ended = _end_on_signal()
    try:
        with running(
            settings, clock=clock, say=lambda words: err.print(words), seed_number=seed, rate=rate
        ) as service:
            _introduce(service)
            ended.wait()
            err.print("Ending: what is under way is finished first.")
    except (OSError, JournalError, BuildFailed) as error:
        stop(f"The service cannot start: {error}")
    err.print("Ended. The next 'run' goes on with the same data.")


def serve() -> None:
    """Serve the console."""
    settings = settings_or_stop()
    with opened(settings) as database:
        parts = assemble(settings, database, clock=clock)
        try:
            console = ConsoleServer(parts)
        except OSError as error:
            stop(f"The console cannot listen on {settings.host}:{settings.port}: {error.strerror}")
        ended = _end_on_signal()
        thread = threading.Thread(target=console.run, name="console", daemon=True)
        thread.start()
        err.print(f"The console answers on http://{settings.host}:{console.port}/")
        ended.wait()
        console.close()


Heartbeat = Annotated[
    Path | None, typer.Option(help="File to touch while it works, for a health check.")
]


def scheduler(heartbeat: Heartbeat = None) -> None:
    """Be the clock: queue what is due. Any number may run; one leads."""
    settings = settings_or_stop()
    with opened(settings) as database:
        parts = assemble(settings, database, clock=clock)
        ended = _end_on_signal()
        err.print("The scheduler runs.")
        serve_schedule(parts, ended, beat=beat_to(heartbeat))


def worker(
    threads: Annotated[int, typer.Option(min=1, max=64, help="Jobs at a time.")] = 2,
    heartbeat: Heartbeat = None,
) -> None:
    """Do the work that is queued. Any number may run."""
    settings = settings_or_stop()
    with opened(settings) as database:
        parts = assemble(settings, database, clock=clock, screener=default_screener())
        ended = _end_on_signal()
        err.print("The worker runs.")
        parts.queue.work(handlers(parts), ended, threads=threads, beat=beat_to(heartbeat))


def simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1.")] = 9400,
    seed: Annotated[int, typer.Option(help="Which made-up month; the same for the same.")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="Comments that arrive each hour.")] = 0.0,
    journal: Annotated[
        Path | None, typer.Option(help="File that keeps its state between runs.")
    ] = None,
) -> None:
    """Serve the platforms' interfaces on loopback, with Porthaven's accounts."""

    def ready(simulator: Simulator) -> None:
        out.print(f"The platforms answer on {simulator.url}", soft_wrap=True)

    try:
        serve_platforms(port=port, seed=seed, rate=rate, journal=journal, ready=ready)
    except (OSError, JournalError) as error:
        stop(f"The simulator cannot start: {error}")


def _end_on_signal() -> threading.Event:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


def _introduce(service: Running) -> None:
    out.print(f"\nCouncil Social runs at {service.address}", soft_wrap=True)
    out.print("Sign in with the password", service.password, "as", soft_wrap=True, highlight=False)
    with service.parts.database.read() as session:
        for role, words in INTRODUCED:
            email = session.exec(
                select(col(Officer.email))
                .join(OfficerRole, col(OfficerRole.officer_id) == col(Officer.id))
                .where(col(OfficerRole.role) == role, col(Officer.active).is_(True))
                .order_by(col(Officer.id))
            ).first()
            out.print(f"  {words + ':':18} {email}", highlight=False)
    out.print("Ctrl-C ends it.\n")
