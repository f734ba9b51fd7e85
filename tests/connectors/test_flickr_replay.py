"""Flickr's connector against every recorded exchange: the right items, or the right error.

Most were recorded in Flickr's XML form. What succeeded is turned into the JSON form by
Flickr's own rule (attributes become keys, text becomes `_content`) before it is served.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from werkzeug.wrappers import Request, Response

from connectors.base import FetchedAuthor, Identity, Item, ItemState, Verb
from connectors.errors import (
    CommentGone,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.flickr import FlickrConnector
from tests.connectors.loopback import Loopback
from tests.connectors.recordings import Exchange, exchange, names
from tests.connectors.stage import comments_in
from tests.shared import shared_dir

ME = "57574365@N04"
CREDENTIALS = {
    "api_key": "EXAMPLEKEY", "api_secret": "EXAMPLESECRET",
    "token": "EXAMPLETOKEN", "token_secret": "EXAMPLETOKENSECRET",
}  # fmt: skip
_LISTS = frozenset({"comment", "photo", "person", "item", "event"})
GET_LIST = "flickr.photos.comments.getList"
DELETE = "flickr.photos.comments.deleteComment"
THERE = "199226260-53373661077-72157720318040001"


def as_json(one: Exchange) -> Exchange:
    """Return an exchange recorded as XML in the form that `format=json` gives."""
    rsp = ElementTree.fromstring(one.text)
    body = _object(rsp)
    return changed(one, body=body, text=json.dumps(body), headers={})


def _object(element: ElementTree.Element) -> dict[str, Any]:
    found: dict[str, Any] = dict(element.attrib)
    if element.text and element.text.strip():
        found["_content"] = element.text
    for child in element:
        if child.tag in _LISTS:
            found.setdefault(child.tag, []).append(_object(child))
        else:
            found[child.tag] = _object(child)
    return found


#: What a quiet account answers to the calls around the recorded one.
AROUND: dict[str, Any] = {
    "flickr.test.login": {"user": {"id": ME, "username": {"_content": "examplecouncil"}}},
    "flickr.auth.oauth.checkToken": {"oauth": {"perms": {"_content": "write"}}},
    "flickr.people.getPhotos": {"photos": {"page": 1, "pages": 1, "photo": []}},
    "flickr.photos.recentlyUpdated": {"photos": {"page": 1, "pages": 1, "photo": []}},
}


@contextmanager
def replay(one: Exchange, method: str, photo: str | None = None) -> Iterator[FlickrConnector]:
    """Serve `one` for a method; with `photo`, the account has just that photo."""
    photos = [{"id": photo, "owner": ME, "dateupload": "1", "lastupdate": "2"}] if photo else []
    listed = {"photos": {"page": 1, "pages": 1, "photo": photos}}
    around = AROUND | ({"flickr.people.getPhotos": listed} if photo else {})

    def answer(request: Request) -> Response:
        asked = request.form["method"]
        assert (request.form["format"], request.form["nojsoncallback"]) == ("json", "1")
        if asked == method:
            return one.response()
        if asked == GET_LIST:
            body: dict[str, Any] = {"comments": {"photo_id": request.form["photo_id"]}}
        else:
            body = around[asked]
        return Response(json.dumps({**body, "stat": "ok"}), content_type="application/json")

    with Loopback(answer) as server:
        yield FlickrConnector(CREDENTIALS, http=server.settings())


# -- what each exchange must come to ----------------------------------------------------


def unreadable(one: Exchange) -> None:
    """An XML answer where JSON was asked for is an error, never an empty list."""
    for method in ("flickr.test.login", "flickr.people.getPhotos"):
        with replay(one, method) as flickr, pytest.raises(UnexpectedAnswer):
            list(flickr.fetch(None))


def comments(
    photo: str, count: int, newest: datetime, text: str, author: FetchedAuthor
) -> Callable[[Exchange], None]:
    def expect(one: Exchange) -> None:
        if one.text.startswith("<?xml"):
            unreadable(one)
            one = as_json(one)
        with replay(one, GET_LIST, photo) as flickr:
            found = comments_in(list(flickr.fetch(None)))
            assert len({c.platform_id for c in found}) == len(found) == count
            if not found:
                return
            assert (found[0].published_at, found[0].text) == (newest, text)
            assert found[0].author == author
            times = [c.published_at for c in found]
            assert times == sorted(times, reverse=True)
            assert all(c.post_platform_id == photo for c in found)
            assert not any(t in c.text for c in found for t in ("<a ", "</a>", "<b>", "&#39;"))
            seen = flickr.read(Item(found[-1].platform_id, post_platform_id=photo))
            assert (seen.state, seen.text) == (ItemState.VISIBLE, found[-1].text)
            gone = flickr.read(Item("1-2-3", post_platform_id=photo))
            assert gone.state is ItemState.ABSENT

    return expect


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def long_list(one: Exchange) -> None:
    photo = "12584715825"
    recorded = ElementTree.fromstring(one.text).findall(".//comment")
    unreadable(one)
    with replay(as_json(one), GET_LIST, photo) as flickr:
        found = comments_in(list(flickr.fetch(None)))
    assert [c.platform_id for c in found] == [c.get("id") for c in reversed(recorded)]
    assert [int(c.published_at.timestamp()) for c in reversed(found)] == [
        int(c.get("datecreate", "")) for c in recorded
    ]
    linked = [c.text for c in found if "https://example.org/p/630" in c.text]
    assert linked == ["The new crossing is a big improvement, well done. https://example.org/p/630"]
    assert any("I'd like to speak to someone about my council tax band." in c.text for c in found)
    assert not any("&#39;" in c.text or "<a" in c.text for c in found)
    assert all(c.author is not None and c.author.name for c in found)


def one_comment_of(photo: str) -> Callable[[Exchange], None]:
    """A comment answered to addComment, which the product never calls, in a list."""

    def expect(one: Exchange) -> None:
        unreadable(one)
        body = {"comments": {"photo_id": photo, "comment": as_json(one).body["comment"]}}
        body["stat"] = "ok"
        listed = changed(one, body=body, text=json.dumps(body), headers={})
        with replay(listed, GET_LIST, photo) as flickr:
            [comment] = comments_in(list(flickr.fetch(None)))
        assert comment.text == "Does anyone know if the market is still on this Saturday?"
        assert comment.author == FetchedAuthor(
            "782795969@N05", "dariuszmarlpi33", "Elowen Cobblestan"
        )
        assert comment.published_at == at(1701773361)

    return expect


def deletes(one: Exchange) -> None:
    item = Item("199226260-53373661077-72157720318042413", post_platform_id="53373661077")
    if one.text.startswith("<?xml"):
        with replay(one, DELETE) as flickr, pytest.raises(UnexpectedAnswer):
            flickr.act(Verb.DELETE, item)
        one = as_json(one)
    with replay(one, DELETE) as flickr:
        flickr.act(Verb.DELETE, item)
        assert flickr.read(item).state is ItemState.ABSENT


def token_may_write(one: Exchange) -> None:
    with replay(one, "flickr.auth.oauth.checkToken") as flickr, pytest.raises(UnexpectedAnswer):
        flickr.check()
    with replay(as_json(one), "flickr.auth.oauth.checkToken") as flickr:
        assert flickr.check() == Identity(ME, "examplecouncil", "Example Council")


def identity(one: Exchange) -> None:
    with replay(one, "flickr.test.login") as flickr:
        assert flickr.check() == Identity(ME, "@bethanjackdaw58", "@bethanjackdaw58")


def photos_without_dates(method: str, cursor: str | None) -> Callable[[Exchange], None]:
    """These were recorded without the extras that a post's time comes from."""

    def expect(one: Exchange) -> None:
        if one.text.startswith("<?xml"):
            one = as_json(one)
        with replay(one, method) as flickr, pytest.raises(UnexpectedAnswer, match="dateupload"):
            list(flickr.fetch(cursor))

    return expect


