"""Platform name -> connector, from entry points: a new platform is a file and a line."""

from functools import cache
from importlib.metadata import entry_points
from typing import cast

from connectors.base import Connector
from connectors.errors import NotSupported

GROUP = "council_social.connectors"


@cache
def platforms() -> tuple[str, ...]:
    """Return the names of all registered platforms, in alphabetical order."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


@cache
def connector_class(platform: str) -> type[Connector]:
    """Return the connector for `platform`.

    Raises:
        NotSupported: nothing is registered under that name.
    """
    for point in entry_points(group=GROUP, name=platform):
        return cast(type[Connector], point.load())
    known = ", ".join(platforms())
    raise NotSupported(f"no connector is registered for {platform!r}; known: {known}")
