"""Calls to one Mastodon server through Mastodon.py, with every failure made ours."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, cast

import requests
from mastodon import Mastodon, MastodonError

from connectors.answers import Json, cleaned, json_object, optional_text
from connectors.errors import (
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.session import HttpSettings, PlatformSession

#: How much a page of either list holds: a page moves the cursor, and each of its mentions may
#: cost a call to find its thread.
STATUSES, MENTIONS = 40, 20
#: What Mastodon.py lets out: its own errors, and what cannot be sent.
_SDK_FAULTS = (
    MastodonError,
    requests.RequestException,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    OSError,
)


class _Unheard:
    """Sends for Mastodon.py, which is told of an empty success whatever was answered."""

    def __init__(self, session: PlatformSession) -> None:
        self._session = session

    def request(self, method: str, url: str, **given: Any) -> requests.Response:
        self._session.request(method, url, **given)
        told = requests.Response()
        told.status_code = 200
        told.headers["Content-Type"] = "application/json"
        told._content = b"{}"
        return told


class MastodonCalls:
    """Calls for one account.

    Mastodon.py writes the requests and never sees an answer: it guesses at dates, lets wrong
    types pass, quotes whole bodies in its errors, and takes its time over long ones.
    """

    def __init__(
        self, server: str, token: str, *, http: HttpSettings, now: Callable[[], datetime]
    ) -> None:
        self._token = token
        self._now = now
        self._session = PlatformSession((server,), http)
        self._client = Mastodon(
            access_token=token,
            api_base_url=server,
            session=cast(requests.Session, _Unheard(self._session)),
            # The session's own time-outs are in force where this names none.
            request_timeout=0,
            ratelimit_method="throw",
            version_check_mode="none",
            user_agent="council-social",
        )

    def me(self) -> Json:
        return json_object(self._ask(self._client.account_verify_credentials))

    def app(self) -> Json:
        return json_object(self._ask(self._client.app_verify_credentials))

    def statuses(self, account_id: str, below: str | None) -> list[Json]:
        """Return the account's own statuses, newest first, those under the id `below`."""
        return _objects(
            self._ask(
                lambda: self._client.account_statuses(
                    account_id, exclude_reblogs=True, max_id=below, limit=STATUSES
                )
            )
        )

    def mentions(self, below: str | None) -> list[Json]:
        """Return the notifications of mentions, newest first, those under the id `below`."""
        return _objects(
            self._ask(
                lambda: self._client.notifications(types=["mention"], max_id=below, limit=MENTIONS)
            )
        )

    def context(self, status_id: str) -> Json:
        return json_object(self._ask(lambda: self._client.status_context(status_id)))

    def status(self, status_id: str) -> Json:
        return json_object(self._ask(lambda: self._client.status(status_id)))

    def reply(self, status_id: str, text: str, key: str) -> Json:
        return json_object(
            self._ask(
                lambda: self._client.status_post(
                    text, in_reply_to_id=status_id, visibility="public", idempotency_key=key
                )
            )
        )

    def delete(self, status_id: str) -> Json:
        return json_object(self._ask(lambda: self._client.status_delete(status_id)))

    def _ask(self, call: Callable[[], object]) -> requests.Response:
        """Make one call and return its answer.

        Raises:
            ConnectorError: see connectors.errors.
        """
        self._session.last = None
        problem: ConnectorError | None = None
        try:
            call()
        except _SDK_FAULTS as fault:
            # The library wraps what the session raised.
            if isinstance(fault.__context__, ConnectorError):
                problem = fault.__context__.with_traceback(None)
            else:
                problem = PlatformUnavailable(f"no call can be made ({type(fault).__name__})")
        answer = self._session.last
        if answer is None:
            raise problem or PlatformUnavailable("the call brought no answer") from None
        if answer.status_code != 200:
            raise refusal(answer, now=self._now(), secrets=[self._token])
        return answer


def _objects(answer: requests.Response) -> list[Json]:
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        raise UnexpectedAnswer("Mastodon's list is not JSON") from None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise UnexpectedAnswer("Mastodon's answer is no list of objects")
    return value


def refusal(answer: requests.Response, *, now: datetime, secrets: Iterable[str]) -> ConnectorError:
    """Say what an answer that is no success means.

    Source: https://docs.joinmastodon.org/api/guidelines/ and /api/rate-limits/
    """
    status = answer.status_code
    said = _reason(answer)
    words = cleaned(f"Mastodon answered {status} {said or ''}".strip(), secrets)
    if status == 429:
        return RateLimited(words, retry_at=_reset(answer, now))
    if status >= 500 or status == 408:
        return PlatformUnavailable(words)
    if said is None:
        # A page that is no JSON is a proxy's or a firewall's, not Mastodon's own word.
        return UnexpectedAnswer(words)
    if status == 401:
        return CredentialsRejected(f"{words}: sign in to Mastodon again")
    if status == 403:
        return PermissionMissing(words)
    if status in (404, 410):
        return CommentGone(words)
    return UnexpectedAnswer(words)


def _reason(answer: requests.Response) -> str | None:
    """Return Mastodon's own words; None where the answer is none of its own."""
    try:
        return optional_text(json_object(answer), "error") or None
    except UnexpectedAnswer:
        return None


def _reset(answer: requests.Response, now: datetime) -> datetime | None:
    text = answer.headers.get("X-RateLimit-Reset", "").strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{5,20}(Z|[+-]\d\d:\d\d)", text):
        return None
    try:
        reset = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return reset if reset > now else None
