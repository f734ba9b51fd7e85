from datetime import timedelta
from typing import Any

import pytest

from moderation import audit
from moderation.models import (
    Account,
    AuditEntry,
    CoverageSpan,
    CoverageStatus,
)
from service.database import Database
from tests import factories
from tests.service.console import pages
from tests.service.console.governance.town import actions, all_of


def fill_record(database: Database, now: Any, count: int) -> None:
    with database.write() as session:
        for n in range(count):
            audit.append(
                session, actor="officer:1", action="case.decided", subject=f"case:{n}", now=now
            )


def test_the_record_is_read_newest_first_page_by_page_without_loss(lead, database, now):
    fill_record(database, now, 120)
    total = len(all_of(database, AuditEntry))
    seen: list[int] = []
    path = "/audit"
    while path:
        page = lead.page(path)
        seen += [int(e.text.split(".")[0]) for e in page.all("dt")]
        older = [link for link in page.all("a") if link.text == "Older entries"]
        path = older[0].attributes["href"] if older else ""

    assert seen == list(range(total, 0, -1))


def test_the_record_is_filtered_by_subject_and_by_what_happened(lead, database, now):
    fill_record(database, now, 5)

    by_subject = lead.page("/audit?subject=case:3").all("dt")
    by_action = lead.page("/audit?action=signed_in").all("dt")

    assert len(by_subject) == 1
    assert [e.text.split(". ")[1] for e in by_action] == ["Signed in"]


def test_checking_the_record_says_that_it_is_whole_and_is_itself_recorded(lead, database, now):
    fill_record(database, now, 3)
    last = all_of(database, AuditEntry)[-1]

    answer = lead.post("/audit/verify", {"last_seq": str(last.seq), "last_hash": last.hash})

    text = pages.check(answer.text).one("main").text
    assert "The record is whole" in text
    assert f"number {last.seq}, is among them unchanged" in text
    assert last.hash in text
    assert actions(database)[-1] == "audit.verified"


def test_a_record_that_was_rewritten_is_shown_to_be(lead, database, now):
    fill_record(database, now, 3)

    answer = lead.post("/audit/verify", {"last_seq": "2", "last_hash": "f" * 64})

    text = pages.check(answer.text).one("main").text
    assert "The record does not hold together" in text
    assert "stops holding at entry 2: it is not the entry noted earlier" in text


@pytest.mark.parametrize(
    "data",
    [{"last_seq": "x", "last_hash": "y"}, {"last_seq": "-1"}, {"last_seq": "9" * 30}, {}],
)
def test_nothing_noted_that_can_be_read_checks_the_whole_record(data, lead, database):
    answer = lead.post("/audit/verify", data)

    assert answer.status_code == 200
    assert "The record is whole" in answer.text


def test_the_ledger_is_read_newest_first_page_by_page(lead, town, database, now):
    with database.write() as session:
        for n in range(60):
            session.add(
                CoverageSpan(
                    account_id=town["account"],
                    starts_at=now - timedelta(hours=n + 1),
                    ends_at=now - timedelta(hours=n),
                    status=CoverageStatus.SEEN if n % 2 else CoverageStatus.MISSED,
                    reason="" if n % 2 else "rate_limited",
                )
            )

    first = lead.page(f"/accounts/{town['account']}/coverage")
    [older] = [link for link in first.all("a") if link.text == "Older spans"]
    second = lead.page(older.attributes["href"])

    spans = [len([e for e in p.all("dt") if e.all("strong")]) for p in (first, second)]
    assert spans == [50, 10]
    assert "The platform asked us to wait" in first.one("main").text


def test_the_ledger_names_posts_that_the_platform_counts_higher(lead, town, database, now):
    with database.write() as session:
        account = session.get_one(Account, town["account"])
        for text, declared, link in (
            ("<b>Bins</b>", 3, "https://www.facebook.example/1"),
            ("Roads", 2, "javascript:alert(1)"),
            ("Parks", 1, ""),
        ):
            post = factories.post(
                session, account, now=now, text=text, declared_comments=declared, permalink=link
            )
            factories.comment(session, account, now=now, post=post)

    page = lead.page(f"/accounts/{town['account']}/coverage")

    told = [e.text for e in page.all("dd") if "by the platform's count" in e.text]
    assert [one.split(" by the")[0].strip() for one in told] == ["1 here, 2", "1 here, 3"]
    assert [e.text for e in page.all("dt") if "Bins" in e.text] == ["<b>Bins</b>"]
    links = [e.attributes["href"] for e in page.all("a") if "Open on" in e.text]
    assert links == ["https://www.facebook.example/1"]
