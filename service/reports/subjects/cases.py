"""Cases: opened, how long they waited for a first decision, and what is still open."""

from array import array
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from statistics import median

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from moderation.models import Case, Decision, Outcome
from service.reports.labels import WAIT_LANGUAGES
from service.reports.months import Period
from service.reports.subjects.comments import cell
from service.reports.suppression import FLOOR, suppress
from service.reports.values import Cell, Gap, Part, Row, Unit

#: Two groups and no more: a third, always small, would take one of the two with it and
#: leave nothing to compare Welsh with.
WITH_WELSH = frozenset({"cy", "mixed"})


def opened_counts(session: Session, period: Period) -> dict[int, int]:
    """Count cases opened in the month by account."""
    rows = session.execute(
        select(col(Case.account_id), func.count())
        .where(col(Case.opened_at) >= period.start, col(Case.opened_at) < period.until)
        .group_by(col(Case.account_id))
    )
    return dict(rows.all())


def case_figures(session: Session, opened: Mapping[int, int], period: Period) -> Part:
    """Cases opened, the median wait in all and by language, and the open ones."""
    part = Part()
    part.add("cases_opened", sum(opened.values()))
    _put_waits(part, waits_in_minutes(session, period))
    open_count, oldest = session.execute(
        select(func.count(), func.min(col(Case.opened_at))).where(_open_at(period))
    ).one()
    part.add("cases_open", open_count)
    age: Cell = (period.until - oldest) // timedelta(days=1) if open_count else Gap.NONE
    part.add("oldest_open_case", age, Unit.DAYS)
    return part


def waits_in_minutes(session: Session, period: Period) -> dict[str, "array[float]"]:
    """Waits of cases whose first decision fell in the month, for Welsh ("cy") and the rest ("en").

    Two columns a case, streamed: neither SQLite nor both dialects share a median.
    """
    waits: dict[str, array[float]] = defaultdict(lambda: array("d"))
    rows = session.execute(
        select(col(Case.language), col(Case.opened_at), col(Decision.decided_at))
        .join(Decision, col(Decision.case_id) == col(Case.id))
        .where(
            col(Decision.supersedes_id).is_(None),
            col(Decision.decided_at) >= period.start,
            col(Decision.decided_at) < period.until,
        )
        .execution_options(yield_per=5000)
    )
    for language, opened_at, decided_at in rows:
        wait = max((decided_at - opened_at).total_seconds(), 0.0) / 60
        waits["cy" if language in WITH_WELSH else "en"].append(wait)
    return waits


def _put_waits(part: Part, waits: Mapping[str, "array[float]"]) -> None:
    everyone = [wait for each in waits.values() for wait in each]
    part.add("cases_first_decided", len(everyone))
    part.add("median_wait", _median(everyone), Unit.MINUTES)
    counts = suppress([[len(waits.get(key, ()))] for key in WAIT_LANGUAGES])
    rows = []
    for number, (key, label) in enumerate(WAIT_LANGUAGES.items()):
        published = cell(counts, (number, 0))
        middle = published if isinstance(published, Gap) else _median(list(waits.get(key, ())))
        rows.append(Row(key, label, (published, middle)))
        part.add(f"median_wait_{key}", middle, Unit.MINUTES)
    part.put(
        "wait_by_language",
        ("cases", "median_minutes"),
        rows,
        (len(everyone), _median(everyone)),
    )


def _median(minutes: list[float]) -> Cell:
    """The median to the minute; of a very few it would be one person's own wait."""
    if not minutes:
        return Gap.NONE
    return round(median(minutes)) if len(minutes) >= FLOOR else Gap.WITHHELD


def _open_at(period: Period) -> ColumnElement[bool]:
    """Open at the end: never decided by then, or escalated and not decided since."""
    first = aliased(Decision)
    last = aliased(Decision)
    later = aliased(Decision)
    undecided = (
        ~select(col(first.id))
        .where(col(first.case_id) == col(Case.id), col(first.decided_at) < period.until)
        .exists()
    )
    escalated = (
        select(col(last.id))
        .where(
            col(last.case_id) == col(Case.id),
            col(last.decided_at) < period.until,
            col(last.outcome) == Outcome.ESCALATE,
            ~select(col(later.id))
            .where(col(later.supersedes_id) == col(last.id), col(later.decided_at) < period.until)
            .exists(),
        )
        .exists()
    )
    not_closed = or_(col(Case.closed_at).is_(None), col(Case.closed_at) >= period.until)
    return and_(col(Case.opened_at) < period.until, or_(and_(undecided, not_closed), escalated))
