"""Spans of time: joined, cut out of each other, measured."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from service.clock import LONDON

Span = tuple[datetime, datetime]


def join(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` in order, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def clip(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """Return what of `spans` lies between two moments."""
    return [
        (max(start, since), min(end, until))
        for start, end in spans
        if max(start, since) < min(end, until)
    ]


def outside(whole: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what of `whole` no span of `taken` covers, in order."""
    left = join(whole)
    for start, end in join(taken):
        kept: list[Span] = []
        for first, last in left:
            if end <= first or last <= start:
                kept.append((first, last))
                continue
            if first < start:
                kept.append((first, start))
            if end < last:
                kept.append((end, last))
        left = kept
    return left


def within(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return what of `spans` some span of `others` covers, in order."""
    held = join(spans)
    return outside(held, outside(held, others))


def length(spans: Iterable[Span]) -> timedelta:
    return sum((end - start for start, end in spans), timedelta())


def days_touched(spans: Iterable[Span]) -> set[date]:
    """The days in London on which some part of `spans` falls."""
    days: set[date] = set()
    for start, end in spans:
        day = start.astimezone(LONDON).date()
        last = (end - timedelta(microseconds=1)).astimezone(LONDON).date()
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return days
