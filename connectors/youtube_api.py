"""Signed calls to the YouTube Data API, and the renewal of the token they carry.

Source: https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials

from connectors.answers import Json, cleaned, json_object, optional_text
from connectors.base import SaveCredentials
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.renewal import turn_of
from connectors.session import HttpSettings, PlatformSession
from connectors.youtube_answers import refusal

API = "https://youtube.googleapis.com"
TOKENS = "https://oauth2.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"

_SECRETS = ("client_id", "client_secret", "refresh_token", "access_token")
_HEADER_SAFE = re.compile(r"[\x21-\x7e]{1,8192}")
#: A token this near its end is renewed before it is used.
_MARGIN = timedelta(seconds=60)

# At DEBUG these write whole requests, and a request holds the tokens.
for _name in ("google.auth", "google.oauth2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class YouTubeApi:
    """Calls for one channel. A dead access token is renewed once, saved, and used."""

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        http: HttpSettings,
        save: SaveCredentials,
        now: Callable[[], datetime],
    ) -> None:
        self._credentials = dict(credentials)
        self._save = save
        self._now = now
        self._session = PlatformSession((API, TOKENS), http)
        #: The scopes the last renewal told of; None before one did.
        self.scopes: frozenset[str] | None = None

    def get(self, resource: str, **params: str) -> Json:
        """Return the JSON object that `GET /youtube/v3/{resource}` answers.

        Raises:
            ConnectorError: see connectors.errors.
        """
        _, answer = self.send("GET", resource, params)
        if isinstance(answer, ConnectorError):
            raise answer
        return json_object(answer)

    def send(
        self,
        method: str,
        resource: str,
        params: Mapping[str, str],
        *,
        body: Json | None = None,
    ) -> tuple[str, requests.Response | ConnectorError]:
        """Make one call; return ("", the answer) or (YouTube's reason, what it means).

        Raises:
            ConnectorError: no answer came, or the token is dead and cannot be renewed.
        """
        renewed = self._renew_if_due()
        answer = self._send(method, resource, params, body)
        if answer.status_code == 401 and not renewed:
            self._renew()
            answer = self._send(method, resource, params, body)
        if 200 <= answer.status_code < 300:
            return "", answer
        return refusal(answer, now=self._now(), secrets=self.secrets())

    def secrets(self) -> Iterable[str]:
        return [self._credentials.get(name, "") for name in _SECRETS]

    def _send(
        self, method: str, resource: str, params: Mapping[str, str], body: Json | None
    ) -> requests.Response:
        token = self._credentials.get("access_token", "")
        if not _HEADER_SAFE.fullmatch(token):
            # requests would quote such a token in its exception.
            raise CredentialsRejected("the access token holds characters no token has")
        try:
            return self._session.request(
                method,
                f"{API}/youtube/v3/{resource}",
                params=dict(params),
                json=body,
                headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            )
        except requests.RequestException as error:
            # Raised before anything was sent; the exception quotes what could not be.
            raise PlatformUnavailable(f"no call can be made ({type(error).__name__})") from None

    def _renew_if_due(self) -> bool:
        if self._credentials.get("access_token"):
            try:
                ends = datetime.fromisoformat(self._credentials.get("expires_at", ""))
                if ends.tzinfo is None or ends - self._now() > _MARGIN:
                    return False
            except ValueError:
                # Without a readable end, the first 401 tells.
                return False
        self._renew()
        return True

    def _renew(self) -> None:
        """Get a new access token and save it, or use what another process got."""
        with turn_of(self._save) as newer:
            if newer is None:
                self._fetch_token()
            else:
                self._credentials = dict(newer)

    def _fetch_token(self) -> None:
        tokens = Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=self._credentials["refresh_token"],
            token_uri=f"{TOKENS}/token",
            client_id=self._credentials["client_id"],
            client_secret=self._credentials["client_secret"],
        )
        try:
            call = partial(_call_once, Request(session=self._session))
            tokens.refresh(call)  # type: ignore[no-untyped-call]
            answer = json_object(self._last_answer())
            lifetime = timedelta(seconds=float(answer.get("expires_in") or 0))
            expires_at = (self._now().astimezone(UTC) + lifetime).isoformat()
        except RefreshError:
            raise self._refused() from None
        except (GoogleAuthError, ArithmeticError, ValueError, LookupError, TypeError) as error:
            problem = type(error).__name__
            raise UnexpectedAnswer(f"Google's token answer is unreadable ({problem})") from None
        except AttributeError:
            raise UnexpectedAnswer("Google's token answer is no JSON object") from None
        token = tokens.token
        if not isinstance(token, str) or not _HEADER_SAFE.fullmatch(token):
            raise UnexpectedAnswer("Google's token answer holds no usable token")
        scope = answer.get("scope")
        self.scopes = frozenset(scope.split()) if isinstance(scope, str) else None
        renewed = {**self._credentials, "access_token": token}
        renewed["refresh_token"] = str(tokens.refresh_token or renewed["refresh_token"])
        renewed["expires_at"] = expires_at
        self._save(renewed)
        self._credentials = renewed

    def _last_answer(self) -> requests.Response:
        if self._session.last is None:
            raise UnexpectedAnswer("Google gave no token answer")
        return self._session.last

    def _refused(self) -> ConnectorError:
        """Say what Google's refusal of the refresh token means."""
        answer = self._last_answer()
        if answer.status_code < 400:
            return UnexpectedAnswer("Google's token answer holds no token")
        try:
            code = optional_text(json_object(answer), "error")
        except UnexpectedAnswer:
            return UnexpectedAnswer(f"Google's token answer ({answer.status_code}) is not JSON")
        words = cleaned(f"Google answered {answer.status_code} {code}", self.secrets())
        return CredentialsRejected(f"{words}: sign in to YouTube again")


def _call_once(call: Request, **kwargs: Any) -> Any:
    """Make one token call with the session's own time-out, and no second try.

    The library would wait and try again on its own; when to try again is the service's
    decision, so a busy or broken server is told at once.
    """
    answer = call(**{**kwargs, "timeout": None})
    if answer.status == 429:
        raise RateLimited("Google answered 429 to the token's renewal")
    if answer.status >= 500 or answer.status == 408:
        raise PlatformUnavailable(f"Google answered {answer.status} to the token's renewal")
    return answer
