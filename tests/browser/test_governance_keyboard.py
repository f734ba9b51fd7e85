"""The governance pages by keyboard alone: Tab, Space, Enter and what is typed, and no mouse."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from moderation.models import (
    Absence,
    AbsenceKind,
    Account,
    AccountStatus,
    AuditEntry,
    OutOfOfficeTemplate,
)
from service.clock import LONDON
from service.database import Database
from tests.browser.conftest import EMAIL, PASSWORD, Tab
from tests.browser.governed import LONG, MARKUP, Council, govern
from tests.browser.looking import tab_to, wrong_with

pytestmark = pytest.mark.browser

#: Officers of the filled council with nothing planned.
AWAY, COVER = "Catrin Bowen", "Mair Bevan"


@pytest.fixture
def council(database: Database, today: datetime) -> Council:
    with database.write() as session:
        return govern(session, today)


class Hands:
    """Two hands on a keyboard."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page

    def sign_in(self) -> None:
        self.tab.open("/sign-in")
        self.write("#email", EMAIL)
        self.write("#password", PASSWORD)
        self.enter()

    def write(self, selector: str, text: str) -> None:
        """Tab to a box and type over what it holds."""
        tab_to(self.tab, selector, most=200)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def add(self, selector: str, text: str) -> None:
        """Tab to a box and type after what it holds."""
        tab_to(self.tab, selector)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)

    def choose(self, selector: str, text: str) -> None:
        """Tab to a list and type the beginning of a choice."""
        tab_to(self.tab, selector)
        self.page.keyboard.type(text)
        chosen = self.page.locator(f"{selector} option:checked")
        assert chosen.inner_text().startswith(text)

    def write_day(self, selector: str, day: date) -> None:
        self.write(selector, str(day.day))
        self.write(f"{selector}-month", str(day.month))
        self.write(f"{selector}-year", str(day.year))

    def press(self, selector: str) -> None:
        """Tab to a link or a button and follow it."""
        tab_to(self.tab, selector, most=200)
        self.enter()

    def go(self, words: str) -> None:
        """Tab to the link with these words and follow it."""
        link = self.page.locator("a", has_text=re.compile(rf"^\s*{re.escape(words)}\s*$")).first
        href = link.get_attribute("href")
        self.press(f"a[href='{href}']")

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def read(self) -> str:
        return self.page.inner_text("main")


def recorded(database: Database, subject: str) -> list[str]:
    """What the record says was done to `subject`, in order."""
    with database.read() as session:
        return list(
            session.exec(
                select(AuditEntry.action)
                .where(AuditEntry.subject == subject)
                .order_by(col(AuditEntry.seq))
            )
        )


