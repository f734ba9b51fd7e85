"""Every error of a connector names its platform: who reads a log sees many of them."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from connectors.errors import ConnectorError

Made = TypeVar("Made", bound=type)


def names_its_platform(made: Made) -> Made:
    """Have what the class raises from `check`, `fetch`, `act` and `read` begin with its name."""
    name = str(made.name).partition(" (")[0]  # type: ignore[attr-defined]
    for call in ("check", "act", "read"):
        setattr(made, call, _named(getattr(made, call), name))
    made.fetch = _named_pages(made.fetch, name)  # type: ignore[attr-defined]
    return made


def _named(call: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(call)
    def named(*given: Any, **also: Any) -> Any:
        try:
            return call(*given, **also)
        except ConnectorError as error:
            _name(error, name)
            raise

    return named


def _named_pages(fetch: Callable[..., Iterator[Any]], name: str) -> Callable[..., Iterator[Any]]:
    @wraps(fetch)
    def named(*given: Any, **also: Any) -> Iterator[Any]:
        try:
            yield from fetch(*given, **also)
        except ConnectorError as error:
            _name(error, name)
            raise

    return named


def _name(error: ConnectorError, name: str) -> None:
    if not re.search(rf"\b{re.escape(name)}\b", str(error)):
        error.args = (f"{name}: {error}", *error.args[1:])
