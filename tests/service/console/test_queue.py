import json
from datetime import timedelta

import pytest
from sqlmodel import select

from moderation.models import Account, Case, CaseStatus, Flag, Role
from moderation.vocabulary import Category
from service.console.addresses import place_of, read_place
from service.database import Database
from tests import factories
from tests.service.console import pages


def add_cases(database: Database, now, *categories: Category, account: Account | None = None):
    with database.write() as session:
        account = account or factories.account(session, now=now)
        made = []
        for number, category in enumerate(categories):
            comment = factories.comment(
                session, account, now=now, text=f"Comment {number}", language="en"
            )
            made.append(factories.case(session, comment, category, now=now).id)
        return account, made


def shown(page: pages.Element) -> list[int]:
    return [int(e.attributes["data-case"]) for e in page.all("li") if "data-case" in e.attributes]


def test_the_most_pressing_case_comes_first_and_says_why(officer, database, now):
    earlier = now - timedelta(hours=2)
    _, [spam, threat] = add_cases(database, earlier, Category.SPAM, Category.THREAT)

    page = officer.page("/queue")

    assert shown(page) == [threat, spam]
    why = [e.text for e in page.with_class("app-queue__why")]
    assert why[0] == (
        "Threat, likelihood 90%. Goes before other cases, whatever has waited longer. "
        "Said 3 hours ago, waiting here for 2 hours, overdue by 1 hour."
    )
    assert why[1] == (
        "Spam, likelihood 90%. Said 3 hours ago, waiting here for 2 hours, due in 22 hours."
    )


def test_an_unlikely_danger_is_said_to_be_one(officer, database, now):
    add_cases(database, now, Category.THREAT)
    with database.write() as session:
        flag = session.exec(select(Flag)).one()
        flag.score = 0.21
        session.add(flag)

    [why] = officer.page("/queue").with_class("app-queue__why")

    assert why.text.startswith(
        "Threat, likelihood 21%. Not likely, but a miss would be worse: goes before what is no "
        "danger."
    )


def test_an_empty_queue_says_that_everything_is_decided(officer):
    assert "Everything is decided" in officer.page("/queue").one("main").text


def test_the_pages_of_the_queue_hold_every_case_once(officer, database, now):
    _, made = add_cases(database, now, *[Category.ABUSE] * 60)

    seen, address = [], "/queue"
    while address:
        page = officer.page(address)
        seen.append(shown(page))
        following = [a for a in page.all("a") if a.text == "Next cases"]
        address = following[0].attributes["href"] if following else ""

    assert [len(one) for one in seen] == [25, 25, 10]
    assert sorted(number for one in seen for number in one) == sorted(made)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("category=spam", ["spam"]),
        ("category=made-up", ["abuse", "spam", "welsh", "mine", "failed"]),
        ("language=cy", ["welsh"]),
        ("status=failed", ["failed"]),
        ("who=mine", ["mine"]),
        ("who=unassigned", ["abuse", "spam", "welsh", "failed"]),
        ("account=999999", []),
        ("account=%00", ["abuse", "spam", "welsh", "mine", "failed"]),
        ("after=99999999999999999999-1", ["abuse", "spam", "welsh", "mine", "failed"]),
        ("after=-1--1", ["abuse", "spam", "welsh", "mine", "failed"]),
    ],
)
def test_a_filter_is_an_address_that_can_be_shared(officer, database, now, query, expected):
    _, made = add_cases(
        database,
        now,
        Category.ABUSE,
        Category.SPAM,
        Category.ABUSE,
        Category.ABUSE,
        Category.ABUSE,
    )
    names = dict(zip(["abuse", "spam", "welsh", "mine", "failed"], made, strict=True))
    with database.write() as session:
        rows = {name: session.get_one(Case, number) for name, number in names.items()}
        rows["welsh"].language = "cy"
        rows["mine"].assigned_to_id = officer.officer.id
        rows["mine"].status = CaseStatus.ASSIGNED
        rows["failed"].status = CaseStatus.FAILED
        for row in rows.values():
            session.add(row)

    assert sorted(shown(officer.page(f"/queue?{query}"))) == sorted(names[n] for n in expected)


def test_the_filter_form_keeps_what_was_chosen(officer, database, now):
    account, _ = add_cases(database, now, Category.SPAM)

    page = officer.page(f"/queue?account={account.id}&category=spam&who=unassigned")

    form = page.with_class("app-filter")[0].one("form")
    chosen = {
        s.attributes["name"]: [
            o.attributes["value"] for o in s.all("option") if "selected" in o.attributes
        ]
        for s in form.all("select")
    }
    assert chosen["account"] == [str(account.id)]
    assert chosen["category"] == ["spam"]
    assert form.one("input", name="who").attributes["value"] == "unassigned"


