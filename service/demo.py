"""`council-social run`: the whole service on this machine, against the simulated platforms.

Everything is real but the far side of the wire: database, connectors, HTTP, scheduler,
worker and console are those that a council runs.
"""

import json
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from connectors.registry import platforms
from connectors.simulator.arrivals import Arrivals
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Faults
from connectors.simulator.server import Simulator
from connectors.simulator.town import FACTS, open_porthaven
from connectors.simulator.world import World
from connectors.webhook import webhook_of
from moderation.screening.pipeline import default_screener
from service import frontend_build
from service.auth import hash_password
from service.clock import Clock
from service.connecting import way_back
from service.database import Database, open_engine, upgrade
from service.jobs import Parts, assemble, handlers
from service.scheduler import serve_schedule
from service.seed import SeedAccount, seed
from service.serving import ConsoleServer
from service.settings import Settings
from service.vault import open_vault, write_private

PASSWORD_FILE = "sign-in.txt"  # noqa: S105 - a file's name
JOURNAL = "simulator.jsonl"
APPS = "simulator-apps.json"
WEBHOOK_TOKEN = "webhook.token"  # noqa: S105 - a file's name
#: A demonstration is looked at for minutes, not days: look at the accounts often.
DEMO_POLL_SECONDS = 20
#: What `--fresh` removes; anything else in the folder is somebody's.
OURS = (
    "council-social.db*",
    "token.keys",
    "session.key",
    JOURNAL + "*",
    PASSWORD_FILE,
    APPS,
    WEBHOOK_TOKEN,
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Running:
    """The service while it runs."""

    parts: Parts
    world: World
    simulator: Simulator
    address: str
    password: str


def forget(folder: Path) -> None:
    """Remove what earlier runs left, and nothing else."""
    for pattern in OURS:
        for path in folder.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


@contextmanager
def running(
    settings: Settings,
    *,
    clock: Clock,
    say: Say,
    seed_number: int = 1,
    rate: float = 30.0,
    simulator_port: int = 0,
) -> Iterator[Running]:
    """Start simulator, scheduler, worker and console; end them all, cleanly, at the end.

    Raises:
        OSError: a port is taken.
        BuildFailed: the console's assets cannot be built.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    say("Building the console's styles and scripts, where they are not built yet")
    frontend_build.ensure(say=say)
    with ExitStack() as stack:
        world = open_porthaven(settings.data_dir / JOURNAL, seed=seed_number, now=clock)
        stack.callback(world.close)
        simulator = stack.enter_context(Simulator(world, Faults(), port=simulator_port))
        settings = aimed_at(settings, simulator)
        say("Bringing the database up to date")
        database = Database(open_engine(settings.database))
        stack.callback(database.dispose)
        upgrade(database.engine)
        password = _password(settings.data_dir)
        seed_town(settings, database, world, password=password, clock=clock)
        say("Loading the classifier")
        parts = assemble(settings, database, clock=clock, screener=default_screener())
        console = ConsoleServer(parts)
        address = f"http://{settings.host}:{console.port}"
        register_apps(settings, simulator, address)
        stop = threading.Event()
        threads = [
            threading.Thread(target=parts.queue.work, args=(handlers(parts), stop), name="worker"),
            threading.Thread(target=serve_schedule, args=(parts, stop), name="scheduler"),
            threading.Thread(target=console.run, name="console", daemon=True),
        ]
        arrivals = Arrivals(world, rate, seed_number, elsewhere=True) if rate > 0 else None
        for thread in threads:
            thread.start()
        register_webhooks(settings, simulator, address)
        if arrivals:
            arrivals.start()
        try:
            yield Running(
                parts,
                world,
                simulator,
                f"{address}/",
                password,
            )
        finally:
            if arrivals:
                arrivals.stop()
            console.close()
            stop.set()
            # A takedown under way is finished first: that is what ending cleanly means.
            for thread in threads[:2]:
                thread.join()


def aimed_at(settings: Settings, simulator: Simulator) -> Settings:
    """The settings, with every platform's base URL at the simulator."""
    return settings.model_copy(
        update={f"{platform}_base_url": simulator.base_url(platform) for platform in platforms()}
        | {
            "sign_in_base_url": simulator.url,
            "apps_file": settings.data_dir / APPS,
            "webhook_token_file": settings.data_dir / WEBHOOK_TOKEN,
        }
        | {
            name: min(getattr(settings, name), DEMO_POLL_SECONDS)
            for name in ("poll_seconds", "poll_fastest_seconds", "poll_slowest_seconds")
        }
    )


def register_apps(settings: Settings, simulator: Simulator, address: str) -> None:
    """Make the council's apps known on both sides: their secrets here, the way back there.

    Args:
        address: of the console, without a slash at its end.
    """
    path = settings.data_dir / APPS
    path.unlink(missing_ok=True)
    apps = {
        platform: {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "server": app.server,
        }
        for platform, app in simulator.apps.items()
    }
    write_private(path, json.dumps(apps).encode())
    for platform, app in simulator.apps.items():
        app.redirect_uris.add(address + way_back(platform))


def register_webhooks(settings: Settings, simulator: Simulator, address: str) -> None:
    """Have the platforms deliver to the console, which must answer already.

    Args:
        address: of the console, without a slash at its end.
    """
    path = settings.data_dir / WEBHOOK_TOKEN
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24).encode())
    for platform in platforms():
        if webhook_of(platform) is not None:
            url = f"{address}/webhooks/{platform}"
            simulator.webhooks.register(platform, url, settings.webhook_token())


def seed_town(
    settings: Settings, database: Database, world: World, *, password: str, clock: Clock
) -> None:
    """Seed Porthaven Council and connect its simulated accounts; again, it adds nothing."""
    vault = open_vault(settings.keys, create=True)
    hashed: list[str] = []

    def hash_for(_email: str) -> str:
        # One password for all made-up officers: hash it once, it takes a tenth of a second.
        if not hashed:
            hashed.append(hash_password(password))
        return hashed[0]

    accounts = [
        SeedAccount(a.platform, a.handle, a.name, a.id, credentials_of(a))
        for a in world.accounts.values()
    ]
    with database.write() as session:
        seed(
            session,
            now=clock(),
            simulator_accounts=accounts,
            seal=vault.seal,
            password_for=hash_for,
            facts=[asdict(fact) for fact in FACTS],
        )


def _password(folder: Path) -> str:
    """The made-up officers' password: made once, kept where only this user can read it."""
    path = folder / PASSWORD_FILE
    if not path.exists():
        write_private(path, secrets.token_urlsafe(9).encode() + b"\n")
    return path.read_text(encoding="utf-8").strip()
