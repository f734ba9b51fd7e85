"""The audit record: every change, and every reading of a restricted thing, in one chain.

Each entry's hash covers its own content and the hash before it, so an edited, removed or
reordered row breaks the chain from there on. What the chain cannot show by itself is a
tail cut off: `verify` therefore also reports the last number and hash, which the monthly
report prints and a council can keep elsewhere.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from moderation.models.record import AuditEntry

GENESIS = "0" * 64
#: Any fixed number will do: it names the lock that keeps two writers off one chain.
_CHAIN_LOCK = 7_203_331


def append(
    session: Session,
    *,
    actor: str,
    action: str,
    now: datetime,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the caller's transaction: it stands or falls with the change it records.

    On PostgreSQL writers queue on a lock until the transaction ends; on SQLite a write
    transaction is alone already. So append last, and commit soon after.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK}
        )
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(1)).first()
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=now.astimezone(UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=dict(details or {}),
        previous_hash=last.hash if last else GENESIS,
        hash="",
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry's canonical JSON, the previous hash included."""
    content = json.dumps(
        [
            entry.seq,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor,
            entry.action,
            entry.subject,
            entry.details,
            entry.previous_hash,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the whole chain showed.

    `broken_at` is the first number at which it does not hold, with why; None if whole.
    """

    entries: int
    last_seq: int
    last_hash: str
    broken_at: int | None = None
    problem: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(session: Session, *, expect_last: tuple[int, str] | None = None) -> Verification:
    """Read the chain from its start and check every link.

    `expect_last` is a number and hash noted earlier: if that entry is missing or differs,
    the record was cut or rewritten.
    """
    previous, expected, count = GENESIS, 1, 0
    seen_expected = expect_last is None
    rows = session.exec(
        select(AuditEntry).order_by(col(AuditEntry.seq)).execution_options(yield_per=2000)
    )
    for entry in rows:
        problem = ""
        if entry.seq != expected:
            problem = f"entry {expected} is missing"
        elif entry.previous_hash != previous:
            problem = "it does not follow the entry before it"
        elif entry_hash(entry) != entry.hash:
            problem = "its content was changed"
        elif expect_last and entry.seq == expect_last[0]:
            seen_expected = True
            if entry.hash != expect_last[1]:
                problem = "it is not the entry noted earlier"
        if problem:
            return Verification(count, entry.seq, previous, expected, problem)
        previous, expected, count = entry.hash, expected + 1, count + 1
        session.expunge(entry)
    if not seen_expected and expect_last:
        return Verification(count, expected - 1, previous, expected, "the record was cut short")
    return Verification(count, expected - 1, previous)
