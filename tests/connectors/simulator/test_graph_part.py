"""The simulated Facebook and Instagram keep the rules of the Graph API."""

import hashlib
import hmac
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.graph import FacebookPart, InstagramPart
from connectors.simulator.graph_faults import GraphFault
from connectors.simulator.graph_query import parse_fields
from connectors.simulator.world import SimAccount, World
from tests.connectors.graph_support import (
    APP_ID,
    APP_SECRET,
    IG_ID,
    NOW,
    ROWAN,
    TOKEN,
    Clock,
    facebook,
    instagram,
    loopback,
    world_of,
)
from tests.connectors.simulator.graph_asker import (
    Asker,
    comment_id,
    error_of,
    facebook_asker,
    instagram_asker,
    post_id,
)


@pytest.fixture
def fb() -> Asker:
    return facebook_asker()


@pytest.fixture
def ig() -> Asker:
    return instagram_asker()


def test_a_token_is_taken_from_header_query_or_form(fb: Asker) -> None:
    id = comment_id(fb)

    assert fb("me", token="", access_token=TOKEN).status_code == 200
    assert fb(id, "POST", token="", access_token=TOKEN, is_hidden="true").status_code == 200
    assert error_of(fb("me", token="")) == (400, 104, None)


def test_a_proof_of_the_app_secret_is_checked_where_one_is_sent(fb: Asker) -> None:
    right = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()

    assert fb("me", appsecret_proof=right).status_code == 200
    assert error_of(fb("me", appsecret_proof="0" * 64)) == (400, 100, None)
    assert error_of(fb("me", appsecret_proof="\u00e9")) == (400, 100, None)


@pytest.mark.parametrize(("path", "code"), [("/me", 100), ("/25.0/me", 100), ("/v20.0/me", 2635)])
def test_a_path_needs_a_version_that_still_answers(fb: Asker, path: str, code: int) -> None:
    answer = fb.client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})

    assert error_of(answer) == (400, code, None)


@pytest.mark.parametrize(
    ("number", "fields"),
    [(0, "nonsense"), (0, "id,comments{nonsense}"), (0, "from{id},wealth"), (1, "parent{size}")],
)
def test_an_unknown_field_is_refused_by_name(fb: Asker, number: int, fields: str) -> None:
    answer = fb(list(fb.world.comments)[number], fields=fields)

    assert error_of(answer) == (400, 100, None)
    assert "nonexisting field" in answer.text


@pytest.mark.parametrize("fields", ["id,{", "id}", "from{id", "a..b", "f(" * 9, "a{" * 9 + "}" * 9])
def test_fields_that_do_not_parse_are_refused(fields: str) -> None:
    with pytest.raises(GraphFault):
        parse_fields(fields)


def test_nested_fields_and_their_arguments_are_read() -> None:
    [first, second] = parse_fields("id,comments.filter(stream).limit(0){from{id,name},parent{id}}")

    assert first.name == "id"
    assert second.arguments == {"filter": "stream", "limit": "0"}
    assert second.children is not None
    assert [child.name for child in second.children] == ["from", "parent"]


def test_top_level_is_the_default_and_replies_need_the_stream(fb: Asker) -> None:
    path = f"{post_id(fb)}/comments"

    assert len(fb.body(path)["data"]) == 2
    assert len(fb.body(path, filter="stream")["data"]) == 3
    assert error_of(fb(path, filter="everything")) == (400, 100, None)


def pages(asker: Asker, path: str, **params: str) -> Iterator[list[str]]:
    after: dict[str, str] = {}
    for _ in range(50):
        body = asker.body(path, **params, **after)
        yield [row["id"] for row in body["data"]]
        if "next" not in body.get("paging", {}):
            return
        after = {"after": body["paging"]["cursors"]["after"]}


@pytest.mark.parametrize("order", ["chronological", "reverse_chronological"])
def test_cursors_hold_their_place_when_comments_come_and_go(fb: Asker, order: str) -> None:
    for n in range(20):
        fb.world.add_comment(
            "main",
            post_id=post_id(fb),
            author=ROWAN,
            text=str(n),
            published_at=NOW - timedelta(minutes=50 - n),
        )
    whole = [id for id, item in fb.world.comments.items()]
    seen: list[str] = []
    path = f"{post_id(fb)}/comments"
    for number, page in enumerate(pages(fb, path, filter="stream", order=order, limit="5")):
        seen += page
        if number == 1:
            fb.world.delete_comment(page[-1])

    assert sorted(seen) == sorted(whole)


@pytest.mark.parametrize(
    "bad", [{"limit": "-1"}, {"limit": "many"}, {"after": "!"}, {"after": "e30"}, {"since": "x"}]
)
def test_a_bad_limit_or_cursor_is_refused(fb: Asker, bad: dict[str, str]) -> None:
    assert error_of(fb(f"{post_id(fb)}/comments", **bad)) == (400, 100, None)


