"""The worker queue's own tables, on PostgreSQL: Procrastinate's schema as it ships.

A later release of it brings migrations of its own: they are applied by a migration here.
"""

from collections.abc import Sequence

from alembic import op
from procrastinate.schema import SchemaManager

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        driver = bind.connection.driver_connection
        assert driver is not None, "a migration runs on an open connection"
        # Many statements in one: psycopg takes them, SQLAlchemy's text() would not.
        driver.execute(SchemaManager.get_schema())


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "DO $$ DECLARE thing record; BEGIN "
        "FOR thing IN SELECT tablename FROM pg_tables "
        "WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate_%' LOOP "
        "EXECUTE format('DROP TABLE %I CASCADE', thing.tablename); END LOOP; "
        "FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p "
        "JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = current_schema() AND p.proname LIKE 'procrastinate_%' LOOP "
        "EXECUTE format('DROP FUNCTION %s CASCADE', thing.name); END LOOP; "
        "FOR thing IN SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
        "WHERE n.nspname = current_schema() AND typname LIKE 'procrastinate_%' "
        "AND typtype IN ('e', 'c') LOOP "
        "EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', thing.typname); END LOOP; END $$"
    )
