"""The simulated Facebook and Instagram, held to the recordings and to the specification."""

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from connectors.simulator.faults import FaultKind
from tests.connectors import recordings
from tests.connectors.graph_support import (
    APP_ID,
    APP_SECRET,
    IG_ID,
    PAGE_ID,
    TOKEN,
)
from tests.connectors.shapes import assert_same_shape
from tests.connectors.shapes_graph import assert_in_spec
from tests.connectors.simulator.graph_asker import (
    COMMENT_FIELDS,
    IG_FIELDS,
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


def test_comments_look_as_recorded(fb: Asker) -> None:
    ours = fb.body(
        f"{post_id(fb)}/comments",
        filter="stream",
        order="reverse_chronological",
        limit="2",
        fields=COMMENT_FIELDS,
    )
    rest = fb.body(f"{post_id(fb)}/comments", filter="stream", fields=COMMENT_FIELDS, limit="3")
    recorded = recordings.exchange("facebook", "composed_comments_stream.json").body

    assert_same_shape(ours, recorded)
    assert_same_shape({"data": rest["data"]}, recorded)
    for row in rest["data"]:
        assert_in_spec(row, "Comment", recordings.extract("facebook", "graph-spec-extract.json"))


def test_a_summary_looks_as_recorded(fb: Asker) -> None:
    ours = fb.body(f"{post_id(fb)}/comments", filter="stream", summary="1", fields="message")
    recorded = recordings.exchange("facebook", "post_comments_page1.json").body

    assert_same_shape(ours["summary"], recorded["summary"])
    assert ours["summary"]["total_count"] == 3


def test_posts_look_as_recorded(fb: Asker) -> None:
    fields = (
        "id,message,created_time,updated_time,permalink_url,status_type,"
        "comments.filter(stream).limit(0).summary(true)"
    )
    ours = fb.body(f"{PAGE_ID}/published_posts", fields=fields)
    recorded = recordings.exchange("facebook", "published_posts_page1.json").body

    assert_same_shape(ours, recorded)
    [row] = ours["data"]
    assert row["comments"]["summary"]["total_count"] == 3
    assert row["updated_time"] == "2026-11-16T08:00:00+0000"
    assert_in_spec(row, "PagePost", recordings.extract("facebook", "graph-spec-extract.json"))


def test_the_page_looks_as_recorded_and_specified(fb: Asker) -> None:
    ours = fb.body("me", fields="id,name,username,fan_count")
    more = fb.body("me", fields="id,name,username,link,followers_count,fan_count,is_published")

    assert_same_shape(ours, recordings.exchange("facebook", "page_identity.json").body)
    assert_in_spec(more, "Page", recordings.extract("facebook", "graph-spec-extract.json"))


def test_debug_token_looks_as_recorded(fb: Asker) -> None:
    ours = fb("debug_token", token=f"{APP_ID}|{APP_SECRET}", input_token=TOKEN).json

    assert_same_shape(ours, recordings.exchange("facebook", "debug_token.json").body)


def test_a_persons_pages_look_as_recorded(fb: Asker) -> None:
    fb.world.rotate_tokens("main", token=TOKEN, user_token="EAAperson")
    fields = {"fields": "id,name,access_token,tasks,category"}
    ours = fb("me/accounts", token="EAAperson", **fields).json
    me = fb("me", token="EAAperson", fields="id,name").json

    assert_same_shape(ours, recordings.exchange("facebook", "user_accounts_page_tokens.json").body)
    assert me is not None
    assert me["id"] != PAGE_ID
    assert error_of(fb("me", token="EAAperson", fields="followers_count")) == (400, 100, None)


def test_what_a_comment_answers_to_reads_and_writes_is_as_recorded(fb: Asker) -> None:
    id = comment_id(fb)
    pairs = [
        (fb(id, "POST", is_hidden="true"), "hide_comment.json"),
        (fb(id, fields="id,is_hidden,can_hide"), "read_back_hidden.json"),
        (fb(id, "POST", is_hidden="false"), "unhide_comment.json"),
        (fb(f"{id}/comments", "POST", message="Thank you."), "reply_to_comment.json"),
        (fb(id, "DELETE"), "delete_comment.json"),
    ]

    for ours, name in pairs:
        recorded = recordings.exchange("facebook", name)
        assert ours.status_code == recorded.status
        assert_same_shape(ours.json, recorded.body)
        assert_same_shape(recorded.body, ours.json)


def test_instagram_looks_as_recorded(ig: Asker) -> None:
    ours = ig.body(f"{post_id(ig)}/comments", fields=IG_FIELDS, limit="50")
    # One page holds everything, so Graph's own cursor in front of it is not recorded.
    ours["paging"]["cursors"].pop("before")
    spec = recordings.extract("instagram", "graph-spec-extract.json")

    recorded = recordings.exchange("instagram", "composed_comments_with_replies.json").body
    assert ours["data"][0]["replies"].pop("paging")
    assert_same_shape(ours, recorded)
    for row in ours["data"]:
        assert_in_spec(row, "IGComment", spec)


def test_instagram_media_and_account_look_as_recorded(ig: Asker) -> None:
    spec = recordings.extract("instagram", "graph-spec-extract.json")
    media = ig.body(
        f"{IG_ID}/media",
        fields="id,comments_count,like_count,media_type,media_url,permalink,timestamp",
    )
    full = ig.body(post_id(ig), fields="id,caption,media_product_type,username,is_comment_enabled")
    user = ig.body(IG_ID, fields="id,username,name,biography,followers_count,media_count")

    assert_same_shape(media, recordings.exchange("instagram", "user_media_page1.json").body)
    assert_same_shape(user, recordings.exchange("instagram", "user_identity.json").body)
    assert_in_spec(full, "IGMedia", spec)
    assert_in_spec(user, "IGUser", spec)


def test_what_an_instagram_comment_answers_is_as_recorded(ig: Asker) -> None:
    id = comment_id(ig)
    pairs = [
        (ig(id, "POST", hide="true"), "hide_comment.json"),
        (ig(id, fields="id,hidden"), "read_back_hidden.json"),
        (ig(id, "POST", hide="false"), "unhide_comment.json"),
        (ig(f"{id}/replies", "POST", message="Thank you"), "reply_to_comment.json"),
        (ig(post_id(ig), "POST", comment_enabled="false"), "disable_comments.json"),
        (ig(id, "DELETE"), "delete_comment.json"),
    ]

    for ours, name in pairs:
        recorded = recordings.exchange("instagram", name)
        assert ours.status_code == recorded.status
        assert_same_shape(ours.json, recorded.body)
        assert_same_shape(recorded.body, ours.json)
    assert ig.body(post_id(ig), fields="is_comment_enabled")["is_comment_enabled"] is False


def same_error(ours: TestResponse | Response, platform: str, name: str) -> None:
    recorded = recordings.exchange(platform, f"errors/{name}.json")
    assert ours.status_code == recorded.status
    error, wanted = ours.get_json()["error"], recorded.body["error"]
    assert error.keys() == wanted.keys()
    for key in ("type", "code", "error_subcode", "is_transient", "error_user_title"):
        assert error.get(key) == wanted.get(key)
    # What stands in quotes (ids, times, names of permissions) differs from case to case.
    assert error["message"][:30] == wanted["message"][:30]
    assert set(recorded.headers) <= {name.lower() for name, _ in ours.headers.items()}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (FaultKind.RATE_LIMITED, "80001_pages_buc"),
        (FaultKind.RATE_LIMITED_NO_RESET, "4_app_limit"),
        (FaultKind.SERVER_ERROR, "2_temporary"),
        (FaultKind.EXPIRED_TOKEN, "190_463_expired"),
    ],
)
def test_a_fault_is_told_in_facebooks_own_words(fb: Asker, kind: FaultKind, name: str) -> None:
    same_error(fb.part.error(kind), "facebook", name)


