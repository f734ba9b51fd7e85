"""What officers decided in the month, under which house rule, and what was put back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from moderation.decisions import LIMITING
from moderation.models import Case, Decision, HouseRule, NoActionReason, Outcome
from service.reports.labels import NO_ACTION, OUTCOMES
from service.reports.months import Period, midnight
from service.reports.spans import Span, clip, join
from service.reports.subjects.comments import cell
from service.reports.suppression import suppress
from service.reports.values import Cell, Election, Part, Row, Unit, Words, share

#: The decisions that leave what an author said where it was.
LEFT_UP = frozenset({Outcome.NO_ACTION, Outcome.REPLY})
LIMITS = (Outcome.HIDE, Outcome.REMOVE, Outcome.RESTRICT_AUTHOR)


def in_month(period: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Decision.decided_at) >= period.start, col(Decision.decided_at) < period.until


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions of the month by account and outcome."""

    by_account: Mapping[tuple[int, Outcome], int]

    def of(self, account_id: int, outcomes: frozenset[Outcome]) -> int:
        return sum(self.by_account.get((account_id, outcome), 0) for outcome in outcomes)


def decided_counts(session: Session, period: Period) -> Decided:
    rows = session.execute(
        select(col(Case.account_id), col(Decision.outcome), func.count())
        .join(Decision, col(Decision.case_id) == col(Case.id))
        .where(*in_month(period))
        .group_by(col(Case.account_id), col(Decision.outcome))
    )
    return Decided({(account_id, Outcome(outcome)): n for account_id, outcome, n in rows})


def decision_figures(
    session: Session, decided: Decided, elections: Sequence[Election], period: Period
) -> Part:
    """Decisions by outcome, house rule and no-action reason, and those reversed."""
    part = Part()
    outcomes: Counter[Outcome] = Counter()
    for (_, outcome), count in decided.by_account.items():
        outcomes[outcome] += count
    total = sum(outcomes.values())
    part.add("decisions_made", total)
    part.add("decisions_limiting", sum(outcomes[outcome] for outcome in LIMITING))
    part.add("decisions_left_up", sum(outcomes[outcome] for outcome in LEFT_UP))
    part.put(
        "decisions_by_outcome",
        ("decisions", "share"),
        [
            Row(outcome.value, label, (outcomes[outcome], share(outcomes[outcome], total)))
            for outcome, label in OUTCOMES.items()
        ],
        (total, share(total, total)),
    )
    _put_rules(part, session, elections, period)
    _put_reasons(part, session, period)
    _add_reversals(part, session, period)
    return part


def _put_rules(part: Part, session: Session, elections: Sequence[Election], period: Period) -> None:
    """Limiting decisions by the version of the rule cited.

    With a pre-election period in the month the columns are inside and outside it, in place
    of the outcomes: two tables of the same rows would give each other's small numbers away.
    """
    rules = _rules(session, period)
    columns: tuple[str, ...]
    if elections:
        columns = ("in_election", "rest_of_month")
        during = [
            (col(Decision.decided_at) >= start) & (col(Decision.decided_at) < end)
            for start, end in _spans(elections, period)
        ]
        inside = _rule_counts(session, period, or_(*during))
        every = _rule_counts(session, period)
        grid = [
            [sum(inside.get(rule.id or 0, {}).values()), sum(every.get(rule.id or 0, {}).values())]
            for rule in rules
        ]
        grid = [[within, whole - within] for within, whole in grid]
    else:
        columns = tuple(outcome.value for outcome in LIMITS)
        found = _rule_counts(session, period)
        grid = [[found.get(rule.id or 0, {}).get(one, 0) for one in LIMITS] for rule in rules]
    counts = suppress(grid)
    width = len(columns)
    part.put(
        "limited_by_rule",
        (*columns, "decisions"),
        [
            Row(
                f"{rule.code} v{rule.version}",
                _rule_name(rule),
                tuple(cell(counts, (number, column)) for column in range(width + 1)),
            )
            for number, rule in enumerate(rules)
        ],
        (*(sum(row[column] for row in grid) for column in range(width)), sum(map(sum, grid))),
    )


