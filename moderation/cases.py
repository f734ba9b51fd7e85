"""Cases: how they come to be, what comes first, and who has them."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from moderation.errors import CaseMoved
from moderation.models import Account, Case, CaseStatus, Comment
from moderation.vocabulary import Category

#: How much harm a certain flag of each category could do, 0 to 1, before reach and age.
HARM: dict[Category, float] = {
    Category.SAFEGUARDING: 1.0,
    Category.THREAT: 0.95,
    Category.HATE: 0.8,
    Category.PERSONAL_DATA: 0.75,
    Category.DEFAMATION: 0.6,
    Category.SEXUAL: 0.6,
    Category.ABUSE: 0.5,
    Category.INACCURATE: 0.45,
    Category.POLITICAL: 0.35,
    Category.SPAM: 0.3,
    Category.PROFANITY: 0.2,
}
#: A comment without a flag that must reach a person all the same (an image, a failed stage).
HARM_UNFLAGGED = 0.15
#: Ten times the harm and reach counts as much as this much more waiting.
TENFOLD = timedelta(hours=24)
#: Safeguarding and threats come before everything else, whatever has waited.
URGENT = frozenset({Category.SAFEGUARDING, Category.THREAT})
URGENT_LEAD = timedelta(days=30)
#: Their thresholds are set so that few are missed. What is flagged below this is mostly nothing:
#: it comes before all ordinary cases of two weeks, and after what is likely to be a danger.
LIKELY = 0.35
UNLIKELY_LEAD = timedelta(days=15)
#: How long until a case is due, by its worst category, in elapsed time.
DUE: dict[Category, timedelta] = {
    Category.SAFEGUARDING: timedelta(hours=1),
    Category.THREAT: timedelta(hours=1),
    Category.PERSONAL_DATA: timedelta(hours=2),
    Category.HATE: timedelta(hours=4),
}
DUE_OTHERWISE = timedelta(hours=24)

WAITING = frozenset(
    {
        CaseStatus.OPEN,
        CaseStatus.ASSIGNED,
        CaseStatus.AWAITING_EVIDENCE,
        CaseStatus.ESCALATED,
        CaseStatus.FAILED,
        CaseStatus.APPEALED,
    }
)
#: A settled case can be looked at again in every way.
_SETTLED = frozenset(
    {
        CaseStatus.OPEN,
        CaseStatus.DECIDED,
        CaseStatus.ESCALATED,
        CaseStatus.EXECUTING,
        CaseStatus.APPEALED,
    }
)
#: The moves a case may make (E5).
MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.OPEN: frozenset(
        {
            CaseStatus.ASSIGNED,
            CaseStatus.AWAITING_EVIDENCE,
            CaseStatus.ESCALATED,
            CaseStatus.DECIDED,
            CaseStatus.EXECUTING,
            CaseStatus.CLOSED,
        }
    ),
    CaseStatus.ASSIGNED: frozenset(
        {
            CaseStatus.OPEN,
            CaseStatus.AWAITING_EVIDENCE,
            CaseStatus.ESCALATED,
            CaseStatus.DECIDED,
            CaseStatus.EXECUTING,
            CaseStatus.CLOSED,
        }
    ),
    CaseStatus.AWAITING_EVIDENCE: frozenset(
        {CaseStatus.OPEN, CaseStatus.ESCALATED, CaseStatus.DECIDED, CaseStatus.EXECUTING}
    ),
    CaseStatus.ESCALATED: frozenset({CaseStatus.DECIDED, CaseStatus.EXECUTING, CaseStatus.OPEN}),
    CaseStatus.EXECUTING: frozenset({CaseStatus.VERIFIED, CaseStatus.FAILED, CaseStatus.CLOSED}),
    CaseStatus.FAILED: frozenset(
        {CaseStatus.DECIDED, CaseStatus.EXECUTING, CaseStatus.ESCALATED, CaseStatus.CLOSED}
    ),
    CaseStatus.DECIDED: _SETTLED,
    CaseStatus.VERIFIED: _SETTLED,
    CaseStatus.APPEALED: frozenset({CaseStatus.DECIDED, CaseStatus.EXECUTING}),
    CaseStatus.CLOSED: _SETTLED,
}


@dataclass(frozen=True, slots=True)
class Priority:
    """Why a case is where it is in the queue.

    `rank_at`: the earlier, the sooner. `lead` is what harm and reach were worth.
    """

    harm: float
    reach: float
    rank_at: datetime
    due_at: datetime
    top_category: str


def priority(
    flags: Sequence[tuple[Category, float]],
    *,
    reach: float,
    now: datetime,
    said_at: datetime | None = None,
) -> Priority:
    """Rank by harm x reach x age, in a form whose order never changes while cases wait.

    Ordering by log(harm x reach) + age/TENFOLD at any later moment is the same as
    ordering by the time said less TENFOLD x log10(harm x reach): a column, so an index.

    Args:
        flags: (category, score) pairs; empty for what has no flag yet must be looked at.
        reach: 1 for an ordinary comment; more for large accounts and replies many see.
        now: when the case is opened; it is due from then.
        said_at: when it was said or edited, which is what its age counts from.
    """
    worst = max(
        ((HARM[category] * max(score, 0.05), category) for category, score in flags),
        default=(HARM_UNFLAGGED, None),
        key=lambda pair: pair[0],
    )
    harm, category = worst
    lead = TENFOLD * math.log10(max(harm * reach, 1e-6))
    dangers = [score for c, score in flags if c in URGENT]
    if dangers:
        lead += URGENT_LEAD if max(dangers) >= LIKELY else UNLIKELY_LEAD
    due = min((DUE.get(c, DUE_OTHERWISE) for c, _ in flags), default=DUE_OTHERWISE)
    return Priority(harm, reach, (said_at or now) - lead, now + due, category or "")


def reach_of(*, followers: int | None, is_reply: bool, own_post: bool) -> float:
    """Estimate how many see a comment, as a factor: 1 is a small account's own thread."""
    audience = 1.0 + math.log10(1 + max(followers or 0, 0)) / 2
    return audience * (0.7 if is_reply else 1.0) * (1.0 if own_post else 0.6)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue to show; None shows all. Every field is a part of the page's URL."""

    account_id: int | None = None
    category: str | None = None
    language: str | None = None
    status: CaseStatus | None = None
    assigned_to_id: int | None = None
    unassigned: bool = False

    @property
    def joins_floods(self) -> bool:
        """Whether a flood is one line: not where only some of its cases would fit the filter."""
        return not (
            self.category
            or self.language
            or self.status
            or self.assigned_to_id is not None
            or self.unassigned
        )


