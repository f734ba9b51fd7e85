from threading import Barrier, Thread

import pytest

from moderation import audit
from moderation.models import AuditEntry, Case, CaseStatus, Decision, Outcome, Role, Takedown
from moderation.vocabulary import Category
from tests import factories
from tests.service.console import pages
from tests.service.console.conftest import Browser
from tests.service.console.deciding import HIDE, all_of, form_of


def test_hiding_a_comment_records_the_decision_and_puts_the_takedown_in_the_queue(
    officer, case_id, database, told
):
    answer = officer.send(form_of(officer, case_id), **HIDE)

    assert answer.status_code == 303
    [decision] = all_of(database, Decision)
    assert (decision.outcome, decision.verb) == (Outcome.HIDE, "hide")
    assert decision.reason == "It insults our staff."
    [takedown] = all_of(database, Takedown)
    assert told == [("takedown.due", {"takedown_id": takedown.id})]
    assert all_of(database, Case)[0].status is CaseStatus.EXECUTING


def test_a_decision_is_in_the_audit_record_in_the_same_transaction(officer, case_id, database):
    officer.send(form_of(officer, case_id), **HIDE)

    with database.read() as session:
        assert audit.verify(session).whole
    actions = [entry.action for entry in all_of(database, AuditEntry)]
    assert "case.decided" in actions


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "action"),
        ({"action": "verb:hide", "proportionality": "So."}, "reason"),
        ({"action": "verb:hide", "reason": "So."}, "proportionality"),
        (
            {"action": "verb:hide", "reason": "So.", "proportionality": "So.", "house_rule": ""},
            "house_rule",
        ),
        ({"action": "verb:hide", "reason": "x" * 2001, "proportionality": "So."}, "reason"),
        ({"action": "no_action", "reason": "So."}, "no_action_reason"),
        (
            {"action": "no_action", "reason": "So.", "no_action_reason": "MADE-UP"},
            "no_action_reason",
        ),
        ({"action": "escalate", "reason": "So."}, "referred_to"),
        ({"action": "restrict_author", "reason": "So."}, "proportionality"),
        ({"action": "verb:explode", "reason": "So."}, "action"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_decided(
    officer, case_id, database, typed, field
):
    answer = officer.send(form_of(officer, case_id), **typed)

    assert answer.status_code == 422
    page = pages.check(answer.text)
    summary = page.with_class("govuk-error-summary")[0]
    assert f"#{field}" in [a.attributes["href"] for a in summary.all("a")]
    assert page.one("title").text.startswith("Error:")
    assert all_of(database, Decision) == []


def test_everything_missing_is_told_at_once(officer, case_id):
    answer = officer.send(form_of(officer, case_id), action="verb:hide", house_rule="")

    links = [
        a.attributes["href"]
        for a in pages.check(answer.text).with_class("govuk-error-summary")[0].all("a")
    ]
    assert links == ["#house_rule", "#proportionality", "#reason"]


def test_a_refused_form_keeps_what_was_typed(officer, case_id):
    typed = 'He said "no" & <b>meant</b> it'

    answer = officer.send(
        form_of(officer, case_id), action="verb:hide", house_rule="", reason=typed
    )

    page = pages.check(answer.text)
    assert page.one("textarea", name="reason").raw_text.strip() == typed
    assert "checked" in page.one("input", name="action", value="verb:hide").attributes


def test_the_house_rule_of_the_strongest_flag_is_offered_first(officer, case_id):
    chosen = form_of(officer, case_id).one("select", name="house_rule")

    selected = [o.attributes["value"] for o in chosen.all("option") if "selected" in o.attributes]
    assert selected == ["ABUSE"]


def test_of_two_officers_who_decide_one_wins_and_the_other_keeps_what_they_typed(
    sign_in, case_id, database
):
    first, second = sign_in(Role.OFFICER), sign_in(Role.OFFICER)
    form_of_first, form_of_second = form_of(first, case_id), form_of(second, case_id)

    won = first.send(form_of_first, action="no_action", no_action_reason="OPINION", reason="Fine.")
    lost = second.send(form_of_second, **{**HIDE, "reason": "All that I typed."})

    assert won.status_code == 303
    assert lost.status_code == 409
    page = pages.check(lost.text)
    assert "Another officer has acted on this case" in page.one("main").text
    assert page.one("textarea", name="reason").raw_text.strip() == "All that I typed."
    assert [d.outcome for d in all_of(database, Decision)] == [Outcome.NO_ACTION]


def test_of_two_decisions_in_the_same_instant_one_is_made(sign_in, case_id, database):
    browsers = [sign_in(Role.OFFICER), sign_in(Role.OFFICER)]
    forms = [form_of(browser, case_id) for browser in browsers]
    together, answers = Barrier(2), []

    def press(browser: Browser, form: pages.Element) -> None:
        together.wait()
        answers.append(browser.send(form, **HIDE).status_code)

    threads = [Thread(target=press, args=pair) for pair in zip(browsers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 409]
    assert len(all_of(database, Decision)) == len(all_of(database, Takedown)) == 1


def test_the_officer_who_lost_can_decide_again_from_the_page_they_get(sign_in, case_id, database):
    first, second = sign_in(Role.OFFICER), sign_in(Role.OFFICER)
    form_of_second = form_of(second, case_id)
    first.send(
        form_of(first, case_id), action="no_action", no_action_reason="OPINION", reason="Fine."
    )

    lost = second.send(form_of_second, **HIDE)
    again = second.send(pages.check(lost.text).one("form", data_decision=""))

    assert again.status_code == 303
    assert [d.outcome for d in all_of(database, Decision)] == [Outcome.NO_ACTION, Outcome.HIDE]


def test_a_comment_edited_meanwhile_is_read_again_before_it_is_decided(
    officer, case_id, database, now
):
    form = form_of(officer, case_id)
    with database.write() as session:
        case = session.get_one(Case, case_id)
        from moderation.models import Comment

        comment = session.get_one(Comment, case.comment_id)
        comment.text, comment.version = "Sorry, I take it back", 2
        session.add(comment)

    answer = officer.send(form, **HIDE)

    assert answer.status_code == 409
    page = pages.check(answer.text)
    assert "was edited since you opened it" in page.one("main").text
    assert "Sorry, I take it back" in page.one("main").text
    assert page.one("textarea", name="reason").raw_text.strip() == HIDE["reason"]


def test_a_double_click_is_one_decision(officer, case_id, database):
    form = form_of(officer, case_id)

    answers = [officer.send(form, **HIDE), officer.send(form, **HIDE)]

    assert [a.status_code for a in answers] == [303, 303]
    assert len(all_of(database, Decision)) == 1
    assert len(all_of(database, Takedown)) == 1


def test_a_token_of_one_case_decides_nothing_on_another(officer, case_id, database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now)
        other = factories.case(session, comment, Category.ABUSE, now=now).id
    form = form_of(officer, case_id)
    officer.send(form, **HIDE)
    token = form.one("input", name="token").attributes["value"]

    answer = officer.send(form_of(officer, other), **HIDE, token=token)

    assert answer.status_code == 303
    assert sorted(d.case_id for d in all_of(database, Decision)) == sorted([case_id, other])


def test_what_cannot_be_undone_is_asked_once_more_with_all_that_was_typed(
    officer, case_id, database
):
    form = form_of(officer, case_id)
    delete = {**HIDE, "action": "verb:delete"}

    asked = officer.send(form, **delete)

    assert asked.status_code == 200
    assert all_of(database, Decision) == []
    page = pages.check(asked.text)
    assert page.one("h1").text == "This cannot be undone"
    confirm = page.one("form", action=f"/cases/{case_id}/decision")
    assert officer.send(confirm, confirmed="yes").status_code == 303
    [decision] = all_of(database, Decision)
    assert (decision.verb, decision.reason) == ("delete", HIDE["reason"])


def test_going_back_from_the_question_keeps_what_was_typed(officer, case_id, database):
    asked = officer.send(form_of(officer, case_id), **{**HIDE, "action": "verb:delete"})
    confirm = pages.check(asked.text).one("form", action=f"/cases/{case_id}/decision")

    back = officer.send(confirm, change="yes")

    page = pages.check(back.text)
    assert page.one("textarea", name="reason").raw_text.strip() == HIDE["reason"]
    assert "checked" in page.one("input", name="action", value="verb:delete").attributes
    assert all_of(database, Decision) == []


def test_the_page_says_before_the_choice_what_can_be_undone(officer, case_id):
    hints = [h.text for h in form_of(officer, case_id).with_class("govuk-radios__hint")]

    assert hints[0].startswith("You can undo this. On Facebook, the author and their friends")
    assert hints[1].startswith("This cannot be undone.")


def test_after_a_decision_the_next_case_opens_where_the_officer_asked_for_it(
    officer, case_id, database, now
):
    with database.write() as session:
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now)
        other = factories.case(session, comment, Category.SPAM, now=now).id

    answer = officer.send(form_of(officer, case_id), **HIDE, then="next")

    assert answer.headers["Location"] == f"/cases/{other}"
