"""An append-only file of everything that changed: one JSON object a line.

A record is whole once its line break is written, so a process killed at any moment loses
at most a change it had not yet answered for.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]


class JournalError(Exception):
    """The journal cannot be used; the message says what to do."""


class Journal:
    """One journal file, held by one process at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = self._open(path)

    @staticmethod
    def _open(path: Path) -> int:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise JournalError(
                f"{path} is in use by another simulator; stop that one or name another file"
            ) from error
        return descriptor

    def read(self) -> list[dict[str, Any]]:
        """Return every whole record, oldest first, and cut off a torn last line.

        Raises:
            JournalError: a line before the last is not a record.
        """
        content = self._path.read_bytes()
        whole, _, torn = content.rpartition(b"\n")
        lines = whole.split(b"\n") if whole else []
        if torn:
            os.ftruncate(self._descriptor, len(content) - len(torn))
        records: list[dict[str, Any]] = []
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
            except ValueError as error:
                raise JournalError(
                    f"{self._path} line {number} is damaged; move the file away to start anew"
                ) from error
            if not isinstance(record, dict) or "op" not in record:
                raise JournalError(
                    f"{self._path} line {number} is no record; move the file away to start anew"
                )
            records.append(record)
        return records

    def append(self, record: Record) -> None:
        """Write `record`; returning means that killing this process no longer loses it.

        Raises:
            JournalError: it could not be written whole (a full disk); nothing of it is kept.
        """
        line = _line(record)
        size = os.fstat(self._descriptor).st_size
        try:
            written = os.write(self._descriptor, line)
        except OSError as error:
            os.ftruncate(self._descriptor, size)
            raise JournalError(f"{self._path} cannot be written ({error.strerror})") from error
        if written != len(line):
            os.ftruncate(self._descriptor, size)
            raise JournalError(f"{self._path} cannot be written whole: is the disk full?")

    def replace(self, records: Iterable[Record]) -> None:
        """Put `records` in place of all that is there, at once or not at all."""
        beside = self._path.with_name(self._path.name + ".new")
        beside.unlink(missing_ok=True)
        descriptor = self._open(beside)
        try:
            with os.fdopen(os.dup(descriptor), "wb") as file:
                file.writelines(_line(record) for record in records)
                file.flush()
                os.fsync(descriptor)
            os.replace(beside, self._path)
        except BaseException:
            os.close(descriptor)
            beside.unlink(missing_ok=True)
            raise
        os.close(self._descriptor)
        self._descriptor = descriptor

    def close(self) -> None:
        os.close(self._descriptor)


def _line(record: Record) -> bytes:
    # ASCII escapes keep lone surrogates and line separators of hostile text on one line.
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
