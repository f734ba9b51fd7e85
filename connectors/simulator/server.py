"""The simulated platforms on one loopback port, each under its own prefix.

`/<platform>` speaks that platform's wire format, `/control` steers the demo and the tests,
`/view/<comment id>` shows what the public sees.
"""

import ipaddress
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.simulator.arrivals import Arrivals
from connectors.simulator.control import Control
from connectors.simulator.faults import FaultKind, Faults
from connectors.simulator.habits import part_classes
from connectors.simulator.part import PlatformPart
from connectors.simulator.sign_ins import SimApp, made_up_app
from connectors.simulator.town import open_porthaven, porthaven
from connectors.simulator.view import show_comment
from connectors.simulator.webhooks import Webhooks
from connectors.simulator.world import World

#: Faults that each platform answers in its own words.
_OWN_WORDS = (
    FaultKind.RATE_LIMITED,
    FaultKind.RATE_LIMITED_NO_RESET,
    FaultKind.SERVER_ERROR,
    FaultKind.EXPIRED_TOKEN,
)
_MAX_REQUEST_BYTES = 4 * 1024 * 1024
_MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Down for maintenance</title></head>"
    "<body><h1>We'll be right back</h1><p>Something is being mended.</p></body></html>"
)


def load_parts(world: World, faults: Faults) -> dict[str, PlatformPart]:
    """Return every platform's part over `world`, by prefix."""
    return {platform: part(world, faults) for platform, part in part_classes().items()}


class _SimRequest(Request):
    max_content_length = _MAX_REQUEST_BYTES


class _Handler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: a request's line can hold a token."""


