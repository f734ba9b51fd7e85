"""The home page: what waits, what is broken, who is away."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from service.roles import EVERYONE, requires

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(*EVERYONE)
def show() -> ResponseReturnValue:
    return render_template("console/home/show.html")
