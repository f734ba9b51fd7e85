"""What each platform counts for a call, and that every call is reported, whatever comes of it."""

import json

import pytest
import requests
from werkzeug.wrappers import Response

from connectors.base import Charge
from connectors.errors import BudgetSpent, PlatformUnavailable
from connectors.registry import connector_class, platforms
from connectors.session import Call, HttpSettings, PlatformSession
from tests.connectors.loopback import Loopback
from tests.connectors.stage import PLATFORMS, small_town


def answer(body: object, status: int = 200) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return made


class Counting:
    """A meter that keeps what it is told, and stops the call after `most`."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.most = most
        self.calls: list[Call] = []

    def before(self) -> None:
        if len(self.calls) >= self.most:
            raise BudgetSpent("no more")

    def after(self, call: Call) -> None:
        self.calls.append(call)


THREE = answer({"data": [{"id": "1"}, {"id": "2"}, {"id": "3"}]})


@pytest.mark.parametrize(
    ("platform", "call", "charge"),
    [
        ("x", Call("GET", "h", "/2/users/7/mentions", THREE), Charge("owned_read", 3)),
        ("x", Call("GET", "h", "/2/users/7/tweets", THREE), Charge("owned_read", 3)),
        ("x", Call("GET", "h", "/2/tweets/search/recent", THREE), Charge("post_read", 3)),
        ("x", Call("GET", "h", "/2/tweets", THREE), Charge("post_read", 3)),
        ("x", Call("GET", "h", "/2/tweets", answer({"meta": {}})), Charge("post_read", 0)),
        ("x", Call("GET", "h", "/2/tweets", answer(b"<html>")), Charge("post_read", 0)),
        ("x", Call("GET", "h", "/2/tweets", answer([1])), Charge("post_read", 0)),
        ("x", Call("GET", "h", "/2/tweets", answer({"data": []}, 429)), Charge("post_read", 0)),
        ("x", Call("GET", "h", "/2/users/me", THREE), Charge("other", 0)),
        ("x", Call("PUT", "h", "/2/tweets/1/hidden", THREE), Charge("write", 1)),
        ("x", Call("PUT", "h", "/2/tweets/1/hidden", answer({}, 403)), Charge("write", 0)),
        ("x", Call("DELETE", "h", "/2/tweets/1", None), Charge("write", 1)),
        ("x", Call("POST", "h", "/2/oauth2/token", THREE), Charge("other", 0)),
        ("youtube", Call("GET", "h", "/youtube/v3/commentThreads", None), Charge("read", 1)),
        ("youtube", Call("POST", "h", "/youtube/v3/comments", None), Charge("write", 50)),
        ("youtube", Call("POST", "h", "/token", None), Charge("other", 0)),
        ("facebook", Call("GET", "h", "/v25.0/me", None), Charge("call", 1)),
        ("instagram", Call("POST", "h", "/v25.0/1", None), Charge("call", 1)),
        ("flickr", Call("POST", "h", "/services/rest/", None), Charge("call", 1)),
    ],
)
def test_a_call_costs_what_its_platform_says(platform, call, charge):
    assert connector_class(platform).charge(call) == charge


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_whole_fetch_reports_every_call_that_the_platform_heard(platform):
    meter = Counting()
    with small_town(platform) as stage:
        list(stage.connector(meter=meter).fetch(None))
        heard = len(stage.sim.calls)

    assert len(meter.calls) == heard > 0
    charges = [connector_class(platform).charge(call) for call in meter.calls]
    assert sum(charge.units for charge in charges) > 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_meter_that_says_no_stops_the_call_before_it_is_sent(platform):
    meter = Counting(most=1)
    with small_town(platform) as stage:
        with pytest.raises(BudgetSpent):
            list(stage.connector(meter=meter).fetch(None))

        assert len(stage.sim.calls) == 1


def test_a_call_without_an_answer_is_reported_without_its_query():
    meter = Counting()
    http = HttpSettings(base_url="http://127.0.0.1:9", meter=meter)
    session = PlatformSession(("https://api.example",), http)

    with pytest.raises(PlatformUnavailable):
        session.get("https://api.example/v1/me?access_token=secret")

    assert meter.calls == [Call("GET", "api.example", "/v1/me", None)]


def test_a_call_names_the_platform_and_not_what_stands_in_for_it():
    meter = Counting()
    with Loopback(lambda _request: Response("{}")) as server:
        http = HttpSettings(base_url=server.url + "/in/its/place", meter=meter)
        PlatformSession(("https://api.example",), http).get("https://api.example/v1/me?q=1")

    assert [(call.host, call.path) for call in meter.calls] == [("api.example", "/v1/me")]


def test_every_registered_platform_says_what_a_call_costs():
    for platform in platforms():
        charge = connector_class(platform).charge(Call("GET", "h", "/", None))
        assert charge.units >= 0
