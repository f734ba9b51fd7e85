"""The recorded exchanges of the study material, and how to serve them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Response

from tests.shared import SHARED, shared_dir


@dataclass(frozen=True, slots=True)
class Exchange:
    name: str
    request: dict[str, Any]
    status: int | None
    headers: dict[str, str]
    body: Any
    text: str

    def response(self) -> Response:
        return Response(self.text, status=self.status or 200, headers=self.headers)


def names(platform: str) -> list[str]:
    """Return the names of all exchanges of a platform, [] where the material is absent."""
    folder = SHARED / "contracts" / platform
    found = (str(path.relative_to(folder)) for path in folder.rglob("*.json"))
    return sorted(name for name in found if "extract" not in name and "openapi" not in name)


def exchange(platform: str, name: str) -> Exchange:
    """Return one exchange; skips or fails the test where the material is absent."""
    return _read(shared_dir("contracts") / platform / name, name)


def extract(platform: str, name: str) -> dict[str, Any]:
    """Return a specification that lies beside the exchanges."""
    found = json.loads((shared_dir("contracts") / platform / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def _read(path: Path, name: str) -> Exchange:
    whole = json.loads(path.read_text("utf-8"))
    response = whole["response"]
    body = response.get("body")
    text = response.get("body_text")
    if text is None:
        text = "" if body is None else json.dumps(body, ensure_ascii=False)
    return Exchange(name, whole["request"], response["status"], response["headers"], body, text)
