"""Coverage, incidents, absences, accounts, elections and the audit record."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from moderation import audit
from moderation.models import (
    Absence,
    AbsenceKind,
    Account,
    CoverageSpan,
    CoverageStatus,
    Incident,
    NoActionReason,
    Officer,
    Outcome,
    PreElectionPeriod,
)
from moderation.vocabulary import Category
from service.reports.figures import month_figures
from service.reports.values import Figures, Gap
from tests import factories
from tests.service.reports.month import LATER, OCTOBER, decided, october, opened


def count(session: Session) -> Figures:
    session.flush()
    return month_figures(session, OCTOBER, now=LATER)


def span(
    session: Session,
    account: Account,
    start: datetime,
    end: datetime,
    status: CoverageStatus = CoverageStatus.SEEN,
    reason: str = "",
) -> None:
    session.add(
        CoverageSpan(
            account_id=account.id or 0, starts_at=start, ends_at=end, status=status, reason=reason
        )
    )


def away(
    session: Session,
    officer: Officer,
    cover: Officer | None,
    start: datetime,
    end: datetime,
    kind: AbsenceKind = AbsenceKind.LEAVE,
    cancelled_at: datetime | None = None,
) -> None:
    session.add(
        Absence(
            officer_id=officer.id or 0,
            cover_id=cover.id if cover else None,
            kind=kind,
            starts_at=start,
            ends_at=end,
            created_at=start,
            cancelled_at=cancelled_at,
        )
    )


def test_coverage_is_the_share_of_the_month_that_was_read_at_once_or_later(
    session: Session, facebook: Account
) -> None:
    start, end = OCTOBER.start, OCTOBER.end
    span(session, facebook, start - timedelta(days=3), october(10, 0))
    span(session, facebook, october(10, 0), october(10, 6), CoverageStatus.BACK_FILLED)
    span(session, facebook, october(10, 6), october(10, 12), CoverageStatus.MISSED, "credentials")
    span(session, facebook, october(10, 12), end + timedelta(days=3))

    figures = count(session)

    assert figures.tables["coverage_by_account"].row(str(facebook.id)) == (99.2, 360, 1)
    assert figures.value("coverage") == 99.2
    gaps = figures.tables["coverage_gaps_listed"]
    assert gaps.rows[0].cells == (
        october(10, 6),
        october(10, 12),
        360,
        "The platform refused the account's sign-in",
    )


def test_time_of_which_the_ledger_says_nothing_is_a_gap(
    session: Session, facebook: Account
) -> None:
    span(session, facebook, OCTOBER.start, october(31, 0))

    figures = count(session)

    assert figures.value("coverage") == 96.8
    (gap,) = figures.tables["coverage_gaps_listed"].rows
    assert gap.cells == (october(31, 0), OCTOBER.end, 1440, "No look is on record")


def test_an_account_counts_from_the_day_it_was_known(session: Session) -> None:
    account = factories.account(session, now=october(29, 0))
    span(session, account, october(29, 0), OCTOBER.end)

    assert count(session).value("coverage") == 100.0


def test_a_gap_of_a_few_minutes_is_not_rounded_away(session: Session, facebook: Account) -> None:
    span(session, facebook, OCTOBER.start, october(9))
    span(session, facebook, october(9) + timedelta(minutes=5), OCTOBER.end)

    figures = count(session)

    assert figures.value("coverage") == 99.9
    assert figures.value("coverage_gaps") == 0


def test_an_account_that_is_only_on_the_register_takes_nothing_from_coverage(
    session: Session, facebook: Account
) -> None:
    span(session, facebook, OCTOBER.start, OCTOBER.end)
    other = factories.account(
        session, now=october(1, 0), platform="linkedin", status="not_connected"
    )

    figures = count(session)

    assert figures.value("coverage") == 100.0
    assert figures.tables["coverage_by_account"].row(str(other.id)) == (Gap.NONE,) * 3


def test_incidents_count_when_opened_when_mended_and_while_open(
    session: Session, facebook: Account
) -> None:
    september, november = datetime(2026, 9, 5, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)
    for kind, opened_at, closed_at in (
        ("credentials", october(2), october(3)),
        ("credentials", september, october(1)),
        ("unreachable", october(30), november),
        ("takedown", september, None),
        ("takedown", november, None),
        ("budget", september, september),
    ):
        account_id = None if kind == "takedown" else facebook.id
        session.add(
            Incident(account_id=account_id, kind=kind, opened_at=opened_at, closed_at=closed_at)
        )

    figures = count(session)

    rows = {row.key: row.cells for row in figures.tables["incidents_by_kind"].rows}
    assert rows == {"credentials": (1, 2, 0), "takedown": (0, 0, 1), "unreachable": (1, 0, 1)}
    assert figures.value("incidents_opened") == 2
    assert figures.value("incidents_open") == 2


def test_a_day_is_ownerless_while_owner_cover_and_deputy_are_all_away(
    session: Session, asha: Officer
) -> None:
    ben, cai, dot = (factories.officer(session, now=october(1, 0)) for _ in range(3))
    early = october(1, 0).replace(month=8)
    alone = factories.account(session, now=early, owner_id=asha.id)
    backed = factories.account(session, now=early, owner_id=asha.id, deputy_id=cai.id)
    away(session, asha, ben, october(5, 8), october(9, 17))
    away(session, ben, dot, october(7, 8), october(8, 17))
    away(session, cai, dot, october(8, 8), october(8, 17))
    away(session, dot, None, october(5, 8), october(9, 17), AbsenceKind.ELSEWHERE)
    away(session, ben, dot, october(5), october(6), cancelled_at=october(4))

    figures = count(session)

    rows = {row.key: row.cells[2] for row in figures.tables["accounts_needing_attention"].rows}
    assert rows == {str(alone.id): 2, str(backed.id): 1}
    assert figures.value("ownerless_days") == 3
    assert figures.value("absences") == 3


def test_an_account_without_an_owner_has_nobody_on_any_day(session: Session) -> None:
    gone = factories.officer(session, now=october(1, 0), active=False)
    factories.account(session, now=october(30, 0), owner_id=gone.id)
    factories.account(session, now=october(1, 0).replace(month=8))

    figures = count(session)

    assert figures.value("accounts_without_owner") == 2
    assert figures.value("ownerless_days") == 2 + 31


def test_accounts_past_their_review_are_named(session: Session, asha: Officer) -> None:
    due, early = date(2026, 10, 31), october(1, 0).replace(month=8)
    late = factories.account(session, now=early, owner_id=asha.id, review_on=due)
    factories.account(session, now=early, owner_id=asha.id, review_on=date(2026, 11, 1))

    figures = count(session)

    assert figures.value("accounts_past_review") == 1
    (row,) = figures.tables["accounts_needing_attention"].rows
    assert (row.key, row.cells) == (str(late.id), ("Has an owner", due, 0))


def test_the_audit_records_last_entry_of_the_month_is_published(session: Session) -> None:
    for at in (datetime(2026, 9, 1, tzinfo=UTC), october(2), october(30)):
        last = audit.append(session, actor="polling", action="account.polled", now=at)
    audit.append(session, actor="reports", action="report.written", now=LATER)

    figures = count(session)

    assert figures.value("audit_entries") == 2
    assert figures.value("audit_last_number") == 3
    assert figures.value("audit_last_hash") == last.hash
    assert audit.verify(session, expect_last=(3, last.hash)).whole


def test_a_pre_election_period_in_the_month_has_its_own_figures(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "ABUSE", now=october(1))
    session.add(PreElectionPeriod(name="A by-election", starts_on=date(2026, 10, 20),
                                  ends_on=date(2026, 11, 12)))  # fmt: skip
    session.add(PreElectionPeriod(name="Long ago", starts_on=date(2026, 4, 1),
                                  ends_on=date(2026, 5, 7)))  # fmt: skip
    first_moment = datetime(2026, 10, 19, 23, 0, tzinfo=UTC)
    for at in [first_moment] * 6 + [first_moment - timedelta(seconds=1)] * 5:
        case = opened(session, facebook, Category.ABUSE, at=at)
        decided(session, case, Outcome.HIDE, by=asha, at=at, house_rule="ABUSE")
    case = opened(session, facebook, Category.ABUSE, at=first_moment)
    decided(session, case, Outcome.NO_ACTION, by=asha, at=first_moment,
            no_action_reason=NoActionReason.CRITICISM.value)  # fmt: skip

    figures = count(session)

    assert [election.name for election in figures.elections] == ["A by-election"]
    assert figures.value("election_limited") == 6
    assert figures.value("election_criticism_left_up") == 1
    assert figures.value("election_days") == 12
    table = figures.tables["limited_by_rule"]
    assert table.columns == ("in_election", "rest_of_month", "decisions")
    assert table.row("ABUSE v1") == (6, 5, 11)
