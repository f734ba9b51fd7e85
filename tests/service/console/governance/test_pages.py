import pytest

from moderation.models import (
    Role,
)
from service.i18n import translations
from tests.service.console.governance.town import actions, store_absence

ALL_PAGES = (
    "/accounts",
    "/accounts/{account}",
    "/accounts/{account}/edit",
    "/accounts/{account}/coverage",
    "/accounts/{school}",
    "/accounts/{school}/coverage",
    "/accounts/new",
    "/accounts/use",
    "/absences",
    "/absences/new",
    "/absences/{absence}",
    "/absences/{absence}/cover",
    "/out-of-office",
    "/out-of-office/{template}",
    "/out-of-office/{template}/edit",
    "/out-of-office/new",
    "/reports",
    "/reports/2026-11",
    "/audit",
)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("path", ALL_PAGES)
def test_every_page_keeps_its_promises_in_both_languages(path, language, lead, town, database, now):
    with database.write() as session:
        absence = store_absence(session, town, now)
        path = path.format(**town, absence=absence.id)

    page = lead.page(f"{path}?lang={language}", language=language)

    assert page.one("main").text


ROLES = frozenset(Role)
READERS = ROLES - {Role.ADMIN}


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/accounts", ROLES),
        ("/accounts/{account}", ROLES),
        ("/accounts/{account}/coverage", ROLES),
        ("/accounts/{account}/edit", {Role.LEAD}),
        ("/accounts/new", {Role.LEAD}),
        ("/accounts/use", ROLES),
        ("/absences", ROLES),
        ("/absences/new", {Role.LEAD, Role.OWNER, Role.OFFICER}),
        ("/absences/{absence}", READERS),
        ("/out-of-office", READERS),
        ("/out-of-office/{template}", READERS),
        ("/out-of-office/{template}/edit", {Role.LEAD, Role.OWNER}),
        ("/reports", READERS),
        ("/reports/2026-11", READERS),
        ("/reports/2026-11/figures.json", READERS),
        ("/audit", {Role.LEAD, Role.AUDITOR}),
    ],
)
def test_a_page_opens_for_its_roles_alone(path, allowed, sign_in, town, database, now):
    with database.write() as session:
        absence = store_absence(session, town, now)
        path = path.format(**town, absence=absence.id)

    for role in Role:
        status = sign_in(role).get(path).status_code
        assert status == (200 if role in allowed else 403), (path, role)


def test_the_auditor_changes_nothing(sign_in, town, database, now):
    auditor = sign_in(Role.AUDITOR)
    with database.write() as session:
        absence = store_absence(session, town, now)

    for path in (
        f"/accounts/{town['account']}/edit",
        "/accounts/new",
        "/absences/new",
        f"/absences/{absence.id}/cancel",
        f"/absences/{absence.id}/end",
        f"/absences/{absence.id}/message-down",
        f"/absences/{absence.id}/cover",
        "/out-of-office/new",
        f"/out-of-office/{town['template']}/edit",
    ):
        assert auditor.post(path).status_code == 403, path
    assert actions(database) == []
    assert not auditor.page(f"/absences/{absence.id}").with_class("govuk-button--warning")


@pytest.mark.parametrize(
    "path",
    ["/accounts/999", "/accounts/999/edit", "/accounts/999/coverage", "/absences/999",
     "/absences/999/cover", "/out-of-office/999", "/out-of-office/999/edit",
     "/accounts/99999999999999999999"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(path, lead):
    assert lead.get(path).status_code == 404


def test_every_sentence_of_these_screens_has_welsh():
    from service.console import accounts, audit_pages, coverage, out_of_office

    for words in (
        accounts.PROBLEMS,
        accounts.ANSWERS,
        audit_pages.ACTIONS,
        audit_pages.PROBLEMS,
        coverage.REASONS,
        coverage.STATUSES,
        out_of_office.MEANINGS,
    ):
        for english in words.values():
            assert translations("cy").gettext(english) != english, english
