"""A council's service against simulated platforms, started, killed and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import select

from connectors.registry import platforms
from connectors.simulator.faults import Faults
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from connectors.simulator.world import World
from moderation.models import Account
from service.clock import now
from service.database import Database, open_engine
from service.demo import aimed_at, seed_town
from service.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a-made-up-password"
OFFICER = "rhys.penhallow@porthaven.example"


@dataclass
class Scene:
    world: World
    simulator: Simulator
    database: Database
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    address: str = ""
    kills: int = 0
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the service and wait until it says on which port it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.walk.process"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        port = self.process.stdout.readline().strip()
        assert port.isdigit(), "the service says its port"
        self.address = f"http://127.0.0.1:{port}"

    def kill(self) -> None:
        """End the process as a power cut would: no handler runs, nothing is flushed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None
            self.kills += 1

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None

    def account(self, platform: str) -> Account:
        with self.database.read() as session:
            return session.exec(
                select(Account).where(Account.platform == platform).order_by(Account.id)
            ).first()


@contextmanager
def scene(database_url: str, folder: Path, *, poll_seconds: int = 5) -> Iterator[Scene]:
    """Set up Porthaven and its platforms; the service itself is started by the test."""
    world = porthaven(7)
    settings = Settings(data_dir=folder, database_url=database_url)
    database = Database(open_engine(database_url))
    with Simulator(world, Faults()) as simulator:
        seed_town(settings, database, world, password=PASSWORD, clock=now)
        aimed = aimed_at(settings, simulator)
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(PREFIX)},
            f"{PREFIX}DATABASE_URL": database_url,
            f"{PREFIX}DATA_DIR": str(folder),
            f"{PREFIX}PORT": "0",
            f"{PREFIX}POLL_SECONDS": str(poll_seconds),
            f"{PREFIX}POLL_FASTEST_SECONDS": str(poll_seconds),
            f"{PREFIX}POLL_SLOWEST_SECONDS": str(poll_seconds),
        }
        for platform in platforms():
            environment[f"{PREFIX}{platform.upper()}_BASE_URL"] = getattr(
                aimed, f"{platform}_base_url"
            )
        this = Scene(world, simulator, database, environment)
        try:
            yield this
        finally:
            if this.process is not None:
                this.process.kill()
                this.process.wait(10)
            database.dispose()
