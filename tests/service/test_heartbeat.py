import os
import subprocess
import sys

from service.clock import now
from service.heartbeat import DEAD_AFTER, beat_to, problem


def ask(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "service.heartbeat", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_fresh_heartbeat_lives(tmp_path):
    file = tmp_path / "heartbeat"

    beat_to(file)()

    assert problem(file, now()) == ""
    assert ask(file).returncode == 0


def test_a_heartbeat_of_long_ago_is_dead_until_the_next(tmp_path):
    file = tmp_path / "heartbeat"
    beat = beat_to(file)
    beat()
    before = (now() - 2 * DEAD_AFTER).timestamp()
    os.utime(file, (before, before))

    answer = ask(file)
    assert answer.returncode == 1
    assert "no heartbeat" in answer.stderr

    beat()
    assert problem(file, now()) == ""


def test_what_never_beat_does_not_live(tmp_path):
    answer = ask(tmp_path / "none")

    assert answer.returncode == 1
    assert "there is no heartbeat" in answer.stderr


def test_without_a_file_named_it_says_how_it_is_used():
    assert ask().returncode == 2


def test_nobody_asking_means_nothing_is_written(tmp_path):
    beat_to(None)()

    assert list(tmp_path.iterdir()) == []
