"""What tests of deciding share: the form, an ordinary choice, and the rows it leaves."""

from typing import Any

from sqlmodel import select

from service.database import Database
from tests.service.console import pages
from tests.service.console.conftest import Browser


def form_of(browser: Browser, case_id: int) -> pages.Element:
    return browser.page(f"/cases/{case_id}").one("form", data_decision="")


HIDE = {
    "action": "verb:hide",
    "house_rule": "ABUSE",
    "reason": "It insults our staff.",
    "proportionality": "A reply would not stop it.",
}


def all_of(database: Database, model: Any) -> list[Any]:
    with database.read() as session:
        return list(session.exec(select(model)))
