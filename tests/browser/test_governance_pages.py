"""Every page of the console in a real browser, over texts that are meant to break it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import pytest
from flask import Flask, url_for
from sqlmodel import select

from moderation.models import AuditEntry
from service.database import Database
from tests.browser.conftest import Tab
from tests.browser.governed import LONG, MARKUP, Council, govern
from tests.browser.looking import wrong_with

pytestmark = pytest.mark.browser

#: What answers GET and is no page of the console, and what it is instead.
NO_PAGE = {
    "assets.icon": "a picture",
    "assets.show": "a file",
    "cases.progress": "a part of the case's page, which holds it",
    "health.show": "a word for whatever watches over the console",
    "queue.changes": "news for the queue's own script",
    "reports.download": "a file to take away; read by keyboard elsewhere",
    "reports.download_figures": "a file to take away",
    "reports.style": "a stylesheet",
    "sign_in.show": "sends somebody who is signed in home; looked at before that",
}
Values = Mapping[str, object]
#: Pages that need a platform or a decision behind them -> where they are looked at.
ELSEWHERE = {
    "blocks.show": "test_outcomes.py",
    "connecting.choose": "test_connecting.py",
    "connecting.come_back": "test_connecting.py",
    "connecting.explain": "test_connecting.py",
    "connecting.go": "test_connecting.py",
    "connecting.show": "test_connecting.py",
    "stops.ask_lift": "test_outcomes.py",
    "webhooks.verify": "tests/service/webhooks: it answers platforms, in plain text",
}


@pytest.fixture
def council(database: Database, today: datetime) -> Council:
    with database.write() as session:
        return govern(session, today)


def fillings(council: Council) -> dict[str, Sequence[Values]]:
    """What fills in each address that has parts; more than one where states differ."""
    well, broken, *_others, register_only = council.accounts
    return {
        "absences.show": [{"absence_id": id} for id in council.absences.values()],
        "absences.change_cover": [{"absence_id": council.absences["now, ill"]}],
        "accounts.show": [{"account_id": id} for id in council.accounts],
        "accounts.edit": [{"account_id": broken}],
        "audit.show": [{}, {"before": 60}, {"subject": MARKUP[:64]}],
        "cases.progress": [{"case_id": council.hidden_case}],
        "cases.show": [{"case_id": council.open_case}, {"case_id": council.hidden_case}],
        "coverage.show": [{"account_id": id} for id in (well, broken, register_only)],
        "decisions.ask_undo": [{"case_id": council.hidden_case}],
        "floods.show": [{"flood_id": council.flood}],
        "replies.write": [
            {"case_id": council.open_case, "kind": "reply"},
            {"case_id": council.open_case, "kind": "correction"},
            {"case_id": council.hidden_case, "kind": "notice"},
        ],
        "out_of_office.show": [{"template_id": id} for id in council.templates],
        "out_of_office.edit": [{"template_id": id} for id in council.templates],
        "reports.show": [{"month": council.month}],
        "assets.show": [{"name": "console.js"}],
        "reports.download": [{"month": council.month, "wanted": "cy", "kind": "html"}],
        "reports.download_figures": [{"month": council.month}],
    }


def addresses(console: Flask, council: Council, *, of_pages: bool) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of what answers GET: the pages, or all that is none."""
    filled = fillings(council)
    endpoints = {
        rule.endpoint for rule in console.url_map.iter_rules() if "GET" in (rule.methods or ())
    } - ELSEWHERE.keys()
    with console.test_request_context():
        for endpoint in sorted(endpoints):
            if (endpoint not in NO_PAGE) is of_pages:
                for values in filled.get(endpoint, [{}]):
                    yield endpoint, url_for(endpoint, **values)


every_size_and_language = pytest.mark.parametrize(
    ("width", "language"), [(1280, "en"), (1280, "cy"), (390, "en"), (390, "cy")]
)