def test_since_leaves_older_comments_out(fb: Asker) -> None:
    since = str(int((NOW - timedelta(minutes=90)).timestamp()))

    found = fb.body(f"{post_id(fb)}/comments", filter="stream", since=since)

    assert len(found["data"]) == 1


def test_hidden_comments_stay_in_the_pages_own_list(fb: Asker) -> None:
    rows = fb.body(f"{post_id(fb)}/comments", fields="id,is_hidden")["data"]

    assert sorted(row["is_hidden"] for row in rows) == [False, True]


@pytest.mark.parametrize("word", ["True", "", "yes"])
def test_only_the_words_true_and_false_hide(fb: Asker, word: str) -> None:
    assert error_of(fb(comment_id(fb), "POST", is_hidden=word)) == (400, 100, None)
    assert fb.world.comments[comment_id(fb)].state == "visible"


def test_the_pages_own_comment_cannot_be_hidden_and_says_so(fb: Asker) -> None:
    own = list(fb.world.comments)[1]

    assert fb.body(own, fields="can_hide")["can_hide"] is False
    assert error_of(fb(own, "POST", is_hidden="true")) == (403, 200, None)


def test_many_ids_are_read_at_once_and_one_bad_id_fails_them_all(fb: Asker) -> None:
    first, second, _ = list(fb.world.comments)

    assert set(fb.body("", ids=f"{first},{second}", fields="id")) == {first, second}
    assert error_of(fb("", ids=f"{first},9_9", fields="id")) == (400, 100, 33)


def test_another_accounts_token_sees_nothing_of_this_page(fb: Asker) -> None:
    fb.world.add_account(SimAccount("other", "facebook", "55", "o", "Other", "EAAo", 1))

    assert error_of(fb(comment_id(fb), token="EAAo")) == (400, 100, 33)
    assert fb("me", token="EAAo").get_json()["id"] == "55"


def test_instagram_does_not_take_facebooks_tokens_nor_the_other_way(fb: Asker, ig: Asker) -> None:
    ig.world.add_account(SimAccount("page", "facebook", "55", "o", "Page", "EAApage", 1))

    assert error_of(ig("me", token="EAApage")) == (400, 190, None)


def test_usage_headers_rise_with_each_call_until_the_page_must_wait() -> None:
    class Small(FacebookPart):
        calls_an_hour = 4

    clock = Clock()
    asker = Asker(Small(world_of("facebook", clock), Faults()))
    usage = [asker("me").headers["X-Business-Use-Case-Usage"] for _ in range(4)]
    refused = error_of(asker("me"))
    clock.pass_by(timedelta(hours=1))

    assert '"call_count": 25,' in usage[0]
    assert '"call_count": 100,' in usage[3]
    assert refused == (400, 80001, None)
    assert asker("me").status_code == 200


def test_an_ignored_action_says_done_and_does_nothing(fb: Asker) -> None:
    fb.faults.add(Fault("facebook", FaultKind.ACTION_IGNORED, times=2))
    id = comment_id(fb)

    assert fb(id, "POST", is_hidden="true").get_json() == {"success": True}
    assert fb(id, "DELETE").get_json() == {"success": True}
    assert fb.world.comments[id].state == "visible"
    assert not fb.world.comments[id].deleted


def test_a_comment_can_be_gone_just_before_the_action(ig: Asker) -> None:
    ig.faults.add(Fault("instagram", FaultKind.GONE_BEFORE_ACTION))

    assert error_of(ig(comment_id(ig), "DELETE")) == (400, 100, 33)
    assert ig.world.comments[comment_id(ig)].deleted


def test_what_the_account_itself_wrote_on_instagram_is_always_shown(ig: Asker) -> None:
    made = ig(f"{post_id(ig)}/comments", "POST", message="Diolch").get_json()["id"]
    ig(made, "POST", hide="true")

    assert ig.body(made, fields="hidden,user{id},username") == {
        "hidden": False,
        "user": {"id": IG_ID},
        "username": "porthavencouncil",
        "id": made,
    }


def test_a_wrong_app_token_learns_nothing_of_a_token(fb: Asker) -> None:
    assert error_of(fb("debug_token", token="1|2", input_token=TOKEN)) == (400, 190, None)
    dead = fb("debug_token", token=f"{APP_ID}|{APP_SECRET}", input_token="EAAx").get_json()
    assert dead["data"]["is_valid"] is False


def test_the_connectors_and_the_parts_log_no_words_and_no_token(
    fb: Asker, ig: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for asker, connect in ((fb, facebook), (ig, instagram)):
        with loopback(asker.part.handle) as server:
            connector = connect(server.url, app_id=APP_ID, app_secret=APP_SECRET)
            connector.check()
            list(connector.fetch(None))

    assert caplog.text
    for secret in (TOKEN, APP_SECRET, "Late!", "Rowan"):
        assert secret not in caplog.text


def test_a_world_has_its_parts_from_one_import() -> None:
    world = World(now=lambda: NOW)

    assert FacebookPart(world, Faults()).platform == "facebook"
    assert InstagramPart(world, Faults()).platform == "instagram"
