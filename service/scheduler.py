"""The clock: one leader by lease, and APScheduler telling it what is due."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from service.clock import LONDON
from service.database import Database
from service.heartbeat import Beat, no_beat
from service.jobs import (
    LOOK_AFTER_TOKENS,
    REREAD,
    TIDY,
    VERIFY_RECORD,
    Parts,
    put,
    put_due,
    put_rereads,
)
from service.tables import JobRun

log = logging.getLogger(__name__)

LEASE = "scheduler"
#: A leader that has not renewed for this long is dead.
TTL = timedelta(seconds=15)
#: How often the leader looks for what is due.
TICK = timedelta(seconds=2)
#: How often it looks for comments to read again.
REREAD_EVERY = timedelta(minutes=10)
#: How often it is asked whether an account was not looked at.
GAPS_EVERY = timedelta(minutes=1)

_DATABASE_CLOCK = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "extract(epoch from clock_timestamp())",
}


class Leadership:
    """Who leads, by one row that is renewed; the database's clock decides, not ours."""

    def __init__(self, database: Database, *, name: str = LEASE, ttl: timedelta = TTL) -> None:
        self._database = database
        self._name = name
        self._ttl = ttl.total_seconds()
        self.owner = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.term: int | None = None
        clock = _DATABASE_CLOCK[database.engine.dialect.name]
        self._claim = text(  # the clock's expression is a constant of ours, never input
            "INSERT INTO lease (name, owner, term, until) "
            f"VALUES (:name, :me, 1, {clock} + :ttl) "
            "ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until, "
            "term = CASE WHEN lease.owner = excluded.owner THEN lease.term "
            "ELSE lease.term + 1 END "
            f"WHERE lease.until < {clock} OR lease.owner = excluded.owner "
            "RETURNING term"
        )

    def lead(self) -> bool:
        """Take or renew the lease; False where another holds it."""
        with self._database.write() as session:
            row = (
                session.connection()
                .execute(self._claim, {"name": self._name, "me": self.owner, "ttl": self._ttl})
                .first()
            )
        before, self.term = self.term, row[0] if row else None
        if before != self.term:
            log.info("leadership changed", extra={"leads": row is not None, "term": self.term})
        return row is not None

    def resign(self) -> None:
        """Give the lease back, so that another need not wait for it to run out."""
        with self._database.write() as session:
            session.connection().execute(
                text("UPDATE lease SET until = 0 WHERE name = :name AND owner = :me"),
                {"name": self._name, "me": self.owner},
            )
        self.term = None


def serve_schedule(
    parts: Parts,
    stop: threading.Event,
    *,
    tick: timedelta = TICK,
    leadership: Leadership | None = None,
    beat: Beat = no_beat,
) -> None:
    """Run the schedule until `stop` is set, with a `beat` at each tick that reached the database.

    The schedule is in code and memory: nothing to fall out of step with, nothing pickled.
    Daily jobs keep away from the hour after one at night, which comes twice in October.
    """
    leads = leadership or Leadership(parts.database)
    clock = BackgroundScheduler(
        timezone=LONDON,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600},
    )
    clock.add_job(
        _guarded(parts, leads, "due", lambda: put_due(parts), beat),
        "interval",
        seconds=tick.total_seconds(),
        next_run_time=parts.clock(),
        id="due",
    )
    clock.add_job(
        _guarded(parts, leads, REREAD, lambda: put_rereads(parts)),
        "interval",
        seconds=REREAD_EVERY.total_seconds(),
        id=REREAD,
    )
    clock.add_job(
        _guarded(parts, leads, "coverage.gaps", parts.poller.note_gaps),
        "interval",
        seconds=GAPS_EVERY.total_seconds(),
        id="coverage.gaps",
    )
    for hour, name in ((3, TIDY), (4, VERIFY_RECORD), (6, LOOK_AFTER_TOKENS)):
        clock.add_job(
            _guarded(parts, leads, name, partial(put, parts, name)),
            "cron",
            hour=hour,
            minute=20,
            id=name,
        )
    clock.start()
    try:
        stop.wait()
    finally:
        clock.shutdown(wait=True)
        leads.resign()


def _guarded(
    parts: Parts,
    leads: Leadership,
    name: str,
    work: Callable[[], object],
    beat: Beat = no_beat,
) -> Callable[[], None]:
    """Do `work` only while leading, note the run, and outlive any failure."""

    def run() -> None:
        try:
            leading = leads.lead()
            # One that stands by lives too: it asked for the lead, and the database answered.
            beat()
            if not leading:
                return
            due_at = parts.clock()
            work()
            _note(parts, name, due_at)
        except Exception:
            log.exception("a scheduled job could not be queued", extra={"job": name})

    return run


def _note(parts: Parts, name: str, due_at: datetime) -> None:
    with parts.database.write() as session:
        row = session.get(JobRun, name) or JobRun(name=name, last_due_at=due_at)
        row.last_due_at, row.last_finished_at = due_at, parts.clock()
        session.add(row)