@every_size_and_language
def test_every_page_is_accessible_whole_and_in_one_language(
    open_tab: Callable[..., Tab], console: Flask, council: Council, width: int, language: str
):
    tab = open_tab(width=width)
    tab.open(f"/sign-in?lang={language}")
    wrong = wrong_with(tab, language=language)
    tab.sign_in()
    looked_at = 0
    for _endpoint, address in addresses(console, council, of_pages=True):
        answer = tab.page.goto(tab.address + address)
        assert answer is not None
        assert answer.status == 200, address
        wrong += wrong_with(tab, language=language)
        looked_at += 1

    assert wrong == []
    assert looked_at > 40


def test_what_is_not_looked_at_is_no_page(
    open_tab: Callable[..., Tab], console: Flask, council: Council
):
    tab = open_tab()
    tab.sign_in()
    found = list(addresses(console, council, of_pages=False))
    for endpoint, address in found:
        answer = tab.page.request.get(tab.address + address, max_redirects=0)
        assert answer.status in (200, 302), (address, answer.status)
        attached = "attachment" in answer.headers.get("content-disposition", "")
        whole = answer.status == 200 and "<html" in answer.text().lower()
        assert attached or not whole, f"{endpoint} is a page: look at it"
    assert {endpoint for endpoint, _address in found} == set(NO_PAGE)


@every_size_and_language
def test_what_a_form_answers_is_accessible_too(
    open_tab: Callable[..., Tab], database: Database, council: Council, width: int, language: str
):
    tab = open_tab(width=width)
    tab.open(f"/sign-in?lang={language}")
    tab.sign_in()
    wrong: list[str] = []

    def send(
        path: str, button: str = "main form button", *, refused: bool = False, **typed: str
    ) -> str:
        """Fill the form of a page in, send it, look at the answer and return its text."""
        tab.open(path)
        for field, text in typed.items():
            if field == "kind":
                tab.page.check(f"input[name=kind][value={text}]")
            elif tab.page.locator(f"select#{field}").count():
                tab.page.select_option(f"#{field}", text)
            else:
                tab.page.fill(f"#{field}", text)
        tab.page.click(button)
        wrong.extend(wrong_with(tab, language=language))
        assert tab.page.locator(".govuk-error-summary").is_visible() is refused, path
        return tab.page.inner_text("main")

    ill, over = council.absences["now, ill"], council.absences["over"]
    preview, save = "button[value=preview]", "button[value=save]"
    _ordinary, long, marked = council.templates
    absence = {
        "officer_id": str(council.colleague),
        "kind": "sick",
        "starts": "1",
        "starts-month": "2",
        "starts-year": "2099",
        "ends": "3",
        "ends-month": "2",
        "ends-year": "2099",
        "cover_id": str(council.me),
        "emergency_contact": MARKUP,
        "template_id": str(long),
    }
    send("/absences/new", save, refused=True, starts_time=MARKUP, emergency_contact=LONG)
    assert MARKUP in send("/absences/new", preview, **absence)
    send("/absences/new", preview, **absence | {"kind": "working_elsewhere"}, refused=True)
    send(f"/absences/{ill}/cover", refused=True, template_id="")
    send(f"/absences/{over}")
    send("/accounts/new", refused=True)
    send(f"/accounts/{council.accounts[1]}/edit", refused=True, purpose="", review_on="99")
    send("/out-of-office/new", save, refused=True)
    unknown = {"text_en": f"(({LONG}))", "text_cy": f"(({LONG}"}
    send(f"/out-of-office/{marked}/edit", save, refused=True, **unknown)
    assert MARKUP in send(f"/out-of-office/{marked}/edit", preview)
    verify, a_hash = "main form[method=post] button", re.compile("[0-9a-f]{64}")
    noted = {"last_seq": "1", "last_hash": first_hash(database)}
    assert a_hash.search(send("/audit", verify))
    assert a_hash.search(send("/audit", verify, **noted))
    assert not a_hash.search(send("/audit", verify, **noted | {"last_seq": "2"}))
    tab.open("/absences/987654")
    wrong += wrong_with(tab, language=language)

    assert wrong == []


def first_hash(database: Database) -> str:
    with database.read() as session:
        return session.exec(select(AuditEntry.hash).where(AuditEntry.seq == 1)).one()
