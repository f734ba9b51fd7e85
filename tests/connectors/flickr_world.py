"""A small Flickr account with one of everything, and a connector that reads it over loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.flickr import FlickrConnector
from connectors.simulator.faults import Faults
from connectors.simulator.flickr import FlickrPart
from connectors.simulator.world import SimAccount, SimAuthor, SimComment, World
from tests.connectors.loopback import Loopback

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "flickr-main"
NSID = "188402317@N07"
TOKEN = "72157-shh-token"
EXTRA = {
    "api_key": "key-4711-key",
    "api_secret": "shh-api-secret",
    "token_secret": "shh-token-secret",
    "username": "porthavencouncil",
}
RESIDENT = SimAuthor("71000001@N05", "flickr", "rowanashdown12", "Rowan Ashdown")


class Album:
    """The world, the part over it, a loopback server and a connector."""

    def __init__(self, **options: Any) -> None:
        self.time = NOW
        self.world = World(now=lambda: self.time)
        self.faults = Faults()
        self.world.add_account(
            SimAccount(
                KEY, "flickr", NSID, "porthavencouncil", "Porthaven Council", TOKEN, 9, dict(EXTRA)
            )
        )
        self.photo = self.add_photo("The old bridge\nBefore it was mended", days=20)
        self.part = FlickrPart(self.world, self.faults, **options)
        self.server = Loopback(self.part.handle)

    def ago(self, **since: float) -> datetime:
        return self.time - timedelta(**since)

    def add_photo(self, text: str, **since: float) -> Any:
        return self.world.add_post(KEY, text=text, kind="photo", published_at=self.ago(**since))

    def comment(self, text: str = "Lovely", **what: Any) -> SimComment:
        what.setdefault("post_id", self.photo.id)
        what.setdefault("author", RESIDENT)
        what.setdefault("published_at", self.ago(days=2))
        return self.world.add_comment(KEY, text=text, **what)

    def credentials(self, **changes: str) -> dict[str, str]:
        account = self.world.accounts[KEY]
        return {**account.extra, "token": account.token, "nsid": NSID, **changes}

    def connector(self, server: Loopback | None = None, **changes: str) -> FlickrConnector:
        return FlickrConnector(
            self.credentials(**changes),
            http=(server or self.server).settings(),
            now=lambda: self.time,
        )

    def methods(self) -> list[str]:
        return [request.form["method"] for request in self.server.asked]


@contextmanager
def album(**options: Any) -> Iterator[Album]:
    made = Album(**options)
    with made.server:
        yield made
