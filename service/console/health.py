"""Whether the console can work, for whatever watches over it. It says yes or no, nothing more."""

from functools import cache

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from service.database import head
from service.roles import public

bp = Blueprint("health", __name__)
_needed = cache(head)


@bp.get("/health")
@public
def show() -> ResponseReturnValue:
    """Answer 200 where the database answers and is at the newest migration, else 503."""
    try:
        at = MigrationContext.configure(g.session.connection()).get_current_revision()
    except SQLAlchemyError:
        at = None
    works = at == _needed()
    return Response(
        "ok\n" if works else "unavailable\n", 200 if works else 503, mimetype="text/plain"
    )
