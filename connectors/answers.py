"""Reading JSON answers that may be anything: every misfit is an UnexpectedAnswer."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import requests

from connectors.errors import UnexpectedAnswer

Json = dict[str, Any]

#: Longer than any platform's ids; what is longer could not be stored.
MAX_ID = 200


def json_object(answer: requests.Response) -> Json:
    """Return the JSON object that is the body of `answer`.

    Raises:
        UnexpectedAnswer: the body is cut, not JSON, or not an object.
    """
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        # The exception quotes the body, and a body can hold comments or tokens.
        raise UnexpectedAnswer(f"the answer ({answer.status_code}) is not JSON") from None
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"the answer ({answer.status_code}) is not a JSON object")
    return value


def object_in(value: Json, key: str) -> Json:
    """Return the object under `key`; it must be there."""
    found = value.get(key)
    if not isinstance(found, dict):
        raise UnexpectedAnswer(f"the answer lacks the object {key!r}")
    return found


def objects_in(value: Json, key: str) -> list[Json]:
    """Return the objects listed under `key`; a key that is absent stands for none."""
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise UnexpectedAnswer(f"{key!r} in the answer is not a list of objects")
    return found


def text_in(value: Json, key: str) -> str:
    """Return the text under `key`; it must be there, and may be empty."""
    found = value.get(key)
    if not isinstance(found, str):
        raise UnexpectedAnswer(f"the answer lacks the text {key!r}")
    return storable(found)


def id_in(value: Json, key: str) -> str:
    """Return the identifier under `key`; it must be there and not be empty."""
    found = text_in(value, key)
    if not found:
        raise UnexpectedAnswer(f"{key!r} in the answer is empty")
    if len(found) > MAX_ID:
        raise UnexpectedAnswer(f"{key!r} in the answer is longer than any id")
    return found


def optional_text(value: Json, key: str) -> str:
    """Return the text under `key`, "" where there is none."""
    found = value.get(key)
    return storable(found) if isinstance(found, str) else ""


def number_in(value: Json, key: str) -> int:
    """Return the whole number under `key`, which platforms write as number or text."""
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, (int, str)):
        raise UnexpectedAnswer(f"the answer lacks the number {key!r}")
    if isinstance(found, str) and not (found.isascii() and found.isdigit() and len(found) < 20):
        raise UnexpectedAnswer(f"{key!r} in the answer is not a number")
    return int(found)


def optional_number(value: Json, key: str) -> int | None:
    """Return the whole number under `key`, None where there is none."""
    return None if value.get(key) is None else number_in(value, key)


def moment_in(value: Json, key: str) -> datetime:
    """Return the RFC 3339 time under `key`, with or without fractions, as aware UTC."""
    found = text_in(value, key)
    try:
        moment = datetime.fromisoformat(found)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnexpectedAnswer(f"{key!r} in the answer is not a time") from None


def unix_moment_in(value: Json, key: str) -> datetime:
    """Return the time under `key`, seconds since 1970 as number or text, as aware UTC."""
    try:
        return datetime.fromtimestamp(number_in(value, key), UTC)
    except (ValueError, OverflowError, OSError):
        raise UnexpectedAnswer(f"{key!r} in the answer is not a time") from None


def storable(text: str) -> str:
    """Return `text` with what no database can store (NUL, lone surrogates) shown as "?"."""
    return text.replace("\0", "?").encode("utf-8", "replace").decode()


def cleaned(words: str, secrets: Iterable[str]) -> str:
    """Return a platform's words fit for a log: no secret, no line break, 200 characters.

    Under six characters nothing is taken for a secret: it would cut into every word.
    """
    for secret in sorted((s for s in secrets if len(s) > 5), key=len, reverse=True):
        words = words.replace(secret, "…")
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]
