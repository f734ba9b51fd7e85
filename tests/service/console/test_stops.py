"""The emergency stop's own page, and its notice on every other."""

import pytest
from sqlmodel import select

from moderation import stops
from moderation.models import Account, AccountStatus, EmergencyStop, Role
from moderation.vocabulary import Category
from tests import factories
from tests.service.console import pages


@pytest.fixture
def account(database, now):
    with database.write() as session:
        return factories.account(session, now=now, name="Porthaven Libraries").id


@pytest.fixture
def lead(sign_in):
    return sign_in(Role.LEAD)


def stop(database):
    with database.read() as session:
        return session.exec(select(EmergencyStop)).one()


def ask(browser, scope, reason="The account is taken over."):
    return browser.post("/stops", {"scope": str(scope), "reason": reason})


def told(browser, path="/"):
    """What the notice on a page says; "" where there is none."""
    page = browser.page(path)
    found = page.all("h2", id="stop-title")
    return page.with_class("govuk-notification-banner")[0].text if found else ""


def form_to(page, path):
    return page.all("form", action=path)


def test_two_officers_set_a_stop_and_every_page_says_so_until_two_lift_it(
    officer, lead, sign_in, account, database, now
):
    with database.write() as session:
        held = session.get_one(Account, account)
        case = factories.case(
            session, factories.comment(session, held, now=now), Category.ABUSE, now=now
        ).id
    page = officer.page("/stops")
    assert (
        officer.send(
            page.one("form", action="/stops"), scope=str(account), reason="Taken over."
        ).status_code
        == 303
    )
    assert told(officer) == ""
    number = stop(database).id
    # Who asked is offered no button to confirm it with.
    assert not form_to(officer.page("/stops"), f"/stops/{number}/confirm")

    confirm = lead.page("/stops").one("form", action=f"/stops/{number}/confirm")
    assert lead.send(confirm).status_code == 303

    auditor = sign_in(Role.AUDITOR)
    for browser, path in [
        (officer, "/"), (officer, "/queue"), (officer, f"/cases/{case}"), (lead, "/accounts"),
        (auditor, "/audit"), (auditor, "/stops"),
    ]:  # fmt: skip
        said = told(browser, path)
        assert "Facebook: Porthaven Libraries: nothing goes out, since" in said, path
        assert "Polling goes on." in said
    assert "Mae'r gwaith casglu sylwadau'n parhau." in (
        officer.page("/?lang=cy", language="cy").with_class("govuk-notification-banner")[0].text
    )
    officer.page("/?lang=en")

    lifting = officer.page(f"/stops/{number}/lift").one("form", action=f"/stops/{number}/lift")
    assert officer.send(lifting, reason="It is ours again.").status_code == 303
    assert told(officer) != ""
    assert not form_to(officer.page("/stops"), f"/stops/{number}/lifted")
    lifted = lead.page("/stops").one("form", action=f"/stops/{number}/lifted")
    assert lead.send(lifted).status_code == 303
    assert told(officer) == ""
    assert "It is ours again." in officer.page("/stops").one("main").text


def test_nobody_confirms_their_own_stop_by_its_address(officer, account, database):
    ask(officer, account)

    answer = officer.post(f"/stops/{stop(database).id}/confirm")

    assert answer.status_code == 409
    assert "Somebody else must confirm it." in pages.check(answer.text).one("main").text
    assert not stop(database).in_force


@pytest.mark.parametrize(
    ("scope", "reason", "message"),
    [
        ("", "x", "Choose what to stop: one account, or all."),
        ("987654", "x", "Not a valid choice."),
        ("all", "  ", "Give the reason for the emergency stop, or for lifting it."),
        ("all", "x" * 2001, "Shorten the reason for the emergency stop to 2,000 characters."),
    ],
)
def test_a_stop_that_lacks_something_says_what(officer, database, scope, reason, message):
    answer = ask(officer, scope, reason)

    assert answer.status_code == 422
    assert message in pages.check(answer.text).one("main").text
    with database.read() as session:
        assert session.exec(select(EmergencyStop)).all() == []


def test_a_second_stop_on_the_same_says_that_one_is_there(officer, lead, database):
    ask(officer, "all")

    answer = ask(lead, "all", "Me too.")

    assert answer.status_code == 409
    page = pages.check(answer.text)
    assert "asked for or in force there already" in page.one("main").text
    assert page.one("textarea").text == "Me too."


def test_an_account_that_is_not_connected_has_nothing_to_stop(officer, database, now):
    with database.write() as session:
        status = AccountStatus.NOT_CONNECTED
        factories.account(session, now=now, name="A school", status=status)

    assert "A school" not in officer.page("/stops").one("select").text


def test_the_sign_in_page_tells_a_stranger_of_no_stop(officer, lead, stranger, database):
    ask(officer, "all")
    lead.post(f"/stops/{stop(database).id}/confirm")

    assert "mergency stop" not in stranger.get("/sign-in").text
    assert "mergency stop" in officer.get("/nothing").text


def test_what_is_asked_for_can_be_withdrawn(officer, lead, database):
    ask(officer, "all")
    number = stop(database).id
    withdraw = officer.page("/stops").one("form", action=f"/stops/{number}/withdraw")

    assert officer.send(withdraw).status_code == 303
    assert lead.post(f"/stops/{number}/confirm").status_code == 409
    assert told(officer) == ""


def test_who_may_only_read_sees_the_stop_and_no_button(officer, lead, sign_in, database):
    ask(officer, "all", "A <b>reason</b>")
    lead.post(f"/stops/{stop(database).id}/confirm")

    page = sign_in(Role.AUDITOR).page("/stops")

    assert "A <b>reason</b>" in page.one("main").text
    assert not page.one("main").all("form")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_pages_keep_their_promises_in_both_languages(officer, lead, database, language):
    ask(officer, "all")
    lead.post(f"/stops/{stop(database).id}/confirm")

    for path in ("/stops", f"/stops/{stop(database).id}/lift"):
        officer.page(f"{path}?lang={language}", language=language)


def test_stops_are_what_the_rules_say(officer, lead, account, database):
    ask(officer, account)
    lead.post(f"/stops/{stop(database).id}/confirm")

    with database.read() as session:
        assert stops.stops(session, account)
        assert not stops.stops(session, account + 1)
