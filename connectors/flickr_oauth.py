"""Signing in at Flickr: OAuth 1.0a in three steps. Its tokens do not expire.

Source: https://www.flickr.com/services/api/auth.oauth.html
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

import requests
from requests_oauthlib import OAuth1

from connectors.errors import (
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.oauth import App, Begun, Offer, SignInRefused, page_url
from connectors.session import HttpSettings, PlatformSession

BASE = "https://www.flickr.com"
_OAUTH = f"{BASE}/services/oauth"
_TOKEN = re.compile(r"[\x21-\x7e]{1,1024}")
PERMISSION = "write"


class FlickrSignIn:
    """The account that the person is signed in to at Flickr.

    The request token does a state's work: it is Flickr's own, comes back, and works once.
    Who says no there is not always sent back.
    """

    asks_for: ClassVar[tuple[str, ...]] = (PERMISSION,)
    state_name: ClassVar[str] = "oauth_token"

    def begin(self, app: App, *, redirect_uri: str, http: HttpSettings) -> Begun:
        sign = OAuth1(app.client_id, client_secret=app.client_secret, callback_uri=redirect_uri)
        found = _call("request_token", sign, http)
        if found.get("oauth_callback_confirmed") != "true":
            raise UnexpectedAnswer("Flickr did not confirm where the sign-in comes back to")
        token = found["oauth_token"]
        where = urlencode({"oauth_token": token, "perms": PERMISSION})
        url = f"{page_url(f'{_OAUTH}/authorize', http)}?{where}"
        return Begun(url, token, {"secret": found["oauth_token_secret"]})

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
        if "oauth_problem" in answer or "denied" in answer:
            raise SignInRefused("the person said no")
        token, verifier = answer.get("oauth_token", ""), answer.get("oauth_verifier", "")
        if not _TOKEN.fullmatch(token) or not _TOKEN.fullmatch(verifier):
            raise UnexpectedAnswer("Flickr sent no verifier back")
        sign = OAuth1(
            app.client_id,
            client_secret=app.client_secret,
            resource_owner_key=token,
            resource_owner_secret=kept["secret"],
            verifier=verifier,
        )
        found = _call("access_token", sign, http)
        credentials = {
            "api_key": app.client_id,
            "api_secret": app.client_secret,
            "token": found["oauth_token"],
            "token_secret": found["oauth_token_secret"],
            "nsid": found.get("user_nsid", ""),
            "username": found.get("username", ""),
        }
        return (Offer({name: value for name, value in credentials.items() if value}),)


def _call(name: str, sign: OAuth1, http: HttpSettings) -> dict[str, str]:
    """Make one signed call and return the form it answers, tokens in it.

    Raises:
        CredentialsRejected: Flickr refuses the app, the token or the verifier. Its body
            repeats all three, so nothing of it is told.
    """
    try:
        answer = PlatformSession((BASE,), http).post(f"{_OAUTH}/{name}", auth=sign)
    except (ValueError, requests.RequestException) as error:
        # What cannot be signed is quoted in the exception.
        raise CredentialsRejected(
            f"no call can be signed for the app ({type(error).__name__})"
        ) from None
    status = answer.status_code
    if status == 429:
        raise RateLimited("Flickr answered 429 to the sign-in")
    if status >= 500:
        raise PlatformUnavailable(f"Flickr answered {status} to the sign-in")
    if status >= 400:
        raise CredentialsRejected(f"Flickr answered {status} to the sign-in")
    found = dict(parse_qsl(answer.content.decode("utf-8", "replace")[:10_000]))
    for wanted in ("oauth_token", "oauth_token_secret"):
        if not _TOKEN.fullmatch(found.get(wanted, "")):
            raise UnexpectedAnswer(f"Flickr's answer to the sign-in holds no {wanted}")
    return found
