"""Takedowns: how far each was carried out, and how many were verified."""

from collections import Counter

from sqlalchemy import func
from sqlmodel import Session, col, select

from moderation.models import Takedown, TakedownState
from service.reports.labels import TAKEDOWNS
from service.reports.months import Period
from service.reports.values import Part, Row, Unit, share

#: The platform was read again and shows what was decided.
SEEN_DONE = (TakedownState.VERIFIED, TakedownState.GONE_ALREADY)
_RUNNING = frozenset({TakedownState.PENDING, TakedownState.SENDING, TakedownState.SENT})


def takedown_figures(session: Session, period: Period) -> Part:
    """Takedowns and restores decided in the month, by where they stood when it ended."""
    part = Part()
    finished = (col(Takedown.finished_at) < period.until).label("finished")
    each = (
        select(col(Takedown.verb), col(Takedown.state), finished)
        .where(col(Takedown.created_at) >= period.start, col(Takedown.created_at) < period.until)
        .subquery()
    )
    rows = session.execute(
        select(each.c.verb, each.c.state, each.c.finished, func.count()).group_by(
            each.c.verb, each.c.state, each.c.finished
        )
    )
    taken: Counter[TakedownState] = Counter()
    restored: Counter[TakedownState] = Counter()
    for verb, stored, in_time, count in rows:
        state = TakedownState(stored)
        if state in _RUNNING or not in_time:
            state = TakedownState.PENDING
        (restored if verb == "restore" else taken)[state] += count
    part.put(
        "takedowns_by_end",
        ("takedowns", "restores"),
        [
            Row(state.value, label, (taken[state], restored[state]))
            for state, label in TAKEDOWNS.items()
        ],
        (taken.total(), restored.total()),
    )
    ended = taken.total() - taken[TakedownState.PENDING]
    part.add("takedowns", taken.total())
    part.add("takedowns_ended", ended)
    part.add("takedowns_verified", sum(taken[state] for state in SEEN_DONE))
    part.add("verified_rate", share(sum(taken[state] for state in SEEN_DONE), ended), Unit.PERCENT)
    part.add("takedowns_accepted", taken[TakedownState.ACCEPTED])
    part.add("takedowns_failed", taken[TakedownState.FAILED])
    part.add("takedowns_need_person", taken[TakedownState.NEEDS_PERSON])
    return part
