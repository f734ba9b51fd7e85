"""What reaches a log: run in a process of its own, since it sets logging up for all."""

import json
import subprocess
import sys
import textwrap

import pytest

from service.log import FORBIDDEN

TEXT = "You are all thieves, says Dilys"
TOKEN = "EAAB-very-secret"


def logged(body: str, level: str = "DEBUG") -> list[dict[str, object]]:
    """Run `body` with logging configured and return the lines it logged."""
    program = (
        "import logging, sys\n"
        "from service.log import configure\n"
        f"configure({level!r})\n"
        f"TEXT, TOKEN = {TEXT!r}, {TOKEN!r}\n"
        "log = logging.getLogger('service.test')\n" + textwrap.dedent(body)
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_line_is_json_with_its_event_ids_level_and_time():
    (line,) = logged("log.info('comments fetched', extra={'account_id': 3, 'new': 12})")

    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "comments fetched",
        "account_id": 3,
        "new": 12,
        "level": "info",
        "logger": "service.test",
    }


@pytest.mark.parametrize("key", sorted(FORBIDDEN - {"name"}))
def test_a_forbidden_value_is_redacted_whatever_a_caller_passes(key):
    """`name` is logging's own word: it refuses it as an extra before we see it."""
    (line,) = logged(f"log.warning('happened', extra={{{key!r}: TOKEN, 'case_id': 1}})")

    assert line[key] == "[redacted]"
    assert line["case_id"] == 1


def test_an_exception_s_words_stay_out_and_its_place_stays_in():
    lines = logged(
        """
        def screen():
            try:
                raise ValueError(TEXT)
            except ValueError as error:
                raise RuntimeError(f"{TEXT} {TOKEN}") from error
        try:
            screen()
        except RuntimeError:
            log.exception('job failed', extra={'job_id': 5})
        """
    )

    assert [line["error"] for line in lines] == ["RuntimeError"]
    assert "screen" in str(lines[0]["at"])
    assert TEXT not in json.dumps(lines)
    assert TOKEN not in json.dumps(lines)


def test_an_exception_given_as_a_value_is_treated_alike():
    lines = logged("log.error('job failed', exc_info=ValueError(TOKEN), stack_info=True)")

    assert lines[0]["error"] == "ValueError"
    assert TOKEN not in json.dumps(lines)


@pytest.mark.parametrize("library", ["tweepy", "urllib3", "requests_oauthlib", "oauthlib.oauth1"])
def test_libraries_that_log_tokens_are_silent_even_at_debug(library):
    lines = logged(f"logging.getLogger({library!r}).debug('Authorization: Bearer ' + TOKEN)")

    assert lines == []


def test_less_than_the_level_set_is_not_logged():
    assert logged("log.info('fetched'); log.warning('slow')", "WARNING")[0]["event"] == "slow"
