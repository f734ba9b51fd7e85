"""The simulated YouTube: its rights, its state, and its answers' shapes against the real ones."""

import json

import pytest
from werkzeug.test import Client

from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.world import SimAccount, World
from connectors.simulator.youtube import YouTubePart
from tests.connectors.recordings import exchange, extract
from tests.connectors.shapes import assert_in_schema, assert_same_shape, shape_of
from tests.connectors.youtube_world import CHANNEL, EXTRA, KEY, NOW, Channel

API = "/youtube/v3"
HEADERS = {"Authorization": "Bearer ya29.shh-access"}


class Caller:
    """Calls a part as a client does, without a socket."""

    def __init__(self, part: YouTubePart) -> None:
        from werkzeug.wrappers import Request

        self._client = Client(Request.application(part.handle))

    def call(self, method, path, headers=HEADERS, **query):
        answer = self._client.open(
            f"{API}/{path}", method=method, query_string=query, headers=headers
        )
        return answer.status_code, answer.get_json(silent=True)

    def get(self, path, **query):
        status, body = self.call("GET", path, **query)
        assert status == 200, body
        return body

    def token(self, **form):
        answer = self._client.post("/token", data=form)
        return answer.status_code, answer.get_json()


@pytest.fixture
def ch():
    made = Channel(page_size=4)
    yield made
    made.server._server.server_close()


@pytest.fixture
def caller(ch):
    return Caller(ch.part)


def threads(caller, **query):
    asked = {"part": "id,snippet,replies", "maxResults": "100", "textFormat": "plainText"}
    if not {"id", "videoId"} & query.keys():
        asked["allThreadsRelatedToChannelId"] = CHANNEL
    return caller.get("commentThreads", **asked | query)


def reason(body):
    return body["error"]["errors"][0]["reason"]


# -- rights -----------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic ya29.shh-access"])
def test_a_call_without_the_accounts_token_is_refused(caller, header):
    status, body = caller.call("GET", "channels", headers={"Authorization": header}, part="id")

    assert (status, reason(body)) == (401, "authError")


def test_a_token_of_another_platform_opens_nothing():
    world = World(now=lambda: NOW)
    world.add_account(SimAccount("x-main", "x", "1", "a", "A", "x-token", 1, {}))
    caller = Caller(YouTubePart(world, Faults()))
    status, _ = caller.call("GET", "channels", headers={"Authorization": "Bearer x-token"})

    assert status == 401


