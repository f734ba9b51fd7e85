"""Comments seen in the month, and what screening made of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from moderation.models import Case, Comment, Decision, Flag, Outcome, Post
from moderation.vocabulary import Category
from service.platform_names import platform_name
from service.reports.labels import CATEGORIES, LANGUAGES
from service.reports.months import Period, midnight
from service.reports.subjects.accounts import Known
from service.reports.suppression import FLOOR, Counts, suppress
from service.reports.values import Cell, Gap, Part, Row, Unit, Words, share

#: The decisions that bear a flag out, and those that show it was not needed.
UPHELD = frozenset(
    {
        Outcome.HIDE,
        Outcome.REMOVE,
        Outcome.RESTRICT_AUTHOR,
        Outcome.CORRECT,
        Outcome.ESCALATE,
    }
)


def comment_counts(session: Session, period: Period) -> dict[tuple[int, str, date], int]:
    """Count the public's comments by account, language and day in London: one statement."""
    days = period.month.days
    day_number = case(
        *[
            (col(Comment.published_at) < midnight(following), number)
            for number, following in enumerate(days[1:])
        ],
        else_=len(days) - 1,
    )
    each = (
        select(
            col(Comment.account_id).label("account_id"),
            col(Comment.language).label("language"),
            day_number.label("day_number"),
        )
        .where(
            col(Comment.published_at) >= period.start,
            col(Comment.published_at) < period.until,
            col(Comment.own).is_(False),
        )
        .subquery()
    )
    rows = session.execute(
        select(each.c.account_id, each.c.language, each.c.day_number, func.count()).group_by(
            each.c.account_id, each.c.language, each.c.day_number
        )
    )
    counted: Counter[tuple[int, str, date]] = Counter()
    for account_id, language, number, count in rows:
        known = language if language in LANGUAGES else "other"
        counted[account_id, known, days[number]] += count
    return counted


def post_counts(session: Session, period: Period) -> dict[int, int]:
    """Count the council's posts by account."""
    rows = session.execute(
        select(col(Post.account_id), func.count())
        .where(col(Post.published_at) >= period.start, col(Post.published_at) < period.until)
        .group_by(col(Post.account_id))
    )
    return dict(rows.all())


def comment_figures(
    counted: Mapping[tuple[int, str, date], int], known: Mapping[int, Known], period: Period
) -> Part:
    """Comments in all, and by platform, language and day."""
    part = Part()
    platforms: Counter[str] = Counter({one.platform: 0 for one in known.values() if one.polled})
    languages: Counter[str] = Counter()
    days: Counter[date] = Counter()
    for (account_id, language, day), count in counted.items():
        platforms[known[account_id].platform] += count
        languages[language] += count
        days[day] += count
    total = sum(days.values())
    part.add("comments_seen", total)
    part.put(
        "comments_by_platform",
        ("comments", "share"),
        [
            Row(platform, Words(platform_name(platform)), (count, share(count, total)))
            for platform, count in sorted(platforms.items(), key=lambda item: (-item[1], item[0]))
        ],
        (total, share(total, total)),
    )
    part.put("comments_by_language", ("comments",), suppressed_rows(languages, LANGUAGES), (total,))
    part.put(
        "comments_by_day",
        ("comments",),
        [
            Row(day.isoformat(), day.isoformat(), (days[day],))
            for day in period.month.days
            if midnight(day) < period.until
        ],
        (total,),
    )
    return part


def suppressed_rows(counted: Mapping[str, int], labels: Mapping[str, str]) -> list[Row]:
    """One row for each label, in its order, small numbers withheld."""
    counts = suppress([[counted.get(key, 0)] for key in labels])
    return [
        Row(key, label, (cell(counts, (number, 0)),))
        for number, (key, label) in enumerate(labels.items())
    ]


def cell(counts: Counts, place: tuple[int, int]) -> Cell:
    """What may be published of a place in a table."""
    found = counts.published(place)
    return Gap.WITHHELD if found is None else found