class Simulator:
    """The platforms over one world; a context manager that serves from a thread.

    Attributes:
        calls: (platform, HTTP method, path) of every call to a platform, in order; where a
            parameter `method` says which call it is, as Flickr's does, it ends the path.
        webhooks: what delivers, once an address is registered with it.
        doors: each platform's authorisation server. An app's addresses to come back to are
            registered in its `app.redirect_uris`.
        port: the port it listens on, chosen by the system where 0 was given.
    """

    def __init__(
        self,
        world: World,
        faults: Faults | None = None,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        parts: dict[str, PlatformPart] | None = None,
    ) -> None:
        """Listen on `host` and `port`, but do not answer yet.

        Raises:
            ValueError: `host` is not a loopback address.
            OSError: the port is taken.
        """
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"the simulator serves this machine alone, not {host}")
        self.world = world
        self.faults = faults if faults is not None else Faults()
        self.calls: list[tuple[str, str, str]] = []
        self._parts = load_parts(world, self.faults) if parts is None else parts
        found = {name: part.door for name, part in part_classes().items()}
        self.doors = {
            name: door(world, made_up_app(world, door)) for name, door in found.items() if door
        }
        self.webhooks = Webhooks(world, self._parts)
        self._control = Control(world, self.faults, self.calls, self.webhooks)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # Bound here, not by werkzeug, which ends the whole process where a port is taken.
        with socket.create_server((host, port), family=_family(host), backlog=128) as listener:
            self.port: int = listener.getsockname()[1]
            self._server = make_server(
                host,
                self.port,
                self._answer,
                threaded=True,
                request_handler=_Handler,
                fd=listener.fileno(),
            )
        self._url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def base_url(self, platform: str) -> str:
        """Return what stands in for the platform's real scheme and host."""
        if platform not in self._parts:
            raise KeyError(platform)
        return f"{self._url}/{platform}"

    @property
    def apps(self) -> dict[str, SimApp]:
        """The council's app at each platform."""
        return {platform: door.app for platform, door in self.doors.items()}

    def view_url(self, comment_id: str) -> str:
        """Return the address of the page that shows a comment as the public sees it."""
        return f"{self._url}/view/{comment_id}"

    @property
    def url(self) -> str:
        return self._url

    def serve_forever(self) -> None:
        """Answer until `stop` is called from another thread."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Stop answering; calls held in silence are dropped."""
        self._stopping.set()
        self.webhooks.stop()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "Simulator":
        self._thread = threading.Thread(target=self.serve_forever, name="simulator", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # -- answering ------------------------------------------------------------------

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = self._respond(environ)
        except HTTPException as error:
            response = Response(error.get_body(environ), error.code, content_type="text/html")
        return response(environ, start_response)

    def _respond(self, environ: WSGIEnvironment) -> Response:
        prefix, slash, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        request = _SimRequest({**environ, "SCRIPT_NAME": f"/{prefix}", "PATH_INFO": slash + rest})
        if not _is_local(request.host):
            # A web page elsewhere could reach this port through a name of its own.
            raise NotFound
        if prefix in self._parts:
            return self._call(prefix, request)
        if prefix == "control":
            return self._control.handle(request)
        if prefix == "view" and rest:
            return show_comment(self.world, rest, request.args.get("lang", "en"))
        raise NotFound

    def _call(self, platform: str, request: Request) -> Response:
        # Read whole and kept: the parts read it as a form, as JSON or raw.
        request.get_data(cache=True, parse_form_data=False)
        path, door = request.path, self.doors.get(platform)
        if door and door.serves_page(path) and request.method in ("GET", "POST"):
            with self.world.lock:
                return door.show(request)
        if "method" in request.values:
            # Where one path serves every call, a parameter says which call it is.
            path += f"?method={request.values['method']}"
        self.calls.append((platform, request.method, path))
        part = self._parts[platform]

        def strikes(kind: FaultKind) -> bool:
            return self.faults.take(platform, kind, method=request.method, path=path)

        if strikes(FaultKind.SILENCE):
            self._hold(request.environ.get("werkzeug.socket"))
        if strikes(FaultKind.HTML_200):
            return Response(_MAINTENANCE, 200, content_type="text/html; charset=utf-8")
        for kind in _OWN_WORDS:
            # A token that expired is renewed at the token address, which must still answer.
            if kind is FaultKind.EXPIRED_TOKEN and path.endswith("/token"):
                continue
            if strikes(kind):
                return part.error(kind)
        with self.world.lock:
            if door and door.serves_token(request):
                response = door.token(request)
            else:
                response = part.handle(request)
        if strikes(FaultKind.CUT_JSON):
            return _cut(response)
        return response

    def _hold(self, connection: Any) -> None:
        """Say nothing until the client gives up or the server stops, then drop the call."""
        while not self._stopping.is_set():
            if connection is None:
                self._stopping.wait()
                break
            readable, _, _ = select.select([connection], [], [], 0.05)
            if readable and not connection.recv(65536):
                break
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        # The one way to end a call in werkzeug without a word of answer.
        raise ConnectionAbortedError


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _is_local(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name in ("127.0.0.1", "localhost", "[::1]")


def _cut(response: Response) -> Response:
    body = response.get_data() or b'{"data": [{"id": "1'
    response.status_code = 200 if response.status_code == 204 else response.status_code
    response.set_data(body[: max(len(body) // 2, 1)])  # Content-Length follows the cut body
    response.content_type = response.content_type or "application/json"
    return response


def simulate(
    *,
    port: int = 9400,
    seed: int = 1,
    rate: float = 0.0,
    journal: Path | None = None,
    ready: Callable[[Simulator], None] = lambda simulator: None,
) -> None:
    """Serve Porthaven's accounts until this process is told to end.

    Args:
        rate: comments that arrive each hour; 0 for none.
        journal: file that keeps the world between runs; None keeps it in memory alone.
        ready: told once the port answers.

    Raises:
        JournalError: the journal is damaged or in use.
        OSError: the port is taken.
    """
    world = porthaven(seed) if journal is None else open_porthaven(journal, seed=seed)
    ended = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
    try:
        with Simulator(world, Faults(), port=port) as simulator:
            arrivals = Arrivals(world, rate, seed) if rate > 0 else None
            if arrivals is not None:
                arrivals.start()
            ready(simulator)
            ended.wait()
            if arrivals is not None:
                arrivals.stop()
    finally:
        world.close()
