"""Identifiers in each platform's own form, the same for the same seed and order."""

import hashlib
from datetime import UTC, datetime
from random import Random

#: The first millisecond of X's snowflake ids (2010-11-04 01:42:54.657 UTC).
X_EPOCH_MS = 1288834974657
_URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _number(seed: int, purpose: str, n: int) -> int:
    digest = hashlib.sha256(f"{seed}:{purpose}:{n}".encode()).digest()
    return int.from_bytes(digest, "big")


def digits(seed: int, purpose: str, n: int, length: int, *, start: str = "") -> str:
    """Return `length` decimal digits beginning with `start` and never with 0."""
    missing = length - len(start)
    body = str(_number(seed, purpose, n) % 10**missing).zfill(missing)
    if not start and body[0] == "0":
        body = "1" + body[1:]
    return start + body


def letters(seed: int, purpose: str, n: int, length: int) -> str:
    """Return `length` characters that are safe in a URL."""
    value = _number(seed, purpose, n)
    found = []
    for _ in range(length):
        value, index = divmod(value, len(_URL_SAFE))
        found.append(_URL_SAFE[index])
    return "".join(found)


def snowflake(at: datetime, n: int) -> str:
    """Return X's id for something made at `at`; a later `n` in one millisecond sorts later."""
    milliseconds = int(at.astimezone(UTC).timestamp() * 1000) - X_EPOCH_MS
    return str((max(milliseconds, 0) << 22) | (n & 0x3FFFFF))


def secret(seed: int, purpose: str, length: int) -> str:
    """Return a made-up token or key; worth nothing outside this simulator."""
    parts = (letters(seed, purpose, n, 32) for n in range(length // 32 + 1))
    return "".join(parts)[:length]


def dice(key: str) -> Random:
    """Return a source of chance that falls the same way for the same key."""
    return Random(key)  # noqa: S311  a made-up town's chances guard no secret