def flag_figures(session: Session, period: Period) -> Part:
    """Flags raised in the month by category, and whether officers bore them out (DER4)."""
    part = Part()
    in_month = (col(Flag.created_at) >= period.start, col(Flag.created_at) < period.until)
    part.add(
        "comments_flagged",
        session.execute(
            select(func.count(func.distinct(col(Flag.comment_id)))).where(*in_month)
        ).scalar_one(),
    )
    flags = select(col(Flag.comment_id), col(Flag.category)).where(*in_month).distinct().subquery()
    last = (
        select(col(Decision.case_id), func.max(col(Decision.id)).label("id"))
        .where(col(Decision.decided_at) < period.until)
        .group_by(col(Decision.case_id))
        .subquery()
    )
    rows = session.execute(
        select(flags.c.category, col(Decision.outcome), func.count())
        .select_from(flags)
        .outerjoin(Case, col(Case.comment_id) == flags.c.comment_id)
        .outerjoin(last, last.c.case_id == col(Case.id))
        .outerjoin(Decision, col(Decision.id) == last.c.id)
        .group_by(flags.c.category, col(Decision.outcome))
    )
    table = {category: [0, 0, 0] for category in CATEGORIES}
    for category, outcome, count in rows:
        table[Category(category)][_standing(outcome)] += count
    _put_flags(part, table)
    return part


def _standing(outcome: Outcome | None) -> int:
    if outcome is None:
        return 2
    return 0 if Outcome(outcome) in UPHELD else 1


def _put_flags(part: Part, table: Mapping[Category, list[int]]) -> None:
    counts = suppress(list(table.values()))
    rows = []
    for number, category in enumerate(table):
        cells = [cell(counts, (number, column)) for column in range(4)]
        rows.append(
            Row(category.value, CATEGORIES[category], (*cells, _wrongful(cells[0], cells[1])))
        )
    upheld, not_upheld, waiting = (sum(column) for column in zip(*table.values(), strict=True))
    reviewed = upheld + not_upheld
    part.put(
        "flags_by_category",
        ("upheld", "not_upheld", "waiting", "flags", "wrongful_share"),
        rows,
        (upheld, not_upheld, waiting, reviewed + waiting, share(not_upheld, reviewed)),
    )
    part.add("flags_raised", reviewed + waiting)
    part.add("flags_upheld", upheld)
    part.add("flags_not_upheld", not_upheld)
    part.add("wrongful_flag_rate", share(not_upheld, reviewed), Unit.PERCENT)


def _wrongful(upheld: Cell, not_upheld: Cell) -> Cell:
    if isinstance(upheld, Gap) or isinstance(not_upheld, Gap):
        return Gap.WITHHELD
    assert isinstance(upheld, int)
    assert isinstance(not_upheld, int)
    reviewed = upheld + not_upheld
    # A rate of very few says nothing of the rule, and much of the few.
    return share(not_upheld, reviewed) if reviewed == 0 or reviewed >= FLOOR else Gap.WITHHELD


def screening_figures(session: Session, period: Period) -> Part:
    """Which screening looked at the month's comments, and how many it saw late or not at all."""
    part = Part()
    late = func.sum(case((col(Comment.fetched_at) >= period.until, 1), else_=0))
    rows = session.execute(
        select(col(Comment.screening), func.count(), late)
        .where(
            col(Comment.published_at) >= period.start,
            col(Comment.published_at) < period.until,
            col(Comment.own).is_(False),
        )
        .group_by(col(Comment.screening))
    ).all()
    versions: dict[str, int] = {version: count for version, count, _ in rows}
    part.add("comments_read_late", sum(int(late or 0) for _, _, late in rows))
    part.add("comments_unscreened", versions.pop("", 0))
    part.put(
        "screening_versions",
        ("comments",),
        [Row(version, Words(version), (versions[version],)) for version in _ordered(versions)],
    )
    return part


def _ordered(versions: Iterable[str]) -> list[str]:
    return sorted(versions)
