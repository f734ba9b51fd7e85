"""The simulated platforms' authorisation servers: consent, codes that work once, tokens.

Each keeps what it gave in memory: a code outlives neither its seconds nor the process.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from werkzeug.wrappers import Request, Response

from connectors.simulator import ids
from connectors.simulator.consent import Asked, consent_page, trouble_page
from connectors.simulator.items import SimAccount
from connectors.simulator.world import World


@dataclass(slots=True)
class SimApp:
    """The council's app at one platform, and the addresses it may come back to."""

    client_id: str
    client_secret: str
    server: str = ""
    redirect_uris: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Grant:
    """What a person allowed, until the code for it is traded."""

    accounts: tuple[str, ...]
    redirect_uri: str
    scopes: tuple[str, ...]
    ends_at: datetime
    challenge: str = ""
    used: bool = False


def same(given: str, known: str) -> bool:
    return bool(known) and secrets.compare_digest(given.encode(), known.encode())


class Door:
    """One platform's authorisation server; a subclass has its addresses and words.

    Attributes:
        issued: every code, token and secret it gave, so that tests can look for them.
    """

    platform: ClassVar[str]
    name: ClassVar[str]
    #: Where every server is a platform of its own, this one's address.
    server: ClassVar[str] = ""
    page: ClassVar[str]
    trade_path: ClassVar[str]
    lifetime: ClassVar[timedelta] = timedelta(minutes=10)
    several: ClassVar[bool] = False
    separator: ClassVar[str] = " "
    needs_pkce: ClassVar[bool] = False

    def __init__(self, world: World, app: SimApp) -> None:
        self.world = world
        self.app = app
        self.issued: list[str] = []
        self._grants: dict[str, Grant] = {}

    def mint(self, length: int = 48, prefix: str = "") -> str:
        made = prefix + secrets.token_urlsafe(length)
        self.issued.append(made)
        return made

    def accounts(self) -> list[SimAccount]:
        return [a for a in self.world.accounts.values() if a.platform == self.platform]

    def serves_page(self, path: str) -> bool:
        return re.fullmatch(self.page, path) is not None

    def serves_token(self, request: Request) -> bool:
        return (
            request.path == self.trade_path
            and request.form.get("grant_type") == "authorization_code"
        )

    # -- the page -------------------------------------------------------------------

    def show(self, request: Request) -> Response:
        """Ask the person, or take their answer and send them back."""
        asked = request.args
        where = asked.get("redirect_uri", "")
        if not same(asked.get("client_id", ""), self.app.client_id):
            return trouble_page(self.name, "This app is not known.")
        if where not in self.app.redirect_uris:
            return trouble_page(self.name, "The address to come back to is not registered.")
        wrong = self._wrong(asked)
        if wrong:
            return self._back(where, {"error": wrong, "state": asked.get("state", "")})
        scopes = tuple(filter(None, asked.get("scope", "").split(self.separator)))
        if request.method == "GET":
            return consent_page(Asked(self.name, self.accounts(), scopes, self.several))
        picked = self._picked(request)
        if not picked:
            return self._back(where, self.denied() | {"state": asked.get("state", "")})
        code = self.mint(32)
        self._grants[code] = Grant(
            picked,
            where,
            scopes,
            self.world.now() + self.lifetime,
            challenge=asked.get("code_challenge", ""),
        )
        return self._back(where, {"state": asked.get("state", ""), "code": code})

    def denied(self) -> dict[str, str]:
        return {"error": "access_denied"}

    def _wrong(self, asked: Mapping[str, str]) -> str:
        if asked.get("response_type") != "code" or not asked.get("state"):
            return "invalid_request"
        if self.needs_pkce and not asked.get("code_challenge"):
            return "invalid_request"
        if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
            return "invalid_request"
        return "" if asked.get("scope") else "invalid_scope"

    def _picked(self, request: Request) -> tuple[str, ...]:
        if request.form.get("answer") != "allow":
            return ()
        known = {account.key for account in self.accounts()}
        return tuple(key for key in request.form.getlist("account") if key in known)

    @staticmethod
    def _back(where: str, told: Mapping[str, str]) -> Response:
        parts = urlsplit(where)
        query = "&".join(filter(None, (parts.query, urlencode(told))))
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
        answer = Response(status=302, headers={"Location": url})
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    # -- the token ------------------------------------------------------------------

    def grant_of(self, values: Mapping[str, str]) -> Grant | None:
        """Take the grant of a code: once, in time, at the same address, with its verifier."""
        grant = self._grants.get(values.get("code", ""))
        if grant is None or grant.used:
            return None
        grant.used = True
        if self.world.now() >= grant.ends_at or values.get("redirect_uri") != grant.redirect_uri:
            return None
        verifier = values.get("code_verifier", "")
        if grant.challenge and (
            not verifier or not same(create_s256_code_challenge(verifier), grant.challenge)
        ):
            return None
        return grant

    def token(self, request: Request) -> Response:
        raise NotImplementedError


