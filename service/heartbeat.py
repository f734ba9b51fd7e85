"""A file that a scheduler or worker touches while it works: `python -m service.heartbeat FILE`.

Containers ask it every half minute, so it imports next to nothing.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.clock import now

#: The loops beat every twelve seconds or oftener; after this long without, one hangs.
DEAD_AFTER = timedelta(seconds=60)

Beat = Callable[[], None]


def no_beat() -> None:
    """Beat nowhere: nobody asks."""


def beat_to(path: Path | None) -> Beat:
    """Return what touches `path`; None touches nothing."""
    return path.touch if path is not None else no_beat


def problem(path: Path, at: datetime) -> str:
    """Say what is wrong with the heartbeat at the time `at`; "" means that it lives."""
    try:
        beaten_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return f"there is no heartbeat at {path}"
    if at - beaten_at > DEAD_AFTER:
        return f"no heartbeat at {path} since {beaten_at.isoformat(timespec='seconds')}"
    return ""


def main(arguments: list[str]) -> int:
    """Exit 0 where the heartbeat lives, 1 where it does not, 2 where none is named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    wrong = problem(Path(arguments[0]), now())
    if wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - this is a command
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
