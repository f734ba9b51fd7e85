"""A small channel with one of everything, and a connector that reads it over loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.simulator.faults import Faults
from connectors.simulator.world import SimAccount, SimAuthor, World
from connectors.simulator.youtube import YouTubePart
from connectors.youtube import YouTubeConnector
from tests.connectors.loopback import Loopback

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "youtube-main"
CHANNEL = "UCp0rthav3nC0unc1lTVx8Qa"
EXTRA = {
    "client_id": "client-4711",
    "client_secret": "shh-client",
    "refresh_token": "1//shh-refresh",
    "uploads": "UU" + CHANNEL[2:],
}
RESIDENT = SimAuthor("UCresident0000000000001A", "youtube", "@dai_howells", "Dai Howells")


class Channel:
    """The world, the part over it, a loopback server and a connector."""

    def __init__(self, **options: Any) -> None:
        self.time = NOW
        self.world = World(now=lambda: self.time)
        self.faults = Faults()
        self.saved: list[dict[str, str]] = []
        token = "ya29.shh-access"
        self.world.add_account(
            SimAccount(KEY, "youtube", CHANNEL, "@Porthaven", "Porthaven", token, 88, dict(EXTRA))
        )
        self.video = self.world.add_post(
            KEY, text="Bin days\nWhen we collect", kind="video", published_at=self.ago(days=20)
        )
        self.part = YouTubePart(self.world, self.faults, **options)
        self.server = Loopback(self.part.handle)

    def ago(self, **since: float) -> datetime:
        return self.time - timedelta(**since)

    def comment(self, text: str = "Hello", **what: Any) -> Any:
        what.setdefault("post_id", self.video.id)
        what.setdefault("author", RESIDENT)
        what.setdefault("published_at", self.ago(days=2))
        return self.world.add_comment(KEY, text=text, **what)

    def own_reply(self, parent: Any, text: str = "Thank you") -> Any:
        author = self.world.council_author(KEY)
        return self.comment(text, parent_id=parent.id, author=author, by_council=True)

    def credentials(self, **changes: str) -> dict[str, str]:
        account = self.world.accounts[KEY]
        known = {name: value for name, value in account.extra.items() if name != "uploads"}
        return {**known, "access_token": account.token, **changes}

    def connector(self, **changes: str) -> YouTubeConnector:
        return YouTubeConnector(
            self.credentials(**changes),
            http=self.server.settings(),
            save=lambda renewed: self.saved.append(dict(renewed)),
            now=lambda: self.time,
        )


@contextmanager
def channel(**options: Any) -> Iterator[Channel]:
    made = Channel(**options)
    with made.server:
        yield made
