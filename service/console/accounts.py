"""The account register: who owns each account, what it is for, and what is wrong with it."""

from datetime import date, timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select
from wtforms import HiddenField

from moderation.errors import NotFound
from moderation.models import Incident, Role
from service.console import sentences
from service.console.context import _, clock, me, parts
from service.console.forms import Form, Needed, NoLonger
from service.console.governed import chosen, is_lead, people_choices, show_error
from service.console.told_at_once import told_at_once
from service.console.widgets import ChoiceField, DayField, LongTextField, TextField
from service.coverage import covered_share
from service.governance import register
from service.governance.cover import answers_for, answers_for_all
from service.governance.errors import GovernanceError
from service.governance.local_time import london_date
from service.governance.people import active_officers
from service.governance.register import Change, Entry, NewAccount, Problem
from service.i18n import N_
from service.roles import EVERYONE, requires
from service.token_health import endings

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

WEEK = timedelta(days=7)
PROBLEMS = {
    Problem.NO_OWNER: N_("No owner"),
    Problem.OWNER_LEFT: N_("The owner has left"),
    Problem.NO_DEPUTY: N_("No deputy"),
    Problem.DEPUTY_LEFT: N_("The deputy has left"),
    Problem.NO_PURPOSE: N_("No purpose"),
    Problem.NO_REVIEW_DATE: N_("No review date"),
    Problem.PAST_REVIEW: N_("Past its review date"),
    Problem.SIGN_IN_AGAIN: N_("Somebody must sign in to the platform again"),
}
ANSWERS = {
    "owner": N_("the owner"),
    "cover_of_owner": N_("cover for the owner, who is away"),
    "deputy": N_("the deputy, because owner and cover cannot"),
    "cover_of_deputy": N_("cover for the deputy, who is away"),
    "nobody": N_("Nobody answers for this account now"),
}


class EntryForm(Form):
    """An account's entry; an owner's own has neither owner nor review date to change."""

    owner_id = ChoiceField(N_("Owner"), description=N_("The one officer who answers for it."))
    deputy_id = ChoiceField(
        N_("Deputy"), description=N_("Answers when the owner cannot. Not the owner.")
    )
    purpose = LongTextField(
        N_("Purpose"),
        description=N_("What the account is for and whom it is meant to reach."),
        validators=[
            Needed(N_("Say what the account is for.")),
            NoLonger(register.MAX_PURPOSE, N_("Shorten the purpose to 500 characters.")),
        ],
    )
    directorate = TextField(
        N_("Directorate"),
        validators=[
            Needed(N_("Say which directorate answers for the account.")),
            NoLonger(register.MAX_DIRECTORATE, N_("Shorten the directorate to 200 characters.")),
        ],
    )
    review_on = DayField(
        N_("Next review"),
        description=N_("For example, 31 3 2027"),
        needed=N_("Give the date by which the account is next reviewed."),
    )
    seen = HiddenField()


class NewAccountForm(EntryForm):
    """An account that the service does not poll, for the register alone."""

    platform = ChoiceField(N_("Platform"))
    handle = TextField(
        N_("Handle"),
        description=N_("The account's name as the platform shows it."),
        validators=[Needed(N_("Give the account's handle: its name as the platform shows it."))],
    )
    name = TextField(N_("Name shown"))
    status_reason = LongTextField(
        N_("Why it is not connected"),
        description=N_("Shown to every officer beside the account."),
        validators=[
            Needed(
                N_("Say why the account is not connected: the reason is shown to every officer.")
            ),
            NoLonger(register.MAX_REASON, N_("Shorten the reason to 500 characters.")),
        ],
    )


@bp.get("")
@requires(*EVERYONE)
def show_register() -> ResponseReturnValue:
    now = clock()
    entries = register.register(g.session, today=london_date(now))
    answers = answers_for_all(g.session, [entry.account for entry in entries], now)
    return render_template(
        "console/accounts/index.html",
        entries=entries,
        answers=answers,
        coverage={entry.account.id: _coverage(entry) for entry in entries},
        problem_names=PROBLEMS,
        answer_names=ANSWERS,
        may_add=is_lead(),
        may_connect=is_lead() and parts().connecting is not None,
        endings=endings(g.session, now=now),
    )


@bp.get("/<id:account_id>")
@requires(*EVERYONE)
def show(account_id: int) -> ResponseReturnValue:
    entry = _entry(account_id)
    incidents = g.session.exec(
        select(Incident)
        .where(col(Incident.account_id) == account_id, col(Incident.closed_at).is_(None))
        .order_by(col(Incident.opened_at))
    ).all()
    return render_template(
        "console/accounts/show.html",
        entry=entry,
        account=entry.account,
        answer=answers_for(g.session, entry.account, clock()),
        coverage=_coverage(entry),
        incidents=incidents,
        problem_names=PROBLEMS,
        answer_names=ANSWERS,
        may_edit=_may_edit(entry),
        sign_in=_sign_in(entry),
        ends=endings(g.session, now=clock()).get(account_id),
        told=told_at_once(entry.account),
    )


