"""Deciding a case, and undoing what was decided."""

import hashlib
import secrets

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select
from wtforms import HiddenField

from moderation.cases import queue
from moderation.decisions import decide, lock_case, undo
from moderation.errors import CaseMoved, ModerationError, NotFound, NothingToUndo, TextChanged
from moderation.models import Decision, Takedown
from service.console import context
from service.console.access import require_may_act
from service.console.addresses import whole
from service.console.case_file import CaseFile
from service.console.cases import read_file, show_file
from service.console.context import _, clock, me
from service.console.decision_form import DecisionForm
from service.console.forms import Form, Needed, NoLonger
from service.console.powers import Action, author_powers
from service.console.widgets import CountedTextField
from service.i18n import N_
from service.roles import DECIDERS, requires

bp = Blueprint("decisions", __name__)

#: The work that carries a takedown out, and what it is told.
DUE = "takedown.due"


class UndoForm(Form):
    reason = CountedTextField(
        N_("Reason for undoing it"),
        [
            Needed(N_("Give the reason for undoing it.")),
            NoLonger(2000, N_("Shorten the reason to 2,000 characters.")),
        ],
        description=N_("It goes on record beside the decision that it undoes."),
    )
    token = HiddenField()
    case_version = HiddenField()


def _locked(case_id: int) -> CaseFile:
    """Hold the case's row for writing, then read it: what is shown is what will be decided."""
    if lock_case(g.session, case_id) is None:
        raise NotFound(str(case_id))
    file = read_file(case_id)
    require_may_act(g.session, me(), file.account, now=clock())
    return file


def _verbs(file: CaseFile) -> frozenset[str]:
    return frozenset(power.verb.value for power in file.powers.verbs)


@bp.post("/cases/<id:case_id>/decision")
@requires(*DECIDERS)
def record(case_id: int) -> ResponseReturnValue:
    """Decide the case; what cannot be undone is asked for once more."""
    file = _locked(case_id)
    form = DecisionForm()
    form.offer(file)
    if _is_done(g.session, form.token.data, case_id):
        return _onwards(case_id)
    if "change" in request.form:
        # Back from the page that asks once more, with all that was typed.
        return show_file(file, form=form)
    moved = _moved(file, form)
    if moved is not None:
        return _show_moved(case_id, form, moved)
    action = form.validate_against(file)
    if action is None:
        return show_file(file, form=form, status=422)
    if action.irreversible and request.form.get("confirmed") != "yes":
        return _ask_again(file, form, action)
    try:
        decision = decide(
            g.session,
            file.case,
            form.choice(action, token=_own_token(form.token.data, case_id)),
            officer_id=me().id,
            possible_verbs=_verbs(file),
            can_block=author_powers(file.account.platform).can_block,
            now=clock(),
        )
    except ModerationError as error:
        g.session.rollback()
        if form.put(error):
            return show_file(read_file(case_id), form=form, status=422)
        return _show_moved(case_id, form, error)
    _carry_out(decision)
    g.session.commit()
    flash(
        _(
            N_("Case {number}: your decision is recorded and is being carried out.")
            if decision.verb
            else N_("Case {number}: your decision is recorded."),
            number=case_id,
        )
    )
    return _onwards(case_id)


def _own_token(token: str | None, case_id: int) -> str:
    """Tie the form's random value to the case and the officer: it decides nothing elsewhere."""
    given = token or secrets.token_urlsafe(24)
    return hashlib.sha256(f"{me().id}:{case_id}:{given}".encode()).hexdigest()


def _is_done(session: Session, token: str | None, case_id: int) -> bool:
    """Say whether this very form decided already: a double click is one decision."""
    own = _own_token(token, case_id)
    found = session.exec(select(col(Decision.id)).where(col(Decision.token) == own))
    return found.first() is not None


def _moved(file: CaseFile, form: DecisionForm) -> ModerationError | None:
    if whole(form.case_version.data) != file.case.version:
        return CaseMoved()
    if whole(form.comment_version.data) != file.comment.version:
        return TextChanged()
    return None


def _show_moved(case_id: int, form: DecisionForm, error: ModerationError) -> ResponseReturnValue:
    """Show the case as it is now, with what was typed, so that nothing is lost."""
    g.session.rollback()
    file = read_file(case_id)
    form.fill(file)
    form.token.data = secrets.token_urlsafe(24)
    return show_file(file, form=form, problem=_(error.message), status=409)


def _ask_again(file: CaseFile, form: DecisionForm, action: Action) -> ResponseReturnValue:
    rule = next((r for r in file.rules if r.code == form.house_rule.data), None)
    return render_template(
        "console/cases/confirm.html",
        file=file,
        action=action,
        rule=rule,
        typed={**form.typed(), "then": request.form.get("then", "")},
    )


def _carry_out(decision: Decision) -> None:
    """Put the takedown's work in the queue: it stands or falls with the decision."""
    if decision.verb is None:
        return
    takedown_id = g.session.exec(
        select(col(Takedown.id)).where(col(Takedown.decision_id) == decision.id)
    ).one()
    context.notify(DUE, {"takedown_id": takedown_id})


def _onwards(case_id: int) -> ResponseReturnValue:
    """Go to the next case where the officer asked for it, else back to this one."""
    if request.form.get("then") == "next":
        following = next(
            (
                row.case.id
                for row in queue(g.session, limit=10)
                if row.case.id != case_id and row.case.assigned_to_id in (None, me().id)
            ),
            None,
        )
        if following is None:
            return redirect(url_for("queue.show"), code=303)
        return redirect(url_for("cases.show", case_id=following), code=303)
    return redirect(url_for("cases.show", case_id=case_id), code=303)


@bp.get("/cases/<id:case_id>/undo")
@requires(*DECIDERS)
def ask_undo(case_id: int) -> ResponseReturnValue:
    file = read_file(case_id)
    require_may_act(g.session, me(), file.account, now=clock())
    if not file.can_undo:
        raise NothingToUndo()
    form = UndoForm(formdata=None)
    form.token.data = secrets.token_urlsafe(24)
    form.case_version.data = str(file.case.version)
    return render_template("console/cases/undo.html", file=file, form=form)


@bp.post("/cases/<id:case_id>/undo")
@requires(*DECIDERS)
def record_undo(case_id: int) -> ResponseReturnValue:
    """Decide to bring back what the last takedown took down."""
    file = _locked(case_id)
    form = UndoForm()
    if _is_done(g.session, form.token.data, case_id):
        return redirect(url_for("cases.show", case_id=case_id), code=303)
    if not form.validate():
        return render_template("console/cases/undo.html", file=file, form=form), 422
    if not file.can_undo:
        raise NothingToUndo()
    try:
        decision = undo(
            g.session,
            file.case,
            reason=form.reason.data,
            token=_own_token(form.token.data, case_id),
            case_version=whole(form.case_version.data) or 0,
            officer_id=me().id,
            possible_verbs=_verbs(file),
            now=clock(),
        )
    except ModerationError as error:
        g.session.rollback()
        file = read_file(case_id)
        form.case_version.data = str(file.case.version)
        form.token.data = secrets.token_urlsafe(24)
        page = render_template(
            "console/cases/undo.html", file=file, form=form, problem=_(error.message)
        )
        return page, 409
    _carry_out(decision)
    g.session.commit()
    flash(_(N_("Case {number}: it is being made visible again."), number=case_id))
    return redirect(url_for("cases.show", case_id=case_id), code=303)