def _rules(session: Session, period: Period) -> list[HouseRule]:
    """The rules' versions in force at some time in the month, and any other that was cited."""
    cited = set(
        session.exec(select(col(Decision.house_rule_id)).where(*in_month(period)).distinct())
    )
    newest_before: dict[str, tuple[datetime, int, int]] = {}
    wanted: list[HouseRule] = []
    rules = session.exec(
        select(HouseRule).order_by(col(HouseRule.code), col(HouseRule.version))
    ).all()
    for rule in rules:
        if rule.in_force_from <= period.start:
            known = (rule.in_force_from, rule.version, rule.id or 0)
            newest_before[rule.code] = max(newest_before.get(rule.code, known), known)
    in_force = {rule_id for _, _, rule_id in newest_before.values()}
    for rule in rules:
        begins_here = period.start < rule.in_force_from < period.until
        if rule.id in cited or rule.id in in_force or begins_here:
            wanted.append(rule)
    return wanted


def _rule_name(rule: HouseRule) -> Words:
    mark = f" ({rule.code}, v{rule.version})"
    return Words(rule.title_en + mark, (rule.title_cy or rule.title_en) + mark)


def _rule_counts(
    session: Session, period: Period, *conditions: ColumnElement[bool]
) -> dict[int, dict[Outcome, int]]:
    rows = session.execute(
        select(col(Decision.house_rule_id), col(Decision.outcome), func.count())
        .where(*in_month(period), col(Decision.outcome).in_(LIMITS), *conditions)
        .group_by(col(Decision.house_rule_id), col(Decision.outcome))
    )
    found: dict[int, dict[Outcome, int]] = {}
    for rule_id, outcome, count in rows:
        found.setdefault(rule_id, {})[Outcome(outcome)] = count
    return found


def _put_reasons(part: Part, session: Session, period: Period) -> None:
    rows = session.execute(
        select(col(Decision.no_action_reason), func.count())
        .where(*in_month(period), col(Decision.outcome) == Outcome.NO_ACTION)
        .group_by(col(Decision.no_action_reason))
    )
    reasons: dict[str | None, int] = dict(rows.all())
    total = sum(reasons.values())
    listed = [
        Row(reason.value, label, (reasons.pop(reason.value, 0),))
        for reason, label in NO_ACTION.items()
    ]
    listed += [
        Row(code or "-", Words(code or "-"), (n,)) for code, n in sorted(reasons.items(), key=str)
    ]
    part.put("left_up_by_reason", ("decisions",), listed, (total,))


def _add_reversals(part: Part, session: Session, period: Period) -> None:
    earlier = aliased(Decision)
    rows = session.execute(
        select(earlier.outcome, col(Decision.outcome), func.count())
        .join(earlier, col(earlier.id) == col(Decision.supersedes_id))
        .where(*in_month(period))
        .group_by(earlier.outcome, col(Decision.outcome))
    )
    restored = lifted = tightened = 0
    for before, after, count in rows:
        was, now = Outcome(before), Outcome(after)
        if now is Outcome.RESTORE:
            restored += count
        elif was in LIMITING and now in LEFT_UP:
            lifted += count
        elif was in LEFT_UP | {Outcome.RESTORE} and now in LIMITING:
            tightened += count
    part.add("decisions_undone", restored)
    part.add("decisions_lifted", lifted)
    part.add("decisions_tightened", tightened)
    part.add("decisions_overturned", restored + lifted + tightened)


def election_figures(session: Session, elections: Sequence[Election], period: Period) -> Part:
    """What was limited, and left up as criticism, in pre-election periods (I6)."""
    part = Part()
    if not elections:
        return part
    limited = criticism = 0
    spans = _spans(elections, period)
    for start, end in spans:
        rows = session.execute(
            select(col(Decision.outcome), col(Decision.no_action_reason), func.count())
            .where(col(Decision.decided_at) >= start, col(Decision.decided_at) < end)
            .group_by(col(Decision.outcome), col(Decision.no_action_reason))
        )
        for outcome, reason, count in rows:
            limited += count if Outcome(outcome) in LIMITING else 0
            criticism += count if reason == NoActionReason.CRITICISM.value else 0
    part.add("election_limited", limited)
    part.add("election_criticism_left_up", criticism)
    days: Cell = sum(round((end - start) / timedelta(days=1)) for start, end in spans)
    part.add("election_days", days, Unit.DAYS)
    return part


def _spans(elections: Sequence[Election], period: Period) -> list[Span]:
    return join(
        clip(
            [
                (midnight(one.starts_on), midnight(one.ends_on + timedelta(days=1)))
                for one in elections
            ],
            period.start,
            period.until,
        )
    )
