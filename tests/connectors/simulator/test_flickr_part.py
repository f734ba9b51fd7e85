"""The simulated Flickr: its signatures, its state, and its answers' shapes against real ones."""

import json

import pytest
import requests
from requests_oauthlib import OAuth1
from werkzeug.test import Client
from werkzeug.wrappers import Request

from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.flickr import FlickrPart
from tests.connectors.flickr_world import EXTRA, KEY, NSID, TOKEN, Album
from tests.connectors.recordings import exchange, extract
from tests.connectors.shapes import assert_same_shape

REST = "https://api.flickr.com/services/rest/"
KEYS = {"api_key": EXTRA["api_key"], "api_secret": EXTRA["api_secret"],
        "token": TOKEN, "token_secret": EXTRA["token_secret"]}  # fmt: skip


class Caller:
    """Signs calls for the real address and makes them without a socket."""

    def __init__(self, part: FlickrPart) -> None:
        self._client = Client(Request.application(part.handle))

    def signed(self, method, arguments=None, http="POST", **keys):
        known = KEYS | keys
        sign = OAuth1(known["api_key"], known["api_secret"], known["token"], known["token_secret"])
        form = {"method": method, "format": "json", "nojsoncallback": "1", **(arguments or {})}
        where = {"data": form} if http == "POST" else {"params": form}
        return requests.Request(http, REST, auth=sign, **where).prepare()

    def send(self, prepared, body=None):
        headers = dict(prepared.headers)
        headers = {k: v.decode() if isinstance(v, bytes) else v for k, v in headers.items()}
        return self._client.open(
            prepared.path_url,
            method=prepared.method,
            headers=headers,
            data=body if body is not None else prepared.body,
        )

    def call(self, method, **arguments):
        answer = self.send(self.signed(method, arguments))
        assert answer.status_code == 200, answer.get_data()
        return answer.get_json()


@pytest.fixture
def al():
    made = Album(page_size=2)
    yield made
    made.server._server.server_close()


@pytest.fixture
def caller(al):
    return Caller(al.part)


# -- signatures -------------------------------------------------------------------------


@pytest.mark.parametrize("http", ["GET", "POST"])
def test_a_call_signed_for_the_real_address_is_let_in(caller, http):
    odd = {"extras": "a b+c&d=é ☃ ~*'()"}
    answer = caller.send(caller.signed("flickr.test.login", odd, http=http))

    assert answer.get_json()["user"]["id"] == NSID


@pytest.mark.parametrize("name", ["api_secret", "token_secret"])
def test_a_wrong_secret_is_refused_with_the_base_string(caller, name):
    answer = caller.send(caller.signed("flickr.test.login", **{name: "wrong"}))
    recorded = exchange("flickr", "error_401_signature_invalid.json")

    assert answer.status_code == recorded.status
    assert answer.headers["Content-Type"] == recorded.headers["content-type"]
    start = "oauth_problem=signature_invalid&debug_sbs=POST&https%3A%2F%2Fapi.flickr.com%2F"
    assert answer.get_data(as_text=True).startswith(start)
    assert recorded.text.startswith(start)


def test_a_call_changed_after_it_was_signed_is_refused(caller):
    prepared = caller.signed("flickr.photos.comments.deleteComment", {"comment_id": "1-2-3"})
    answer = caller.send(prepared, body=prepared.body.replace(b"1-2-3", b"1-2-4"))

    assert answer.status_code == 401


def test_a_call_sent_a_second_time_is_refused(caller):
    prepared = caller.signed("flickr.test.login")
    assert caller.send(prepared).status_code == 200
    again = caller.send(prepared)

    assert (again.status_code, again.get_data(as_text=True)) == (401, "oauth_problem=nonce_used")


@pytest.mark.parametrize(
    ("keys", "problem"),
    [({"api_key": "other"}, "consumer_key_unknown"), ({"token": "other"}, "token_rejected")],
)
def test_an_unknown_key_or_token_is_refused(caller, keys, problem):
    answer = caller.send(caller.signed("flickr.test.login", **keys))

    assert (answer.status_code, answer.get_data(as_text=True)) == (401, f"oauth_problem={problem}")


