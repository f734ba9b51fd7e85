"""One decision for a flood, on record once for every comment."""

import pytest
from sqlmodel import select

from moderation.flood_decisions import MOST_AT_ONCE
from moderation.models import AuditEntry, Case, Decision, Flood, Takedown
from moderation.vocabulary import Category
from tests import factories
from tests.service.console import pages
from tests.service.console.deciding import HIDE, all_of

TEXT = "Stop the council selling our park. Ring me on 07700 900123, copy {}"


def make_flood(database, now, size, *, state="visible"):
    with database.write() as session:
        factories.house_rule(session, now=now)
        account = factories.account(session, now=now)
        comments = [
            factories.comment(session, account, now=now, text=TEXT.format(n)) for n in range(size)
        ]
        comments[-1].state = state
        flood = Flood(account_id=account.id, sample_id=comments[0].id, found_at=now, last_at=now)
        session.add(flood)
        session.flush()
        for comment in comments:
            factories.case(session, comment, Category.PERSONAL_DATA, now=now, flood_id=flood.id)
        return flood.id


def preview(officer, flood_id, **typed):
    form = officer.page(f"/floods/{flood_id}").one("form", data_decision="")
    return officer.send(form, **{**HIDE, **typed})


def confirm(officer, answer):
    form = next(
        one
        for one in pages.check(answer.text).all("form")
        if "/floods/" in one.attributes["action"]
    )
    return officer.send(form, confirmed="yes")


def test_the_queue_shows_one_line_with_how_many_there_are(officer, database, now):
    flood_id = make_flood(database, now, 7)

    page = officer.page("/queue")

    assert "7 alike" in page.one("main").text
    assert f"/floods/{flood_id}" in {a.attributes.get("href") for a in page.all("a")}
    assert "900123" not in page.one("main").text


def test_nothing_is_decided_before_it_is_confirmed(officer, database, now):
    flood_id = make_flood(database, now, 6)

    answer = preview(officer, flood_id)

    assert answer.status_code == 200
    assert "6 comments: Hide it." in answer.text
    assert all_of(database, Decision) == []


def test_one_decision_is_recorded_and_carried_out_for_each(officer, database, now, told):
    flood_id = make_flood(database, now, 6)

    answer = confirm(officer, preview(officer, flood_id))

    assert answer.status_code == 303
    decisions = all_of(database, Decision)
    assert len(decisions) == len({one.case_id for one in decisions}) == 6
    assert {one.verb for one in decisions} == {"hide"}
    assert len(all_of(database, Takedown)) == 6
    assert len([name for name, _ in told if name == "takedown.due"]) == 6
    actions = [entry.action for entry in all_of(database, AuditEntry)]
    assert actions.count("case.decided") == 6
    assert actions.count("flood.decided") == 1
    assert "Every one of them is decided" in officer.page(f"/floods/{flood_id}").one("main").text


def test_the_same_form_twice_is_one_decision(officer, database, now):
    flood_id = make_flood(database, now, 5)
    answer = preview(officer, flood_id)

    confirm(officer, answer)
    again = confirm(officer, answer)

    assert again.status_code == 303
    assert len(all_of(database, Decision)) == 5


def test_what_cannot_be_done_to_every_comment_is_done_to_none(officer, database, now):
    flood_id = make_flood(database, now, 5, state="hidden")

    answer = confirm(officer, preview(officer, flood_id))

    assert answer.status_code == 409
    assert "cannot be done to every one" in answer.text
    assert all_of(database, Decision) == []


def test_a_copy_decided_meanwhile_stops_the_rest(officer, database, now):
    flood_id = make_flood(database, now, 5)
    answer = preview(officer, flood_id)
    with database.write() as session:
        case = session.exec(select(Case)).first()
        case.version += 1
        session.add(case)

    answer = confirm(officer, answer)

    assert answer.status_code == 409
    assert "changed since you opened them" in answer.text
    assert all_of(database, Decision) == []


def test_no_more_than_the_cap_is_decided_at_once(officer, database, now):
    flood_id = make_flood(database, now, MOST_AT_ONCE + 3)

    confirm(officer, preview(officer, flood_id, action="no_action", no_action_reason="OPINION"))

    assert len(all_of(database, Decision)) == MOST_AT_ONCE
    assert "3 comments wait." in officer.page(f"/floods/{flood_id}").one("main").text


@pytest.mark.parametrize("missing", ["reason", "house_rule", "proportionality"])
def test_what_is_missing_is_asked_for(officer, database, now, missing):
    flood_id = make_flood(database, now, 5)

    answer = preview(officer, flood_id, **{missing: ""})

    assert answer.status_code == 422
    assert all_of(database, Decision) == []


def test_an_author_is_never_restricted_for_a_flood(officer, database, now):
    flood_id = make_flood(database, now, 5)

    page = officer.page(f"/floods/{flood_id}")

    offered = {one.attributes["value"] for one in page.all("input", name="action")}
    assert "verb:hide" in offered
    assert "restrict_author" not in offered
    assert "reply" not in offered


def test_a_page_in_welsh_says_the_same(officer, database, now):
    flood_id = make_flood(database, now, 5)
    officer.post("/language", {"language": "cy", "back": "/queue"})

    assert "Copïau tebyg o un sylw" in officer.get(f"/floods/{flood_id}").text


def test_a_flood_that_is_not_there_is_not_found(officer):
    assert officer.get("/floods/4711").status_code == 404
