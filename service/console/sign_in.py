"""Signing in and out, and the language an officer keeps."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from moderation.models import Officer
from service.auth import check_password, revoke, start_session
from service.console.context import _, clock, database, me, settings
from service.console.entrance import drop_cookie, safe_next, set_cookie
from service.console.forms import Form, Needed
from service.console.language import keep_language
from service.console.widgets import EmailTextField, HiddenPasswordField
from service.i18n import LANGUAGES, N_
from service.roles import EVERYONE, public, requires

bp = Blueprint("sign_in", __name__)


class SignInForm(Form):
    email = EmailTextField(N_("E-mail address"), [Needed(N_("Enter your e-mail address."))])
    password = HiddenPasswordField(N_("Password"), [Needed(N_("Enter your password."))])


@bp.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    wanted = safe_next(request.args.get("next"))
    if g.me is not None:
        return redirect(wanted or url_for("home.show"))
    return render_template("console/sign_in/show.html", form=SignInForm(), next=wanted)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    wanted = safe_next(request.form.get("next"))
    form = SignInForm()
    if not form.validate():
        return render_template("console/sign_in/show.html", form=form, next=wanted), 422
    officer_id = check_password(database(), form.email.data, form.password.data, now=clock())
    if officer_id is None:
        form.add_error(
            "email",
            _(
                "The e-mail address or the password is wrong, or there were too many wrong tries. "
                "Check both; after five wrong tries, wait 15 minutes."
            ),
        )
        return render_template("console/sign_in/show.html", form=form, next=wanted), 422
    if g.me is not None:
        # Somebody else's sign-in in the same browser ends with this one.
        revoke(g.session, g.me.id, only=g.me.id_hash, now=clock(), action="signed_out")
    session_id = start_session(g.session, officer_id, settings=settings(), now=clock())
    g.session.commit()
    session.clear()
    answer = redirect(wanted or url_for("home.show"), code=303)
    set_cookie(answer, session_id)
    return answer


@bp.post("/sign-out")
@requires(*EVERYONE)
def sign_out() -> ResponseReturnValue:
    revoke(g.session, me().id, only=me().id_hash, now=clock(), action="signed_out")
    g.session.commit()
    session.clear()
    answer = redirect(url_for(".show"), code=303)
    drop_cookie(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/language")
@requires(*EVERYONE)
def choose_language() -> ResponseReturnValue:
    """Keep the language for this browser and for the officer's next sign-ins."""
    wanted = request.form.get("language", "")
    answer = redirect(safe_next(request.form.get("next")) or url_for("home.show"), code=303)
    if wanted in LANGUAGES:
        officer = g.session.get_one(Officer, me().id)
        officer.language = wanted
        g.session.add(officer)
        g.session.commit()
        keep_language(answer, wanted)
    return answer
