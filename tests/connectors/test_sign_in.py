"""Signing in at each platform, over HTTP, against its simulated authorisation server."""

import logging
import traceback
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.base import Connector
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.oauth import App, NothingOffered, SignInRefused
from connectors.registry import connector_class
from connectors.session import HttpSettings
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import World
from tests.conftest import MONDAY_9AM
from tests.connectors.consent import (
    answer_page,
    app_of,
    come_back_to,
    finish,
    http_of,
    with_a_sign_in,
)

PLATFORMS = with_a_sign_in()
CODES = [p for p in PLATFORMS if p != "flickr"]
WITH_PKCE = ["mastodon", "x", "youtube"]


class Hands:
    def __init__(self) -> None:
        self.now = MONDAY_9AM

    def __call__(self):
        return self.now


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def sim(hands):
    world = World(seed=5, now=hands)
    add_accounts(world)
    with Simulator(world) as simulator:
        come_back_to(simulator, "https://console.example/{}")
        yield simulator


def begin(sim, platform, **given):
    way = connector_class(platform).sign_in
    return way.begin(
        app_of(sim, platform),
        redirect_uri=f"https://console.example/{platform}",
        http=http_of(sim, platform),
        **given,
    )


def connected(sim, platform, offer) -> Connector:
    saved = []
    return connector_class(platform).connect(
        offer.credentials, http=http_of(sim, platform), save=saved.append
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_sign_in_ends_with_credentials_that_open_the_account_picked(sim, platform):
    key = {"x": "x-roads", "facebook": "facebook-libraries"}.get(platform, f"{platform}-main")
    before = sim.world.account(key).token
    begun = begin(sim, platform)

    where, answer = answer_page(begun.url, key)
    offers = finish(sim, platform, begun, answer, now=MONDAY_9AM)
    identity = connected(sim, platform, offers[0]).check()

    assert where == f"https://console.example/{platform}"
    assert answer[connector_class(platform).sign_in.state_name] == begun.state
    assert len(offers) == 1
    assert identity.platform_id == sim.world.account(key).id
    assert identity.missing_permissions == ()
    if platform not in ("facebook", "instagram"):
        assert sim.world.account(key).token != before


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_page_is_asked_for_no_more_than_is_used(sim, platform):
    asked = parse_qs(urlsplit(begin(sim, platform).url).query)

    way = connector_class(platform).sign_in
    if platform == "flickr":
        assert asked["perms"] == ["write"]
        return
    assert set(asked["scope"][0].replace(",", " ").split()) == set(way.asks_for)
    assert asked["redirect_uri"] == [f"https://console.example/{platform}"]
    assert len(asked["state"][0]) >= 43
    assert (asked.get("code_challenge_method") == ["S256"]) is (platform in WITH_PKCE)


def test_all_pages_picked_are_offered_and_no_other(sim):
    begun = begin(sim, "facebook")
    _, answer = answer_page(begun.url, "facebook-main", "facebook-libraries")

    offers = finish(sim, "facebook", begun, answer, now=MONDAY_9AM)

    pages = {a.id: a.token for a in sim.world.accounts.values() if a.platform == "facebook"}
    assert {o.platform_id: o.credentials["access_token"] for o in offers} == pages


def test_a_page_that_the_person_may_not_moderate_is_not_offered(sim):
    token = sim.world.account("facebook-main").token
    sim.world.rotate_tokens("facebook-main", token=token, tasks="ANALYZE")
    begun = begin(sim, "facebook")
    _, answer = answer_page(begun.url, "facebook-main")

    with pytest.raises(NothingOffered):
        finish(sim, "facebook", begun, answer, now=MONDAY_9AM)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_whoever_says_no_is_believed(sim, platform):
    begun = begin(sim, platform)
    _, answer = answer_page(begun.url, f"{platform}-main", answer="deny")

    with pytest.raises(SignInRefused):
        finish(sim, platform, begun, answer, now=MONDAY_9AM)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_answer_works_once(sim, platform):
    begun = begin(sim, platform)
    _, answer = answer_page(begun.url, f"{platform}-main")
    finish(sim, platform, begun, answer, now=MONDAY_9AM)

    with pytest.raises(CredentialsRejected):
        finish(sim, platform, begun, answer, now=MONDAY_9AM)


@pytest.mark.parametrize("platform", CODES)
def test_a_code_that_is_too_old_is_refused(sim, hands, platform):
    begun = begin(sim, platform)
    _, answer = answer_page(begun.url, f"{platform}-main")
    hands.now += timedelta(seconds=31) if platform == "x" else timedelta(minutes=11)

    with pytest.raises(CredentialsRejected):
        finish(sim, platform, begun, answer, now=MONDAY_9AM)


@pytest.mark.parametrize("platform", WITH_PKCE)
def test_a_code_without_its_verifier_is_worth_nothing(sim, platform):
    for kept in ({}, {"verifier": "a" * 64}):
        begun = begin(sim, platform)
        _, answer = answer_page(begun.url, f"{platform}-main")
        with pytest.raises(CredentialsRejected):
            finish(sim, platform, begun, answer, now=MONDAY_9AM, kept=kept)


@pytest.mark.parametrize("platform", CODES)
def test_a_code_for_another_address_is_worth_nothing(sim, platform):
    begun = begin(sim, platform)
    _, answer = answer_page(begun.url, f"{platform}-main")

    with pytest.raises(CredentialsRejected):
        finish(
            sim, platform, begun, answer, now=MONDAY_9AM, redirect_uri="https://console.example/y"
        )


@pytest.mark.parametrize("platform", CODES)
def test_nobody_is_sent_to_an_address_that_is_not_registered(sim, platform):
    sim.apps[platform].redirect_uris.clear()

    answer = requests.get(begin(sim, platform).url, timeout=10, allow_redirects=False)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_flickr_begins_nothing_for_an_address_that_is_not_registered(sim):
    sim.apps["flickr"].redirect_uris.clear()

    with pytest.raises(CredentialsRejected):
        begin(sim, "flickr")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_app_with_the_wrong_secret_is_refused_without_a_word_of_it(sim, platform):
    app = replace(app_of(sim, platform), client_secret="a wrong secret of ours")
    way, address = connector_class(platform).sign_in, f"https://console.example/{platform}"
    http = http_of(sim, platform)

    # Facebook answers with the code of a passing fault.
    with pytest.raises((CredentialsRejected, PlatformUnavailable)) as caught:
        begun = way.begin(app, redirect_uri=address, http=http)
        _, answer = answer_page(begun.url, f"{platform}-main")
        way.finish(app, begun.kept, answer, redirect_uri=address, http=http, now=MONDAY_9AM)

    assert "wrong secret" not in "".join(traceback.format_exception(caught.value))


def test_a_channel_without_the_permission_is_told_apart_from_a_failure(sim):
    begun = begin(sim, "youtube")
    _, answer = answer_page(
        begun.url.replace("youtube.force-ssl", "youtube.readonly"), "youtube-main"
    )

    with pytest.raises(PermissionMissing, match=r"youtube\.force-ssl"):
        finish(sim, "youtube", begun, answer, now=MONDAY_9AM)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.HTML_200, (UnexpectedAnswer, CredentialsRejected)),
        (FaultKind.SERVER_ERROR, PlatformUnavailable),
        (FaultKind.RATE_LIMITED, RateLimited),
    ],
)
def test_a_platform_that_fails_is_told_by_its_kind_and_tells_no_secret(
    sim, platform, kind, error, caplog
):
    caplog.set_level(logging.DEBUG)
    begun = begin(sim, platform)
    _, answer = answer_page(begun.url, f"{platform}-main")
    sim.faults.add(Fault(platform, kind))

    with pytest.raises(error) as caught:
        finish(sim, platform, begun, answer, now=MONDAY_9AM)

    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    for secret in (*sim.doors[platform].issued, sim.apps[platform].client_secret):
        assert secret not in told


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"error": "server_error", "error_description": "<b>"},
        {"code": "", "oauth_token": "", "oauth_verifier": ""},
        {"code": "with a blank\n", "oauth_token": "x\ny", "oauth_verifier": "z"},
    ],
)
def test_an_answer_of_the_wrong_form_is_an_error_of_ours_and_makes_no_call(sim, platform, answer):
    begun = begin(sim, platform)
    calls = len(sim.calls)

    with pytest.raises(UnexpectedAnswer):
        finish(sim, platform, begun, answer, now=MONDAY_9AM)

    assert len(sim.calls) == calls


def test_the_real_pages_are_where_people_go_when_nothing_stands_in_for_them(sim):
    for platform in CODES:
        url = (
            connector_class(platform)
            .sign_in.begin(
                App("id", server="https://mastodon.example"),
                redirect_uri="https://c.example/",
                http=HttpSettings(),
            )
            .url
        )
        assert urlsplit(url).scheme == "https"
        assert urlsplit(url).hostname in (
            "x.com",
            "www.facebook.com",
            "accounts.google.com",
            "mastodon.example",
        )


@pytest.mark.parametrize(
    "server", ["", "mastodon.example", "http://mastodon.example", "https://a@b.cd"]
)
def test_mastodon_begins_nothing_without_its_server(sim, server):
    app = replace(app_of(sim, "mastodon"), server=server)

    with pytest.raises(CredentialsRejected, match="server"):
        connector_class("mastodon").sign_in.begin(
            app, redirect_uri="https://console.example/mastodon", http=http_of(sim, "mastodon")
        )


def test_every_error_of_a_sign_in_is_a_connector_error():
    assert issubclass(SignInRefused, ConnectorError)
    assert issubclass(NothingOffered, ConnectorError)