def newest_absence(database: Database) -> Absence:
    with database.read() as session:
        return session.exec(select(Absence).order_by(col(Absence.id).desc()).limit(1)).one()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_absence_is_previewed_recorded_and_ended_early(
    open_tab: Callable[..., Tab],
    database: Database,
    council: Council,
    today: datetime,
    script: bool,
):
    hands = Hands(open_tab(script=script))
    hands.sign_in()
    hands.go("Absences")
    hands.go("Record an absence")
    day = today.astimezone(LONDON).date()
    contact = f"01632 960123 {MARKUP}"

    hands.choose("#officer_id", AWAY)
    tab_to(hands.tab, "#kind")
    hands.page.keyboard.press("Space")
    hands.write_day("#starts", day - timedelta(days=1))
    hands.write_day("#ends", day + timedelta(days=5))
    hands.write("#ends_time", "09.30")
    hands.choose("#cover_id", COVER)
    hands.write("#emergency_contact", contact)
    hands.choose("#template_id", "Annual leave / Gwyliau")
    hands.press("button[value=preview]")
    preview = hands.page.inner_text("section[aria-labelledby=preview]")
    previewed = newest_absence(database)
    hands.press("button[value=save]")
    begun = newest_absence(database)
    hands.press("form[action$='/end'] button")
    hands.press("form[action$='/message-down'] button")
    over = newest_absence(database)

    for said in (COVER, contact, "YouTube (@porthaven-events)", "Cyngor Porthafan"):
        assert said in preview
    assert previewed.id == max(council.absences.values())
    assert (begun.officer_id, begun.cover_id) == (council.free, council.colleague)
    assert begun.kind is AbsenceKind.LEAVE
    assert begun.emergency_contact == contact
    for message in (begun.message_en, begun.message_cy):
        assert " ".join(message.split()) in " ".join(preview.split())
    assert begun.starts_at.astimezone(LONDON) == midnight(day - timedelta(days=1))
    assert begun.ends_at.astimezone(LONDON).strftime("%H:%M") == "09:30"
    assert over.id == begun.id
    assert today <= over.ends_at < begun.ends_at
    assert recorded(database, f"absence:{begun.id}") == [
        "absence.recorded",
        "absence.ended",
        "absence.message_taken_down",
    ]
    assert "Over" in hands.read()
    assert hands.tab.complaints == []


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def test_a_template_is_changed_in_both_languages_and_becomes_the_next_version(
    open_tab: Callable[..., Tab], database: Database, council: Council
):
    hands = Hands(open_tab(script=False))
    hands.sign_in()
    hands.go("Out of office")
    name = "Annual leave / Gwyliau blynyddol"
    hands.go(name)
    hands.go("Change the texts")
    before = template(database, name)

    hands.add("#text_en", " Thank you.")
    hands.add("#text_cy", f" Diolch. {MARKUP}")
    hands.press("button[value=preview]")
    preview = hands.page.inner_text("section[aria-labelledby=preview]")
    previewed = template(database, name)
    hands.press("button[value=save]")
    shown = hands.read()
    hands.go("All out-of-office messages")
    row = hands.page.locator(".govuk-summary-list__row", has_text=name).inner_text()
    after = template(database, name)

    assert "Nothing is saved yet." in preview
    for said in ("Thank you.", f"Diolch. {MARKUP}"):
        assert said in preview
        assert said in shown
    assert (before.version, previewed.version, after.version) == (1, 1, 2)
    assert after.text_en == f"{before.text_en} Thank you."
    assert after.text_cy == f"{before.text_cy} Diolch. {MARKUP}"
    assert "Version 2" in row
    assert recorded(database, f"out_of_office_template:{after.id}") == [
        "out_of_office_template.saved"
    ]


def template(database: Database, name: str) -> OutOfOfficeTemplate:
    with database.read() as session:
        return session.exec(
            select(OutOfOfficeTemplate).where(OutOfOfficeTemplate.name == name)
        ).one()


def test_an_account_joins_the_register_and_its_entry_is_changed(
    open_tab: Callable[..., Tab], database: Database, council: Council, today: datetime
):
    hands = Hands(open_tab())
    hands.sign_in()
    hands.go("Accounts")
    hands.go("Add an account that is not connected")
    review = today.astimezone(LONDON).date() + timedelta(days=200)

    hands.choose("#platform", "Mastodon")
    hands.write("#handle", f"@porthaven {MARKUP}")
    hands.write("#status_reason", "It offers no way to read comments.")
    hands.choose("#owner_id", AWAY)
    hands.choose("#deputy_id", COVER)
    hands.write("#purpose", LONG)
    hands.write("#directorate", "Events")
    hands.write_day("#review_on", review)
    hands.press("main form button")
    added = hands.read()
    hands.go("Change the entry")
    hands.write("#purpose", "News of events.")
    hands.press("main form button")
    with database.read() as session:
        account = session.exec(select(Account).where(Account.platform == "mastodon")).one()

    assert LONG in added
    assert "It offers no way to read comments." in added
    assert "News of events." in hands.read()
    assert account.handle == f"@porthaven {MARKUP}"
    assert account.status is AccountStatus.NOT_CONNECTED
    assert (account.owner_id, account.deputy_id) == (council.free, council.colleague)
    assert (account.purpose, account.directorate) == ("News of events.", "Events")
    assert account.review_on == review
    assert recorded(database, f"account:{account.id}") == ["account.added", "account.changed"]
    assert hands.tab.complaints == []


