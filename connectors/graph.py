"""Facebook's Graph API, through facebook-sdk: the one module that imports the SDK.

The SDK is of 2018. What it gets wrong is put right here: it refuses today's versions, puts
the token into the URL, sends no appsecret_proof, throws usage headers away, and takes an
answer that is not JSON for one without a status.
"""

import hashlib
import hmac
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.graph_errors import TooMuchAsked, Usage, graph_error, retry_at, usage_of
from connectors.graph_values import (
    Row,
    as_row,
    continuation_of,
    rows_of,
)
from connectors.session import HttpSettings, PlatformSession

with warnings.catch_warnings():
    # The SDK's source has a regular expression that newer Pythons warn about.
    warnings.simplefilter("ignore")
    import facebook

REAL_BASE = "https://graph.facebook.com"
#: How often one place in a list may be asked for before it counts as a circle.
_MOST_AT_ONE_PLACE = 3
_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


class _WithoutQueries(logging.Filter):
    """Cuts the query off the paths that urllib3 logs: debug_token's holds the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                value.partition("?")[0] if isinstance(value, str) else value
                for value in record.args
            )
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_WithoutQueries())


class GraphSession(PlatformSession):
    """Moves the SDK's token into a header, proves the app secret, checks each answer.

    Answers leave it only when they are JSON: what the SDK would misread is an error here.
    """

    def __init__(self, http: HttpSettings, app_secret: str) -> None:
        super().__init__((REAL_BASE,), http)
        self._app_secret = app_secret

    def request(  # type: ignore[override]
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> requests.Response:
        """Send one call of the SDK.

        Raises:
            PlatformUnavailable, RateLimited, UnexpectedAnswer: the answer is no JSON.
        """
        query, form = dict(params or {}), dict(data) if data else None
        sent = {**(headers or {}), "Accept": "application/json"}
        token = (form or {}).pop("access_token", None) or query.pop("access_token", None)
        if token:
            sent["Authorization"] = f"Bearer {token}"
            # An app's own token is made from the secret and takes no proof of it.
            if self._app_secret and "|" not in token:
                proof = hmac.new(self._app_secret.encode(), token.encode(), hashlib.sha256)
                (query if form is None else form)["appsecret_proof"] = proof.hexdigest()
        answer = super().request(method, url, params=query, data=form, headers=sent, **kwargs)
        self._check(answer)
        return answer

    def _check(self, answer: requests.Response) -> None:
        host = urlsplit(answer.url).hostname
        try:
            body = json.loads(answer.content, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            status = answer.status_code
            told = f"{host} answered with something that is not JSON, status {status}"
            if status == 429:
                when = retry_at(answer.headers, _now_of(answer))
                raise RateLimited(told, retry_at=when) from None
            if status >= 500:
                raise PlatformUnavailable(told) from None
            raise UnexpectedAnswer(told) from None
        told_error = isinstance(body, dict) and body.get("error")
        if told_error or answer.status_code >= 400:
            # The SDK loses the status and the subcode, so errors are told from here.
            raise graph_error(
                body,
                status=answer.status_code,
                headers=answer.headers,
                now=_now_of(answer),
            )
        # The SDK takes the body for JSON by this header alone, and fails without it.
        answer.headers["content-type"] = "application/json"
        answer.encoding = "utf-8"


class _Api(facebook.GraphAPI):  # type: ignore[misc]
    """The SDK's client, at a version that its own check would refuse."""

    def __init__(self, token: str, version: str, session: GraphSession) -> None:
        super().__init__(access_token=token, session=session)
        self.version = version


def connect_graph(credentials: Mapping[str, str], http: HttpSettings) -> "Graph":
    """Make a client from `access_token` and, where given, `app_id` and `app_secret`.

    Raises:
        CredentialsRejected: the token is missing, or a value holds what no token holds.
    """
    values: dict[str, str] = {}
    for name in ("access_token", "app_id", "app_secret"):
        # A line break comes along easily when a token is copied.
        values[name] = credentials.get(name, "").strip()
        # They are sent in a header, where anything else would break the call.
        if not all("!" <= letter <= "~" for letter in values[name]):
            raise CredentialsRejected(f"{name} holds characters that no such value has")
    token = values.pop("access_token")
    if not token:
        raise CredentialsRejected("access_token is missing: give the Page's own token")
    return Graph(token, http=http, **values)


