"""Near copies become one flood; each comment keeps its own case."""

from datetime import timedelta

import pytest
from sqlmodel import select

from moderation.cases import QueueFilter, count_waiting, queue
from moderation.floods import FLOOD_FROM, WINDOW
from moderation.models import Case, Comment, Flood, Likeness
from moderation.screening.results import Screening, ScreeningFlag
from moderation.vocabulary import Category, RuleCode
from service.screening import screen_waiting
from tests import factories

COPY = "Stop the council selling our park, sign the form at park.example today number {}"
QUIET = dict.fromkeys(Category, 0.0)


class Screens:
    """Flags what says "scam" as spam, and nothing else."""

    version = "test 1"

    def screen(self, texts, policy=None):
        spam = ScreeningFlag(Category.SPAM, 0.9, ((0, 4),), "test", "test/scam", RuleCode.SPAM)
        return [
            Screening(QUIET, 0.0, (spam,) if "scam" in one.text else (), "en", self.version)
            for one in texts
        ]


@pytest.fixture
def account(database, now):
    with database.write() as session:
        return factories.account(session, now=now)


def say(database, account, texts, *, now):
    with database.write() as session:
        for text in texts:
            factories.comment(session, account, now=now, text=text)


def screen(database, now):
    return screen_waiting(database, Screens(), contacts=frozenset(), now=now)


def everything(database, model):
    with database.read() as session:
        return list(session.exec(select(model)))


def lines(database, wanted=None):
    with database.read() as session:
        wanted = wanted or QueueFilter()
        assert count_waiting(session, wanted) == len(queue(session, wanted, limit=100))
        return queue(session, wanted, limit=100)


def test_copies_that_nothing_else_flagged_become_one_line_with_a_case_each(database, account, now):
    say(database, account, [COPY.format(n) for n in range(FLOOD_FROM)], now=now)
    say(database, account, ["The library was lovely today, thank you all so much"], now=now)

    total = screen(database, now)

    assert total.cases == FLOOD_FROM
    assert {case.reason for case in everything(database, Case)} == {"flood"}
    [flood] = everything(database, Flood)
    assert {case.flood_id for case in everything(database, Case)} == {flood.id}
    assert len(lines(database)) == 1


def test_the_same_thanks_over_a_month_read_at_once_are_no_flood(database, account, now):
    with database.write() as session:
        for day in range(3 * FLOOD_FROM):
            factories.comment(
                session,
                account,
                now=now,
                text="Thank you all so much for the lovely fair",
                published_at=now - timedelta(days=day),
            )

    screen(database, now)

    assert everything(database, Flood) == []
    assert everything(database, Case) == []


def test_of_copies_over_a_month_those_of_one_day_are_the_flood(database, account, now):
    with database.write() as session:
        for hours in (1, 2, 3, 4, 5, 200, 400):
            factories.comment(
                session,
                account,
                now=now,
                text=COPY.format(hours),
                published_at=now - timedelta(hours=hours),
            )

    screen(database, now)

    assert len(everything(database, Flood)) == 1
    assert len(everything(database, Case)) == FLOOD_FROM


def test_one_copy_fewer_is_no_flood(database, account, now):
    say(database, account, [COPY.format(n) for n in range(FLOOD_FROM - 1)], now=now)

    screen(database, now)

    assert everything(database, Flood) == []
    assert everything(database, Case) == []


def test_a_flood_grows_by_copies_that_come_later(database, account, now):
    say(database, account, [COPY.format(n) for n in range(3)], now=now)
    screen(database, now)
    say(database, account, [COPY.format(n) for n in range(3, 6)], now=now)
    screen(database, now + timedelta(hours=1))
    say(database, account, [COPY.format(7)], now=now)
    screen(database, now + timedelta(hours=2))

    [flood] = everything(database, Flood)
    assert len([c for c in everything(database, Case) if c.flood_id == flood.id]) == 7
    assert flood.last_at == now + timedelta(hours=2)


def test_copies_of_another_day_or_another_account_do_not_count(database, account, now):
    with database.write() as session:
        other = factories.account(session, now=now)
    say(database, account, [COPY.format(n) for n in range(3)], now=now)
    say(database, other, [COPY.format(n) for n in range(3)], now=now)
    screen(database, now)
    say(database, account, [COPY.format(n) for n in range(3)], now=now)
    screen(database, now + WINDOW + timedelta(minutes=1))

    assert everything(database, Flood) == []


def test_marks_are_kept_no_longer_than_copies_count(database, account, now):
    say(database, account, [COPY.format(1)], now=now)
    screen(database, now)
    before = {one.comment_id for one in everything(database, Likeness)}
    say(database, account, [COPY.format(2)], now=now)
    screen(database, now + WINDOW + timedelta(minutes=1))

    assert before
    assert not before & {one.comment_id for one in everything(database, Likeness)}


def test_the_line_shown_is_the_most_pressing_and_the_next_follows_it(database, account, now):
    texts = [COPY.format(n) for n in range(FLOOD_FROM)]
    say(database, account, [*texts, "A scam: " + COPY.format(99)], now=now)
    screen(database, now)

    [first] = lines(database)
    assert first.case.reason == "flagged"
    with database.write() as session:
        case = session.get_one(Case, first.case.id)
        case.waiting = False
        session.add(case)
    [following] = lines(database)
    assert following.case.id != first.case.id
    assert following.case.flood_id == first.case.flood_id


def test_a_filter_that_only_some_of_a_flood_fit_shows_each_that_fits(database, account, now):
    say(database, account, ["A scam: " + COPY.format(n) for n in range(FLOOD_FROM)], now=now)
    screen(database, now)

    assert len(lines(database, QueueFilter(category="spam"))) == FLOOD_FROM
    assert len(lines(database, QueueFilter(account_id=account.id))) == 1


def test_an_edited_comment_is_compared_by_its_new_text(database, account, now):
    say(database, account, [COPY.format(n) for n in range(FLOOD_FROM - 1)], now=now)
    say(database, account, ["Something else altogether about the swimming pool"], now=now)
    screen(database, now)
    with database.write() as session:
        edited = session.exec(select(Comment).where(Comment.text.startswith("Something"))).one()
        edited.text, edited.screened_version = COPY.format(50), None
        edited.version += 1
        session.add(edited)
    screen(database, now)

    assert len(everything(database, Flood)) == 1
    assert len(everything(database, Case)) == FLOOD_FROM
