import pytest

from moderation.models import (
    Absence,
    AbsenceKind,
    Account,
    Outcome,
    Role,
)
from tests import factories
from tests.service.console import pages
from tests.service.console.governance.town import absent, actions, all_of, store_absence


def test_a_preview_shows_both_messages_and_their_lengths_and_records_nothing(owner, town, database):
    form = owner.page("/absences/new").one("form", novalidate="")

    answer = owner.send(form, **absent(town, do="preview"))

    assert answer.status_code == 200
    text = pages.check(answer.text).one("main").text
    assert "Back Monday, 7 December 2026. Rhys Cover answers. Urgent: 01632 960000." in text
    assert "Dychwelyd: dydd Llun, 7 Rhagfyr 2026." in text
    assert "of 280 characters" in text
    assert all_of(database, Absence) == []


def test_recording_an_absence_keeps_the_filled_in_messages(owner, town, database):
    form = owner.page("/absences/new").one("form", novalidate="")

    answer = owner.send(form, **absent(town))

    assert answer.status_code == 303
    [absence] = all_of(database, Absence)
    assert absence.officer_id == town["owner"].id
    assert absence.message_en.startswith("Back Monday, 7 December 2026.")
    assert actions(database) == ["absence.recorded"]
    shown = owner.page(answer.location).one("main").text
    assert "To come" in shown


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"cover_id": ""}, "cover_id"),
        ({"ends": ["29", "11", "2026"]}, "ends"),
        ({"ends": ["31", "2", "2027"]}, "ends"),
        ({"starts_time": "25:00"}, "starts_time"),
        ({"kind": "holiday"}, "kind"),
        ({"emergency_contact": " "}, "emergency_contact"),
        ({"template_id": ""}, "template_id"),
        ({"kind": "working_elsewhere"}, "cover_id"),
    ],
)
def test_what_is_wrong_with_an_absence_is_said_at_its_field(typed, field, owner, town, database):
    form = owner.page("/absences/new").one("form", novalidate="")

    answer = owner.send(form, **absent(town, **typed))

    assert answer.status_code == 422
    page = pages.check(answer.text)
    links = page.with_class("govuk-error-summary")[0].all("a")
    assert [link.attributes["href"].split("-")[0] for link in links] == [f"#{field}"]
    assert all_of(database, Absence) == []


def test_an_owner_records_their_own_absence_alone(owner, town, database):
    form = owner.page("/absences/new").one("form", novalidate="")
    assert not form.all("select", name="officer_id")

    owner.send(form, **absent(town, officer_id=str(town["cover"].id)))

    assert [a.officer_id for a in all_of(database, Absence)] == [town["owner"].id]


def test_working_elsewhere_is_recorded_without_cover_or_message(owner, town, database):
    form = owner.page("/absences/new").one("form", novalidate="")

    answer = owner.send(
        form,
        **absent(town, kind="working_elsewhere", cover_id="", template_id="", emergency_contact=""),
    )

    assert answer.status_code == 303
    [absence] = all_of(database, Absence)
    assert (absence.cover_id, absence.message_en) == (None, "")


def test_illness_is_told_to_the_person_and_those_who_manage_it_alone(
    sign_in, owner, lead, town, database, now
):
    with database.write() as session:
        path = f"/absences/{store_absence(session, town, now).id}"

    for browser in (owner, lead):
        assert "Off sick" in browser.page(path).one("main").text
    for browser in (sign_in(Role.OFFICER), sign_in(officer=town["cover"])):
        for address in (path, "/absences"):
            text = browser.page(address).one("main").text
            assert "Off sick" not in text
            assert "Eleri Owner" in text


def test_an_absence_is_ended_early_and_its_message_then_noted_as_down(owner, town, database, now):
    with database.write() as session:
        path = f"/absences/{store_absence(session, town, now).id}"

    assert owner.post(f"{path}/end").status_code == 303
    assert "nobody has said that the message is down" in owner.page("/absences").one("main").text
    assert owner.post(f"{path}/message-down").status_code == 303

    assert "nobody has said" not in owner.page("/absences").one("main").text
    assert actions(database) == ["absence.ended", "absence.message_taken_down"]


def test_somebody_else_s_absence_is_not_cancelled(sign_in, town, database, now):
    with database.write() as session:
        absence = store_absence(session, town, now)

    answer = sign_in(Role.OFFICER).post(f"/absences/{absence.id}/cancel")

    assert answer.status_code == 409
    assert "Only the person who is away" in pages.check(answer.text).one("main").text
    assert all_of(database, Absence)[0].cancelled_at is None


def test_other_cover_is_chosen_with_a_message_that_names_them(lead, town, database, now):
    with database.write() as session:
        other = factories.officer(session, Role.OFFICER, now=now, name="Asha Other")
        absence = store_absence(session, town, now, kind=AbsenceKind.LEAVE)
    form = lead.page(f"/absences/{absence.id}/cover").one("form", novalidate="")

    answer = lead.send(form, cover_id=str(other.id), template_id=str(town["template"]))

    assert answer.status_code == 303
    [changed] = all_of(database, Absence)
    assert changed.cover_id == other.id
    assert "Asha Other" in changed.message_cy


def test_what_cover_decided_is_handed_back_to_the_owner(owner, town, database, now):
    from moderation.decisions import Choice, decide

    with database.write() as session:
        absence = store_absence(session, town, now)
        account = session.get_one(Account, town["account"])
        comment = factories.comment(session, account, now=now)
        case = factories.case(session, comment, now=now)
        decide(
            session,
            case,
            Choice(
                outcome=Outcome.NO_ACTION,
                reason="Fair criticism.",
                token="t",
                case_version=case.version,
                comment_version=1,
                no_action_reason="CRITICISM",
            ),
            officer_id=town["cover"].id,
            possible_verbs=(),
            now=now,
        )
        number = case.id

    page = owner.page(f"/absences/{absence.id}")

    assert [link.text for link in page.all("a", href=f"/cases/{number}")] == [f"Case {number}"]