class XDoor(Door):
    """X: PKCE is a must, codes live 30 seconds, the app shows its secret in a header."""

    platform: ClassVar[str] = "x"
    name: ClassVar[str] = "X"
    page: ClassVar[str] = "/i/oauth2/authorize"
    trade_path: ClassVar[str] = "/2/oauth2/token"
    lifetime: ClassVar[timedelta] = timedelta(seconds=30)
    needs_pkce: ClassVar[bool] = True

    def token(self, request: Request) -> Response:
        basic, app = request.authorization, self.app
        if (
            basic is None
            or not same(str(basic.username), app.client_id)
            or not same(str(basic.password), app.client_secret)
        ):
            said = "Missing valid authorization header"
            return answer(401, {"error": "unauthorized_client", "error_description": said})
        grant = self.grant_of(request.form)
        if grant is None:
            said = "Value passed for the authorization code was invalid."
            return answer(400, {"error": "invalid_request", "error_description": said})
        access, refresh = self.mint(64), self.mint(64)
        offline = "offline.access" in grant.scopes
        self.world.rotate_tokens(
            grant.accounts[0],
            token=access,
            refresh_token=refresh if offline else "",
            client_id=app.client_id,
            client_secret=app.client_secret,
        )
        body: dict[str, Any] = {"token_type": "bearer", "expires_in": 7200}
        body |= {"access_token": access, "scope": " ".join(grant.scopes)}
        return answer(200, body | ({"refresh_token": refresh} if offline else {}))


class YouTubeDoor(Door):
    """Google: a refresh token comes only for offline access; it does not rotate."""

    platform: ClassVar[str] = "youtube"
    name: ClassVar[str] = "YouTube"
    page: ClassVar[str] = "/o/oauth2/v2/auth"
    trade_path: ClassVar[str] = "/token"

    def show(self, request: Request) -> Response:
        if request.args.get("access_type") != "offline":
            return trouble_page(self.name, "Offline access was not asked for.")
        return super().show(request)

    def token(self, request: Request) -> Response:
        form, app = request.form, self.app
        if not same(form.get("client_id", ""), app.client_id) or not same(
            form.get("client_secret", ""), app.client_secret
        ):
            return answer(401, {"error": "invalid_client", "error_description": "Unauthorized"})
        grant = self.grant_of(form)
        if grant is None:
            return answer(400, {"error": "invalid_grant", "error_description": "Bad Request"})
        access, refresh = self.mint(48, "ya29."), self.mint(48, "1//")
        self.world.rotate_tokens(
            grant.accounts[0],
            token=access,
            refresh_token=refresh,
            client_id=app.client_id,
            client_secret=app.client_secret,
        )
        body: dict[str, Any] = {"access_token": access, "expires_in": 3599}
        body |= {"refresh_token": refresh, "scope": " ".join(grant.scopes)}
        return answer(200, body | {"token_type": "Bearer"})


def answer(status: int, body: Mapping[str, Any]) -> Response:
    made = Response(json.dumps(body), status, content_type="application/json; charset=utf-8")
    made.headers["Cache-Control"] = "no-store"
    return made


def made_up_app(world: World, door: type[Door]) -> SimApp:
    """Return the council's app there: its Meta app where accounts have one, else made up."""
    platform = door.platform
    for account in world.accounts.values():
        if account.platform == platform and "app_id" in account.extra:
            return SimApp(account.extra["app_id"], account.extra["app_secret"])
    return SimApp(
        ids.secret(world.seed, f"{platform}:app", 32),
        ids.secret(world.seed, f"{platform}:app secret", 40),
        door.server,
    )