def test_a_refresh_token_gives_a_new_access_token_and_the_old_one_dies(ch, caller):
    form = {k: v for k, v in EXTRA.items() if k != "uploads"} | {"grant_type": "refresh_token"}
    status, body = caller.token(**form)

    assert status == 200
    assert_same_shape(body, exchange("youtube", "oauth_refresh.json").body)
    new = {"Authorization": f"Bearer {body['access_token']}"}
    assert caller.call("GET", "channels", headers=new, part="id", mine="true")[0] == 200
    assert caller.call("GET", "channels", part="id", mine="true")[0] == 401


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"refresh_token": "1//other"}, 400, "invalid_grant"),
        ({"client_secret": "other"}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_renewal_is_refused_and_changes_no_token(ch, caller, change, status, error):
    form = {k: v for k, v in EXTRA.items() if k != "uploads"} | {"grant_type": "refresh_token"}
    answered, body = caller.token(**form | change)

    assert (answered, body["error"]) == (status, error)
    assert_same_shape(body, exchange("youtube", "errors/400_invalid_grant.json").body)
    assert ch.world.accounts[KEY].token == "ya29.shh-access"


def test_a_days_quota_is_spent_by_writes_and_filled_at_midnight_in_california(ch):
    ch.part = YouTubePart(ch.world, ch.faults, daily_units=51)
    caller = Caller(ch.part)
    held = {"id": ch.comment().id, "moderationStatus": "heldForReview"}
    assert caller.call("POST", "comments/setModerationStatus", **held)[0] == 204
    assert caller.call("GET", "channels", part="id", mine="true")[0] == 200
    status, body = caller.call("GET", "channels", part="id", mine="true")
    assert (status, reason(body)) == (403, "quotaExceeded")
    assert body == exchange("youtube", "errors/403_quotaExceeded.json").body
    ch.time = ch.time.replace(day=21, hour=8)

    assert caller.call("GET", "channels", part="id", mine="true")[0] == 200


# -- state ------------------------------------------------------------------------------


def test_threads_come_newest_first_in_pages_of_their_status(ch, caller):
    made = [ch.comment(str(n), published_at=ch.ago(hours=n)) for n in range(9)]
    ch.comment("held", state="held")
    seen, token = [], None
    while True:
        page = threads(caller, **({"pageToken": token} if token else {}))
        seen += [thread["id"] for thread in page["items"]]
        token = page.get("nextPageToken")
        if token is None:
            break

    assert seen == [comment.id for comment in made]


def test_a_thread_is_listed_as_held_for_one_reply_that_is(ch, caller):
    top = ch.comment()
    reply = ch.comment("held", parent_id=top.id, state="held")
    [thread] = threads(caller, moderationStatus="heldForReview")["items"]
    [inline] = thread["replies"]["comments"]

    assert (thread["id"], inline["id"]) == (top.id, reply.id)
    assert inline["snippet"]["moderationStatus"] == "heldForReview"
    assert thread["snippet"]["isPublic"] is True
    assert "replies" not in threads(caller)["items"][0]
    assert threads(caller)["items"][0]["snippet"]["totalReplyCount"] == 1


def test_only_a_few_replies_come_inline_and_all_by_their_parent(ch, caller):
    top = ch.comment()
    for n in range(7):
        ch.comment(str(n), parent_id=top.id)
    [thread] = threads(caller)["items"]
    query = {"part": "snippet", "parentId": top.id, "maxResults": "100"}
    first = caller.get("comments", **query)
    second = caller.get("comments", **query, pageToken=first["nextPageToken"])

    assert len(thread["replies"]["comments"]) == 5
    assert thread["snippet"]["totalReplyCount"] == 7
    assert len({c["id"] for c in first["items"] + second["items"]}) == 7


def test_a_status_set_shows_and_a_rejected_comment_is_gone_for_ever(ch, caller):
    comment = ch.comment()
    query = {"part": "id,snippet", "id": comment.id}

    def set_to(status):
        return caller.call(
            "POST", "comments/setModerationStatus", id=comment.id, moderationStatus=status
        )

    assert set_to("heldForReview") == (204, None)
    [held] = caller.get("comments", **query)["items"]
    assert held["snippet"]["moderationStatus"] == "heldForReview"
    assert set_to("published") == (204, None)
    assert set_to("rejected") == (204, None)
    gone = exchange("youtube", "composed_comment_gone.json").body
    assert caller.get("comments", **query)["items"] == gone["items"] == []
    status, body = set_to("published")
    assert (status, reason(body)) == (400, "operationNotSupported")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("404_commentNotFound", {"id": "UgNever", "moderationStatus": "rejected"}),
        ("400_processingFailure", {"id": "deleted", "moderationStatus": "rejected"}),
        ("403_forbidden", {"id": "other", "moderationStatus": "rejected"}),
        (
            "400_banWithoutReject",
            {"id": "mine", "moderationStatus": "heldForReview", "banAuthor": "true"},
        ),
    ],
)
def test_a_status_that_cannot_be_set_is_refused_in_youtubes_own_words(ch, caller, name, query):
    ch.world.add_account(
        SimAccount("yt-2", "youtube", "UCother", "@o", "O", "t2", 1, {"uploads": "UUother"})
    )
    video = ch.world.add_post("yt-2", text="Theirs", kind="video")
    known = {
        "mine": ch.comment().id,
        "deleted": ch.comment("gone").id,
        "other": ch.world.add_comment(
            "yt-2", post_id=video.id, author=ch.world.council_author("yt-2"), text="theirs"
        ).id,
    }
    ch.world.delete_comment(known["deleted"])
    query = query | {"id": known.get(query["id"], query["id"])}
    recorded = exchange("youtube", f"errors/{name}.json")

    assert caller.call("POST", "comments/setModerationStatus", **query) == (
        recorded.status,
        recorded.body,
    )


