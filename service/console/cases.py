"""One case: the comment in its thread, why it is here, what can be done, what was done."""

import secrets

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from moderation import cases as rules
from moderation.decisions import lock_case
from moderation.errors import ModerationError, NotFound
from moderation.models import Note
from service.console import context, read_again
from service.console.access import may_act, require_may_act
from service.console.addresses import safe_link, whole
from service.console.case_file import CaseFile, find_case, gather
from service.console.context import _, clock, me
from service.console.decision_form import DecisionForm
from service.console.forms import Form, Needed, NoLonger
from service.console.history import history, steps
from service.console.reply_words import panel_of
from service.console.why import why_here
from service.console.widgets import CountedTextField
from service.i18n import N_
from service.roles import DECIDERS, READERS, REPLIERS, requires

bp = Blueprint("cases", __name__)
MAX_NOTE = 4000


class NoteForm(Form):
    text = CountedTextField(
        N_("Note for colleagues"),
        [
            Needed(N_("Write the note, or leave it out.")),
            NoLonger(MAX_NOTE, N_("Shorten the note to 4,000 characters.")),
        ],
        description=N_("A note is not a reason of record. It stays with the case."),
    )


def read_file(case_id: int) -> CaseFile:
    """Read the case with all that belongs to it, in this request's session."""
    found = find_case(g.session, case_id)
    _case, comment, account = found
    return gather(
        g.session,
        found,
        powers=context.powers_of(account, comment),
        may_act=may_act(g.session, me(), account, now=clock()),
        now=clock(),
    )


def show_file(
    file: CaseFile,
    *,
    form: DecisionForm | None = None,
    note_form: NoteForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """Return the page of a case; `problem` is why a decision was not taken."""
    if form is None:
        form = DecisionForm(formdata=None)
        form.fill(file)
    form.token.data = form.token.data or secrets.token_urlsafe(24)
    page = render_template(
        "console/cases/show.html",
        file=file,
        form=form,
        note_form=note_form or NoteForm(formdata=None),
        problem=problem,
        why=why_here(
            file.case,
            file.flags,
            said_at=file.comment.edited_at or file.comment.published_at,
            now=clock(),
        ),
        history=history(file),
        progress=progress_of(file),
        replying=panel_of(file, may_reply=me().has(*REPLIERS)),
        link=safe_link(file.comment.permalink),
    )
    return page, status


def progress_of(file: CaseFile) -> dict[str, object] | None:
    """Return how far the last takedown is; None where there never was one."""
    if not file.takedowns:
        return None
    last = file.takedowns[-1]
    return {
        "steps": [*steps(last, file.account.platform), *read_again.steps(file, last)],
        "running": file.running is not None,
        "address": url_for("cases.progress", case_id=file.case.id),
    }


@bp.get("/cases/<id:case_id>")
@requires(*READERS)
def show(case_id: int) -> ResponseReturnValue:
    # Who reads who wrote what is on record before it is read.
    find_case(g.session, case_id)
    context.record_reading("case.read", subject=f"case:{case_id}")
    return show_file(read_file(case_id))


@bp.get("/cases/<id:case_id>/progress")
@requires(*READERS)
def progress(case_id: int) -> ResponseReturnValue:
    """Return the part of the page that says how far the takedown is; no author in it."""
    file = read_file(case_id)
    return render_template("console/cases/progress.html", progress=progress_of(file))


@bp.post("/cases/<id:case_id>/notes")
@requires(*DECIDERS)
def add_note(case_id: int) -> ResponseReturnValue:
    case, _comment, account = find_case(g.session, case_id)
    require_may_act(g.session, me(), account, now=clock())
    form = NoteForm()
    if not form.validate():
        return show_file(read_file(case_id), note_form=form, status=422)
    g.session.add(
        Note(case_id=case.id or 0, officer_id=me().id, text=form.text.data, written_at=clock())
    )
    context.record("case.note_added", subject=f"case:{case_id}")
    g.session.commit()
    flash(_(N_("Note added.")))
    return redirect(url_for(".show", case_id=case_id, _anchor="history"), code=303)


@bp.post("/cases/<id:case_id>/assign")
@requires(*DECIDERS)
def assign(case_id: int) -> ResponseReturnValue:
    """Give the case to an officer, to oneself ("me"), or back to anyone ("")."""
    case = lock_case(g.session, case_id)
    if case is None:
        raise NotFound(str(case_id))
    account = find_case(g.session, case_id)[2]
    require_may_act(g.session, me(), account, now=clock())
    given = request.form.get("officer", "")
    chosen = me().id if given == "me" else whole(given)
    file = read_file(case_id)
    if chosen is not None and chosen not in dict(file.assignable):
        problem = _(N_("Choose an officer from the list."))
        return show_file(file, problem=problem, status=422)
    try:
        rules.assign(g.session, case, chosen, now=clock())
    except ModerationError as error:
        g.session.rollback()
        return show_file(read_file(case_id), problem=_(error.message), status=409)
    if chosen is None:
        context.record("case.put_back", subject=f"case:{case_id}")
        flash(_(N_("The case is open to anyone again.")))
    else:
        context.record("case.assigned", subject=f"case:{case_id}", details={"to": chosen})
        flash(_(N_("The case is with {name}."), name=file.officer(chosen)))
    g.session.commit()
    return redirect(url_for(".show", case_id=case_id), code=303)
