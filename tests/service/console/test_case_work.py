"""Undoing, assigning and noting: what happens to a case beside its decision."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from moderation.cases import assign
from moderation.models import Case, CaseStatus, Decision, Note, Outcome, Role, Takedown
from service.database import Database
from tests import factories
from tests.service.console import pages
from tests.service.console.deciding import HIDE, all_of, form_of


def test_undo_takes_two_clicks_and_a_reason(officer, case_id, database, now, told):
    officer.send(form_of(officer, case_id), **HIDE)
    verified(database, case_id, now)
    case_page = officer.page(f"/cases/{case_id}")
    link = next(a for a in case_page.all("a") if a.text == "Undo this decision")

    page = officer.page(link.attributes["href"])
    form = page.one("form", action=f"/cases/{case_id}/undo")
    refused = officer.send(form)
    done = officer.send(form, reason="It was fair criticism.")

    assert refused.status_code == 422
    assert done.status_code == 303
    assert [d.outcome for d in all_of(database, Decision)] == [Outcome.HIDE, Outcome.RESTORE]
    assert len(told) == 2


def test_what_was_not_taken_down_cannot_be_undone(officer, case_id):
    answer = officer.get(f"/cases/{case_id}/undo")

    assert answer.status_code == 409
    assert "no takedown here that can be undone" in pages.check(answer.text).one("main").text


def test_undo_of_a_case_that_moved_keeps_the_reason_typed(sign_in, case_id, database, now):
    first, second = sign_in(Role.OFFICER), sign_in(Role.OFFICER)
    first.send(form_of(first, case_id), **HIDE)
    verified(database, case_id, now)
    form = second.page(f"/cases/{case_id}/undo").one("form", action=f"/cases/{case_id}/undo")
    with database.write() as session:
        case = session.get_one(Case, case_id)
        case.version += 1
        session.add(case)

    answer = second.send(form, reason="All that I typed.")

    assert answer.status_code == 409
    page = pages.check(answer.text)
    assert page.one("textarea", name="reason").raw_text.strip() == "All that I typed."


def verified(database: Database, case_id: int, now: Any) -> None:
    """Say that the last takedown was carried out and checked, as the worker does."""
    from moderation.models import Comment, TakedownState

    with database.write() as session:
        case = session.get_one(Case, case_id)
        case.status = CaseStatus.VERIFIED
        case.waiting = False
        case.version += 1
        comment = session.get_one(Comment, case.comment_id)
        comment.state = "hidden"
        takedown = session.exec(select(Takedown).where(Takedown.case_id == case_id)).one()
        takedown.state = TakedownState.VERIFIED
        takedown.sent_at = takedown.finished_at = now + timedelta(minutes=1)
        for row in (case, comment, takedown):
            session.add(row)


def test_a_case_is_taken_given_and_put_back_and_all_of_it_is_recorded(
    officer, case_id, database, now
):
    with database.write() as session:
        colleague = factories.officer(session, Role.OFFICER, now=now, name="Mair Bevan")

    steps = ["me", str(colleague.id), ""]
    for step in steps:
        assert officer.post(f"/cases/{case_id}/assign", {"officer": step}).status_code == 303

    page = officer.page(f"/cases/{case_id}")
    told = " ".join(e.text for e in page.with_class("app-timeline__text"))
    assert "took the case" in told
    assert "gave the case to Mair Bevan" in told
    assert "put the case back" in told


@pytest.mark.parametrize("nobody", ["999999", "99999999999999999999"])
def test_a_case_is_not_given_to_somebody_who_is_not_there(officer, case_id, database, nobody):
    officer.post(f"/cases/{case_id}/assign", {"officer": nobody})

    assert all_of(database, Case)[0].assigned_to_id is None


def test_a_decided_case_is_not_assigned(officer, case_id):
    officer.send(form_of(officer, case_id), **HIDE)

    assert officer.post(f"/cases/{case_id}/assign", {"officer": "me"}).status_code == 409


def test_a_note_stays_with_the_case_and_is_no_reason_of_record(officer, case_id, database):
    form = officer.page(f"/cases/{case_id}").one("form", action=f"/cases/{case_id}/notes")

    empty = officer.send(form)
    written = officer.send(form, text="Ask housing\r\nfirst")

    assert (empty.status_code, written.status_code) == (422, 303)
    assert all_of(database, Note)[0].text == "Ask housing\nfirst"
    assert all_of(database, Decision) == []


def test_an_escalated_case_stays_in_the_queue(officer, case_id, database):
    officer.send(
        form_of(officer, case_id), action="escalate", referred_to="police", reason="A threat."
    )

    [case] = all_of(database, Case)
    assert (case.status, case.waiting) == (CaseStatus.ESCALATED, True)
    assert "Referred to: Police." in officer.page(f"/cases/{case_id}").one("main").text


def test_the_session_ended_while_typing_shows_what_was_typed(officer, case_id, database, hands):
    form = form_of(officer, case_id)
    hands.move(timedelta(hours=11))

    answer = officer.send(form, **HIDE)

    assert answer.status_code == 401
    page = pages.check(answer.text)
    assert HIDE["reason"] in page.one("main").text
    assert all_of(database, Decision) == []


def test_an_assignment_by_a_colleague_meanwhile_does_not_cost_the_typed_text(
    officer, case_id, database, now
):
    form = form_of(officer, case_id)
    with database.write() as session:
        assign(session, session.get_one(Case, case_id), officer.officer.id, now=now)

    answer = officer.send(form, **HIDE)

    assert answer.status_code == 409
    page = pages.check(answer.text)
    assert page.one("textarea", name="reason").raw_text.strip() == HIDE["reason"]
