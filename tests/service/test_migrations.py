"""Every migration, forwards and back, on whichever database the tests run on."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import select

from moderation import audit
from moderation.models import Account, AuditEntry, Comment, Flag, Role
from moderation.vocabulary import Category
from service.database import (
    DatabaseOutOfDate,
    alembic_config,
    current,
    head,
    require_current,
    upgrade,
)
from tests import factories


def revisions(engine) -> list[str]:
    """The migrations, first to last."""
    script = ScriptDirectory.from_config(alembic_config(engine))
    return [step.revision for step in script.walk_revisions()][::-1]


def names(engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def ours(engine) -> set[str]:
    """Tables there now, less alembic's own note of where it stands."""
    return names(engine) - {"alembic_version"}


def test_the_migrations_are_one_line_numbered_without_a_gap(database):
    found = revisions(database.engine)

    assert found == [f"{n:04}" for n in range(1, len(found) + 1)]
    assert found[-1] == head()


def test_the_migrated_database_is_what_the_models_say(database):
    command.check(alembic_config(database.engine))

    assert current(database.engine) == head()


def test_down_to_nothing_leaves_nothing_and_up_again_is_the_same(database):
    before = names(database.engine)

    command.downgrade(alembic_config(database.engine), "base")
    assert ours(database.engine) == set()

    upgrade(database.engine)
    assert names(database.engine) == before
    command.check(alembic_config(database.engine))


def test_each_migration_goes_back_and_forth_by_itself(database):
    config = alembic_config(database.engine)
    for revision in revisions(database.engine)[:0:-1]:
        command.downgrade(config, "-1")
        command.upgrade(config, revision)
        assert current(database.engine) == revision
        command.downgrade(config, "-1")

    assert current(database.engine) == "0001"


def test_rows_written_before_the_newest_migration_survive_it(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now, text="Pam mae'r pwll ar gau?")
        factories.case(session, comment, Category.ABUSE, now=now)
        officer = factories.officer(session, Role.OFFICER, now=now)
        audit.append(session, actor=f"officer:{officer.id}", action="signed_in", now=now)

    command.downgrade(alembic_config(database.engine), "-1")
    upgrade(database.engine)

    with database.read() as session:
        assert session.exec(select(Comment)).one().text == "Pam mae'r pwll ar gau?"
        assert session.exec(select(Account)).one().platform == "facebook"
        assert session.exec(select(Flag)).one().category == Category.ABUSE
        assert len(session.exec(select(AuditEntry)).all()) == 1
        assert audit.verify(session).whole


def test_a_database_that_is_behind_is_refused_with_what_to_run(database):
    command.downgrade(alembic_config(database.engine), "-1")

    with pytest.raises(DatabaseOutOfDate, match="council-social db upgrade"):
        require_current(database.engine)


def test_upgrading_twice_changes_nothing(database):
    before = names(database.engine)

    upgrade(database.engine)

    assert names(database.engine) == before
    with database.read() as session:
        count = session.connection().execute(text("SELECT count(*) FROM alembic_version"))
        assert count.scalar_one() == 1
