"""Why a case is where it is in the queue, in a sentence or three."""

from collections.abc import Sequence
from datetime import datetime

from moderation.cases import LIKELY
from moderation.models import Case, Flag
from service.console import sentences as say
from service.console.context import _
from service.console.formats import percent, span
from service.i18n import N_

#: Reach factors (moderation.cases.reach_of) below and above which it is worth a word.
FEW, MANY = 0.9, 2.0


def why_here(case: Case, flags: Sequence[Flag], *, said_at: datetime, now: datetime) -> str:
    """Say what puts the case where it is: harm, reach, age and due time."""
    parts = [_harm(case, flags), _reach(case), _time(case, said_at, now)]
    if case.reopened:
        parts.append(_(N_("It has been here before.")))
    return " ".join(part for part in parts if part)


def _harm(case: Case, flags: Sequence[Flag]) -> str:
    reason = say.case_reason(case.reason)
    if not flags:
        return reason or _(N_("Nothing was flagged, but a person must look at it."))
    top = next((f for f in flags if f.category.value == case.top_category), flags[0])
    named = _(
        N_("{category}, likelihood {score}."),
        category=say.category(top.category.value),
        score=percent(top.score),
    )
    others = [
        say.category(category).lower()
        for category in dict.fromkeys(f.category.value for f in flags)
        if category != top.category.value
    ]
    also = _(N_("Also flagged: {others}."), others=say.listing(others)) if others else ""
    danger = max((f.score for f in flags if say.urgent(f.category.value)), default=None)
    first = ""
    if danger is not None and danger >= LIKELY:
        first = _(N_("Goes before other cases, whatever has waited longer."))
    elif danger is not None:
        first = _(N_("Not likely, but a miss would be worse: goes before what is no danger."))
    return " ".join(part for part in (named, also, first, reason) if part)


def _reach(case: Case) -> str:
    if case.reach >= MANY:
        return _(N_("Many people may see it."))
    if case.reach < FEW:
        return _(N_("Few people may see it."))
    return ""


def _time(case: Case, said_at: datetime, now: datetime) -> str:
    """Its age counts from when it was said; it is due from when it reached the queue."""
    said, waited = span(now - said_at), span(now - case.opened_at)
    left = case.due_at - now
    if left.total_seconds() < 0:
        return _(
            N_("Said {said} ago, waiting here for {waited}, overdue by {late}."),
            said=said,
            waited=waited,
            late=span(left),
        )
    return _(
        N_("Said {said} ago, waiting here for {waited}, due in {left}."),
        said=said,
        waited=waited,
        left=span(left),
    )
