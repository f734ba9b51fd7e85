"""The one HTTP seam: every SDK's calls go through a session made here.

It gives each call a time-out, a limit on the answer's size, a base URL that a setting can
move (tests, the simulator, an egress proxy's name), keeps the usage headers of the last
answer, and reports each call to a meter. Nothing it logs holds a token: only method, host and path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from connectors.errors import PlatformUnavailable, UnexpectedAnswer

#: No answer in any contract comes near this; a larger one is a fault or an attack.
MAX_ANSWER_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was sent, for what a platform counts or charges.

    `host` and `path` are the real platform's, without the query. `answer` is None where
    none came: the platform may have counted the call all the same.
    """

    method: str
    host: str
    path: str
    answer: requests.Response | None = None


class Meter(Protocol):
    """Is told of every call, before it is sent and once it is over."""

    def before(self) -> None:
        """Let the next call go, or raise a ConnectorError that stops it."""

    def after(self, call: Call) -> None:
        """Count a call that was sent."""


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How to reach a platform.

    Attributes:
        base_url: scheme, host and optional path that stands in for the platform's real
            base; None means the real one.
        connect_timeout, read_timeout: seconds.
        proxy: egress proxy URL, or None.
        graph_version: the Graph API version for Facebook and Instagram.
        x_field_names: "tweet" or "post": which names the requests to X use.
        sign_in_url: stands in for the host of the pages where a person signs in.
        meter: told of every call; None counts nothing.
    """

    base_url: str | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    proxy: str | None = None
    graph_version: str = "v25.0"
    x_field_names: str = "tweet"
    sign_in_url: str | None = None
    meter: Meter | None = field(default=None, repr=False, compare=False)


class RebaseAdapter(HTTPAdapter):
    """Sends requests made for `real` to `base` instead, with a time-out on each.

    The URL is changed last, after any OAuth signature was made for the real one.
    """

    def __init__(self, real: str, http: HttpSettings) -> None:
        self._real = urlsplit(real.rstrip("/"))
        self._base = urlsplit((http.base_url or real).rstrip("/"))
        self._timeout = (http.connect_timeout, http.read_timeout)
        super().__init__()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = urlsplit(request.url or "")
        if self._base != self._real:
            path = url.path
            if self._real.path and path.startswith(self._real.path):
                path = path[len(self._real.path) :]
            request.url = urlunsplit(
                (self._base.scheme, self._base.netloc, self._base.path + path, url.query, "")
            )
        return super().send(
            request,
            stream=stream,
            timeout=timeout or self._timeout,
            verify=verify,
            cert=cert,
            proxies=proxies,
        )


class PlatformSession(requests.Session):
    """A session for one account on one platform.

    Attributes:
        last: the last answer, for its status and usage headers; None before the first.
        calls: how many requests were sent.
    """

    def __init__(self, real_bases: tuple[str, ...], http: HttpSettings) -> None:
        super().__init__()
        # Proxies come from our settings alone; environment variables would move
        # traffic that the council's IT never saw in the configuration.
        self.trust_env = False
        self.last: requests.Response | None = None
        self.calls = 0
        self._meter = http.meter
        if http.proxy:
            self.proxies = {"https": http.proxy, "http": http.proxy}
        for real in real_bases:
            self.mount(real, RebaseAdapter(real, http))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send `request`; read at most MAX_ANSWER_BYTES of the answer.

        The meter may stop it beforehand, and hears of it whatever comes of it.

        Raises:
            PlatformUnavailable: no connection, no answer in time, or a redirect.
            UnexpectedAnswer: the body is too large or its encoding is broken.
        """
        if self._meter is None:
            return self._send(request, **kwargs)
        self._meter.before()
        # An adapter may point the request elsewhere: what is counted is what was meant.
        url, answer = urlsplit(request.url or ""), None
        try:
            answer = self._send(request, **kwargs)
        finally:
            self._meter.after(Call(request.method or "", url.hostname or "", url.path, answer))
        return answer

    def _send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        kwargs["allow_redirects"] = False
        wanted_stream = bool(kwargs.get("stream"))
        kwargs["stream"] = True
        self.calls += 1
        host = urlsplit(request.url or "").hostname
        try:
            answer = super().send(request, **kwargs)
            if not wanted_stream:
                self._read_body(answer)
        except requests.Timeout:
            # A cause's text can hold the URL, and a URL can hold a token: break the chain.
            raise PlatformUnavailable(f"{host} gave no answer in time") from None
        except requests.exceptions.ChunkedEncodingError:
            raise PlatformUnavailable(f"{host} broke off its answer") from None
        except requests.exceptions.ContentDecodingError:
            raise UnexpectedAnswer(f"{host} sent a body that cannot be decoded") from None
        except requests.RequestException as error:
            raise PlatformUnavailable(
                f"{host} cannot be reached ({type(error).__name__})"
            ) from None
        if answer.is_redirect:
            raise PlatformUnavailable(f"{host} answered with a redirect")
        self.last = answer
        return answer

    @staticmethod
    def _read_body(answer: requests.Response) -> None:
        chunks: list[bytes] = []
        size = 0
        for chunk in answer.iter_content(65536):
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                answer.close()
                raise UnexpectedAnswer(f"answer larger than {MAX_ANSWER_BYTES} bytes")
            chunks.append(chunk)
        # requests keeps a consumed body here; the SDKs read it through .json() and .text.
        answer._content = b"".join(chunks)
        answer._content_consumed = True  # type: ignore[attr-defined]