def test_one_comment_that_cannot_be_set_leaves_the_whole_batch_as_it_was(ch, caller):
    mine = ch.comment()
    status, _ = caller.call(
        "POST",
        "comments/setModerationStatus",
        id=f"{mine.id},UgNever",
        moderationStatus="rejected",
    )

    assert status == 404
    assert ch.world.comments[mine.id].state == "visible"


def test_only_the_channels_own_comment_can_be_deleted(ch, caller):
    theirs = ch.comment()
    own = ch.own_reply(theirs)
    status, body = caller.call("DELETE", "comments", id=theirs.id)

    assert (status, reason(body)) == (403, "forbidden")
    assert caller.call("DELETE", "comments", id=own.id) == (204, None)
    assert caller.call("DELETE", "comments", id=own.id)[0] == 404


def test_text_is_html_unless_plain_text_is_asked_for(ch, caller):
    ch.comment("a < b & c\nd")
    [html] = threads(caller, textFormat="html")["items"]
    [plain] = threads(caller)["items"]

    assert html["snippet"]["topLevelComment"]["snippet"]["textDisplay"] == ("a &lt; b &amp; c<br>d")
    assert plain["snippet"]["topLevelComment"]["snippet"]["textDisplay"] == "a < b & c\nd"


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("commentThreads", {"allThreadsRelatedToChannelId": CHANNEL}, (400, "missing")),
        ("commentThreads", {"part": "id", "videoId": "never"}, (404, "videoNotFound")),
        ("commentThreads", {"part": "id"}, (404, "channelNotFound")),
        ("comments", {"part": "id", "parentId": "never"}, (404, "commentNotFound")),
        ("comments", {"part": "id"}, (400, "missing")),
        ("playlistItems", {"part": "id", "playlistId": "PLx"}, (404, "playlistNotFound")),
        ("search", {"part": "id"}, (404, "notFound")),
        (
            "commentThreads",
            {"part": "id", "id": "x", "moderationStatus": "published"},
            (400, "incompatible"),
        ),
    ],
)
def test_a_wrong_question_gets_youtubes_answer(caller, path, query, expected):
    status, body = caller.call("GET", path, **query)

    assert status == expected[0]
    assert reason(body).startswith(expected[1])


def test_page_and_size_are_checked(caller):
    query = {"part": "id", "allThreadsRelatedToChannelId": CHANNEL}
    for wrong in ({"maxResults": "0"}, {"maxResults": "101"}, {"pageToken": "x"}):
        assert caller.call("GET", "commentThreads", **query | wrong)[0] == 400


# -- faults -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (FaultKind.RATE_LIMITED, "429_rateLimitExceeded"),
        (FaultKind.RATE_LIMITED_NO_RESET, "403_rateLimitExceeded"),
        (FaultKind.SERVER_ERROR, "500_backendError"),
        (FaultKind.EXPIRED_TOKEN, "401_authError"),
    ],
)
def test_a_fault_is_told_in_youtubes_own_words(ch, kind, name):
    recorded = exchange("youtube", f"errors/{name}.json")
    answer = ch.part.error(kind)

    assert answer.status_code == recorded.status
    assert json.loads(answer.get_data()) == recorded.body


