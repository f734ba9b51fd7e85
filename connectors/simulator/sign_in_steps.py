"""Flickr's and Facebook's authorisation servers: signed steps, and tokens traded for tokens."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from oauthlib.oauth1.rfc5849 import signature
from werkzeug.wrappers import Request, Response

from connectors.simulator.consent import Asked, consent_page, trouble_page
from connectors.simulator.graph_faults import GraphFault
from connectors.simulator.sign_ins import Door, SimApp, answer, same
from connectors.simulator.world import World


class GraphDoor(Door):
    """Facebook Login: a person's short token, traded for a long one that lists their Pages."""

    page: ClassVar[str] = r"/v\d{1,3}\.\d/dialog/oauth"
    trade_path: ClassVar[str] = r"/v\d{1,3}\.\d/oauth/access_token"
    several: ClassVar[bool] = True
    separator: ClassVar[str] = ","

    def __init__(self, world: World, app: SimApp) -> None:
        super().__init__(world, app)
        self._short: dict[str, tuple[str, ...]] = {}

    def serves_token(self, request: Request) -> bool:
        return re.fullmatch(self.trade_path, request.path) is not None

    def denied(self) -> dict[str, str]:
        return {
            "error": "access_denied",
            "error_code": "200",
            "error_description": "Permissions error",
            "error_reason": "user_denied",
        }

    def token(self, request: Request) -> Response:
        values = request.values
        try:
            if not same(values.get("client_id", ""), self.app.client_id):
                raise GraphFault("Error validating application.", code=101)
            if not same(values.get("client_secret", ""), self.app.client_secret):
                raise GraphFault("Error validating client secret.", code=1)
            if values.get("grant_type") == "fb_exchange_token":
                return self._exchange(values)
            grant = self.grant_of(values)
            if grant is None:
                raise GraphFault("This authorization code has been used.", code=100, subcode=36009)
        except GraphFault as fault:
            return answer(fault.status, fault.body("A" + secrets.token_hex(11)))
        short = self.mint(90, "EAA")
        self._short[short] = grant.accounts
        body: dict[str, Any] = {"access_token": short, "token_type": "bearer"}
        return answer(200, body | {"expires_in": 5100})

    def _exchange(self, values: Mapping[str, str]) -> Response:
        accounts = self._short.pop(values.get("fb_exchange_token", ""), None)
        if accounts is None:
            raise GraphFault("Invalid OAuth access token.", code=190)
        long = self.mint(90, "EAA")
        for key in accounts:
            self.world.rotate_tokens(key, token=self.world.account(key).token, user_token=long)
        body: dict[str, Any] = {"access_token": long, "token_type": "bearer"}
        return answer(200, body | {"expires_in": 5_184_000})


class FacebookDoor(GraphDoor):
    platform: ClassVar[str] = "facebook"
    name: ClassVar[str] = "Facebook"


class InstagramDoor(GraphDoor):
    platform: ClassVar[str] = "instagram"
    name: ClassVar[str] = "Instagram"


@dataclass(slots=True)
class _Request:
    """A request token on its way."""

    secret: str
    callback: str
    ends_at: Any
    account: str = ""
    verifier: str = ""


@dataclass(slots=True)
class _Signer:
    """The two secrets of a signature, as oauthlib asks for them."""

    client_secret: str
    resource_owner_secret: str


class FlickrDoor(Door):
    """Flickr: OAuth 1.0a. Every step is signed for the real host, wherever this listens."""

    platform: ClassVar[str] = "flickr"
    name: ClassVar[str] = "Flickr"
    page: ClassVar[str] = "/services/oauth/authorize"
    trade_path: ClassVar[str] = "/services/oauth/(request|access)_token"
    lifetime: ClassVar[timedelta] = timedelta(minutes=10)

    def __init__(self, world: World, app: SimApp) -> None:
        super().__init__(world, app)
        self._requests: dict[str, _Request] = {}
        self._nonces: set[tuple[str, str]] = set()

    def serves_token(self, request: Request) -> bool:
        return re.fullmatch(self.trade_path, request.path) is not None

    def show(self, request: Request) -> Response:
        token = request.args.get("oauth_token", "")
        asked = self._requests.get(token)
        if asked is None or asked.verifier or self.world.now() >= asked.ends_at:
            return trouble_page(self.name, "This request token is not known or was used.")
        if request.method == "GET":
            scopes = (request.args.get("perms", "read"),)
            return consent_page(Asked(self.name, self.accounts(), scopes))
        picked = self._picked(request)
        if not picked:
            del self._requests[token]
            told = {"oauth_problem": "user_refused", "oauth_token": token}
            return self._back(asked.callback, told)
        asked.account, asked.verifier = picked[0], self.mint(12)
        return self._back(asked.callback, {"oauth_token": token, "oauth_verifier": asked.verifier})

    def token(self, request: Request) -> Response:
        given = dict(
            signature.collect_parameters(
                headers={"Authorization": request.headers.get("Authorization", "")},
                exclude_oauth_signature=False,
            )
        )
        if not same(given.get("oauth_consumer_key", ""), self.app.client_id):
            return _problem("consumer_key_unknown")
        first = request.path.endswith("request_token")
        asked = None if first else self._requests.get(given.get("oauth_token", ""))
        if not first and asked is None:
            return _problem("token_rejected")
        if not self._is_signed(request, given, asked.secret if asked else ""):
            return _problem("signature_invalid")
        nonce = (given["oauth_timestamp"], given["oauth_nonce"])
        if nonce in self._nonces:
            return _problem("nonce_used")
        self._nonces.add(nonce)
        return self._access(given, asked) if asked else self._request(given)

    def _request(self, given: Mapping[str, str]) -> Response:
        callback = given.get("oauth_callback", "")
        if callback not in self.app.redirect_uris:
            return _problem("parameter_rejected")
        token, secret = self.mint(24), self.mint(12)
        self._requests[token] = _Request(secret, callback, self.world.now() + self.lifetime)
        told = {"oauth_callback_confirmed": "true", "oauth_token": token}
        return _form(told | {"oauth_token_secret": secret})

    def _access(self, given: Mapping[str, str], asked: _Request) -> Response:
        if not asked.verifier or not same(given.get("oauth_verifier", ""), asked.verifier):
            return _problem("verifier_invalid")
        del self._requests[given["oauth_token"]]
        account = self.world.account(asked.account)
        token, secret = self.mint(24), self.mint(12)
        self.world.rotate_tokens(
            account.key,
            token=token,
            token_secret=secret,
            api_key=self.app.client_id,
            api_secret=self.app.client_secret,
        )
        told = {"fullname": account.name, "oauth_token": token, "oauth_token_secret": secret}
        username = account.extra.get("username", account.handle)
        return _form(told | {"user_nsid": account.id, "username": username})

    def _is_signed(self, request: Request, given: Mapping[str, str], secret: str) -> bool:
        signs = [pair for pair in given.items() if pair[0] not in ("oauth_signature", "realm")]
        base = signature.signature_base_string(
            request.method,
            signature.base_string_uri(f"https://www.flickr.com{request.path}"),
            signature.normalize_parameters(signs),
        )
        right = signature.sign_hmac_sha1_with_client(base, _Signer(self.app.client_secret, secret))
        return same(given.get("oauth_signature", ""), right)


def _form(told: Mapping[str, str]) -> Response:
    return Response(urlencode(told), content_type="text/plain;charset=UTF-8")


def _problem(words: str) -> Response:
    return Response(f"oauth_problem={words}", 401, content_type="text/plain;charset=UTF-8")
