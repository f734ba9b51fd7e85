from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import Batch, FetchedPost
from connectors.errors import (
    BudgetSpent,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from moderation.models import (
    Account,
    AccountStatus,
    AuditEntry,
    Case,
    Comment,
    CoverageSpan,
    Cursor,
    Flag,
    Incident,
)
from moderation.screening.results import Screening, ScreeningFlag
from moderation.vocabulary import Category, RuleCode
from service.polling import Poller
from tests import factories
from tests.service.scripted import Scripted, Ticking, fetched

PERIOD = timedelta(minutes=5)


class FlagsThieves:
    """Screens for one word: these rules are about polling, not about language."""

    version = "test 1"

    def screen(self, texts, policy=None):
        return [
            Screening(
                scores=dict.fromkeys(Category, 0.0),
                claim=0.0,
                flags=(
                    ScreeningFlag(
                        Category.DEFAMATION, 0.9, ((0, 5),), "test 1", "thief", RuleCode.DEFAM
                    ),
                )
                if "thief" in text.text
                else (),
                language="en",
                version=self.version,
                failed=("classifier",) if "unreadable" in text.text else (),
            )
            for text in texts
        ]


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def account(database, now):
    with database.write() as session:
        return factories.account(session, now=now)


@pytest.fixture
def poller(database, clock):
    def make(connector):
        return Poller(database, lambda _a: connector, FlagsThieves(), clock=clock, period=PERIOD)

    return make


def rows(database, model):
    with database.read() as session:
        return session.exec(select(model)).all()


def pages(now, *, last_cursor="after-2"):
    return [
        Batch(
            posts=(FetchedPost("p1", "Bins", now - timedelta(days=1)),),
            comments=(fetched("c1", now - timedelta(hours=2), "You thief", post_platform_id="p1"),),
        ),
        Batch(
            comments=(fetched("c2", now - timedelta(hours=3), "Thanks", post_platform_id="p1"),),
            cursor=last_cursor,
        ),
    ]


def test_a_look_stores_screens_and_queues_and_then_moves_the_cursor(database, poller, account, now):
    look = poller(Scripted(pages=pages(now))).look(account.id)

    assert (look.pages, look.new, look.flagged, look.cases, look.error) == (2, 2, 1, 1, "")
    assert [c.value for c in rows(database, Cursor)] == ["after-2"]
    case = rows(database, Case)[0]
    assert (case.top_category, case.reason, case.waiting) == ("defamation", "flagged", True)
    assert [f.rule for f in rows(database, Flag)] == ["thief"]
    assert [(s.starts_at, s.ends_at) for s in rows(database, CoverageSpan)] == [
        (now - timedelta(days=1), now)
    ]


def test_a_page_that_fails_leaves_the_cursor_where_it_was(database, poller, account, now):
    poller(Scripted(pages=pages(now, last_cursor="first"))).look(account.id)
    broken = Scripted(pages=pages(now), trouble={"page": [None, UnexpectedAnswer("cut JSON")]})
    look = poller(broken).look(account.id)

    assert look.error == "UnexpectedAnswer"
    assert broken.cursors == ["first"]
    assert [c.value for c in rows(database, Cursor)] == ["first"]
    assert len(rows(database, Comment)) == 2


def test_a_list_that_ends_without_a_cursor_is_not_called_complete(database, poller, account, now):
    look = poller(Scripted(pages=pages(now)[:1])).look(account.id)

    assert look.error == "PlatformUnavailable"
    assert rows(database, Cursor) == []
    assert len(rows(database, Comment)) == 1


def test_a_cursor_that_moves_on_the_way_proves_nothing_until_the_list_has_ended(
    database, poller, account, now
):
    on_the_way = [Batch(comments=(fetched("c1", now),), cursor="part 1"), Batch(cursor="part 2")]
    broken = Scripted(pages=on_the_way, trouble={"page": [None, PlatformUnavailable("502")]})
    poller(broken).look(account.id)
    assert [c.value for c in rows(database, Cursor)] == ["part 1"]
    assert rows(database, CoverageSpan) == []
    assert [i.kind for i in rows(database, Incident)] == ["unreachable"]

    whole = Scripted(pages=on_the_way)
    poller(whole).look(account.id)
    assert whole.cursors == ["part 1"]
    assert [c.value for c in rows(database, Cursor)] == ["part 2"]
    assert len(rows(database, CoverageSpan)) == 1


def test_looking_twice_adds_nothing(database, poller, account, now):
    connector = Scripted(pages=pages(now))
    poller(connector).look(account.id)
    again = poller(connector).look(account.id)

    assert (again.new, again.edited, again.screened, again.cases) == (0, 0, 0, 0)
    assert len(rows(database, Case)) == 1
    assert len(rows(database, Flag)) == 1


def test_an_edit_that_is_worse_brings_a_settled_case_back(database, poller, account, now):
    poller(Scripted(pages=pages(now))).look(account.id)
    with database.write() as session:
        case = session.exec(select(Case)).one()
        case.status, case.waiting, case.harm = "decided", False, 0.1
        session.add(case)
    edited = Batch(comments=(fetched("c1", now, "You utter thief"),), cursor="c", posts=())
    look = poller(Scripted(pages=[edited])).look(account.id)
    case = rows(database, Case)[0]

    assert look.edited == 1
    assert (case.waiting, case.reason, case.reopened) == (True, "edited", 1)
    assert sorted(f.version for f in rows(database, Flag)) == [1, 2]


def test_what_cannot_be_screened_reaches_a_person(database, poller, account, now):
    page = Batch(comments=(fetched("c1", now, "unreadable"),), cursor="c")
    poller(Scripted(pages=[page])).look(account.id)

    assert [c.reason for c in rows(database, Case)] == ["not_screened"]


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file", "something new"])
def test_what_hangs_on_a_comment_reaches_a_person_without_any_flag(
    database, poller, account, now, kind
):
    page = Batch(comments=(fetched("c1", now, "", attachments=("link", kind)),), cursor="c")
    poller(Scripted(pages=[page])).look(account.id)

    assert [c.reason for c in rows(database, Case)] == ["attachment"]


def test_a_link_alone_is_no_reason_to_look(database, poller, account, now):
    page = Batch(comments=(fetched("c1", now, "", attachments=("link",)),), cursor="c")
    poller(Scripted(pages=[page])).look(account.id)

    assert rows(database, Case) == []


def test_one_refusal_is_an_incident_and_a_second_stops_the_account(
    database, poller, account, clock
):
    dead = Scripted(
        pages=[Batch(cursor="c")],
        trouble={"page": [CredentialsRejected("190"), CredentialsRejected("190")]},
    )
    poller(dead).look(account.id)
    assert rows(database, Account)[0].status is AccountStatus.ACTIVE
    assert [i.kind for i in rows(database, Incident)] == ["credentials"]

    clock.at += PERIOD
    poller(dead).look(account.id)
    assert rows(database, Account)[0].status is AccountStatus.SIGN_IN_AGAIN
    assert len(rows(database, Incident)) == 1

    clock.at += timedelta(hours=1)
    poller(dead).look(account.id)
    assert rows(database, Account)[0].status is AccountStatus.ACTIVE
    assert rows(database, Incident)[0].closed_at == clock.at
    assert [e.action for e in rows(database, AuditEntry)] == [
        "incident.opened",
        "account.recovered",
    ]


@pytest.mark.parametrize("error", [RateLimited, BudgetSpent])
def test_a_spent_limit_is_waited_out_as_long_as_the_platform_says(
    database, poller, account, now, error
):
    until = now + timedelta(minutes=17)
    limited = Scripted(pages=[Batch()], trouble={"page": [error("429", retry_at=until)]})
    poller(limited).look(account.id)

    assert rows(database, Account)[0].next_poll_at == until
    assert len(rows(database, Incident)) == (0 if error is RateLimited else 1)


def test_a_failed_look_is_entered_as_missed(database, poller, account, clock):
    poller(Scripted(pages=[Batch(cursor="c")])).look(account.id)
    clock.at += PERIOD
    down = Scripted(pages=[Batch()], trouble={"page": [PlatformUnavailable("502")]})
    poller(down).look(account.id)

    assert [s.status.value for s in rows(database, CoverageSpan)][-1] == "missed"


def test_a_paused_account_is_not_called(database, poller, account):
    with database.write() as session:
        row = session.get_one(Account, account.id)
        row.status = AccountStatus.PAUSED
        session.add(row)
    connector = Scripted(pages=[Batch(cursor="c")])

    assert poller(connector).look(account.id).error == "paused"
    assert connector.calls == []
