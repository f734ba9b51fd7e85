"""How many comments a second are stored, screened and queued, beside a bare bulk insert.

Both write the same rows into the same migrated tables, search index and all, on SQLite. The
bare insert is the most that the database can do here, so their ratio says what our own
work costs, whatever the machine.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import SQLModel

from connectors.base import Batch, FetchedAuthor, FetchedComment, FetchedPost, Kind
from connectors.simulator.ids import dice
from moderation.models import Account, Author, Comment, Post
from moderation.screening.results import Policy, Screening, ScreeningFlag, Text
from moderation.vocabulary import RULE_OF, Category
from service.bench.results import Goal
from service.bench.sayings import realistic
from service.database import Database, open_engine, upgrade
from service.ingest import link_posts, store
from service.screening import Screened, Screens, screen_waiting

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
#: What the bare insert may at most be faster by: four times.
RATIO = 0.25
MONTH = timedelta(days=30)
#: Comments under one post, and by one author, on average.
A_POST, AN_AUTHOR = 40, 8

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure. `model_comments`: how many the model is tried on; 0 leaves it out."""

    comments: int = 20_000
    page: int = 100
    bulk: int = 5_000
    repeats: int = 3
    model_comments: int = 2_000
    seed: int = 1


QUICK = Plan(comments=1_000, bulk=500, repeats=1, model_comments=100)


