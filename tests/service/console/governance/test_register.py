from datetime import timedelta

from moderation.models import (
    Account,
    AccountStatus,
    CoverageSpan,
    CoverageStatus,
    Role,
)
from tests import factories
from tests.service.console import pages
from tests.service.console.governance.town import actions, all_of


def test_an_account_that_is_not_connected_says_so_with_its_reason_and_never_a_number(lead, town):
    for path in (
        "/accounts",
        f"/accounts/{town['school']}",
        f"/accounts/{town['school']}/coverage",
    ):
        text = lead.page(path).one("main").text
        assert "Not connected – No access to comments." in text
    assert "0%" not in lead.page("/accounts").one("main").text


def test_the_register_shows_problems_and_the_share_seen_in_seven_days(lead, town, database, now):
    with database.write() as session:
        for start, end, status in ((6, 3, CoverageStatus.SEEN), (3, 2, CoverageStatus.MISSED)):
            session.add(
                CoverageSpan(
                    account_id=town["account"],
                    starts_at=now - timedelta(days=start),
                    ends_at=now - timedelta(days=end),
                    status=status,
                )
            )

    text = lead.page("/accounts").one("main").text

    assert "75% of the time" in text
    assert "No owner" in text
    assert "1 account has something to put right." in text


def test_the_lead_gives_an_account_another_owner(lead, town, database, now):
    with database.write() as session:
        other = factories.officer(session, Role.OWNER, now=now)
    form = lead.page(f"/accounts/{town['account']}/edit").one("form", novalidate="")

    answer = lead.send(form, owner_id=str(other.id), review_on=["1", "6", "2027"])

    assert answer.status_code == 303
    [account] = [a for a in all_of(database, Account) if a.id == town["account"]]
    assert account.owner_id == other.id
    assert actions(database) == ["account.changed"]


def test_an_owner_edits_their_own_account_without_owner_or_review_date(owner, town, database, now):
    page = owner.page(f"/accounts/{town['account']}/edit")
    form = page.one("form", novalidate="")
    assert not form.all("select", name="owner_id")

    answer = owner.send(
        form, purpose="Libraries and reading", owner_id=str(town["cover"].id), deputy_id=""
    )
    assert answer.status_code == 422
    answer = owner.send(form, purpose="Libraries and reading", owner_id=str(town["cover"].id))

    assert answer.status_code == 303
    [account] = [a for a in all_of(database, Account) if a.id == town["account"]]
    assert (account.purpose, account.owner_id) == ("Libraries and reading", town["owner"].id)
    assert owner.get(f"/accounts/{town['school']}/edit").status_code == 403


def test_a_change_made_by_somebody_else_meanwhile_keeps_what_was_typed(lead, town, database):
    form = lead.page(f"/accounts/{town['account']}/edit").one("form", novalidate="")
    with database.write() as session:
        account = session.get_one(Account, town["account"])
        account.purpose = "Changed meanwhile"
        session.add(account)

    answer = lead.send(form, purpose="What I typed", review_on=["1", "6", "2027"])

    assert answer.status_code == 422
    page = pages.check(answer.text)
    assert "Somebody else changed this account" in page.with_class("govuk-error-summary")[0].text
    assert page.one("textarea", name="purpose").text == "What I typed"


def test_the_deputy_who_is_the_owner_is_refused_at_the_field(lead, town):
    form = lead.page(f"/accounts/{town['account']}/edit").one("form", novalidate="")

    answer = lead.send(form, deputy_id=str(town["owner"].id), review_on=["1", "6", "2027"])

    page = pages.check(answer.text)
    assert answer.status_code == 422
    assert page.one("title").text.startswith("Error:")
    [link] = page.with_class("govuk-error-summary")[0].all("a")
    assert link.attributes["href"] == "#deputy_id"


def test_the_lead_adds_an_account_for_the_register_alone(lead, town, database):
    form = lead.page("/accounts/new").one("form", novalidate="")

    answer = lead.send(
        form,
        platform="tiktok",
        handle="porthaven",
        status_reason="No lawful access.",
        owner_id=str(town["owner"].id),
        deputy_id=str(town["cover"].id),
        purpose="Young people",
        directorate="Youth",
        review_on=["1", "6", "2027"],
    )

    assert answer.status_code == 303
    [made] = [a for a in all_of(database, Account) if a.platform == "tiktok"]
    assert (made.status, made.status_reason) == (AccountStatus.NOT_CONNECTED, "No lawful access.")
