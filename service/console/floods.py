"""A flood: near copies of one comment, read together and decided once."""

import hashlib
import secrets
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from moderation.errors import ModerationError, NotFound
from moderation.flood_decisions import (
    MOST_AT_ONCE,
    OUTCOMES,
    Member,
    decide_flood,
    members,
    seen,
)
from moderation.models import Decision, Flood, Takedown
from moderation.screening.masking import mask_personal_data
from service.console import context
from service.console.access import require_may_act
from service.console.case_file import CaseFile
from service.console.cases import read_file
from service.console.context import _, clock, me, ngettext
from service.console.decision_form import DecisionForm
from service.console.decisions import DUE
from service.console.highlight import excerpt
from service.roles import DECIDERS, READERS, requires

bp = Blueprint("floods", __name__)

#: How many of the copies are shown; every case has its own page too.
SAMPLES = 20
EXCERPT = 320


@dataclass(frozen=True, slots=True)
class _Opened:
    flood: Flood
    found: list[Member]
    #: The most pressing case, which says what can be decided; None where all are decided.
    file: CaseFile | None

    @property
    def authors(self) -> int:
        return len({one.comment.author_id for one in self.found})

    @property
    def posts(self) -> int:
        return len({one.comment.post_platform_id for one in self.found})

    @property
    def samples(self) -> list[tuple[Member, str]]:
        return [
            (one, excerpt(mask_personal_data(one.comment.text), (), length=EXCERPT)[0])
            for one in self.found[:SAMPLES]
        ]


def _open(flood_id: int) -> _Opened:
    flood = g.session.get(Flood, flood_id)
    if flood is None:
        raise NotFound(str(flood_id))
    found = members(g.session, flood)
    file = read_file(found[0].case.id or 0) if found else None
    if file is not None:
        file.actions = [action for action in file.actions if action.outcome in OUTCOMES]
    return _Opened(flood, found, file)


def _page(
    opened: _Opened, form: DecisionForm | None = None, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    if form is None:
        form = DecisionForm(formdata=None)
        if opened.file is not None:
            form.fill(opened.file)
    form.token.data = form.token.data or secrets.token_urlsafe(24)
    page = render_template(
        "console/floods/show.html",
        opened=opened,
        flood=opened.flood,
        file=opened.file,
        form=form,
        shown=seen(opened.found),
        problem=problem,
        most=MOST_AT_ONCE,
    )
    return page, status


@bp.get("/floods/<id:flood_id>")
@requires(*READERS)
def show(flood_id: int) -> ResponseReturnValue:
    if g.session.get(Flood, flood_id) is None:
        raise NotFound(str(flood_id))
    context.record_reading("flood.read", subject=f"flood:{flood_id}")
    return _page(_open(flood_id))


@bp.post("/floods/<id:flood_id>/decision")
@requires(*DECIDERS)
def record(flood_id: int) -> ResponseReturnValue:
    """Show what one decision would do to how many; where that is confirmed, do it to all."""
    opened = _open(flood_id)
    form = DecisionForm()
    if _is_done(form.token.data, flood_id):
        return redirect(url_for("queue.show"), code=303)
    if opened.file is None:
        return _page(opened)
    require_may_act(g.session, me(), opened.file.account, now=clock())
    form.offer(opened.file)
    if "change" in request.form:
        return _page(opened, form)
    action = form.validate_against(opened.file)
    if action is None:
        return _page(opened, form, status=422)
    if request.form.get("confirmed") != "yes":
        rule = next((r for r in opened.file.rules if r.code == form.house_rule.data), None)
        return render_template(
            "console/floods/confirm.html",
            opened=opened,
            action=action,
            rule=rule,
            typed={**form.typed(), "shown": request.form.get("shown", "")},
        )
    account = opened.file.account
    try:
        decisions = decide_flood(
            g.session,
            opened.flood,
            form.choice(action, token=_token(form.token.data, flood_id)),
            officer_id=me().id,
            shown=request.form.get("shown", ""),
            verbs_of=lambda comment: [
                power.verb.value for power in context.powers_of(account, comment).verbs
            ],
            now=clock(),
        )
    except ModerationError as error:
        g.session.rollback()
        return _page(_open(flood_id), form, problem=_(error.message), status=409)
    _carry_out(decisions)
    context.record("flood.decided", subject=f"flood:{flood_id}", details={"cases": len(decisions)})
    g.session.commit()
    flash(
        ngettext(
            "{count} comment: your decision is recorded.",
            "{count} comments: your decision is recorded for each.",
            len(decisions),
        )
    )
    return redirect(url_for("queue.show"), code=303)


def _token(token: str | None, flood_id: int) -> str:
    given = token or secrets.token_urlsafe(24)
    return hashlib.sha256(f"{me().id}:flood:{flood_id}:{given}".encode()).hexdigest()


def _is_done(token: str | None, flood_id: int) -> bool:
    """Say whether this very form decided already: a double click is one decision."""
    own = _token(token, flood_id)
    cases = g.session.exec(
        select(col(Decision.case_id), col(Decision.token))
        .where(col(Decision.officer_id) == me().id)
        .order_by(col(Decision.id).desc())
        .limit(MOST_AT_ONCE)
    )
    return any(
        token == hashlib.sha256(f"{own}:{case_id}".encode()).hexdigest() for case_id, token in cases
    )


def _carry_out(decisions: list[Decision]) -> None:
    """Put each takedown's work in the queue: they stand or fall with the decisions."""
    ids = [decision.id for decision in decisions if decision.verb is not None]
    if not ids:
        return
    for takedown_id in g.session.exec(
        select(col(Takedown.id))
        .where(col(Takedown.decision_id).in_(ids))
        .order_by(col(Takedown.id))
    ):
        context.notify(DUE, {"takedown_id": takedown_id})
