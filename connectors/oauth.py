"""Signing in at a platform, so that an account's tokens never pass through a person's hands.

Each platform offers its way as `sign_in` of its connector. The service keeps what `begin`
gives, sends the person to the platform, and hands what comes back to `finish`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from connectors.errors import ConnectorError
from connectors.session import HttpSettings


class SignInRefused(ConnectorError):
    """The person said no at the platform."""


class NothingOffered(ConnectorError):
    """The person manages no account there that can be moderated."""


@dataclass(frozen=True, slots=True)
class App:
    """The council's own registration as a developer at the platform.

    `server` is the address it was registered at, where every server is a platform of its own.
    """

    client_id: str
    client_secret: str = field(default="", repr=False)
    server: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way.

    Attributes:
        url: where the person goes on.
        state: comes back under the platform's `state_name`, and proves that this is the answer.
        kept: what `finish` needs again; secret.
    """

    url: str
    state: str = field(repr=False)
    kept: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """An account that a sign-in opens, with the credentials for its connector.

    Id, handle and name are "" where only a call with the credentials can tell.
    """

    credentials: Mapping[str, str] = field(repr=False)
    platform_id: str = ""
    handle: str = ""
    name: str = ""


class SignIn(Protocol):
    """One platform's way. `asks_for`: the permissions it asks for, no more than are used."""

    asks_for: ClassVar[tuple[str, ...]]
    state_name: ClassVar[str]

    def begin(self, app: App, *, redirect_uri: str, http: HttpSettings) -> Begun:
        """Begin a sign-in that comes back to exactly `redirect_uri`.

        Raises:
            ConnectorError: see connectors.errors.
        """

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
        """Turn what came back into the accounts it opens: at least one.

        Raises:
            SignInRefused: the person said no.
            NothingOffered: there is no account that they may moderate.
            PermissionMissing: they left something out; the message names it.
            CredentialsRejected: the answer is too old, used already, or not ours.
            ConnectorError: see connectors.errors.
        """


def page_url(real: str, http: HttpSettings) -> str:
    """Return where a person's browser finds the platform's page `real`."""
    if not http.sign_in_url:
        return real
    return http.sign_in_url.rstrip("/") + urlsplit(real).path
