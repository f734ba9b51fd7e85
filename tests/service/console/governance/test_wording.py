"""What these pages say is in the reader's language, and says what to do next."""

from datetime import timedelta

import pytest

from moderation.models import Account, Role
from tests.service.console import pages
from tests.service.console.deciding import HIDE, form_of
from tests.service.console.governance.town import absent, store_absence
from tests.service.console.test_case_work import verified

FIRST_DAY = {
    "en": "Give the first day away as a day, a month and a year.",
    "cy": "Rhowch y diwrnod cyntaf i ffwrdd fel diwrnod, mis a blwyddyn.",
}
REVIEW = {
    "en": "Give the date by which the account is next reviewed.",
    "cy": "Rhowch y dyddiad erbyn pryd y caiff y cyfrif ei adolygu nesaf.",
}
NO_DATES = (["", "", ""], ["31", "2", "2027"], ["x"], ["1", "2", "99"], ["1", "2", "3", "4"])


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("typed", NO_DATES)
def test_what_is_no_date_is_asked_for_by_name(typed, language, lead, town):
    away = lead.page(f"/absences/new?lang={language}", language=language)
    account = f"/accounts/{town['account']}/edit"

    refused = [
        lead.send(away.one("form", novalidate=""), **absent(town, starts=typed)),
        lead.send(lead.page(account, language=language).one("form", novalidate=""),
                  review_on=typed),
    ]  # fmt: skip

    for answer, asked in zip(refused, (FIRST_DAY, REVIEW), strict=True):
        assert answer.status_code == 422
        page = pages.check(answer.text, language=language)
        [summary] = page.with_class("govuk-error-summary__list")
        assert asked[language] in summary.text


@pytest.mark.parametrize(
    "path", ["/absences/new", "/absences/{absence}/cover", "/accounts/new", "/out-of-office/new"]
)
def test_an_error_is_announced_in_the_reader_s_language(path, lead, town, database, now):
    with database.write() as session:
        absence = store_absence(session, town, now)
    path = path.format(absence=absence.id)

    for language, word in (("en", "Error:"), ("cy", "Gwall:")):
        answer = lead.post(f"{path}?lang={language}", {"do": "save"})
        errors = pages.check(answer.text, language=language).with_class("govuk-error-message")
        assert errors
        assert all(error.text.startswith(word) for error in errors)


def test_the_way_back_is_one_landmark(lead, town, database, now):
    with database.write() as session:
        absence = store_absence(session, town, now)

    for path in (
        f"/absences/{absence.id}",
        f"/accounts/{town['account']}",
        f"/accounts/{town['account']}/coverage",
        f"/out-of-office/{town['template']}",
    ):
        backs = lead.page(path).all("nav", aria_label="Back")
        assert len(backs) == 1, path
        assert backs[0].all("a"), path


def test_a_platform_without_a_name_is_called_another_in_both_languages(lead, town, database, now):
    with database.write() as session:
        jobs = session.get_one(Account, town["school"])
        jobs.platform, jobs.owner_id = "other", town["owner"].id
        session.add(jobs)
        absence = store_absence(session, town, now)

    for language, name in (("en", "Another platform"), ("cy", "Platfform arall")):
        for path in ("/accounts", f"/accounts/{jobs.id}/coverage", f"/absences/{absence.id}", "/"):
            page = lead.page(f"{path}?lang={language}", language=language)
            assert f"{name}: " in page.one("main").text, path


def test_how_much_may_be_typed_is_counted_in_the_reader_s_language(
    officer, sign_in, case_id, database, now
):
    officer.send(form_of(officer, case_id), **HIDE)
    verified(database, case_id, now + timedelta(minutes=1))

    page = sign_in(Role.OFFICER).page(f"/cases/{case_id}/undo?lang=cy", language="cy")

    [counted] = page.with_class("govuk-character-count")
    assert counted.attributes["data-i18n.characters-at-limit"] == "Mae gennych 0 nod ar ôl"
    [hint] = page.with_class("govuk-character-count__message")
    assert hint.text == "Gallwch roi hyd at 2000 o nodau"
