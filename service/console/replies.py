"""Saying something in the council's name under a comment: write, look at it once more, send."""

import hashlib
import secrets

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from moderation import replies as rules
from moderation.decisions import lock_case
from moderation.errors import (
    FactExpired,
    ModerationError,
    NotFound,
    NoticeNeedsDecision,
    ReplyNotPossible,
    TextChanged,
)
from moderation.models import FactRecord, ReplyKind
from moderation.notices import Notice, notice_text
from moderation.replies import Draft, Words
from service.console import context, powers
from service.console.access import require_may_act
from service.console.addresses import whole
from service.console.case_file import CaseFile
from service.console.cases import read_file
from service.console.context import _, clock, me
from service.console.reply_form import ReplyForm
from service.console.reply_words import KINDS, reply_power
from service.i18n import N_
from service.platform_names import message_length, message_limit
from service.replies import settle as settle_reply
from service.roles import REPLIERS, requires

bp = Blueprint("replies", __name__, url_prefix="/cases/<id:case_id>/reply")

#: The work that carries a reply out, and what it is told.
DUE = "reply.due"
KIND = "/<any(reply,correction,notice):kind>"


def _file(case_id: int, *, lock: bool = False) -> CaseFile:
    if lock and lock_case(g.session, case_id) is None:
        raise NotFound(str(case_id))
    file = read_file(case_id)
    require_may_act(g.session, me(), file.account, now=clock())
    return file


def _possible(file: CaseFile) -> bool:
    return reply_power(file.account, file.comment, file.author).allowed


@bp.get(KIND)
@requires(*REPLIERS)
def write(case_id: int, kind: str) -> ResponseReturnValue:
    context.record_reading("case.read", subject=f"case:{case_id}")
    file, of = _file(case_id), ReplyKind(kind)
    form = ReplyForm(formdata=None)
    form.token.data = secrets.token_urlsafe(24)
    form.comment_version.data = str(file.comment.version)
    if of is ReplyKind.NOTICE:
        _fill_notice(file, form)
    return _show(file, of, form)


@bp.post(KIND)
@requires(*REPLIERS)
def send(case_id: int, kind: str) -> ResponseReturnValue:
    """Show what would be sent; send it once that page says so."""
    file, of = _file(case_id, lock=True), ReplyKind(kind)
    form = ReplyForm()
    form.offer(rules.facts_in_force(g.session, now=clock()))
    token = _own_token(form.token.data, case_id)
    if any(reply.token == token for reply in file.replies):
        return _back(case_id)
    if "change" in request.form:
        return _show(file, of, form)
    if not _possible(file):
        return _show(file, of, form, problem=_(ReplyNotPossible.message), status=409)
    if whole(form.comment_version.data) != file.comment.version:
        form.comment_version.data = str(file.comment.version)
        return _show(file, of, form, problem=_(TextChanged.message), status=409)
    fact = g.session.get(FactRecord, whole(form.fact.data) or 0)
    words = form.words(file, of, fact)
    if not form.check(file, of, words, fact):
        return _show(file, of, form, status=422)
    if request.form.get("confirmed") != "yes":
        return _ask(file, of, form, words, fact)
    draft = Draft(of, words, token, file.comment.version, fact.id if fact else None)
    try:
        reply = rules.write(
            g.session, file.case, draft, officer_id=me().id, possible=True, now=clock()
        )
    except ModerationError as error:
        g.session.rollback()
        file = read_file(case_id)
        if form.put(error):
            return _show(file, of, form, status=422)
        return _show(file, of, form, problem=_(error.message), status=409)
    context.notify(DUE, {"reply_id": reply.id})
    g.session.commit()
    flash(_(N_("Case {number}: it is being sent."), number=case_id))
    return _back(case_id)


@bp.post("/could-not")
@requires(*REPLIERS)
def could_not(case_id: int) -> ResponseReturnValue:
    """Record that the author could not be told of the decision, and why."""
    file = _file(case_id, lock=True)
    power = reply_power(file.account, file.comment, file.author)
    rules.could_not(
        g.session,
        file.case,
        token=_own_token(request.form.get("token"), case_id),
        reason=power.reason,
        possible=power.allowed,
        officer_id=me().id,
        now=clock(),
    )
    g.session.commit()
    flash(_(N_("Case {number}: it is noted that the author could not be told."), number=case_id))
    return _back(case_id)


@bp.post("/settle")
@requires(*REPLIERS)
def settle(case_id: int) -> ResponseReturnValue:
    """Record whether an officer saw a reply on the platform that we could not find out about."""
    file = _file(case_id, lock=True)
    asked = whole(request.form.get("reply_id"))
    reply = next((one for one in file.replies if one.id == asked), None)
    if reply is None:
        raise NotFound(str(case_id))
    seen = request.form.get("seen")
    if seen not in ("yes", "no"):
        raise NotFound(str(case_id))
    settle_reply(g.session, reply, there=seen == "yes", officer_id=me().id, now=clock())
    g.session.commit()
    flash(_(N_("Case {number}: what you saw is noted."), number=case_id))
    return _back(case_id)


def _fill_notice(file: CaseFile, form: ReplyForm) -> None:
    """Write the notice for the officer to look at: in both languages, shortened by nobody."""
    decision = file.last_decision
    if decision is None or decision.outcome not in rules.TOLD_OF:
        raise NoticeNeedsDecision()
    notice = Notice(
        decision.outcome,
        file.rule(decision.house_rule_id),
        file.case.id or 0,
        context.settings().appeal_route,
    )
    form.text_cy.data = notice_text(notice, "cy")
    form.text_en.data = notice_text(notice, "en")


def _own_token(token: str | None, case_id: int) -> str:
    """Tie the form's random value to the case and the officer: it sends nothing elsewhere."""
    given = token or secrets.token_urlsafe(24)
    return hashlib.sha256(f"{me().id}:{case_id}:{given}".encode()).hexdigest()


def _show(
    file: CaseFile, kind: ReplyKind, form: ReplyForm, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    facts = rules.facts_in_force(g.session, now=clock())
    form.offer(facts)
    power = reply_power(file.account, file.comment, file.author)
    page = render_template(
        "console/replies/write.html",
        file=file,
        kind=kind,
        heading=_(KINDS[kind]),
        form=form,
        facts=facts,
        problem=problem,
        reason="" if power.allowed else powers.reason(power.reason),
        note=powers.note(power.note),
        limit=message_limit(file.account.platform) if power.allowed else None,
        appeal=context.settings().appeal_route,
    )
    return page, status


def _ask(
    file: CaseFile, kind: ReplyKind, form: ReplyForm, words: Words, fact: FactRecord | None
) -> ResponseReturnValue:
    if kind is ReplyKind.CORRECTION and fact is not None and fact not in _facts():
        form.put(FactExpired())
        return _show(file, kind, form, status=422)
    platform = file.account.platform
    return render_template(
        "console/replies/confirm.html",
        file=file,
        kind=kind,
        heading=_(KINDS[kind]),
        words=words,
        fact=fact if kind is ReplyKind.CORRECTION else None,
        length=message_length(platform, words.exact),
        limit=message_limit(platform),
        note=powers.note(reply_power(file.account, file.comment, file.author).note),
        typed=form.typed(),
    )


def _facts() -> list[FactRecord]:
    return rules.facts_in_force(g.session, now=clock())


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("cases.show", case_id=case_id, _anchor="reply-title"), code=303)