@dataclass(frozen=True, slots=True)
class QueueRow:
    case: Case
    comment: Comment
    account: Account


EVERYTHING = QueueFilter()


def queue(
    session: Session,
    wanted: QueueFilter = EVERYTHING,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 25,
) -> list[QueueRow]:
    """Return waiting cases, most pressing first, from after the (rank_at, id) given.

    One statement, on an index, whatever waits: a page costs the same at any size. A flood of
    near copies is one row, its most pressing case, unless only part of it is wanted.
    """
    query = (
        select(Case, Comment, Account)
        .join(Comment, col(Comment.id) == col(Case.comment_id))
        .join(Account, col(Account.id) == col(Case.account_id))
        .where(*_conditions(wanted))
        .order_by(col(Case.rank_at), col(Case.id))
        .limit(limit)
    )
    if after:
        rank_at, last_id = after
        # As a pair: an OR of the two would read the index from its start, page by page.
        query = query.where(tuple_(col(Case.rank_at), col(Case.id)) > tuple_(rank_at, last_id))
    return [QueueRow(case, comment, account) for case, comment, account in session.exec(query)]


def _conditions(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Case.waiting).is_(True)]
    if wanted.account_id is not None:
        conditions.append(col(Case.account_id) == wanted.account_id)
    if wanted.category is not None:
        conditions.append(col(Case.top_category) == wanted.category)
    if wanted.language is not None:
        conditions.append(col(Case.language) == wanted.language)
    if wanted.status is not None:
        conditions.append(col(Case.status) == wanted.status)
    if wanted.assigned_to_id is not None:
        conditions.append(col(Case.assigned_to_id) == wanted.assigned_to_id)
    if wanted.unassigned:
        conditions.append(col(Case.assigned_to_id).is_(None))
    if wanted.joins_floods:
        earlier = aliased(Case)
        conditions.append(
            or_(
                col(Case.flood_id).is_(None),
                ~select(earlier.id)
                .where(
                    earlier.flood_id == col(Case.flood_id),
                    earlier.waiting.is_(True),  # type: ignore[attr-defined]
                    tuple_(earlier.rank_at, earlier.id) < tuple_(col(Case.rank_at), col(Case.id)),
                )
                .exists(),
            )
        )
    return conditions


def sizes_of(session: Session, flood_ids: Collection[int]) -> dict[int, int]:
    """Return how many cases of each flood wait; no statement where no flood is asked for."""
    if not flood_ids:
        return {}
    rows = session.exec(
        select(col(Case.flood_id), func.count())
        .where(col(Case.flood_id).in_(flood_ids), col(Case.waiting).is_(True))
        .group_by(col(Case.flood_id))
    )
    return {flood_id: size for flood_id, size in rows if flood_id is not None}


def count_waiting(session: Session, wanted: QueueFilter = EVERYTHING, *, cap: int = 1000) -> int:
    """Count waiting cases, but no further than `cap`: say "more than" beyond it."""
    some = select(col(Case.id)).where(*_conditions(wanted)).limit(cap).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def move(case: Case, status: CaseStatus, *, now: datetime) -> None:
    """Take `case` to `status`, by a permitted move only; `waiting` follows.

    Raises:
        CaseMoved: the case is not where this move begins.
    """
    if status is case.status:
        return
    if status not in MOVES[case.status]:
        raise CaseMoved(f"{case.status.value} to {status.value}")
    case.status = status
    case.waiting = status in WAITING
    case.version += 1
    case.closed_at = None if case.waiting or status is CaseStatus.EXECUTING else now


def assign(session: Session, case: Case, officer_id: int | None, *, now: datetime) -> None:
    """Give `case` to an officer, or put it back with None.

    Raises:
        CaseMoved: it is no longer waiting.
    """
    if not case.waiting:
        raise CaseMoved(case.status.value)
    case.assigned_to_id = officer_id
    if case.status in (CaseStatus.OPEN, CaseStatus.ASSIGNED):
        move(case, CaseStatus.ASSIGNED if officer_id else CaseStatus.OPEN, now=now)
    session.add(case)


def reopen(case: Case, *, reason: str, ranked: Priority | None, now: datetime) -> None:
    """Bring a decided case back to the queue: its text changed, or the platform's state did."""
    if case.waiting:
        if ranked and ranked.rank_at < case.rank_at:
            _rank(case, ranked)
        return
    if case.status is CaseStatus.EXECUTING:
        # The takedown under way ends first; it reads the platform afresh anyway.
        return
    move(case, CaseStatus.OPEN, now=now)
    case.reason = reason
    case.reopened += 1
    case.assigned_to_id = None
    if ranked:
        _rank(case, ranked)


def _rank(case: Case, ranked: Priority) -> None:
    case.harm, case.reach = ranked.harm, ranked.reach
    case.rank_at, case.due_at = ranked.rank_at, ranked.due_at
    case.top_category = ranked.top_category
