"""Connecting an account: the officer signs in at the platform and comes back."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import Field, ValidationError

from moderation.errors import NotFound
from moderation.models import Account, Role
from service.connecting import (
    Choice,
    Connected,
    Connecting,
    NotConnected,
    Trouble,
    UnderWay,
    may_connect,
    way_back,
)
from service.console.context import _, database, me, parts, settings
from service.console.forms import Form
from service.console.governed import is_lead
from service.console.widgets import RadiosField
from service.i18n import N_
from service.platform_names import platform_name
from service.roles import requires

bp = Blueprint("connecting", __name__, url_prefix="/accounts")

TROUBLES = {
    Trouble.NOT_YOURS: N_(
        "This sign-in was not begun here by you, has been used, or took longer than 15 minutes. "
        "Nothing was changed. Begin it again."
    ),
    Trouble.SAID_NO: N_(
        "At {platform} the answer was no, so nothing was connected or changed. "
        "To connect the account, begin again and choose to allow it."
    ),
    Trouble.NOTHING_OFFERED: N_(
        "{platform} showed no account that you may moderate. Ask whoever manages it to let you "
        "moderate it there, then begin again."
    ),
    Trouble.LEFT_OUT: N_(
        "A permission that is needed was not given at {platform}: {detail}. Nothing was changed. "
        "Begin again and leave nothing out."
    ),
    Trouble.NOT_ACCEPTED: N_(
        "{platform} did not accept the sign-in: it may have taken too long. Nothing was changed. "
        "Begin again; if it goes on, tell whoever looks after the service."
    ),
    Trouble.TRY_LATER: N_(
        "{platform} did not answer as it should. Nothing was changed. Wait a few minutes and "
        "begin again."
    ),
    Trouble.OTHER_ACCOUNT: N_(
        "You signed in to {platform} as another account: {detail}. Nothing was changed. Sign out "
        "there, then begin again with the account that is to be connected."
    ),
    Trouble.NOT_SET_UP: N_(
        "Nobody can sign in to {platform} from here yet: whoever looks after the service must set "
        "up the council's app first."
    ),
}
CHOOSE = N_("Choose an account.")
#: What officers are told that the council's app may then do.
PERMISSIONS = (
    N_("read the account's posts and what people say to it"),
    N_("hide, hold back or delete comments when an officer decides so"),
)


def _one_of_them(_form: Form, field: Field) -> None:
    if field.data not in dict(field.choices):
        raise ValidationError(_(CHOOSE))


class ChoiceForm(Form):
    """Which of the accounts that a sign-in opens is meant."""

    account = RadiosField(N_("Account"), validators=[_one_of_them], validate_choice=False)


@bp.get("/connect")
@requires(Role.LEAD)
def show() -> ResponseReturnValue:
    return render_template(
        "console/connecting/index.html",
        offered=sorted(_connecting().offered().items()),
        platform_name=platform_name,
    )


@bp.post("/connect/<platform>")
@requires(Role.LEAD)
def begin(platform: str) -> ResponseReturnValue:
    if platform not in _connecting().offered():
        raise NotFound()
    return _begin(platform, None)


@bp.post("/<id:account_id>/connect")
@requires(Role.LEAD, Role.OWNER)
def begin_again(account_id: int) -> ResponseReturnValue:
    with database().read() as session:
        account = session.get(Account, account_id)
    if account is None or account.platform not in _connecting().offered():
        raise NotFound()
    if not may_connect(account, me()):
        abort(403)
    return _begin(account.platform, account_id)


@bp.get("/connect/<id:sign_in_id>")
@requires(Role.LEAD, Role.OWNER)
def explain(sign_in_id: int) -> ResponseReturnValue:
    """Say what happens next. A link leads on: a form may lead nowhere but to this console."""
    found = _under_way(sign_in_id, answered=False)
    account = g.session.get(Account, found.row.account_id) if found.row.account_id else None
    return render_template(
        "console/connecting/explain.html",
        sign_in=found.row,
        account=account,
        platform=platform_name(found.row.platform),
        permissions=PERMISSIONS,
    )


@bp.get("/connect/<id:sign_in_id>/go")
@requires(Role.LEAD, Role.OWNER)
def go(sign_in_id: int) -> ResponseReturnValue:
    url = _connecting().page(sign_in_id, me())
    if url is None:
        raise NotFound()
    answer = redirect(url)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/connect/<platform>/callback")
@requires(Role.LEAD, Role.OWNER)
def come_back(platform: str) -> ResponseReturnValue:
    """Take the person back from the platform, and lead on: the address holds a code."""
    if platform not in _connecting().offered() or request.method != "GET":
        raise NotFound()
    try:
        found = _connecting().answer(platform, request.args.to_dict(), me())
    except NotConnected as error:
        return _not_connected(error, platform)
    if isinstance(found, Choice):
        return redirect(url_for(".choose", sign_in_id=found.sign_in_id), code=303)
    return _connected(found)


@bp.route("/connect/<id:sign_in_id>/choose", methods=["GET", "POST"])
@requires(Role.LEAD, Role.OWNER)
def choose(sign_in_id: int) -> ResponseReturnValue:
    found = _under_way(sign_in_id, answered=True)
    if not found.offers:
        raise NotFound()
    form = ChoiceForm()
    form.account.choices = [
        (str(number), offer.name or offer.handle or offer.platform_id)
        for number, offer in enumerate(found.offers)
    ]
    status = 200
    if form.is_submitted():
        if form.validate():
            try:
                return _connected(_connecting().choose(sign_in_id, int(form.account.data), me()))
            except NotConnected as error:
                return _not_connected(error, found.row.platform)
        status = 422
    return render_template(
        "console/connecting/choose.html",
        form=form,
        sign_in=found.row,
        platform=platform_name(found.row.platform),
    ), status


def _connecting() -> Connecting:
    connecting = parts().connecting
    if connecting is None:
        raise NotFound()
    return connecting


def _begin(platform: str, account_id: int | None) -> Response:
    try:
        number = _connecting().begin(
            platform, me(), redirect_uri=_redirect_uri(platform), account_id=account_id
        )
    except NotConnected as error:
        return _not_connected(error, platform)
    return redirect(url_for(".explain", sign_in_id=number), code=303)


def _redirect_uri(platform: str) -> str:
    """Return where the platform sends people back to, as registered there.

    Without a setting it is the address that the officer uses: good enough for a trial on
    one machine, and what the platform does not know it refuses.
    """
    return (settings().console_url or request.host_url.rstrip("/")) + way_back(platform)


def _under_way(sign_in_id: int, *, answered: bool) -> UnderWay:
    found = _connecting().under_way(sign_in_id, me(), answered=answered)
    if found is None:
        raise NotFound()
    return found


def _connected(found: Connected) -> Response:
    account = found.account
    name = f"{platform_name(account.platform)}: {account.handle}"
    if found.new:
        flash(_("{account} is connected. Now say who owns it and what it is for.", account=name))
        return redirect(url_for("accounts.edit", account_id=account.id), code=303)
    flash(
        _(
            "{account} is connected again. What was said meanwhile is fetched now, as far back "
            "as the platform reaches.",
            account=name,
        )
    )
    return redirect(url_for("accounts.show", account_id=account.id), code=303)


def _not_connected(error: NotConnected, platform: str) -> Response:
    sentence = _(TROUBLES[error.trouble], platform=platform_name(platform), detail=error.detail)
    flash(sentence, "problem")
    if error.account_id is not None:
        where = url_for("accounts.show", account_id=error.account_id)
    else:
        where = url_for(".show") if is_lead() else url_for("accounts.show_register")
    return redirect(where, code=303)
