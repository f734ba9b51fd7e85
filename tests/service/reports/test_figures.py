from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from moderation.models import Account, Comment, NoActionReason, Officer, Outcome, TakedownState
from moderation.vocabulary import Category
from service.reports.errors import MonthNotBegun
from service.reports.figures import month_figures
from service.reports.months import Month
from service.reports.values import Figures, Gap
from tests import factories
from tests.service.reports.month import (
    LATER,
    OCTOBER,
    decided,
    decided_many,
    october,
    opened,
    said,
)


def count(session: Session, now: datetime = LATER) -> Figures:
    session.flush()
    return month_figures(session, OCTOBER, now=now)


def test_comments_count_from_midnight_to_midnight_in_london(
    session: Session, facebook: Account
) -> None:
    said(session, facebook, datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC))
    said(session, facebook, datetime(2026, 9, 30, 23, 0, tzinfo=UTC))
    said(session, facebook, datetime(2026, 10, 24, 22, 59, tzinfo=UTC))
    said(session, facebook, datetime(2026, 10, 24, 23, 0, tzinfo=UTC))
    said(session, facebook, datetime(2026, 10, 25, 23, 59, tzinfo=UTC))
    said(session, facebook, datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC))
    said(session, facebook, datetime(2026, 11, 1, 0, 0, tzinfo=UTC))

    figures = count(session)

    assert figures.value("comments_seen") == 5
    days = {row.key: row.cells[0] for row in figures.tables["comments_by_day"].rows}
    assert len(days) == 31
    assert {day: n for day, n in days.items() if n} == {
        "2026-10-01": 1,
        "2026-10-24": 1,
        "2026-10-25": 2,
        "2026-10-31": 1,
    }


def test_comments_count_by_platform_account_and_language(
    session: Session, facebook: Account
) -> None:
    x = factories.account(session, now=october(1), platform="x", name="Porthaven")
    for language, many in (("en", 9), ("cy", 6), ("mixed", 5), ("", 5)):
        for _ in range(many):
            said(session, facebook, october(3), language=language)
    for _ in range(5):
        said(session, x, october(4), language="cy")
    said(session, x, october(4), own=True)
    factories.post(session, x, now=october(5))

    figures = count(session)

    assert figures.value("comments_seen") == 30
    assert figures.tables["comments_by_platform"].row("facebook") == (25, 83.3)
    assert figures.tables["comments_by_platform"].row("x") == (5, 16.7)
    languages = figures.tables["comments_by_language"]
    assert [languages.row(key) for key in ("en", "cy", "mixed", "other")] == [
        (9,), (11,), (5,), (5,)
    ]  # fmt: skip
    assert figures.tables["by_account"].row(str(x.id)) == (1, 5, 0, 0)
    assert figures.tables["by_account"].total == (1, 30, 0, 0)


def test_decisions_count_by_outcome_house_rule_and_reason(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "ABUSE", now=october(1))
    factories.house_rule(session, "SPAM", now=october(1))
    factories.house_rule(session, "SPAM", now=october(1) + timedelta(days=40), version=2)
    decided_many(
        session, facebook, [Category.ABUSE], Outcome.REMOVE, 6, by=asha, house_rule="ABUSE"
    )
    decided_many(session, facebook, [Category.SPAM], Outcome.HIDE, 7, by=asha, house_rule="SPAM")
    decided_many(session, facebook, [Category.ABUSE], Outcome.NO_ACTION, 5, by=asha)
    decided_many(session, facebook, [Category.ABUSE], Outcome.REPLY, 2, by=asha)

    figures = count(session)

    outcomes = {row.key: row.cells for row in figures.tables["decisions_by_outcome"].rows}
    assert outcomes["remove"] == (6, 30.0)
    assert outcomes["hide"] == (7, 35.0)
    assert outcomes["no_action"] == (5, 25.0)
    assert outcomes["reply"] == (2, 10.0)
    assert figures.value("decisions_made") == 20
    assert figures.value("decisions_limiting") == 13
    assert figures.value("decisions_left_up") == 7
    rules = {row.key: row.cells for row in figures.tables["limited_by_rule"].rows}
    assert rules == {"ABUSE v1": (0, 6, 0, 6), "SPAM v1": (7, 0, 0, 7), "SPAM v2": (0, 0, 0, 0)}
    assert figures.tables["limited_by_rule"].total == (7, 6, 0, 13)
    assert figures.tables["left_up_by_reason"].row(NoActionReason.OPINION.value) == (5,)


def test_flags_count_as_wrongful_where_officers_left_the_comment_up(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "HATE", now=october(1))
    hate, spam = [Category.HATE], [Category.SPAM, Category.HATE]
    decided_many(session, facebook, hate, Outcome.REMOVE, 12, by=asha, house_rule="HATE")
    decided_many(session, facebook, hate, Outcome.NO_ACTION, 8, by=asha)
    decided_many(session, facebook, spam, Outcome.ESCALATE, 5, by=asha)
    for _ in range(5):
        opened(session, facebook, Category.HATE, at=october(9))

    figures = count(session)

    flags = figures.tables["flags_by_category"]
    assert flags.row("hate") == (17, 8, 5, 30, 32.0)
    assert flags.row("spam") == (5, 0, 0, 5, 0.0)
    assert flags.total == (22, 8, 5, 35, 26.7)
    assert figures.value("comments_flagged") == 30
    assert figures.value("flags_raised") == 35
    assert figures.value("wrongful_flag_rate") == 26.7


