"""A console beside the simulated platforms, at which officers sign in."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from connectors.simulator.server import Simulator
from service.connecting import way_back
from service.demo import aimed_at
from service.settings import Settings
from tests.connectors.consent import answer_page
from tests.service.console.conftest import Browser

CONSOLE = "http://localhost"


def settings_for(sim: Simulator, folder: Path, address: str = CONSOLE) -> Settings:
    """Settings aimed at the simulator, with the council's apps known on both sides."""
    settings = aimed_at(Settings(data_dir=folder / "var"), sim)
    apps = {
        platform: {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "server": app.server,
        }
        for platform, app in sim.apps.items()
    }
    path = folder / "apps.json"
    path.write_text(json.dumps(apps))
    for platform, app in sim.apps.items():
        app.redirect_uris.add(address + way_back(platform))
    return settings.model_copy(update={"apps_file": path})


class Journey:
    """One sign-in of one officer, step by step."""

    def __init__(self, browser: Browser, platform: str, account_id: int | None = None) -> None:
        self.browser, self.platform = browser, platform
        address = (
            f"/accounts/{account_id}/connect" if account_id else f"/accounts/connect/{platform}"
        )
        self.begun = browser.post(address)

    def page(self) -> str:
        """Follow the link to the platform; return its page's address."""
        page = self.browser.page(self.begun.location)
        [link] = [a for a in page.all("a") if "Continue to" in a.text]
        sent = self.browser.get(link.attributes["href"])
        assert sent.status_code == 302
        return sent.location

    def allow(self, *accounts: str, answer: str = "allow"):
        """Answer on the platform's page and come back; return what the console says to that."""
        where, given = answer_page(self.page(), *accounts, answer=answer)
        assert where == CONSOLE + way_back(self.platform)
        self.came_back_to, self.given = urlsplit(where).path, given
        return self.come_back()

    def come_back(self, browser: Browser | None = None):
        answer = (browser or self.browser).get(self.came_back_to, query_string=self.given)
        assert answer.status_code in (302, 303), answer.text
        return answer
