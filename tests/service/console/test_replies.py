"""Writing a reply on the case page: look at it once more, send, and what the case says of it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from moderation.models import (
    Account,
    AccountStatus,
    AuditEntry,
    Comment,
    Decision,
    FactRecord,
    Incident,
    Outcome,
    Reply,
    ReplyKind,
    ReplyState,
    Role,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service.incidents import open_incident
from tests import factories
from tests.service.console import pages
from tests.service.console.deciding import HIDE, all_of, form_of

TEXT = "Your bin is collected on Friday."


@pytest.fixture
def make_case(database, now):
    def make(platform="facebook", status=AccountStatus.ACTIVE, **given):
        with database.write() as session:
            if not session.exec(select(factories.HouseRule)).first():
                factories.house_rule(session, now=now)
            account = factories.account(session, now=now, platform=platform, status=status)
            number = {"platform_id": "123_456"} if platform == "facebook" else {}
            comment = factories.comment(session, account, now=now, **{**number, **given})
            return factories.case(session, comment, Category.ABUSE, now=now).id

    return make


@pytest.fixture
def case_id(make_case):
    return make_case()


def page_form(browser, case_id, kind="reply"):
    address = f"/cases/{case_id}/reply/{kind}"
    return browser.page(address).one("form", action=address)


def confirm(browser, answer, **typed):
    [form] = [
        f for f in pages.check(answer.text).all("form") if "/reply/" in f.attributes["action"]
    ]
    return browser.send(form, **{"confirmed": "yes", **typed})


def panel(browser, case_id):
    return browser.page(f"/cases/{case_id}").one("section", aria_labelledby="reply-title")


def history(browser, case_id, part="app-timeline__text"):
    page = browser.page(f"/cases/{case_id}")
    return " ".join(" ".join(e.text for e in page.with_class(part)).split())


def hidden(browser, case_id, database, now):
    """Decide to hide it, and let that be carried out."""
    assert browser.send(form_of(browser, case_id), **HIDE).status_code == 303
    with database.write() as session:
        takedown = session.exec(select(Takedown)).one()
        takedown.state, takedown.finished_at = TakedownState.VERIFIED, now
        session.add(takedown)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD])
def test_a_reply_is_looked_at_once_more_then_sent_and_the_history_has_its_words(
    sign_in, case_id, database, told, role
):
    browser = sign_in(role)
    assert panel(browser, case_id).one("a", href=f"/cases/{case_id}/reply/reply")
    asked = browser.send(page_form(browser, case_id), text_en=TEXT)
    assert asked.status_code == 200
    page = pages.check(asked.text)
    assert "32 of 8000 characters" in page.one("main").text
    assert all_of(database, Reply) == [], "nothing is sent before it is confirmed"

    assert confirm(browser, asked).status_code == 303
    assert confirm(browser, asked).status_code == 303, "a double click"
    [reply] = all_of(database, Reply)
    assert (reply.text, reply.languages, reply.state) == (TEXT, "en", ReplyState.PENDING)
    assert told == [("reply.due", {"reply_id": reply.id})]
    assert "It is about to be sent to Facebook." in panel(browser, case_id).text
    assert "sent a reply." in history(browser, case_id)
    assert TEXT in history(browser, case_id, "app-timeline__event")


def test_going_back_keeps_what_was_typed(officer, case_id, database):
    asked = officer.send(page_form(officer, case_id), text_en=TEXT, text_cy="Dydd Gwener.")
    back = confirm(officer, asked, confirmed="no", change="yes")

    areas = {
        a.attributes["name"]: a.raw_text.strip() for a in pages.check(back.text).all("textarea")
    }
    assert areas == {"text_cy": "Dydd Gwener.", "text_en": TEXT}
    sent = confirm(officer, asked)
    assert sent.status_code == 303
    assert all_of(database, Reply)[0].text == f"Dydd Gwener.\n\n{TEXT}"


@pytest.mark.parametrize(
    ("language", "typed", "field"),
    [
        ("en", {}, "text_en"),
        ("en", {"text_en": "x" * 8001}, "text_en"),
        ("en", {"text_en": "x" * 10_001}, "text_en"),
        ("cy", {"text_en": TEXT}, "text_cy"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_draft_is_kept(
    officer, make_case, database, language, typed, field
):
    case_id = make_case(language=language)
    answer = officer.send(page_form(officer, case_id), **typed)

    assert answer.status_code == 422
    page = pages.check(answer.text)
    summary = page.with_class("govuk-error-summary")[0]
    assert f"#{field}" in [a.attributes["href"] for a in summary.all("a")]
    assert typed.get("text_en", "") in [a.raw_text.strip() for a in page.all("textarea")]
    assert all_of(database, Reply) == []


def test_what_changed_meanwhile_is_said_and_the_draft_is_kept(officer, case_id, database):
    asked = officer.send(page_form(officer, case_id), text_en=TEXT)
    with database.write() as session:
        comment = session.exec(select(Comment)).one()
        comment.version = 2
        session.add(comment)
    answer = confirm(officer, asked)

    assert (answer.status_code, TEXT in answer.text) == (409, True)
    assert all_of(database, Reply) == []


def test_a_correction_carries_its_fact_its_source_and_its_last_day(officer, case_id, database, now):
    with database.write() as session:
        for days, statement in ((-1, "An old one."), (9, "Bins go on Friday.")):
            expires_on = now.date() + timedelta(days=days)
            session.add(
                FactRecord(
                    statement=statement, source="Waste team", expires_on=expires_on, created_at=now
                )
            )
    form = page_form(officer, case_id, "correction")
    assert [o.text for o in form.one("select", name="fact").all("option")] == [
        "Choose one",
        "Bins go on Friday.",
    ]
    assert officer.send(form, text_en="Hello.").status_code == 422
    typed = {"text_en": "Hello.", "text_cy": "Helo."}
    assert officer.send(form, fact="1", **typed).status_code == 422, "it has expired"
    assert confirm(officer, officer.send(form, fact="2", **typed)).status_code == 303

    [reply] = all_of(database, Reply)
    assert reply.text == (
        "Helo. Ffynhonnell: Waste team. Yn wir hyd 25 Tachwedd 2026.\n\n"
        "Hello. Bins go on Friday. Source: Waste team. True until 25 November 2026."
    )


def test_a_notice_says_what_was_done_the_rule_and_the_appeal_in_both_languages(
    make_app, sign_in, settings, case_id, database, now
):
    app = make_app(settings=settings.model_copy(update={"appeals_contact": "appeal.example"}))
    officer = sign_in(Role.OFFICER, into=app)
    assert officer.get(f"/cases/{case_id}/reply/notice").status_code == 409, "nothing is decided"
    hidden(officer, case_id, database, now)
    assert panel(officer, case_id).one("a", href=f"/cases/{case_id}/reply/notice")
    answer = confirm(officer, officer.send(page_form(officer, case_id, "notice")))
    assert answer.status_code == 303

    [reply] = all_of(database, Reply)
    assert (reply.kind, reply.decision_id) == (ReplyKind.NOTICE, all_of(database, Decision)[0].id)
    assert reply.text == (
        "Rydym wedi cuddio eich sylw o dan ein rheol “ABUSE yn Gymraeg”. Os ydych yn credu bod "
        f"hyn yn anghywir, gofynnwch inni edrych eto: appeal.example. Cyfeirnod {case_id}.\n\n"
        "We have hidden your comment under our house rule “ABUSE in English”. If you think this "
        f"is wrong, ask us to look again: appeal.example. Reference {case_id}."
    )
    assert not panel(officer, case_id).all("a", href=f"/cases/{case_id}/reply/notice")


def test_where_the_author_cannot_be_told_the_case_says_so_and_why(
    officer, make_case, database, now
):
    case_id = make_case("x", hints={"summoned": "false"})
    hidden(officer, case_id, database, now)
    why = "X lets the council reply only to posts that mention or quote it, and this one does not."
    assert why in panel(officer, case_id).text
    assert not panel(officer, case_id).all("a", href=f"/cases/{case_id}/reply/reply")
    page = officer.page(f"/cases/{case_id}/reply/notice")
    form = page.one("form", action=f"/cases/{case_id}/reply/could-not")
    for _ in range(2):
        assert officer.send(form).status_code == 303

    [reply] = all_of(database, Reply)
    assert reply.state is ReplyState.COULD_NOT
    assert f"Could not notify the author. {why}" in panel(officer, case_id).text
    assert "noted that the author could not be told." in history(officer, case_id)


def test_a_platform_s_refusal_is_told_in_our_words(officer, case_id, database, now):
    confirm(officer, officer.send(page_form(officer, case_id), text_en=TEXT))
    with database.write() as session:
        reply = session.exec(select(Reply)).one()
        reply.state, reply.finished_at = ReplyState.NEEDS_PERSON, now + timedelta(minutes=1)
        reply.detail = "PermissionMissing Graph API error 200 (trace Axyz): odd words"
        session.add(reply)

    for text in (panel(officer, case_id).text, history(officer, case_id)):
        assert "It needs a person. Our sign-in lacks a permission" in text
        assert "odd words" not in text


@pytest.mark.parametrize("role", [Role.OWNER, Role.AUDITOR])
def test_others_read_what_was_said_and_are_offered_nothing(
    sign_in, officer, case_id, database, now, role
):
    confirm(officer, officer.send(page_form(officer, case_id), text_en=TEXT))
    with database.write() as session:
        account = session.exec(select(Account)).one()
        other = factories.officer(session, role, now=now)
        account.owner_id = other.id
        session.add(account)
    browser = sign_in(officer=other)

    assert not [a for a in panel(browser, case_id).all("a") if "/reply/" in a.attributes["href"]]
    assert browser.get(f"/cases/{case_id}/reply/reply").status_code == 403
    assert browser.post(f"/cases/{case_id}/reply/reply", {"text_en": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"status": AccountStatus.NOT_CONNECTED}, "The account is not connected"),
        ({"platform": "tiktok"}, "This platform is not connected to the service."),
        ({"own": True}, "The council wrote this itself."),
        ({"hints": {"can_comment": "false"}}, "Comments are closed there"),
    ],
)
def test_where_the_council_cannot_reply_the_case_says_why(officer, make_case, given, why):
    assert why in panel(officer, make_case(**given)).text


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", ["reply", "correction", "notice"])
def test_the_pages_keep_their_promises_in_both_languages(
    officer, case_id, database, now, kind, language
):
    hidden(officer, case_id, database, now)
    page = officer.page(f"/cases/{case_id}/reply/{kind}?lang={language}", language=language)
    if kind != "correction":
        asked = officer.send(page.one("form", action=f"/cases/{case_id}/reply/{kind}"), text_en="A")
        pages.check(asked.text, language=language)
    assert all_of(database, Decision)[0].outcome is Outcome.HIDE


def unclear(browser, case_id, database, now):
    """Send a reply of which nobody knows whether the platform has it."""
    confirm(browser, browser.send(page_form(browser, case_id), text_en=TEXT))
    with database.write() as session:
        reply = session.exec(select(Reply)).one()
        reply.state, reply.finished_at = ReplyState.NEEDS_PERSON, now
        reply.detail = "reply_unknown:PlatformUnavailable"
        session.add(reply)
        account = session.get_one(Account, reply.account_id)
        open_incident(session, "reply", account=account, detail="reply_unknown", now=now)


@pytest.mark.parametrize(
    ("seen", "state", "said"),
    [
        ("yes", ReplyState.ACCEPTED, "An officer looked and saw it there."),
        ("no", ReplyState.FAILED, "An officer looked and did not see it there."),
    ],
)
def test_an_officer_settles_what_nobody_knows_of_a_reply(
    officer, case_id, database, now, seen, state, said
):
    unclear(officer, case_id, database, now)
    form = panel(officer, case_id).one("form")
    answer = officer.send(form, seen=seen)

    [reply] = all_of(database, Reply)
    assert answer.status_code == 303
    assert reply.state is state
    assert said in panel(officer, case_id).text
    assert [i.closed_at for i in all_of(database, Incident)] == [now]
    assert "reply.settled" in [e.action for e in all_of(database, AuditEntry)]

    assert officer.send(form, seen="no").status_code == 409
    assert [r.state for r in all_of(database, Reply)] == [state]


def test_what_was_not_there_may_be_said_again(officer, case_id, database, now):
    unclear(officer, case_id, database, now)
    officer.send(panel(officer, case_id).one("form"), seen="no")
    answer = confirm(officer, officer.send(page_form(officer, case_id), text_en=TEXT))

    assert answer.status_code == 303
    assert sorted(r.state for r in all_of(database, Reply)) == ["failed", "pending"]


@pytest.mark.parametrize("given", [{"reply_id": "999"}, {"reply_id": "x"}, {"seen": "perhaps"}])
def test_a_reply_of_another_case_or_no_answer_settles_nothing(
    officer, case_id, database, now, given
):
    unclear(officer, case_id, database, now)
    answer = officer.send(panel(officer, case_id).one("form"), **{"seen": "yes", **given})

    assert answer.status_code == 404
    assert [r.state for r in all_of(database, Reply)] == [ReplyState.NEEDS_PERSON]
