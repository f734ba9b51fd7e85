"""Who is away, who covers, and the message that says so."""

from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from moderation.errors import NotFound
from moderation.models import Absence, AbsenceKind, OutOfOfficeTemplate, Role
from service.console.absence_forms import AbsenceForm, CoverForm
from service.console.context import _, clock, me, settings
from service.console.governed import chosen, is_lead, people_choices, show_error
from service.governance import absences, cover, templates
from service.governance.absences import NewAbsence
from service.governance.cover import Away
from service.governance.errors import GovernanceError, TemplateMissing
from service.governance.handback import handed_back
from service.governance.lengths import preview
from service.governance.local_time import london_date
from service.governance.messages import all_templates, values_for
from service.governance.people import active_moderators, active_officers, officers_by_id
from service.governance.register import owned_by
from service.i18n import LANGUAGES
from service.roles import DECIDERS, EVERYONE, READERS, requires

bp = Blueprint("absences", __name__, url_prefix="/absences")


@bp.get("")
@requires(*EVERYONE)
def show_all() -> ResponseReturnValue:
    now = clock()
    listed = absences.listed(g.session, now=now)
    begun = [a for a in listed if a.absence.starts_at <= now]
    return render_template(
        "console/absences/index.html",
        away=[a for a in begun if cover.is_away(a.absence)],
        elsewhere=[a for a in begun if not cover.is_away(a.absence)],
        to_come=[a for a in listed if a.absence.starts_at > now],
        uncovered=absences.uncovered(g.session, now=now),
        stale=absences.stale(g.session, now=now),
        ending=absences.ending(g.session, now=now),
        may_see_kind=may_see_kind,
        may_add=me().has(*DECIDERS),
        may_open=me().has(*READERS),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(*DECIDERS)
def add() -> ResponseReturnValue:
    form = _new_form()
    messages: dict[str, str] = {}
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                new = _new_absence(form)
                messages = {"en": new.message_en, "cy": new.message_cy}
                if request.form.get("do") == "preview":
                    status = 200
                else:
                    absence = absences.record(g.session, new, recorded_by=me().id, now=clock())
                    g.session.commit()
                    flash(_("The absence is recorded."))
                    return redirect(url_for(".show", absence_id=absence.id), code=303)
            except GovernanceError as error:
                show_error(form, error, otherwise="template_id")
            g.session.rollback()
    return render_template(
        "console/absences/new.html",
        form=form,
        messages=messages if status == 200 else {},
        fits={language: preview(text) for language, text in messages.items() if text},
        lead=is_lead(),
    ), status


@bp.get("/<id:absence_id>")
@requires(*READERS)
def show(absence_id: int) -> ResponseReturnValue:
    away = _find(absence_id)
    absence, now = away.absence, clock()
    over = absence.cancelled_at is not None or absence.ends_at <= now
    return render_template(
        "console/absences/show.html",
        away=away,
        absence=absence,
        accounts=owned_by(g.session, absence.officer_id),
        fits={
            language: preview(text)
            for language, text in (("en", absence.message_en), ("cy", absence.message_cy))
            if text
        },
        over=over,
        begun=absence.starts_at <= now,
        is_stale=any(a.absence.id == absence.id for a in absences.stale(g.session, now=now)),
        handed_back=handed_back(g.session, absence) if absence.starts_at <= now else [],
        may_see_kind=may_see_kind,
        may_change=_may_change(absence),
    )


@bp.post("/<id:absence_id>/cancel")
@requires(*DECIDERS)
def cancel(absence_id: int) -> ResponseReturnValue:
    _find(absence_id)
    absences.cancel(g.session, absence_id, officer_id=me().id, lead=is_lead(), now=clock())
    g.session.commit()
    flash(_("The absence is cancelled."))
    return redirect(url_for(".show_all"), code=303)


@bp.post("/<id:absence_id>/end")
@requires(*DECIDERS)
def end(absence_id: int) -> ResponseReturnValue:
    _find(absence_id)
    absences.end_now(g.session, absence_id, officer_id=me().id, lead=is_lead(), now=clock())
    g.session.commit()
    flash(_("The absence is over. Take the message down on every platform, then say so here."))
    return redirect(url_for(".show", absence_id=absence_id), code=303)


@bp.post("/<id:absence_id>/message-down")
@requires(*DECIDERS)
def message_down(absence_id: int) -> ResponseReturnValue:
    _find(absence_id)
    absences.confirm_message_down(
        g.session, absence_id, officer_id=me().id, lead=is_lead(), now=clock()
    )
    g.session.commit()
    flash(_("It is noted that the message is down."))
    return redirect(url_for(".show", absence_id=absence_id), code=303)


@bp.route("/<id:absence_id>/cover", methods=["GET", "POST"])
@requires(*DECIDERS)
def change_cover(absence_id: int) -> ResponseReturnValue:
    away = _find(absence_id)
    form = CoverForm(data={"template_id": str(away.absence.template_id or "")})
    form.cover_id.choices = people_choices(
        p for p in active_moderators(g.session) if p.id != away.absence.officer_id
    )
    form.template_id.choices = _template_choices(away.absence.kind)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                messages = _messages(
                    chosen(form.template_id.data),
                    away.absence.officer_id,
                    chosen(form.cover_id.data),
                    returns=away.absence.ends_at,
                    emergency_contact=away.absence.emergency_contact,
                )
                absences.change_cover(
                    g.session,
                    absence_id,
                    chosen(form.cover_id.data),
                    message_en=messages["en"],
                    message_cy=messages["cy"],
                    officer_id=me().id,
                    lead=is_lead(),
                    now=clock(),
                )
            except GovernanceError as error:
                g.session.rollback()
                show_error(form, error, otherwise="cover_id")
            else:
                g.session.commit()
                flash(_("The cover is changed. Put the new message up on every platform."))
                return redirect(url_for(".show", absence_id=absence_id), code=303)
    return render_template("console/absences/cover.html", form=form, away=away), status


def may_see_kind(absence: Absence) -> bool:
    """Whether the reader is told why: illness is for the person and those who manage it."""
    return (
        absence.kind is AbsenceKind.ELSEWHERE
        or absence.officer_id == me().id
        or me().has(Role.LEAD, Role.AUDITOR)
    )


def _may_change(absence: Absence) -> bool:
    if not me().has(*DECIDERS):
        return False
    return is_lead() or me().id in (absence.officer_id, absence.cover_id)


def _find(absence_id: int) -> Away:
    absence = g.session.get(Absence, absence_id)
    if absence is None:
        raise NotFound()
    return cover.with_people(g.session, [absence])[0]


def _new_form() -> AbsenceForm:
    form = AbsenceForm()
    if is_lead():
        form.officer_id.choices = people_choices(active_officers(g.session))
    else:
        del form.officer_id
    form.cover_id.choices = people_choices(active_moderators(g.session))
    form.template_id.choices = _template_choices(None)
    return form


def _template_choices(kind: AbsenceKind | None) -> list[tuple[str, str]]:
    return [
        ("", _("Choose a message")),
        *((str(t.id), t.name) for t in all_templates(g.session) if kind is None or t.kind is kind),
    ]


def _new_absence(form: AbsenceForm) -> NewAbsence:
    """Return what the form says, the message filled in from its template."""
    officer_id = chosen(form.officer_id.data) or 0 if is_lead() else me().id
    kind = AbsenceKind(form.kind.data)
    new = NewAbsence(
        officer_id=officer_id,
        kind=kind,
        starts=form.starts_local(),
        ends=form.ends_local(),
        cover_id=chosen(form.cover_id.data),
        template_id=chosen(form.template_id.data),
        emergency_contact=form.emergency_contact.data or "",
    )
    # Every other rule first: a message cannot name cover that cannot be had.
    absences.check(g.session, new, now=clock())
    if kind is AbsenceKind.ELSEWHERE:
        return new
    if new.template_id is None:
        raise TemplateMissing()
    filled = _messages(
        new.template_id,
        officer_id,
        new.cover_id,
        returns=new.ends,
        emergency_contact=new.emergency_contact,
    )
    return new.with_messages(filled["en"], filled["cy"])


def _messages(
    template_id: int | None,
    officer_id: int,
    cover_id: int | None,
    *,
    returns: datetime,
    emergency_contact: str,
) -> dict[str, str]:
    """Fill the template in, in both languages; empty texts where something is not chosen."""
    template = g.session.get(OutOfOfficeTemplate, template_id) if template_id else None
    people = officers_by_id(g.session, [officer_id, cover_id])
    if template is None or officer_id not in people or cover_id not in people:
        return dict.fromkeys(LANGUAGES, "")
    names = {"en": settings().council_name_en, "cy": settings().council_name_cy}
    return {
        language: templates.render(
            template,
            values_for(
                officer=people[officer_id],
                cover=people[cover_id],
                accounts=owned_by(g.session, officer_id),
                returns_on=london_date(returns) if returns.tzinfo else returns.date(),
                emergency_contact=emergency_contact,
                council_name=names[language],
                language=language,
            ),
            language,
        )
        for language in LANGUAGES
    }
