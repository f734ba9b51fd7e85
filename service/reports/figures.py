"""A month's figures, from the database."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from moderation.decisions import LIMITING
from service.reports.months import Month, Period, period_of
from service.reports.subjects.accounts import Known, known_accounts, register_figures
from service.reports.subjects.cases import case_figures, opened_counts
from service.reports.subjects.comments import (
    comment_counts,
    comment_figures,
    flag_figures,
    post_counts,
    screening_figures,
)
from service.reports.subjects.coverage import coverage_figures, watched_spans
from service.reports.subjects.decisions import (
    Decided,
    decided_counts,
    decision_figures,
    election_figures,
)
from service.reports.subjects.takedowns import takedown_figures
from service.reports.subjects.upkeep import (
    absence_figures,
    elections_in,
    incident_figures,
    record_figures,
)
from service.reports.values import Election, Figures, Part, Row


def month_figures(session: Session, month: Month, *, now: datetime) -> Figures:
    """Count `month` (Europe/London), small numbers about people withheld.

    Every count is made by the database, so that memory does not grow with the comments.
    Only what happened before the month's end counts, or before `now` in a month not yet
    over: made again later the figures are the same, but for the register of accounts,
    of which no history is kept.

    Raises:
        MonthNotBegun: `month` lies in the future.
    """
    period = period_of(month, now=now)
    comments = comment_counts(session, period)
    posts = post_counts(session, period)
    opened = opened_counts(session, period)
    decided = decided_counts(session, period)
    ledger = watched_spans(session, period)
    active = {account_id for account_id, _, _ in comments}
    active |= {*posts, *opened, *ledger} | {account_id for account_id, _ in decided.by_account}
    known = {
        account_id: one
        for account_id, one in known_accounts(session).items()
        if one.created_at < period.until or account_id in active
    }
    elections = elections_in(session, period)
    absences, ownerless = absence_figures(session, known, period)
    by_account: Counter[int] = Counter()
    for (account_id, _, _), count in comments.items():
        by_account[account_id] += count
    parts = [
        comment_figures(comments, known, period),
        _account_figures(known, by_account, posts, opened, decided),
        coverage_figures(ledger, known, period),
        flag_figures(session, period),
        screening_figures(session, period),
        case_figures(session, opened, period),
        decision_figures(session, decided, elections, period),
        takedown_figures(session, period),
        election_figures(session, elections, period),
        incident_figures(session, period),
        register_figures(known, ownerless, period),
        absences,
        record_figures(session, period),
    ]
    return _gathered(period, parts, elections)


def _account_figures(
    known: Mapping[int, Known],
    comments: Mapping[int, int],
    posts: Mapping[int, int],
    opened: Mapping[int, int],
    decided: Decided,
) -> Part:
    """One line for each account: what was published, said, looked at and limited."""
    part = Part()
    rows = [
        Row(
            str(one.id),
            one.name,
            (
                posts.get(one.id, 0),
                comments.get(one.id, 0),
                opened.get(one.id, 0),
                decided.of(one.id, LIMITING),
            ),
        )
        for one in known.values()
    ]
    totals = tuple(sum(int(str(row.cells[n])) for row in rows) for n in range(4))
    part.put("by_account", ("posts", "comments", "cases_opened", "limited"), rows, totals)
    return part


def _gathered(period: Period, parts: list[Part], elections: tuple[Election, ...]) -> Figures:
    return Figures(
        month=period.month,
        until=period.until,
        provisional=period.provisional,
        figures={figure.id: figure for part in parts for figure in part.figures},
        tables={table.id: table for part in parts for table in part.tables},
        elections=elections,
    )
