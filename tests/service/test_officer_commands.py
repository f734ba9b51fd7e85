"""`council-social officers` and `start`, on an empty database, as an administrator runs them."""

import logging

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from moderation import audit
from moderation.models import AuditEntry, HouseRule, Officer, OfficerRole, OutOfOfficeTemplate, Role
from service import cli
from service.auth import check_password, find_session, start_session
from service.clock import now as real_clock
from service.settings import Settings

EMAIL = "lead@anytown.example"
ADD = ["officers", "add", EMAIL, "--name", "A Lead", "--role", "governance_lead"]


@pytest.fixture
def command(database_url, tmp_path):
    """Runs a command on the test's database; logging is put back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    env = {"COUNCIL_SOCIAL_DATABASE_URL": database_url, "COUNCIL_SOCIAL_DATA_DIR": str(tmp_path)}
    yield lambda *words: CliRunner(env=env).invoke(cli.app, list(words))
    root.handlers[:] = handlers
    root.setLevel(level)


def test_an_officer_who_was_added_can_sign_in_with_the_password_printed(command, database):
    result = command(*ADD, "--role", "officer")

    assert result.exit_code == 0, result.output
    password = result.stdout.strip()
    assert check_password(database, EMAIL, password, now=real_clock()) is not None
    with database.read() as session:
        roles = {row.role for row in session.exec(select(OfficerRole))}
        assert roles == {Role.LEAD, Role.OFFICER}
        assert password not in session.exec(select(Officer)).one().password_hash
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "officer.added")).one()
        assert EMAIL not in str(entry.details)
        assert audit.verify(session).whole


def test_nobody_is_added_twice(command, database):
    command(*ADD)

    again = command("officers", "add", EMAIL.upper(), "--name", "Another", "--role", "auditor")

    assert again.exit_code == 2
    assert "officers list" in again.stderr
    with database.read() as session:
        assert session.exec(select(Officer)).one().name == "A Lead"


@pytest.mark.parametrize("words", [("no-address", "A"), ("a@b.example", " ")])
def test_an_officer_without_address_or_name_is_refused(command, database, words):
    address, name = words

    result = command("officers", "add", address, "--name", name, "--role", "officer")

    assert result.exit_code == 2
    with database.read() as session:
        assert session.exec(select(Officer)).first() is None


def test_a_new_password_ends_what_the_old_one_opened(command, database):
    old = command(*ADD).stdout.strip()
    settings = Settings()
    with database.write() as session:
        officer = session.exec(select(Officer)).one()
        cookie = start_session(session, officer.id, settings=settings, now=real_clock())

    new = command("officers", "password", EMAIL).stdout.strip()

    assert check_password(database, EMAIL, old, now=real_clock()) is None
    assert check_password(database, EMAIL, new, now=real_clock()) is not None
    with database.read() as session:
        assert find_session(session, cookie, settings=settings, now=real_clock()) is None


def test_a_leaver_is_shut_out_and_stays_in_the_list(command, database):
    password = command(*ADD).stdout.strip()

    result = command("officers", "leave", EMAIL)

    assert result.exit_code == 0
    assert check_password(database, EMAIL, password, now=real_clock()) is None
    assert "left" in command("officers", "list").stdout


@pytest.mark.parametrize("what", ["password", "leave"])
def test_an_officer_who_is_not_there_is_said_so(command, what):
    result = command("officers", what, "nobody@anytown.example")

    assert result.exit_code == 2
    assert "officers list" in result.stderr


def test_start_puts_the_texts_in_once_and_no_made_up_people(command, database):
    assert command("start").exit_code == 0
    assert command("start").exit_code == 0

    with database.read() as session:
        rules = session.exec(select(HouseRule)).all()
        assert rules
        assert len({rule.code for rule in rules}) == len(rules)
        assert max(rule.in_force_from for rule in rules) <= real_clock()
        assert session.exec(select(OutOfOfficeTemplate)).first() is not None
        assert session.exec(select(Officer)).first() is None
        entries = session.exec(select(AuditEntry)).all()
        assert [entry.action for entry in entries] == ["texts.started"]
