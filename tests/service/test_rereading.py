"""What waits in the queue is read again: gone, edited, changed or simply still there."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import Batch, FetchedPost, ItemState
from connectors.errors import PlatformUnavailable, UnexpectedAnswer
from moderation import audit
from moderation.models import AuditEntry, Case, CaseStatus, Comment, CommentVersion, PostVersion
from moderation.vocabulary import Category
from service.coverage import short_of_declared
from service.ingest import store
from service.rereading import CONFIRM_AFTER, MOST, REREAD_AFTER, Rereader
from tests import factories
from tests.service.scripted import Scripted, Ticking, fetched


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def account(database, now):
    with database.write() as session:
        return factories.account(session, now=now)


@pytest.fixture
def waiting(database, account, now):
    """A comment whose case waits, fetched just now; returns the comment's id."""
    with database.write() as session:
        comment = factories.comment(session, account, now=now, text="You thief", fetched_at=now)
        factories.flag(session, comment, Category.DEFAMATION, now=now)
        factories.case(session, comment, now=now)
        return comment.id


@pytest.fixture
def rereader(database, clock):
    return lambda connector: Rereader(database, lambda _a: connector, clock=clock)


def kept(database, comment_id) -> Comment:
    with database.read() as session:
        return session.get_one(Comment, comment_id)


def told(database) -> list[str]:
    with database.read() as session:
        return [entry.action for entry in session.exec(select(AuditEntry)).all()]


def test_nothing_is_read_before_its_time(rereader, clock, account, waiting, now):
    platform = Scripted()

    assert rereader(platform).due() == []
    clock.at = now + REREAD_AFTER
    assert rereader(platform).due() == [account.id]
    assert rereader(platform).reread(account.id).read == 1
    assert rereader(platform).due() == []


def test_gone_takes_two_reads_an_hour_apart(database, rereader, clock, account, waiting, now):
    work = rereader(Scripted(state=ItemState.ABSENT))
    clock.at = now + REREAD_AFTER
    first = work.reread(account.id)
    assert (first.missing, first.gone) == (1, 0)
    assert kept(database, waiting).state == "visible"

    clock.at += CONFIRM_AFTER - timedelta(seconds=1)
    assert work.due() == []
    clock.at += timedelta(seconds=1)
    assert work.due() == [account.id]
    assert work.reread(account.id).gone == 1

    assert kept(database, waiting).state == "absent"
    assert told(database) == ["comment.gone"]
    with database.read() as session:
        assert audit.verify(session).whole
        # What was said still needs a person, above all where somebody is at risk.
        assert session.exec(select(Case)).one().waiting
    clock.at += timedelta(days=1)
    assert work.due() == []


def test_back_again_between_the_reads_is_not_gone(database, rereader, clock, account, waiting, now):
    platform = Scripted(state=ItemState.ABSENT)
    work = rereader(platform)
    clock.at = now + REREAD_AFTER
    work.reread(account.id)
    platform.state = ItemState.VISIBLE
    clock.at += CONFIRM_AFTER
    work.reread(account.id)
    assert kept(database, waiting).missing_since is None
    platform.state = ItemState.ABSENT
    clock.at += REREAD_AFTER
    assert (work.reread(account.id).gone, kept(database, waiting).state) == (0, "visible")


def test_an_unclear_answer_neither_proves_nor_disproves(
    database, rereader, clock, account, waiting, now
):
    platform = Scripted(state=ItemState.ABSENT)
    work = rereader(platform)
    clock.at = now + REREAD_AFTER
    work.reread(account.id)
    since = kept(database, waiting).missing_since
    platform.state = ItemState.UNKNOWN
    clock.at += CONFIRM_AFTER
    work.reread(account.id)
    assert (kept(database, waiting).state, kept(database, waiting).missing_since) == (
        "visible",
        since,
    )


def test_an_edit_found_becomes_a_version_and_waits_for_screening(
    database, rereader, clock, account, waiting, now
):
    clock.at = now + REREAD_AFTER
    done = rereader(Scripted(text="You liar")).reread(account.id)

    assert done.edited == 1
    comment = kept(database, waiting)
    assert (comment.text, comment.version, comment.screened_version) == ("You liar", 2, None)
    with database.read() as session:
        assert session.exec(select(CommentVersion)).one().text == "You thief"


def test_hidden_on_the_platform_itself_is_seen(database, rereader, clock, account, waiting, now):
    clock.at = now + REREAD_AFTER
    assert rereader(Scripted(state=ItemState.HIDDEN)).reread(account.id).changed_state == 1
    assert kept(database, waiting).state == "hidden"


def test_one_items_trouble_does_not_stop_the_others(database, rereader, clock, account, now):
    with database.write() as session:
        for number in range(2):
            comment = factories.comment(session, account, now=now, fetched_at=now)
            factories.case(session, comment, now=now + timedelta(seconds=number))
    clock.at = now + REREAD_AFTER
    platform = Scripted(trouble={"read": [UnexpectedAnswer("?"), None]}, state=ItemState.HIDDEN)

    assert rereader(platform).reread(account.id).read == 2
    with database.read() as session:
        states = sorted(c.state for c in session.exec(select(Comment)).all())
    assert states == ["hidden", "visible"]


def test_a_platform_that_is_down_is_asked_once(database, rereader, clock, account, now):
    with database.write() as session:
        for _ in range(3):
            comment = factories.comment(session, account, now=now, fetched_at=now)
            factories.case(session, comment, now=now)
    clock.at = now + REREAD_AFTER
    platform = Scripted(trouble={"read": [PlatformUnavailable("down")] * 3})

    done = rereader(platform).reread(account.id)

    assert (done.read, done.error, platform.calls) == (0, "PlatformUnavailable", ["read"])
    assert rereader(platform).due() == [account.id]


def test_a_pass_is_bounded_and_the_next_goes_on(database, rereader, clock, account, now):
    with database.write() as session:
        for _ in range(MOST + 2):
            comment = factories.comment(session, account, now=now, fetched_at=now)
            factories.case(session, comment, now=now)
    clock.at = now + REREAD_AFTER
    work = rereader(Scripted())

    assert work.reread(account.id).read == MOST
    assert work.reread(account.id).read == 2
    assert work.due() == []


def test_what_is_decided_or_under_way_is_left_alone(
    database, rereader, clock, account, waiting, now
):
    with database.write() as session:
        case = session.exec(select(Case)).one()
        case.status, case.waiting = CaseStatus.EXECUTING, False
        session.add(case)
    clock.at = now + REREAD_AFTER
    assert rereader(Scripted()).due() == []


def test_a_posts_earlier_text_is_kept(database, account, now):
    for text in ("Bins on Monday", "Bins on Monday", "Bins on Tuesday"):
        with database.write() as session:
            store(session, account, Batch(posts=(FetchedPost("p1", text, now),)), now=now)
    with database.read() as session:
        assert [v.text for v in session.exec(select(PostVersion)).all()] == ["Bins on Monday"]


def test_a_declared_total_above_ours_is_told(database, account, now):
    posts = tuple(
        FetchedPost(f"p{declared}", "Bins", now, declared_comments=declared)
        for declared in (1, 2, 3)
    )
    comments = tuple(
        fetched(f"{post.platform_id}-{n}", now, post_platform_id=post.platform_id, state=state)
        for post in posts
        for n, state in enumerate((ItemState.VISIBLE, ItemState.HELD))
    )
    with database.write() as session:
        store(session, account, Batch(posts=posts, comments=comments), now=now)
    with database.read() as session:
        found = short_of_declared(session, account.id)
    assert [(one.declared, one.stored) for one in found] == [(3, 2)]
