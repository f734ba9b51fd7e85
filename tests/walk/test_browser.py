"""An officer's whole job in a browser, on each platform, against the service as a process."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from moderation import audit
from moderation.models import Case, Comment, Takedown
from service.clock import LONDON, now
from tests.walk.scene import OFFICER, PASSWORD, scene

pytestmark = pytest.mark.browser

#: platform -> the action's value on the form, what the platform then holds, the words at the end.
JOB = {
    "x": ("hide", "hidden", "cannot be read again"),
    "facebook": ("hide", "hidden", "verified"),
    "instagram": ("hide", "hidden", "verified"),
    "youtube": ("hold", "held", "verified"),
    "flickr": ("delete", "gone", "verified"),
}


@pytest.mark.parametrize("platform", JOB)
def test_a_comment_is_polled_flagged_decided_taken_down_verified_and_reported(
    platform, chromium, database_url, tmp_path
):
    verb, shown, words = JOB[platform]
    with scene(database_url, tmp_path) as this:
        account = this.account(platform)
        this.start()
        page = chromium.new_context(base_url=this.address).new_page()
        page.set_default_timeout(60_000)
        sign_in(page)

        case_id = first_case(page, account.id, verb)
        page.goto(f"/cases/{case_id}")
        with this.database.read() as session:
            case = session.get_one(Case, case_id)
            comment = session.get_one(Comment, case.comment_id)
        expect(page.get_by_text("Why it was flagged")).to_be_visible()

        page.check(f'input[name="action"][value="verb:{verb}"]')
        page.select_option('select[name="house_rule"]', "ABUSE")
        page.fill('textarea[name="proportionality"]', "A reply would not stop the harm.")
        page.fill('textarea[name="reason"]', "It breaks the house rule it was flagged for.")
        page.click('button[name="then"][value="stay"]')
        if verb == "delete":
            expect(page.locator("h1")).to_contain_text("This cannot be undone")
            page.click('button[name="confirmed"]')
        progress = page.locator("section.app-progress")
        finished(page, case_id)
        expect(progress).to_contain_text(words, ignore_case=True)

        there = this.world.comments[comment.platform_id]
        assert there.deleted if shown == "gone" else there.state == shown

        if verb != "delete":
            page.click("text=Undo this decision")
            page.fill('textarea[name="reason"]', "Hidden by mistake.")
            page.click("text=Make it visible again")
            finished(page, case_id)
            assert there.state == "visible"

        month = now().astimezone(LONDON).strftime("%Y-%m")
        figures = report(page, month, tmp_path)
        assert decided_in(figures) == (1 if verb == "delete" else 2)
        with this.database.read() as session:
            assert audit.verify(session).whole
            states = [t.state.value for t in session.exec(select(Takedown))]
        assert set(states) <= {"verified", "accepted"}
        this.stop()


def sign_in(page: Page) -> None:
    page.goto("/sign-in?lang=en")
    page.fill('input[name="email"]', OFFICER)
    page.fill('input[name="password"]', PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).not_to_contain_text("Sign in")


def first_case(page: Page, account_id: int, verb: str) -> int:
    """Wait until the account has been polled, then take the first case with this action."""
    for _ in range(120):
        page.goto(f"/queue?account={account_id}")
        links = page.locator('main a[href^="/cases/"]')
        for n in range(links.count()):
            number = int((links.nth(n).get_attribute("href") or "").split("/")[2])
            answer = page.request.get(f"/cases/{number}").text()
            if f'value="verb:{verb}"' in answer:
                return number
        page.wait_for_timeout(500)
    raise AssertionError("no case of this account reached the queue")


def finished(page: Page, case_id: int) -> None:
    for _ in range(120):
        page.goto(f"/cases/{case_id}")
        section = page.locator("section.app-progress")
        if section.count() and section.get_attribute("data-running") == "no":
            return
        page.wait_for_timeout(500)
    raise AssertionError("the takedown did not end")


def report(page: Page, month: str, folder: Path) -> dict:
    """Open the month's report as an officer would; return its published figures."""
    page.goto("/reports")
    page.goto(f"/reports/{month}")
    expect(page.locator("h1").first).to_be_visible()
    answer = page.request.get(f"/reports/{month}/figures.json")
    assert answer.ok, answer.status
    (folder / "figures.json").write_text(answer.text())
    return json.loads(answer.text())


def decided_in(figures: dict) -> int:
    return next(f["value"] for f in figures["figures"] if f["id"] == "decisions_made")
