"""The simulator over real HTTP: faults, the control door, and what the public sees."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.habits import part_classes
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from connectors.simulator.world import SimComment, World

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WAIT = 20


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(porthaven(now=NOW), Faults()) as simulator:
        yield simulator


def call(sim: Simulator, platform: str = "x", *, timeout: float = WAIT) -> requests.Response:
    """Ask a platform who its account is."""
    account = next(a for a in sim.world.accounts.values() if a.platform == platform)
    path, asked = {
        "x": ("/2/users/me", {}),
        "facebook": ("/v25.0/me", {"fields": "id,name"}),
        "instagram": (f"/v25.0/{account.id}", {"fields": "id,username"}),
        "youtube": ("/youtube/v3/channels", {"part": "snippet", "mine": "true"}),
        "flickr": ("/services/rest/", {"method": "flickr.test.login", "format": "json"}),
    }.get(platform, ("/", {}))
    return requests.get(
        sim.base_url(platform) + path,
        params=asked,
        headers={"Authorization": f"Bearer {account.token}"},
        timeout=timeout,
    )


def control(sim: Simulator, method: str, path: str, body: Any = None) -> requests.Response:
    return requests.request(method, f"{sim.url}/control{path}", json=body, timeout=WAIT)


def a_comment(world: World, key: str = "facebook-main", **wanted: object) -> SimComment:
    return next(
        comment
        for comment in world.comments_of(key)
        if all(getattr(comment, name) == value for name, value in wanted.items())
    )


def test_every_platform_answers_under_its_own_prefix_and_is_counted(sim: Simulator) -> None:
    assert call(sim, "x").json()["data"]["username"] == "PorthavenCncl"
    assert call(sim, "facebook").json()["id"] == "104857213398211"
    assert call(sim, "instagram").json()["username"] == "porthavencouncil"
    assert call(sim, "youtube").json()["items"][0]["snippet"]["title"] == "Porthaven Council"
    assert call(sim, "flickr").status_code in (200, 400, 401)  # unsigned, so it may refuse

    assert sim.calls == [
        ("x", "GET", "/2/users/me"),
        ("facebook", "GET", "/v25.0/me"),
        ("instagram", "GET", "/v25.0/17841407733562918"),
        ("youtube", "GET", "/youtube/v3/channels"),
        ("flickr", "GET", "/services/rest/?method=flickr.test.login"),
    ]


def test_html_comes_with_status_200_in_place_of_json(sim: Simulator) -> None:
    sim.faults.add(Fault("facebook", FaultKind.HTML_200))

    struck, after = call(sim, "facebook"), call(sim, "facebook")

    assert struck.status_code == 200
    assert struck.headers["Content-Type"].startswith("text/html")
    assert "<html" in struck.text
    assert after.json()["id"] == "104857213398211"


@pytest.mark.parametrize("platform", ["x", "facebook", "instagram", "youtube"])
def test_cut_json_breaks_off_in_the_middle_yet_has_its_declared_length(
    sim: Simulator, platform: str
) -> None:
    whole = call(sim, platform).content
    sim.faults.add(Fault(platform, FaultKind.CUT_JSON))

    struck = call(sim, platform)

    assert struck.status_code == 200
    assert whole.startswith(struck.content)
    assert 0 < len(struck.content) < len(whole)
    assert int(struck.headers["Content-Length"]) == len(struck.content)
    with pytest.raises(json.JSONDecodeError):
        json.loads(struck.content)


@pytest.mark.parametrize("platform", list(part_classes()))
def test_a_rate_limit_and_an_expired_token_are_told_in_the_platforms_own_words(
    sim: Simulator, platform: str
) -> None:
    for kind in (FaultKind.RATE_LIMITED, FaultKind.SERVER_ERROR, FaultKind.EXPIRED_TOKEN):
        sim.faults.add(Fault(platform, kind))
        part = part_classes()[platform](sim.world, Faults())
        expected = part.error(kind)
        struck = call(sim, platform)
        assert struck.status_code == expected.status_code
        assert struck.headers["Content-Type"] == expected.headers["Content-Type"]
        assert sim.faults.in_force() == []


def test_a_silent_platform_holds_up_no_other_call(sim: Simulator) -> None:
    sim.faults.add(Fault("x", FaultKind.SILENCE, times=3))
    ends: list[str] = []

    def ask() -> None:
        try:
            call(sim)
            ends.append("answered")
        except requests.ConnectionError:
            ends.append("dropped")

    held = [threading.Thread(target=ask) for _ in range(3)]
    for thread in held:
        thread.start()
    while len(sim.calls) < 3:
        threading.Event().wait(0.01)

    assert call(sim, "facebook").json()["id"] == "104857213398211"
    assert call(sim, "x").status_code == 200
    assert all(thread.is_alive() for thread in held)
    sim.stop()
    for thread in held:
        thread.join(WAIT)
    assert ends == ["dropped"] * 3


def test_silence_lasts_until_the_client_gives_up_and_is_over_then(sim: Simulator) -> None:
    sim.faults.add(Fault("youtube", FaultKind.SILENCE))

    with pytest.raises(requests.ReadTimeout):
        call(sim, "youtube", timeout=0.2)

    assert call(sim, "youtube").status_code == 200


def test_a_fault_can_be_narrowed_to_a_method_and_a_path(sim: Simulator) -> None:
    sim.faults.add(Fault("x", FaultKind.HTML_200, times=None, method="PUT", path="/hidden"))

    account = sim.world.accounts["x-main"]
    put = requests.put(
        f"{sim.base_url('x')}/2/tweets/1/hidden",
        json={"hidden": True},
        headers={"Authorization": f"Bearer {account.token}"},
        timeout=WAIT,
    )

    assert "<html" in put.text
    assert call(sim).json()["data"]["id"] == account.id


def test_nothing_listens_after_the_simulator_stopped(sim: Simulator) -> None:
    session = requests.Session()
    assert session.get(f"{sim.url}/control/state", timeout=WAIT).status_code == 200
    sim.stop()

    with pytest.raises(requests.ConnectionError):
        session.get(f"{sim.url}/control/state", timeout=WAIT)


def test_it_listens_on_loopback_alone_and_names_a_port_that_is_taken(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="this machine alone"):
        Simulator(sim.world, host="0.0.0.0")
    with pytest.raises(OSError, match="in use"):
        Simulator(sim.world, port=sim.port)


def test_a_web_page_elsewhere_cannot_reach_it_by_a_name_of_its_own(sim: Simulator) -> None:
    elsewhere = {"Host": f"evil.example:{sim.port}"}
    plain_text = {"Content-Type": "text/plain"}

    assert (
        requests.get(f"{sim.url}/control/state", headers=elsewhere, timeout=WAIT).status_code == 404
    )
    posted = requests.post(
        f"{sim.url}/control/delete", data='{"id": "1"}', headers=plain_text, timeout=WAIT
    )
    assert posted.status_code == 415


# -- the control door -------------------------------------------------------------------


def test_the_state_tells_accounts_faults_and_calls(sim: Simulator) -> None:
    call(sim)
    assert control(sim, "POST", "/faults", {"platform": "x", "kind": "silence"}).ok

    state = control(sim, "GET", "/state").json()

    assert [account["key"] for account in state["accounts"]] == list(sim.world.accounts)
    assert sum(account["comments"] for account in state["accounts"]) > 500
    assert state["calls"] == {"x": 1}
    assert state["faults"] == [
        {"platform": "x", "kind": "silence", "times": 1, "method": "", "path": ""}
    ]


def test_faults_are_added_and_cleared_from_outside(sim: Simulator) -> None:
    for platform in ("x", "flickr"):
        body = {"platform": platform, "kind": "html_200", "times": None, "path": "/"}
        assert control(sim, "POST", "/faults", body).status_code == 200
    assert control(sim, "DELETE", "/faults?platform=flickr").json() == {"cleared": "flickr"}

    assert [fault.platform for fault in sim.faults.in_force()] == ["x"]
    assert "<html" in call(sim).text
    assert control(sim, "DELETE", "/faults").json() == {"cleared": "all"}
    assert call(sim).json()["data"]["username"] == "PorthavenCncl"


def test_the_public_comments_edits_and_deletes_through_the_control_door(sim: Simulator) -> None:
    post = sim.world.posts_of("facebook-main")[0]
    added = control(
        sim,
        "POST",
        "/comments",
        {
            "account": "facebook-main",
            "post": post.id,
            "author": "Mair",
            "text": "S'mae",
            "lang": "cy",
        },
    ).json()["comment"]
    reply = control(
        sim,
        "POST",
        "/comments",
        {"account": "facebook-main", "parent": added["id"], "author": "Mair", "text": "Eto"},
    ).json()["comment"]

    assert reply["parent_id"] == added["id"]
    assert reply["post_id"] == post.id
    assert reply["author"] == added["author"]
    assert reply["published_at"] == "2026-11-20T12:00:00+00:00"
    edited = control(sim, "POST", "/edit", {"id": added["id"], "text": "S'mae pawb"}).json()
    assert edited["comment"]["text"] == "S'mae pawb"
    assert control(sim, "POST", "/delete", {"id": added["id"]}).json()["comment"]["deleted"]
    shown = control(sim, "GET", f"/comment/{reply['id']}").json()["comment"]
    assert shown["deleted"] is True


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/faults", {"platform": "myspace", "kind": "silence"}, 400),
        ("POST", "/faults", {"platform": "x", "kind": "earthquake"}, 400),
        ("POST", "/faults", {"platform": "x", "kind": "silence", "times": 0}, 400),
        ("POST", "/faults", {"platform": "x", "kind": "silence", "times": True}, 400),
        ("POST", "/faults", [], 400),
        ("POST", "/comments", {"account": "nobody", "text": "x"}, 404),
        ("POST", "/comments", {"account": "x-main", "text": 5}, 400),
        ("POST", "/comments", {"account": "x-main", "text": "x" * 100_001}, 400),
        ("POST", "/comments", {"account": "x-main", "text": "x", "state": "gone"}, 400),
        ("POST", "/edit", {"text": "x"}, 400),
        ("POST", "/delete", {"id": "1"}, 404),
        ("DELETE", "/faults?platform=myspace", None, 400),
        ("GET", "/comment/1", None, 404),
        ("GET", "/nothing", None, 404),
        ("GET", "/edit", None, 405),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong_and_changes_nothing(
    sim: Simulator, method: str, path: str, body: Any, status: int
) -> None:
    before = len(sim.world.comments)

    answer = control(sim, method, path, body)

    assert answer.status_code == status
    assert len(answer.json()["error"]) > 10
    assert len(sim.world.comments) == before
    assert sim.faults.in_force() == []


# -- what the public sees ---------------------------------------------------------------


def view(sim: Simulator, comment: SimComment, lang: str = "en") -> requests.Response:
    address = f"{sim.url}/view/{quote(comment.id)}"
    answer = requests.get(address, params={"lang": lang}, timeout=WAIT)
    answer.encoding = "utf-8"
    return answer


def test_a_visible_comment_is_shown_escaped_with_its_post(sim: Simulator) -> None:
    comment = next(c for c in sim.world.comments.values() if "<script>" in c.text)

    page = view(sim, comment)

    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "Everyone can read this comment." in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_each_state_says_what_the_public_still_sees(sim: Simulator) -> None:
    world = sim.world
    text = "Diolch i'r dynion biniau, chwarae teg iddyn nhw."
    comment = a_comment(world, text=text)
    on_x = a_comment(world, "x-main", kind="comment")
    held = a_comment(world, "youtube-main", state="held")
    world.set_state(on_x.id, "hidden")

    assert "Diolch i" in view(sim, comment).text
    world.set_state(comment.id, "hidden")
    assert "Only its author" in view(sim, comment).text
    assert "Diolch i" not in view(sim, comment).text
    assert "View hidden replies" in view(sim, on_x).text
    assert 'id="text"' in view(sim, on_x).text
    assert "Held for review" in view(sim, held).text
    assert 'id="text"' not in view(sim, held).text
    world.delete_comment(comment.id)
    assert view(sim, comment).status_code == 404
    assert "It was deleted" in view(sim, comment).text


def test_a_reply_under_a_hidden_comment_is_not_shown_either(sim: Simulator) -> None:
    reply = next(c for c in sim.world.comments_of("youtube-main") if c.parent_id)
    assert reply.parent_id is not None
    sim.world.set_state(reply.parent_id, "rejected")

    assert "The comment it replies to is not shown" in view(sim, reply).text


def test_the_page_speaks_welsh_where_asked(sim: Simulator) -> None:
    comment = a_comment(sim.world)

    page = view(sim, comment, "cy")

    assert '<html lang="cy">' in page.text
    assert "Gall pawb ddarllen y sylw hwn." in page.text
    assert "Everyone can read" not in page.text
    assert '<html lang="en">' in view(sim, comment, '"><b>').text


def test_an_unknown_comment_or_path_is_not_found(sim: Simulator) -> None:
    for path in ("/view/123", "/view/", "/", "/tiktok/v1", "/x"):
        assert requests.get(sim.url + path, timeout=WAIT).status_code in (401, 404)
    assert "no such comment" in requests.get(f"{sim.url}/view/1", timeout=WAIT).text


# -- the demo's process -----------------------------------------------------------------


def test_the_served_town_lasts_through_kill_9_and_ends_cleanly_when_told(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from connectors.simulator.server import simulate\n"
        "simulate(port=0, journal=pathlib.Path(sys.argv[1]), rate=36000,\n"
        "         ready=lambda sim: print(sim.url, flush=True))\n"
    )
    root = Path(__file__).parents[3]

    def start() -> tuple[subprocess.Popen[str], str]:
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "town.jsonl")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        assert child.stdout is not None
        return child, child.stdout.readline().strip()

    child, url = start()
    body = {"account": "x-main", "author": "Mair", "text": "@PorthavenCncl cyn y toriad"}
    added = requests.post(f"{url}/control/comments", json=body, timeout=WAIT).json()["comment"]
    child.send_signal(signal.SIGKILL)
    child.communicate()
    child, url = start()
    shown = requests.get(f"{url}/control/comment/{added['id']}", timeout=WAIT).json()["comment"]
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=WAIT)

    assert shown == added
    assert child.returncode == 0
