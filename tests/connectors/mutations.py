"""Spoils an answer: a key dropped, a type swapped, cut, nested without end, of another code."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from werkzeug.wrappers import Request, Response

from connectors.simulator.faults import FaultKind
from connectors.simulator.part import PlatformPart

#: What stands in a value's place. Dates that exist and do not, numbers that no column holds,
#: text that no database stores.
VALUES: list[Any] = [
    None, True, False, 0, -1, 10**19, -(10**19), 10**400, 1e308, 0.5, float("nan"), float("inf"),
    "", " ", "x", "0", "9" * 400, "-5", "1e9", "x" * 5000, "é" * 300, "\ud800", "a\0b", "\u202e",
    "2026-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "<p>&#0;&#xd800;&#x110000;<a href='javascript:1'>x", "%00", "../..", "'; --",
    [], {}, [[]], [None], [{}], {"id": None}, {"id": []}, ["x"], [[["x"]]], {"": ""},
]  # fmt: skip
#: What stands in the whole body's place.
BODIES = [
    b"", b" ", b"null", b"[]", b"{}", b"0", b'"x"', b"NaN", b"[null]", b"[{}]", b'{"data": null}',
    b"<html><body>Sorry</body></html>", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"\x00" * 20,
    b"[" * 10_000, b'{"a":' * 10_000, b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    b"9" * 5000, b'{"id": "\xc3\x28"}', b'{"id": "1"', b"jsonFlickrApi({})", b"\x1f\x8b\x08oops",
]  # fmt: skip


def spoil(body: bytes, seed: int) -> bytes:
    """Return `body` spoilt in one of many ways, the same for the same seed."""
    random = Random(seed)
    way = random.randrange(10)
    if way == 0:
        return random.choice(BODIES)
    if way == 1:
        return body[: random.randrange(len(body) + 1)]
    if way == 2 and body:
        at = random.randrange(len(body))
        return body[:at] + bytes([random.randrange(256)]) + body[at + 1 :]
    if way == 3:
        return body.decode("utf-8", "replace").encode(
            random.choice(["utf-16", "utf-32", "cp037"]), "replace"
        )
    try:
        value = json.loads(body)
    except ValueError:
        return random.choice(BODIES)
    for _ in range(random.choice([1, 1, 1, 3])):
        value = _changed(value, random)
    marked = json.dumps(value)
    deep = random.choice(["[", '{"a":'])
    closing = {"[": "]", '{"a":': "}"}[deep]
    return marked.replace('"DEEP"', deep * 10_000 + "1" + closing * 10_000).encode()


def _changed(value: Any, random: Random) -> Any:
    places = list(_places(value))
    if not places:
        return random.choice(VALUES)
    container, key = random.choice(places)
    way = random.randrange(5)
    if way == 0:
        del container[key]
    elif way == 1:
        container[key] = "DEEP"
    elif way == 2 and isinstance(container, list):
        container.append(container[key])
    else:
        container[key] = random.choice(VALUES)
    return value


def _places(value: Any) -> Any:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


@dataclass
class Spoiling:
    """A platform's part whose answer to the call `at` (from 0) is spoilt; None for none."""

    inner: PlatformPart
    at: int | None = None
    seed: int = 0
    count: int = field(default=0)

    @property
    def platform(self) -> str:
        return self.inner.platform

    def aim(self, at: int | None, seed: int) -> None:
        self.at, self.seed, self.count = at, seed, 0

    def handle(self, request: Request) -> Response:
        response = self.inner.handle(request)
        if self.count == self.at:
            response.set_data(spoil(response.get_data(), self.seed))
        self.count += 1
        return response

    def error(self, kind: FaultKind) -> Response:
        return self.inner.error(kind)