@bp.route("/<id:account_id>/edit", methods=["GET", "POST"])
@requires(Role.LEAD, Role.OWNER)
def edit(account_id: int) -> ResponseReturnValue:
    entry = _entry(account_id)
    if not _may_edit(entry):
        abort(403)
    account, lead = entry.account, is_lead()
    form = EntryForm(
        data={
            "owner_id": str(account.owner_id or ""),
            "deputy_id": str(account.deputy_id or ""),
            "purpose": account.purpose,
            "directorate": account.directorate,
            "review_on": account.review_on,
            "seen": register.fingerprint(account),
        }
    )
    _offer_people(form, entry)
    if not lead:
        del form.owner_id
        del form.review_on
    status = 200
    if form.is_submitted():
        if form.validate() and _save(form, entry, lead=lead):
            flash(_("The entry is changed."))
            return redirect(url_for(".show", account_id=account_id), code=303)
        status = 422
    return render_template(
        "console/accounts/edit.html",
        entry=entry,
        account=account,
        form=form,
        lead=lead,
    ), status


@bp.route("/new", methods=["GET", "POST"])
@requires(Role.LEAD)
def add() -> ResponseReturnValue:
    form = NewAccountForm()
    form.platform.choices = [(key, sentences.platform(key)) for key in register.platforms()]
    _offer_people(form, None)
    status = 200
    if form.is_submitted():
        if form.validate():
            try:
                account = register.add(
                    g.session,
                    NewAccount(
                        platform=form.platform.data,
                        handle=form.handle.data,
                        name=form.name.data or "",
                        status_reason=form.status_reason.data,
                        details=_change(form),
                    ),
                    officer_id=me().id,
                    now=clock(),
                )
            except GovernanceError as error:
                g.session.rollback()
                show_error(form, error, otherwise="handle")
            else:
                g.session.commit()
                flash(_("The account is in the register."))
                return redirect(url_for(".show", account_id=account.id), code=303)
        status = 422
    return render_template("console/accounts/new.html", form=form), status


def _entry(account_id: int) -> Entry:
    entry = register.entry(g.session, account_id, today=london_date(clock()))
    if entry is None:
        raise NotFound()
    return entry


def _may_edit(entry: Entry) -> bool:
    return is_lead() or (me().has(Role.OWNER) and entry.account.owner_id == me().id)


def _sign_in(entry: Entry) -> str:
    """Say whether one can sign in for the account here: "yes", "not_set_up", or "" for no."""
    connecting = parts().connecting
    if connecting is None or not _may_edit(entry):
        return ""
    ready = connecting.offered().get(entry.account.platform)
    return "" if ready is None else "yes" if ready else "not_set_up"


def _coverage(entry: Entry) -> float | None:
    """The share of the last seven days that was seen; None where nothing is known of them."""
    if not entry.connected:
        return None
    return covered_share(g.session, entry.account.id or 0, since=clock() - WEEK, until=clock())


def _offer_people(form: EntryForm, entry: Entry | None) -> None:
    people = active_officers(g.session)
    form.owner_id.choices = people_choices(people)
    form.deputy_id.choices = people_choices(people)
    if entry is None:
        return
    # Somebody who left is still shown as what the entry says, until another is chosen.
    for field, person in ((form.owner_id, entry.owner), (form.deputy_id, entry.deputy)):
        if person and not person.active:
            left = _("{name} (has left)", name=person.name)
            field.choices = [*field.choices, (str(person.id), left)]


def _change(form: EntryForm) -> Change:
    review_on: date | None = form.review_on.data
    return Change(
        owner_id=chosen(form.owner_id.data),
        deputy_id=chosen(form.deputy_id.data),
        purpose=form.purpose.data or "",
        directorate=form.directorate.data or "",
        review_on=review_on,
    )


def _save(form: EntryForm, entry: Entry, *, lead: bool) -> bool:
    account = entry.account
    if lead:
        change = _change(form)
    else:
        change = Change(
            owner_id=account.owner_id,
            deputy_id=chosen(form.deputy_id.data),
            purpose=form.purpose.data or "",
            directorate=form.directorate.data or "",
            review_on=account.review_on,
        )
    try:
        register.edit(
            g.session,
            account.id or 0,
            change,
            seen=form.seen.data or "",
            officer_id=me().id,
            lead=lead,
            now=clock(),
        )
    except GovernanceError as error:
        g.session.rollback()
        show_error(form, error, otherwise="purpose")
        return False
    g.session.commit()
    return True
