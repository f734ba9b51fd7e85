"""OAuth 2.0's code grant with PKCE, through authlib over the platforms' one HTTP session.

Source: https://www.rfc-editor.org/rfc/rfc6749, https://www.rfc-editor.org/rfc/rfc7636
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client.oauth2_session import OAuth2ClientAuth
from authlib.oauth2.client import OAuth2Client

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.oauth import App, Begun, SignInRefused, page_url
from connectors.session import HttpSettings, PlatformSession

_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_TOO_OLD = "the platform does not accept the answer to the sign-in: begin again"


class _Client(OAuth2Client):  # type: ignore[misc]
    client_auth_class = OAuth2ClientAuth


def begin_code(
    page: str,
    app: App,
    scopes: Sequence[str],
    *,
    redirect_uri: str,
    http: HttpSettings,
    pkce: bool = True,
    separator: str = " ",
    **more: str,
) -> Begun:
    """Return the address of the platform's page, with a state and verifier of 256 bits."""
    verifier = secrets.token_urlsafe(48) if pkce else None
    client = _Client(None, app.client_id, code_challenge_method="S256")
    url, state = client.create_authorization_url(
        page_url(page, http),
        state=secrets.token_urlsafe(32),
        code_verifier=verifier,
        redirect_uri=redirect_uri,
        scope=separator.join(scopes),
        **more,
    )
    return Begun(url, state, {"verifier": verifier} if verifier else {})


def code_in(answer: Mapping[str, str]) -> str:
    """Return the code that came back.

    Raises:
        SignInRefused: the person said no.
        UnexpectedAnswer: there is none; nothing of the answer is repeated.
    """
    if answer.get("error") == "access_denied":
        raise SignInRefused("the person said no")
    code = answer.get("code", "")
    if answer.get("error") or not _TOKEN.fullmatch(code):
        raise UnexpectedAnswer("the platform sent no code back")
    return code


def trade_code(
    session: PlatformSession,
    token_url: str,
    app: App,
    kept: Mapping[str, str],
    answer: Mapping[str, str],
    *,
    redirect_uri: str,
    method: str,
) -> dict[str, Any]:
    """Trade the code that came back for tokens; return the token answer.

    Args:
        method: how the app shows its secret: "client_secret_basic" or "client_secret_post".

    Raises:
        CredentialsRejected: the code is too old or was used.
        ConnectorError: see connectors.errors.
    """
    code = code_in(answer)
    client = _Client(
        session,
        app.client_id,
        app.client_secret or None,
        token_endpoint_auth_method=method if app.client_secret else "none",
    )
    session.last = None
    failure: ConnectorError
    try:
        body = client.fetch_token(
            token_url, code=code, redirect_uri=redirect_uri, code_verifier=kept.get("verifier")
        )
        # authlib takes any JSON without an `error` for tokens, whatever its status.
        if session.last is None or session.last.status_code >= 400:
            raise _failure(session.last)
        return {str(name): value for name, value in dict(body).items()}
    except ConnectorError as error:
        failure = error
    except (AuthlibBaseError, requests.RequestException, ValueError, TypeError, LookupError):
        failure = _failure(session.last)
    # What the libraries say can repeat the code and the secret: nothing of it goes on.
    failure.__cause__ = failure.__context__ = None
    raise failure.with_traceback(None)


def _failure(answer: requests.Response | None) -> ConnectorError:
    if answer is None:
        return PlatformUnavailable("the platform could not be asked for the tokens")
    status = answer.status_code
    if status == 429:
        return RateLimited("the platform answered 429 to the sign-in")
    if status >= 500:
        return PlatformUnavailable(f"the platform answered {status} to the sign-in")
    if status >= 400:
        return CredentialsRejected(_TOO_OLD)
    return UnexpectedAnswer("the platform's token answer cannot be read")


def token_in(body: Mapping[str, Any], name: str) -> str:
    """Return a token of the answer.

    Raises:
        UnexpectedAnswer: there is none that could be sent in a header.
    """
    value = body.get(name)
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise UnexpectedAnswer(f"the platform's token answer holds no usable {name}")
    return value


def ends_at(body: Mapping[str, Any], now: datetime) -> str:
    """Return when the access token ends, as ISO 8601 UTC; "" where the answer does not say."""
    seconds = body.get("expires_in")
    if isinstance(seconds, int) and 0 < seconds < 10**9:
        return (now + timedelta(seconds=seconds)).isoformat()
    return ""
