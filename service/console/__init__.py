"""The console: one module a screen.

A module here that holds a Blueprint named `bp` is a screen: `service.app.create_app` finds and
registers it. Each view says `@requires(Role...)` or `@public` right above its function, or the
application does not start. A view works on `g.session` (read-only for GET and HEAD, writing
otherwise; the view commits), `g.me` (service.auth.SignedIn) and `console.context`: `clock()`,
`settings()`, `_()` and so on. Its templates extend `console/base.html` and set `title`.
"""

import importlib
import pkgutil
from collections.abc import Iterator

from flask import Blueprint


def screens() -> Iterator[Blueprint]:
    """Yield the Blueprint of every screen, by module name."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        blueprint = getattr(importlib.import_module(f"{__name__}.{found.name}"), "bp", None)
        if isinstance(blueprint, Blueprint):
            yield blueprint
