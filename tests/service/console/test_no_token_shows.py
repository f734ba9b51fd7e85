"""No token, code or secret of a platform is on a page, in a log, an error, a file or a row."""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlmodel import select
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.errors import ConnectorError
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import World
from moderation.models import Account, Credential, Role
from service.connecting import Connecting
from service.database import Database
from service.platforms import Platforms
from service.tables import PlatformSignIn
from service.vault import open_vault
from tests.connectors.consent import answer_page, with_a_sign_in
from tests.service.console.connecting import Journey, settings_for
from tests.service.console.test_roles import walk

PLATFORMS = with_a_sign_in()
#: Files that hold secrets because that is what they are for.
KEEPERS = {"apps.json", "simulator-apps.json", "token.keys", "session.key"}


@Request.application
def echo(request: Request) -> Response:
    """A hostile platform: it repeats everything it was sent, as an error."""
    said = f"{request.url} {dict(request.headers)} {request.get_data(as_text=True)}"
    body = {"error": said, "error_description": said, "message": said, "title": said}
    return Response(json.dumps(body), 400, content_type="application/json")


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The hostile server's own log is not ours."""


@pytest.fixture
def hostile() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, echo, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def sim(hands):
    world = World(seed=11, now=hands)
    add_accounts(world)
    with Simulator(world) as simulator:
        yield simulator


@pytest.fixture
def settings(sim, tmp_path):
    return settings_for(sim, tmp_path)


class Watch:
    """Every secret there is, and where one would show."""

    def __init__(self, sim: Simulator, vault) -> None:
        self.sim, self.vault = sim, vault
        self.seen: set[str] = set()

    def look(self, database: Database) -> None:
        """Note what is secret now: also what will be replaced later."""
        for account in self.sim.world.accounts.values():
            self.seen.add(account.token)
            names = ("token", "secret", "refresh", "key")
            self.seen |= {v for k, v in account.extra.items() if any(n in k for n in names)}
        for door in self.sim.doors.values():
            self.seen |= {*door.issued, door.app.client_secret}
        with database.read() as session:
            for row in session.exec(select(PlatformSignIn)):
                opened = self.vault.open(row.sealed)
                self.seen |= set(json.loads(opened.get("kept", "{}")).values())
            for row in session.exec(select(Credential)):
                opened = self.vault.open(row.sealed)
                self.seen |= {v for k, v in opened.items() if "token" in k or "secret" in k}
        self.seen -= {""}

    def assert_absent(self, where: str, told: str) -> None:
        found = [secret[:6] for secret in self.seen if secret in told]
        assert found == [], f"{len(found)} secrets in {where}"


@pytest.fixture
def stage(sim, database, settings, hands, make_app, sign_in):
    vault = open_vault(settings.keys, create=True)
    connected = Platforms(settings, database, vault, clock=hands)
    app = make_app(connecting=Connecting(settings, database, connected, clock=hands))
    lead = sign_in(Role.LEAD, into=app)
    return app, lead, Watch(sim, vault), connected


def dump(database: Database) -> str:
    """Everything in every table, as text and as it is."""
    found = []
    with database.engine.connect() as connection:
        for table in inspect(database.engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                found += [
                    str(v) if not isinstance(v, bytes | memoryview) else bytes(v).decode("latin-1")
                    for v in row
                ]
    assert len(found) > 100
    return "\n".join(found)


def test_after_connecting_renewing_and_failing_no_secret_is_anywhere(
    stage, sim, database, settings, hands, sign_in, tmp_path, caplog, hostile, make_app
):
    app, lead, watch, connected = stage
    caplog.set_level(logging.DEBUG)
    answers = []
    for platform in PLATFORMS:
        journey = Journey(lead, platform)
        watch.look(database)
        answers.append(journey.allow(f"{platform}-main"))
        answers.append(Journey(lead, platform).allow(f"{platform}-main", answer="deny"))
        answers.append(journey.come_back())
        watch.look(database)
    several = Journey(lead, "facebook").allow("facebook-main", "facebook-libraries")
    answers.append(lead.get(several.location))
    watch.look(database)
    # A second sign-in of each, at platforms that repeat in their errors all they are sent.
    bad = settings.model_copy(update={f"{p}_base_url": hostile for p in PLATFORMS})
    worse = Platforms(bad, database, watch.vault, clock=hands)
    for platform in PLATFORMS:
        if platform == "flickr":
            continue
        begun = lead.post(f"/accounts/connect/{platform}")
        link = lead.get(f"{begun.location}/go").location
        watch.look(database)
        _, given = answer_page(link, f"{platform}-main")
        watch.look(database)
        evil = make_app(connecting=Connecting(bad, database, worse, clock=hands))
        client = evil.test_client()
        for cookie in lead.client._cookies.values():
            client.set_cookie(cookie.key, cookie.value, domain="localhost")
        answers.append(client.get(f"/accounts/connect/{platform}/callback", query_string=given))
    errors = []
    with database.read() as session:
        accounts = list(session.exec(select(Account)))
    assert {a.platform for a in accounts} == set(PLATFORMS)
    for account in accounts:
        sim.faults.add(Fault(account.platform, FaultKind.EXPIRED_TOKEN))
        for platforms_ in (connected, worse):
            try:
                platforms_.connect(account).check()
            except ConnectorError as error:
                errors.append(f"{error!r} {error} {error.__cause__!r} {error.__context__!r}")
    assert len(errors) >= len(PLATFORMS)
    watch.look(database)
    assert len(watch.seen) > 40

    for answer in answers:
        watch.assert_absent("an answer", answer.text + answer.headers.get("Location", ""))
    for role in Role:
        browser = sign_in(role, into=app)
        for _, method, address in walk(app):
            if method == "GET" and "/go" not in address:
                for number in ("987654", "1"):
                    page = browser.get(address.replace("987654", number))
                    watch.assert_absent(address, page.get_data(as_text=True))
    told = "\n".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records if _ours(r))
    watch.assert_absent("the log", told)
    watch.assert_absent("an error", "\n".join(errors))
    watch.assert_absent("the database", dump(database))
    for path in Path(tmp_path).rglob("*"):
        if path.is_file() and path.name not in KEEPERS:
            watch.assert_absent(path.name, path.read_bytes().decode("latin-1"))


def _ours(record: logging.LogRecord) -> bool:
    """The consent page's own visitor is `requests` in this process: its lines are not ours."""
    return not (record.name.startswith("urllib3") and "/authorize" in record.getMessage())
