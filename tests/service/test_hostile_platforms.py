"""Whatever a platform answers ends in whole pages or a ConnectorError, never in anything else.

Good answers are the simulator's own, spoilt one at a time, on the way through the poller
into a real database.
"""

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from connectors import errors
from connectors.errors import ConnectorError
from connectors.registry import connector_class
from connectors.simulator.habits import part_classes
from connectors.simulator.server import Simulator
from moderation.models import Account, AccountStatus, Comment
from service.bench.ingest import FixedShare
from service.polling import Poller
from tests.connectors.mutations import Spoiling
from tests.connectors.stage import PLATFORMS, Stage, actionable, item_of, small_town

#: So many answers are spoilt for each platform and kind of call.
EXAMPLES = 40
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}


def often(run):
    """Run a property against what outlives one example: a server and a database."""
    quiet = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    spoilt = given(st.integers(0, 9), st.integers(0, 2**32))
    return quiet(spoilt(run))


class Told:
    """A connector that remembers which comments it handed over."""

    def __init__(self, inner):
        self.inner, self.ids = inner, set()

    def fetch(self, cursor):
        for batch in self.inner.fetch(cursor):
            yield batch
            self.ids |= {comment.platform_id for comment in batch.comments}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_spoilt_list_is_stored_by_whole_pages_and_the_next_look_mends_all(
    platform, database, now
):
    with small_town(platform) as town:
        part = Spoiling(part_classes()[platform](town.world, town.sim.faults))
        with Simulator(town.world, town.sim.faults, parts={platform: part}) as sim:
            stage = Stage(sim, town.account)
            known = town.readable().keys()
            numbers = iter(range(10_000))

            @often
            def run(at, seed):
                with database.write() as session:
                    row = Account(
                        platform=platform,
                        handle=f"council-{next(numbers)}",
                        status=AccountStatus.ACTIVE,
                        created_at=now,
                    )
                    session.add(row)
                    session.flush()
                    account_id = row.id
                town.world.now = later(town.world.now())
                told = []

                def connect(_account):
                    told.append(Told(stage.connector()))
                    return told[-1]

                poller = Poller(
                    database, connect, FixedShare(), clock=lambda: now,
                    period=timedelta(minutes=5),
                )  # fmt: skip
                part.aim(at, seed)
                look = poller.look(account_id)
                part.aim(None, 0)

                assert look.error in {"", *KINDS}
                if look.error:
                    assert named(platform, look.detail)
                assert stored(database, account_id) == told[0].ids
                assert poller.look(account_id).error == ""
                assert known <= stored(database, account_id)

            run()


def later(at):
    """A clock beyond the platforms' rate windows, so that each example has its calls."""
    return lambda: at + timedelta(minutes=16)


def stored(database, account_id):
    with database.read() as session:
        found = select(Comment.platform_id).where(Comment.account_id == account_id)
        return set(session.exec(found).all())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_spoilt_answer_to_any_other_call_is_a_connector_error_or_is_understood(platform):
    with small_town(platform) as town:
        item = item_of(actionable(town))
        part = Spoiling(part_classes()[platform](town.world, town.sim.faults))
        with Simulator(town.world, town.sim.faults, parts={platform: part}) as sim:
            stage = Stage(sim, town.account)

            @often
            def run(at, seed):
                town.world.now = later(town.world.now())
                connector = stage.connector()
                for call in (
                    connector.check,
                    lambda: connector.read(item),
                    lambda: connector.act(connector.powers(item).verbs[0].verb, item),
                ):
                    part.aim(at % 3, seed)
                    told = ended(call)
                    assert told is None or named(platform, told)

            run()


def ended(call):
    """Return what a ConnectorError said, None where there was none; any other is let out."""
    try:
        call()
    except ConnectorError as error:
        return str(error)


def named(platform, words):
    name = connector_class(platform).name.split(" ")[0]
    return re.search(rf"\b{name}\b", words)
