"""Signing in at Google for a YouTube channel: offline, so that a refresh token comes.

Source: https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from connectors.errors import PermissionMissing
from connectors.oauth import App, Begun, Offer
from connectors.oauth2 import begin_code, ends_at, token_in, trade_code
from connectors.session import HttpSettings, PlatformSession
from connectors.youtube_api import SCOPE, TOKENS

PAGE = "https://accounts.google.com/o/oauth2/v2/auth"


class YouTubeSignIn:
    """The channel that the person picks at Google."""

    asks_for: ClassVar[tuple[str, ...]] = (SCOPE,)
    state_name: ClassVar[str] = "state"

    def begin(self, app: App, *, redirect_uri: str, http: HttpSettings) -> Begun:
        # Without a fresh consent Google gives no refresh token to whoever gave one before.
        return begin_code(
            PAGE,
            app,
            (SCOPE,),
            redirect_uri=redirect_uri,
            http=http,
            access_type="offline",
            prompt="consent select_account",
        )

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
            PlatformSession((TOKENS,), http),
            f"{TOKENS}/token",
            app,
            kept,
            answer,
            redirect_uri=redirect_uri,
            method="client_secret_post",
        )
        # A person can leave the one box unticked and still say yes.
        if SCOPE not in str(body.get("scope") or "").split():
            raise PermissionMissing("youtube.force-ssl")
        found = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "refresh_token": token_in(body, "refresh_token"),
            "access_token": token_in(body, "access_token"),
            "expires_at": ends_at(body, now),
        }
        return (Offer({name: value for name, value in found.items() if value}),)