@dataclass(slots=True)
class Measured:
    """Comments a second, for each repeat in order; `ratios` are a repeat's own two.

    `ratios_cpu` are the same of processor time, which a busy machine leaves alone.
    `flagged` and `cases` count what one repeat flagged and queued.
    """

    plan: Plan
    service: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    ratios_cpu: list[float] = field(default_factory=list)
    flagged: int = 0
    cases: int = 0
    model: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [ours / bare for ours, bare in zip(self.service, self.bare, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the repeats' own ratios: both of one were measured one after the other."""
        return median(self.ratios)

    @property
    def goal(self) -> Goal:
        return Goal("service / bare insert", self.ratio, RATIO, at_least=True)

    def as_dict(self) -> dict[str, Any]:
        def rate(rates: Sequence[float]) -> dict[str, Any] | None:
            if not rates:
                return None
            return {"median": round(median(rates)), "each": [round(one) for one in rates]}

        return {
            "parameters": asdict(self.plan),
            "comments_per_second": {
                "service_without_model": rate(self.service),
                "bare_insert": rate(self.bare),
                "model_alone": rate(self.model),
                "service_with_model": rate(self.whole),
            },
            "ratio": {
                "median": round(self.ratio, 3),
                "each": [round(one, 3) for one in self.ratios],
                "cpu": round(median(self.ratios_cpu), 3) if self.ratios_cpu else None,
            },
            "flagged": self.flagged,
            "cases": self.cases,
            "goals": [self.goal.as_dict()],
        }


class FixedShare:
    """A screener that costs nothing and flags one comment in `every`, counted in order."""

    version = "bench: a fixed share"

    def __init__(self, every: int = 20) -> None:
        self._every = every
        self._seen = 0
        self._plain = Screening({}, 0.0, (), "en", self.version)
        abuse = ScreeningFlag(
            Category.ABUSE, 0.9, ((0, 4),), "bench 1", "fixed", RULE_OF[Category.ABUSE]
        )
        self._flagged = Screening({Category.ABUSE: 0.9}, 0.0, (abuse,), "en", self.version)

    def screen(self, texts: Sequence[Text], policy: Policy = Policy()) -> list[Screening]:  # noqa: B008
        first = self._seen
        self._seen += len(texts)
        return [
            self._flagged if number % self._every == 0 else self._plain
            for number in range(first + 1, self._seen + 1)
        ]


def measure(plan: Plan, folder: Path, *, screener: Screens | None, say: Say) -> Measured:
    """Measure in `folder`, which must be empty; the two ways take turns.

    Args:
        screener: the model to measure with; None leaves it out.
    """
    empty = folder / "empty.db"
    engine = open_engine(f"sqlite:///{empty}")
    upgrade(engine)
    engine.dispose()
    measured = Measured(plan)
    pages = made_up_pages(plan.comments, plan)
    with _fresh(empty, folder / "warm.db") as database:
        # Once unmeasured: a process that has just begun still compiles its statements.
        take_in(database, pages[:3], FixedShare())
    for turn in range(plan.repeats):
        say(f"Repeat {turn + 1} of {plan.repeats}: through the service")
        with _fresh(empty, folder / "service.db") as database:
            cpu = process_time()
            seconds, screened = take_in(database, pages, FixedShare())
            ours = process_time() - cpu
            measured.service.append(plan.comments / seconds)
            measured.flagged, measured.cases = screened.flagged, screened.cases
            rows = rows_of(database)
        say(f"Repeat {turn + 1} of {plan.repeats}: the bare insert")
        with _fresh(empty, folder / "bare.db") as database:
            insert_referred(database, rows)
            cpu = process_time()
            measured.bare.append(plan.comments / insert_bare(database, rows, plan.bulk))
            measured.ratios_cpu.append((process_time() - cpu) / ours)
    if screener is not None and plan.model_comments:
        _with_model(measured, empty, folder, screener, say)
    return measured


def _with_model(measured: Measured, empty: Path, folder: Path, screener: Screens, say: Say) -> None:
    plan = measured.plan
    texts = [Text(text) for text in realistic(plan.model_comments, dice(f"model {plan.seed}"))]
    pages = made_up_pages(plan.model_comments, plan)
    screener.screen(texts[:32])
    for turn in range(plan.repeats):
        say(f"Repeat {turn + 1} of {plan.repeats}: the model alone, and the whole")
        begun = perf_counter()
        screener.screen(texts)
        measured.model.append(plan.model_comments / (perf_counter() - begun))
        with _fresh(empty, folder / "model.db") as database:
            seconds, _ = take_in(database, pages, screener)
            measured.whole.append(plan.model_comments / seconds)


def made_up_pages(comments: int, plan: Plan) -> list[Batch]:
    """Return what a platform would send: pages of comments, oldest first, then its posts."""
    random = dice(f"ingest {plan.seed}")
    texts = realistic(comments, random)
    posts = max(1, comments // A_POST)
    authors = max(1, comments // AN_AUTHOR)
    # Over a month, as a first look finds them: what is said twice is not said at once.
    begun, step = NOW - MONTH, MONTH / max(comments, 1)
    items = [
        FetchedComment(
            platform_id=f"comment-{number}",
            kind=Kind.COMMENT,
            text=text,
            published_at=begun + number * step,
            post_platform_id=f"post-{number * posts // comments}",
            author=_author(random.randrange(authors)),
            permalink=f"https://platform.example/posts/{number * posts // comments}/{number}",
            hints={"can_hide": "true"},
        )
        for number, text in enumerate(texts)
    ]
    first = Batch(
        posts=tuple(
            FetchedPost(f"post-{number}", f"News from the council, number {number}.", begun)
            for number in range(posts)
        )
    )
    pages = [Batch(tuple(items[at : at + plan.page])) for at in range(0, comments, plan.page)]
    return [first, *pages]


def _author(number: int) -> FetchedAuthor:
    return FetchedAuthor(f"author-{number}", f"resident{number}", f"Resident {number}")


def take_in(
    database: Database, pages: Sequence[Batch], screener: Screens
) -> tuple[float, Screened]:
    """Store, screen and queue `pages` as a look at an account does; return the seconds."""
    with database.write() as session:
        account = Account(platform="facebook", handle="porthaven", followers=30_000, created_at=NOW)
        session.add(account)
    begun = perf_counter()
    for page in pages:
        with database.write() as session:
            store(session, account, page, now=NOW)
    with database.write() as session:
        link_posts(session, account)
    screened = screen_waiting(
        database, screener, contacts=frozenset(), now=NOW, account_id=account.id
    )
    return perf_counter() - begun, screened


#: What a comment's row refers to comes first.
_TABLES: tuple[type[SQLModel], ...] = (Account, Author, Post, Comment)
Rows = dict[type[SQLModel], list[dict[str, Any]]]


def rows_of(database: Database) -> Rows:
    """Return every row that a comment needs, itself included, by table and in order."""
    with database.read() as session:
        return {
            model: [
                dict(row)
                for row in session.execute(
                    select(_table(model)).order_by(_table(model).c.id)
                ).mappings()
            ]
            for model in _TABLES
        }


def insert_bare(database: Database, rows: Rows, bulk: int) -> float:
    """Insert the comments of `rows`, `bulk` to a transaction; return the seconds."""
    comments = rows[Comment]
    begun = perf_counter()
    for at in range(0, len(comments), bulk):
        with database.engine.begin() as connection:
            connection.execute(insert(_table(Comment)), comments[at : at + bulk])
    return perf_counter() - begun


def insert_referred(database: Database, rows: Rows) -> None:
    """Insert what the comments of `rows` refer to."""
    with database.engine.begin() as connection:
        for model in _TABLES[:-1]:
            if rows[model]:
                connection.execute(insert(_table(model)), rows[model])


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


@contextmanager
def _fresh(empty: Path, path: Path) -> Iterator[Database]:
    """A migrated database of its own, gone at the end."""
    shutil.copy(empty, path)
    database = Database(open_engine(f"sqlite:///{path}"))
    try:
        yield database
    finally:
        database.dispose()
        for left in path.parent.glob(path.name + "*"):
            left.unlink()
