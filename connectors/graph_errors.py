"""What the Graph API's error codes and usage headers mean for the caller.

Source: https://developers.facebook.com/docs/graph-api/guides/error-handling and
https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.errors import (
    ActionsBlocked,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)

#: App, user, Page and custom limits; 80000 and up are the business-use-case limits.
_RATE_CODES = frozenset({4, 17, 32, 341, 613}) | frozenset(range(80000, 80015))
_TOKEN_CODES = frozenset({102, 190})
_PERMISSION_CODES = frozenset({3, 10}) | frozenset(range(200, 300))
_VERSION_CODES = frozenset({12, 2635})

_TOKEN_REASONS = {
    458: "the app was removed from the account",
    459: "the person must first log in to Facebook in a browser (checkpoint)",
    460: "the password changed or the session was ended for security",
    463: "it has expired",
    464: "the person's account is not confirmed",
    467: "it is no longer valid",
    492: "the person has lost their role on the Page",
}

_PERMISSION_NAME = re.compile(r"\b(?:pages|instagram|business|ads)_[a-z_]{3,40}\b")
# Only sentences of the platform's own make are quoted. Anything else in a message might
# be somebody's words, or a token ("Malformed access token ...").
_UNKNOWN_FIELD = re.compile(r"nonexisting field \((\w{1,60})\) on node type \((\w{1,40})\)")
_LONGEST_WAIT = timedelta(hours=24)


class TooMuchAsked(PlatformUnavailable):
    """The platform asks for a smaller page; the same call with a lower limit works."""


class FieldRefused(UnexpectedAnswer):
    """The node has no such field: a node of another type, or another Graph version."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of its allowance an account has used, as the last answer told.

    Attributes:
        percent: the highest of all figures told, 0 where none was.
        regain_in: how long until calls are allowed again; None while they are.
    """

    percent: float = 0.0
    regain_in: timedelta | None = None


def usage_of(headers: Mapping[str, str]) -> Usage:
    """Read `X-App-Usage` and `X-Business-Use-Case-Usage`; what cannot be read counts as 0."""
    percent, minutes = 0.0, 0.0
    for row in _usage_rows(headers):
        for key in ("call_count", "total_cputime", "total_time"):
            percent = max(percent, _number(row.get(key)))
        minutes = max(minutes, _number(row.get("estimated_time_to_regain_access")))
    wait = min(timedelta(minutes=min(minutes, 100_000)), _LONGEST_WAIT)
    return Usage(percent, wait if minutes else None)


def _usage_rows(headers: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        if not isinstance(told, dict):
            continue
        # The business header lists several kinds of use for each of several ids.
        listed = [row for rows in told.values() if isinstance(rows, list) for row in rows]
        yield from (row for row in (told, *listed) if isinstance(row, dict))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return 0.0
    return float(value)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when calls are allowed again, None where the platform does not say."""
    wait = usage_of(headers).regain_in
    if wait is None:
        told = headers.get("retry-after", "")
        if told.isascii() and told.isdigit():
            wait = min(timedelta(seconds=int(told[:6])), _LONGEST_WAIT)
    return now + wait if wait else None


def graph_error(
    body: object, *, status: int, headers: Mapping[str, str], now: datetime
) -> ConnectorError:
    """Turn a Graph API error body into what the caller must do.

    The HTTP status varies for one and the same code, so the code decides. The message
    holds the code, the subcode and the trace id that Meta's support asks for.
    """
    error = body.get("error") if isinstance(body, Mapping) else None
    fields = error if isinstance(error, Mapping) else {}
    code, subcode = _code(fields.get("code")), _code(fields.get("error_subcode"))
    words = fields.get("message")
    words = words if isinstance(words, str) else ""
    label = f"Graph API error {code}" + (f"/{subcode}" if subcode else "") + _trace(fields)

    if code in _RATE_CODES or (not code and status == 429):
        return RateLimited(f"{label}: too many calls", retry_at=retry_at(headers, now))
    if code == 1 and "reduce the amount of data" in words.lower():
        return TooMuchAsked(f"{label}: the platform asks for a smaller page")
    if code in (1, 2) or fields.get("is_transient") is True:
        return PlatformUnavailable(f"{label}: a passing fault on the platform's side")
    if code in _TOKEN_CODES:
        reason = _TOKEN_REASONS.get(subcode, "the platform does not accept it")
        return CredentialsRejected(f"{label}: the access token is dead, {reason}; sign in again")
    if code == 368:
        return ActionsBlocked(
            f"{label}: the platform has blocked this account's actions as abuse; wait some hours"
        )
    if code in _PERMISSION_CODES:
        return PermissionMissing(f"{label}: {_permissions(words)}")
    if (code == 100 and subcode == 33) or code == 803:
        return CommentGone(f"{label}: it does not exist or can no longer be seen")
    if code == 100:
        return _bad_request(label, words)
    if code in _VERSION_CODES:
        return UnexpectedAnswer(f"{label}: this Graph API version has ended; set a newer one")
    if not code and status == 401:
        return CredentialsRejected(f"{label}: the access token is not accepted; sign in again")
    if status >= 500:
        return PlatformUnavailable(f"{label}: HTTP status {status}")
    return UnexpectedAnswer(f"{label}: HTTP status {status}, an error this program does not know")


def _bad_request(label: str, words: str) -> ConnectorError:
    field = _UNKNOWN_FIELD.search(words)
    if field:
        return FieldRefused(f"{label}: no field {field[1]} on a {field[2]}")
    if "appsecret_proof" in words:
        return CredentialsRejected(f"{label}: the app secret does not belong to this token")
    if _PERMISSION_NAME.search(words) or "Page Public Content Access" in words:
        return PermissionMissing(f"{label}: {_permissions(words)}")
    return UnexpectedAnswer(f"{label}: the platform refused the call as it stands")


def _permissions(words: str) -> str:
    names = sorted(set(_PERMISSION_NAME.findall(words)))
    if not names:
        return "the token lacks a permission or its owner a task on the Page; check the account"
    return "the token lacks a permission: " + ", ".join(names)


def _code(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _trace(fields: Mapping[str, object]) -> str:
    trace = fields.get("fbtrace_id")
    if isinstance(trace, str) and re.fullmatch(r"[\w-]{4,40}", trace):
        return f" (trace {trace})"
    return ""
