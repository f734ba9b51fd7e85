"""An officer's work in a real browser: every page accessible, everything by keyboard, no JS."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from moderation.models import (
    Absence,
    AbsenceKind,
    AccountStatus,
    Case,
    Decision,
    Incident,
    Outcome,
    Role,
)
from moderation.vocabulary import Category
from service.database import Database
from tests import factories
from tests.browser.conftest import EMAIL, HASH, Tab
from tests.browser.looking import tab_to, too_wide, violations

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/queue",
    "/queue?category=abuse&lang={}",
    "/cases/1",
    "/search?q=useless",
    "/sessions",
    "/accessibility",
    "/nothing",
]


@pytest.fixture(autouse=True)
def council(database: Database, today: datetime) -> None:
    """An officer, an account with something wrong, and cases of several kinds."""
    with database.write() as session:
        asha = factories.officer(
            session,
            Role.OFFICER,
            Role.LEAD,
            now=today,
            email=EMAIL,
            password_hash=HASH,
            name="Asha Prydderch",
        )
        away = factories.officer(session, Role.OWNER, now=today, name="Mair Bevan")
        account = factories.account(
            session,
            now=today,
            owner_id=away.id,
            status=AccountStatus.SIGN_IN_AGAIN,
            status_reason="The token has expired",
        )
        factories.house_rule(session, "ABUSE", now=today - timedelta(days=1))
        post = factories.post(session, account, now=today)
        for number, category in enumerate((Category.ABUSE, Category.THREAT, Category.SPAM)):
            said = today - timedelta(hours=number)
            comment = factories.comment(
                session,
                account,
                now=said,
                post=post,
                text=f"You useless lot {number}",
                language="cy" if number == 1 else "en",
                attachments=["image"],
            )
            factories.case(session, comment, category, now=said)
        session.add(Incident(account_id=account.id, kind="credentials", opened_at=today))
        session.add(
            Absence(
                officer_id=away.id,
                cover_id=asha.id,
                kind=AbsenceKind.LEAVE,
                starts_at=today - timedelta(days=1),
                ends_at=today + timedelta(days=1),
                created_at=today,
            )
        )


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_page_is_accessible_and_no_wider_than_the_screen(
    open_tab: Callable[..., Tab], width: int, language: str
):
    tab = open_tab(width=width)
    tab.open(f"/sign-in?lang={language}")
    wrong = violations(tab)
    tab.page.locator("main form button[type=submit]").click()
    wrong += violations(tab)
    tab.sign_in()
    for path in PAGES:
        tab.open(path.format(language))
        wrong += violations(tab)
        if too_wide(tab):
            wrong.append(f"{path} is wider than {width} pixels")
    tab.open("/cases/1")
    tab.page.check("input[value='verb:delete']")
    tab.page.locator("[data-decision] button[value=stay]").click()
    wrong += violations(tab)
    fill(tab)
    tab.page.locator("[data-decision] button[value=stay]").click()
    tab.page.wait_for_selector("button[name=confirmed]")
    wrong += violations(tab)

    assert wrong == []
    assert tab.complaints == []


def fill(tab: Tab) -> None:
    tab.page.select_option("#house_rule", "ABUSE")
    tab.page.fill("#proportionality", "A reply would not stop it.")
    tab.page.fill("#reason", "It insults our staff.")


def decisions(database: Database) -> list[Outcome]:
    with database.read() as session:
        return [d.outcome for d in session.exec(select(Decision).order_by(Decision.id))]


def test_a_case_is_decided_with_the_keyboard_alone(
    open_tab: Callable[..., Tab], database: Database
):
    tab = open_tab()
    tab.sign_in()
    tab.open("/queue")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    tab_to(tab, "a[href='/cases/1']")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("[data-decision]")

    tab_to(tab, "input[name=action]")
    tab.page.keyboard.press("Space")
    tab_to(tab, "#proportionality")
    tab.page.keyboard.type("A reply would not stop it.")
    tab_to(tab, "#reason")
    tab.page.keyboard.type("It insults our staff.")
    tab_to(tab, "button[value=stay]")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".govuk-notification-banner")

    assert decisions(database) == [Outcome.HIDE]
    assert tab.complaints == []


def test_an_error_takes_the_focus_to_the_summary_and_its_link_to_the_field(
    open_tab: Callable[..., Tab],
):
    tab = open_tab()
    tab.sign_in()
    tab.open("/cases/1")
    tab.page.check("input[value='verb:hide']")
    tab.page.locator("[data-decision] button[value=stay]").click()
    tab.page.wait_for_selector(".govuk-error-summary")

    assert tab.page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    tab.page.click("a[href='#reason']")
    assert tab.page.evaluate("document.activeElement.id") == "reason"


def test_only_the_parts_of_the_form_that_the_choice_needs_are_shown(
    open_tab: Callable[..., Tab],
):
    tab = open_tab()
    tab.sign_in()
    tab.open("/cases/1")
    parts = {"rule": "#house_rule", "no_action": "#no_action_reason", "escalate": "#referred_to"}

    for choice, part in [
        ("verb:hide", "rule"),
        ("no_action", "no_action"),
        ("escalate", "escalate"),
        ("reply", ""),
    ]:
        tab.page.check(f"input[value='{choice}']")
        shown = [name for name, field in parts.items() if tab.page.is_visible(field)]
        assert shown == ([part] if part else [])


def test_a_case_is_decided_and_deleted_without_javascript(
    open_tab: Callable[..., Tab], database: Database
):
    tab = open_tab(script=False)
    tab.open("/sign-in")
    tab.page.fill("#email", EMAIL)
    tab.page.fill("#password", "a long enough password")
    tab.page.click("main form button[type=submit]")
    tab.open("/queue")
    tab.page.click("a[href='/cases/1']")
    tab.page.check("input[value='verb:delete']")
    fill(tab)
    tab.page.click("[data-decision] button[value=stay]")
    tab.page.click("button[name=confirmed]")

    assert decisions(database) == [Outcome.REMOVE]
    assert "is being carried out" in tab.page.inner_text("main")


def test_news_of_the_queue_is_told_without_moving_a_row(
    open_tab: Callable[..., Tab], database: Database, today: datetime
):
    tab = open_tab()
    tab.page.clock.install()
    tab.sign_in()
    tab.open("/queue")
    before = tab.page.locator("[data-case]").evaluate_all("rows => rows.map(r => r.dataset.case)")
    with database.write() as session:
        account = factories.account(session, now=today)
        comment = factories.comment(session, account, now=today)
        factories.case(session, comment, Category.THREAT, now=today)
        gone = session.get_one(Case, 1)
        gone.waiting = False
        session.add(gone)

    tab.page.clock.run_for(16_000)
    tab.page.locator("#queue-news a").wait_for()

    told = tab.page.inner_text("#queue-news")
    assert told.startswith("1 new case. 1 case on this page has been decided.")
    after = tab.page.locator("[data-case]").evaluate_all("rows => rows.map(r => r.dataset.case)")
    assert after == before
    assert "Decided" in tab.page.inner_text("[data-case='1'] .app-queue__tags")
    assert tab.complaints == []
