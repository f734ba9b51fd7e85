"""Replying in a real browser: accessible, in both languages, and by its forms alone."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import select

from moderation.decisions import Choice, decide, lock_case
from moderation.models import FactRecord, Outcome, Reply, ReplyState, Role
from moderation.vocabulary import Category
from service.database import Database
from tests import factories
from tests.browser.conftest import EMAIL, HASH, Tab
from tests.browser.looking import too_wide, violations

pytestmark = pytest.mark.browser
PAGES = [
    "/cases/1",
    "/cases/1/reply/reply",
    "/cases/1/reply/correction",
    "/cases/1/reply/notice",
    "/cases/2",
    "/cases/2/reply/notice",
]


@pytest.fixture(autouse=True)
def council(database: Database, today: datetime) -> None:
    """A hidden comment whose author can be told, and one on X whose author cannot."""
    with database.write() as session:
        asha = factories.officer(
            session, Role.OFFICER, now=today, email=EMAIL, password_hash=HASH, name="Asha Prydderch"
        )
        factories.house_rule(session, now=today)
        session.add(FactRecord(statement="Bins go on Friday.", source="Waste", created_at=today))
        for platform, given in (
            ("facebook", {"platform_id": "1_2"}),
            ("x", {"hints": {"summoned": "false"}}),
        ):
            account = factories.account(session, now=today, platform=platform)
            comment = factories.comment(session, account, now=today, **given)
            case = factories.case(session, comment, Category.ABUSE, now=today)
            choice = Choice(
                outcome=Outcome.HIDE, verb="hide", reason="Abuse.", house_rule="ABUSE",
                proportionality="Nothing milder.", token=platform, case_version=1,
                comment_version=1,
            )  # fmt: skip
            decide(
                session, lock_case(session, case.id or 0) or case, choice,
                officer_id=asha.id or 0, possible_verbs=("hide",), now=today,
            )  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_page_is_accessible_and_no_wider_than_the_screen(
    open_tab: Callable[..., Tab], width: int, language: str
):
    tab = open_tab(width=width)
    tab.open(f"/sign-in?lang={language}")
    tab.sign_in()
    wrong = []
    for path in PAGES:
        tab.open(path)
        wrong += violations(tab)
        if too_wide(tab):
            wrong.append(f"{path} is wider than {width} pixels")
    tab.open("/cases/1/reply/reply")
    send = "form[action='/cases/1/reply/reply'] button"
    tab.page.click(send)
    tab.page.wait_for_selector(".govuk-error-summary")
    wrong += violations(tab)
    tab.page.fill("#text_en", "Read " + "x" * 200)
    tab.page.click(send)
    tab.page.wait_for_selector("button[name=confirmed]")
    wrong += violations(tab)
    if too_wide(tab):
        wrong.append(f"the last look is wider than {width} pixels")

    assert wrong == []
    assert tab.complaints == []


def test_a_notice_is_sent_without_javascript(open_tab: Callable[..., Tab], database: Database):
    tab = open_tab(script=False)
    tab.open("/sign-in")
    tab.page.fill("#email", EMAIL)
    tab.page.fill("#password", "a long enough password")
    tab.page.click("main form button[type=submit]")
    tab.open("/cases/1/reply/notice")
    tab.page.click("form[action='/cases/1/reply/notice'] button")
    tab.page.click("button[name=confirmed]")
    tab.open("/cases/2/reply/notice")
    tab.page.click("form[action='/cases/2/reply/could-not'] button")

    with database.read() as session:
        states = [r.state for r in session.exec(select(Reply).order_by(Reply.id))]
    assert states == [ReplyState.PENDING, ReplyState.COULD_NOT]
