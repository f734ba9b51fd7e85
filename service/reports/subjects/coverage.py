"""How much of the month each account was truly watched, and the gaps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from moderation.models import CoverageSpan, CoverageStatus
from service.reports.labels import incident_name
from service.reports.months import Period
from service.reports.spans import Span, clip, join, length, outside
from service.reports.subjects.accounts import Known
from service.reports.values import Gap, Part, Row, Unit, share

#: Gaps shorter than this count in the percentage but are not listed.
SHORTEST_LISTED = timedelta(minutes=15)
#: The longest gaps are listed, at most this many; the rest are counted.
MOST_LISTED = 20


@dataclass(slots=True)
class Watched:
    """One account's ledger in the month: spans read, and spans missed with why."""

    read: list[Span] = field(default_factory=list)
    missed: list[tuple[Span, str]] = field(default_factory=list)

    def first(self) -> datetime | None:
        starts = [start for start, _ in self.read] + [span[0] for span, _ in self.missed]
        return min(starts, default=None)


def watched_spans(session: Session, period: Period) -> dict[int, Watched]:
    """Read the coverage ledger for the month, joining as it goes: memory stays small."""
    ledger: dict[int, Watched] = {}
    rows = session.execute(
        select(
            col(CoverageSpan.account_id),
            col(CoverageSpan.starts_at),
            col(CoverageSpan.ends_at),
            col(CoverageSpan.status),
            col(CoverageSpan.reason),
        )
        .where(
            col(CoverageSpan.starts_at) < period.until,
            col(CoverageSpan.ends_at) > period.start,
        )
        .order_by(col(CoverageSpan.account_id), col(CoverageSpan.starts_at), col(CoverageSpan.id))
        .execution_options(yield_per=2000)
    )
    for account_id, starts_at, ends_at, status, reason in rows:
        watched = ledger.setdefault(account_id, Watched())
        if CoverageStatus(status) is CoverageStatus.MISSED:
            watched.missed.append(((starts_at, ends_at), reason))
        elif watched.read and starts_at <= watched.read[-1][1]:
            start, end = watched.read[-1]
            watched.read[-1] = (start, max(end, ends_at))
        else:
            watched.read.append((starts_at, ends_at))
    return ledger


def coverage_figures(
    ledger: Mapping[int, Watched], known: Mapping[int, Known], period: Period
) -> Part:
    """The share of the month read, for each account and in all, and the longest gaps.

    Time of which the ledger says nothing, once an account is known, counts as not read.
    """
    part = Part()
    rows: list[Row] = []
    gaps: list[tuple[Span, str, Known]] = []
    all_read = all_time = timedelta()
    for one in known.values():
        watched = ledger.get(one.id)
        if watched is None and not one.polled:
            rows.append(Row(str(one.id), one.name, (Gap.NONE, Gap.NONE, Gap.NONE)))
            continue
        watched = watched or Watched()
        since = min(watched.first() or one.created_at, one.created_at)
        whole = clip([(since, period.until)], period.start, period.until)
        read = clip(join(watched.read), period.start, period.until)
        unread = outside(whole, read)
        all_time += length(whole)
        all_read += length(whole) - length(unread)
        rows.append(
            Row(
                str(one.id),
                one.name,
                (
                    _percent(length(whole) - length(unread), length(whole)),
                    round(length(unread).total_seconds() / 60),
                    sum(end - start >= SHORTEST_LISTED for start, end in unread),
                ),
            )
        )
        gaps += [
            (gap, _why(gap, watched), one) for gap in unread if gap[1] - gap[0] >= SHORTEST_LISTED
        ]
    overall = _percent(all_read, all_time)
    part.add("coverage", overall, Unit.PERCENT)
    part.add("coverage_gaps", len(gaps))
    part.put("coverage_by_account", ("coverage", "unread_minutes", "gaps"), rows)
    _put_gaps(part, gaps)
    return part


def _put_gaps(part: Part, gaps: list[tuple[Span, str, Known]]) -> None:
    longest = sorted(gaps, key=lambda gap: (gap[0][0] - gap[0][1], gap[0][0], gap[2].id))
    listed = sorted(longest[:MOST_LISTED], key=lambda gap: (gap[0][0], gap[2].id))
    part.put(
        "coverage_gaps_listed",
        ("starts_at", "ends_at", "unread_minutes", "reason"),
        [
            Row(
                str(number),
                one.name,
                (start, end, round((end - start).total_seconds() / 60), incident_name(reason)),
            )
            for number, ((start, end), reason, one) in enumerate(listed, 1)
        ],
    )
    part.add("coverage_gaps_unlisted", len(gaps) - len(listed))


def _why(gap: Span, watched: Watched) -> str:
    """The reason on record for the longest part of a gap."""
    known = [
        (length(clip([span], *gap)), reason)
        for span, reason in watched.missed
        if clip([span], *gap)
    ]
    longest = max(known, key=lambda found: found[0], default=(timedelta(), ""))
    return longest[1] if longest[0] * 2 >= gap[1] - gap[0] else "no_look"


def _percent(part: timedelta, whole: timedelta) -> float | Gap:
    return share(round(part.total_seconds()), round(whole.total_seconds()))
