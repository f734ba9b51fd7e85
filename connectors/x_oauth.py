"""Signing in at X: OAuth 2.0 with PKCE, for a refresh token that rotates.

Source: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from connectors.oauth import App, Begun, Offer
from connectors.oauth2 import begin_code, ends_at, token_in, trade_code
from connectors.session import HttpSettings, PlatformSession
from connectors.x_calls import REAL_BASES, TOKEN_URL

PAGE = "https://x.com/i/oauth2/authorize"
#: What the product needs of a token, and asks for.
SCOPES = ("tweet.read", "users.read", "tweet.write", "tweet.moderate.write", "offline.access")


class XSignIn:
    """The account that the person is signed in to at X. Codes live 30 seconds."""

    asks_for: ClassVar[tuple[str, ...]] = SCOPES
    state_name: ClassVar[str] = "state"

    def begin(self, app: App, *, redirect_uri: str, http: HttpSettings) -> Begun:
        return begin_code(PAGE, app, SCOPES, redirect_uri=redirect_uri, http=http)

    def finish(
        self,
        app: App,
        kept: Mapping[str, str],
        answer: Mapping[str, str],
        *,
        redirect_uri: str,
        http: HttpSettings,
        now: datetime,
    ) -> tuple[Offer, ...]:
        body = trade_code(
            PlatformSession(REAL_BASES, http),
            TOKEN_URL,
            app,
            kept,
            answer,
            redirect_uri=redirect_uri,
            method="client_secret_basic",
        )
        found = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "access_token": token_in(body, "access_token"),
            "refresh_token": token_in(body, "refresh_token"),
            "expires_at": ends_at(body, now),
            "scope": str(body.get("scope") or ""),
        }
        return (Offer({name: value for name, value in found.items() if value}),)