def test_the_number_of_statements_is_the_same_for_ten_and_for_two_hundred_cases(
    officer, database, now, statements
):
    counts = {}
    for total, more in ((10, 10), (200, 190)):
        add_cases(database, now, *[Category.ABUSE] * more)
        for address in ("/queue", "/"):
            officer.get(address)
            statements.clear()
            officer.get(address)
            counts[address, total] = len([s for s in statements if "SELECT" in s])

    assert counts["/queue", 10] == counts["/queue", 200] <= 8
    assert counts["/", 10] == counts["/", 200] <= 9


def test_the_page_asks_what_is_new_and_hears_it_in_a_sentence(officer, database, now):
    account, [first, _] = add_cases(database, now, Category.ABUSE, Category.ABUSE)
    news = officer.page("/queue").one("div", id="queue-news")
    assert news.attributes["role"] == "status"
    address = news.attributes["data-changes"]
    assert json.loads(officer.get(address).text) == {"new": 0, "gone": [], "message": ""}

    add_cases(database, now, Category.SPAM, Category.SPAM, account=account)
    with database.write() as session:
        case = session.get_one(Case, first)
        case.waiting = False
        session.add(case)

    assert json.loads(officer.get(address).text) == {
        "new": 2,
        "gone": [first],
        "message": "2 new cases. 1 case on this page has been decided.",
    }
    welsh = json.loads(officer.get(address + "&lang=cy").text)
    assert welsh["message"].startswith("2 achos newydd.")


def test_where_nothing_changed_the_answer_is_304(officer, database, now):
    add_cases(database, now, Category.ABUSE)
    address = officer.page("/queue").one("div", id="queue-news").attributes["data-changes"]

    first = officer.get(address)
    again = officer.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("query", ["after=x", "shown=1,x,-1,99999999999999999999", "after=-5"])
def test_odd_questions_about_news_get_an_answer(officer, query):
    assert officer.get(f"/queue/changes?{query}").status_code == 200


def test_a_place_in_the_queue_survives_its_address(now):
    exact = now + timedelta(microseconds=123457)

    assert read_place(place_of(exact, 42)) == (exact, 42)
    assert read_place("9999999999999999-1") is None


def test_home_counts_what_waits_and_lists_what_is_broken(officer, database, now):
    from datetime import date

    from moderation.models import Absence, AbsenceKind, AccountStatus, Incident

    earlier = now - timedelta(hours=2)
    add_cases(database, earlier, Category.THREAT, Category.ABUSE, Category.ABUSE)
    with database.write() as session:
        away = factories.officer(session, Role.OWNER, now=now, name="Mair Bevan")
        cover = factories.officer(session, Role.OFFICER, now=now, name="Gethin Rowlands")
        account = factories.account(
            session,
            now=now,
            name="Porthaven Roads",
            owner_id=away.id,
            review_on=date(2026, 10, 1),
            status=AccountStatus.SIGN_IN_AGAIN,
            status_reason="The token has expired",
        )
        session.add(
            Incident(account_id=account.id, kind="credentials", owner_id=away.id, opened_at=now)
        )
        session.add(
            Absence(
                officer_id=away.id,
                cover_id=cover.id,
                kind=AbsenceKind.LEAVE,
                starts_at=now - timedelta(days=1),
                ends_at=now + timedelta(days=1),
                created_at=now,
            )
        )

    page = officer.page("/")

    tiles = [e.text for e in page.with_class("app-tile")]
    assert tiles == ["1 urgent", "1 overdue", "0 assigned to me", "3 unassigned", "3 in the queue"]
    told = page.one("main").text
    assert "The platform no longer accepts our sign-in: Facebook: Porthaven Roads" in told
    assert "The token has expired" in told
    assert "due 1 October 2026" in told
    assert "Mair Bevan, until Tue 17 Nov, 09:00. Covered by Gethin Rowlands." in told
    assert "Accounts without a current owner" in told


def test_the_administrator_s_home_page_leads_to_no_case(sign_in, database, now):
    add_cases(database, now, Category.THREAT)
    browser = sign_in(Role.ADMIN)

    links = {a.attributes["href"] for a in browser.page("/").all("a")}

    assert not [one for one in links if one.startswith(("/queue", "/cases", "/search"))]
