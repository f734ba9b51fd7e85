"""Finds floods among the comments just screened, and joins their cases into one line.

A comment is in a flood where at least FLOOD_FROM near copies of it came to one account within
WINDOW. A flood flags and removes nothing: it puts what a person must look at anyway, and copies
that nothing else flagged, into one group that is decided once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, insert, update
from sqlmodel import Session, col, select

from moderation.models import Case, Comment, Flood, Likeness
from moderation.screening.likeness import are_alike, marks

#: How many near copies make a flood.
FLOOD_FROM = 5
#: Copies further apart than this are not one flood.
WINDOW = timedelta(hours=24)
#: Comments with one mark that are compared: a flood grows by the rest when they come.
MOST_COMPARED = 500
_likeness: Table = Likeness.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Joined:
    """Comments found to belong to a flood, in order; `fresh` where it was found just now."""

    flood: Flood
    comment_ids: tuple[int, ...]
    fresh: bool


def find_floods(session: Session, comments: Sequence[Comment], *, now: datetime) -> list[Joined]:
    """Keep the marks of `comments`, just screened, and return the floods they belong to.

    In the caller's transaction. The cost grows with the comments given and with copies of
    them, not with what is stored.
    """
    own_marks = {c.id or 0: marks(c.text) for c in comments if not c.own}
    own_marks = {comment_id: found for comment_id, found in own_marks.items() if found}
    if not own_marks:
        return []
    session.execute(delete(_likeness).where(_likeness.c.seen_at < now - WINDOW))
    session.execute(delete(_likeness).where(_likeness.c.comment_id.in_(own_marks)))
    accounts = {c.id or 0: c.account_id for c in comments}
    rows: list[dict[str, Any]] = [
        {"comment_id": i, "mark": mark, "account_id": accounts[i], "seen_at": now}
        for i, found in own_marks.items()
        for mark in dict.fromkeys(found)
    ]
    session.execute(insert(_likeness), rows)
    groups = _candidates(session, accounts, own_marks)
    found_floods: list[Joined] = []
    taken: set[int] = set()
    for account_id, ids in groups:
        left = [i for i in ids if i not in taken]
        if any(i in own_marks for i in left) and len(ids) >= FLOOD_FROM:
            joined = _join(session, account_id, left, now)
            if joined:
                taken.update(joined.comment_ids)
                found_floods.append(joined)
    return found_floods


def _candidates(
    session: Session, accounts: dict[int, int], own_marks: dict[int, tuple[int, ...]]
) -> list[tuple[int, list[int]]]:
    """Return (account, comments that share a mark) for every mark of the comments given."""
    wanted = sorted({mark for found in own_marks.values() for mark in found})
    shared: dict[tuple[int, int], list[int]] = {}
    for at in range(0, len(wanted), 500):
        for account_id, mark, comment_id in session.execute(
            select(col(Likeness.account_id), col(Likeness.mark), col(Likeness.comment_id))
            .where(
                col(Likeness.account_id).in_(set(accounts.values())),
                col(Likeness.mark).in_(wanted[at : at + 500]),
            )
            .order_by(col(Likeness.comment_id))
        ):
            ids = shared.setdefault((account_id, mark), [])
            if len(ids) < MOST_COMPARED:
                ids.append(comment_id)
    ordered = sorted(shared.items(), key=lambda one: (-len(one[1]), one[0]))
    return [(account_id, ids) for (account_id, _mark), ids in ordered]


def _join(session: Session, account_id: int, ids: list[int], now: datetime) -> Joined | None:
    """Return the flood of the comments that are truly alike; None where they are too few."""
    rows = session.execute(
        select(col(Comment.id), col(Comment.text), col(Case.flood_id), col(Comment.published_at))
        .outerjoin(Case, col(Case.comment_id) == col(Comment.id))
        .where(col(Comment.id).in_(ids))
        .order_by(col(Comment.id))
    ).all()
    known = next((row.flood_id for row in rows if row.flood_id), None)
    flood = session.get(Flood, known) if known else None
    sample = session.get(Comment, flood.sample_id) if flood else None
    text = sample.text if sample else rows[0].text
    alike = _together([row for row in rows if are_alike(text, row.text)], known)
    if flood is None:
        if len(alike) < FLOOD_FROM:
            return None
        flood = Flood(account_id=account_id, sample_id=alike[0].id, found_at=now, last_at=now)
    flood.last_at = now
    session.add(flood)
    session.flush()
    new = tuple(row.id for row in alike if row.flood_id is None)
    return Joined(flood, new, known is None) if new else None


def _together(alike: Sequence[Any], known: int | None) -> list[Any]:
    """Return those published together: in one window, or within one of the flood there is.

    By when they were said and not when they were read: a month that is read at once holds many
    people who said the same thanks on different days.
    """
    rows = sorted(alike, key=lambda row: (row.published_at, row.id))
    members = [row.published_at for row in rows if known and row.flood_id == known]
    if members:
        first, last = members[0] - WINDOW, members[-1] + WINDOW
        return [row for row in rows if first <= row.published_at <= last]
    best, start = (0, 0), 0
    for end, row in enumerate(rows):
        while row.published_at - rows[start].published_at > WINDOW:
            start += 1
        best = max(best, (end + 1 - start, -start))
    return rows[-best[1] : best[0] - best[1]]


def mark_cases(session: Session, joined: Joined) -> None:
    """Note on the cases of a flood's comments that they belong to it."""
    session.execute(
        update(Case)
        .where(col(Case.comment_id).in_(joined.comment_ids), col(Case.flood_id).is_(None))
        .values(flood_id=joined.flood.id)
        .execution_options(synchronize_session=False)
    )
