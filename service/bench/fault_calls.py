"""The four kinds of call that faults strike, and what must hold of each afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import ClassVar, TypeVar

from sqlmodel import col, select

from connectors.base import Batch, Connector, FetchedComment, ItemState, Reading, Verb
from connectors.errors import ConnectorError
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.small_town import Stage, item_of
from moderation.cases import priority
from moderation.decisions import OUTCOME_OF_VERB, Choice, decide
from moderation.models import (
    Account,
    Case,
    CaseStatus,
    Comment,
    HouseRule,
    Incident,
    Officer,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service.bench.ingest import FixedShare
from service.database import Database
from service.ingest import store
from service.polling import Look, Poller
from service.takedowns import ENDS, Takedowns

T = TypeVar("T")
Kinds = tuple[FaultKind, ...]
#: Makes the connector that is struck; the second is its patience with silence, in seconds.
Connects = Callable[[Stage, float], Connector]

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
#: A service gives up on silence after 30 seconds; nothing here needs to wait for that.
PATIENCE = 0.15
#: The verbs that leave the comment where it is, and what the platform then holds.
STAYS = {"hide": "hidden", "hold": "held"}
TAKEN_DOWN = {ItemState.ABSENT, ItemState.HIDDEN, ItemState.HELD, ItemState.REJECTED}
_number = count(1)


class Break(StrEnum):
    """How a set of faults was not survived."""

    LOST = "lost"
    DOUBLED = "doubled"
    CLAIMED = "claimed"
    OTHERS = "others hurt"
    CALLS = "calls"
    UNFINISHED = "unfinished"


class Broken(Exception):
    """Something did not hold."""

    def __init__(self, how: Break, words: str) -> None:
        super().__init__(words)
        self.how = how


def must(holds: bool, how: Break, words: str) -> None:
    """Go on only where `holds`."""
    if not holds:
        raise Broken(how, words)


class Cell:
    """One set of faults on one platform during one kind of call.

    `calls` is the most that one case of it made, of at most `allowed`.
    """

    def __init__(self, stage: Stage, kinds: Kinds, connects: Connects) -> None:
        self.stage = stage
        self.kinds = kinds
        self.calls = self.allowed = 0
        self._connects = connects
        stage.sim.faults.clear()
        stage.sim.calls.clear()
        # Each cell has the platforms' rates for itself.
        at = stage.world.now() + timedelta(minutes=16)
        stage.world.now = lambda: at

    @contextmanager
    def struck(self) -> Iterator[None]:
        """Have each fault strike once; afterwards the other accounts must be as they were."""
        for kind in self.kinds:
            self.stage.sim.faults.add(Fault(self.stage.account.platform, kind))
        yield
        other = next(
            account
            for account in self.stage.world.accounts.values()
            if account.platform != self.stage.account.platform
        )
        told = answer(Stage(self.stage.sim, other).connector().check)
        must(
            told is not None and told.platform_id == other.id,
            Break.OTHERS,
            f"the account on {other.platform} no longer answers",
        )

    @property
    def made(self) -> int:
        """How many calls reached the platform so far."""
        mine = self.stage.account.platform
        return sum(platform == mine for platform, _, _ in self.stage.sim.calls)

    def count(self, calls: int, allowed: int) -> None:
        self.calls, self.allowed = max(self.calls, calls), allowed
        must(calls <= allowed, Break.CALLS, f"{calls} calls, at most {allowed} are allowed")

    def connector(self) -> Connector:
        """A connector that gives up soon where it will meet silence: a busy machine is slow too."""
        silent = any(f.kind is FaultKind.SILENCE for f in self.stage.sim.faults.in_force())
        return self._connects(self.stage, PATIENCE if silent else 10.0)

    def mended(self) -> Connector:
        """A connector once the faults are over."""
        self.stage.sim.faults.clear()
        return self._connects(self.stage, 10.0)


class Call:
    """One kind of call: prepared once for a platform, then struck by one set after another."""

    name: ClassVar[str]

    def __init__(self, stage: Stage, database: Database, sets: int) -> None:
        self.stage = stage
        self.database = database
        self._prepare(sets)

    def _prepare(self, sets: int) -> None:
        """Make what the calls need; `sets` sets of faults will strike."""

    def strike(self, cell: Cell) -> None:
        """Make the call while the faults strike, and see what became of it.

        Raises:
            Broken: it was not survived.
        """
        raise NotImplementedError

    def _account(self) -> Account:
        with self.database.write() as session:
            account = Account(
                platform=self.stage.account.platform,
                handle=f"faults-{next(_number)}",
                name=self.stage.account.name,
                created_at=NOW,
            )
            session.add(account)
        return account


class Check(Call):
    """Asking who the credentials belong to."""

    name = "check"

    def strike(self, cell: Cell) -> None:
        with cell.struck():
            told = answer(cell.connector().check)
            cell.count(cell.made, 6)
        mine = self.stage.account.id
        must(told is None or told.platform_id == mine, Break.CLAIMED, "it is somebody else")
        told = answer(cell.mended().check)
        must(told is not None and told.platform_id == mine, Break.LOST, "it does not mend")


class Read(Call):
    """Reading one comment that stands."""

    name = "read"

    def _prepare(self, sets: int) -> None:
        self._item = item_of(standing(self.stage)[0])

    def strike(self, cell: Cell) -> None:
        with cell.struck():
            told = answer(lambda: cell.connector().read(self._item))
            cell.count(cell.made, 12)
        must(_stands(told), Break.CLAIMED, "it stands, whatever was answered")
        told = answer(lambda: cell.mended().read(self._item))
        must(told is not None and _stands(told), Break.LOST, "it cannot be read afterwards")


def _stands(told: Reading | None) -> bool:
    return told is None or told.state not in TAKEN_DOWN


class Fetch(Call):
    """A look at an account: fetched, stored, screened."""

    name = "fetch"

    def _prepare(self, sets: int) -> None:
        list(self.stage.connector().fetch(None))
        self._allowed = 3 * len(self.stage.sim.calls) + 6
        self._there = {c.id: c.text for c in self.stage.readable().values()}

    def strike(self, cell: Cell) -> None:
        account = self._account().id or 0
        poller = Poller(
            self.database,
            lambda _account: cell.connector(),
            FixedShare(),
            clock=lambda: NOW,
            period=timedelta(minutes=5),
        )
        looks: list[Look] = []
        with cell.struck():
            while not looks or (looks[-1].error and len(looks) < 5):
                before = cell.made
                looks.append(poller.look(account))
                cell.count(cell.made - before, self._allowed)
                half = self._stored(account).items() <= self._there.items()
                must(half, Break.CLAIMED, "something was stored that was never said so")
        # A look for each fault that ends one, and the one that mends all.
        must(len(looks) <= len(cell.kinds) + 1, Break.UNFINISHED, f"{len(looks)} looks")
        missing = self._there.keys() - self._stored(account).keys()
        must(not missing, Break.LOST, f"{len(missing)} of {len(self._there)} comments are missing")
        new = sum(look.new for look in looks)
        must(new == len(self._there), Break.DOUBLED, f"{new} stored as new, {len(self._there)} are")
        must(not any(look.edited for look in looks), Break.CLAIMED, "nothing was edited")

    def _stored(self, account_id: int) -> dict[str, str]:
        with self.database.read() as session:
            rows = session.exec(select(Comment).where(col(Comment.account_id) == account_id)).all()
        must(all(row.version == 1 for row in rows), Break.CLAIMED, "nothing was edited")
        return {row.platform_id: row.text for row in rows}


class Act(Call):
    """Carrying a takedown out and reading the platform again."""

    name = "act"

    def _prepare(self, sets: int) -> None:
        with self.database.write() as session:
            rule = HouseRule(
                code="ABUSE",
                version=next(_number),
                title_en="No abuse",
                title_cy="Dim camdriniaeth",
                text_en="Do not.",
                text_cy="Peidiwch.",
                in_force_from=NOW - timedelta(days=30),
            )
            officer = Officer(
                email=f"officer{next(_number)}@porthaven.example", name="Officer", created_at=NOW
            )
            session.add_all([rule, officer])
            session.flush()
            self._officer = officer.id or 0
        self._on = self._account()
        self._waiting = iter(standing(self.stage, sets))

    def strike(self, cell: Cell) -> None:
        comment = next(self._waiting)
        takedown_id, verb = self._decided(comment)
        now = [NOW]
        work = Takedowns(self.database, lambda _account: cell.connector(), clock=lambda: now[0])
        rounds = 0
        with cell.struck():
            while work.carry_out(takedown_id) not in ENDS:
                rounds += 1
                must(rounds < 8, Break.UNFINISHED, "it never ends")
                with self.database.read() as session:
                    now[0] = session.get_one(Takedown, takedown_id).next_attempt_at or now[0]
            cell.count(cell.made, 40)
        self._is_honest(takedown_id, comment.platform_id, verb)

    def _decided(self, comment: FetchedComment) -> tuple[int, Verb]:
        verb = self.stage.connector().powers(item_of(comment)).verbs[0].verb
        ranked = priority([(Category.ABUSE, 0.9)], reach=1.0, now=NOW)
        with self.database.write() as session:
            stored = store(session, self._on, Batch((comment,)), now=NOW)
            must(stored.new == 1, Break.UNFINISHED, "the comment was there already")
            row = session.exec(
                select(Comment).where(
                    col(Comment.account_id) == self._on.id,
                    col(Comment.platform_id) == comment.platform_id,
                )
            ).one()
            case = Case(
                comment_id=row.id or 0,
                account_id=row.account_id,
                harm=ranked.harm,
                reach=ranked.reach,
                rank_at=ranked.rank_at,
                due_at=ranked.due_at,
                top_category=ranked.top_category,
                language=row.language,
                opened_at=NOW,
            )
            session.add(case)
            session.flush()
            choice = Choice(
                outcome=OUTCOME_OF_VERB[verb.value],
                verb=verb.value,
                reason="Abuse of a clerk.",
                proportionality="Nothing milder stops it.",
                house_rule="ABUSE",
                token=f"faults-{next(_number)}",
                case_version=1,
                comment_version=1,
            )
            decide(
                session,
                case,
                choice,
                officer_id=self._officer,
                possible_verbs=(verb.value,),
                now=NOW,
            )
            takedown = session.exec(select(Takedown).where(col(Takedown.case_id) == case.id)).one()
            return takedown.id or 0, verb

    def _is_honest(self, takedown_id: int, comment_id: str, verb: Verb) -> None:
        """What is claimed of a takedown is what the platform holds."""
        there = self.stage.world.comments[comment_id]
        with self.database.read() as session:
            row = session.get_one(Takedown, takedown_id)
            case = session.get_one(Case, row.case_id)
            told = session.exec(
                select(Incident.id).where(col(Incident.account_id) == row.account_id)
            ).first()
        stays = STAYS.get(verb.value)
        done = there.state == stays and not there.deleted if stays else there.deleted
        if row.state is TakedownState.VERIFIED:
            must(done, Break.CLAIMED, "a takedown is claimed that did not happen")
        elif row.state is TakedownState.GONE_ALREADY:
            must(there.deleted, Break.CLAIMED, "it is not gone")
        elif row.state is not TakedownState.ACCEPTED:
            # One incident an account gathers its failures; each case stands as failed.
            must(told is not None, Break.LOST, "nobody was told that it failed")
            must(case.status is CaseStatus.FAILED, Break.LOST, "its case does not say it failed")
        must(there.state in ("visible", stays), Break.CLAIMED, "another verb was used")


CALLS: tuple[type[Call], ...] = (Check, Fetch, Read, Act)


def standing(stage: Stage, wanted: int = 1) -> list[FetchedComment]:
    """Return so many comments on which something can be done, adding what is missing."""

    def found() -> list[FetchedComment]:
        connector = stage.connector()
        latest = {c.platform_id: c for batch in connector.fetch(None) for c in batch.comments}
        # Others' first; in the same order whatever order they came in.
        every = sorted(latest.values(), key=lambda c: (c.own, c.platform_id))
        return [c for c in every if connector.powers(item_of(c)).verbs]

    own = found()[0].own
    for number in range(wanted):
        said = stage.say(f"Bins, for the {number}th time")
        if own:
            stage.reply_as_council(said, f"On Friday, {number}")
    # Those that take no others along when they go.
    under = {c.parent_id for c in stage.readable().values()}
    return [c for c in found() if c.platform_id not in under][:wanted]


def answer(call: Callable[[], T]) -> T | None:
    """Return what a call answers, None where it ended in a ConnectorError."""
    try:
        return call()
    except ConnectorError:
        return None