def updated_photos(one: Exchange) -> None:
    with replay(one, "flickr.photos.recentlyUpdated") as flickr:
        batches = list(flickr.fetch('{"since": 1380000000}'))
    first, second = (post for batch in batches for post in batch.posts)
    assert (first.platform_id, first.text) == ("10115956703", "Really?\n\nYes please")
    assert first.published_at == at(1381061206)
    assert (second.platform_id, second.text) == ("8130464513", "Thanks!")
    assert json.loads(batches[-1].cursor or "") == {"since": 1381067365}


def checks(error: type[Exception]) -> Callable[[Exchange], None]:
    def expect(one: Exchange) -> None:
        for method in ("flickr.test.login", "flickr.auth.oauth.checkToken"):
            with replay(one, method) as flickr, pytest.raises(error) as caught:
                flickr.check()
            assert type(caught.value) is error
            assert not any(s in str(caught.value) for s in (*CREDENTIALS.values(), "debug_sbs"))

    return expect


def acts(error: type[Exception]) -> Callable[[Exchange], None]:
    def expect(one: Exchange) -> None:
        with replay(one, DELETE) as flickr, pytest.raises(error) as caught:
            flickr.act(Verb.DELETE, Item(THERE))
        assert type(caught.value) is error
        assert not any(s in str(caught.value) for s in CREDENTIALS.values())

    return expect


