"""How the connector for X fetches from a server that says whatever a test tells it to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.base import Batch, Kind
from connectors.errors import (
    ConnectorError,
    PermissionMissing,
    PlatformUnavailable,
    UnexpectedAnswer,
)
from connectors.x_cursor import parse_cursor
from connectors.x_fetch import QUERY_LENGTH, sweep_queries
from tests.connectors.x_cases import (
    FIRST,
    MENTIONS,
    NOW,
    ROOT,
    SEARCH,
    SECOND,
    TWEETS,
    comments,
    connect,
    cursor,
    fetch,
    page,
    row,
)
from tests.connectors.x_server import HANDLE, ME, NOTHING_NEW, XServer, answer, not_found, serving


@pytest.fixture
def server() -> Iterator[XServer]:
    with serving() as told:
        yield told


# -- fetching ----------------------------------------------------------------------------


def test_posts_come_first_and_the_cursor_last(server: XServer) -> None:
    post = {"id": ROOT, "text": "Bins", "author_id": ME, "conversation_id": ROOT}
    server.plan("GET", TWEETS, answer(page({**post, "public_metrics": {"reply_count": 4}})))
    server.plan("GET", MENTIONS, answer(page(row(FIRST))))
    batches = list(connect(server).fetch(None))
    assert [one.platform_id for one in batches[0].posts] == [ROOT]
    assert batches[0].posts[0].declared_comments == 4
    assert [one.platform_id for one in batches[1].comments] == [FIRST]
    assert [batch.cursor is not None for batch in batches] == [False] * (len(batches) - 1) + [True]
    after = parse_cursor(batches[-1].cursor)
    assert after is not None
    assert (after.user_id, after.handle) == (ME, HANDLE)
    assert (after.posts, after.mentions, after.search) == (ROOT, FIRST, FIRST)
    assert after.conversations == (ROOT,)
    assert server.to(MENTIONS)[0].args["max_results"] == "100"
    assert f"conversation_id:{ROOT}" in server.to(SEARCH)[0].args["query"]


def test_a_second_fetch_asks_only_for_what_is_new_and_not_who_it_is(server: XServer) -> None:
    start = cursor(posts=ROOT, mentions=FIRST, search=FIRST, conversations=(ROOT,))
    last = fetch(server, start)[-1]
    assert "/2/users/me" not in server.paths()
    assert server.to(TWEETS)[0].args["since_id"] == ROOT
    assert server.to(MENTIONS)[0].args["since_id"] == FIRST
    # Search finds late, so that it looks again at the last two minutes.
    assert int(FIRST) - int(server.to(SEARCH)[0].args["since_id"]) >= 120_000 << 22
    assert parse_cursor(last.cursor) == parse_cursor(start)
    assert last.gaps == ()


def test_a_renamed_account_is_swept_for_by_its_new_name(server: XServer) -> None:
    me = {"data": {"id": ME, "name": "Council", "username": "NewName"}}
    server.plan("GET", "/2/users/me", answer(me))
    start = cursor(mentions=FIRST, identified_at=NOW - timedelta(days=1))
    last = fetch(server, start)[-1]
    assert "to:NewName" in server.to(SEARCH)[0].args["query"]
    assert server.to(MENTIONS)[0].args["since_id"] == FIRST
    assert '"handle": "NewName"' in (last.cursor or "")


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"user_id": "x"}', '"text"', "null"])
def test_a_cursor_that_is_not_ours_starts_over(server: XServer, broken: str) -> None:
    assert list(connect(server).fetch(broken))[-1].cursor is not None
    assert "since_id" not in server.to(MENTIONS)[0].args


def test_post_names_are_asked_for_and_read(server: XServer) -> None:
    new = row(FIRST, "cut…")
    new["referenced_posts"] = new.pop("referenced_tweets")
    new["edit_history_post_ids"] = [FIRST, SECOND]
    new["note_post"] = {"text": "the whole of it"}
    includes = {"posts": [{"id": ROOT, "text": "Bins", "author_id": ME, "conversation_id": ROOT}]}
    server.plan("GET", MENTIONS, answer(page(new, includes=includes)))
    [found] = comments(fetch(server, names="post"))
    assert found.text == "the whole of it"
    assert (found.post_platform_id, found.kind) == (ROOT, Kind.COMMENT)
    assert found.edited_at is not None
    asked = server.to(MENTIONS)[0].args
    assert "note_post" in asked["post.fields"]
    assert "referenced_posts" in asked["expansions"]
    assert "tweet.fields" not in asked


def test_a_long_post_is_whole_and_plain(server: XServer) -> None:
    long = row(
        FIRST, "a &lt;b&gt; &amp;amp; …", note_tweet={"text": "<x> &amp;lt; \u0000\ud83d whole"}
    )
    server.plan("GET", MENTIONS, answer(page(row(SECOND, "a &lt;b&gt; &amp;amp;"), long)))
    short, whole = comments(fetch(server))
    assert short.text == "a <b> &amp;"
    assert whole.text == "<x> &lt; \ufffd\ufffd whole"


def test_attachments_are_told_by_kind(server: XServer) -> None:
    keys = ["3_1", "7_2", "16_3", "13_4", "99_5"]
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://example.org/x"},
        {"url": "https://t.co/b", "expanded_url": "https://x.com/a/status/1/photo/1"},
        {"url": "https://t.co/c", "media_key": "3_1"},
    ]
    found = row(FIRST, attachments={"media_keys": keys}, entities={"urls": urls})
    includes = {
        "media": [{"media_key": "3_1", "type": "photo"}, {"media_key": "7_2", "type": "video"}]
    }
    server.plan("GET", MENTIONS, answer(page(found, includes=includes)))
    [found_one] = comments(fetch(server))
    assert found_one.attachments == ("image", "video", "image", "video", "file", "link")


def test_an_edited_mention_keeps_the_id_of_its_first_version(server: XServer) -> None:
    edited = row(SECOND, edit_history_tweet_ids=[FIRST, SECOND], conversation_id=FIRST)
    del edited["referenced_tweets"], edited["in_reply_to_user_id"]
    server.plan("GET", MENTIONS, answer(page(edited)))
    [found] = comments(fetch(server))
    assert found.platform_id == FIRST
    assert found.kind is Kind.MENTION
    assert found.edited_at == datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    assert found.hints["newest_id"] == SECOND


def test_own_replies_are_marked_and_reposts_left_out(server: XServer) -> None:
    own = row(FIRST, author_id=ME, in_reply_to_user_id="55")
    theirs = row(SECOND, referenced_tweets=[{"type": "retweeted", "id": ROOT}])
    server.plan("GET", TWEETS, answer(page(own)))
    server.plan("GET", MENTIONS, answer(page(theirs)))
    [found] = comments(fetch(server, cursor(conversations=(ROOT,))))
    assert (found.platform_id, found.own, found.post_platform_id) == (FIRST, True, ROOT)


def test_the_same_post_in_mentions_and_search_comes_once(server: XServer) -> None:
    server.plan("GET", MENTIONS, answer(page(row(FIRST))))
    server.plan("GET", SEARCH, answer(page(row(SECOND), row(FIRST))))
    assert [one.platform_id for one in comments(fetch(server))] == [FIRST, SECOND]


def test_who_started_a_deep_conversation_is_asked_once(server: XServer) -> None:
    deep = {
        "referenced_tweets": [{"type": "replied_to", "id": "2122"}],
        "in_reply_to_user_id": "77",
    }
    root = {"id": ROOT, "text": "Bins", "author_id": ME, "conversation_id": ROOT}
    server.plan("GET", "/2/tweets", answer({"data": [root]}))
    server.plan("GET", MENTIONS, answer(page(row(SECOND, **deep), row(FIRST, **deep))))
    found = comments(fetch(server))
    assert {one.post_platform_id for one in found} == {ROOT}
    assert {one.parent_platform_id for one in found} == {"2122"}
    assert {one.kind for one in found} == {Kind.REPLY}
    assert [one.args["ids"] for one in server.to("/2/tweets")] == [ROOT]


def test_a_conversation_that_x_does_not_show_is_not_taken_for_ours(server: XServer) -> None:
    deep = row(FIRST, referenced_tweets=[{"type": "replied_to", "id": "2122"}])
    server.plan("GET", MENTIONS, answer(page(deep)))
    [found] = comments(fetch(server))
    assert (found.kind, found.post_platform_id) == (Kind.MENTION, None)


def test_eight_hundred_new_mentions_raise_a_gap(server: XServer) -> None:
    start = 2123000000000000000
    pages = []
    for number in range(8):
        rows = [row(str(start + 1000 - number * 100 - n)) for n in range(100)]
        pages.append(answer(page(*rows, next_token=f"t{number}" if number < 7 else None)))
    server.plan("GET", MENTIONS, *pages)
    last = fetch(server, cursor(mentions="2100000000000000000"))[-1]
    [gap] = last.gaps
    assert gap.reason == "x_mentions_800"
    assert gap.since is not None
    assert gap.until is not None
    assert gap.since < gap.until < NOW
    assert {one.args["since_id"] for one in server.to(MENTIONS)} == {"2100000000000000000"}
    assert last.cursor is not None


def test_more_than_a_week_between_fetches_raises_a_gap(server: XServer) -> None:
    at = NOW - timedelta(days=9)
    start = cursor(fetched_at=at, search="2100000000000000000", conversations=("2122",) * 30)
    last = fetch(server, start)[-1]
    [gap] = last.gaps
    assert (gap.since, gap.until, gap.reason) == (at, NOW - timedelta(days=7), "x_search_7_days")
    assert all("since_id" not in one.args for one in server.to(SEARCH))


def test_a_since_id_that_search_finds_too_old_is_left_out(server: XServer) -> None:
    message = "'since_id' must be a tweet id created after 2026-11-19T11:45Z."
    refusal = {"errors": [{"message": message, "parameters": {"since_id": [FIRST]}}]}
    server.plan("GET", SEARCH, answer(refusal, 400), answer(page(row(SECOND))))
    found = fetch(server, cursor(search=FIRST))
    assert [one.platform_id for one in comments(found)] == [SECOND]
    assert ["since_id" in one.args for one in server.to(SEARCH)] == [True, False]
    assert found[-1].gaps == ()


def test_every_sweep_query_is_short_enough_and_no_conversation_is_forgotten() -> None:
    conversations = tuple(str(2123000000000000000 + n) for n in range(44))
    queries = sweep_queries("A" * 15, conversations)
    assert max(map(len, queries)) <= QUERY_LENGTH
    assert all(f"conversation_id:{one}" in " ".join(queries) for one in conversations)
    assert [query.count("to:") for query in queries] == [1] + [0] * (len(queries) - 1)
    assert all(query.endswith(f" -from:{'A' * 15} -is:retweet") for query in queries)


def test_pages_that_lead_round_in_a_ring_end_in_an_error(server: XServer) -> None:
    server.plan("GET", MENTIONS, answer(page(row(FIRST), next_token="again")))
    with pytest.raises(UnexpectedAnswer, match="ring"):
        fetch(server)
    assert len(server.to(MENTIONS)) < 5


@pytest.mark.parametrize(
    "bad",
    [
        row(SECOND, text=7),
        row(SECOND, text=None),
        row("not an id"),
        {"text": "no id"},
        row(SECOND, created_at="yesterday"),
        row(SECOND, created_at="2026-11-18T10:00:00"),
        row(SECOND, edit_history_tweet_ids=[1]),
        row(SECOND, referenced_tweets={"type": "replied_to"}),
        row(SECOND, attachments={"media_keys": [{}]}),
        row(SECOND, entities=[]),
        row(SECOND, author_id=55),
        row(SECOND, public_metrics={"reply_count": "4"}),
        "a post",
    ],
)
def test_a_page_with_one_wrong_field_gives_nothing_of_itself(server: XServer, bad: Any) -> None:
    first = answer(page(row(FIRST), next_token="t"))
    server.plan("GET", MENTIONS, first, answer(page(row(ROOT), bad)))
    seen: list[Batch] = []
    with pytest.raises(UnexpectedAnswer) as caught:
        seen.extend(connect(server).fetch(cursor()))
    got: list[Batch] = []
    server.plan("GET", MENTIONS, answer(page(row(FIRST), next_token="t")), answer(page(bad)))
    with pytest.raises(UnexpectedAnswer):
        for batch in connect(server).fetch(cursor()):
            got.append(batch)
    assert [one.platform_id for one in comments(got)] == [FIRST]
    assert all(batch.cursor is None for batch in got)
    assert "yesterday" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("<html>hello</html>", 200, UnexpectedAnswer),
        ("<html>busy</html>", 503, PlatformUnavailable),
        ('{"data": [{"id": "1', 200, UnexpectedAnswer),
        ("", 200, UnexpectedAnswer),
        ("[" * 100_000, 200, UnexpectedAnswer),
        (b"\xff\xfe\x00", 200, UnexpectedAnswer),
        ("[]", 200, UnexpectedAnswer),
        ("{}", 200, UnexpectedAnswer),
        ({"meta": {"result_count": 3}}, 200, UnexpectedAnswer),
        ({"errors": [not_found(ME)]}, 200, PermissionMissing),
        ("[1]", 403, PermissionMissing),
        ({"errors": 7, "detail": []}, 400, UnexpectedAnswer),
        ("null", 429, ConnectorError),
        ({"title": "Forbidden"}, 403, PermissionMissing),
        ("", 404, UnexpectedAnswer),
        ("", 302, UnexpectedAnswer),
    ],
)
def test_an_answer_that_is_not_the_contract_s_is_a_clear_error(
    server: XServer, body: Any, status: int, error: type[ConnectorError]
) -> None:
    server.plan("GET", MENTIONS, answer(body, status))
    with pytest.raises(error):
        fetch(server)


def test_a_reset_header_that_is_no_number_is_no_matter(server: XServer) -> None:
    server.plan("GET", MENTIONS, answer({}, 429, {"x-rate-limit-reset": "soon"}))
    with pytest.raises(ConnectorError) as caught:
        fetch(server)
    assert caught.value.retry_at is None  # type: ignore[attr-defined]


def test_nobody_there_is_told_as_unavailable() -> None:
    with serving() as gone:
        pass
    with pytest.raises(PlatformUnavailable):
        connect(gone).check()


_KEYS = [
    "id",
    "text",
    "data",
    "meta",
    "errors",
    "includes",
    "users",
    "tweets",
    "media",
    "type",
    "next_token",
    "created_at",
    "author_id",
    "conversation_id",
    "referenced_tweets",
    "edit_history_tweet_ids",
    "note_tweet",
    "attachments",
    "media_keys",
    "entities",
    "urls",
    "result_count",
    "public_metrics",
]
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([ROOT, FIRST, "2026-11-18T10:00:00.000Z", "replied_to"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=_json | st.builds(lambda one: {"data": [one]}, _json),
    status=st.sampled_from([200] * 4 + [400, 403, 429, 500]),
)
def test_any_json_for_mentions_gives_items_or_our_error(
    server: XServer, body: Any, status: int
) -> None:
    server.plan("GET", MENTIONS, answer(body, status), answer(NOTHING_NEW))
    try:
        found = comments(fetch(server))
    except ConnectorError:
        return
    assert status == 200
    assert all(one.platform_id.isdigit() and one.published_at.tzinfo is UTC for one in found)
