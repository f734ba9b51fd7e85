"""Where work waits: a table drained in this process, or Procrastinate on PostgreSQL.

Both promise the same, and one suite of tests holds them to it: a job is put in the
caller's transaction (it exists if that commits); a job with a `unique` key that is still
waiting makes a second needless; two jobs with one `lock` never run at once; a job that
fails is tried again, later each time; a job whose worker died runs again. So a job may
run more than once, and handlers must not mind.
"""

import asyncio
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from service.clock import Clock
from service.database import Database
from service.heartbeat import Beat, no_beat
from service.ingest import insert_into
from service.tables import Job, JobState

log = logging.getLogger(__name__)

Handler = Callable[..., object]
MAX_ATTEMPTS = 6
#: A worker says four times in this long that it lives; after it, its jobs run again.
DEAD_AFTER = timedelta(seconds=45)
#: Finished jobs are kept this long, for a look at what happened.
KEEP_DONE = timedelta(days=7)


class JobQueue(Protocol):
    """Puts work where a worker finds it."""

    def enqueue(
        self,
        session: Session,
        name: str,
        args: Mapping[str, Any],
        *,
        lock: str = "",
        unique: str | None = None,
        run_at: datetime | None = None,
    ) -> None:
        """Add a job in the caller's transaction."""

    def work(
        self,
        handlers: Mapping[str, Handler],
        stop: threading.Event,
        *,
        threads: int = 2,
        beat: Beat = no_beat,
    ) -> None:
        """Run jobs until `stop` is set; those running then are finished first.

        `beat` is called at the start and about every ten seconds that the database answers.
        """

    def tidy(self) -> None:
        """Drop what has been done for long."""


def wait_before_try(attempts: int) -> timedelta:
    """How long a job waits after it has failed `attempts` times: 2 s, 8 s, 32 s, …"""
    return timedelta(seconds=2 * 4 ** min(attempts - 1, 6))