def test_a_call_without_a_signature_is_refused_as_recorded(al):
    client = Client(Request.application(al.part.handle))
    query = {"api_key": EXTRA["api_key"], "method": "flickr.test.login", "format": "json"}
    answer = client.get("/services/rest", query_string=query)
    recorded = exchange("flickr", "error_400_oauth_token_absent.json")
    assert (answer.status_code, answer.get_data(as_text=True)) == (recorded.status, recorded.text)
    bare = client.get("/services/rest", query_string={"nojsoncallback": "1"})

    assert bare.get_json() == exchange("flickr", "error_100_invalid_key_json.json").body


def test_a_key_may_make_so_many_calls_an_hour(al):
    caller = Caller(FlickrPart(al.world, al.faults, hourly_calls=2))
    codes = [caller.send(caller.signed("flickr.test.login")).status_code for _ in range(3)]
    al.time = al.time.replace(hour=13)

    assert codes == [200, 200, 429]
    assert caller.send(caller.signed("flickr.test.login")).status_code == 200


def test_a_token_that_may_only_read_cannot_delete(al, caller):
    comment = al.comment()
    al.world.accounts[KEY].extra["perms"] = "read"
    body = caller.call("flickr.photos.comments.deleteComment", comment_id=comment.id)

    assert (body["stat"], body["code"]) == ("fail", 99)
    assert not al.world.comments[comment.id].deleted


# -- state ------------------------------------------------------------------------------


def test_comments_come_whole_and_oldest_first(al, caller):
    made = [al.comment(str(n), published_at=al.ago(hours=90 - n)) for n in range(80)]
    body = caller.call("flickr.photos.comments.getList", photo_id=al.photo.id)

    assert [c["id"] for c in body["comments"]["comment"]] == [c.id for c in made]


def test_a_photo_without_comments_has_no_comment_key(al, caller):
    body = caller.call("flickr.photos.comments.getList", photo_id=al.photo.id)
    recorded = exchange("flickr", "composed_comments_list_json_empty.json").body

    assert body == recorded | {"comments": {"photo_id": al.photo.id}}


def test_text_comes_as_html(al, caller):
    al.comment("a < b & <b>c</b>")
    body = caller.call("flickr.photos.comments.getList", photo_id=al.photo.id)

    [comment] = body["comments"]["comment"]
    assert comment["_content"] == "a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;"


def test_a_comment_counts_as_a_change_of_its_photo(al, caller):
    other = al.add_photo("Another", days=10)
    al.comment("new", post_id=other.id, published_at=al.ago(hours=1))
    since = str(int(al.ago(hours=2).timestamp()))
    body = caller.call("flickr.photos.recentlyUpdated", min_date=since, extras="last_update")

    [photo] = body["photos"]["photo"]
    assert photo["id"] == other.id
    assert photo["lastupdate"] == str(int(al.ago(hours=1).timestamp()))


def test_photos_come_in_pages(al, caller):
    made = [al.photo.id, *(al.add_photo(str(n), days=n + 1).id for n in range(4))]
    pages = [caller.call("flickr.people.getPhotos", user_id="me", page=str(n)) for n in (1, 2, 3)]

    assert [p["photos"]["pages"] for p in pages] == [3, 3, 3]
    assert sorted(i["id"] for p in pages for i in p["photos"]["photo"]) == sorted(made)


def test_a_deleted_comment_is_gone_and_cannot_be_deleted_again(al, caller):
    comment = al.comment()
    recorded = exchange("flickr", "delete_comment_ok_json.json").body
    gone = exchange("flickr", "error_2_comment_not_found_json.json").body

    delete = "flickr.photos.comments.deleteComment"
    assert caller.call(delete, comment_id=comment.id) == recorded
    assert caller.call(delete, comment_id=comment.id) == gone


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("flickr.photos.comments.getList", {"photo_id": "1"}, 1),
        ("flickr.photos.comments.getList", {}, 1),
        ("flickr.photos.recentlyUpdated", {}, 1),
        ("flickr.photos.recentlyUpdated", {"min_date": "yesterday"}, 2),
        ("flickr.people.getPhotos", {"user_id": "1@N01"}, 2),
        ("flickr.no.such", {}, 112),
    ],
)
def test_a_wrong_question_gets_a_code_that_the_method_knows(caller, method, arguments, code):
    body = caller.call(method, **arguments)
    known = extract("flickr", "method-extract.json").get(method, {}).get("errors")

    assert (body["stat"], body["code"]) == ("fail", code)
    assert known is None or code in {error["code"] for error in known}


