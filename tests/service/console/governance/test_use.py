"""What the platforms allow and charge, on screen: the month so far, the forecast, running out."""

from datetime import timedelta

from moderation.models import Account
from service.budget_tables import PlatformUse, Purpose
from service.incidents import open_incident
from tests import factories


def use(account, at, cost, *, purpose=Purpose.LOOK, calls=10):
    return PlatformUse(
        account_id=account.id,
        hour_at=at,
        purpose=purpose,
        kind="owned_read",
        platform=account.platform,
        day=at.date(),
        calls=calls,
        units=cost,
        cost=cost,
    )


def test_the_month_so_far_and_its_forecast_are_told_in_the_platforms_own_unit(lead, database, now):
    with database.write() as session:
        x = factories.account(session, now=now, platform="x", handle="xcouncil")
        tube = factories.account(session, now=now, platform="youtube", handle="tubecouncil")
        session.add(use(x, now - timedelta(days=3), 2_500_000))
        session.add(use(x, now - timedelta(days=30), 9_000_000))
        session.add(use(tube, now, 1_200))

    text = lead.page("/accounts/use").one("main").text

    assert "Used this month: US$2.50" in text
    # 15 days and 9 hours of November's 30 days have passed.
    assert "Forecast for the whole month: US$4.88" in text
    assert "Allowed: US$100.00 a month" in text
    assert "Used this month: 1,200 units" in text
    assert "Left for looks: 6,800 units" in text
    assert "Looks leave 20% of it for takedowns" in text


def test_an_allowance_that_is_used_up_is_told_with_when_looks_go_on(lead, database, now):
    with database.write() as session:
        page = factories.account(session, now=now, platform="facebook", handle="pagecouncil")
        session.add(use(page, now, 3_840))
        open_incident(session, "allowance", account=page, detail="", now=now)
        row = session.get_one(Account, page.id)
        row.next_poll_at = now + timedelta(hours=15)
        session.add(row)

    assert "Allowance used up" in lead.page("/accounts/use").one("main").text
    told = "Looks have used their share of the platform's allowance; takedowns go on"
    for path in ("/", f"/accounts/{page.id}"):
        text = lead.page(path).one("main").text
        assert told in text
        assert "Looked at again from Tue 17 Nov, 00:00" in text
    welsh = lead.page("/?lang=cy", language="cy").one("main").text
    assert "Edrychir arno eto o Maw 17 Tach, 00:00" in welsh


def test_the_register_leads_to_it(lead, town):
    assert lead.page("/accounts").one("main").one("a", href="/accounts/use").text