def test_a_month_s_report_is_read_and_taken_away_in_both_languages(
    open_tab: Callable[..., Tab], database: Database, council: Council, tmp_path: Path
):
    tab = open_tab(width=390)
    hands = Hands(tab)
    hands.sign_in()
    tab.open("/reports")
    hands.press(f"a[href='/reports/{council.month}']")
    scrolled = scroll_a_wide_table(hands)
    taken = {}
    for file in ("en.html", "cy.html", "cy.pdf", "figures.json"):
        tab_to(tab, f"a[href='/reports/{council.month}/{file}']", most=200)
        with hands.page.expect_download() as download:
            hands.page.keyboard.press("Enter")
        taken[file] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[file])
    complaints = list(tab.complaints)
    hands.page.goto(taken["en.html"].as_uri())
    wrong = wrong_with(tab, language="en-GB")
    hands.press(f"a[href='{taken['cy.html'].name}']")
    wrong += wrong_with(tab, language="cy")

    assert scrolled
    assert wrong == []
    assert complaints == []
    assert hands.page.url == taken["cy.html"].as_uri()
    assert taken["cy.pdf"].read_bytes().startswith(b"%PDF-")
    month = json.loads(taken["figures.json"].read_text())
    assert council.month in str(month)
    assert recorded(database, f"report:{council.month}") == [
        "report.read",
        *["report.exported"] * 4,
    ]


def scroll_a_wide_table(hands: Hands) -> bool:
    """Tab to the first table wider than the screen; say whether the arrow keys move it."""
    caption = hands.page.evaluate(
        """() => [...document.querySelectorAll('.report-scroll')]
        .find(one => one.scrollWidth > one.clientWidth).getAttribute('aria-labelledby')"""
    )
    tab_to(hands.tab, f"[aria-labelledby='{caption}']")
    hands.page.keyboard.press("ArrowRight")
    moved = hands.page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    return bool(moved.json_value())


def test_the_record_is_verified_against_what_was_noted_until_somebody_changes_it(
    open_tab: Callable[..., Tab], database: Database, council: Council
):
    tab = open_tab()
    hands = Hands(tab)
    hands.sign_in()
    hands.go("Audit record")
    hands.press("form[action='/audit/verify'] button")
    said = dict(
        zip(
            hands.page.locator("main dt").all_inner_texts(),
            hands.page.locator("main dd").all_inner_texts(),
            strict=True,
        )
    )
    hands.go("Back to the audit record")
    hands.write("#last_seq", said["Last number"])
    hands.write("#last_hash", said["Last hash"])
    hands.press("form[action='/audit/verify'] button")
    second = hands.read()
    rewrite_entry(database, 7)
    hands.go("Back to the audit record")
    hands.press("form[action='/audit/verify'] button")
    third = hands.read()

    with database.read() as session:
        checks = session.exec(
            select(AuditEntry)
            .where(AuditEntry.action == "audit.verified")
            .order_by(col(AuditEntry.seq))
        ).all()
        noted = session.get_one(AuditEntry, int(said["Last number"]))
    assert noted.hash == said["Last hash"]
    assert f"number {noted.seq}, is among them unchanged" in second
    assert "stops holding at entry 7: its content was changed" in third
    assert [(one.actor, one.details) for one in checks] == [
        (f"officer:{council.me}", {"whole": True, "entries": noted.seq}),
        (f"officer:{council.me}", {"whole": True, "entries": noted.seq + 1}),
        (f"officer:{council.me}", {"whole": False, "entries": 6}),
    ]
    assert tab.complaints == []


def rewrite_entry(database: Database, number: int) -> None:
    """Change an entry as somebody who owns the database could, its guards taken off."""
    name = "audit_entry_keeps_update" if database.is_sqlite else "audit_entry_keeps ON audit_entry"
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(
            text("UPDATE audit_entry SET actor = 'nobody' WHERE seq = :number"), {"number": number}
        )
