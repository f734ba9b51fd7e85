"""How X's answers and requests are written: problems, rate headers, page tokens, parameters."""

import base64
import json
import re
from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request, Response

from connectors.simulator import ids
from connectors.simulator.x_posts import Names

_PROBLEMS = "https://api.x.com/2/problems/"
_JSON = "application/json; charset=utf-8"
BUSY = "<html><head><title>503 Service Temporarily Unavailable</title></head><body></body></html>"

Body = dict[str, Any]


class Refusal(Exception):
    """What X answers instead of what was asked for."""

    def __init__(self, status: int, body: Body) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def answer(status: int, body: Body, headers: Headers) -> Response:
    return Response(json.dumps(body), status, headers=headers, content_type=_JSON)


def set_rate(headers: Headers, limit: int, remaining: int, reset: datetime) -> None:
    headers["x-rate-limit-limit"] = str(limit)
    headers["x-rate-limit-remaining"] = str(remaining)
    headers["x-rate-limit-reset"] = str(int(reset.timestamp()))


def plain_problem(status: int, title: str, detail: str | None = None) -> Body:
    return {"title": title, "detail": detail or title, "type": "about:blank", "status": status}


def not_found(kind: str, parameter: str, value: str) -> Body:
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": _PROBLEMS + "resource-not-found",
    }


def invalid(parameter: str, value: str, message: str) -> Refusal:
    body = {
        "errors": [{"parameters": {parameter: [value]}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": _PROBLEMS + "invalid-request",
    }
    return Refusal(400, body)


def listed(request: Request, name: str) -> frozenset[str]:
    return frozenset(filter(None, request.args.get(name, "").split(",")))


def names_of(request: Request) -> Names:
    expansions = listed(request, "expansions")
    own = {"referenced_posts", "edit_history_post_ids"}
    posts = "post.fields" in request.args or bool(own & expansions)
    return Names(
        posts=posts,
        fields=listed(request, "post.fields" if posts else "tweet.fields"),
        expansions=expansions,
        user_fields=listed(request, "user.fields"),
        media_fields=listed(request, "media.fields"),
    )


def id_argument(request: Request, name: str) -> int | None:
    value = request.args.get(name)
    if value is None:
        return None
    if not re.fullmatch("[0-9]{1,19}", value):
        said = f"The `{name}` query parameter value [{value}] is not a valid id"
        raise invalid(name, value, said)
    return int(value)


def page_size(request: Request, least: int) -> int:
    value = request.args.get("max_results", "10")
    if not re.fullmatch("[0-9]{1,9}", value) or not least <= int(value) <= 100:
        said = f"The `max_results` query parameter value [{value}] is not between {least} and 100"
        raise invalid("max_results", value, said)
    return int(value)


def first_id(time: datetime) -> int:
    return int(ids.snowflake(time.astimezone(UTC), 0))


def write_token(below: int) -> str:
    return base64.b32hexencode(str(below).encode()).decode().rstrip("=").lower()


def read_token(name: str, token: str) -> int:
    padded = token.upper() + "=" * (-len(token) % 8)
    try:
        return int(base64.b32hexdecode(padded.encode()).decode())
    except ValueError:
        said = f"The `{name}` query parameter value [{token}] is not valid"
        raise invalid(name, token, said) from None
