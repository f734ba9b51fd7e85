"""How long the console's pages take with few comments stored and with very many.

The goal is a ratio: with a hundred times as much stored, a page's 95th percentile is at
most twice as long. The sizes take turns, request by request, so that whatever else the
machine does slows both alike. Time is the server's: from the request's first byte to the
answer's last, without a network.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter, process_time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import col, select

from moderation.models import Officer, OfficerRole, Role
from service.auth import start_session
from service.bench.ingest import NOW
from service.bench.results import Goal, Summary
from service.bench.stage import Stage
from service.bench.visits import visits
from service.console.entrance import cookie_name
from service.serving import settle

#: How much longer a page may take in the largest database than in the smallest.
RATIO = 2.0
#: Requests before those that count: caches fill, templates are compiled.
WARM_UP = 3

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    sizes: tuple[int, ...] = (10_000, 1_000_000)
    requests: int = 60
    seed: int = 1


QUICK = Plan(sizes=(1_000, 4_000), requests=5)


class PageFailed(Exception):
    """A page did not answer 200; there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One page in one size: waited for, worked on (this process's CPU), statements at most."""

    waited: Summary
    worked: Summary
    statements: int


@dataclass(slots=True)
class Measured:
    """Page name -> size -> what it took."""

    plan: Plan
    pages: dict[str, dict[int, Timed]] = field(default_factory=dict)

    def ratio(self, page: str, *, worked: bool = False) -> float:
        """The largest size's 95th percentile over the smallest's."""
        timed = self.pages[page]
        small, large = timed[min(timed)], timed[max(timed)]
        if worked:
            return large.worked.p95 / small.worked.p95
        return large.waited.p95 / small.waited.p95

    @property
    def goals(self) -> list[Goal]:
        return [Goal(page, self.ratio(page), RATIO, at_least=False) for page in self.pages]

    def as_dict(self) -> dict[str, Any]:
        return {
            "parameters": asdict(self.plan),
            "pages": {
                page: {
                    "p95_ratio": round(self.ratio(page), 2),
                    "p95_ratio_cpu": round(self.ratio(page, worked=True), 2),
                    "sizes": {
                        str(size): {
                            "requests": timed.waited.count,
                            "statements": timed.statements,
                            "waited": timed.waited.in_ms(),
                            "cpu": timed.worked.in_ms(),
                        }
                        for size, timed in sizes.items()
                    },
                }
                for page, sizes in self.pages.items()
            },
            "goals": [goal.as_dict() for goal in self.goals],
        }


def measure(plan: Plan, stages: dict[int, Stage], *, say: Say = lambda _: None) -> Measured:
    """Ask every page of every stage (size -> stage), signed in as a comms officer.

    Raises:
        PageFailed: a page did not answer 200.
    """
    clients = {size: sign_in(stage) for size, stage in stages.items()}
    # As the server does when it starts.
    settle()
    asked: dict[int, dict[str, list[str]]] = {}
    for size, stage in stages.items():
        with stage.database.read() as session:
            asked[size] = {
                visit.name: visit.times(WARM_UP + plan.requests)
                for visit in visits(session, requests=plan.requests, seed=plan.seed)
            }
    measured = Measured(plan)
    for page in next(iter(asked.values())):
        say(page)
        waited: dict[int, list[float]] = {size: [] for size in stages}
        worked: dict[int, list[float]] = {size: [] for size in stages}
        statements = dict.fromkeys(stages, 0)
        for turn in range(WARM_UP + plan.requests):
            for size, stage in stages.items():
                with counted(stage.database.engine) as count:
                    seconds, cpu = ask(clients[size], asked[size][page][turn])
                if turn >= WARM_UP:
                    waited[size].append(seconds)
                    worked[size].append(cpu)
                    statements[size] = max(statements[size], len(count))
        measured.pages[page] = {
            size: Timed(Summary.of(waited[size]), Summary.of(worked[size]), statements[size])
            for size in stages
        }
    return measured


def sign_in(stage: Stage) -> FlaskClient:
    """Return a browser's stand-in with a comms officer's sign-in."""
    with stage.database.write() as session:
        officer = session.exec(
            select(col(OfficerRole.officer_id))
            .join(Officer, col(Officer.id) == col(OfficerRole.officer_id))
            .where(col(OfficerRole.role) == Role.OFFICER, col(Officer.active).is_(True))
            .order_by(col(Officer.id))
        ).first()
        if officer is None:
            raise ValueError("there is no comms officer: seed the database first")
        cookie = start_session(session, officer, settings=stage.settings, now=NOW)
    client = stage.console().test_client()
    client.set_cookie(cookie_name(stage.settings), cookie)
    return client


def ask(client: FlaskClient, address: str) -> tuple[float, float]:
    """Return the seconds, and the seconds of CPU, until the whole answer is there."""
    begun, cpu = perf_counter(), process_time()
    answer = client.get(address)
    length = len(answer.data)
    seconds, worked = perf_counter() - begun, process_time() - cpu
    if answer.status_code != 200 or not length:
        raise PageFailed(f"{address} answered {answer.status_code}")
    return seconds, worked


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that reach the database while the block runs."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