def test_a_page_can_come_twice_or_shuffled_and_then_goes_on(ch, caller):
    made = [ch.comment(str(n), published_at=ch.ago(hours=n)).id for n in range(6)]
    ch.faults.add(Fault("youtube", FaultKind.PAGE_TWICE))
    first = threads(caller)
    twice = threads(caller, pageToken=first["nextPageToken"])
    last = threads(caller, pageToken=twice["nextPageToken"])
    ch.faults.add(Fault("youtube", FaultKind.OUT_OF_ORDER))
    shuffled = threads(caller)

    assert [t["id"] for t in first["items"]] == [t["id"] for t in twice["items"]] == made[:4]
    assert [t["id"] for t in last["items"]] == made[4:]
    assert [t["id"] for t in shuffled["items"]] == made[3::-1]


def test_an_ignored_or_vanished_comment_is_answered_as_youtube_does(ch, caller):
    comment = ch.comment()
    query = {"id": comment.id, "moderationStatus": "heldForReview"}
    ch.faults.add(Fault("youtube", FaultKind.ACTION_IGNORED))
    assert caller.call("POST", "comments/setModerationStatus", **query)[0] == 204
    assert ch.world.comments[comment.id].state == "visible"
    ch.faults.add(Fault("youtube", FaultKind.GONE_BEFORE_ACTION))
    status, body = caller.call("POST", "comments/setModerationStatus", **query)

    assert (status, reason(body)) == (400, "processingFailure")
    assert ch.world.comments[comment.id].deleted


# -- shapes -----------------------------------------------------------------------------


@pytest.fixture
def everything(ch):
    top = ch.comment("picture", attachments=("image",))
    ch.own_reply(top)
    ch.comment("held", state="held")
    ch.comment("spam", state="likely_spam")
    ch.comment("held reply", parent_id=top.id, state="held")
    ch.world.edit_comment(top.id, "edited")
    return top


@pytest.mark.parametrize("status", ["published", "heldForReview", "likelySpam"])
def test_thread_lists_have_the_shape_of_the_published_schema(caller, everything, status):
    body = threads(caller, moderationStatus=status)
    schemas = extract("youtube", "discovery-extract-20261104.json")["schemas"]

    assert body["items"]
    assert_in_schema(body, schemas["CommentThreadListResponse"], schemas)


def test_a_thread_has_every_key_that_was_recorded(caller, everything):
    [ours] = threads(caller)["items"]
    recorded = exchange("youtube", "composed_threads_more_replies.json").body["items"][0]

    assert shape_of(recorded).keys() <= shape_of(ours).keys()


def test_comment_lists_have_the_shape_of_the_published_schema(caller, everything):
    schemas = extract("youtube", "discovery-extract-20261104.json")["schemas"]
    for query in ({"id": everything.id}, {"parentId": everything.id}):
        body = caller.get("comments", part="id,snippet", **query)
        assert body["items"]
        assert_in_schema(body, schemas["CommentListResponse"], schemas)


def test_a_comment_by_id_has_the_shape_that_was_composed_for_it(ch, caller):
    held = ch.comment(state="held")
    body = caller.get("comments", part="id,snippet", id=held.id)

    assert_same_shape(body, exchange("youtube", "composed_read_back_held.json").body)


def test_channel_and_videos_have_the_shape_of_the_published_schema(caller):
    schemas = extract("youtube", "discovery-extract-20261104.json")["schemas"]
    part = "id,snippet,statistics,contentDetails,status"
    channels = caller.get("channels", part=part, mine="true")
    videos = caller.get("playlistItems", part="snippet", playlistId=EXTRA["uploads"])

    assert channels["items"]
    assert videos["items"]
    assert_in_schema(channels, schemas["ChannelListResponse"], schemas)
    assert_in_schema(videos, schemas["PlaylistItemListResponse"], schemas)
    recorded = exchange("youtube", "channel_identity.json").body
    ours = dict(channels["items"][0])
    for later in ("statistics", "contentDetails", "status"):
        ours.pop(later)
    assert_same_shape(ours, recorded["items"][0])
