"""`council-social run`, as somebody trying the service starts, ends and starts it again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from service.settings import PREFIX
from tests.walk.officer import Officer

READY = "Ctrl-C ends it."


class Run:
    """One start of the service; `said` is all that it printed for people."""

    def __init__(self, folder: Path, *options: str) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
        self.process = subprocess.Popen(
            [
                sys.executable, "-c", "from service.cli import main; main()", "run",
                "--port", "0", "--rate", "0", "--data", str(folder), *options,
            ],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.said = ""
        threading.Thread(target=self._listen, daemon=True).start()
        end = time.monotonic() + 120
        while READY not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.1)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    @property
    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said)
        assert found, self.said
        return found[0]

    @property
    def password(self) -> str:
        found = re.search(r"with the password (\S+) as", self.said)
        assert found, self.said
        return found[1]

    @property
    def people(self) -> dict[str, str]:
        return dict(re.findall(r"^\s+([a-z ]+):\s+(\S+@\S+)$", self.said, re.M))

    def end(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


@pytest.fixture
def start(tmp_path):
    started: list[Run] = []

    def begin(*options: str) -> Run:
        started.append(Run(tmp_path, *options))
        return started[-1]

    yield begin
    for run in started:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait(10)


def test_run_introduces_four_people_ends_cleanly_goes_on_and_begins_again(start):
    first = start()
    assert set(first.people) == {"officer", "account owner", "governance lead", "auditor"}
    for email in first.people.values():
        person = Officer(lambda: first.address, email, first.password)
        person.sign_in()
        assert "Sign out" in person.get("/?lang=en")
    assert requests.get(first.address + "/health", timeout=10).status_code == 200
    assert first.end() == 0

    second = start()
    assert second.password == first.password
    officer = Officer(lambda: second.address, second.people["officer"], first.password)
    officer.sign_in()
    assert second.end() == 0

    third = start("--fresh")
    assert third.password != first.password
    assert third.end() == 0
