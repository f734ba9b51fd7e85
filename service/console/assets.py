"""The stylesheet, the scripts and the icon."""

from flask import Blueprint, Response, request, send_from_directory
from flask.typing import ResponseReturnValue

from service.paths import STATIC
from service.roles import public

bp = Blueprint("assets", __name__)
_YEAR = 365 * 24 * 3600


@bp.get("/static/<path:name>")
@public
def show(name: str) -> ResponseReturnValue:
    """Send a file of the static folder; one asked for by its version is kept for a year."""
    answer: Response = send_from_directory(STATIC, name)
    answer.cache_control.no_cache = None
    answer.cache_control.public = True
    answer.cache_control.max_age = _YEAR if request.args.get("v") else 300
    return answer


@bp.get("/favicon.ico")
@public
def icon() -> ResponseReturnValue:
    return show("favicon.svg")
