"""Two processes that renew one account's tokens, and one that dies doing it."""

import threading
from datetime import timedelta

import pytest

from connectors.errors import CredentialsRejected, PlatformUnavailable
from connectors.simulator.credentials import credentials_of
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import World
from moderation.models import Account, Credential
from service.database import Database
from service.demo import aimed_at
from service.platforms import Platforms
from service.renewal import Keeper
from service.settings import Settings
from service.vault import open_vault
from tests import factories


class Stage:
    """One account of a simulated platform, stored with an access token that has ended."""

    def __init__(self, database: Database, sim: Simulator, tmp_path, now, key: str) -> None:
        self.database, self.sim, self.now = database, sim, now
        settings = aimed_at(Settings(data_dir=tmp_path), sim)
        self.vault = open_vault(tmp_path, create=True)
        self.platforms = Platforms(settings, database, self.vault, clock=lambda: self.now)
        self.key = key
        given = sim.world.account(key)
        with database.write() as session:
            self.account: Account = factories.account(
                session, now=now, platform=given.platform, handle=given.handle
            )
            self.platforms.store_credentials(
                session,
                self.account,
                credentials_of(given) | {"expires_at": "2020-01-01T00:00:00+00:00"},
            )

    def stored(self) -> dict[str, str]:
        with self.database.read() as session:
            return self.vault.open(session.get_one(Credential, self.account.id).sealed)

    def renewals(self) -> int:
        return sum(path.endswith("/token") for _, _, path in self.sim.calls)

    def die_renewing(self) -> None:
        """Take the turn and never let it go, as a process does that is killed."""
        self.keeper()._take()

    def keeper(self, **given) -> Keeper:
        return Keeper(
            self.database,
            self.vault,
            self.account.id or 0,
            given.pop("values", self.stored()),
            clock=lambda: self.now,
            **given,
        )


@pytest.fixture
def sim():
    world = World(seed=3)
    add_accounts(world)
    with Simulator(world) as simulator:
        yield simulator


@pytest.fixture(params=["x-main", "youtube-main"])
def stage(request, database, sim, tmp_path, now):
    return Stage(database, sim, tmp_path, now, request.param)


def test_two_workers_that_renew_at_once_ask_once_and_both_go_on(stage):
    connectors = [stage.platforms.connect(stage.account) for _ in range(4)]
    start, names, faults = threading.Barrier(4), [], []

    def check(connector):
        start.wait()
        try:
            names.append(connector.check().platform_id)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=check, args=(one,)) for one in connectors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    given = stage.sim.world.account(stage.key)
    assert faults == []
    assert names == [given.id] * 4
    assert stage.renewals() == 1
    assert stage.stored()["access_token"] == given.token
    assert stage.stored()["refresh_token"] == given.extra["refresh_token"]


def test_a_worker_that_died_while_it_renewed_lets_go_after_a_while(stage):
    stage.die_renewing()

    stage.now += timedelta(seconds=91)
    stage.platforms.connect(stage.account).check()

    assert stage.stored()["access_token"] == stage.sim.world.account(stage.key).token


def test_a_renewal_cut_off_before_it_was_stored_says_so_and_asks_for_a_new_sign_in(
    database, sim, tmp_path, now
):
    stage = Stage(database, sim, tmp_path, now, "x-main")
    # X answered with a new pair, and the process died before it could store it.
    stage.die_renewing()
    sim.world.rotate_tokens("x-main", token="lost", refresh_token="lost as well")
    stage.now += timedelta(seconds=91)

    with pytest.raises(CredentialsRejected, match=r"cut off .* sign in to the platform again"):
        stage.platforms.connect(stage.account).check()


def test_a_late_answer_is_not_stored_over_a_newer_sign_in(stage):
    late = stage.keeper()
    with stage.database.write() as session:
        stage.platforms.store_credentials(session, stage.account, {"access_token": "newer"})

    late({"access_token": "older"})

    assert stage.stored() == {"access_token": "newer"}


def test_rotating_the_keys_in_between_loses_no_renewal(stage):
    keeper = stage.keeper()
    with stage.database.write() as session:
        row = session.get_one(Credential, stage.account.id)
        row.sealed = stage.vault.rotate(row.sealed)
        session.add(row)

    keeper({"access_token": "renewed"})

    assert stage.stored() == {"access_token": "renewed"}


def test_whoever_waits_for_a_turn_too_long_is_told_to_try_later(stage):
    stage.die_renewing()
    waited = []

    with (
        pytest.raises(PlatformUnavailable, match="another process"),
        stage.keeper(pause=waited.append).turn(),
    ):
        pass

    assert sum(waited) > 60
