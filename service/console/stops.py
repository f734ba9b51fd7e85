"""Emergency stops: asked for by one person, confirmed by another, and lifted the same way."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from moderation import stops as rules
from moderation.errors import ModerationError, NotFound, StopReasonMissing, StopReasonTooLong
from moderation.models import Account, AccountStatus, EmergencyStop
from service.console.context import _, clock, me
from service.console.forms import Form, Needed, NoLonger
from service.console.governed import chosen
from service.console.stop_notice import Stop, described
from service.console.widgets import ChoiceField, CountedTextField
from service.i18n import N_
from service.platform_names import platform_name
from service.roles import EVERYONE, requires

bp = Blueprint("stops", __name__, url_prefix="/stops")

ENDED_SHOWN = 20
ALL = "all"
_REASON = [Needed(StopReasonMissing.message), NoLonger(rules.MAX_REASON, StopReasonTooLong.message)]


class AskForm(Form):
    scope = ChoiceField(N_("What to stop"))
    reason = CountedTextField(
        N_("Reason for the stop"),
        _REASON,
        description=N_("Every officer reads it, and it goes on record."),
    )


class LiftForm(Form):
    reason = CountedTextField(
        N_("Reason for lifting the stop"),
        _REASON,
        description=N_("Every officer reads it, and it goes on record."),
    )


def _offer(form: AskForm) -> None:
    accounts = g.session.exec(
        select(Account)
        .where(col(Account.status) != AccountStatus.NOT_CONNECTED)
        .order_by(col(Account.platform), col(Account.handle))
    )
    form.scope.choices = [
        ("", _(N_("Choose one"))),
        (ALL, _(N_("Every account"))),
        *(
            (str(a.id), f"{platform_name(a.platform)}: {a.name or a.handle} ({a.handle})")
            for a in accounts
        ),
    ]


def _show(form: AskForm | None = None, status: int = 200) -> ResponseReturnValue:
    if form is None:
        form = AskForm(formdata=None)
        _offer(form)
    listed = described(g.session, rules.open_stops(g.session))
    page = render_template(
        "console/stops/index.html",
        form=form,
        in_force=[one for one in listed if one.row.in_force],
        asked=[one for one in listed if not one.row.in_force],
        ended=described(g.session, rules.closed_stops(g.session, limit=ENDED_SHOWN)),
        may_stop=me().has(*rules.STOPPERS),
    )
    return page, status


@bp.get("")
@requires(*EVERYONE)
def show_all() -> ResponseReturnValue:
    return _show()


@bp.post("")
@requires(*rules.STOPPERS)
def ask() -> ResponseReturnValue:
    """Ask for a stop: a second person puts it in force."""
    form = AskForm()
    _offer(form)
    account_id = chosen(form.scope.data)
    if not form.validate():
        return _show(form, 422)
    if form.scope.data != ALL and account_id is None:
        form.add_error("scope", _(N_("Choose what to stop: one account, or all.")))
        return _show(form, 422)
    try:
        rules.ask(
            g.session,
            account_id=account_id,
            reason=form.reason.data,
            officer_id=me().id,
            now=clock(),
        )
    except ModerationError as error:
        g.session.rollback()
        _offer(form)
        form.add_error("scope", _(error.message))
        return _show(form, 409)
    g.session.commit()
    flash(_(N_("The stop is asked for. Somebody else must confirm it before it is in force.")))
    return redirect(url_for(".show_all"), code=303)


def _act(
    rule: Callable[..., EmergencyStop], stop_id: int, done: str, **given: Any
) -> ResponseReturnValue:
    """Take one step and go back to the list; a refusal has a page that says what to do."""
    rule(g.session, stop_id, officer_id=me().id, now=clock(), **given)
    g.session.commit()
    flash(_(done))
    return redirect(url_for(".show_all"), code=303)


@bp.post("/<id:stop_id>/confirm")
@requires(*rules.STOPPERS)
def confirm(stop_id: int) -> ResponseReturnValue:
    return _act(rules.confirm, stop_id, N_("The stop is in force. Nothing goes out."))


@bp.post("/<id:stop_id>/withdraw")
@requires(*rules.STOPPERS)
def withdraw(stop_id: int) -> ResponseReturnValue:
    return _act(rules.withdraw, stop_id, N_("It is withdrawn."))


@bp.route("/<id:stop_id>/lift", methods=["GET", "POST"])
@requires(*rules.STOPPERS)
def ask_lift(stop_id: int) -> ResponseReturnValue:
    """Ask for the stop to be lifted: a second person lifts it."""
    stop = _find(stop_id)
    form = LiftForm()
    status = 200
    if form.is_submitted():
        if form.validate():
            return _act(
                rules.ask_lift,
                stop_id,
                N_("Lifting is asked for. The stop stays in force until somebody else confirms."),
                reason=form.reason.data,
            )
        status = 422
    return render_template("console/stops/lift.html", stop=stop, form=form), status


@bp.post("/<id:stop_id>/lifted")
@requires(*rules.STOPPERS)
def lift(stop_id: int) -> ResponseReturnValue:
    return _act(rules.lift, stop_id, N_("The stop is lifted. What waited goes out now."))


def _find(stop_id: int) -> Stop:
    row = g.session.get(EmergencyStop, stop_id)
    if row is None or not row.in_force:
        raise NotFound(str(stop_id))
    return described(g.session, [row])[0]
