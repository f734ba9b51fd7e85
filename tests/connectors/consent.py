"""A person at a simulated platform's consent page, without a browser."""

from urllib.parse import parse_qsl, urlsplit

import requests

from connectors.oauth import App, Begun, Offer
from connectors.registry import connector_class, platforms
from connectors.session import HttpSettings
from connectors.simulator.server import Simulator


def come_back_to(sim: Simulator, address: str) -> None:
    """Register where each platform may send a person back to; `{}` stands for its name."""
    for platform, app in sim.apps.items():
        app.redirect_uris.add(address.format(platform))


def http_of(sim: Simulator, platform: str) -> HttpSettings:
    base = sim.base_url(platform)
    return HttpSettings(base_url=base, sign_in_url=base, read_timeout=10)


def answer_page(url: str, *accounts: str, answer: str = "allow") -> tuple[str, dict[str, str]]:
    """Allow (or deny) on the page at `url`; return the address it sends back to and its query."""
    page = requests.get(url, timeout=10)
    assert page.status_code == 200, page.text
    assert "<h1>" in page.text
    sent = requests.post(
        url, data={"account": accounts, "answer": answer}, allow_redirects=False, timeout=10
    )
    assert sent.status_code == 302, sent.text
    parts = urlsplit(sent.headers["Location"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


def finish(
    sim: Simulator, platform: str, begun: Begun, answer: dict[str, str], *, now, **given
) -> tuple[Offer, ...]:
    kind = connector_class(platform)
    assert kind.sign_in is not None
    return kind.sign_in.finish(
        app_of(sim, platform),
        given.pop("kept", begun.kept),
        answer,
        redirect_uri=given.pop("redirect_uri", f"https://console.example/{platform}"),
        http=http_of(sim, platform),
        now=now,
    )


def app_of(sim: Simulator, platform: str) -> App:
    app = sim.apps[platform]
    return App(app.client_id, app.client_secret, app.server)


def with_a_sign_in() -> tuple[str, ...]:
    """The platforms at which a person can sign in; the others take a file of credentials."""
    return tuple(name for name in platforms() if connector_class(name).sign_in is not None)
