"""Every fault and every pair of them, on every platform, during every kind of call."""

import json

import pytest
from typer.testing import CliRunner

from connectors.base import Batch, ItemState, Reading
from connectors.errors import PlatformUnavailable
from connectors.registry import platforms
from connectors.simulator.faults import FaultKind
from service.bench.fault_calls import CALLS, Act, Break, Check, Fetch, Read, answer
from service.bench.faults import ALONE, PAIRS, Measured, Outcome, patient, run
from service.commands import bench
from service.commands.bench_faults import print_faults


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
@pytest.mark.parametrize("platform", platforms())
def test_every_fault_alone_and_in_pairs_is_survived(platform, call, database):
    outcomes = run(platform, call, [*ALONE, *PAIRS], database)

    assert [one.faults for one in outcomes] == [*ALONE, *PAIRS]
    assert [f"{one.name}: {one.words}" for one in outcomes if one.how] == []
    assert all(0 < one.calls <= one.allowed for one in outcomes)


class Careless:
    """The platform's own connector, but for what a subclass gets wrong."""

    def __init__(self, stage, patience):
        self._real = patient(stage, patience)

    def __getattr__(self, name):
        return getattr(self._real, name)


class Forgetful(Careless):
    def fetch(self, cursor):
        for batch in self._real.fetch(cursor):
            yield Batch(batch.comments[1:], batch.posts, cursor=batch.cursor)


class Swallowing(Careless):
    """Takes whatever is refused for the end of the list."""

    def fetch(self, cursor):
        try:
            yield from self._real.fetch(cursor)
        except Exception:
            yield Batch(cursor="2026")


class Believing(Careless):
    """Takes it for granted that what was asked was done."""

    def act(self, verb, item):
        pass

    def read(self, item):
        return Reading(ItemState.HIDDEN)


class Restless(Careless):
    def check(self):
        for _ in range(9):
            told = answer(self._real.check)
        return told


class Rude(Careless):
    def read(self, item):
        raise KeyError("data")


class Shut(Careless):
    """Closes the door on everybody."""

    def check(self):
        raise PlatformUnavailable("502")


@pytest.mark.parametrize(
    ("connects", "call", "how"),
    [
        (Forgetful, Fetch, Break.LOST),
        (Swallowing, Fetch, Break.LOST),
        (Believing, Read, Break.CLAIMED),
        (Believing, Act, Break.CLAIMED),
        (Restless, Check, Break.CALLS),
        (Rude, Read, Break.UNFINISHED),
        (Shut, Check, Break.LOST),
    ],
)
def test_a_connector_that_is_not_honest_does_not_survive(connects, call, how, database):
    (outcome,) = run("facebook", call, [(FaultKind.SERVER_ERROR,)], database, connects=connects)

    assert outcome.how is how
    assert outcome.words


def test_one_set_that_is_not_survived_ends_no_other(database):
    outcomes = run("flickr", Read, ALONE[:3], database, connects=Rude)

    assert [one.how for one in outcomes] == [Break.UNFINISHED] * 3


def test_the_command_strikes_one_platform_and_counts_its_calls():
    done = CliRunner().invoke(bench.app, ["faults", "--platform", "flickr", "--no-pairs", "--json"])

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["cases"], told["survived"]) == (len(ALONE) * len(CALLS),) * 2
    assert [cell["call"] for cell in told["cells"]] == [call.name for call in CALLS]
    assert all(0 < cell["most_calls"] <= cell["calls_allowed"] for cell in told["cells"])


def test_an_unknown_platform_is_refused_with_those_there_are():
    done = CliRunner().invoke(bench.app, ["faults", "--platform", "bebo"])

    assert done.exit_code == 2
    assert "facebook, flickr" in " ".join(done.output.split())


def test_what_is_not_survived_is_told_with_why(capsys):
    fine = [Outcome(ALONE[0], 2, 6)]
    cells = {("x", call.name): fine for call in CALLS}
    cells["x", "act"] = [Outcome(ALONE[0], 9, 40, Break.CLAIMED, "a takedown is claimed")]
    print_faults(Measured(cells))

    told = " ".join(capsys.readouterr().out.split())
    assert "x, act, rate_limited: a takedown is claimed." in told
    assert "3 of 4 cases survived" in told
