"""Search over comments, and records that the database itself refuses to change.

Decisions, evidence and the audit record are only ever added to. A trigger holds that
against our own mistakes too; the hash chain shows what a person with the database's
password might do to it.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEPT = ("audit_entry", "decision", "evidence")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE comment_search USING fts5("
            "text, content='comment', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        )
        op.execute("INSERT INTO comment_search(comment_search) VALUES ('rebuild')")
        op.execute(
            "CREATE TRIGGER comment_search_added AFTER INSERT ON comment BEGIN "
            "INSERT INTO comment_search(rowid, text) VALUES (new.id, new.text); END"
        )
        op.execute(
            "CREATE TRIGGER comment_search_gone AFTER DELETE ON comment BEGIN "
            "INSERT INTO comment_search(comment_search, rowid, text) "
            "VALUES ('delete', old.id, old.text); END"
        )
        op.execute(
            "CREATE TRIGGER comment_search_changed AFTER UPDATE OF text ON comment "
            "WHEN old.text IS NOT new.text BEGIN "
            "INSERT INTO comment_search(comment_search, rowid, text) "
            "VALUES ('delete', old.id, old.text); "
            "INSERT INTO comment_search(rowid, text) VALUES (new.id, new.text); END"
        )
        for table in KEPT:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_keeps_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
                )
        return
    op.execute(
        "CREATE INDEX comment_search_text ON comment USING gin (to_tsvector('simple', text))"
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_keeps_{verb}")
        for name in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER comment_search_{name}")
        op.execute("DROP TABLE comment_search")
        return
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_keeps ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP INDEX comment_search_text")
