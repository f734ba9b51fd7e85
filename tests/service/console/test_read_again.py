"""Re-checks as officers see them: on the case, in its history, and on the home page."""

from datetime import timedelta

import pytest
from sqlmodel import select

from moderation import rechecks
from moderation.models import Case, CaseStatus, Recheck, RecheckState, Role, Takedown, TakedownState
from moderation.vocabulary import Category
from tests import factories
from tests.service.console.deciding import HIDE, form_of


@pytest.fixture
def case_id(officer, database, now):
    """A case whose comment was hidden, verified, and is to be read again."""
    with database.write() as session:
        factories.house_rule(session, now=now)
        account = factories.account(session, now=now, name="Porthaven Libraries")
        comment = factories.comment(session, account, now=now)
        case_id = factories.case(session, comment, Category.ABUSE, now=now).id
    officer.send(form_of(officer, case_id), **HIDE)
    with database.write() as session:
        case = session.get_one(Case, case_id)
        case.status, case.waiting = CaseStatus.VERIFIED, False
        takedown = session.exec(select(Takedown)).one()
        takedown.state = TakedownState.VERIFIED
        takedown.sent_at = takedown.finished_at = now
        session.add_all([case, takedown])
        rechecks.plan(session, takedown, now=now)
    return case_id


def find(database, state, now, number=0):
    with database.write() as session:
        row = session.exec(select(Recheck).order_by(Recheck.due_at)).all()[number]
        row.state, row.done_at = state, now
        session.add(row)
        if state is RecheckState.REAPPEARED:
            case = session.get_one(Case, row.case_id)
            rechecks.bring_back(case, now=now)
            session.add(case)


def shown(browser, case_id):
    page = browser.page(f"/cases/{case_id}")
    told = [e.text for e in page.with_class("app-timeline__text")]
    return [step.text for step in page.with_class("app-steps__step")], told


def test_the_case_says_when_it_is_read_again_and_then_what_was_found(
    officer, case_id, database, now
):
    steps, _told = shown(officer, case_id)
    assert steps[-2].startswith("To be read again after 24 hours")
    assert steps[-1].startswith("To be read again after 7 days")

    find(database, RecheckState.STILL_GONE, now + timedelta(days=1))
    steps, told = shown(officer, case_id)
    said = "Facebook was read again after 24 hours: it is still gone."
    assert steps[-2].startswith(said)
    assert told[-1] == said


def test_what_reappeared_says_so_on_the_case_and_on_the_home_page(
    officer, case_id, database, now, hands
):
    assert "Visible again" not in officer.page("/").one("main").text
    hands.move(timedelta(minutes=5))
    find(database, RecheckState.REAPPEARED, hands.now)

    home = officer.page("/").one("main")
    assert "Visible again after it was taken down" in home.text
    assert home.one("a", href=f"/cases/{case_id}")
    _steps, told = shown(officer, case_id)
    assert told[-1] == (
        "Facebook was read again after 24 hours: it is visible again, so the case was opened again."
    )
    assert "It is visible again on the platform" in officer.page(f"/cases/{case_id}").text

    hands.move(timedelta(minutes=1))
    officer.send(form_of(officer, case_id), **HIDE)
    assert "Visible again" not in officer.page("/").one("main").text


def test_what_cannot_be_read_says_so(officer, case_id, database, now):
    find(database, RecheckState.CANNOT_TELL, now)
    find(database, RecheckState.UNREAD, now, number=1)

    told = " ".join(shown(officer, case_id)[1])
    assert "Facebook gives no way to read it, so look at it there." in told
    assert "It could not be read again on Facebook for a month" in told


def test_a_re_check_that_a_later_decision_made_needless_is_silent(officer, case_id, database, now):
    before = shown(officer, case_id)
    find(database, RecheckState.SUPERSEDED, now)

    steps, told = shown(officer, case_id)
    assert told == before[1]
    assert len(steps) == len(before[0]) - 1


def test_both_pages_keep_their_promises_in_welsh(officer, case_id, database, hands, sign_in):
    hands.move(timedelta(minutes=5))
    find(database, RecheckState.REAPPEARED, hands.now)

    for path in ("/", f"/cases/{case_id}"):
        page = officer.page(f"{path}?lang=cy", language="cy")
        assert "weld eto" in page.one("main").text
    admin = sign_in(Role.ADMIN).page("/")
    assert not admin.one("main").all("a", href=f"/cases/{case_id}")
