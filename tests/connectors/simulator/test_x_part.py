"""The simulated X, held to X's recorded and specified answers and to its rules."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request

from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.world import SimAccount, SimAuthor, World
from connectors.simulator.x import XPart
from connectors.simulator.x_posts import UNNAMED_NOTE
from connectors.simulator.x_search import query_test
from connectors.x_fetch import NAMES
from tests.connectors.shapes import assert_in_schema, assert_same_shape
from tests.shared import shared_dir

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MAIN, ROADS = "1204418837216653312", "1387745120964083713"


class Clock:
    def __init__(self) -> None:
        self.time = MONDAY

    def __call__(self) -> datetime:
        return self.time


class OnX:
    """A small world with two council accounts on X, and a client that calls as the first."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = World(now=self.clock)
        self.faults = Faults()
        self.client = Client(self._app)
        self.part = XPart(self.world, self.faults)
        for key, id, handle in (
            ("x-main", MAIN, "PorthavenCncl"),
            ("x-roads", ROADS, "PorthavenRoads"),
        ):
            extra = {"refresh_token": f"r-{key}", "client_id": "app", "client_secret": "s3cret"}
            account = SimAccount(key, "x", id, handle, "Porthaven", f"t-{key}", 12, extra)
            self.world.add_account(account)
        self.resident = SimAuthor("55120001", "x", "delyth_m", "Delyth M")
        self.post = self.say_as_council("Bins & boxes go out on Monday")
        self.reply = self.comment(
            "@PorthavenCncl <b>missed</b> again", attachments=("image", "link")
        )

    def _app(self, environ: Any, start_response: Any) -> Any:
        return self.part.handle(Request(environ))(environ, start_response)

    def tick(self, **more: float) -> None:
        self.clock.time += timedelta(**(more or {"seconds": 60}))

    def say_as_council(self, text: str) -> str:
        self.tick()
        return self.world.add_post("x-main", text=text).id

    def comment(self, text: str, post_id: str | None = "", **more: Any) -> str:
        self.tick()
        under = self.post if post_id == "" else post_id
        made = self.world.add_comment(
            "x-main", post_id=under, author=more.pop("author", self.resident), text=text, **more
        )
        return made.id

    def call(self, method: str, path: str, token: str = "t-x-main", **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str, **args: str) -> Any:
        return json.loads(self.call("GET", path, query_string=args).get_data(as_text=True))


@pytest.fixture
def on_x() -> OnX:
    return OnX()


def contract(name: str) -> Any:
    return json.loads((shared_dir("contracts") / "x" / name).read_text("utf-8"))


def recorded(name: str) -> Any:
    return contract(name)["response"]["body"]


def ids(body: Any) -> list[str]:
    return [row["id"] for row in body.get("data", [])]


# -- the wire format ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "args", "file"),
    [
        ("/2/users/me", {}, "users_me.json"),
        (f"/2/users/{MAIN}/mentions", {}, "users_id_mentions.json"),
        (f"/2/users/{MAIN}/mentions", {"max_results": "5"}, "users_id_mentions.json"),
        (f"/2/users/{MAIN}/tweets", {}, "users_id_tweets.json"),
        ("/2/tweets/search/recent", {"query": "to:PorthavenCncl"}, "tweets_search_recent.json"),
        (f"/2/users/{MAIN}/mentions", NAMES["tweet"], "composed_mentions_with_includes.json"),
        (f"/2/users/{MAIN}/mentions", {"since_id": "2" * 19}, "composed_mentions_empty.json"),
    ],
)
def test_an_answer_has_the_keys_and_types_that_x_was_recorded_with(
    on_x: OnX, path: str, args: dict[str, str], file: str
) -> None:
    for n in range(7):
        on_x.comment(f"@PorthavenCncl number {n}")
    ours = on_x.get(path, **args)
    assert_same_shape(ours, recorded(file))
    assert ours


