"""Flickr's connector against the simulated Flickr, and its reading of hostile answers."""

import json
import logging
from datetime import UTC, timedelta

import pytest
from werkzeug.wrappers import Response

from connectors.base import FetchedAuthor, Identity, Item, ItemState, Kind, Verb
from connectors.errors import (
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.flickr import FlickrConnector
from connectors.simulator.faults import Fault, FaultKind
from tests.connectors.flickr_world import EXTRA, KEY, NOW, NSID, RESIDENT, TOKEN, album
from tests.connectors.loopback import Loopback
from tests.connectors.stage import comments_in, item_of


def only(connector, comment):
    found = [c for c in comments_in(list(connector.fetch(None))) if c.platform_id == comment.id]
    assert found
    return found[-1]


# -- who it is --------------------------------------------------------------------------


def test_check_tells_the_account_and_what_its_token_may_do():
    with album() as al:
        assert al.connector().check() == Identity(NSID, "porthavencouncil", "Porthaven Council")
        al.world.accounts[KEY].extra["perms"] = "read"
        assert al.connector().check().missing_permissions == ("write",)


@pytest.mark.parametrize("name", ["api_key", "api_secret", "token", "token_secret"])
def test_a_missing_credential_is_named(name):
    with album() as al:
        given = {k: v for k, v in al.credentials().items() if k != name}
        with pytest.raises(CredentialsRejected, match=name):
            FlickrConnector.connect(given, http=al.server.settings(), save=lambda new: None)


@pytest.mark.parametrize("name", ["api_key", "api_secret", "token", "token_secret"])
def test_a_wrong_credential_asks_for_a_new_sign_in_and_quotes_none(name):
    with album() as al, pytest.raises(CredentialsRejected) as caught:
        al.connector(**{name: "wrong-credential"}).check()

    words = str(caught.value)
    assert "oauth_problem=" in words
    assert not any(s in words for s in (*EXTRA.values(), TOKEN, "wrong-credential"))


def test_credentials_of_another_account_are_rejected_before_anything_is_read():
    with album() as al:
        with pytest.raises(CredentialsRejected, match="another account"):
            al.connector(nsid="1@N01").check()
        with pytest.raises(CredentialsRejected, match="another account"):
            list(al.connector(nsid="1@N01").fetch(None))


# -- fetching ---------------------------------------------------------------------------


def test_a_first_fetch_gives_every_photo_and_every_comment_once():
    with album(page_size=2) as al:
        photos = [al.photo, *(al.add_photo(f"Photo {n}", days=n + 1) for n in range(4))]
        comments = [
            al.comment(f"{n}", post_id=photos[n % 5].id, published_at=al.ago(hours=n))
            for n in range(13)
        ]
        own = al.comment("Diolch", author=al.world.council_author(KEY), by_council=True)
        batches = list(al.connector().fetch(None))

    found = comments_in(batches)
    assert sorted(c.platform_id for c in found) == sorted(c.id for c in [*comments, own])
    assert [c.platform_id for c in found if c.own] == [own.id]
    assert sorted(p.platform_id for b in batches for p in b.posts) == sorted(p.id for p in photos)
    assert all(c.published_at.tzinfo is UTC and c.kind is Kind.COMMENT for c in found)
    assert all(c.author == FetchedAuthor(RESIDENT.id, "rowanashdown12", "Rowan Ashdown")
               for c in found if not c.own)  # fmt: skip


def test_a_photo_comes_as_a_post_with_its_title_and_description():
    with album() as al:
        [post] = [p for batch in al.connector().fetch(None) for p in batch.posts]

    assert post.text == "The old bridge\n\nBefore it was mended"
    assert post.permalink.endswith(f"/photos/porthavencouncil/{al.photo.id}/")


def test_one_photos_comments_come_newest_first_though_flickr_gives_the_oldest_first():
    with album() as al:
        for n in range(4):
            al.comment(str(n), published_at=al.ago(hours=9 - n))
        found = comments_in(list(al.connector().fetch(None)))

    assert [c.text for c in found] == ["3", "2", "1", "0"]


def test_a_second_fetch_reads_only_the_photos_that_changed():
    with album() as al:
        other = al.add_photo("Another", days=9)
        al.comment("old")
        al.comment("older", post_id=other.id, published_at=al.ago(days=8))
        connector = al.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        al.time += timedelta(hours=1)
        new = al.comment("new", post_id=other.id, published_at=al.time)
        al.server.asked.clear()
        found = {c.platform_id for c in comments_in(list(connector.fetch(cursor)))}

        assert new.id in found
        assert al.methods().count("flickr.photos.comments.getList") == 2


def test_a_fetch_cut_short_goes_on_where_it_stopped():
    with album(hourly_calls=5) as al:
        for n in range(6):
            photo = al.add_photo(f"Photo {n}", days=30 - n)
            al.comment(f"on {n}", post_id=photo.id, published_at=al.ago(days=9 - n))
        connector = al.connector()
        found, cursor = set(), None
        for _ in range(12):
            try:
                for batch in connector.fetch(cursor):
                    found |= {c.text for c in batch.comments}
                    cursor = batch.cursor or cursor
                break
            except RateLimited:
                al.time += timedelta(hours=1)

    assert found == {f"on {n}" for n in range(6)}


def test_a_photo_that_vanishes_between_the_calls_is_passed_over():
    with album() as al:
        other = al.add_photo("Another", days=9)
        kept = al.comment("kept")

        def answer(request):
            if request.form["method"] == "flickr.photos.comments.getList" and not other.deleted:
                al.world.delete_post(other.id)
            return al.part.handle(request)

        with Loopback(answer) as server:
            found = comments_in(list(al.connector(server).fetch(None)))

    assert [c.platform_id for c in found] == [kept.id]


def test_a_change_from_the_future_does_not_hide_what_comes_before_it():
    with album() as al:
        al.comment("skewed", published_at=NOW + timedelta(days=400))
        connector = al.connector()
        cursor = list(connector.fetch(None))[-1].cursor
        al.time += timedelta(minutes=1)
        new = al.comment("new", post_id=al.add_photo("New", days=0).id, published_at=al.time)
        found = {c.platform_id for c in comments_in(list(connector.fetch(cursor)))}

    assert new.id in found


@pytest.mark.parametrize("kind", [FaultKind.PAGE_TWICE, FaultKind.OUT_OF_ORDER])
def test_pages_twice_or_out_of_order_lose_and_double_nothing(kind):
    with album(page_size=2) as al:
        made = [al.comment(str(n), post_id=al.add_photo(str(n), days=n + 1).id) for n in range(5)]
        al.faults.add(Fault("flickr", kind, times=None, path="getList"))
        found = [c.platform_id for c in comments_in(list(al.connector().fetch(None)))]

    assert sorted(found) == sorted(c.id for c in made)


@pytest.mark.parametrize("cursor", ["", "x", "[]", '{"since": null}', '{"since": 1e999}', "null"])
def test_an_unreadable_cursor_begins_anew(cursor):
    with album() as al:
        comment = al.comment()
        found = comments_in(list(al.connector().fetch(cursor)))

    assert [c.platform_id for c in found] == [comment.id]


def test_a_list_of_photos_that_never_ends_is_an_error():
    with album() as al:
        al.comment()

        def answer(request):
            response = al.part.handle(request)
            body = json.loads(response.get_data())
            if "photos" in body:
                body["photos"]["pages"] = 10**9
            return Response(json.dumps(body), content_type="application/json")

        with Loopback(answer) as server:
            connector = FlickrConnector(al.credentials(), http=server.settings())
            found = comments_in(list(connector.fetch(None)))

    assert len(found) == 1


# -- powers, deeds, reading -------------------------------------------------------------


def test_deleting_is_the_only_power_and_it_is_for_ever():
    with album() as al:
        [power] = al.connector().powers(Item("1-2-3")).verbs

    assert (power.verb, power.reversible, power.readable) == (Verb.DELETE, False, True)
    assert power.note == "flickr_delete_is_for_ever"


@pytest.mark.parametrize("verb", [Verb.HIDE, Verb.HOLD, Verb.REJECT, Verb.RESTORE])
def test_no_other_verb_is_turned_into_deleting(verb):
    with album() as al:
        with pytest.raises(NotSupported):
            al.connector().act(verb, Item("1-2-3"))
        assert al.server.asked == []


def test_a_deleted_comment_is_absent_from_the_whole_list():
    with album() as al:
        comment, other = al.comment("bad"), al.comment("good")
        connector = al.connector()
        item = item_of(only(connector, comment))
        assert connector.read(item).text == "bad"
        connector.act(Verb.DELETE, item)

        assert connector.read(item).state is ItemState.ABSENT
        assert connector.read(Item(other.id)).state is ItemState.VISIBLE


def test_a_comment_that_is_gone_is_told_so_and_a_photo_that_is_gone_proves_nothing():
    with album() as al:
        comment = al.comment()
        connector = al.connector()
        item = item_of(only(connector, comment))
        al.faults.add(Fault("flickr", FaultKind.GONE_BEFORE_ACTION))
        with pytest.raises(CommentGone):
            connector.act(Verb.DELETE, item)
        al.world.delete_post(al.photo.id)
        assert connector.read(item).state is ItemState.UNKNOWN
        assert connector.read(Item("no photo in this id")).state is ItemState.UNKNOWN


def test_not_found_of_a_comment_that_is_there_is_handed_to_a_person():
    with album() as al:
        comment = al.comment()

        def answer(request):
            if request.form["method"].endswith("deleteComment"):
                body = {"stat": "fail", "code": 2, "message": "Comment not found."}
                return Response(json.dumps(body))
            return al.part.handle(request)

        with Loopback(answer) as server, pytest.raises(PermissionMissing, match="by hand"):
            al.connector(server).act(Verb.DELETE, Item(comment.id))


def test_an_action_the_platform_ignored_shows_in_the_reading():
    with album() as al:
        comment = al.comment()
        al.faults.add(Fault("flickr", FaultKind.ACTION_IGNORED))
        al.connector().act(Verb.DELETE, Item(comment.id))

        assert al.connector().read(Item(comment.id)).state is ItemState.VISIBLE


def test_a_token_without_the_right_to_write_says_so():
    with album() as al:
        comment = al.comment()
        al.world.accounts[KEY].extra["perms"] = "read"
        with pytest.raises(PermissionMissing):
            al.connector().act(Verb.DELETE, Item(comment.id))


# -- errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "<html><body>Flickr is having a massage</body></html>", UnexpectedAnswer),
        (200, '{"photos": {"photo": [', UnexpectedAnswer),
        (200, "jsonFlickrApi({})", UnexpectedAnswer),
        (200, "{}", UnexpectedAnswer),
        (200, '{"stat": "fail"}', UnexpectedAnswer),
        (200, '{"stat": "fail", "code": "98", "message": "Invalid"}', CredentialsRejected),
        (200, '{"stat": "fail", "code": 105, "message": "Unavailable"}', PlatformUnavailable),
        (200, '{"stat": "fail", "code": 777, "message": "?"}', UnexpectedAnswer),
        (400, "oauth_problem=timestamp_refused", PlatformUnavailable),
        (401, "oauth_problem=nonce_used", PlatformUnavailable),
        (401, "oauth_problem=token_revoked", CredentialsRejected),
        (401, "oauth_problem=permission_denied", PermissionMissing),
        (401, "x", CredentialsRejected),
        (403, "<html>blocked</html>", UnexpectedAnswer),
        (429, "<html>slow down</html>", RateLimited),
        (502, "<html>bad gateway</html>", PlatformUnavailable),
    ],
)
def test_each_kind_of_refusal_is_sorted(status, body, expected):
    with (
        album() as al,
        Loopback(lambda request: Response(body, status)) as server,
        pytest.raises(ConnectorError) as caught,
    ):
        al.connector(server).check()
    assert type(caught.value) is expected


def test_no_key_or_token_is_logged_even_at_debug(caplog):
    caplog.set_level(logging.DEBUG)
    with album() as al:
        al.comment()
        list(al.connector().fetch(None))

    assert not any(secret in caplog.text for secret in (TOKEN, *EXTRA.values()))


@pytest.mark.parametrize("odd", ["tôken ☃ with spaces", "a&b=c%20", "line\nbreak", "\0"])
def test_any_characters_in_a_credential_end_in_a_clear_refusal(odd):
    with album() as al, pytest.raises(CredentialsRejected) as caught:
        al.connector(token=odd, token_secret=odd).check()
    assert odd not in str(caught.value)
