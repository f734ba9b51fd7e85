"""A loopback server that answers with what a test gives it, and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.session import HttpSettings


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class Loopback:
    """Serves `answer` from a thread; a context manager.

    Attributes:
        asked: every request so far, in order, with its body read.
        errors: what `answer` raised; each also ends the test that leaves the block.
    """

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer
        self.asked: list[Request] = []
        self.errors: list[Exception] = []
        self._server = make_server("127.0.0.1", 0, self._serve, request_handler=_Quiet)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def settings(self, prefix: str = "") -> HttpSettings:
        return HttpSettings(base_url=self.url + prefix, connect_timeout=5, read_timeout=5)

    def _serve(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.get_data(cache=True, parse_form_data=False)
        self.asked.append(request)
        try:
            response = self._answer(request)
        except Exception as error:
            self.errors.append(error)
            response = Response(status=500)
        return response(environ, start_response)

    def __enter__(self) -> "Loopback":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if self.errors and kind is None:
            raise self.errors[0]
