"""The simulator's own door: faults on demand, and what the public does, as JSON."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotFound, UnsupportedMediaType
from werkzeug.wrappers import Request, Response

from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.habits import habits_of, part_classes
from connectors.simulator.items import plain
from connectors.simulator.webhooks import Mishap, Webhooks, mention_elsewhere
from connectors.simulator.world import NoSuchItem, SimAuthor, World

#: Longer than any platform allows; still short enough to show.
_MAX_TEXT = 100_000
_POSTED = ("/faults", "/comments", "/edit", "/delete", "/mentions", "/webhooks", "/mishaps")


class Control:
    """Answers under `/control`. Bodies are JSON; errors come as `{"error": …}`."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        calls: list[tuple[str, str, str]],
        webhooks: Webhooks,
    ) -> None:
        self._webhooks = webhooks
        self._world = world
        self._faults = faults
        self._calls = calls

    def handle(self, request: Request) -> Response:
        try:
            return _json(self._route(request))
        except NoSuchItem as error:
            return _json({"error": str(error.args[0])}, 404)
        except NotFound:
            return _json({"error": f"no such control: {request.method} {request.path}"}, 404)
        except MethodNotAllowed:
            return _json({"error": f"{request.method} is not for {request.path}"}, 405)
        except UnsupportedMediaType:
            # Asked for, so that no web page can post here without the browser asking first.
            return _json({"error": "send JSON, as application/json"}, 415)
        except (BadRequest, ValueError) as error:
            reason = error.description if isinstance(error, BadRequest) else str(error)
            return _json({"error": reason or "the body is not the JSON this needs"}, 400)

    def _route(self, request: Request) -> dict[str, Any]:
        path, method = request.path.rstrip("/"), request.method
        if path.startswith("/comment/"):
            _only(method, "GET")
            return self._show(path.removeprefix("/comment/"))
        if path == "/state":
            _only(method, "GET")
            return self._state()
        if path == "/faults" and method == "DELETE":
            platform = request.args.get("platform")
            self._faults.clear(
                _one_of(platform, list(part_classes()), "platform") if platform else None
            )
            return {"cleared": platform or "all"}
        if path not in _POSTED:
            raise NotFound
        _only(method, "POST")
        body = request.get_json()
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")
        if path == "/faults":
            return self._add_fault(body)
        if path == "/comments":
            return self._add_comment(body)
        if path == "/mentions":
            return self._mention(body)
        if path == "/webhooks":
            return self._register(body)
        if path == "/mishaps":
            kind = _one_of(body.get("kind"), [m.value for m in Mishap], "kind")
            self._webhooks.strike(Mishap(kind))
            return {"next": kind}
        id = _text(body, "id")
        if path == "/edit":
            self._world.edit_comment(id, _text(body, "text", empty=True))
        else:
            self._world.delete_comment(id)
        return self._show(id)

    def _state(self) -> dict[str, Any]:
        with self._world.lock:
            accounts = []
            for account in self._world.accounts.values():
                comments = [
                    c for c in self._world.comments.values() if c.account_key == account.key
                ]
                accounts.append(
                    {
                        "key": account.key,
                        "platform": account.platform,
                        "handle": account.handle,
                        "posts": len(self._world.posts_of(account.key)),
                        "comments": sum(not c.deleted for c in comments),
                        "deleted": sum(c.deleted for c in comments),
                        "states": dict(Counter(c.state for c in comments if not c.deleted)),
                    }
                )
        return {
            "now": self._world.now().isoformat(),
            "seed": self._world.seed,
            "accounts": accounts,
            "calls": dict(Counter(platform for platform, _, _ in list(self._calls))),
            "faults": [
                {
                    "platform": fault.platform,
                    "kind": fault.kind.value,
                    "times": fault.times,
                    "method": fault.method,
                    "path": fault.path,
                }
                for fault in self._faults.in_force()
            ],
        }

    def _show(self, id: str) -> dict[str, Any]:
        with self._world.lock:
            comment = self._world.comments.get(id)
            if comment is None:
                raise NoSuchItem(f"no comment {id!r}")
            return {"comment": plain(comment), "view": f"/view/{id}"}

    def _add_fault(self, body: Mapping[str, Any]) -> dict[str, Any]:
        kind = FaultKind(_one_of(body.get("kind"), [k.value for k in FaultKind], "kind"))
        times = body.get("times", 1)
        if times is not None and (type(times) is not int or times < 1):
            raise ValueError("times must be a whole number from 1, or null for until cleared")
        fault = Fault(
            platform=_one_of(body.get("platform"), list(part_classes()), "platform"),
            kind=kind,
            times=times,
            method=_text(body, "method", default="").upper(),
            path=_text(body, "path", default=""),
        )
        self._faults.add(fault)
        return {"added": {"platform": fault.platform, "kind": kind.value, "times": times}}

    def _add_comment(self, body: Mapping[str, Any]) -> dict[str, Any]:
        account = self._world.account(_text(body, "account"))
        attachments = body.get("attachments", [])
        if not isinstance(attachments, list) or not all(isinstance(a, str) for a in attachments):
            raise ValueError("attachments must be a list of kinds, such as image")
        comment = self._world.add_comment(
            account.key,
            post_id=_text(body, "post", default="") or None,
            parent_id=_text(body, "parent", default="") or None,
            author=self._author(account.platform, _text(body, "author", default="Rhian Môn")),
            text=_text(body, "text", empty=True),
            lang=_text(body, "lang", default="en"),
            attachments=tuple(attachments),
            state=_text(body, "state", default="visible"),
        )
        return self._show(comment.id)

    def _mention(self, body: Mapping[str, Any]) -> dict[str, Any]:
        account = self._world.account(_text(body, "account"))
        author = self._author(account.platform, _text(body, "author", default="Rhian Môn"))
        made = mention_elsewhere(self._world, account.key, author, _text(body, "text"))
        return self._show(made.id)

    def _register(self, body: Mapping[str, Any]) -> dict[str, Any]:
        platform = _one_of(body.get("platform"), list(part_classes()), "platform")
        url = _text(body, "url")
        try:
            self._webhooks.register(platform, url, _text(body, "token"))
        except KeyError:
            raise ValueError(f"{platform} delivers nothing") from None
        return {"delivers_to": url}

    def _author(self, platform: str, name: str) -> SimAuthor:
        """Return the same author for the same name: one already here, or a new one."""
        with self._world.lock:
            for comment in self._world.comments.values():
                author = comment.author
                if author.platform == platform and name in (author.name, author.handle, author.id):
                    return author
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")
        handle = "".join(c for c in name.lower() if c.isascii() and c.isalnum()) or "resident"
        habits = habits_of(platform)
        id = habits.author_id(self._world.seed, number)
        return SimAuthor(id, platform, habits.handle(handle), name)


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    # ASCII escapes carry lone surrogates of hostile texts, which UTF-8 cannot.
    return Response(json.dumps(body), status, content_type="application/json")


def _only(method: str, wanted: str) -> None:
    if method != wanted:
        raise MethodNotAllowed


def _one_of(value: Any, allowed: list[str] | tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}")
    return str(value)


def _text(
    body: Mapping[str, Any], name: str, *, default: str | None = None, empty: bool = False
) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or (not value and default is None and not empty):
        raise ValueError(f"{name} must be text")
    if len(value) > _MAX_TEXT:
        raise ValueError(f"{name} may have at most {_MAX_TEXT} characters")
    return value
