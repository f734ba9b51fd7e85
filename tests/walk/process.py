"""The whole service as one process that a test can kill: `python -m tests.walk.process`.

The same parts as `council-social run`, but the platforms are simulated in the test's own
process, so that they outlive it. Silence is taken for death sooner than in real life.
"""

import signal
import sys
import threading
from datetime import timedelta

from service import log
from service.clock import now
from service.database import Database, open_engine
from service.jobs import Pace, assemble, handlers
from service.scheduler import Leadership, serve_schedule
from service.serving import ConsoleServer
from service.settings import load

PACE = Pace(claim=timedelta(seconds=2), dead_after=timedelta(seconds=2))


def main() -> None:
    settings = load()
    log.configure("ERROR")
    database = Database(open_engine(settings.database))
    parts = assemble(settings, database, clock=now, pace=PACE)
    console = ConsoleServer(parts)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=console.run, daemon=True).start()
    threading.Thread(target=parts.queue.work, args=(handlers(parts), stop), daemon=True).start()
    sys.stdout.write(f"{console.port}\n")
    sys.stdout.flush()
    serve_schedule(
        parts,
        stop,
        tick=timedelta(seconds=0.5),
        leadership=Leadership(database, ttl=timedelta(seconds=1)),
    )


if __name__ == "__main__":
    main()
