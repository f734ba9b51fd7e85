"""YouTube's connector: whose channel it is, its tokens, and its limits."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.wrappers import Response

from connectors.errors import (
    BudgetSpent,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.simulator.faults import FaultKind
from connectors.simulator.world import SimAccount
from connectors.youtube import YouTubeConnector
from connectors.youtube_answers import (
    quota_reset,
)
from tests.connectors.loopback import Loopback
from tests.connectors.youtube_world import CHANNEL, EXTRA, KEY, NOW, channel

# -- who it is --------------------------------------------------------------------------


def test_check_tells_the_channel_its_handle_and_its_subscribers():
    with channel() as ch:
        identity = ch.connector(channel_id=CHANNEL).check()

    assert (identity.platform_id, identity.handle, identity.name) == (
        CHANNEL, "@Porthaven", "Porthaven",
    )  # fmt: skip
    assert identity.followers == 88
    assert identity.missing_permissions == ()


def test_credentials_of_another_channel_are_rejected_before_anything_is_read_or_done():
    with channel() as ch:
        other = ch.connector(channel_id="UCsomeoneElse")
        with pytest.raises(CredentialsRejected, match="another channel"):
            other.check()
        with pytest.raises(CredentialsRejected, match="another channel"):
            list(other.fetch(None))


@pytest.mark.parametrize("name", ["client_id", "client_secret", "refresh_token"])
def test_a_missing_credential_is_named(name):
    given = {k: v for k, v in EXTRA.items() if k != name}
    with channel() as ch, pytest.raises(CredentialsRejected, match=name):
        YouTubeConnector.connect(given, http=ch.server.settings(), save=ch.saved.append)


def test_the_renewed_token_is_saved_before_any_call_carries_it():
    calls_at_save = []
    with channel() as ch:
        connector = YouTubeConnector(
            ch.credentials(access_token=""),
            http=ch.server.settings(),
            save=lambda renewed: calls_at_save.append((len(ch.server.asked), dict(renewed))),
            now=lambda: NOW,
        )
        connector.check()
        carried = ch.server.asked[-1].headers["Authorization"]

    [(calls, saved)] = calls_at_save
    assert calls == 1
    assert carried == f"Bearer {saved['access_token']}"
    assert saved["refresh_token"] == EXTRA["refresh_token"]
    assert datetime.fromisoformat(saved["expires_at"]) == NOW + timedelta(seconds=3599)


def test_a_token_about_to_end_is_renewed_before_it_is_used():
    with channel() as ch:
        soon = (NOW + timedelta(seconds=30)).isoformat()
        ch.connector(expires_at=soon).check()
        first = [request.path for request in ch.server.asked]
        ch.server.asked.clear()
        later = (NOW + timedelta(seconds=300)).isoformat()
        ch.connector(expires_at=later).check()

        assert first == ["/token", "/youtube/v3/channels"]
        assert [request.path for request in ch.server.asked] == ["/youtube/v3/channels"]


def test_a_dead_access_token_is_renewed_once_and_the_call_made_again():
    with channel() as ch:
        identity = ch.connector(access_token="ya29.dead").check()

        assert identity.platform_id == CHANNEL
        assert len(ch.saved) == 1


def test_a_dead_refresh_token_asks_for_a_new_sign_in():
    with channel() as ch:
        with pytest.raises(CredentialsRejected, match="invalid_grant"):
            ch.connector(access_token="", refresh_token="1//revoked").check()
        assert ch.saved == []


def test_a_wrong_client_secret_asks_for_a_new_sign_in():
    with channel() as ch, pytest.raises(CredentialsRejected, match="invalid_client"):
        ch.connector(access_token="", client_secret="wrong").check()


def test_a_token_with_too_few_rights_is_told_by_the_permission_it_lacks():
    body = {"access_token": "new", "expires_in": 3599, "scope": "openid", "token_type": "Bearer"}
    with channel() as ch:

        def answer(request):
            if request.path == "/token":
                ch.world.rotate_tokens(KEY, token="new")
                return Response(json.dumps(body), content_type="application/json")
            return ch.part.handle(request)

        with Loopback(answer) as server:
            connector = YouTubeConnector(
                ch.credentials(access_token=""), http=server.settings(), save=ch.saved.append
            )
            assert connector.check().missing_permissions == ("youtube.force-ssl",)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, "oops", PlatformUnavailable),
        (429, "{}", RateLimited),
        (200, "<html>sign in to the guest network</html>", UnexpectedAnswer),
        (200, "[]", UnexpectedAnswer),
        (200, '{"access_token": 5, "expires_in": 3599}', UnexpectedAnswer),
        (200, '{"access_token": "a\\nb: c", "expires_in": 3599}', UnexpectedAnswer),
        (200, '{"access_token": "abc", "expires_in": 1e308}', UnexpectedAnswer),
        (200, '{"access_token": "abc", "expires_in": {}}', UnexpectedAnswer),
        (200, '{"access_token": "abc", "scope": 7}', None),
        (400, '{"error": {"a": 1}}', CredentialsRejected),
        (400, "<html>proxy</html>", UnexpectedAnswer),
        (401, "[1]", UnexpectedAnswer),
    ],
)
def test_an_odd_answer_to_a_renewal_is_sorted_and_saves_nothing(status, body, expected):
    saved = []
    with channel() as ch:

        def answer(request):
            if request.path == "/token":
                return Response(body, status, content_type="application/json")
            ch.world.rotate_tokens(KEY, token="abc")
            return ch.part.handle(request)

        with Loopback(answer) as server:
            connector = YouTubeConnector(
                ch.credentials(access_token=""), http=server.settings(), save=saved.append
            )
            if expected is None:
                assert connector.check().missing_permissions == ()
                return
            with pytest.raises(expected):
                connector.check()
    assert saved == []


# -- limits -----------------------------------------------------------------------------


def test_a_spent_quota_says_when_it_is_filled_again():
    with channel(daily_units=2) as ch:
        connector = ch.connector()
        with pytest.raises(BudgetSpent) as caught:
            list(connector.fetch(None))

    assert caught.value.retry_at == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        ("2026-07-01T06:59:59+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-07-01T07:00:00+00:00", "2026-07-02T07:00:00+00:00"),
        ("2026-03-08T09:00:00+00:00", "2026-03-09T07:00:00+00:00"),
        ("2026-11-01T08:00:00+00:00", "2026-11-02T08:00:00+00:00"),
    ],
)
def test_the_quota_is_filled_at_midnight_in_california_summer_and_winter(now, reset):
    assert quota_reset(datetime.fromisoformat(now)) == datetime.fromisoformat(reset)


def test_a_limit_with_a_time_keeps_the_time_and_one_without_has_none():
    with channel() as ch:
        for kind, retry_at in (
            (FaultKind.RATE_LIMITED, NOW + timedelta(seconds=60)),
            (FaultKind.RATE_LIMITED_NO_RESET, None),
        ):
            with Loopback(lambda request, kind=kind: ch.part.error(kind)) as server:
                connector = YouTubeConnector(
                    ch.credentials(), http=server.settings(), save=ch.saved.append, now=lambda: NOW
                )
                with pytest.raises(RateLimited) as caught:
                    connector.check()
            assert caught.value.retry_at == retry_at


def test_no_token_is_logged_even_at_debug(caplog):
    caplog.set_level(logging.DEBUG)
    with channel() as ch:
        ch.comment()
        ch.connector(access_token="").check()
        list(ch.connector().fetch(None))
        token = ch.world.accounts[KEY].token

    for secret in (token, EXTRA["refresh_token"], EXTRA["client_secret"]):
        assert secret not in caplog.text


def test_a_token_no_header_can_carry_is_rejected_without_being_quoted():
    with channel() as ch, pytest.raises(CredentialsRejected) as caught:
        ch.connector(access_token="shh\r\nX-Evil: 1").check()
    assert "shh" not in str(caught.value)


def test_two_channels_of_one_client_do_not_share_tokens():
    with channel() as ch:
        other = {**EXTRA, "refresh_token": "1//other", "uploads": "UUother"}
        ch.world.add_account(
            SimAccount("youtube-2", "youtube", "UCother", "@Other", "Other", "tok-2", 1, other)
        )
        identity = ch.connector(access_token="", refresh_token="1//other").check()

        assert identity.platform_id == "UCother"
