"""Signing in at a Mastodon server: OAuth 2.0 with PKCE, for a token that does not end.

Source: https://docs.joinmastodon.org/methods/oauth/
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from connectors.mastodon_answers import SCOPES, host_of
from connectors.oauth import App, Begun, Offer
from connectors.oauth2 import begin_code, token_in, trade_code
from connectors.session import HttpSettings, PlatformSession


class MastodonSignIn:
    """The account that the person is signed in to on the server where the app is registered.

    Servers from version 4.3 check the verifier; older ones leave it unread.
    """

    asks_for: ClassVar[tuple[str, ...]] = SCOPES
    state_name: ClassVar[str] = "state"

    def begin(self, app: App, *, redirect_uri: str, http: HttpSettings) -> Begun:
        page = f"https://{host_of(app.server)}/oauth/authorize"
        return begin_code(page, app, SCOPES, redirect_uri=redirect_uri, http=http)

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
        server = f"https://{host_of(app.server)}"
        body = trade_code(
            PlatformSession((server,), http),
            f"{server}/oauth/token",
            app,
            kept,
            answer,
            redirect_uri=redirect_uri,
            method="client_secret_post",
        )
        return (Offer({"server": server, "access_token": token_in(body, "access_token")}),)
