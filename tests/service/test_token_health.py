"""Tokens that will end are told of 14, 7 and 1 days before, once each."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.simulator.credentials import credentials_of
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import World
from moderation.models import Account, AccountStatus, Credential, Incident, Role
from service.demo import aimed_at
from service.platforms import Platforms
from service.settings import Settings
from service.token_health import endings, look_after, warn
from service.vault import open_vault
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture
def account(database, now) -> Account:
    with database.write() as session:
        owner = factories.officer(session, Role.OWNER, now=now)
        account = factories.account(session, now=now, owner_id=owner.id)
        session.add(Credential(account_id=account.id, sealed=b"-", updated_at=now))
    return account


def ends(database, account, at) -> None:
    with database.write() as session:
        session.get_one(Credential, account.id).expires_at = at


def warned(database, now) -> None:
    with database.write() as session:
        warn(session, now=now)


def incidents(database, *, closed: bool = False) -> list[str]:
    with database.read() as session:
        rows = session.exec(select(Incident).order_by(Incident.id)).all()
    return [row.kind for row in rows if closed or row.closed_at is None]


def test_each_warning_comes_once_and_the_nearer_one_replaces_the_one_before(database, account, now):
    ends(database, account, now + 20 * DAY)
    told = []
    for hours in range(0, 21 * 24, 6):
        warned(database, now + timedelta(hours=hours))
        told.append(incidents(database))

    assert incidents(database, closed=True) == ["token_ends_14", "token_ends_7", "token_ends_1"]
    assert told[0] == []
    assert told[-1] == ["token_ends_1"]
    assert all(len(kinds) <= 1 for kinds in told)
    first = {kind: next(n for n, kinds in enumerate(told) if kinds == [kind]) for kind in told[-1]}
    assert first == {"token_ends_1": 19 * 4}


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (14.01, None),
        (14, "token_ends_14"),
        (7.01, "token_ends_14"),
        (7, "token_ends_7"),
        (1.01, "token_ends_7"),
        (1, "token_ends_1"),
        (-3, "token_ends_1"),
    ],
)
def test_which_warning_is_due(database, account, now, days, kind):
    ends(database, account, now + days * DAY)

    warned(database, now)

    assert incidents(database) == ([kind] if kind else [])


def test_a_warning_names_the_account_s_owner_and_the_day(database, account, now):
    ends(database, account, now + 3 * DAY)

    warned(database, now)

    with database.read() as session:
        incident = session.exec(select(Incident)).one()
    assert incident.owner_id == account.owner_id
    assert incident.detail == f"the sign-in ends on {now + 3 * DAY:%Y-%m-%d}"


def test_a_token_that_was_renewed_ends_its_warning_and_the_next_end_is_told_of_anew(
    database, account, now
):
    ends(database, account, now + 3 * DAY)
    warned(database, now)
    ends(database, account, now + 60 * DAY)
    warned(database, now + DAY)
    assert incidents(database) == []

    warned(database, now + 55 * DAY)

    assert incidents(database) == ["token_ends_7"]


def test_what_never_ends_and_what_is_not_connected_is_not_told_of(database, account, now):
    warned(database, now)
    ends(database, account, now + DAY)
    with database.write() as session:
        session.get_one(Account, account.id).status = AccountStatus.NOT_CONNECTED
    warned(database, now)

    assert incidents(database, closed=True) == []


def test_the_pages_are_told_of_ends_within_fourteen_days(database, account, now):
    ends(database, account, now + 15 * DAY)
    with database.read() as session:
        assert endings(session, now=now) == {}
        assert endings(session, now=now + DAY) == {account.id: now + 15 * DAY}


def test_the_platforms_are_asked_when_tokens_end_and_one_failure_stops_no_other(
    database, tmp_path, now
):
    world = World(seed=4, now=lambda: now)
    add_accounts(world)
    soon = now + 5 * DAY
    world.rotate_tokens(
        "facebook-main",
        token=world.account("facebook-main").token,
        expires_at=str(int(soon.timestamp())),
    )
    stored = {}
    with Simulator(world) as sim:
        settings = aimed_at(Settings(data_dir=tmp_path), sim)
        vault = open_vault(tmp_path, create=True)
        platforms = Platforms(settings, database, vault, clock=lambda: now)
        with database.write() as session:
            for key in ("flickr-main", "facebook-main", "x-main"):
                given = world.account(key)
                stored[key] = factories.account(
                    session, now=now, platform=given.platform, handle=given.handle
                )
                platforms.store_credentials(session, stored[key], credentials_of(given))
        world.rotate_tokens("flickr-main", token="revoked")

        look_after(database, platforms, clock=lambda: now)

    with database.read() as session:
        found = {k: session.get_one(Credential, a.id).expires_at for k, a in stored.items()}
    assert found == {"flickr-main": None, "facebook-main": soon, "x-main": None}
    assert incidents(database) == ["token_ends_7"]
