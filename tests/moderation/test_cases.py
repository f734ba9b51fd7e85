from datetime import timedelta

import pytest

from moderation.cases import (
    MOVES,
    QueueFilter,
    assign,
    count_waiting,
    move,
    priority,
    queue,
    reach_of,
)
from moderation.errors import CaseMoved
from moderation.models import Case, CaseStatus, Role
from moderation.vocabulary import Category
from tests import factories


def rank(now, *flags, reach=1.0, said=timedelta()):
    return priority(list(flags), reach=reach, now=now, said_at=now - said).rank_at


def test_worse_harm_comes_first(now):
    assert rank(now, (Category.HATE, 0.9)) < rank(now, (Category.SPAM, 0.9))


def test_wider_reach_comes_first(now):
    assert rank(now, (Category.ABUSE, 0.9), reach=3) < rank(now, (Category.ABUSE, 0.9))


def test_longer_waiting_comes_first(now):
    old = rank(now, (Category.ABUSE, 0.9), said=timedelta(hours=5))
    assert old < rank(now, (Category.ABUSE, 0.9))


@pytest.mark.parametrize("category", [Category.THREAT, Category.SAFEGUARDING])
def test_danger_to_people_comes_before_a_fortnights_old_abuse(now, category):
    old = rank(now, (Category.HATE, 1.0), reach=4, said=timedelta(days=14))
    assert rank(now, (category, 0.4)) < old


@pytest.mark.parametrize("category", [Category.SAFEGUARDING, Category.THREAT])
def test_a_likely_danger_comes_before_an_unlikely_one_that_waited_longer(now, category):
    likely = priority([(category, 0.9)], reach=1, now=now)
    unlikely = priority([(category, 0.2)], reach=1, now=now, said_at=now - timedelta(days=10))
    ordinary = priority([(Category.ABUSE, 1.0)], reach=1, now=now, said_at=now - timedelta(days=10))

    assert likely.rank_at < unlikely.rank_at < ordinary.rank_at
    assert likely.due_at == unlikely.due_at


def test_a_large_accounts_own_thread_reaches_more_than_a_small_ones_reply():
    large = reach_of(followers=30_000, is_reply=False, own_post=True)
    assert large > reach_of(followers=200, is_reply=True, own_post=True)


def test_the_queue_pages_through_every_waiting_case_once_in_order(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        ids = []
        for n in range(7):
            comment = factories.comment(session, account, now=now)
            case = factories.case(
                session, comment, [Category.SPAM, Category.HATE, Category.THREAT][n % 3], now=now
            )
            ids.append(case.id)
        settled = factories.case(session, factories.comment(session, account, now=now), now=now)
        move(settled, CaseStatus.DECIDED, now=now)
        session.add(settled)
    found: list[Case] = []
    with database.read() as session:
        after = None
        while rows := queue(session, after=after, limit=3):
            found += [row.case for row in rows]
            after = (rows[-1].case.rank_at, rows[-1].case.id or 0)

        assert sorted(case.id for case in found) == sorted(ids)
        assert [c.rank_at for c in found] == sorted(c.rank_at for c in found)
        assert found[0].top_category == "threat"
        assert count_waiting(session) == 7
        assert count_waiting(session, QueueFilter(category="spam")) == 3
        assert count_waiting(session, cap=4) == 4


def test_a_case_makes_only_permitted_moves(now):
    for status in CaseStatus:
        case = Case(comment_id=1, account_id=1, status=status, harm=1, reach=1, rank_at=now,
                    opened_at=now, due_at=now, version=1)  # fmt: skip
        for target in CaseStatus:
            case.status = status
            if target in MOVES[status] or target is status:
                move(case, target, now=now)
                assert case.status is target
            else:
                with pytest.raises(CaseMoved):
                    move(case, target, now=now)


def test_a_case_is_given_to_an_officer_and_put_back(database, now):
    with database.write() as session:
        officer = factories.officer(session, Role.OFFICER, now=now)
        account = factories.account(session, now=now)
        case = factories.case(session, factories.comment(session, account, now=now), now=now)
        assign(session, case, officer.id, now=now)
        assert (case.status, case.assigned_to_id) == (CaseStatus.ASSIGNED, officer.id)
        assign(session, case, None, now=now)
        assert (case.status, case.assigned_to_id) == (CaseStatus.OPEN, None)
