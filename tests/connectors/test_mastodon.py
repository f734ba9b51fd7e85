"""What is Mastodon's own: its paging, threads, texts, errors and powers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response

from connectors.base import Batch, Item, ItemState, Kind, Verb
from connectors.errors import (
    CommentGone,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.mastodon import LINK, MastodonConnector, message_length
from connectors.mastodon_text import plain_text
from connectors.simulator.mastodon import MastodonPart
from connectors.simulator.mastodon_wire import html
from connectors.simulator.server import Simulator
from tests.connectors.loopback import Loopback
from tests.connectors.stage import Stage, comments_in, last_cursor, latest, small_town

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CREDENTIALS = {"server": "https://social.example", "access_token": "secret-token-1"}
ME = {"id": "7", "username": "porthaven", "acct": "porthaven", "display_name": "Porthaven"}


def connect(server: Loopback, **changes: str) -> MastodonConnector:
    return MastodonConnector(CREDENTIALS | changes, http=server.settings(), now=lambda: NOW)


def answers(body: object, status: int = 200, **headers: str) -> Loopback:
    def answer(request):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(json.dumps(body), status, headers=given, content_type="application/json")

    return Loopback(answer)


# -- texts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>One</p><p>Two<br />three<br>four</p>", "One\n\nTwo\nthree\nfour"),
        ("<p>5 &lt; 6 &amp;&amp; &quot;so&quot; &amp;lt;</p>", '5 < 6 && "so" &lt;'),
        (
            '<p><a href="https://a.example/long"><span class="invisible">https://</span>'
            '<span class="ellipsis">a.example</span><span class="invisible">/long</span></a></p>',
            "https://a.example/long",
        ),
        ('<a href="https://evil.example/x">porthaven.gov.uk</a>', "porthaven.gov.uk (https://evil.example/x)"),
        ("<a href='https://evil.example/?a=1&amp;b=2'>here", "here (https://evil.example/?a=1&b=2)"),
        (
            '<span class="h-card"><a href="https://a.example/@Mair" class="u-url mention">'
            "@<span>mair</span></a></span> hi",
            "@mair hi",
        ),
        (
            '<a href="https://evil.example/pay" class="u-url mention">@<span>mair</span></a>',
            "@mair (https://evil.example/pay)",
        ),
        ('<a href="https://a.example/tags/bins" class="hashtag">#<span>Bins</span></a>', "#Bins"),
        ("<ul><li>one</li><li>two</li></ul>", "\n- one\n- two"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("\ud800\0", "??"),
        ("a < b <", "a < b <"),
    ],
)  # fmt: skip
def test_html_becomes_the_text_a_reader_sees_and_where_links_lead(written, read):
    assert plain_text(written) == read


@given(st.text())
def test_what_the_platform_writes_is_read_as_it_was_said(text):
    said = text.replace("\0", "?").encode("utf-8", "replace").decode()

    assert plain_text(html(text)) == said


@pytest.mark.parametrize("piece", ["<a href='x'>", "<", "<p", "</", "<!--", '<a "', "&#x", "<br>"])
def test_megabytes_of_broken_markup_take_no_longer_than_reading_them(piece):
    # Quadratic time would be hours here; the suite would not end.
    assert isinstance(plain_text(piece * 100_000), str)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Diolch", 6),
        ("See https://porthaven.example/" + "a" * 90, 4 + LINK),
        ("@mair@cymru.example hello", 11),
        ("me@porthaven.example", 20),
    ],
)
def test_a_message_counts_as_mastodon_counts(text, length):
    assert message_length(text) == length


# -- who it is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "server",
    ["social.example", "http://social.example", "https://", "https://a", "https://127.0.0.1",
     "https://u:p@social.example", "https://social.example/api", "https://social.example:8443",
     "https://social.example?x", "https://[::1]", "https://x" + ".example" * 40, "https://[",
     "file:///etc/passwd", "https://social.example\n.evil.example"],
)  # fmt: skip
def test_a_server_is_a_plain_https_name_and_nothing_else(server):
    with pytest.raises(CredentialsRejected, match="server"):
        MastodonConnector(CREDENTIALS | {"server": server}, http=None)  # type: ignore[arg-type]


def test_a_token_that_cannot_stand_in_a_header_is_refused_unquoted():
    with pytest.raises(CredentialsRejected) as caught:
        MastodonConnector(CREDENTIALS | {"access_token": "se\ncret"}, http=None)  # type: ignore[arg-type]

    assert "cret" not in str(caught.value)


def test_credentials_of_another_account_are_refused():
    with answers(ME) as server:
        with pytest.raises(CredentialsRejected, match="another account"):
            connect(server, account_id="8").check()
        with pytest.raises(CredentialsRejected, match="another account"):
            list(connect(server, account_id="8").fetch(None))


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (["read", "write"], ()),
        (["read:accounts", "read:statuses", "read:notifications", "write:statuses"], ()),
        (["read"], ("write:statuses",)),
        (["write:statuses", "read:statuses"], ("read:accounts", "read:notifications")),
        (None, ()),
    ],
)
def test_scopes_that_the_application_lacks_are_named(scopes, missing):
    def answer(request):
        body = ME if "accounts" in request.path else {"name": "x", "scopes": scopes}
        return Response(json.dumps(body), content_type="application/json")

    with Loopback(answer) as server:
        assert connect(server).check().missing_permissions == missing


# -- errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"error": "The access token is invalid"}, CredentialsRejected),
        (403, {"error": "This action is outside the authorized scopes"}, PermissionMissing),
        (403, "<h1>Blocked by the council's firewall</h1>", UnexpectedAnswer),
        (404, {"error": "Record not found"}, CommentGone),
        (404, "nothing here", UnexpectedAnswer),
        (422, {"error": "Validation failed"}, UnexpectedAnswer),
        (429, {"error": "Too many requests"}, RateLimited),
        (500, "", PlatformUnavailable),
        (503, {"error": "Remote data could not be fetched"}, PlatformUnavailable),
        (302, "", UnexpectedAnswer),
    ],
)
def test_a_refusal_is_sorted_by_what_to_do_about_it(status, body, error):
    with answers(body, status) as server, pytest.raises(error) as caught:
        connect(server).read(Item("5", own=True))

    assert CREDENTIALS["access_token"] not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "retry_at"),
    [
        ("2026-11-20T12:03:00.412000Z", NOW + timedelta(minutes=3, milliseconds=412)),
        ("2026-11-20T11:00:00Z", None),
        ("soon", None),
        ("9999-99-99T00:00:00Z", None),
        ("1" * 5000, None),
    ],
)
def test_a_rate_limit_says_when_it_ends_where_the_server_does(header, retry_at):
    refused = {"error": "Too many requests"}
    limited = answers(refused, 429, X_RateLimit_Reset=header)
    with limited as server, pytest.raises(RateLimited) as caught:
        connect(server).check()

    assert caught.value.retry_at == retry_at


def test_what_the_library_quotes_of_an_answer_is_dropped():
    words = Loopback(lambda r: Response("private words", 200))
    with words as server, pytest.raises(UnexpectedAnswer) as caught:
        connect(server).check()

    assert "private words" not in repr(caught.value)
    assert caught.value.__cause__ is None


# -- fetching ---------------------------------------------------------------------------


@contextmanager
def limited(small: Stage, calls: int) -> Iterator[tuple[Stage, MastodonPart]]:
    """The same town, its server with another limit of calls in five minutes."""
    part = MastodonPart(small.world, small.sim.faults, window_calls=calls)
    with Simulator(small.world, small.sim.faults, parts={"mastodon": part}) as sim:
        yield Stage(sim, small.account), part


def busy(stage: Stage, posts: int) -> None:
    """Add posts with a reply each, a minute apart, before all that is there."""
    first = min(p.published_at for p in stage.world.posts_of(stage.account.key))
    for number in range(posts):
        at = first - timedelta(minutes=posts - number)
        post = stage.world.add_post(stage.account.key, text=f"Post {number}", published_at=at)
        stage.world.add_comment(
            stage.account.key, post_id=post.id, author=stage.author(2), text=f"Reply {number}",
            published_at=at + timedelta(seconds=20),
        )  # fmt: skip


def test_a_first_fetch_that_is_cut_by_the_rate_limit_goes_on_where_it_was():
    with small_town("mastodon") as small:
        busy(small, 90)
        with limited(small, 100) as (stage, part):
            found, cursor, looks, ended = {}, None, 0, False
            while not ended and looks < 10:
                looks += 1
                batches: list[Batch] = []
                with suppress(RateLimited):
                    for batch in stage.connector().fetch(cursor):
                        batches.append(batch)
                    ended = True
                found |= latest(batches)
                cursors = [b.cursor for b in batches if b.cursor]
                cursor = cursors[-1] if cursors else cursor
                part._windows.clear()
            assert 1 < looks < 10
            assert found.keys() == small.readable().keys()


def test_a_late_reply_under_an_old_post_that_names_nobody_is_found_in_turn():
    with small_town("mastodon") as small, limited(small, 10_000) as (stage, _):
        busy(stage, 45)
        cursor = last_cursor(list(stage.connector().fetch(None)))
        oldest = stage.world.posts_of(stage.account.key)[-1]
        resident = next(c for c in stage.readable().values() if c.post_id == oldest.id)
        # To a resident, so the council is not notified.
        late = stage.say("Same in our street", under=oldest.id, parent=resident.id)
        found: set[str] = set()
        for _ in range(2):
            batches = list(stage.connector().fetch(cursor))
            cursor, found = last_cursor(batches), found | latest(batches).keys()

        assert late.id in found


def test_a_look_with_nothing_new_costs_few_calls():
    with small_town("mastodon") as stage:
        cursor = last_cursor(list(stage.connector().fetch(None)))
        stage.sim.calls.clear()
        list(stage.connector().fetch(cursor))

        assert len(stage.sim.calls) == 6  # itself, posts, two threads, older posts, mentions


def test_an_edit_and_a_mention_elsewhere_are_fetched_as_what_they_are():
    with small_town("mastodon") as stage:
        cursor = last_cursor(list(stage.connector().fetch(None)))
        edited = next(c for c in stage.readable().values() if not c.by_council)
        stage.world.edit_comment(edited.id, "When, please?")
        mention = stage.world.add_comment(
            stage.account.key, post_id=None, author=stage.author(3), text="@PorthavenCouncil hi"
        )
        answer = stage.reply_as_council(mention, "Hello")
        found = latest(list(stage.connector().fetch(cursor)))

    assert found[edited.id].text == "When, please?"
    assert found[edited.id].edited_at is not None
    assert (found[mention.id].kind, found[mention.id].post_platform_id) == (Kind.MENTION, None)
    assert found[answer.id].own
    assert found[answer.id].parent_platform_id == mention.id


STATUS = {
    "id": "30", "created_at": "2026-11-20T11:00:00.000Z", "edited_at": None, "account": ME,
    "in_reply_to_id": None, "in_reply_to_account_id": None, "visibility": "public",
    "content": "<p>Bins</p>", "spoiler_text": "", "media_attachments": [], "reblog": None,
    "replies_count": 1, "url": "https://social.example/@porthaven/30", "poll": None,
}  # fmt: skip
REPLY = STATUS | {
    "id": "31", "account": ME | {"id": "9", "acct": "mair@cymru.example"},
    "in_reply_to_id": "30", "in_reply_to_account_id": "7", "spoiler_text": "Angry",
    "poll": {"options": [{"title": "Yes"}, {"title": "No"}]}, "url": "javascript:alert(1)",
    "media_attachments": [{"type": "gifv"}, {"type": "new"}],
}  # fmt: skip


def server_with(*, descendants: list[object], mentions: list[object] = ()) -> Loopback:
    def answer(request):
        body: object = ME
        if request.path.endswith("/statuses"):
            body = [] if "max_id" in request.args else [STATUS]
        elif request.path.endswith("/context"):
            body = {"ancestors": [], "descendants": descendants}
        elif request.path.endswith("/notifications"):
            body = [] if "max_id" in request.args else list(mentions)
        return Response(json.dumps(body), content_type="application/json")

    return Loopback(answer)


def test_a_reply_is_read_whole_with_its_warning_and_its_poll():
    with server_with(descendants=[REPLY]) as server:
        batches = list(connect(server).fetch(None))
    (reply,) = comments_in(batches)
    (post,) = [post for batch in batches for post in batch.posts]

    assert reply.text == "Angry\n\nBins\n\n- Yes\n- No"
    assert reply.attachments == ("video", "file")
    assert reply.permalink == ""
    assert reply.author is not None
    assert reply.author.platform_id == "9@social.example"
    assert (reply.kind, reply.post_platform_id, reply.own) == (Kind.COMMENT, "30", False)
    assert (post.text, post.declared_comments) == ("Bins", 1)


def test_what_is_for_named_people_alone_is_no_public_comment():
    private = REPLY | {"visibility": "direct"}
    mention = {"id": "1", "type": "mention", "status": private | {"id": "32"}}
    with server_with(descendants=[private], mentions=[mention]) as server:
        assert comments_in(list(connect(server).fetch(None))) == []


@pytest.mark.parametrize(
    "broken",
    [{"id": 31}, {"id": "../../31"}, {"id": "x" * 65}, {"created_at": "now"}, {"content": None},
     {"account": None}, {"visibility": None}, {"in_reply_to_id": 5}, {"media_attachments": {}},
     {"replies_count": "many"}, {"poll": {"options": "Yes"}}],
)  # fmt: skip
def test_one_reply_that_is_not_what_the_contract_says_ends_the_page_whole(broken):
    with server_with(descendants=[REPLY, REPLY | broken]) as server:
        batches = []
        with pytest.raises(UnexpectedAnswer):
            for batch in connect(server).fetch(None):
                batches.append(batch)

    assert comments_in(batches) == []


def test_a_list_that_only_repeats_itself_is_at_fault_and_not_read_for_ever():
    def answer(request):
        body = ME if request.path.endswith("verify_credentials") else [STATUS]
        if request.path.endswith("/context"):
            body = {"ancestors": [], "descendants": []}
        return Response(json.dumps(body), content_type="application/json")

    with Loopback(answer) as server:
        with pytest.raises(UnexpectedAnswer, match="repeats"):
            list(connect(server).fetch(None))
        assert len(server.asked) < 10


# -- powers -----------------------------------------------------------------------------


def test_over_others_posts_there_is_no_power_and_a_way_by_hand_is_named():
    with answers(ME) as server:
        connector = connect(server)
        powers = connector.powers(Item("5", author_platform_id="9@social.example"))
        assert (powers.verbs, powers.reason) == ((), "mastodon_not_ours")
        assert powers.manual == "mastodon_report_by_hand"
        for verb in Verb:
            with pytest.raises(NotSupported):
                connector.act(verb, Item("5"))

        assert server.asked == []


def test_an_answer_about_another_status_is_not_taken_for_done():
    with answers(STATUS | {"id": "6"}) as server:
        for call in (lambda c, i: c.act(Verb.DELETE, i), lambda c, i: c.read(i)):
            with pytest.raises(UnexpectedAnswer):
                call(connect(server), Item("5", own=True))


def test_gone_is_proven_of_the_council_s_own_alone():
    with small_town("mastodon") as stage:
        for comment in list(stage.readable().values()):
            own = comment.by_council
            stage.world.delete_comment(comment.id)
            state = stage.connector().read(Item(comment.id, own=own)).state
            assert state is (ItemState.ABSENT if own else ItemState.UNKNOWN)
