"""Which emergency stops are in force, as every page says them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from moderation.models import Account, EmergencyStop
from moderation.stops import open_stops
from service.governance.people import officers_by_id


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop with its account (None: all of them) and the names of who acted on it."""

    row: EmergencyStop
    account: Account | None
    names: dict[int, str]

    def name(self, officer_id: int | None) -> str:
        return self.names.get(officer_id or 0, "")


def described(session: Session, rows: Sequence[EmergencyStop]) -> list[Stop]:
    """Return the stops with names; nothing is asked of the database where there are none."""
    if not rows:
        return []
    ids = {
        officer_id
        for row in rows
        for officer_id in (
            row.asked_by_id,
            row.confirmed_by_id,
            row.lift_asked_by_id,
            row.lifted_by_id,
        )
    }
    names = {number: officer.name for number, officer in officers_by_id(session, ids).items()}
    wanted = {row.account_id for row in rows if row.account_id is not None}
    accounts = (
        {a.id: a for a in session.exec(select(Account).where(col(Account.id).in_(wanted)))}
        if wanted
        else {}
    )
    return [Stop(row, accounts.get(row.account_id), names) for row in rows]


def in_force(session: Session) -> list[Stop]:
    """Return the stops in force, oldest first."""
    return described(session, [row for row in open_stops(session) if row.in_force])
