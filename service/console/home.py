"""The home page: what waits, what is broken, who is away and who covers."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from moderation.blocks import to_look_at
from moderation.cases import URGENT
from moderation.models import (
    Absence,
    AbsenceKind,
    Account,
    AccountStatus,
    Block,
    Case,
    CaseStatus,
    Incident,
    Officer,
    Recheck,
    Takedown,
    TakedownState,
)
from moderation.rechecks import reappeared
from service.clock import LONDON
from service.console.context import clock, me
from service.roles import EVERYONE, READERS, requires

bp = Blueprint("home", __name__)

COUNT_UP_TO = 1000
#: How many lines of each list the page shows.
LISTED = 20


@dataclass(slots=True)
class Overview:
    """What the home page shows. Counts go no further than COUNT_UP_TO + 1."""

    counts: dict[str, int] = field(default_factory=dict)
    incidents: list[tuple[Incident, Account | None]] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    failed: list[tuple[Case, Account, Takedown | None]] = field(default_factory=list)
    reappeared: list[tuple[Case, Account, Recheck]] = field(default_factory=list)
    blocks: list[tuple[Block, Case, Account]] = field(default_factory=list)
    ownerless: list[Account] = field(default_factory=list)
    past_review: list[Account] = field(default_factory=list)
    away: list[tuple[Absence, str, str]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def nothing_broken(self) -> bool:
        return not (
            self.incidents
            or self.accounts
            or self.failed
            or self.reappeared
            or self.blocks
            or self.ownerless
            or self.past_review
        )


@bp.get("/")
@requires(*EVERYONE)
def show() -> ResponseReturnValue:
    page = overview(g.session, my_id=me().id, now=clock())
    return render_template(
        "console/home/show.html",
        page=page,
        reads_cases=me().has(*READERS),
        up_to=COUNT_UP_TO,
    )


def overview(session: Session, *, my_id: int, now: datetime) -> Overview:
    """Gather the home page in a fixed number of statements, none over a whole large table."""
    page = Overview(counts=_counts(session, my_id, now))
    page.incidents = _incidents(session)
    page.failed = _failed(session)
    page.reappeared = list(reappeared(session, limit=LISTED))
    today = now.astimezone(LONDON).date()
    page.blocks = to_look_at(session, today=today, now=now, limit=LISTED)
    _accounts(session, page, today)
    _away(session, page, now)
    return page


def _some(*conditions: ColumnElement[bool]) -> SelectOfScalar[int]:
    some = select(col(Case.id)).where(*conditions).limit(COUNT_UP_TO + 1).subquery()
    return select(func.count()).select_from(some)


def _counts(session: Session, my_id: int, now: datetime) -> dict[str, int]:
    waiting = col(Case.waiting).is_(True)
    counted = {
        "all": _some(waiting),
        "urgent": _some(waiting, col(Case.top_category).in_([c.value for c in URGENT])),
        "overdue": _some(waiting, col(Case.due_at) < now),
        "mine": _some(waiting, col(Case.assigned_to_id) == my_id),
        "unassigned": _some(waiting, col(Case.assigned_to_id).is_(None)),
    }
    row = session.exec(
        select(*(query.scalar_subquery().label(name) for name, query in counted.items()))
    ).one()
    return {name: int(row[number]) for number, name in enumerate(counted)}


def _incidents(session: Session) -> list[tuple[Incident, Account | None]]:
    rows = session.exec(
        select(Incident, Account)
        .outerjoin(Account, col(Account.id) == col(Incident.account_id))
        .where(col(Incident.closed_at).is_(None))
        .order_by(col(Incident.opened_at).desc(), col(Incident.id).desc())
        .limit(LISTED)
    )
    return list(rows)


def _failed(session: Session) -> list[tuple[Case, Account, Takedown | None]]:
    """Return cases that failed and wait for a person, with the takedown that did."""
    rows = session.exec(
        select(Case, Account, Takedown)
        .join(Account, col(Account.id) == col(Case.account_id))
        .outerjoin(
            Takedown,
            (col(Takedown.case_id) == col(Case.id))
            & col(Takedown.state).in_([TakedownState.FAILED, TakedownState.NEEDS_PERSON]),
        )
        .where(col(Case.waiting).is_(True), col(Case.status) == CaseStatus.FAILED)
        .order_by(col(Case.rank_at), col(Case.id), col(Takedown.id))
        .limit(LISTED)
    )
    newest: dict[int, tuple[Case, Account, Takedown | None]] = {}
    for case, account, takedown in rows:
        newest[case.id or 0] = (case, account, takedown)
    return list(newest.values())


def _accounts(session: Session, page: Overview, today: date) -> None:
    """Sort out the accounts that something is wrong with: a register of dozens, read once."""
    rows = session.exec(
        select(Account, Officer)
        .outerjoin(Officer, col(Officer.id) == col(Account.owner_id))
        .where(
            or_(
                col(Account.status) != AccountStatus.ACTIVE,
                col(Account.owner_id).is_(None),
                col(Officer.active).is_(False),
                col(Account.review_on) < today,
            )
        )
        .order_by(col(Account.platform), col(Account.handle))
    )
    for account, owner in rows:
        if account.status is not AccountStatus.ACTIVE:
            page.accounts.append(account)
        if owner is None or not owner.active:
            page.ownerless.append(account)
        if account.review_on is not None and account.review_on < today:
            page.past_review.append(account)


def _away(session: Session, page: Overview, now: datetime) -> None:
    absences = list(
        session.exec(
            select(Absence)
            .where(
                col(Absence.starts_at) <= now,
                col(Absence.ends_at) > now,
                col(Absence.cancelled_at).is_(None),
                col(Absence.kind) != AbsenceKind.ELSEWHERE,
            )
            .order_by(col(Absence.ends_at), col(Absence.id))
            .limit(LISTED)
        )
    )
    ids = {a.officer_id for a in absences} | {a.cover_id for a in absences if a.cover_id}
    ids |= {i.owner_id for i, _account in page.incidents if i.owner_id}
    if ids:
        rows = session.exec(select(col(Officer.id), Officer.name).where(col(Officer.id).in_(ids)))
        page.names = {number: name for number, name in rows if number is not None}
    page.away = [
        (a, page.names.get(a.officer_id, ""), page.names.get(a.cover_id or 0, "")) for a in absences
    ]
