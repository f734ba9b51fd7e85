"""Screening by JSON lines: what `council-social screen` reads and writes."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from moderation.screening.pipeline import Screener
from moderation.screening.results import Fact, Policy, Screening, Text

#: Texts screened at a time: enough to be quick, few enough to answer a slow stream.
BATCH = 64
#: A line longer than this is refused: no platform carries a comment of its size.
LONGEST_LINE = 4_000_000


class ProtocolError(ValueError):
    """A line or a file cannot be read; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many texts were screened, how many were flagged, in how many a stage failed."""

    screened: int = 0
    flagged: int = 0
    failed: int = 0


def run(
    lines: Iterable[str],
    write: Callable[[str], None],
    *,
    screener: Screener,
    policy: Policy = Policy(),  # noqa: B008
) -> Counts:
    """Screen each line and write one line for it, in the same order; blank lines are skipped.

    Raises:
        ProtocolError: a line is not a JSON object with "id" and "text"; everything before
            its batch has been written.
    """
    screened = flagged = failed = 0
    waiting: list[tuple[object, Text]] = []

    def flush() -> None:
        nonlocal screened, flagged, failed
        for (identity, _), one in zip(
            waiting, screener.screen([text for _, text in waiting], policy), strict=True
        ):
            write(json.dumps(as_line(identity, one), ensure_ascii=False) + "\n")
            screened += 1
            flagged += one.flag
            failed += bool(one.failed)
        waiting.clear()

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            waiting.append(read_line(line, number))
        except ProtocolError:
            flush()
            raise
        if len(waiting) >= BATCH:
            flush()
    flush()
    return Counts(screened, flagged, failed)


def read_line(line: str, number: int) -> tuple[object, Text]:
    """Return the id, as it was given, and the text of one line.

    Raises:
        ProtocolError: names the line by its number, and never repeats its text.
    """
    if len(line) > LONGEST_LINE:
        raise ProtocolError(f"line {number} is longer than {LONGEST_LINE} characters; split it")
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"line {number} is not JSON; write one JSON object a line") from error
    if not isinstance(row, dict) or "id" not in row or "text" not in row:
        raise ProtocolError(f'line {number} needs "id" and "text" in one JSON object')
    identity, text = row["id"], row["text"]
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise ProtocolError(f'line {number}: "id" must be a string or a whole number')
    if not isinstance(text, str):
        raise ProtocolError(f'line {number}: "text" must be a string')
    for optional in ("lang", "platform"):
        if not isinstance(row.get(optional), str | None):
            raise ProtocolError(f'line {number}: "{optional}" must be a string or left out')
    # A lone surrogate is legal JSON and illegal UTF-8: it must not stop the answer's writing.
    if isinstance(identity, str):
        identity = identity.encode("utf-8", "replace").decode("utf-8")
    return identity, Text(_whole(text), row.get("lang"), row.get("platform"))


def _whole(text: str) -> str:
    return "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text) if (
        not text.isascii()
    ) else text  # fmt: skip


def as_line(identity: object, one: Screening) -> dict[str, object]:
    """Return what is written for one text. Spans are [start, end) in its characters."""
    scores: dict[str, float] = {category.value: score for category, score in one.scores.items()}
    scores["claim"] = one.claim
    line: dict[str, object] = {
        "id": identity,
        "scores": scores,
        "flag": one.flag,
        "flags": [
            {
                "category": flag.category.value,
                "score": flag.score,
                "spans": [list(span) for span in flag.spans],
                "source": flag.source,
                "rule": flag.rule,
            }
            for flag in one.flags
        ],
    }
    if one.failed:
        line["failed"] = list(one.failed)
    return line


def load_facts(path: Path) -> tuple[Fact, ...]:
    """Read facts from a JSON file: `[{"statement", "source", "expires"}]`.

    `expires` is a date as YYYY-MM-DD, null, or left out.

    Raises:
        ProtocolError: says what is wrong with which fact.
    """
    try:
        rows: Any = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProtocolError("the facts file cannot be opened; check its path") from error
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the facts file is not JSON in UTF-8") from error
    if not isinstance(rows, list):
        raise ProtocolError("the facts file must hold a list of facts")
    return tuple(_fact(row, number) for number, row in enumerate(rows, 1))


def _fact(row: Any, number: int) -> Fact:
    if not isinstance(row, dict):
        raise ProtocolError(f"fact {number} must be an object")
    statement, source, expires = row.get("statement"), row.get("source"), row.get("expires")
    if not isinstance(statement, str) or not statement.strip():
        raise ProtocolError(f'fact {number} needs a "statement"')
    if not isinstance(source, str) or not source.strip():
        raise ProtocolError(f'fact {number} needs a "source"')
    if expires is None:
        return Fact(statement, source)
    try:
        return Fact(statement, source, date.fromisoformat(expires))
    except (TypeError, ValueError) as error:
        raise ProtocolError(f'fact {number}: "expires" must be a date, as 2027-03-31') from error
