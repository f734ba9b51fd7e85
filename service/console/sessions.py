"""An officer's own sign-ins: where they are signed in, and how to end it."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from service.auth import open_sessions, revoke
from service.console.context import _, clock, me, ngettext, settings
from service.i18n import N_
from service.roles import EVERYONE, requires

bp = Blueprint("sessions", __name__)
NOTHING_TO_END = N_("You were not signed in anywhere else.")


@bp.get("/sessions")
@requires(*EVERYONE)
def show() -> ResponseReturnValue:
    rows = open_sessions(g.session, me().id, settings=settings(), now=clock())
    return render_template("console/sessions/show.html", rows=rows)


@bp.post("/sessions/revoke")
@requires(*EVERYONE)
def revoke_others() -> ResponseReturnValue:
    """End every sign-in of this officer but the one in use."""
    ended = revoke(g.session, me().id, keep=me().id_hash, now=clock())
    g.session.commit()
    if ended:
        flash(ngettext("{count} other sign-in ended.", "{count} other sign-ins ended.", ended))
    else:
        flash(_(NOTHING_TO_END))
    return redirect(url_for(".show"), code=303)
