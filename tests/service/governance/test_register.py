from datetime import date, timedelta

import pytest
from sqlmodel import select

from moderation import audit
from moderation.models import AccountStatus, AuditEntry, Role
from service.governance import errors
from service.governance.register import (
    Change,
    NewAccount,
    Problem,
    add,
    edit,
    entry,
    fingerprint,
    owned_by,
    register,
)
from tests import factories
from tests.conftest import MONDAY_9AM

TODAY = date(2026, 11, 16)


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def owner(session):
    return factories.officer(session, Role.OWNER, now=MONDAY_9AM)


@pytest.fixture
def deputy(session):
    return factories.officer(session, Role.OFFICER, now=MONDAY_9AM)


@pytest.fixture
def lead(session):
    return factories.officer(session, Role.LEAD, now=MONDAY_9AM)


@pytest.fixture
def account(session, owner, deputy):
    return factories.account(
        session,
        now=MONDAY_9AM,
        owner_id=owner.id,
        deputy_id=deputy.id,
        purpose="Bins",
        directorate="Environment",
        review_on=TODAY + timedelta(days=90),
    )


def change_of(account, **given):
    return Change(
        **{
            "owner_id": account.owner_id,
            "deputy_id": account.deputy_id,
            "purpose": account.purpose,
            "directorate": account.directorate,
            "review_on": account.review_on,
            **given,
        }
    )


def save(session, account, officer, *, lead=True, **given):
    return edit(
        session,
        account.id,
        change_of(account, **given),
        seen=fingerprint(account),
        officer_id=officer.id,
        lead=lead,
        now=MONDAY_9AM,
    )


def last_entry(session):
    return session.exec(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()


def test_a_complete_entry_has_no_problems(session, account, owner, deputy):
    found = entry(session, account.id, today=TODAY)

    assert (found.owner.id, found.deputy.id, found.problems) == (owner.id, deputy.id, ())


def test_every_account_is_in_the_register_whatever_is_wrong_with_it(session, account):
    bare = factories.account(
        session, now=MONDAY_9AM, platform="linkedin", status=AccountStatus.NOT_CONNECTED
    )

    found = {e.account.id: e for e in register(session, today=TODAY)}

    assert set(found) == {account.id, bare.id}
    assert found[bare.id].problems == (
        Problem.NO_OWNER,
        Problem.NO_REVIEW_DATE,
        Problem.NO_DEPUTY,
        Problem.NO_PURPOSE,
    )
    assert not found[bare.id].connected


def test_an_owner_who_left_is_no_current_owner(session, account, owner):
    owner.active = False
    session.add(owner)
    session.flush()

    assert entry(session, account.id, today=TODAY).problems == (Problem.OWNER_LEFT,)


def test_an_account_is_past_review_the_day_after_its_date(session, account):
    assert entry(session, account.id, today=account.review_on).problems == ()
    late = entry(session, account.id, today=account.review_on + timedelta(days=1))
    assert late.problems == (Problem.PAST_REVIEW,)


def test_a_change_is_kept_and_recorded_without_its_free_text(session, account, lead):
    save(session, account, lead, purpose="Bins and Ms Jones", directorate="Waste")

    noted = last_entry(session)
    assert (account.purpose, account.directorate) == ("Bins and Ms Jones", "Waste")
    assert noted.action == "account.changed"
    assert noted.subject == f"account:{account.id}"
    assert noted.details == {
        "directorate": {"from": "Environment", "to": "Waste"},
        "purpose": {"changed": True},
    }
    assert audit.verify(session).whole


def test_saving_what_is_there_already_records_nothing(session, account, lead):
    save(session, account, lead)

    assert last_entry(session) is None


def test_the_deputy_is_never_the_owner(session, account, lead, owner):
    with pytest.raises(errors.OwnerIsDeputy):
        save(session, account, lead, deputy_id=owner.id)

    assert last_entry(session) is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"owner_id": None}, errors.OwnerMissing),
        ({"deputy_id": None}, errors.DeputyMissing),
        ({"owner_id": 999_999}, errors.NotAnOfficer),
        ({"purpose": "  "}, errors.PurposeMissing),
        ({"directorate": ""}, errors.DirectorateMissing),
        ({"purpose": "x" * 501}, errors.TextTooLong),
        ({"review_on": None}, errors.ReviewDateMissing),
        ({"review_on": TODAY - timedelta(days=1)}, errors.ReviewDatePast),
    ],
)
def test_an_entry_is_never_saved_with_something_missing(session, account, lead, given, error):
    with pytest.raises(error):
        save(session, account, lead, **given)


