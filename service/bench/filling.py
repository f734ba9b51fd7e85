"""Fills a seeded database with any number of comments and their cases, fast, always the same.

Rows are written in bulk with their own numbers; nothing is screened. Shares are of all
comments, so that a database a hundred times as large is a hundred times the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel, col, select

from connectors.simulator.ids import dice
from moderation.models import (
    Account,
    Author,
    Case,
    Comment,
    CoverageSpan,
    CoverageStatus,
    Decision,
    Evidence,
    Flag,
    HouseRule,
    Officer,
    OfficerRole,
    Post,
    Role,
    Takedown,
)
from service.bench.dealing import Dealt, Ground, deal, kind_at
from service.bench.sayings import RARE, one_saying
from service.database import Database

#: Comments written in one transaction.
CHUNK = 10_000
#: Comments under one post, and by one author, on average; some have very many more.
A_POST, AN_AUTHOR = 200, 10
#: How many comments hold the rare word, whatever is stored.
RARE_ONES = 12

Done = Callable[[int], None]
Rows = dict[type[SQLModel], list[dict[str, Any]]]
#: What refers to a row comes after it.
_ORDER: tuple[type[SQLModel], ...] = (
    Comment, Flag, Case, Decision, Evidence, Takedown,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fill:
    """How many comments, and between which times (aware UTC) they were said."""

    comments: int
    since: datetime
    until: datetime
    seed: int = 1

    def said_at(self, number: int) -> datetime:
        """When comment `number` (from 1) was said: they are spread evenly."""
        return self.since + (self.until - self.since) * (number - 1) / self.comments


def fill(database: Database, plan: Fill, *, done: Done = lambda _: None) -> None:
    """Write the comments of `plan`, on the accounts and by the officers that are there.

    `done` is told how many comments are written.

    Raises:
        ValueError: there is no account, officer or house rule: seed the database first.
    """
    ground = _ground(database)
    posts = max(len(ground.accounts), plan.comments // A_POST)
    authors = max(1, plan.comments // AN_AUTHOR)
    with database.engine.begin() as connection:
        _write(connection, Post, _posts(plan, ground, posts))
        _write(connection, Author, _authors(ground, authors))
        _write(connection, CoverageSpan, _coverage(plan, ground))
    rows = _comments(plan, ground, posts, authors)
    written = 0
    with unindexed(database):
        while chunk := list(islice(rows, CHUNK)):
            made: Rows = {model: [] for model in _ORDER}
            for comment, dealt in chunk:
                made[Comment].append(comment)
                if dealt is not None:
                    for model, its in dealt.items():
                        made[model] += its
            with database.engine.begin() as connection:
                for model in _ORDER:
                    _write(connection, model, made[model])
            written += len(chunk)
            done(written)
    with database.engine.begin() as connection:
        _tidy(connection)


@contextmanager
def unindexed(database: Database) -> Iterator[None]:
    """On SQLite, take the comments' indexes and search off, and put them back just as they were.

    A million comments are then written in minutes, not in a quarter of an hour.
    """
    if not database.is_sqlite:
        yield
        return
    with database.engine.begin() as connection:
        parts = connection.execute(
            text(
                "SELECT type, name, sql FROM sqlite_master"
                " WHERE tbl_name = 'comment' AND type IN ('index', 'trigger') AND sql IS NOT NULL"
                " ORDER BY type, name"
            )
        ).all()
        for kind, name, _ in parts:
            connection.exec_driver_sql(f"DROP {kind} {name}")
    yield
    with database.engine.begin() as connection:
        for _, _, sql in parts:
            connection.exec_driver_sql(sql)
        connection.exec_driver_sql("INSERT INTO comment_search(comment_search) VALUES ('rebuild')")


def _ground(database: Database) -> Ground:
    with database.read() as session:
        accounts = session.exec(select(Account).order_by(col(Account.id))).all()
        rules = session.exec(select(HouseRule).order_by(col(HouseRule.id))).all()
        officers = session.exec(
            select(col(Officer.id))
            .join(OfficerRole, col(OfficerRole.officer_id) == col(Officer.id))
            .where(col(OfficerRole.role) == Role.OFFICER)
            .order_by(col(Officer.id))
        ).all()
    if not (accounts and rules and officers):
        raise ValueError("seed the database first: accounts, officers and house rules")
    return Ground(
        accounts=tuple(accounts),
        officers=tuple(one for one in officers if one is not None),
        rules={rule.code: rule.id or 0 for rule in rules},
    )


def _posts(plan: Fill, ground: Ground, posts: int) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "account_id": ground.account_of(number).id,
            "platform_id": f"post-{number}",
            "text": f"News from the council, number {number}.",
            "permalink": f"https://platform.example/posts/{number}",
            "published_at": plan.since,
            "fetched_at": plan.since,
        }
        for number in range(1, posts + 1)
    ]


def _authors(ground: Ground, authors: int) -> list[dict[str, Any]]:
    platforms = sorted({account.platform for account in ground.accounts})
    return [
        {
            "id": number,
            "platform": platforms[number % len(platforms)],
            "platform_id": f"author-{number}",
            "handle": f"resident{number}",
            "name": f"Resident {number}",
        }
        for number in range(1, authors + 1)
    ]


def _coverage(plan: Fill, ground: Ground) -> list[dict[str, Any]]:
    return [
        {
            "account_id": account.id,
            "starts_at": plan.since,
            "ends_at": plan.until,
            "status": CoverageStatus.SEEN,
            "reason": "",
        }
        for account in ground.accounts
    ]


def _comments(
    plan: Fill, ground: Ground, posts: int, authors: int
) -> Iterator[tuple[dict[str, Any], Dealt | None]]:
    """Yield each comment's row and, where it has a case, that case's rows."""
    random = dice(f"filling {plan.seed}")
    rare_every = max(1, plan.comments // RARE_ONES)
    opened = 0
    for number in range(1, plan.comments + 1):
        language, words = one_saying(random)
        if number % rare_every == 0 and number // rare_every <= RARE_ONES:
            words += f" {RARE}"
        post = _crowded(random, posts)
        account = ground.account_of(post)
        said_at = plan.said_at(number)
        row: dict[str, Any] = {
            "id": number,
            "account_id": account.id,
            "post_id": post,
            "author_id": _crowded(random, authors),
            "platform_id": f"comment-{number}",
            "post_platform_id": f"post-{post}",
            "parent_platform_id": None,
            "kind": "comment",
            "text": words,
            "language": language,
            "published_at": said_at,
            "edited_at": None,
            "fetched_at": said_at + timedelta(minutes=2),
            "state": "visible",
            "attachments": [],
            "hints": {},
            "permalink": f"https://platform.example/posts/{post}/{number}",
            "own": False,
            "version": 1,
            "screened_version": 1,
            "screening": "bench",
        }
        kind = kind_at(random.random())
        if kind is None:
            yield row, None
            continue
        opened += 1
        yield row, deal(row, kind, opened, account, ground, random, until=plan.until)


def _crowded(random: Random, count: int) -> int:
    """Return 1 to `count`, low numbers far more often: the square root of even chance."""
    return 1 + int(count * random.random() ** 2)


def _write(connection: Connection, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(model), rows)


def _tidy(connection: Connection) -> None:
    """Do what PostgreSQL does by itself in time; SQLite is left as the service leaves it."""
    if connection.dialect.name != "postgresql":
        return
    filled: tuple[type[SQLModel], ...] = (Post, Author, CoverageSpan, *_ORDER)
    for model in filled:
        name = model.__tablename__
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608
                f" (SELECT coalesce(max(id), 1) FROM {name}))"
            )
        )
    connection.execute(text("ANALYZE"))
