"""Officers, as far as governance needs to know them: who works here, who can moderate."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from moderation.models import Officer, OfficerRole, Role

#: Roles that decide cases of every account, so that their holders can answer for anyone's.
CAN_MODERATE = frozenset({Role.OFFICER, Role.LEAD})


def active_officers(session: Session) -> list[Officer]:
    """Return everybody who works here now, by name."""
    return list(
        session.exec(
            select(Officer)
            .where(col(Officer.active).is_(True))
            .order_by(col(Officer.name), col(Officer.id))
        )
    )


def active_moderators(session: Session) -> list[Officer]:
    """Return active officers who hold a role that can moderate, by name."""
    holders = select(col(OfficerRole.officer_id)).where(col(OfficerRole.role).in_(CAN_MODERATE))
    return list(
        session.exec(
            select(Officer)
            .where(col(Officer.active).is_(True), col(Officer.id).in_(holders))
            .order_by(col(Officer.name), col(Officer.id))
        )
    )


def can_moderate(session: Session, officer_id: int) -> bool:
    """Say whether the officer holds a role that can moderate, active or not."""
    return (
        session.exec(
            select(col(OfficerRole.id))
            .where(
                col(OfficerRole.officer_id) == officer_id,
                col(OfficerRole.role).in_(CAN_MODERATE),
            )
            .limit(1)
        ).first()
        is not None
    )


def lock_officers(session: Session, ids: Collection[int]) -> dict[int, Officer]:
    """Return the officers by id, held until the transaction ends, so that two changes queue."""
    rows = session.exec(
        select(Officer)
        .where(col(Officer.id).in_(sorted(ids)))
        .order_by(col(Officer.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id or 0: row for row in rows}


def officers_by_id(session: Session, ids: Collection[int | None]) -> dict[int, Officer]:
    """Return the officers with these ids; None among them is passed over."""
    wanted = {id for id in ids if id is not None}
    if not wanted:
        return {}
    return {
        row.id or 0: row for row in session.exec(select(Officer).where(col(Officer.id).in_(wanted)))
    }
