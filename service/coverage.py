"""The coverage ledger: proof of which spans of time were seen, missed or back-filled (B4).

Spans of one account touch but never overlap. What is not covered by a span was before the
account was connected, or is after its last look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from connectors.base import Gap, ItemState
from moderation.models import Comment, CoverageSpan, CoverageStatus, Post

#: A span longer than this many poll periods was not seen as it happened: it is a gap (B4).
GAP_PERIODS = 2


def last_span(session: Session, account_id: int) -> CoverageSpan | None:
    """Return the account's latest span."""
    return session.exec(
        select(CoverageSpan)
        .where(col(CoverageSpan.account_id) == account_id)
        .order_by(col(CoverageSpan.ends_at).desc(), col(CoverageSpan.id).desc())
        .limit(1)
    ).first()


def record_seen(
    session: Session,
    account_id: int,
    *,
    asked_at: datetime,
    reaches_back_to: datetime | None,
    period: timedelta,
    gaps: Iterable[Gap] = (),
) -> None:
    """Enter a whole, successful look: everything up to `asked_at` is known.

    The time since the last span is SEEN where looks came in their rhythm, BACK_FILLED
    where they did not, and MISSED where the platform says that it no longer reaches.

    Args:
        asked_at: when the look began: what was said while it ran may not be in it.
        reaches_back_to: for a first look, the oldest thing it brought; None if nothing.
    """
    last = last_span(session, account_id)
    if last is None:
        start = min(reaches_back_to or asked_at, asked_at)
        _add(session, account_id, start, asked_at, CoverageStatus.BACK_FILLED, "first_look")
        return
    missed = _missed(session, account_id)
    if missed:
        # What was being missed has now been read, as far as the platform reaches: all of
        # it, for the cursor had stood still since before the first failure.
        for span in missed:
            span.status = CoverageStatus.BACK_FILLED
            session.add(span)
        missed[-1].ends_at = max(missed[-1].ends_at, asked_at)
    elif asked_at > last.ends_at:
        in_rhythm = asked_at - last.ends_at <= period * GAP_PERIODS
        status = CoverageStatus.SEEN if in_rhythm else CoverageStatus.BACK_FILLED
        if last.status is status and status is CoverageStatus.SEEN:
            last.ends_at = asked_at
            session.add(last)
        else:
            reason = "" if in_rhythm else "no_look"
            _add(session, account_id, last.ends_at, asked_at, status, reason)
    for gap in gaps:
        _carve(session, account_id, gap, asked_at)


def record_failed(session: Session, account_id: int, *, now: datetime, reason: str) -> None:
    """Enter a look that failed: time since the last span is missed until one succeeds."""
    last = last_span(session, account_id)
    if last is None or now <= last.ends_at:
        return
    if last.status is CoverageStatus.MISSED and last.reason == reason:
        last.ends_at = now
        session.add(last)
    else:
        _add(session, account_id, last.ends_at, now, CoverageStatus.MISSED, reason)


def _missed(session: Session, account_id: int) -> list[CoverageSpan]:
    """The spans that no look has read yet, oldest first."""
    return list(
        session.exec(
            select(CoverageSpan)
            .where(
                col(CoverageSpan.account_id) == account_id,
                col(CoverageSpan.status) == CoverageStatus.MISSED,
                col(CoverageSpan.reason) != "out_of_reach",
            )
            .order_by(col(CoverageSpan.starts_at), col(CoverageSpan.id))
        ).all()
    )


def _add(
    session: Session,
    account_id: int,
    starts_at: datetime,
    ends_at: datetime,
    status: CoverageStatus,
    reason: str,
) -> None:
    session.add(
        CoverageSpan(
            account_id=account_id,
            starts_at=starts_at,
            ends_at=ends_at,
            status=status,
            reason=reason,
        )
    )
    session.flush()


def _carve(session: Session, account_id: int, gap: Gap, asked_at: datetime) -> None:
    """Mark what the platform no longer reaches as missed for good, inside the other spans."""
    until = min(gap.until or asked_at, asked_at)
    spans = session.exec(
        select(CoverageSpan)
        .where(
            col(CoverageSpan.account_id) == account_id,
            col(CoverageSpan.status) != CoverageStatus.SEEN,
        )
        .order_by(col(CoverageSpan.starts_at))
    ).all()
    for span in spans:
        since = max(gap.since or span.starts_at, span.starts_at)
        end = min(until, span.ends_at)
        if since >= end or span.reason == "out_of_reach":
            continue
        before, after = (span.starts_at, since), (end, span.ends_at)
        status, reason = span.status, span.reason
        span.starts_at, span.ends_at = since, end
        span.status, span.reason = CoverageStatus.MISSED, "out_of_reach"
        session.add(span)
        for starts_at, ends_at in (before, after):
            if starts_at < ends_at:
                _add(session, account_id, starts_at, ends_at, status, reason)


def covered_share(
    session: Session, account_id: int, *, since: datetime, until: datetime
) -> float | None:
    """The share of a span of time that was seen or back-filled, 0 to 1.

    None where the ledger knows nothing of that time.
    """
    known = timedelta()
    covered = timedelta()
    for span in session.exec(
        select(CoverageSpan).where(
            col(CoverageSpan.account_id) == account_id,
            col(CoverageSpan.starts_at) < until,
            col(CoverageSpan.ends_at) > since,
        )
    ):
        length = min(span.ends_at, until) - max(span.starts_at, since)
        known += length
        if span.status is not CoverageStatus.MISSED:
            covered += length
    return covered / known if known else None


@dataclass(frozen=True, slots=True)
class Short:
    """A post whose platform counts more comments than it has handed over."""

    post_id: int
    text: str
    permalink: str
    declared: int
    stored: int


def short_of_declared(session: Session, account_id: int, *, most: int = 50) -> list[Short]:
    """Return the posts with fewer comments here than their platform declares, newest first.

    Held, hidden and our own comments count as here, those known to be gone do not. A count
    can be ahead for good: some platforms count what they show to nobody (B2).
    """
    here = (
        select(func.count(col(Comment.id)))
        .where(
            col(Comment.post_id) == col(Post.id),
            col(Comment.state) != ItemState.ABSENT.value,
        )
        .correlate(Post)
        .scalar_subquery()
    )
    rows = session.exec(
        select(Post, here)
        .where(col(Post.account_id) == account_id, col(Post.declared_comments) > here)
        .order_by(col(Post.published_at).desc(), col(Post.id).desc())
        .limit(most)
    )
    return [
        Short(post.id or 0, post.text, post.permalink, post.declared_comments or 0, stored)
        for post, stored in rows
    ]
