"""A council's service and two simulated platforms that deliver to it, over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlmodel import col, select

from connectors.simulator.items import SimAuthor, SimComment, SimPost
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.webhooks import sign
from connectors.simulator.world import World
from moderation.models import Account, Comment
from moderation.screening.results import Screening, ScreeningFlag
from moderation.vocabulary import Category, RuleCode
from service.database import Database
from service.demo import aimed_at, register_apps, register_webhooks, seed_town
from service.job_queue import LocalQueue
from service.jobs import Parts, assemble, drain, handlers
from service.serving import ConsoleServer
from service.settings import Settings
from service.webhook_tables import DeliveryState, HintState, WebhookDelivery, WebhookHint
from tests.service.scripted import Ticking


class FlagsIdiots:
    """Screens for one word: these tests are about deliveries, not about language."""

    version = "test 1"

    def screen(self, texts, policy=None):
        return [
            Screening(
                scores=dict.fromkeys(Category, 0.0),
                claim=0.0,
                flags=(
                    ScreeningFlag(
                        Category.ABUSE, 0.9, ((0, 5),), "test 1", "idiots", RuleCode.ABUSE
                    ),
                )
                if "idiots" in text.text
                else (),
                language="en",
                version=self.version,
                failed=(),
            )
            for text in texts
        ]


@dataclass
class Service:
    """The service while it answers, and the platforms that deliver to it."""

    parts: Parts
    world: World
    simulator: Simulator
    clock: Ticking
    address: str

    def post(self, key: str = "facebook-main", text: str = "Bins") -> SimPost:
        return self.world.add_post(key, text=text)

    def say(self, post: SimPost, text: str = "Hello", **given: Any) -> SimComment:
        platform = self.world.accounts[post.account_key].platform
        return self.world.add_comment(
            post.account_key, post_id=post.id, author=resident(platform), text=text, **given
        )

    def account(self, key: str = "facebook-main") -> Account:
        sim = self.world.accounts[key]
        with self.parts.database.read() as session:
            return session.exec(
                select(Account).where(
                    Account.platform == sim.platform, Account.platform_id == sim.id
                )
            ).one()

    def subscribe(self, *keys: str) -> None:
        for key in keys or ("facebook-main", "instagram-main"):
            self.parts.hooks.subscriptions.check(self.account(key).id)

    def work(self) -> None:
        """Let all that was delivered be worked, by the queue of this database."""
        self.simulator.webhooks.settle()
        if isinstance(self.parts.queue, LocalQueue):
            drain(self.parts)
            return
        stop = threading.Event()
        worker = threading.Thread(target=self.parts.queue.work, args=(handlers(self.parts), stop))
        worker.start()
        end = time.monotonic() + 30
        while self.waiting() and time.monotonic() < end:
            time.sleep(0.05)
        stop.set()
        worker.join()

    def waiting(self) -> int:
        now = self.clock()
        with self.parts.database.read() as session:
            return len(
                session.exec(
                    select(WebhookDelivery.id).where(WebhookDelivery.state == DeliveryState.WAITING)
                ).all()
            ) + len(
                session.exec(
                    select(WebhookHint.id).where(
                        WebhookHint.state == HintState.WAITING, col(WebhookHint.run_at) <= now
                    )
                ).all()
            )

    def look(self, key: str = "facebook-main") -> None:
        self.parts.poller.look(self.account(key).id)

    def rows(self, model: type[Any]) -> list[Any]:
        with self.parts.database.read() as session:
            return list(session.exec(select(model).order_by(model.id)))

    def comments(self) -> dict[str, Comment]:
        return {row.platform_id: row for row in self.rows(Comment)}

    def send(self, body: bytes, signature: str | None = None, platform: str = "facebook"):
        """Send a delivery as anybody could; by default with the right signature."""
        right = sign(self.world.accounts[f"{platform}-main"].extra["app_secret"], body)
        return requests.post(
            f"{self.address}/webhooks/{platform}",
            data=body,
            headers={"X-Hub-Signature-256": right if signature is None else signature},
            timeout=10,
        )


def resident(platform: str) -> SimAuthor:
    return SimAuthor("24440000111122223", platform, "rowan_a", "Rowan Ashdown")


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def serve(
    database: Database, database_url: str, tmp_path: Path, clock: Ticking
) -> Iterator[Callable[[], Service]]:
    """Return what starts the service; everything ends with the test."""
    ends: list[Callable[[], object]] = []

    def start() -> Service:
        world = World(seed=7, now=clock)
        add_accounts(world)
        simulator = Simulator(world)
        simulator.__enter__()
        ends.append(simulator.stop)
        settings = aimed_at(
            Settings(data_dir=tmp_path, database_url=database_url, port=0), simulator
        )
        seed_town(settings, database, world, password="a-made-up-password", clock=clock)
        parts = assemble(settings, database, clock=clock, screener=FlagsIdiots())
        console = ConsoleServer(parts)
        address = f"http://127.0.0.1:{console.port}"
        register_apps(settings, simulator, address)
        thread = threading.Thread(target=console.run, daemon=True)
        thread.start()
        ends.append(console.close)
        register_webhooks(settings, simulator, address)
        clock.at += timedelta(minutes=1)
        return Service(parts, world, simulator, clock, address)

    yield start
    for end in reversed(ends):
        end()


@pytest.fixture
def service(serve: Callable[[], Service]) -> Service:
    made = serve()
    made.subscribe()
    return made
