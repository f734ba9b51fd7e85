"""Reading a Graph API answer: each value with its type checked, none of them trusted.

Every function here raises UnexpectedAnswer where a value has another type than the
contract says; the message names the key and never repeats the value.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from connectors.errors import UnexpectedAnswer

#: One JSON object of an answer.
Row = Mapping[str, object]

# Ids become part of a path, so nothing but what Graph ids are made of may pass.
_GRAPH_ID = re.compile(r"[0-9]{1,64}(_[0-9]{1,64}){0,2}")

#: What may stand in a `paging.next` URL to say where the next page starts.
_CONTINUATIONS = ("after", "until", "offset", "__paging_token")

#: Kinds of Graph attachment, by a part of their type's name, and ours for them.
_ATTACHMENTS = (
    ("sticker", "sticker"),
    ("video", "video"),
    ("animated", "image"),
    ("photo", "image"),
    ("image", "image"),
    ("album", "image"),
)


def is_graph_id(value: str) -> bool:
    """Say whether `value` has the form of a Graph node's id."""
    return _GRAPH_ID.fullmatch(value) is not None


def as_row(value: object, what: str) -> Row:
    """Return `value` as a JSON object."""
    if not isinstance(value, Mapping):
        raise UnexpectedAnswer(f"{what} is not an object in the platform's answer")
    return value


def rows_of(body: Row, key: str = "data") -> list[Row]:
    """Return the JSON objects listed under `key`."""
    listed = body.get(key)
    if not isinstance(listed, list):
        raise UnexpectedAnswer(f"{key} is not a list in the platform's answer")
    return [as_row(entry, f"an entry of {key}") for entry in listed]


def optional_row(row: Row, key: str) -> Row | None:
    """Return the object under `key`, None where it is missing or null."""
    value = row.get(key)
    return None if value is None else as_row(value, key)


def text_of(row: Row, key: str) -> str:
    """Return the text under `key`, "" where it is missing or null.

    Half a surrogate pair and the NUL character are valid JSON, yet no database takes
    them: each becomes U+FFFD, and nothing else of the text changes.
    """
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnexpectedAnswer(f"{key} is not a text in the platform's answer")
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def id_of(row: Row, key: str = "id") -> str:
    """Return the node id under `key`."""
    value = row.get(key)
    if not isinstance(value, str) or not is_graph_id(value):
        raise UnexpectedAnswer(f"{key} is missing or no id in the platform's answer")
    return value


def flag_of(row: Row, key: str) -> bool | None:
    """Return the boolean under `key`, None where it is missing or null."""
    value = row.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise UnexpectedAnswer(f"{key} is neither true nor false in the platform's answer")


def count_of(row: Row, key: str) -> int | None:
    """Return the whole number under `key`, None where it is missing or null."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UnexpectedAnswer(f"{key} is not a count in the platform's answer")
    return value


def optional_moment(row: Row, key: str) -> datetime | None:
    """Return the time under `key` as aware UTC, None where it is missing or null."""
    value = row.get(key)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        if moment.tzinfo is None:
            raise ValueError("a time without its zone")
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise UnexpectedAnswer(f"{key} is not a time in the platform's answer") from None


def moment_of(row: Row, key: str) -> datetime:
    """Return the time under `key` as aware UTC."""
    moment = optional_moment(row, key)
    if moment is None:
        raise UnexpectedAnswer(f"{key} is missing in the platform's answer")
    return moment


def epoch_of(row: Row, key: str) -> datetime | None:
    """Return the Unix seconds under `key` as aware UTC; None for 0, missing or null."""
    seconds = count_of(row, key)
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise UnexpectedAnswer(f"{key} is not a time in the platform's answer") from None


def summary_count(row: Row, edge: str) -> int | None:
    """Return the total of an edge asked for with `.summary(true)`, None where it is not told."""
    expanded = optional_row(row, edge)
    summary = optional_row(expanded, "summary") if expanded is not None else None
    return None if summary is None else count_of(summary, "total_count")


def attachments_of(row: Row) -> tuple[str, ...]:
    """Return the kinds of what hangs on a Facebook comment or post, in order."""
    found: list[str] = []
    single = optional_row(row, "attachment")
    if single is not None:
        found.append(_attachment_kind(text_of(single, "type")))
    listed = optional_row(row, "attachments")
    if listed is not None:
        found.extend(
            _attachment_kind(text_of(entry, "media_type") or text_of(entry, "type"))
            for entry in rows_of(listed)
        )
    return tuple(found)


def _attachment_kind(graph_type: str) -> str:
    return next((ours for part, ours in _ATTACHMENTS if part in graph_type.lower()), "link")


def continuation_of(body: Row) -> dict[str, str] | None:
    """Return the parameters that ask for the page after `body`, None at the end.

    The end is the absence of `paging.next`; a page may be short or empty before it.
    `paging.next` itself holds the access token and is never kept.
    """
    paging = optional_row(body, "paging")
    if paging is None or paging.get("next") is None:
        return None
    cursors = optional_row(paging, "cursors")
    after = text_of(cursors, "after") if cursors is not None else ""
    if after:
        return {"after": after}
    try:
        query = parse_qs(urlsplit(text_of(paging, "next")).query, max_num_fields=100)
    except ValueError:
        query = {}
    found = {name: query[name][0] for name in _CONTINUATIONS if name in query}
    if not found:
        raise UnexpectedAnswer("paging.next does not say where the next page starts")
    return found
