"""A loopback server that answers as a test tells it to, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

ME = "783214"
HANDLE = "ExampleCouncil"
NOTHING_NEW = {"meta": {"result_count": 0}}

Answer = Response | Callable[[Request], Response]


class _Quiet(WSGIRequestHandler):
    def log_request(self, *args: Any, **kwargs: Any) -> None:
        pass


@dataclass
class Asked:
    method: str
    path: str
    args: dict[str, str]
    form: dict[str, str]
    authorization: str
    body: bytes


def answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    kept = {"content-type": "application/json; charset=utf-8", **(headers or {})}
    return Response(text, status, headers=kept)


def not_found(post_id: str, parameter: str = "ids", kind: str = "resource-not-found") -> dict:
    return {
        "value": post_id,
        "detail": f"Could not find tweet with {parameter}: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": parameter,
        "resource_id": post_id,
        "type": f"https://api.x.com/2/problems/{kind}",
    }


@dataclass
class XServer:
    """Answers each (method, path) with the next of its list, the last one for ever after."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    _plans: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        me = {"data": {"id": ME, "name": "Example Council", "username": HANDLE}}
        self.plan("GET", "/2/users/me", answer(me))
        for path in (f"/2/users/{ME}/tweets", f"/2/users/{ME}/mentions", "/2/tweets/search/recent"):
            self.plan("GET", path, answer(NOTHING_NEW))
        self.plan("GET", "/2/tweets", _all_unknown)

    def plan(self, method: str, path: str, *answers: Answer) -> None:
        self._plans[method, path] = list(answers)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def to(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def respond(self, request: Request) -> Response:
        self.asked.append(
            Asked(
                request.method,
                request.path,
                request.args.to_dict(),
                request.form.to_dict(),
                request.headers.get("Authorization", ""),
                request.get_data(),
            )
        )
        plan = self._plans.get((request.method, request.path))
        if plan is None:
            return answer({"title": "Not Found", "type": "about:blank", "status": 404}, 404)
        chosen = plan.pop(0) if len(plan) > 1 else plan[0]
        return chosen if isinstance(chosen, Response) else chosen(request)


def _all_unknown(request: Request) -> Response:
    return answer({"errors": [not_found(one) for one in request.args["ids"].split(",")]})


@contextmanager
def serving() -> Iterator[XServer]:
    told = XServer()

    def app(environ: Any, start_response: Any) -> Any:
        return told.respond(Request(environ))(environ, start_response)

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
