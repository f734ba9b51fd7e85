"""`council-social stops`, on a real database."""

import json
import logging

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from moderation import stops
from moderation.models import Account, AuditEntry, EmergencyStop, Role
from service.cli import app
from service.settings import PREFIX
from tests import factories


@pytest.fixture
def command(database_url, tmp_path):
    """Runs a command on the test's database; logging is put back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    env = {f"{PREFIX}DATABASE_URL": database_url, f"{PREFIX}DATA_DIR": str(tmp_path)}
    yield lambda *words: CliRunner(env=env).invoke(app, list(words))
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def names(database, now):
    """The options that name two officers."""
    with database.write() as session:
        one, two = (factories.officer(session, Role.OFFICER, now=now).email for _ in range(2))
        factories.account(session, now=now)
    return ("--asked-by", one, "--confirmed-by", two, "--reason", "The console is down.")


def test_a_stop_is_set_listed_and_lifted_in_two_names(command, database, names):
    assert command("stops", "set", "--all", *names).exit_code == 0

    [listed] = json.loads(command("stops", "list", "--json").stdout)
    assert (listed["account"], listed["in_force"]) == (None, True)
    with database.read() as session:
        account = session.exec(select(Account)).one()
        assert stops.stops(session, account.id)

    assert command("stops", "lift", str(listed["id"]), *names).exit_code == 0
    assert json.loads(command("stops", "list", "--json").stdout) == []
    with database.read() as session:
        assert not stops.stops(session, account.id)
        actors = [
            e.actor for e in session.exec(select(AuditEntry)) if e.action == "stop.by_command"
        ]
        assert actors == ["command", "command"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--account, or --all"),
        (("--account", "1", "--all"), "--account, or --all"),
        (("--account", "987654"), "accounts list"),
    ],
)
def test_a_stop_on_nothing_known_is_refused_with_what_to_do(command, database, names, words, said):
    done = command("stops", "set", *words, *names)

    assert done.exit_code == 2
    assert said in done.stderr
    with database.read() as session:
        assert session.exec(select(EmergencyStop)).all() == []


def test_one_person_is_not_two(command, database, names):
    same = (*names[:3], names[1], *names[4:])

    done = command("stops", "set", "--all", *same)

    assert done.exit_code == 2
    assert "Somebody else must confirm it." in " ".join(done.stderr.split())
    with database.read() as session:
        assert session.exec(select(EmergencyStop)).all() == []


def test_somebody_unknown_and_a_stop_unknown_are_said_so(command, names):
    unknown = ("--asked-by", "nobody@anytown.example", *names[2:])

    assert "officers list" in command("stops", "set", "--all", *unknown).stderr
    assert "stops list" in command("stops", "lift", "9", *names).stderr
