"""Signed deliveries from the simulated platforms, over HTTP, with mishaps on demand.

What happens in the world is written as its platform writes it, and sent from a thread of its
own to the address that was registered and verified, where the account is subscribed.
"""

import hashlib
import hmac
import json
import queue
import secrets
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import requests

from connectors.simulator.items import SimAccount, SimAuthor, SimComment, SimPost
from connectors.simulator.journal import Record
from connectors.simulator.part import PlatformPart
from connectors.simulator.world import World

#: A delivery that is not answered with 200 is sent again so often, a moment later each time.
TRIES = 5
_TIMEOUT = 10.0
_WAIT = 0.05
#: Of posts by somebody else that do not mention the council; comments under them may.
ELSEWHERE = "elsewhere"


class Mishap(StrEnum):
    """What goes wrong with the next delivery. LATE: it comes after the one that follows it."""

    TWICE = "twice"
    LATE = "late"
    WRONG_SIGNATURE = "wrong_signature"
    DROPPED = "dropped"


class NotVerified(ValueError):
    """The address did not answer the challenge; nothing is registered."""


@runtime_checkable
class Delivers(Protocol):
    """A platform's part that knows webhooks."""

    def delivery(
        self, happened: str, account: SimAccount, comment: SimComment
    ) -> Mapping[str, Any] | None:
        """Return the body that tells of it; None where the platform tells nobody.

        `happened`: "comment", "edit", "delete", or "state" for hidden and shown again.
        """


@dataclass(slots=True)
class _Parcel:
    url: str
    body: bytes
    signature: str
    mishaps: set[Mishap] = field(default_factory=set)


class Webhooks:
    """Delivers until `stop`.

    Attributes:
        answers: the HTTP status of every delivery sent, in order; 0 where nobody answered.
    """

    def __init__(self, world: World, parts: Mapping[str, PlatformPart]) -> None:
        self.answers: list[int] = []
        self._world = world
        self._parts = {name: part for name, part in parts.items() if isinstance(part, Delivers)}
        self._addresses: dict[str, str] = {}
        self._mishaps: deque[Mishap] = deque()
        self._out: queue.Queue[_Parcel | None] = queue.Queue()
        self._late: list[_Parcel] = []
        self._http = requests.Session()
        self._http.trust_env = False
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def register(self, platform: str, url: str, token: str) -> None:
        """Verify an address as the platform's app settings do, and deliver there from now on.

        Raises:
            KeyError: the platform delivers nothing.
            NotVerified: the address did not echo the challenge.
        """
        if platform not in self._parts:
            raise KeyError(platform)
        challenge = str(secrets.randbelow(10**10))
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": token,
        }
        try:
            answer = self._http.get(url, params=asked, timeout=_TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise NotVerified(f"nobody answers there ({type(error).__name__})") from None
        if answer.status_code != 200 or answer.text != challenge:
            raise NotVerified(f"the challenge was answered with {answer.status_code}")
        self._addresses[platform] = url
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
            self._thread.start()
            self._world.watchers.append(self._happened)

    def strike(self, *mishaps: Mishap) -> None:
        """Let these befall the next deliveries, one each."""
        self._mishaps.extend(mishaps)

    def send(self, platform: str, body: bytes, *, signature: str | None = None) -> int:
        """Send one delivery now, as it is; return the HTTP status, 0 for no answer."""
        app = next(a for a in self._world.accounts.values() if a.platform == platform)
        signed = sign(app.extra["app_secret"], body) if signature is None else signature
        return self._post(_Parcel(self._addresses[platform], body, signed))

    def settle(self) -> None:
        """Wait until all that happened so far was delivered, the late ones too."""
        self._out.put(None)
        self._out.join()

    def stop(self) -> None:
        """Send no more; what is on its way is dropped, as it is where a platform goes down."""
        if self._thread is None or self._stopped.is_set():
            return
        self._stopped.set()
        self._world.watchers.remove(self._happened)
        self._out.put(None)
        self._thread.join(_TIMEOUT)

    # -- from the world to a parcel ---------------------------------------------------

    def _happened(self, record: Record) -> None:
        happened = record["op"]
        if happened not in ("comment", "edit", "delete", "state"):
            return
        comment = self._world.comments[record["item"]["id"] if "item" in record else record["id"]]
        account = self._world.accounts[comment.account_key]
        part = self._parts.get(account.platform)
        url = self._addresses.get(account.platform)
        if part is None or url is None:
            return
        told = part.delivery(happened, account, comment)
        if told is None:
            return
        # Escaped as the platform does: what is signed is these bytes and no others.
        body = json.dumps(told, separators=(",", ":")).encode()
        parcel = _Parcel(url, body, sign(account.extra["app_secret"], body))
        if self._mishaps:
            parcel.mishaps.add(self._mishaps.popleft())
        self._out.put(parcel)

    # -- from a parcel to the address -------------------------------------------------

    def _run(self) -> None:
        while not self._stopped.is_set():
            parcel = self._out.get()
            try:
                if parcel is not None and Mishap.LATE in parcel.mishaps:
                    self._late.append(parcel)
                    continue
                for one in ([parcel] if parcel else []) + self._late:
                    self._deliver(one)
                self._late.clear()
            finally:
                self._out.task_done()

    def _deliver(self, parcel: _Parcel) -> None:
        if Mishap.DROPPED in parcel.mishaps:
            return
        if Mishap.WRONG_SIGNATURE in parcel.mishaps:
            parcel.signature = sign("somebody else's secret", parcel.body)
            self._post(parcel)
            return
        for _ in range(2 if Mishap.TWICE in parcel.mishaps else 1):
            for n in range(TRIES):
                if self._post(parcel) == 200 or self._stopped.wait(_WAIT * 2**n):
                    break

    def _post(self, parcel: _Parcel) -> int:
        try:
            status = self._http.post(
                parcel.url,
                data=parcel.body,
                headers={
                    "Content-Type": "application/json",
                    "X-Hub-Signature-256": parcel.signature,
                },
                timeout=_TIMEOUT,
                allow_redirects=False,
            ).status_code
        except requests.RequestException:
            status = 0
        self.answers.append(status)
        return status


def sign(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def mention_elsewhere(world: World, account_key: str, author: SimAuthor, text: str) -> SimComment:
    """Let somebody mention the account in a comment under another's post: no list shows it.

    Raises:
        NoSuchItem: there is no such account.
    """
    with world.lock:
        post: SimPost = world.add_post(
            account_key, text="Something of our own.", kind=ELSEWHERE, author=author
        )
        return world.add_comment(
            account_key, post_id=post.id, author=author, text=text, kind="mention"
        )