def test_nobody_who_left_becomes_an_owner(session, account, lead):
    left = factories.officer(session, Role.OWNER, now=MONDAY_9AM, active=False)

    with pytest.raises(errors.NotAnOfficer) as refused:
        save(session, account, lead, owner_id=left.id)

    assert refused.value.field == "owner_id"


def test_two_people_at_one_entry_do_not_overwrite_each_other(session, account, lead):
    seen = fingerprint(account)
    save(session, account, lead, purpose="Bins and recycling")

    with pytest.raises(errors.RegisterMoved):
        edit(
            session,
            account.id,
            change_of(account, purpose="Litter"),
            seen=seen,
            officer_id=lead.id,
            lead=True,
            now=MONDAY_9AM,
        )

    assert account.purpose == "Bins and recycling"


def test_an_owner_changes_the_purpose_but_does_not_give_the_account_away(
    session, account, owner, lead
):
    save(session, account, owner, lead=False, purpose="Bins and litter")

    with pytest.raises(errors.OwnerChangedByLead):
        save(session, account, owner, lead=False, owner_id=lead.id)
    with pytest.raises(errors.OwnerChangedByLead):
        save(session, account, owner, lead=False, review_on=TODAY + timedelta(days=900))
    assert account.purpose == "Bins and litter"


def test_somebody_else_s_account_is_not_theirs_to_edit(session, account, deputy):
    with pytest.raises(errors.NotYoursToEdit):
        save(session, account, deputy, lead=False, purpose="Mine now")


def test_a_date_that_passed_may_stand_while_something_else_is_mended(session, account, lead):
    account.review_on = TODAY - timedelta(days=3)
    session.add(account)
    session.flush()

    save(session, account, lead, purpose="Mended")

    assert entry(session, account.id, today=TODAY).problems == (Problem.PAST_REVIEW,)


def test_an_account_that_is_not_polled_joins_the_register_with_the_reason(
    session, owner, deputy, lead
):
    details = Change(owner.id, deputy.id, "Jobs", "HR", TODAY + timedelta(days=30))
    new = NewAccount("linkedin", "porthaven", "Porthaven", "No access to comments.", details)

    made = add(session, new, officer_id=lead.id, now=MONDAY_9AM)

    assert made.status is AccountStatus.NOT_CONNECTED
    assert made.status_reason == "No access to comments."
    assert last_entry(session).action == "account.added"
    with pytest.raises(errors.AlreadyInRegister):
        add(session, new, officer_id=lead.id, now=MONDAY_9AM)


def test_an_account_without_a_reason_for_not_being_connected_is_refused(
    session, owner, deputy, lead
):
    details = Change(owner.id, deputy.id, "Jobs", "HR", TODAY + timedelta(days=30))

    with pytest.raises(errors.ReasonNotConnected):
        add(
            session,
            NewAccount("linkedin", "porthaven", "", " ", details),
            officer_id=lead.id,
            now=MONDAY_9AM,
        )


def test_an_officer_s_own_accounts_are_told_in_order(session, account, owner):
    x = factories.account(session, now=MONDAY_9AM, platform="x", owner_id=owner.id)

    assert [a.id for a in owned_by(session, owner.id)] == [account.id, x.id]
