"""Calls to X through tweepy: authorised, renewed, and with every failure made ours."""

import http.client
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import requests
import tweepy
import urllib3

from connectors.base import SaveCredentials
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    UnexpectedAnswer,
)
from connectors.renewal import turn_of
from connectors.session import HttpSettings, PlatformSession
from connectors.x_errors import TokenRefused, error_for

BASE_URL = "https://api.twitter.com"
REAL_BASES = (BASE_URL, "https://api.x.com")
TOKEN_URL = f"{BASE_URL}/2/oauth2/token"

#: At DEBUG tweepy logs the bearer token and whole bodies, whatever the root logger is set to.
for _name in ("tweepy", "tweepy.client"):
    logging.getLogger(_name).setLevel(logging.INFO)

#: What tweepy lets out: its own errors, and whatever its parsing of a hostile body trips on.
_SDK_FAULTS = (
    tweepy.TweepyException,
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
    OSError,
)
#: A token this close to its end is renewed first, so that it does not die in mid-call.
_SOON = timedelta(seconds=30)


class XCalls:
    """Calls for one account. Renewed tokens are saved before they are used."""

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        http: HttpSettings,
        save: SaveCredentials,
        now: Callable[[], datetime],
    ) -> None:
        self._credentials = dict(credentials)
        self._unsaved: dict[str, str] | None = None
        self._save = save
        self._now = now
        self._session = PlatformSession(REAL_BASES, http)
        self._client = tweepy.Client(
            bearer_token=credentials["access_token"], return_type=dict, wait_on_rate_limit=False
        )
        self._client.session = self._session

    @property
    def expires_at(self) -> datetime | None:
        """When the access token ends, aware UTC; None where that is not known."""
        text = self._credentials.get("expires_at")
        return read_time(text) if text else None

    @property
    def scopes(self) -> frozenset[str] | None:
        """What the token may do; None where X has not told."""
        text = self._credentials.get("scope")
        return frozenset(text.split()) if text else None

    def get(self, path: str, params: Mapping[str, str], *, scope: str) -> dict[str, object]:
        """Return the JSON of a GET.

        tweepy's list methods know the "tweet" names only, so lists go through its request().
        """
        return self._authorised(
            lambda: self._client.request("GET", path, params=dict(params)).json(), scope=scope
        )

    def set_hidden(self, post_id: str, hidden: bool) -> dict[str, object]:
        call = self._client.hide_reply if hidden else self._client.unhide_reply
        return self._authorised(
            lambda: call(post_id, user_auth=False), scope="tweet.moderate.write", write=True
        )

    def reply(self, post_id: str, text: str) -> dict[str, object]:
        return self._authorised(
            lambda: self._client.create_tweet(
                text=text, in_reply_to_tweet_id=post_id, user_auth=False
            ),
            scope="tweet.write",
            write=True,
        )

    def delete(self, post_id: str) -> dict[str, object]:
        return self._authorised(
            lambda: self._client.delete_tweet(post_id, user_auth=False),
            scope="tweet.write",
            write=True,
        )

    def clean(self, text: str) -> str:
        """Return `text` without this account's secrets, were X to repeat one."""
        known = {**self._credentials, **(self._unsaved or {})}
        for name in ("access_token", "refresh_token", "client_secret"):
            if known.get(name):
                text = text.replace(known[name], "[secret]")
        return re.sub(r"(?i)(bearer|basic)\s+\S+", r"\1 [secret]", text)

    def _authorised(
        self, send: Callable[[], object], *, scope: str, write: bool = False
    ) -> dict[str, object]:
        if self._unsaved is not None:
            self._adopt()
        if self._can_renew() and self.expires_at and self.expires_at <= self._now() + _SOON:
            self._renew()
        try:
            return self._send(send, scope=scope, write=write)
        except TokenRefused:
            # X refuses good tokens during its outages too: only a second refusal, of a
            # token minted this moment, means that an officer must sign in again.
            if not self._can_renew():
                raise
        self._renew()
        return self._send(send, scope=scope, write=write)

    def _send(self, send: Callable[[], object], *, scope: str, write: bool) -> dict[str, object]:
        self._session.last = None
        # tweepy's text can repeat what a server sent back: nothing of it goes on, not even
        # as the error's context.
        failure: ConnectorError | None = None
        try:
            body = send()
        except ConnectorError:
            raise
        except _SDK_FAULTS as fault:
            failure = self._error(fault, scope=scope, write=write)
        if failure is not None:
            raise failure
        if not isinstance(body, dict):
            raise UnexpectedAnswer("X's answer is not a JSON object")
        return body

    def _error(self, fault: Exception, *, scope: str, write: bool) -> ConnectorError:
        answer = self._last()
        if answer is not None and answer.status_code >= 400:
            return self._refusal(answer, scope=scope, write=write)
        if answer is None:
            return PlatformUnavailable(f"the call to X failed ({type(fault).__name__})")
        return UnexpectedAnswer(f"X answered {answer.status_code} with something that is not JSON")

    def _refusal(self, answer: requests.Response, *, scope: str, write: bool) -> ConnectorError:
        return error_for(
            answer.status_code,
            answer.headers,
            answer.content.decode("utf-8", "replace"),
            now=self._now(),
            scope=scope,
            write=write,
            clean=self.clean,
        )

    def _last(self) -> requests.Response | None:
        return self._session.last

    def _can_renew(self) -> bool:
        return bool(self._credentials.get("refresh_token"))

    def _renew(self) -> None:
        """Trade the refresh token for a new pair; X accepts each refresh token once.

        Where another process has traded it already, what that one got is used.

        Raises:
            CredentialsRejected: X does not know the refresh token or the client.
            ConnectorError: see connectors.errors.
        """
        with turn_of(self._save) as newer:
            if newer is None:
                self._trade()
            else:
                self._use(dict(newer))

    def _trade(self) -> None:
        known = self._credentials
        form = {"grant_type": "refresh_token", "refresh_token": known["refresh_token"]}
        auth: tuple[str, str] | None = None
        if known.get("client_secret"):
            auth = (known["client_id"], known["client_secret"])
        else:
            form["client_id"] = known["client_id"]
        self._session.last = None
        failure: ConnectorError | None = None
        try:
            answer = self._session.post(TOKEN_URL, data=form, auth=auth)
            if answer.status_code >= 400:
                raise self._renewal_refusal(answer)
            body = answer.json()
        except ConnectorError:
            raise
        except _SDK_FAULTS as fault:
            failure = self._error(fault, scope="offline.access", write=False)
        if failure is not None:
            raise failure
        self._unsaved = self._renewed(body)
        self._adopt()

    def _renewal_refusal(self, answer: requests.Response) -> ConnectorError:
        refusal = self._refusal(answer, scope="offline.access", write=False)
        if answer.status_code in (400, 401):
            return CredentialsRejected(f"the sign-in could not be renewed: {refusal}")
        return refusal

    def _renewed(self, body: object) -> dict[str, str]:
        fields = body if isinstance(body, dict) else {}
        access = fields.get("access_token")
        refresh = fields.get("refresh_token", self._credentials["refresh_token"])
        seconds = fields.get("expires_in")
        scope = fields.get("scope", self._credentials.get("scope", ""))
        if not (is_token(access) and is_token(refresh) and isinstance(scope, str)):
            raise UnexpectedAnswer("X's token answer lacks a token")
        renewed = {**self._credentials, "access_token": access, "refresh_token": refresh}
        renewed["scope"] = scope
        renewed.pop("expires_at", None)
        if isinstance(seconds, int) and 0 < seconds < 10**9:
            renewed["expires_at"] = (self._now() + timedelta(seconds=seconds)).isoformat()
        return renewed

    def _adopt(self) -> None:
        """Save what was renewed, then use it; where saving fails, the next call tries again.

        Losing a rotated refresh token would cost the account its sign-in.
        """
        if self._unsaved is not None:
            self._save(dict(self._unsaved))
            self._use(self._unsaved)
            self._unsaved = None

    def _use(self, credentials: dict[str, str]) -> None:
        self._credentials = credentials
        self._client.bearer_token = credentials["access_token"]


def is_token(value: object) -> bool:
    """Say whether `value` can stand in a header: visible ASCII, not empty."""
    return isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]{1,4096}", value) is not None


def read_time(text: str) -> datetime:
    """Return an ISO 8601 time as aware UTC; one without a zone is taken for UTC.

    Raises:
        ValueError: it is no such time.
    """
    time = datetime.fromisoformat(text)
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
