"""What one platform's part of the simulator offers to the server."""

from typing import TYPE_CHECKING, ClassVar, Protocol

from werkzeug.wrappers import Request, Response

from connectors.simulator.faults import FaultKind, Faults

if TYPE_CHECKING:
    # The world asks the parts for their platform's habits.
    from connectors.simulator.habits import Habits
    from connectors.simulator.sign_ins import Door
    from connectors.simulator.world import World


class PlatformPart(Protocol):
    """Speaks one platform's wire format over the world's state.

    The server mounts it under `/<platform>`, strips that prefix, and handles the faults
    that are the same everywhere (silence, cut JSON, an HTML page with status 200).
    The part itself answers `error(kind)` for RATE_LIMITED, RATE_LIMITED_NO_RESET,
    SERVER_ERROR and EXPIRED_TOKEN in its platform's own words, and asks `faults` about
    PAGE_TWICE and OUT_OF_ORDER in lists, GONE_BEFORE_ACTION and ACTION_IGNORED in writes.
    `door` is where an app signs in; None where there is no signing in.
    """

    platform: ClassVar[str]
    habits: "ClassVar[Habits]"
    door: "ClassVar[type[Door] | None]"

    def __init__(self, world: "World", faults: Faults) -> None: ...

    def handle(self, request: Request) -> Response:
        """Answer one call; `request.path` is the path on the real platform's host."""

    def error(self, kind: FaultKind) -> Response:
        """The platform's own answer for a fault of this kind."""