@pytest.mark.parametrize(
    ("names", "spec", "response"),
    [
        ("tweet", "openapi-subset-2.159-tweet-names.json", "Get2UsersIdMentionsResponse"),
        ("post", "openapi-subset-2.167-post-names.json", "GetUsersMentionsResponse"),
    ],
)
def test_an_answer_has_only_what_the_specification_names(
    on_x: OnX, names: str, spec: str, response: str
) -> None:
    on_x.comment("a film, " + "long " * 80, attachments=("video",))
    on_x.world.edit_comment(on_x.reply, "@PorthavenCncl missed twice https://example.org/bins")
    schemas = contract(spec)["components"]["schemas"]
    ours = on_x.get(f"/2/users/{MAIN}/mentions", **NAMES[names])
    assert_in_schema(ours, schemas[response], schemas)
    newest = ours["data"][0]
    assert newest["edit_history_tweet_ids" if names == "tweet" else "edit_history_post_ids"] == [
        on_x.reply,
        newest["id"],
    ]
    references = "referenced_tweets" if names == "tweet" else "referenced_posts"
    assert newest[references] == [{"type": "replied_to", "id": on_x.post}]
    assert newest["author_id"] == "55120001"
    note = "note_tweet" if names == "tweet" else "note_post"
    assert ours["data"][1][note]["text"].startswith("a film, long")
    assert len(ours["data"][1]["text"]) == 280
    assert {"users", "media", "tweets" if names == "tweet" else "posts"} == set(ours["includes"])


def test_a_look_up_answers_for_what_is_gone_in_x_s_words(on_x: OnX) -> None:
    on_x.world.delete_comment(on_x.reply)
    ours = on_x.get("/2/tweets", ids=f"{on_x.post},{on_x.reply}")
    assert_same_shape(ours, recorded("errors/200_partial_not_found.json"))
    assert ids(ours) == [on_x.post]
    assert ours["errors"][0]["resource_id"] == on_x.reply


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (FaultKind.RATE_LIMITED, "errors/429_rate_limited.json"),
        (FaultKind.RATE_LIMITED_NO_RESET, "errors/429_no_headers.json"),
        (FaultKind.EXPIRED_TOKEN, "errors/401_unauthorized.json"),
        (FaultKind.SERVER_ERROR, "errors/503_html.json"),
    ],
)
def test_a_fault_is_told_as_x_tells_it(on_x: OnX, kind: FaultKind, file: str) -> None:
    answer, exchange = on_x.part.error(kind), contract(file)["response"]
    assert answer.status_code == exchange["status"]
    rates = [name for name in exchange["headers"] if name.startswith("x-rate-limit")]
    assert [name for name in rates if name not in answer.headers] == []
    assert ("x-rate-limit-reset" in answer.headers) == bool(rates)
    if "body" in exchange:
        assert json.loads(answer.get_data()) == exchange["body"]
    else:
        assert answer.get_data(as_text=True) == exchange["body_text"]


def test_text_is_escaped_as_x_escapes_it(on_x: OnX) -> None:
    ours = on_x.get("/2/tweets", ids=f"{on_x.post},{on_x.reply}")
    assert [row["text"] for row in ours["data"]] == [
        "Bins &amp; boxes go out on Monday",
        "@PorthavenCncl &lt;b&gt;missed&lt;/b&gt; again",
    ]


# -- lists -------------------------------------------------------------------------------


def test_pages_lead_through_all_mentions_once_newest_first(on_x: OnX) -> None:
    made = [on_x.reply, *(on_x.comment(f"@PorthavenCncl {n}") for n in range(11))]
    path, seen, token = f"/2/users/{MAIN}/mentions", [], {}
    while True:
        page = on_x.get(path, max_results="5", **token)
        seen += ids(page)
        if "next_token" not in page["meta"]:
            break
        token = {"pagination_token": page["meta"]["next_token"]}
    assert seen == made[::-1]
    assert ids(on_x.get(path, since_id=made[-3])) == [made[-1], made[-2]]


def test_mentions_reach_back_eight_hundred_posts(on_x: OnX) -> None:
    for n in range(805):
        on_x.comment(f"@PorthavenCncl {n}")
    path, count, token = f"/2/users/{MAIN}/mentions", 0, {}
    while True:
        page = on_x.get(path, max_results="100", **token)
        count += page["meta"]["result_count"]
        if "next_token" not in page["meta"]:
            break
        token = {"pagination_token": page["meta"]["next_token"]}
    assert count == 800


def test_own_replies_are_in_the_own_timeline_alone(on_x: OnX) -> None:
    council = on_x.world.council_author("x-main")
    own = on_x.comment("@delyth_m sorry!", author=council, parent_id=on_x.reply, by_council=True)
    assert ids(on_x.get(f"/2/users/{MAIN}/tweets")) == [own, on_x.post]
    assert ids(on_x.get(f"/2/users/{MAIN}/tweets", exclude="replies")) == [on_x.post]
    assert own not in ids(on_x.get(f"/2/users/{MAIN}/mentions"))