def test_a_busy_instagram_account_is_told_in_its_own_words(ig: Asker) -> None:
    same_error(ig.part.error(FaultKind.RATE_LIMITED), "instagram", "80002_instagram_buc")


@pytest.mark.parametrize(
    ("code", "name"),
    [("4", "4_app_limit"), ("17", "17_user_limit"), ("32", "32_page_limit"),
     ("368", "368_blocked_action")],
)  # fmt: skip
def test_an_account_can_be_refused_in_facebooks_own_words(fb: Asker, code: str, name: str) -> None:
    fb.world.rotate_tokens("main", token=TOKEN, refuse=code)

    same_error(fb(comment_id(fb), "POST", is_hidden="true"), "facebook", name)
    assert (fb("me").status_code == 200) == (code == "368")


def test_what_the_token_may_not_do_is_refused_as_recorded(fb: Asker) -> None:
    fb.world.rotate_tokens("main", token=TOKEN, scopes="pages_show_list")

    same_error(fb(f"{PAGE_ID}/published_posts"), "facebook", "10_permission")
    same_error(fb(comment_id(fb), "DELETE"), "facebook", "200_permission")
    hidden = fb.body(post_id(fb), fields="id,comments.limit(1).summary(true){id}")
    assert hidden == {"id": post_id(fb)}


def test_what_is_gone_and_what_never_was_answer_alike(fb: Asker) -> None:
    id = comment_id(fb)
    fb.world.delete_comment(id)

    same_error(fb(id), "facebook", "100_33_gone_or_unseen")
    for method in ("GET", "POST", "DELETE"):
        assert error_of(fb(id, method)) == error_of(fb("1_2", method)) == (400, 100, 33)


def test_a_dead_token_is_told_as_recorded(fb: Asker) -> None:
    same_error(fb("me", token="EAAother"), "facebook", "190_no_subcode")
    fb.world.rotate_tokens("main", token="EAAnew")
    assert error_of(fb("me")) == (400, 190, None)
