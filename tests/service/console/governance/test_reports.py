from datetime import timedelta

import pytest

from moderation.models import (
    AuditEntry,
)
from tests import factories
from tests.service.console.governance.town import actions, all_of


@pytest.mark.parametrize("wanted", ["en", "cy"])
@pytest.mark.parametrize(("kind", "begins"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF")])
def test_a_report_is_downloaded_in_either_language_and_the_record_says_so(
    wanted, kind, begins, lead, town, database
):
    answer = lead.get(f"/reports/2026-11/{wanted}.{kind}")

    assert answer.status_code == 200
    assert answer.data[:20].lower().startswith(begins.lower())
    assert f"report-2026-11.{wanted}.{kind}" in answer.headers["Content-Disposition"]
    [entry] = [e for e in all_of(database, AuditEntry) if e.action == "report.exported"]
    assert entry.details == {"language": wanted, "kind": kind}


def test_reading_a_report_is_recorded(lead, town, database):
    page = lead.page("/reports/2026-11")

    assert page.one("article")
    assert actions(database) == ["report.read"]


@pytest.mark.parametrize("month", ["2026-13", "2027-01", "november", "2026-11-01", "9999-01"])
def test_a_month_that_is_none_or_has_not_begun_is_not_found(month, lead, town, database):
    assert lead.get(f"/reports/{month}").status_code == 404
    assert actions(database) == []


def test_the_list_holds_months_in_which_something_was_said_and_this_one(lead, database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        for days in (70, 75):
            factories.comment(session, account, now=now - timedelta(days=days))

    months = [e.text for e in lead.page("/reports").all("dt")]

    assert len(months) == 2
    assert "November 2026" in months[0]
    assert "Not over yet" in months[0]
    assert "September 2026" in months[1]
