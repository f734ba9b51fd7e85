"""Who is away, who covers for them, and who answers for an account now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from moderation.models import Absence, AbsenceKind, Account, Officer
from service.governance.people import active_moderators, officers_by_id


@dataclass(frozen=True, slots=True)
class Away:
    """An absence with its people. `cover_stands`: the cover can still answer."""

    absence: Absence
    officer: Officer
    cover: Officer | None
    cover_stands: bool


class Why(StrEnum):
    """By what right somebody answers for an account."""

    OWNER = "owner"
    COVER_OF_OWNER = "cover_of_owner"
    DEPUTY = "deputy"
    COVER_OF_DEPUTY = "cover_of_deputy"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for an account now, and why they. Nobody is a problem to be shown."""

    officer: Officer | None
    why: Why


def touching(session: Session, *, since: datetime, until: datetime) -> list[Absence]:
    """Return absences that stand and share time with [since, until), by start.

    Those working elsewhere are among them.
    """
    return list(
        session.exec(
            select(Absence)
            .where(
                col(Absence.cancelled_at).is_(None),
                col(Absence.starts_at) < until,
                col(Absence.ends_at) > since,
            )
            .order_by(col(Absence.starts_at), col(Absence.id))
        )
    )


def current(session: Session, now: datetime) -> list[Absence]:
    """Return absences that stand at `now`, by start, those working elsewhere included.

    An absence begins with its start minute and is over at its end.
    """
    return list(
        session.exec(
            select(Absence)
            .where(
                col(Absence.cancelled_at).is_(None),
                col(Absence.starts_at) <= now,
                col(Absence.ends_at) > now,
            )
            .order_by(col(Absence.starts_at), col(Absence.id))
        )
    )


def who_is_away(session: Session, now: datetime) -> list[Away]:
    """Return everybody who is away at `now`, by start of absence.

    Somebody working elsewhere can be reached: they are not away (H5).
    """
    return with_people(session, [a for a in current(session, now) if is_away(a)])


def is_away(absence: Absence) -> bool:
    """Say whether the absence means that somebody else must answer."""
    return absence.kind is not AbsenceKind.ELSEWHERE


def with_people(session: Session, absences: Sequence[Absence]) -> list[Away]:
    """Return each absence with its officer and cover, and whether the cover still stands.

    A cover stands while they work here, hold a role that can moderate, and are not away
    themselves at any time of the absence.
    """
    people = officers_by_id(session, [id for a in absences for id in (a.officer_id, a.cover_id)])
    moderators = {officer.id for officer in active_moderators(session)}
    covers = {a.cover_id for a in absences if a.cover_id is not None}
    theirs: list[Absence] = []
    if covers:
        theirs = list(
            session.exec(
                select(Absence).where(
                    col(Absence.officer_id).in_(covers),
                    col(Absence.cancelled_at).is_(None),
                    col(Absence.ends_at) > min(a.starts_at for a in absences),
                    col(Absence.starts_at) < max(a.ends_at for a in absences),
                )
            )
        )
    return [
        Away(
            absence,
            people[absence.officer_id],
            people.get(absence.cover_id or 0),
            absence.cover_id in moderators
            and not any(
                is_away(other) and overlap(absence, other)
                for other in theirs
                if other.officer_id == absence.cover_id
            ),
        )
        for absence in absences
    ]


def overlap(one: Absence, other: Absence) -> bool:
    """Say whether two absences share any time. One that ends as the other starts does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def cover_for(session: Session, officer: Officer, now: datetime) -> Officer | None:
    """Return who covers for `officer` at `now`; None if they are not away, or cover is lost.

    One step only: nobody agreed to answer for the accounts of those whom an absent
    colleague covers. Cover who is away, has left or can no longer moderate is lost.
    """
    return _Now(session, now).cover_of(officer.id)


def answers_for(session: Session, account: Account, now: datetime) -> Answer:
    """Return who answers for `account` at `now`.

    The owner; if away, their cover; failing that the deputy; if away too, the deputy's
    cover. Where none of the four can, nobody answers, which is a problem to be shown.
    """
    return answers_for_all(session, [account], now)[account.id or 0]


def answers_for_all(
    session: Session, accounts: Iterable[Account], now: datetime
) -> dict[int, Answer]:
    """Return who answers for each account at `now`, by the account's id; three statements."""
    at = _Now(session, now)
    return {account.id or 0: at.answer(account) for account in accounts}


class _Now:
    """Who is away and who can moderate, read once."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        away = [a for a in current(session, now) if is_away(a)]
        self._cover = {a.officer_id: a.cover_id for a in away}
        self._moderators = {o.id: o for o in active_moderators(session)}
        self._people: dict[int | None, Officer | None] = {}

    def cover_of(self, officer_id: int | None) -> Officer | None:
        cover_id = self._cover.get(officer_id or 0)
        if cover_id is None or cover_id in self._cover:
            return None
        return self._moderators.get(cover_id)

    def _present(self, officer_id: int | None) -> Officer | None:
        """The officer, if they work here and are not away."""
        if officer_id is None or officer_id in self._cover:
            return None
        if officer_id not in self._people:
            self._people[officer_id] = self._session.get(Officer, officer_id)
        officer = self._people[officer_id]
        return officer if officer and officer.active else None

    def answer(self, account: Account) -> Answer:
        for officer, why in (
            (self._present(account.owner_id), Why.OWNER),
            (self.cover_of(account.owner_id), Why.COVER_OF_OWNER),
            (self._present(account.deputy_id), Why.DEPUTY),
            (self.cover_of(account.deputy_id), Why.COVER_OF_DEPUTY),
        ):
            if officer is not None:
                return Answer(officer, why)
        return Answer(None, Why.NOBODY)
