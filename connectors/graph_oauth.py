"""Signing in with Facebook Login, for Pages and the Instagram accounts linked to them.

A person's token is traded for a long one, that one for the tokens of the Pages they manage;
only a Page's own token is kept.

Source: https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.graph import Graph
from connectors.graph_values import Row, as_row, optional_row
from connectors.oauth import App, Begun, NothingOffered, Offer
from connectors.oauth2 import begin_code, code_in, token_in
from connectors.session import HttpSettings

_PAGE = "https://www.facebook.com/{version}/dialog/oauth"
#: Without this task on a Page its comments cannot be hidden.
_TASK = "MODERATE"
_MOST_PAGES = 1000


class GraphSignIn:
    """What the two share. A subclass turns a Page into an offer."""

    asks_for: ClassVar[tuple[str, ...]]
    state_name: ClassVar[str] = "state"
    fields: ClassVar[str] = "id,name,access_token,tasks"

    def begin(self, app: App, *, redirect_uri: str, http: HttpSettings) -> Begun:
        # Asked again: whoever left a permission out once would not see it a second time.
        return begin_code(
            _PAGE.format(version=http.graph_version),
            app,
            self.asks_for,
            redirect_uri=redirect_uri,
            http=http,
            pkce=False,
            separator=",",
            auth_type="rerequest",
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
        short = self._token(app, http, redirect_uri=redirect_uri, code=code_in(answer))
        long = self._token(app, http, grant_type="fb_exchange_token", fb_exchange_token=short)
        person = Graph(long, http=http, app_id=app.client_id, app_secret=app.client_secret)
        offers: list[Offer] = []
        for page in person.pages("me", "accounts", limit=100, fields=self.fields):
            offers += [offer for row in page if (offer := self._offer_of(app, row)) is not None]
            if len(offers) > _MOST_PAGES:
                raise UnexpectedAnswer("the list of Pages does not end")
        if not offers:
            raise NothingOffered("there is no Page that the person may moderate")
        return tuple(offers)

    def _token(self, app: App, http: HttpSettings, **more: str) -> str:
        graph = Graph("", http=http)
        try:
            body = graph.request(
                "GET",
                "oauth/access_token",
                client_id=app.client_id,
                client_secret=app.client_secret,
                **more,
            )
        except (PlatformUnavailable, RateLimited):
            raise
        except ConnectorError:
            raise CredentialsRejected("the answer to the sign-in is not accepted") from None
        return token_in(as_row(body, "the body"), "access_token")

    def _offer_of(self, app: App, page: Row) -> Offer | None:
        tasks = page.get("tasks")
        if not isinstance(tasks, list) or _TASK not in tasks or not page.get("access_token"):
            return None
        credentials = {
            "access_token": token_in(page, "access_token"),
            "page_id": str(page.get("id", "")),
            "app_id": app.client_id,
            "app_secret": app.client_secret,
        }
        return self.offer(page, credentials)

    def offer(self, page: Row, credentials: dict[str, str]) -> Offer | None:
        raise NotImplementedError


class FacebookSignIn(GraphSignIn):
    """Every Page that the person picked and may moderate."""

    asks_for: ClassVar[tuple[str, ...]] = (
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "pages_manage_metadata",
    )

    def offer(self, page: Row, credentials: dict[str, str]) -> Offer | None:
        return Offer(credentials, credentials["page_id"], name=str(page.get("name") or ""))


class InstagramSignIn(GraphSignIn):
    """The professional accounts linked to the Pages that the person picked."""

    asks_for: ClassVar[tuple[str, ...]] = (
        "pages_show_list",
        "pages_read_engagement",
        "pages_manage_metadata",
        "instagram_basic",
        "instagram_manage_comments",
    )
    fields: ClassVar[str] = f"{GraphSignIn.fields},instagram_business_account{{id,username}}"

    def offer(self, page: Row, credentials: dict[str, str]) -> Offer | None:
        account = optional_row(page, "instagram_business_account")
        if account is None:
            return None
        id, handle = str(account.get("id", "")), str(account.get("username") or "")
        return Offer(credentials | {"ig_user_id": id}, id, handle, str(page.get("name") or ""))