def test_small_numbers_of_a_category_are_withheld_from_the_month(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "HATE", now=october(1))
    decided_many(session, facebook, [Category.HATE], Outcome.REMOVE, 2, by=asha, house_rule="HATE")
    decided_many(session, facebook, [Category.ABUSE], Outcome.NO_ACTION, 9, by=asha)
    decided_many(session, facebook, [Category.SPAM], Outcome.NO_ACTION, 30, by=asha)

    figures = count(session)

    flags = figures.tables["flags_by_category"]
    assert flags.row("hate")[0] is Gap.WITHHELD
    assert flags.row("hate")[3] is Gap.WITHHELD
    assert flags.row("hate")[4] is Gap.WITHHELD
    assert flags.total == (2, 39, 0, 41, 95.1)
    assert all(row.cells == (Gap.WITHHELD,) * 4 for row in figures.tables["limited_by_rule"].rows)


def test_the_median_wait_is_told_for_welsh_and_english(
    session: Session, facebook: Account, asha: Officer
) -> None:
    waits = {"en": (10, 20, 30, 40, 500), "cy": (5, 6, 8), "mixed": (9, 10, 100), "": (35, 36)}
    for language, times in waits.items():
        for minutes in times:
            decided_many(
                session,
                facebook,
                [Category.ABUSE],
                Outcome.NO_ACTION,
                1,
                by=asha,
                language=language,
                wait=timedelta(minutes=minutes),
            )

    figures = count(session)

    assert figures.tables["wait_by_language"].row("en") == (7, 35)
    assert figures.tables["wait_by_language"].row("cy") == (6, 8)
    assert figures.tables["wait_by_language"].total == (13, 20)
    assert figures.value("median_wait_en") == 35
    assert figures.value("median_wait_cy") == 8
    assert figures.value("median_wait") == 20
    assert figures.value("cases_first_decided") == 13


def test_a_wait_of_a_very_few_is_not_told(
    session: Session, facebook: Account, asha: Officer
) -> None:
    for language, many in (("en", 9), ("cy", 3)):
        decided_many(session, facebook, [], Outcome.NO_ACTION, many, by=asha, language=language)

    figures = count(session)

    assert figures.value("median_wait_cy") is Gap.WITHHELD
    assert figures.value("median_wait_en") is Gap.WITHHELD
    assert figures.value("median_wait") == 60


def test_a_second_decision_is_no_second_wait(
    session: Session, facebook: Account, asha: Officer
) -> None:
    case = opened(session, facebook, Category.ABUSE, at=october(2))
    decided(session, case, Outcome.ESCALATE, by=asha, at=october(2, 13))
    decided(session, case, Outcome.NO_ACTION, by=asha, at=october(20))

    figures = count(session)

    assert figures.value("cases_first_decided") == 1
    assert figures.value("decisions_made") == 2


def test_cases_are_open_at_the_months_end_as_they_stood_then(
    session: Session, facebook: Account, asha: Officer
) -> None:
    opened(session, facebook, Category.ABUSE, at=october(21))
    late = opened(session, facebook, Category.ABUSE, at=october(11, 0))
    decided(session, late, Outcome.NO_ACTION, by=asha, at=datetime(2026, 11, 3, tzinfo=UTC))
    escalated = opened(session, facebook, Category.THREAT, at=october(25))
    decided(session, escalated, Outcome.ESCALATE, by=asha, at=october(26))
    done = opened(session, facebook, Category.ABUSE, at=october(2))
    decided(session, done, Outcome.ESCALATE, by=asha, at=october(3))
    decided(session, done, Outcome.NO_ACTION, by=asha, at=october(4))
    opened(session, facebook, Category.ABUSE, at=datetime(2026, 11, 2, tzinfo=UTC))

    figures = count(session)

    assert figures.value("cases_opened") == 4
    assert figures.value("cases_open") == 3
    assert figures.value("oldest_open_case") == 21


def test_takedowns_count_by_how_they_ended_and_only_a_second_reading_verifies(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "ABUSE", now=october(1))
    ends = [TakedownState.VERIFIED] * 5 + [
        TakedownState.GONE_ALREADY,
        TakedownState.ACCEPTED,
        TakedownState.FAILED,
        TakedownState.NEEDS_PERSON,
        None,
    ]
    for end in ends:
        case = opened(session, facebook, Category.ABUSE, at=october(7))
        decided(session, case, Outcome.HIDE, by=asha, at=october(8), house_rule="ABUSE", ends=end)
    last = opened(session, facebook, Category.ABUSE, at=october(31, 23))
    decided(session, last, Outcome.HIDE, by=asha, at=october(31, 23, 59), house_rule="ABUSE")

    figures = count(session)

    assert figures.value("takedowns") == 11
    assert figures.value("takedowns_ended") == 9
    assert figures.value("takedowns_verified") == 6
    assert figures.value("verified_rate") == 66.7
    assert figures.value("takedowns_accepted") == 1
    assert figures.value("takedowns_failed") == 1
    assert figures.value("takedowns_need_person") == 1
    # The last one was verified a minute into November.
    assert figures.tables["takedowns_by_end"].row("pending") == (2, 0)


