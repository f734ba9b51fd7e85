"""What looking at the accounts takes from each platform's allowance, and what it costs."""

from babel.numbers import format_currency
from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from service.console.context import _, clock, settings
from service.console.formats import locale, number
from service.i18n import N_
from service.quotas import MICROS, Term, Unit
from service.roles import EVERYONE, requires
from service.usage import month_so_far

bp = Blueprint("usage", __name__)

AMOUNTS = {
    Unit.CALLS: N_("{count} calls"),
    Unit.UNITS: N_("{count} units"),
}
TERMS = {
    Term.HOUR: N_("an hour"),
    Term.DAY: N_("a day"),
    Term.PACIFIC_DAY: N_("a day, until midnight in California"),
    Term.MONTH: N_("a month"),
}


@bp.get("/accounts/use")
@requires(*EVERYONE)
def show() -> ResponseReturnValue:
    given = settings()
    return render_template(
        "console/accounts/use.html",
        uses=month_so_far(g.session, given, clock()),
        reserve=given.takedown_reserve,
        amount=amount,
        term=lambda term: _(TERMS[term]),
    )


def amount(value: int, unit: Unit) -> str:
    """Write an amount of an allowance: "1,200 calls", "US$12.50"."""
    if unit is Unit.MICRODOLLARS:
        return str(format_currency(value / MICROS, "USD", locale=locale()))
    return _(AMOUNTS[unit], count=number(value))
