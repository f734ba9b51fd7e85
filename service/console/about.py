"""About the console itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from service.roles import public

bp = Blueprint("about", __name__)


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("console/about/accessibility.html")
