"""The audit record: read it newest first, and have the whole chain checked."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select
from wtforms import IntegerField, StringField
from wtforms.validators import Optional

from moderation import audit
from moderation.models import AuditEntry, Role
from service.console.addresses import whole
from service.console.context import _, database, record
from service.console.forms import Form
from service.governance.people import officers_by_id
from service.i18n import N_
from service.roles import requires

bp = Blueprint("audit", __name__, url_prefix="/audit")

READS = (Role.AUDITOR, Role.LEAD)
PAGE = 50
#: What entries say happened, in words; others are shown as they stand.
ACTIONS = {
    "signed_in": N_("Signed in"),
    "sign_in.failed": N_("A sign-in failed"),
    "sign_in.locked": N_("A sign-in was locked"),
    "sessions.revoked": N_("Sign-ins were ended"),
    "seeded": N_("The made-up council was set up"),
    "account.added": N_("An account joined the register"),
    "account.changed": N_("An account's entry was changed"),
    "absence.recorded": N_("An absence was recorded"),
    "absence.cancelled": N_("An absence was cancelled"),
    "absence.ended": N_("An absence was ended early"),
    "absence.cover_changed": N_("The cover of an absence was changed"),
    "absence.message_taken_down": N_("An out-of-office message was taken down"),
    "out_of_office_template.saved": N_("An out-of-office template was saved"),
    "house_rule.added": N_("A new version of a house rule was added"),
    "account.recovered": N_("An account can be read again"),
    "case.assigned": N_("A case was assigned"),
    "case.put_back": N_("A case was put back in the queue"),
    "case.note_added": N_("A note was added to a case"),
    "case.opened_by_officer": N_("An officer opened a case"),
    "case.reopened": N_("A case was opened again"),
    "case.read": N_("A case was read"),
    "case.decided": N_("A case was decided"),
    "takedown.accepted": N_("The platform accepted a takedown"),
    "takedown.verified": N_("A takedown was verified"),
    "takedown.failed": N_("A takedown failed"),
    "takedown.gone_already": N_("A comment to be taken down had gone already"),
    "takedown.needs_person": N_("A takedown needs a person"),
    "block.accepted": N_("The platform accepted a block"),
    "block.verified": N_("A block was verified"),
    "block.failed": N_("A block failed"),
    "block.needs_person": N_("A block needs a person"),
    "block.reviewed": N_("A block was looked at again and kept"),
    "block.ended": N_("A block was ended by an officer"),
    "unblock.accepted": N_("The platform accepted the end of a block"),
    "unblock.verified": N_("The end of a block was verified"),
    "unblock.failed": N_("The end of a block failed"),
    "unblock.needs_person": N_("The end of a block needs a person"),
    "recheck.still_gone": N_("What was taken down was read again and is still gone"),
    "recheck.reappeared": N_("What was taken down is visible again"),
    "recheck.cannot_tell": N_("What was taken down cannot be read on its platform"),
    "recheck.unread": N_("What was taken down could not be read for a month"),
    "stop.asked": N_("An emergency stop was asked for"),
    "stop.confirmed": N_("An emergency stop was put in force"),
    "stop.withdrawn": N_("An emergency stop asked for was withdrawn"),
    "stop.lift_asked": N_("Lifting an emergency stop was asked for"),
    "stop.lift_withdrawn": N_("The lifting of an emergency stop was withdrawn"),
    "stop.by_command": N_("An emergency stop was set or lifted at the command line"),
    "stop.lifted": N_("An emergency stop was lifted"),
    "texts.started": N_("The council's first texts were stored"),
    "incident.opened": N_("An incident was opened"),
    "incident.closed": N_("An incident was closed"),
    "keys.rotated": N_("The keys of the tokens were changed"),
    "officer.added": N_("An officer was added"),
    "officer.left": N_("An officer left"),
    "officer.password_set": N_("An officer's password was set"),
    "signed_out": N_("Signed out"),
    "report.written": N_("A monthly report was written"),
    "report.read": N_("A monthly report was read"),
    "report.exported": N_("A monthly report was downloaded"),
    "audit.verified": N_("The audit record was checked"),
}
#: What can be wrong with the record, as moderation.audit says it.
PROBLEMS = {
    "it does not follow the entry before it": N_("it does not follow the entry before it"),
    "its content was changed": N_("its content was changed"),
    "it is not the entry noted earlier": N_("it is not the entry noted earlier"),
    "the record was cut short": N_("the record was cut short"),
}
MISSING = N_("an entry is missing")


class VerifyForm(Form):
    """A number and hash noted earlier; both or neither."""

    last_seq = IntegerField(validators=[Optional()])
    last_hash = StringField()


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it."""

    entry: AuditEntry
    actor: str
    action: str
    details: str


@bp.get("")
@requires(*READS)
def show() -> ResponseReturnValue:
    subject = request.args.get("subject", "").strip()[:64]
    action = request.args.get("action", "").strip()[:64]
    before = whole(request.args.get("before"))
    query = select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(PAGE + 1)
    if subject:
        query = query.where(col(AuditEntry.subject) == subject)
    if action:
        query = query.where(col(AuditEntry.action) == action)
    if before is not None:
        query = query.where(col(AuditEntry.seq) < before)
    found = list(g.session.exec(query))
    more, found = len(found) > PAGE, found[:PAGE]
    kept: dict[str, Any] = {
        name: value for name, value in (("subject", subject), ("action", action)) if value
    }
    known = g.session.exec(select(col(AuditEntry.action)).distinct()).all()
    return render_template(
        "console/audit/show.html",
        lines=_lines(found),
        subject=subject,
        action=action,
        actions=[(key, _action(key)) for key in sorted(known)],
        older=url_for(".show", **kept, before=found[-1].seq) if more else None,
        newest=url_for(".show", **kept) if before is not None else None,
    )


@bp.post("/verify")
@requires(*READS)
def verify() -> ResponseReturnValue:
    """Read the whole chain, say whether it holds, and note in it that it was checked."""
    form = VerifyForm()
    noted = None
    if form.validate() and form.last_seq.data and form.last_hash.data:
        noted = (int(form.last_seq.data), form.last_hash.data.strip().lower()[:64])
    # The long reading holds nobody up: it has its own session and no lock.
    with database().read() as session:
        result = audit.verify(session, expect_last=noted)
    record("audit.verified", details={"whole": result.whole, "entries": result.entries})
    g.session.commit()
    return render_template(
        "console/audit/verified.html",
        result=result,
        problem=_(PROBLEMS.get(result.problem, MISSING)),
        noted=noted,
    )


def _lines(entries: list[AuditEntry]) -> list[Line]:
    ids = [_officer_id(entry.actor) for entry in entries]
    names = {id: officer.name for id, officer in officers_by_id(g.session, ids).items()}
    return [
        Line(entry, names.get(id or 0, entry.actor), _action(entry.action), _details(entry.details))
        for entry, id in zip(entries, ids, strict=True)
    ]


def _officer_id(actor: str) -> int | None:
    kind, _colon, number = actor.partition(":")
    return whole(number) if kind == "officer" else None


def _action(key: str) -> str:
    return _(ACTIONS[key]) if key in ACTIONS else key


def _details(details: dict[str, Any]) -> str:
    """Write an entry's details out: "from 3 to 5" is easier read as the record holds it."""
    return "; ".join(
        f"{key}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in sorted(details.items())
    )