def test_without_nojsoncallback_the_answer_is_wrapped_and_without_format_it_is_xml(caller):
    wrapped = caller.send(caller.signed("flickr.test.login", {"nojsoncallback": "0"}))
    xml = caller.send(caller.signed("flickr.test.login", {"format": "rest"}))

    assert wrapped.get_data(as_text=True).startswith("jsonFlickrApi({")
    assert '<err code="111"' in xml.get_data(as_text=True)


def test_elsewhere_there_is_nothing(al):
    client = Client(Request.application(al.part.handle))

    assert client.get("/services/upload/").status_code == 404


# -- faults -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (FaultKind.RATE_LIMITED, "error_429.json"),
        (FaultKind.RATE_LIMITED_NO_RESET, "error_429.json"),
        (FaultKind.SERVER_ERROR, "error_500_body.json"),
    ],
)
def test_a_fault_is_told_in_flickrs_own_words(al, kind, name):
    recorded = exchange("flickr", name)
    answer = al.part.error(kind)

    assert (answer.status_code, answer.get_data(as_text=True)) == (recorded.status, recorded.text)


def test_a_dead_token_is_code_98(al):
    body = json.loads(al.part.error(FaultKind.EXPIRED_TOKEN).get_data())

    assert (body["stat"], body["code"]) == ("fail", 98)
    assert 'code="98"' in exchange("flickr", "error_98_invalid_token.json").text


def test_pages_can_come_twice_and_shuffled(al, caller):
    made = [al.add_photo(str(n), days=n + 1).id for n in range(3)]
    al.faults.add(Fault("flickr", FaultKind.PAGE_TWICE, path="getPhotos"))
    first = caller.call("flickr.people.getPhotos", user_id="me")["photos"]["photo"]
    twice = caller.call("flickr.people.getPhotos", user_id="me", page="2")["photos"]["photo"]
    al.faults.add(Fault("flickr", FaultKind.OUT_OF_ORDER, path="getPhotos"))
    shuffled = caller.call("flickr.people.getPhotos", user_id="me")["photos"]["photo"]

    assert [p["id"] for p in first] == [p["id"] for p in twice] == made[:2]
    assert [p["id"] for p in shuffled] == made[1::-1]


def test_an_ignored_or_vanished_comment_is_answered_as_flickr_does(al, caller):
    delete = "flickr.photos.comments.deleteComment"
    comment = al.comment()
    al.faults.add(Fault("flickr", FaultKind.ACTION_IGNORED))
    assert caller.call(delete, comment_id=comment.id) == {"stat": "ok"}
    assert not al.world.comments[comment.id].deleted
    al.faults.add(Fault("flickr", FaultKind.GONE_BEFORE_ACTION))

    assert caller.call(delete, comment_id=comment.id)["code"] == 2
    assert al.world.comments[comment.id].deleted


# -- shapes -----------------------------------------------------------------------------


def test_comments_have_the_shape_that_was_composed_from_the_documentation(al, caller):
    al.comment()
    body = caller.call("flickr.photos.comments.getList", photo_id=al.photo.id)

    assert_same_shape(body, exchange("flickr", "composed_comments_list_json.json").body)


def test_photos_have_the_shape_that_was_recorded(al, caller):
    extras = "description,date_upload,last_update,owner_name,path_alias"
    own = caller.call("flickr.people.getPhotos", user_id="me")
    changed = caller.call("flickr.photos.recentlyUpdated", min_date="1", extras=extras)

    assert_same_shape(own, exchange("flickr", "people_photos_json.json").body)
    but = frozenset({"pathalias"})  # null where it was recorded, for an account without one
    assert_same_shape(changed, exchange("flickr", "recently_updated_json.json").body, but=but)


def test_the_login_has_the_shape_that_was_recorded(caller):
    body = caller.call("flickr.test.login")

    assert_same_shape(body, exchange("flickr", "test_login_json.json").body)


def test_the_token_check_has_the_documented_parts(al, caller):
    body = caller.call("flickr.auth.oauth.checkToken")["oauth"]

    assert body["perms"] == {"_content": "write"}
    documented = exchange("flickr", "doc_auth_oauth_checkToken.json").text
    assert all(f'{key}="' in documented for key in body["user"])
    assert all(f"<{key}" in documented for key in body)
