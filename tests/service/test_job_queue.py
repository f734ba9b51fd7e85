"""One contract for both queues: the table on SQLite, Procrastinate on PostgreSQL."""

import threading
import time
from datetime import timedelta

import pytest

from service.clock import now
from service.database import Database
from service.job_queue import Handler, JobQueue, LocalQueue, open_queue


@pytest.fixture
def queue(database: Database, database_url: str) -> JobQueue:
    return open_queue(database, database_url, clock=now)


class Running:
    """A worker in a thread, stopped at the end."""

    def __init__(self, queue: JobQueue, handlers: dict[str, Handler]) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(
            target=queue.work, args=(handlers, self.stop), kwargs={"threads": 3}
        )

    def __enter__(self) -> "Running":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


def wait_until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def test_a_job_runs_once_its_transaction_commits(database, queue):
    seen: list[int] = []
    with Running(queue, {"note": lambda n: seen.append(n)}):
        with database.write() as session:
            queue.enqueue(session, "note", {"n": 7})
        wait_until(lambda: seen)

    assert seen == [7]


def test_a_job_of_a_transaction_rolled_back_never_runs(database, queue):
    seen: list[int] = []
    with pytest.raises(ZeroDivisionError), database.write() as session:
        queue.enqueue(session, "note", {"n": 1})
        raise ZeroDivisionError
    with database.write() as session:
        queue.enqueue(session, "note", {"n": 2})
    with Running(queue, {"note": lambda n: seen.append(n)}):
        wait_until(lambda: seen)

    assert seen == [2]


def test_a_second_job_with_the_key_of_one_that_waits_is_not_added(database, queue):
    seen: list[int] = []
    with database.write() as session:
        queue.enqueue(session, "note", {"n": 1}, unique="poll:1")
        queue.enqueue(session, "note", {"n": 2}, unique="poll:1")
    with database.write() as session:
        queue.enqueue(session, "note", {"n": 3}, unique="poll:1")
        queue.enqueue(session, "note", {"n": 4}, unique="poll:2")
    with Running(queue, {"note": lambda n: seen.append(n)}):
        wait_until(lambda: len(seen) >= 2)

    assert sorted(seen) == [1, 4]


def test_two_jobs_with_one_lock_never_run_at_once(database, queue):
    running, most, done = set(), [0], []
    guard = threading.Lock()

    def work(n: int) -> None:
        with guard:
            running.add(n)
            most[0] = max(most[0], len(running))
        time.sleep(0.1)
        with guard:
            running.discard(n)
            done.append(n)

    with database.write() as session:
        for n in range(4):
            queue.enqueue(session, "work", {"n": n}, lock="account:1")
    with Running(queue, {"work": work}):
        wait_until(lambda: len(done) == 4, 40)

    assert most[0] == 1


def test_a_job_that_fails_is_tried_again(database, queue):
    tries: list[float] = []

    def flaky() -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise OSError("away for a moment")

    with database.write() as session:
        queue.enqueue(session, "flaky", {})
    with Running(queue, {"flaky": flaky}):
        wait_until(lambda: len(tries) == 2, 40)

    assert tries[1] - tries[0] > 1


def test_a_job_for_later_waits_for_its_time(database, queue):
    seen: list[str] = []
    with database.write() as session:
        queue.enqueue(session, "note", {"n": "later"}, run_at=now() + timedelta(hours=1))
        queue.enqueue(session, "note", {"n": "now"})
    with Running(queue, {"note": lambda n: seen.append(n)}):
        wait_until(lambda: seen)

    assert seen == ["now"]


@pytest.fixture
def local(database: Database) -> LocalQueue:
    if not database.is_sqlite:
        pytest.skip("the in-process queue is for SQLite")
    return LocalQueue(database, clock=now)


def test_the_job_of_a_worker_that_died_runs_again(database, local):
    seen: list[int] = []
    with database.write() as session:
        local.enqueue(session, "note", {"n": 5})

    def dies(n: int) -> None:
        raise SystemExit  # what a killed worker leaves: a job claimed and never settled

    dying = LocalQueue(database, clock=now, name="dying")
    with pytest.raises(SystemExit):
        dying.run_waiting({"note": dies})
    heir = LocalQueue(database, clock=lambda: now() + timedelta(minutes=2), name="heir")
    heir.run_waiting({"note": lambda n: seen.append(n)})

    assert seen == [5]