def photo_not_found(one: Exchange) -> None:
    with replay(one, GET_LIST, "1") as flickr:
        assert flickr.read(Item("9-1-1", post_platform_id="1")).state is ItemState.UNKNOWN
        assert comments_in(list(flickr.fetch(None))) == []
    acts(CommentGone)(one)


ROWAN = FetchedAuthor("86559472163@N01", "Rowan Ashdown", "Rowan Ashdown")
PRIYA = FetchedAuthor("71000002@N05", "priya_fern7", "priya_fern7")
MERRYN = FetchedAuthor("41786310@N02", "merrynashdown96", "merrynashdown96")
EXPECTED: dict[str, Callable[[Exchange], None]] = {
    "add_comment.json": one_comment_of("53373661077"),
    "add_comment_repeated.json": one_comment_of("53373661077"),
    "comments_list.json": long_list,
    "comments_list_one.json": comments(
        "40373414385", 1, at(1526221240), "Yes please https://example.org/p/258", MERRYN
    ),
    "composed_comments_list_json.json": comments(
        "53373661077", 2, at(1795000200), "You lot are useless", PRIYA
    ),
    "composed_comments_list_json_empty.json": comments("53373661077", 0, at(0), "", PRIYA),
    "delete_comment_ok.json": deletes,
    "delete_comment_ok_json.json": deletes,
    "doc_activity_userPhotos.json": unreadable,
    "doc_auth_oauth_checkToken.json": token_may_write,
    "doc_photos_comments_getList.json": comments(
        "109722179", 1, at(1141841470),
        "Umm, I'm not sure, can I get back to you on that one?", ROWAN,
    ),
    "doc_photos_getPerms.json": unreadable,
    "doc_photos_recentlyUpdated.json": photos_without_dates(
        "flickr.photos.recentlyUpdated", '{"since": 1}'
    ),
    "error_100_invalid_key_json.json": checks(CredentialsRejected),
    "error_105_unavailable.json": acts(PlatformUnavailable),
    "error_106_write_failed.json": acts(PlatformUnavailable),
    "error_1_photo_not_found.json": photo_not_found,
    "error_1_private_photo.json": photo_not_found,
    "error_201_unavailable.json": checks(PlatformUnavailable),
    "error_2_comment_not_found.json": acts(CommentGone),
    "error_2_comment_not_found_json.json": acts(CommentGone),
    "error_400_oauth_token_absent.json": checks(CredentialsRejected),
    "error_401_signature_invalid.json": checks(CredentialsRejected),
    "error_429.json": acts(RateLimited),
    "error_500_body.json": checks(PlatformUnavailable),
    "error_5_user_deleted.json": checks(CredentialsRejected),
    "error_98_invalid_token.json": acts(CredentialsRejected),
    "error_99_not_allowed.json": acts(PermissionMissing),
    "error_9_too_fast.json": acts(RateLimited),
    "people_in_photo.json": unreadable,
    "people_photos_json.json": photos_without_dates("flickr.people.getPhotos", None),
    "recently_updated_json.json": updated_photos,
    "test_login_json.json": identity,
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_exchange_comes_to_the_right_items_or_the_right_error(name):
    EXPECTED[name](exchange("flickr", name))


def test_every_recorded_exchange_has_its_expectation():
    shared_dir("contracts")
    assert sorted(EXPECTED) == names("flickr")
