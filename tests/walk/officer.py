"""An officer at the console over HTTP, who tries again when the service has gone away."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import requests

#: What the progress on a case page says at its end, by the state it ends in.
PATIENCE = 90.0


class Gone(Exception):
    """The service did not answer: it was killed."""


class _Inputs(HTMLParser):
    """The named inputs of every form, by the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.options: dict[str, list[str]] = {}
        self._form = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._form = given.get("action", "")
            self.forms.setdefault(self._form, {})
        elif tag == "input" and self._form and given.get("name"):
            if given.get("type") in ("radio", "checkbox"):
                self.options.setdefault(given["name"], []).append(given.get("value", ""))
            else:
                self.forms[self._form][given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            self.options.setdefault(self._select, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._form = ""


def inputs(page: str) -> _Inputs:
    parser = _Inputs()
    parser.feed(page)
    return parser


@dataclass
class Officer:
    """Signs in once and stays signed in: sessions are rows and outlive the process."""

    address: Callable[[], str]
    email: str
    password: str
    http: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> str:
        return self._ask("GET", path).text

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None):
        try:
            answer = self.http.request(method, self.address() + path, data=data, timeout=20)
        except requests.RequestException as error:
            raise Gone from error
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
        if "/sign-in" in answer.url and path != "/sign-in":
            self.sign_in()
            return self._ask(method, path, data)
        return answer

    def sign_in(self) -> None:
        page = self._ask("GET", "/sign-in").text
        form = inputs(page).forms["/sign-in"]
        form |= {"email": self.email, "password": self.password}
        answer = self._ask("POST", "/sign-in", form)
        assert "/sign-in" not in answer.url, "signed in"

    def waiting(self, account_id: int) -> list[int]:
        """Case numbers in the queue of an account, most pressing first."""
        page = self.get(f"/queue?account={account_id}")
        return list(dict.fromkeys(int(n) for n in re.findall(r'href="/cases/(\d+)"', page)))

    def decision_form(self, case_id: int) -> tuple[dict[str, str], list[str]]:
        """What the page would send, and the actions it offers."""
        found = inputs(self.get(f"/cases/{case_id}"))
        return (
            dict(found.forms.get(f"/cases/{case_id}/decision", {})),
            found.options.get("action", []),
        )

    def send_decision(self, case_id: int, form: dict[str, str]) -> requests.Response:
        answer = self._ask("POST", f"/cases/{case_id}/decision", form)
        if 'name="confirmed"' in answer.text:
            again = dict(inputs(answer.text).forms[f"/cases/{case_id}/decision"])
            answer = self._ask("POST", f"/cases/{case_id}/decision", again | {"confirmed": "yes"})
        return answer

    def settled(self, case_id: int) -> bool:
        page = self.get(f"/cases/{case_id}")
        return 'data-running="no"' in page


def until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"waited too long: {what}"
        time.sleep(0.1)
