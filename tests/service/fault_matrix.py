"""Every fault of the simulator, alone and in pairs, during each kind of call.

`python -m tests.service.fault_matrix` prints the table on a SQLite database of its own.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import combinations, count
from pathlib import Path

from sqlmodel import select

from connectors.base import FetchedComment, ItemState, Verb
from connectors.errors import ConnectorError
from connectors.registry import platforms
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Fault, FaultKind
from moderation.decisions import OUTCOME_OF_VERB, Choice, decide, lock_case
from moderation.models import Case, CaseStatus, Comment, Incident, Role, Takedown, TakedownState
from moderation.vocabulary import Category
from service.bench.ingest import FixedShare
from service.database import Database, open_engine, upgrade
from service.polling import Poller
from service.takedowns import ENDS, Takedowns
from tests import factories
from tests.connectors.stage import Stage, fetched, item_of, small_town
from tests.service.scripted import Ticking

Kinds = tuple[FaultKind, ...]
SETS: list[Kinds] = [*((kind,) for kind in FaultKind), *combinations(FaultKind, 2)]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
#: A service gives up on silence after 30 seconds; nothing here needs to wait for that.
PATIENCE = 0.15
#: The verbs that leave the comment where it is, and what the platform then holds.
STAYS = {"hide": "hidden", "hold": "held"}
TAKEN_DOWN = {ItemState.ABSENT, ItemState.HIDDEN, ItemState.HELD, ItemState.REJECTED}
_number = count()


class Cell:
    """One set of faults on one platform during one kind of call."""

    def __init__(self, stage: Stage, kinds: Kinds) -> None:
        self.stage = stage
        self.kinds = kinds
        self.patience = PATIENCE if FaultKind.SILENCE in kinds else 10.0
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
        assert Stage(self.stage.sim, other).connector().check().platform_id == other.id

    @property
    def calls(self) -> int:
        mine = self.stage.account.platform
        return sum(platform == mine for platform, _, _ in self.stage.sim.calls)

    def connector(self) -> object:
        return self.stage.connector(patience=self.patience)


def check(stage: Stage, database: Database) -> Iterator[tuple[Kinds, int]]:
    for kinds in SETS:
        cell = Cell(stage, kinds)
        with cell.struck():
            told = outcome(cell.connector().check)
        assert told is None or told.platform_id == stage.account.id
        assert cell.calls <= 6, "a call storm"
        stage.sim.faults.clear()
        assert stage.connector().check().platform_id == stage.account.id
        yield kinds, cell.calls


def read(stage: Stage, database: Database) -> Iterator[tuple[Kinds, int]]:
    item = item_of(standing(stage)[0])
    for kinds in SETS:
        cell = Cell(stage, kinds)
        with cell.struck():
            told = outcome(lambda cell=cell: cell.connector().read(item))
        assert told is None or told.state not in TAKEN_DOWN, "it stands, whatever was answered"
        assert cell.calls <= 12, "a call storm"
        stage.sim.faults.clear()
        assert stage.connector().read(item).state not in TAKEN_DOWN
        yield kinds, cell.calls


def fetch(stage: Stage, database: Database) -> Iterator[tuple[Kinds, int]]:
    list(stage.connector().fetch(None))
    bound = 3 * len(stage.sim.calls) + 6
    held = {c.id: c.text for c in stage.readable().values()}
    for kinds in SETS:
        cell = Cell(stage, kinds)
        with database.write() as session:
            account = factories.account(session, now=NOW, platform=stage.account.platform)
        poller = Poller(
            database, lambda _a, cell=cell: cell.connector(), FixedShare(),
            clock=lambda: NOW, period=timedelta(minutes=5),
        )  # fmt: skip
        looks = []
        with cell.struck():
            while not looks or (looks[-1].error and len(looks) < 5):
                before = cell.calls
                looks.append(poller.look(account.id))
                assert cell.calls - before <= bound, "a call storm"
                assert stored(database, account.id).items() <= held.items(), "half a page"
        # A look for each fault that ends one, and the one that mends all.
        assert len(looks) <= len(kinds) + 1
        assert stored(database, account.id) == held, "something was lost"
        assert sum(look.new for look in looks) == len(held), "something was doubled"
        assert all(look.edited == 0 for look in looks)
        yield kinds, cell.calls


def act(stage: Stage, database: Database) -> Iterator[tuple[Kinds, int]]:
    with database.write() as session:
        factories.house_rule(session, now=NOW)
        officer = factories.officer(session, Role.OFFICER, now=NOW).id
        account = factories.account(session, now=NOW, platform=stage.account.platform)
    for kinds, comment in zip(SETS, standing(stage, len(SETS)), strict=True):
        cell = Cell(stage, kinds)
        takedown_id, verb = decided(stage, database, account, officer, comment)
        clock = Ticking(NOW)
        work = Takedowns(database, lambda _a, cell=cell: cell.connector(), clock=clock)
        rounds = 0
        with cell.struck():
            while work.carry_out(takedown_id) not in ENDS:
                rounds += 1
                assert rounds < 8, "it never ends"
                with database.read() as session:
                    clock.at = session.get_one(Takedown, takedown_id).next_attempt_at
        assert cell.calls <= 40, "a call storm"
        honest(stage, database, takedown_id, comment.platform_id, verb)
        stage.sim.faults.clear()
        yield kinds, cell.calls


def honest(stage: Stage, database: Database, takedown_id: int, id: str, verb: Verb) -> None:
    """Fail where what is claimed of a takedown is not what the platform holds."""
    there = stage.world.comments[id]
    with database.read() as session:
        row = session.get_one(Takedown, takedown_id)
        case = session.get_one(Case, row.case_id)
        told = session.exec(select(Incident).where(Incident.account_id == row.account_id)).all()
    done = there.state == STAYS[verb.value] if verb.value in STAYS else there.deleted
    if row.state is TakedownState.VERIFIED:
        assert done, "a takedown is claimed that did not happen"
    elif row.state is TakedownState.GONE_ALREADY:
        assert there.deleted
    elif row.state is not TakedownState.ACCEPTED:
        # One incident an account gathers its failures; each case stands as failed.
        assert told, "nobody was told that it failed"
        assert case.status is CaseStatus.FAILED
    assert there.state in ("visible", STAYS.get(verb.value)), "another verb was used"
    if verb.value in STAYS:
        gone = FaultKind.GONE_BEFORE_ACTION.value
        assert not there.deleted or row.state is not TakedownState.VERIFIED, gone


def decided(
    stage: Stage, database: Database, account: object, officer: int, comment: FetchedComment
) -> tuple[int, Verb]:
    verb = stage.connector().powers(item_of(comment)).verbs[0].verb
    with database.write() as session:
        row = factories.comment(
            session, account, now=NOW,
            platform_id=comment.platform_id, kind=comment.kind.value,
            post_platform_id=comment.post_platform_id,
            parent_platform_id=comment.parent_platform_id,
            own=comment.own, hints=dict(comment.hints), permalink=comment.permalink,
        )  # fmt: skip
        case = factories.case(session, row, Category.ABUSE, now=NOW)
        choice = Choice(
            outcome=OUTCOME_OF_VERB[verb.value], verb=verb.value,
            reason="Abuse of a clerk.", proportionality="Nothing milder stops it.",
            house_rule="ABUSE", token=f"t-{next(_number)}", case_version=1, comment_version=1,
        )  # fmt: skip
        decide(
            session, lock_case(session, case.id), choice, officer_id=officer,
            possible_verbs=(verb.value,), now=NOW,
        )  # fmt: skip
        takedown = session.exec(select(Takedown).where(Takedown.case_id == case.id)).one()
        return takedown.id, verb


def standing(stage: Stage, wanted: int = 1) -> list[FetchedComment]:
    """Return so many comments on which something can be done, adding what is missing."""

    def found() -> list[FetchedComment]:
        connector = stage.connector()
        every = [*fetched(stage), *fetched(stage, own=True)]
        return [c for c in every if connector.powers(item_of(c)).verbs]

    own = found()[0].own
    for number in range(wanted):
        said = stage.say(f"Bins, for the {number}th time")
        if own:
            stage.reply_as_council(said, f"On Friday, {number}")
    # Those that take no others along when they go.
    under = {c.parent_id for c in stage.readable().values()}
    return [c for c in found() if c.platform_id not in under][:wanted]


def outcome(call: Callable[[], object]) -> object:
    """Return what a call answers, None where it ended in a ConnectorError."""
    try:
        return call()
    except ConnectorError:
        return None


def stored(database: Database, account_id: int) -> dict[str, str]:
    with database.read() as session:
        rows = session.exec(select(Comment).where(Comment.account_id == account_id)).all()
        assert all(row.version == 1 for row in rows)
        return {row.platform_id: row.text for row in rows}


CALLS = {"check": check, "fetch": fetch, "read": read, "act": act}


def run(platform: str, call: str, database: Database) -> dict[Kinds, int]:
    """Return how many calls each set of faults cost, all of them survived.

    Raises:
        AssertionError: one was not survived; it says which.
    """
    done: dict[Kinds, int] = {}
    with small_town(platform) as stage:
        assert credentials_of(stage.account)
        steps = CALLS[call](stage, database)
        while len(done) < len(SETS):
            kinds = SETS[len(done)]
            try:
                done |= [next(steps)]
            except AssertionError as error:
                names = " + ".join(kind.value for kind in kinds)
                raise AssertionError(f"{platform}, {call}, {names}: {error}") from error
    return done


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(open_engine(f"sqlite:///{Path(folder) / 'matrix.db'}"))
        upgrade(database.engine)
        cells = {(p, c): run(p, c, database) for p in platforms() for c in CALLS}
        database.dispose()
    print("| faults | " + " | ".join(f"{p} {c}" for p, c in cells) + " |")
    print("| --- |" + " --: |" * len(cells))
    for kinds in SETS:
        names = " + ".join(kind.value for kind in kinds)
        print(f"| {names} | " + " | ".join(str(done[kinds]) for done in cells.values()) + " |")
    print(f"{len(SETS)} sets of faults, {sum(map(len, cells.values()))} cells, all survived")


if __name__ == "__main__":
    main()