class Graph:
    """One token's view of the Graph API. Every error that leaves it is a ConnectorError."""

    def __init__(
        self, token: str, *, http: HttpSettings, app_id: str = "", app_secret: str = ""
    ) -> None:
        self._token, self._app_id, self._app_secret = token, app_id, app_secret
        self._session = GraphSession(http, app_secret)
        self._api = _Api(token, http.graph_version, self._session)

    @property
    def usage(self) -> Usage:
        """How much of the allowance was used, as the last answer told."""
        last = self._session.last
        return Usage() if last is None else usage_of(last.headers)

    @property
    def app_id(self) -> str:
        """The app's id; "" where the credentials do not say."""
        return self._app_id

    def now(self) -> datetime:
        """Return the time by the platform's clock (aware UTC), by ours before any answer."""
        last = self._session.last
        return datetime.now(UTC) if last is None else _now_of(last)

    def get(self, id: str, fields: str) -> Row:
        """Read the `fields` of one node."""
        return as_row(self._call(lambda: self._api.get_object(id, fields=fields)), "the body")

    def pages(self, id: str, edge: str, *, limit: int, **params: str) -> Iterator[list[Row]]:
        """Yield an edge's pages to its end; a page may be empty.

        Where the platform asks for a smaller page, the limit is halved and the same page
        asked for again.
        """
        place: dict[str, str] = {}
        asked: dict[str, int] = {}
        while True:
            where = json.dumps(place, sort_keys=True)
            asked[where] = asked.get(where, 0) + 1
            if asked[where] > _MOST_AT_ONE_PLACE:
                raise UnexpectedAnswer(f"the pages of {edge} go round in a circle")
            try:
                body = self._page(id, edge, {**params, "limit": str(limit), **place})
            except TooMuchAsked:
                if limit <= 1:
                    raise
                limit //= 2
                asked[where] -= 1
                continue
            rows, following = rows_of(body), continuation_of(body)
            yield rows
            if following is None:
                return
            place = following

    def _page(self, id: str, edge: str, params: Mapping[str, str]) -> Row:
        return as_row(self._call(lambda: self._api.get_connections(id, edge, **params)), "the body")

    def request(self, method: str, path: str, **params: str) -> object:
        """Make one call to `path` (without the version) and return its JSON body as it is.

        The parameters go in the form of a POST, else in the query.
        """
        versioned = f"{self._api.version}/{path}"
        if method == "POST":
            return self._call(lambda: self._api.request(versioned, post_args=dict(params)))
        return self._call(lambda: self._api.request(versioned, dict(params), method=method))

    def post(self, id: str, **form: str) -> None:
        """Change one node.

        Raises:
            UnexpectedAnswer: the platform did not say that it was done.
        """
        self._must_be_done(self.request("POST", id, **form))

    def delete(self, id: str) -> None:
        """Delete one node; errors as in `post`."""
        self._must_be_done(self._call(lambda: self._api.delete_object(id)))

    @staticmethod
    def _must_be_done(answer: object) -> None:
        # Some nodes answer with a bare true.
        if answer is True or (isinstance(answer, Mapping) and answer.get("success") is True):
            return
        raise UnexpectedAnswer("the platform did not say that it was done; read it back")

    def debug_token(self) -> Row | None:
        """Ask what the platform knows of the token; None without the app's id and secret."""
        if not (self._app_id and self._app_secret):
            return None
        answer = self._call(
            lambda: self._api.debug_access_token(self._token, self._app_id, self._app_secret)
        )
        return as_row(as_row(answer, "the body").get("data"), "data")

    def _call(self, call: Callable[[], Any]) -> Any:
        """Run one SDK call; what leaves has no cause: the SDK's texts and URLs hold tokens."""
        try:
            return call()
        except ConnectorError as error:
            failure: ConnectorError = error
        except (facebook.GraphAPIError, KeyError, TypeError, ValueError, RecursionError) as error:
            failure = UnexpectedAnswer(f"the answer cannot be read ({type(error).__name__})")
        failure.__cause__ = failure.__context__ = None
        raise failure.with_traceback(None)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _now_of(answer: requests.Response) -> datetime:
    """Return the time of the answer by its own `Date`, by our clock where it has none."""
    # Where something on the way added a date of its own, the platform's is the last.
    dates = _DATE.findall(answer.headers.get("date", ""))
    if not dates:
        return datetime.now(UTC)
    try:
        return parsedate_to_datetime(dates[-1]).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.now(UTC)