class LocalQueue:
    """A table of jobs and threads of this process; for SQLite, or one machine."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        poll: float = 0.25,
        dead_after: timedelta = DEAD_AFTER,
        name: str | None = None,
    ) -> None:
        """`poll`: seconds between looks for work; `dead_after`: silence that means death."""
        self._database = database
        self._dead_after = dead_after
        self._clock = clock
        self._poll = poll
        self._name = name or f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def enqueue(
        self,
        session: Session,
        name: str,
        args: Mapping[str, Any],
        *,
        lock: str = "",
        unique: str | None = None,
        run_at: datetime | None = None,
    ) -> None:
        now = self._clock()
        row = {
            "name": name,
            "args": dict(args),
            "lock": lock,
            "unique_key": unique,
            "state": JobState.WAITING,
            "attempts": 0,
            "run_at": run_at or now,
            "claimed_by": "",
            "detail": "",
            "created_at": now,
        }
        session.execute(insert_into(session, Job).on_conflict_do_nothing(), [row])

    def work(
        self,
        handlers: Mapping[str, Handler],
        stop: threading.Event,
        *,
        threads: int = 2,
        beat: Beat = no_beat,
    ) -> None:
        workers = [
            threading.Thread(
                target=self._loop, args=(handlers, stop), name=f"worker-{n}", daemon=True
            )
            for n in range(threads)
        ]
        for worker in workers:
            worker.start()
        self._beat(beat)
        while not stop.wait(self._dead_after.total_seconds() / 4):
            self._beat(beat)
        for worker in workers:
            worker.join()

    def run_waiting(self, handlers: Mapping[str, Handler], *, limit: int = 1000) -> int:
        """Run what is due now, here, one after another; return how many jobs were run."""
        for done in range(limit):
            job = self._claim()
            if job is None:
                return done
            self._run(job, handlers)
        return limit

    def tidy(self) -> None:
        with self._database.write() as session:
            session.execute(
                delete(Job).where(
                    col(Job.state) == JobState.DONE,
                    col(Job.finished_at) < self._clock() - KEEP_DONE,
                )
            )

    def _loop(self, handlers: Mapping[str, Handler], stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                job = self._claim()
            except Exception:
                # The database may be away for a moment; the worker must outlive that.
                log.exception("no job could be claimed")
                job = None
            if job is None:
                stop.wait(self._poll)
            else:
                self._run(job, handlers)

    def _claim(self) -> Job | None:
        now = self._clock()
        with self._database.write() as session:
            session.execute(
                update(Job)
                .where(col(Job.state) == JobState.RUNNING, col(Job.claimed_until) < now)
                .values(state=JobState.WAITING, unique_key=None, claimed_by="")
            )
            busy = select(col(Job.lock)).where(
                col(Job.state) == JobState.RUNNING, col(Job.lock) != ""
            )
            job = session.exec(
                select(Job)
                .where(
                    col(Job.state) == JobState.WAITING,
                    col(Job.run_at) <= now,
                    or_(col(Job.lock) == "", col(Job.lock).not_in(busy)),
                )
                .order_by(col(Job.run_at), col(Job.id))
                .limit(1)
            ).first()
            if job is None:
                return None
            job.state = JobState.RUNNING
            job.attempts += 1
            job.claimed_by, job.claimed_until = self._name, now + self._dead_after
            session.add(job)
        return job

    def _run(self, job: Job, handlers: Mapping[str, Handler]) -> None:
        try:
            handler = handlers.get(job.name)
            if handler is None:
                raise LookupError(f"nothing handles jobs named {job.name}")
            handler(**job.args)
        except Exception as error:
            log.exception("job failed", extra={"job": job.name, "job_id": job.id})
            self._failed(job, error)
            return
        self._settle(job, JobState.DONE, "")

    def _failed(self, job: Job, error: Exception) -> None:
        if job.attempts >= MAX_ATTEMPTS:
            self._settle(job, JobState.FAILED, type(error).__name__)
            return
        values = {
            "state": JobState.WAITING,
            "run_at": self._clock() + wait_before_try(job.attempts),
            "claimed_by": "",
            "detail": type(error).__name__,
        }
        mine = (col(Job.id) == job.id, col(Job.claimed_by) == self._name)
        try:
            with self._database.write() as session:
                session.execute(update(Job).where(*mine).values(**values))
        except IntegrityError:
            # Another with the same key waits already: it will do this one's work.
            self._settle(job, JobState.DONE, "superseded")

    def _settle(self, job: Job, state: JobState, detail: str) -> None:
        with self._database.write() as session:
            session.execute(
                update(Job)
                .where(col(Job.id) == job.id, col(Job.claimed_by) == self._name)
                .values(state=state, finished_at=self._clock(), detail=detail, claimed_until=None)
            )

    def _beat(self, beat: Beat) -> None:
        try:
            with self._database.write() as session:
                session.execute(
                    update(Job)
                    .where(col(Job.state) == JobState.RUNNING, col(Job.claimed_by) == self._name)
                    .values(claimed_until=self._clock() + self._dead_after)
                )
            beat()
        except Exception:
            log.exception("no heartbeat could be written")


class ProcrastinateQueue:
    """Procrastinate's tables on the service's own PostgreSQL, and as many workers as wanted."""

    def __init__(self, url: str, *, dead_after: timedelta = DEAD_AFTER) -> None:
        self._dead_after = dead_after.total_seconds()
        conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
        # One app puts jobs on connections that are lent to it, the other works: an app that
        # is open for working cannot take a connection from outside.
        self._putting = App(connector=SyncPsycopgConnector(conninfo=conninfo))
        self._app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))

    def enqueue(
        self,
        session: Session,
        name: str,
        args: Mapping[str, Any],
        *,
        lock: str = "",
        unique: str | None = None,
        run_at: datetime | None = None,
    ) -> None:
        try:
            # A refused duplicate would spoil the caller's transaction without this savepoint;
            # SQLAlchemy sets it only when the connection is asked for inside.
            with session.begin_nested():
                connection = session.connection().connection.driver_connection
                self._putting.configure_task(
                    name,
                    lock=lock or None,
                    queueing_lock=unique,
                    schedule_at=run_at,
                    connection=connection,
                    allow_unknown=True,
                ).defer(**args)
        except AlreadyEnqueued:
            return

    def work(
        self,
        handlers: Mapping[str, Handler],
        stop: threading.Event,
        *,
        threads: int = 2,
        beat: Beat = no_beat,
    ) -> None:
        for name, handler in handlers.items():
            if name not in self._app.tasks:
                self._app.task(name=name, retry=_RETRY)(handler)
        asyncio.run(self._work(stop, threads, beat))

    async def _work(self, stop: threading.Event, threads: int, beat: Beat) -> None:
        async with self._app.open_async():
            beat()
            worker = asyncio.create_task(
                self._app.run_worker_async(
                    concurrency=threads,
                    fetch_job_polling_interval=1.0,
                    install_signal_handlers=False,
                    delete_jobs="never",
                    update_heartbeat_interval=self._dead_after / 4,
                    stalled_worker_timeout=self._dead_after,
                    shutdown_graceful_timeout=60,
                )
            )
            since_look = 0.0
            try:
                while not stop.is_set() and not worker.done():
                    await asyncio.sleep(0.2)
                    since_look += 0.2
                    if since_look >= self._dead_after / 4:
                        since_look = 0.0
                        await self._revive()
                        beat()
            finally:
                worker.cancel()
                await asyncio.gather(worker, return_exceptions=True)

    async def _revive(self) -> None:
        manager = self._app.job_manager
        stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER.total_seconds())
        for job in stalled:
            log.warning("a dead worker's job runs again", extra={"job_id": job.id})
            try:
                await manager.retry_job(job)
            except UniqueViolation:
                # The same work waits already under a new job.
                await manager.finish_job(job, status=Status.FAILED, delete_job=False)

    def tidy(self) -> None:
        async def run() -> None:
            async with self._app.open_async():
                await self._app.job_manager.delete_old_jobs(
                    nb_hours=int(KEEP_DONE.total_seconds() // 3600)
                )

        asyncio.run(run())


_RETRY = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=4)


def open_queue(
    database: Database, url: str, *, clock: Clock, dead_after: timedelta = DEAD_AFTER
) -> JobQueue:
    """Return the queue that fits the database."""
    if database.is_sqlite:
        return LocalQueue(database, clock=clock, dead_after=dead_after)
    return ProcrastinateQueue(url, dead_after=dead_after)