def test_reversed_decisions_count_by_direction(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "ABUSE", now=october(1))
    undone = opened(session, facebook, Category.ABUSE, at=october(2))
    decided(session, undone, Outcome.HIDE, by=asha, at=october(3), house_rule="ABUSE")
    decided(session, undone, Outcome.RESTORE, by=asha, at=october(4))
    tightened = opened(session, facebook, Category.ABUSE, at=october(2))
    decided(session, tightened, Outcome.NO_ACTION, by=asha, at=october(3))
    decided(session, tightened, Outcome.REMOVE, by=asha, at=october(4), house_rule="ABUSE")
    lifted = opened(session, facebook, Category.ABUSE, at=october(2))
    decided(session, lifted, Outcome.HIDE, by=asha, at=october(3), house_rule="ABUSE",
            ends=TakedownState.FAILED)  # fmt: skip
    decided(session, lifted, Outcome.NO_ACTION, by=asha, at=october(4))
    kept = opened(session, facebook, Category.ABUSE, at=october(2))
    decided(session, kept, Outcome.ESCALATE, by=asha, at=october(3))
    decided(session, kept, Outcome.NO_ACTION, by=asha, at=october(4))

    figures = count(session)

    assert figures.value("decisions_undone") == 1
    assert figures.value("decisions_tightened") == 1
    assert figures.value("decisions_lifted") == 1
    assert figures.value("decisions_overturned") == 3
    assert figures.tables["takedowns_by_end"].total == (3, 1)


def test_what_happens_after_the_month_changes_nothing_in_it(
    session: Session, facebook: Account, asha: Officer
) -> None:
    factories.house_rule(session, "ABUSE", now=october(1))
    case = opened(session, facebook, Category.ABUSE, at=october(7))
    decided(session, case, Outcome.HIDE, by=asha, at=october(8), house_rule="ABUSE")
    before = count(session)

    november = datetime(2026, 11, 4, tzinfo=UTC)
    decided(session, case, Outcome.RESTORE, by=asha, at=november)
    opened(session, facebook, Category.HATE, at=november)
    said(session, facebook, november)

    assert count(session, now=LATER + timedelta(days=60)) == before


def test_a_month_without_anything_is_all_noughts(session: Session) -> None:
    figures = count(session)

    assert figures.empty
    assert figures.value("comments_seen") == 0
    assert figures.value("median_wait") is Gap.NONE
    assert figures.value("verified_rate") is Gap.NONE
    assert figures.value("coverage") is Gap.NONE
    assert figures.value("oldest_open_case") is Gap.NONE
    assert figures.value("audit_last_hash") is Gap.NONE


def test_a_month_under_way_counts_until_now(session: Session, facebook: Account) -> None:
    said(session, facebook, october(5))
    said(session, facebook, october(9, 13))

    figures = count(session, now=october(9, 12))

    assert figures.provisional
    assert figures.value("comments_seen") == 1
    assert len(figures.tables["comments_by_day"].rows) == 9


def test_a_month_to_come_is_an_error(session: Session) -> None:
    with pytest.raises(MonthNotBegun):
        month_figures(session, Month(2027, 1), now=LATER)


def test_the_versions_of_screening_in_use_are_named(session: Session, facebook: Account) -> None:
    for version in ("rules 3 model 5", "rules 3 model 5", "rules 2 model 5", ""):
        said(session, facebook, october(5), screening=version)

    figures = count(session)

    rows = {row.key: row.cells for row in figures.tables["screening_versions"].rows}
    assert rows == {"rules 2 model 5": (1,), "rules 3 model 5": (2,)}
    assert figures.value("comments_unscreened") == 1


def test_what_was_read_after_the_month_is_said(session: Session, facebook: Account) -> None:
    said(session, facebook, october(5))
    for late in (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)):
        said(session, facebook, october(6), fetched_at=late)

    assert count(session).value("comments_read_late") == 2


def test_no_text_name_or_reason_of_anybody_is_among_the_figures(
    session: Session, facebook: Account, asha: Officer
) -> None:
    case = opened(session, facebook, Category.ABUSE, at=october(7), text="a telling text")
    decided(session, case, Outcome.NO_ACTION, by=asha, at=october(8))

    everything = repr(count(session))

    comment = session.get_one(Comment, case.comment_id)
    for private in ("a telling text", "A R", "As the house rules say", asha.name, asha.email,
                    comment.platform_id):  # fmt: skip
        assert private not in everything
