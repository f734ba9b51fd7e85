"""X's refusals, sorted into our errors by the body's own words before its status.

Source: https://docs.x.com/x-api/fundamentals/response-codes-and-errors
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from connectors.errors import (
    ActionsBlocked,
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)

#: Problem types that mean money, not time. Types are under api.x.com or api.twitter.com:
#: only the last part of the path is compared.
SPENT = frozenset({"credits-depleted", "credits", "usage-capped"})
NOT_FOUND = "resource-not-found"
NOT_AUTHORISED = "not-authorized-for-resource"

_BLOCKED = re.compile(r"suspend|temporarily locked|might be automated|temporarily restricted", re.I)
#: What X says where the post to reply to is not there.
_TARGET_GONE = re.compile(r"deleted or not visible", re.I)
_NOT_ALLOWED = re.compile(r"not allowed|not permitted to|not authorized to|duplicate content", re.I)


class TokenRefused(CredentialsRejected):
    """The access token was refused; a refresh may still mend it."""


class SinceTooOld(UnexpectedAnswer):
    """Search refuses a `since_id` older than the seven days it holds."""


def problem_kind(problem: Mapping[str, object]) -> str:
    """Return the last path part of a problem's `type`, "" where it has none."""
    kind = problem.get("type")
    return kind.rstrip("/").rsplit("/", 1)[-1] if isinstance(kind, str) else ""


def words(problem: Mapping[str, object]) -> str:
    """Return X's own words about a problem on one line, without the values it quotes.

    X quotes parameter values (a handle, a query) in square brackets; logs hold none.
    """
    said = [problem.get("title"), problem.get("detail")]
    first = _first_error(problem)
    if first is not None:
        said.append(first.get("message"))
    if isinstance(problem.get("error"), str):
        said += [problem.get("error"), problem.get("error_description")]
    text = ": ".join(dict.fromkeys(part for part in said if isinstance(part, str) and part))
    text = re.sub(r"\[[^\]]*\]", "[…]", text)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def error_for(
    status: int,
    headers: Mapping[str, str],
    text: str,
    *,
    now: datetime,
    scope: str,
    write: bool,
    clean: Callable[[str], str],
) -> ConnectorError:
    """Make the error for an answer of status 400 or more.

    Args:
        scope: the permission that the call needs, named where it is missing.
        write: the call was to change something.
        clean: takes secrets out of X's words.
    """
    problem = _json_object(text)
    kind = problem_kind(problem)
    said = clean(words(problem)) or "no reason given"
    message = f"X answered {status}: {said}"
    if status == 402 or kind in SPENT:
        return BudgetSpent(message)
    if status == 429:
        return RateLimited(message, retry_at=_reset_at(headers, now))
    if status == 401:
        return TokenRefused(message)
    if status == 403:
        return _forbidden(kind, said, message, scope=scope, write=write)
    if status == 404 and write:
        return CommentGone(message)
    if status == 408 or status >= 500:
        return PlatformUnavailable(message)
    if status == 400 and _is_since_too_old(problem):
        return SinceTooOld(message)
    return UnexpectedAnswer(message)


def _forbidden(kind: str, said: str, message: str, *, scope: str, write: bool) -> ConnectorError:
    if kind == "unsupported-authentication":
        return CredentialsRejected(f"{message} (this is not a token of a signed-in account)")
    if write and _TARGET_GONE.search(said):
        return CommentGone(message)
    if write and _BLOCKED.search(said):
        return ActionsBlocked(message)
    if write and _NOT_ALLOWED.search(said):
        return NotSupported(message)
    return PermissionMissing(f"{message} (needed: {scope})")


def _reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when the window opens again; None where X does not say or says a past time."""
    name = "x-rate-limit-reset"
    for daily in ("x-user-limit-24hour", "x-app-limit-24hour"):
        if headers.get(f"{daily}-remaining", "").strip() == "0":
            name = f"{daily}-reset"
    value = headers.get(name, "").strip()
    if not re.fullmatch(r"[0-9]{1,11}", value):
        return None
    reset = datetime.fromtimestamp(int(value), UTC)
    return reset if reset > now else None


def _json_object(text: str) -> Mapping[str, object]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _first_error(problem: Mapping[str, object]) -> Mapping[str, object] | None:
    errors = problem.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return errors[0]
    return None


def _is_since_too_old(problem: Mapping[str, object]) -> bool:
    first = _first_error(problem) or {}
    message = first.get("message")
    return isinstance(message, str) and "since_id" in message and "created after" in message
