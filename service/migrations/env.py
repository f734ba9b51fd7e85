"""Alembic's entry: online only, on the engine that service.database opened."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import moderation.models
import service.budget_tables
import service.tables
import service.webhook_tables  # noqa: F401
from moderation.models.types import UtcDateTime

assert moderation.models is not None


def include_name(name: str | None, type_: str, _parents: Any) -> bool:
    """Leave out what is not ours: the search index and the worker queue's own tables."""
    return name is None or not name.startswith(("comment_search", "procrastinate_"))


def render_item(type_: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath, so that migrations never change."""
    if type_ == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.Text()"
    return False


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            include_name=include_name,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