def test_a_reply_without_the_council_s_name_is_found_by_search_alone(on_x: OnX) -> None:
    quiet = on_x.comment("nothing works here", parent_id=on_x.reply)
    on_x.world.set_note(UNNAMED_NOTE + quiet, "1")
    assert quiet not in ids(on_x.get(f"/2/users/{MAIN}/mentions"))
    query = f"(to:nobody OR conversation_id:{on_x.post}) -from:PorthavenCncl -is:retweet"
    assert ids(on_x.get("/2/tweets/search/recent", query=query)) == [quiet, on_x.reply]


def test_search_holds_seven_days_and_says_so(on_x: OnX) -> None:
    old = on_x.reply
    on_x.tick(days=8)
    new = on_x.comment("@PorthavenCncl hello")
    args = {"query": "to:PorthavenCncl", "max_results": "10"}
    assert ids(on_x.get("/2/tweets/search/recent", **args)) == [new]
    refusal = on_x.get("/2/tweets/search/recent", since_id=old, **args)
    assert "since_id" in refusal["errors"][0]["message"]
    assert_same_shape(
        refusal, recorded("errors/400_invalid_request.json"), but=frozenset({"parameters"})
    )


@pytest.mark.parametrize(
    "query", ["", "(to:a", "to:a)", "to:", "has:nothing", "a OR", "x" * 513, "OR", "()"]
)
def test_a_query_that_x_would_refuse_is_refused(query: str) -> None:
    with pytest.raises(ValueError):
        query_test(query)


@pytest.mark.parametrize("size", ["4", "101", "many", "-1"])
def test_a_page_size_out_of_bounds_is_refused(on_x: OnX, size: str) -> None:
    ours = on_x.get(f"/2/users/{MAIN}/mentions", max_results=size)
    assert_same_shape(ours, recorded("errors/400_invalid_request.json"))
    assert ours["errors"][0]["parameters"] == {"max_results": [size]}


def test_a_page_can_come_twice_and_out_of_order(on_x: OnX) -> None:
    made = [on_x.reply, *(on_x.comment(f"@PorthavenCncl {n}") for n in range(4))][::-1]
    path = f"/2/users/{MAIN}/mentions"
    on_x.faults.add(Fault("x", FaultKind.PAGE_TWICE))
    first = on_x.get(path)
    again = on_x.get(path, pagination_token=first["meta"]["next_token"])
    assert ids(first) == ids(again) == made
    on_x.faults.add(Fault("x", FaultKind.OUT_OF_ORDER))
    mixed = on_x.get(path)
    assert ids(mixed) != made
    assert sorted(ids(mixed)) == sorted(made)


# -- who may call, and how often ---------------------------------------------------------


@pytest.mark.parametrize("token", ["", "wrong", "t-x-main-and-more"])
def test_a_call_without_a_good_token_is_unauthorised(on_x: OnX, token: str) -> None:
    answer = on_x.call("GET", "/2/users/me", token=token)
    assert answer.status_code == 401
    assert answer.get_json() == recorded("errors/401_unauthorized.json")


def test_fifty_hides_in_a_quarter_of_an_hour_are_the_limit(on_x: OnX) -> None:
    path = f"/2/tweets/{on_x.reply}/hidden"
    answers = [on_x.call("PUT", path, json={"hidden": True}) for _ in range(51)]
    assert [answer.status_code for answer in answers] == [200] * 50 + [429]
    assert [answer.headers["x-rate-limit-remaining"] for answer in answers[-3:]] == ["1", "0", "0"]
    reset = int(answers[-1].headers["x-rate-limit-reset"])
    on_x.clock.time = datetime.fromtimestamp(reset, UTC)
    assert on_x.call("PUT", path, json={"hidden": True}).status_code == 200


def test_a_refresh_token_works_once_and_ends_the_old_access_token(on_x: OnX) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "r-x-main"}
    answer = on_x.client.post("/2/oauth2/token", data=form, auth=("app", "s3cret"))
    fresh = answer.get_json()
    assert_same_shape(fresh, recorded("oauth2_refresh.json"))
    assert on_x.call("GET", "/2/users/me", token="t-x-main").status_code == 401
    assert on_x.call("GET", "/2/users/me", token=fresh["access_token"]).status_code == 200
    again = on_x.client.post("/2/oauth2/token", data=form, auth=("app", "s3cret"))
    assert again.status_code == 400
    assert again.get_json() == recorded("errors/400_refresh_invalid.json")


