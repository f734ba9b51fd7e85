from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from moderation import audit


def fill(database, now, count=5):
    for n in range(count):
        with database.write() as session:
            audit.append(
                session,
                actor="officer:1",
                action="case.decided",
                subject=f"case:{n}",
                details={"outcome": "hide", "ŵ": [1, 2.5, None]},
                now=now + timedelta(seconds=n),
            )


def tamper(database, *statements):
    """Do what somebody with the database's password could."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_entry_keeps_update"))
            connection.execute(text("DROP TRIGGER audit_entry_keeps_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_entry_keeps ON audit_entry"))
        for statement in statements:
            connection.execute(text(statement))


def verified(database, **given):
    with database.read() as session:
        return audit.verify(session, **given)


def test_a_record_nobody_touched_is_whole(database, now):
    fill(database, now)
    result = verified(database)

    assert result.whole
    assert (result.entries, result.last_seq) == (5, 5)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_entry SET action = 'case.closed' WHERE seq = 3", 3),
        ("UPDATE audit_entry SET details = '{}' WHERE seq = 2", 2),
        ("UPDATE audit_entry SET actor = 'officer:2' WHERE seq = 5", 5),
        ("DELETE FROM audit_entry WHERE seq = 1", 1),
        ("DELETE FROM audit_entry WHERE seq = 4", 4),
    ],
)
def test_an_entry_edited_or_removed_breaks_the_record(database, now, statement, broken_at):
    fill(database, now)
    tamper(database, statement)
    result = verified(database)

    assert not result.whole
    assert result.broken_at == broken_at


def test_two_entries_swapped_break_the_record(database, now):
    fill(database, now)
    tamper(
        database,
        "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = 99",
    )

    assert verified(database).broken_at == 2


def test_a_tail_cut_off_shows_against_a_number_noted_earlier(database, now):
    fill(database, now)
    noted = verified(database)
    tamper(database, "DELETE FROM audit_entry WHERE seq = 5")

    assert verified(database).whole
    result = verified(database, expect_last=(noted.last_seq, noted.last_hash))
    assert not result.whole
    assert result.problem == "the record was cut short"


@pytest.mark.parametrize("table", ["audit_entry"])
def test_the_database_itself_refuses_to_change_the_record(database, now, table):
    fill(database, now, 1)
    for statement in (f"UPDATE {table} SET actor = 'x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(DatabaseError, match="only ever added to"),
            database.engine.begin() as connection,
        ):
            connection.execute(text(statement))
