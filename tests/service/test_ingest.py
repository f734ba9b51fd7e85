from datetime import timedelta

from sqlmodel import select

from connectors.base import Batch, FetchedPost, ItemState
from moderation.models import Author, Comment, CommentVersion, Post
from service.ingest import link_posts, store
from tests import factories
from tests.service.scripted import fetched


def page(now, **given):
    return Batch(
        comments=(
            fetched("c1", now, "First", post_platform_id="p1", **given),
            fetched("c2", now, "Second", post_platform_id="p1", own=True, author=None),
        ),
        posts=(FetchedPost("p1", "Bins", now - timedelta(hours=1)),),
    )


def test_storing_a_page_twice_changes_nothing(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        first = store(session, account, page(now), now=now)
    with database.write() as session:
        again = store(session, account, page(now), now=now)
    with database.read() as session:
        comments = session.exec(select(Comment).order_by(Comment.platform_id)).all()
        posts = session.exec(select(Post)).all()
        authors = session.exec(select(Author)).all()

    assert (first.new, len(first.to_screen)) == (2, 1)
    assert (again.new, again.edited, again.to_screen) == (0, 0, [])
    assert [(c.platform_id, c.text, c.version, c.post_id) for c in comments] == [
        ("c1", "First", 1, posts[0].id),
        ("c2", "Second", 1, posts[0].id),
    ]
    assert [a.platform_id for a in authors] == ["a1"]


def test_the_councils_own_reply_is_never_screened(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        store(session, account, page(now), now=now)
    with database.read() as session:
        own = session.exec(select(Comment).where(Comment.platform_id == "c2")).one()

    assert own.own
    assert own.screened_version == 1


def test_the_councils_own_reply_is_not_screened_when_it_is_edited_either(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        store(session, account, page(now), now=now)
        edited = fetched("c2", now, "Second, edited", own=True, author=None)
        stored = store(session, account, Batch(comments=(edited,)), now=now)
        session.expire_all()
        own = session.exec(select(Comment).where(Comment.platform_id == "c2")).one()

        assert stored.to_screen == []
        assert (own.text, own.version, own.screened_version) == ("Second, edited", 2, 2)


def test_an_edit_is_a_new_version_that_waits_for_screening(database, now):
    later = now + timedelta(minutes=5)
    with database.write() as session:
        account = factories.account(session, now=now)
        store(session, account, page(now), now=now)
        comment = session.exec(select(Comment).where(Comment.platform_id == "c1")).one()
        comment.screened_version = 1
        session.add(comment)
    with database.write() as session:
        stored = store(
            session, account, Batch(comments=(fetched("c1", now, "First, edited"),)), now=later
        )
    with database.read() as session:
        comment = session.exec(select(Comment).where(Comment.platform_id == "c1")).one()
        versions = session.exec(select(CommentVersion)).all()

    assert stored.edited == 1
    assert stored.to_screen == [comment.id]
    assert (comment.text, comment.version, comment.screened_version) == ("First, edited", 2, None)
    assert comment.edited_at == later
    assert [(v.version, v.text, v.replaced_at) for v in versions] == [(1, "First", later)]


def test_an_item_twice_in_one_page_is_stored_once(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        stored = store(
            session, account, Batch(comments=(fetched("c1", now), fetched("c1", now))), now=now
        )

    assert stored.new == 1


def test_a_state_that_the_platform_shows_is_kept_and_an_unknown_one_is_not(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        store(session, account, Batch(comments=(fetched("c1", now),)), now=now)
        hidden = fetched("c1", now, state=ItemState.HIDDEN)
        assert store(session, account, Batch(comments=(hidden,)), now=now).changed_state == 1
        unknown = fetched("c1", now, state=ItemState.UNKNOWN)
        assert store(session, account, Batch(comments=(unknown,)), now=now).changed_state == 0
        session.expire_all()
        row = session.exec(select(Comment)).one()

        assert row.state == "hidden"


def test_a_comment_stored_before_its_post_finds_it_later(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        early = Batch(comments=(fetched("c1", now, post_platform_id="p9"),))
        store(session, account, early, now=now)
        store(session, account, Batch(posts=(FetchedPost("p9", "Late", now),)), now=now)
        link_posts(session, account)
        session.expire_all()
        row = session.exec(select(Comment)).one()

        assert row.post_id == session.exec(select(Post)).one().id