@pytest.mark.parametrize("auth", [None, ("app", "wrong"), ("other", "s3cret")])
def test_a_client_that_does_not_prove_itself_renews_nothing(
    on_x: OnX, auth: tuple[str, str] | None
) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "r-x-main"}
    assert on_x.client.post("/2/oauth2/token", data=form, auth=auth).status_code == 401
    assert on_x.world.accounts["x-main"].extra["refresh_token"] == "r-x-main"


# -- changing ----------------------------------------------------------------------------


def test_a_hidden_reply_reads_as_before(on_x: OnX) -> None:
    before = on_x.get("/2/tweets", ids=on_x.reply, **NAMES["tweet"])
    answer = on_x.call("PUT", f"/2/tweets/{on_x.reply}/hidden", json={"hidden": True})
    assert answer.get_json() == recorded("hide_reply.json")
    assert on_x.world.comments[on_x.reply].state == "hidden"
    assert on_x.get("/2/tweets", ids=on_x.reply, **NAMES["tweet"]) == before
    answer = on_x.call("PUT", f"/2/tweets/{on_x.reply}/hidden", json={"hidden": False})
    assert answer.get_json() == recorded("unhide_reply.json")
    assert on_x.world.comments[on_x.reply].state == "visible"


def _mention(on_x: OnX) -> str:
    return on_x.comment("Well @PorthavenCncl have done it again", None)


def _own_reply(on_x: OnX) -> str:
    author = on_x.world.council_author("x-main")
    return on_x.comment("sorry", author=author, parent_id=on_x.reply, by_council=True)


@pytest.mark.parametrize("make", [_mention, _own_reply, lambda on_x: on_x.post])
def test_only_replies_to_the_council_s_own_posts_can_be_hidden(
    on_x: OnX, make: Callable[[OnX], str]
) -> None:
    target = make(on_x)
    answer = on_x.call("PUT", f"/2/tweets/{target}/hidden", json={"hidden": True})
    assert answer.status_code == 403
    assert answer.get_json() == recorded("errors/403_hide_not_conversation_owner.json")


def test_another_account_of_the_council_may_not_hide_or_delete(on_x: OnX) -> None:
    path = f"/2/tweets/{on_x.reply}/hidden"
    assert on_x.call("PUT", path, token="t-x-roads", json={"hidden": True}).status_code == 403
    assert on_x.call("DELETE", f"/2/tweets/{on_x.post}", token="t-x-roads").status_code == 403
    assert on_x.world.comments[on_x.reply].state == "visible"


def test_hiding_what_is_gone_is_answered_200_with_an_error(on_x: OnX) -> None:
    on_x.world.delete_comment(on_x.reply)
    answer = on_x.call("PUT", f"/2/tweets/{on_x.reply}/hidden", json={"hidden": True})
    assert answer.status_code == 200
    assert_same_shape(answer.get_json(), recorded("errors/200_hide_not_found.json"))


def test_own_posts_can_be_deleted(on_x: OnX) -> None:
    answer = on_x.call("DELETE", f"/2/tweets/{on_x.post}")
    assert answer.get_json() == recorded("delete_tweet.json")
    assert on_x.world.posts[on_x.post].deleted
    assert on_x.get("/2/tweets", ids=on_x.reply)["data"][0]["id"] == on_x.reply


def test_faults_strike_writes(on_x: OnX) -> None:
    path = f"/2/tweets/{on_x.reply}/hidden"
    on_x.faults.add(Fault("x", FaultKind.ACTION_IGNORED))
    assert on_x.call("PUT", path, json={"hidden": True}).get_json() == {"data": {"hidden": True}}
    assert on_x.world.comments[on_x.reply].state == "visible"
    on_x.faults.add(Fault("x", FaultKind.GONE_BEFORE_ACTION))
    assert "errors" in on_x.call("PUT", path, json={"hidden": True}).get_json()
    assert on_x.world.comments[on_x.reply].deleted


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"hidden": "yes"}', b'{"hidden": null}'])
def test_a_hide_that_does_not_say_so_is_refused(on_x: OnX, body: bytes) -> None:
    answer = on_x.call(
        "PUT", f"/2/tweets/{on_x.reply}/hidden", data=body, content_type="application/json"
    )
    assert answer.status_code == 400
    assert on_x.world.comments[on_x.reply].state == "visible"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/2/tweets/1"), ("GET", "/"), ("PUT", "/2/tweets/x/hidden")],
)
def test_what_x_does_not_serve_here_is_not_found(on_x: OnX, method: str, path: str) -> None:
    assert on_x.call(method, path).status_code == 404
