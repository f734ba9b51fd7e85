"""The links at the top of every page: those pages that exist and let this officer in."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, current_app, g, request

from service.console.context import _
from service.i18n import N_
from service.roles import lets_in

#: (path, label), in the order shown. A path that no screen answers is left out.
PLACES = (
    ("/", N_("Home")),
    ("/queue", N_("Queue")),
    ("/search", N_("Search")),
    ("/accounts", N_("Accounts")),
    ("/absences", N_("Absences")),
    ("/out-of-office", N_("Out of office")),
    ("/reports", N_("Reports")),
    ("/audit", N_("Audit record")),
    ("/stops", N_("Emergency stop")),
)


@dataclass(frozen=True, slots=True)
class Place:
    text: str
    href: str
    current: bool


def endpoints_by_path(app: Flask) -> dict[str, str]:
    """Return the endpoint that answers GET at each path without parts to fill in."""
    return {
        rule.rule.rstrip("/") or "/": rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    }


def lets_me_in(endpoint: str) -> bool:
    """Say whether the officer signed in may open `endpoint`; False where there is none."""
    view = current_app.view_functions.get(endpoint)
    signed_in = g.get("me")
    return view is not None and lets_in(view, signed_in.roles if signed_in else ())


def places() -> Iterator[Place]:
    """Yield the links that this officer has, the one of this page marked."""
    known = endpoints_by_path(current_app)
    for path, label in PLACES:
        endpoint = known.get(path)
        if endpoint is None or not lets_me_in(endpoint):
            continue
        here = request.path == path or (path != "/" and request.path.startswith(path + "/"))
        if path == "/queue" and request.path.startswith("/cases/"):
            here = True
        yield Place(_(label), path, here)
