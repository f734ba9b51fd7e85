"""The coverage ledger of one account: what was seen, what was missed, and when."""

from datetime import timedelta

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from moderation.errors import NotFound
from moderation.models import Account, CoverageSpan, CoverageStatus
from service.console.addresses import safe_link, whole
from service.console.context import _, clock
from service.console.told_at_once import told_at_once
from service.coverage import covered_share, short_of_declared
from service.i18n import N_
from service.roles import EVERYONE, requires

bp = Blueprint("coverage", __name__)

PAGE = 50
PERIODS = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
STATUSES = {
    CoverageStatus.SEEN: N_("Seen"),
    CoverageStatus.MISSED: N_("Missed"),
    CoverageStatus.BACK_FILLED: N_("Back-filled"),
}
COLOURS = {
    CoverageStatus.SEEN: "green",
    CoverageStatus.MISSED: "red",
    CoverageStatus.BACK_FILLED: "blue",
}
REASONS = {
    "first_look": N_("Fetched when the account was first looked at"),
    "no_look": N_("Fetched later, because no look came in time"),
    "out_of_reach": N_("The platform no longer lets us read that far back"),
    "rate_limited": N_("The platform asked us to wait"),
    "budget": N_("The platform's allowance for the day was spent"),
    "allowance": N_("Looks had used their share of the platform's allowance"),
    "permission": N_("The platform withholds a permission we need"),
    "credentials": N_("The platform no longer accepts our sign-in"),
    "unreachable": N_("The platform could not be reached"),
}


@bp.get("/accounts/<id:account_id>/coverage")
@requires(*EVERYONE)
def show(account_id: int) -> ResponseReturnValue:
    account = g.session.get(Account, account_id)
    if account is None:
        raise NotFound()
    before = whole(request.args.get("before"))
    query = select(CoverageSpan).where(col(CoverageSpan.account_id) == account_id)
    if before is not None:
        last = g.session.get(CoverageSpan, before)
        if last is None or last.account_id != account_id:
            raise NotFound()
        query = query.where(col(CoverageSpan.starts_at) < last.starts_at)
    spans = g.session.exec(
        query.order_by(col(CoverageSpan.starts_at).desc(), col(CoverageSpan.id).desc()).limit(
            PAGE + 1
        )
    ).all()
    more, spans = len(spans) > PAGE, spans[:PAGE]
    now = clock()
    return render_template(
        "console/audit/coverage.html",
        account=account,
        spans=spans,
        safe_link=safe_link,
        short=short_of_declared(g.session, account_id) if before is None else [],
        shares=[
            (
                period.days,
                covered_share(g.session, account_id, since=now - period, until=now),
            )
            for period in PERIODS
        ],
        statuses=STATUSES,
        colours=COLOURS,
        reason=_reason,
        older=url_for(".show", account_id=account_id, before=spans[-1].id) if more else None,
        told=told_at_once(account) if before is None else None,
        newest=url_for(".show", account_id=account_id) if before is not None else None,
    )


def _reason(key: str) -> str:
    """Say why; a reason that is not known is shown as it stands, never left out."""
    return _(REASONS[key]) if key in REASONS else key
