"""Stops, re-checks and blocks in a real browser: accessible, in both languages, by their forms."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import select

from moderation import rechecks, stops
from moderation.blocks import BlockTerms
from moderation.decisions import Choice, decide, lock_case
from moderation.models import (
    Block,
    EmergencyStop,
    Outcome,
    RecheckState,
    Role,
    Takedown,
    TakedownState,
)
from moderation.models.rechecks import Recheck
from moderation.vocabulary import Category
from service.database import Database
from tests import factories
from tests.browser.conftest import EMAIL, HASH, Tab
from tests.browser.looking import too_wide, violations
from tests.browser.test_console import fill

pytestmark = pytest.mark.browser
PAGES = ["/", "/stops", "/stops/1/lift", "/blocks/1", "/cases/1", "/cases/2", "/cases/3"]


@pytest.fixture(autouse=True)
def council(database: Database, today: datetime) -> None:
    """What reappeared, a block whose review is due, an open case, and a stop in force."""
    with database.write() as session:
        asha = factories.officer(
            session, Role.OFFICER, now=today, email=EMAIL, password_hash=HASH, name="Asha Prydderch"
        )
        other = factories.officer(session, Role.LEAD, now=today, name="Carys Llewelyn")
        factories.house_rule(session, now=today)
        account = factories.account(session, now=today, owner_id=asha.id)
        cases = [
            factories.case(
                session, factories.comment(session, account, now=today), Category.ABUSE, now=today
            )
            for _ in range(3)
        ]
        for case, given in (
            (cases[0], {"outcome": Outcome.HIDE, "verb": "hide"}),
            (cases[1], {"outcome": Outcome.RESTRICT_AUTHOR, "block": BlockTerms(14, 7)}),
        ):
            choice = Choice(
                reason="Abuse.", proportionality="Nothing milder.", house_rule="ABUSE",
                token=f"t{case.id}", case_version=1, comment_version=1, **given,
            )  # fmt: skip
            decide(
                session, lock_case(session, case.id or 0) or case, choice,
                officer_id=asha.id or 0, possible_verbs=("hide",), can_block=True, now=today,
            )  # fmt: skip
        takedown = session.exec(select(Takedown)).one()
        takedown.state, takedown.finished_at = TakedownState.VERIFIED, today
        rechecks.plan(session, takedown, now=today)
        session.flush()
        first = session.exec(select(Recheck)).first()
        first.state, first.done_at = RecheckState.REAPPEARED, today
        block = session.exec(select(Block)).one()
        block.review_on = today.date()
        session.add_all([takedown, first, block])
        for account_id in (None, account.id):
            row = stops.ask(
                session, account_id=account_id, reason="The account is taken over.",
                officer_id=asha.id or 0, now=today,
            )  # fmt: skip
            if account_id is None:
                stops.confirm(session, row.id or 0, officer_id=other.id or 0, now=today)


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
        assert tab.page.is_visible("#stop-title"), f"{path} does not say that a stop is in force"
        wrong += violations(tab)
        if too_wide(tab):
            wrong.append(f"{path} is wider than {width} pixels")
    for path, button in (("/stops", "form[action='/stops'] button"), ("/blocks/1", "main button")):
        tab.open(path)
        tab.page.locator(button).first.click()
        tab.page.wait_for_selector(".govuk-error-summary")
        wrong += violations(tab)

    assert wrong == []
    assert tab.complaints == []


def test_the_length_of_a_block_is_asked_for_with_its_rule_and_with_nothing_else(
    open_tab: Callable[..., Tab], database: Database
):
    tab = open_tab()
    tab.sign_in()
    tab.open("/cases/3")
    fields = {"#house_rule", "#block_days", "#block_review", "#no_action_reason", "#referred_to"}
    for choice, needed in (
        ("verb:hide", {"#house_rule"}),
        ("restrict_author", {"#house_rule", "#block_days", "#block_review"}),
        ("no_action", {"#no_action_reason"}),
    ):
        tab.page.check(f"input[value='{choice}']")
        assert {field for field in fields if tab.page.is_visible(field)} == needed

    tab.page.check("input[value='restrict_author']")
    fill(tab)
    tab.page.select_option("#block_days", "28")
    tab.page.select_option("#block_review", "14")
    tab.page.click("[data-decision] button[value=stay]")
    tab.page.wait_for_selector("#block-title")

    with database.read() as session:
        newest = session.exec(select(Block).order_by(Block.id.desc())).first()
        assert (newest.ends_at - newest.starts_at).days == 28
    assert tab.complaints == []


def test_a_stop_is_asked_for_and_another_withdrawn_without_javascript(
    open_tab: Callable[..., Tab], database: Database
):
    tab = open_tab(script=False)
    tab.open("/sign-in")
    tab.page.fill("#email", EMAIL)
    tab.page.fill("#password", "a long enough password")
    tab.page.click("main form button[type=submit]")
    tab.open("/stops")
    tab.page.click("form[action='/stops/2/withdraw'] button")
    tab.page.select_option("#scope", "1")
    tab.page.fill("#reason", "Once more.")
    tab.page.click("form[action='/stops'] button")

    with database.read() as session:
        rows = session.exec(select(EmergencyStop).order_by(EmergencyStop.id)).all()
        assert [(r.in_force, r.closed_at is None) for r in rows] == [
            (True, True),
            (False, False),
            (False, True),
        ]
