"""Officers, their passwords and their sign-ins.

A sign-in is a row: the browser holds a random id, the table its hash, and a row revoked or
out of time ends the sign-in at the next click.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, select, update

from moderation import audit
from moderation.models import Officer, OfficerRole, Role
from service.database import Database
from service.settings import Settings
from service.tables import OfficerSession

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
#: How stale `last_seen_at` may grow: a click within this writes nothing.
SEEN_EVERY = timedelta(minutes=1)
_MAX_PASSWORD = 1000

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return an argon2id hash with its own salt and settings in it."""
    return _hasher.hash(password)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


def _matches(password_hash: str | None, password: str) -> bool:
    """Check a password; an officer without one, or no officer, takes as long and fails."""
    try:
        matched = _hasher.verify(password_hash or _nobodys_hash(), password[:_MAX_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return matched and password_hash is not None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at the browser: what every page knows of them."""

    officer: Officer
    roles: frozenset[Role]
    id_hash: str
    expires_at: datetime

    @property
    def id(self) -> int:
        return self.officer.id or 0

    @property
    def actor(self) -> str:
        return f"officer:{self.id}"

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


def check_password(database: Database, email: str, password: str, *, now: datetime) -> int | None:
    """Return the officer's id where e-mail and password are right and not locked, else None.

    Nothing in the answer, nor noticeably in the time it takes, tells whether the officer
    exists, is locked or has left. Five failures lock the sign-in for 15 minutes, in the
    database, so for every process at once. The hash is computed outside any transaction.
    """
    with database.read() as session:
        found = session.exec(
            select(Officer).where(col(Officer.email) == email.strip().lower()[:254])
        ).first()
    right = _matches(found.password_hash if found else None, password)
    if found is None:
        _record_failure(database, None, now=now)
        return None
    if found.locked_until is not None and now < found.locked_until:
        _record_failure(database, found.id, now=now, counts=False)
        return None
    if not right or not found.active:
        _record_failure(database, found.id, now=now)
        return None
    with database.write() as session:
        officer = session.get_one(Officer, found.id)
        officer.failed_sign_ins = 0
        officer.locked_until = None
        if officer.password_hash and _hasher.check_needs_rehash(officer.password_hash):
            officer.password_hash = hash_password(password[:_MAX_PASSWORD])
        session.add(officer)
    return found.id


def _record_failure(
    database: Database, officer_id: int | None, *, now: datetime, counts: bool = True
) -> None:
    with database.write() as session:
        locked = False
        if officer_id is not None and counts:
            officer = session.exec(
                select(Officer).where(col(Officer.id) == officer_id).with_for_update()
            ).one()
            officer.failed_sign_ins += 1
            if officer.failed_sign_ins >= MAX_FAILURES:
                officer.failed_sign_ins = 0
                officer.locked_until = now + LOCKED_FOR
                locked = True
            session.add(officer)
        audit.append(
            session,
            actor=f"officer:{officer_id}" if officer_id is not None else "unknown",
            action="sign_in.locked" if locked else "sign_in.failed",
            now=now,
        )


def _hash_id(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()


def start_session(session: Session, officer_id: int, *, settings: Settings, now: datetime) -> str:
    """Sign the officer in and return the new id for their cookie: 256 random bits."""
    session_id = secrets.token_urlsafe(32)
    session.add(
        OfficerSession(
            id_hash=_hash_id(session_id),
            officer_id=officer_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=settings.session_hours),
        )
    )
    session.flush()
    audit.append(session, actor=f"officer:{officer_id}", action="signed_in", now=now)
    return session_id


def find_session(
    session: Session, session_id: str, *, settings: Settings, now: datetime
) -> tuple[SignedIn, bool] | None:
    """Return who the cookie stands for and whether `touch` is due; None if it has ended.

    One statement. Revoked, expired, idle, and the sessions of those who left are ended.
    """
    rows = session.exec(
        select(OfficerSession, Officer, OfficerRole)
        .join(Officer, col(Officer.id) == col(OfficerSession.officer_id))
        .outerjoin(OfficerRole, col(OfficerRole.officer_id) == col(Officer.id))
        .where(col(OfficerSession.id_hash) == _hash_id(session_id))
    ).all()
    if not rows:
        return None
    row, officer, _ = rows[0]
    idle = timedelta(minutes=settings.session_idle_minutes)
    ended = row.revoked_at is not None or now >= row.expires_at or now - row.last_seen_at >= idle
    if ended or not officer.active:
        return None
    # An officer without a role has an outer join's empty row.
    roles = frozenset(role.role for _, _, role in rows if role is not None)
    signed_in = SignedIn(officer, roles, row.id_hash, row.expires_at)
    return signed_in, now - row.last_seen_at >= SEEN_EVERY


def touch(database: Database, id_hash: str, *, now: datetime) -> None:
    """Note that the officer was here."""
    with database.write() as session:
        session.exec(
            update(OfficerSession)
            .where(col(OfficerSession.id_hash) == id_hash)
            .values(last_seen_at=now)
        )


def open_sessions(
    session: Session, officer_id: int, *, settings: Settings, now: datetime
) -> list[OfficerSession]:
    """Return the officer's sign-ins that still count, newest use first."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    return list(
        session.exec(
            select(OfficerSession)
            .where(
                col(OfficerSession.officer_id) == officer_id,
                col(OfficerSession.revoked_at).is_(None),
                col(OfficerSession.expires_at) > now,
                col(OfficerSession.last_seen_at) > now - idle,
            )
            .order_by(col(OfficerSession.last_seen_at).desc())
        )
    )


def revoke(
    session: Session,
    officer_id: int,
    *,
    now: datetime,
    only: str | None = None,
    keep: str | None = None,
    action: str = "sessions.revoked",
) -> int:
    """End sign-ins of one officer, those hashed `only` or all but `keep`; return how many."""
    statement = (
        update(OfficerSession)
        .where(
            col(OfficerSession.officer_id) == officer_id, col(OfficerSession.revoked_at).is_(None)
        )
        .values(revoked_at=now)
    )
    if only is not None:
        statement = statement.where(col(OfficerSession.id_hash) == only)
    if keep is not None:
        statement = statement.where(col(OfficerSession.id_hash) != keep)
    ended = session.exec(statement).rowcount
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action=action,
        subject=f"officer:{officer_id}",
        details={"ended": ended},
        now=now,
    )
    return ended
