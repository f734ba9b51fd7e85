import json
from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from moderation import audit
from moderation.decisions import house_rules_in_force
from moderation.models import (
    Absence,
    Account,
    AccountStatus,
    AuditEntry,
    Credential,
    FactRecord,
    HouseRule,
    Officer,
    OfficerRole,
    OutOfOfficeTemplate,
    Role,
)
from moderation.vocabulary import RuleCode
from service.governance.cover import Why, answers_for, who_is_away
from service.governance.lengths import preview
from service.governance.register import Problem, register
from service.seed import SeedAccount, seed, seed_texts
from tests.conftest import MONDAY_9AM

HANDLES = (
    ("x", "PorthavenCncl"),
    ("x", "PorthavenRoads"),
    ("facebook", "PorthavenCouncil"),
    ("facebook", "PorthavenLibraries"),
    ("instagram", "porthavencouncil"),
    ("youtube", "@PorthavenCouncil"),
    ("flickr", "porthavencouncil"),
)
FACTS = (
    {"statement": "Garden waste is collected fortnightly.", "source": "Waste", "expires": None},
    {"statement": "The lido opens at 7am.", "source": "Leisure", "expires": "2027-03-31"},
    {
        "statement": "Schools close on 18 December.",
        "source": "Schools",
        "expires": date(2026, 12, 31),
    },
)
TABLES = (
    Officer, OfficerRole, Account, Credential, HouseRule, FactRecord, OutOfOfficeTemplate,
    Absence, AuditEntry,
)  # fmt: skip


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


def run(session, *, now=MONDAY_9AM, accounts=HANDLES):
    return seed(
        session,
        now=now,
        simulator_accounts=[
            SeedAccount(platform, handle, f"Name of {handle}", f"id-{n}", {"token": f"t{n}"})
            for n, (platform, handle) in enumerate(accounts)
        ],
        seal=lambda values: json.dumps(dict(values)).encode(),
        password_for=lambda email: f"hash of {email}",
        facts=FACTS,
    )


def counts(session):
    return {t.__name__: session.exec(select(func.count()).select_from(t)).one() for t in TABLES}


def test_seeding_twice_adds_nothing(session):
    first = run(session)
    before = counts(session)

    second = run(session, now=MONDAY_9AM + timedelta(days=200))

    assert len(first.officers) >= 8
    assert (second.officers, set(second.added.values())) == ((), {0})
    assert counts(session) == before
    assert audit.verify(session).whole


def test_what_officers_changed_since_is_left_as_it_is(session):
    run(session)
    account = session.exec(select(Account)).first()
    account.purpose = "Changed"
    session.add(account)
    session.flush()

    run(session)

    assert session.get(Account, account.id).purpose == "Changed"


def test_every_role_is_held_and_passwords_come_from_the_caller(session):
    run(session)

    held = set(session.exec(select(OfficerRole.role)))
    assert held == set(Role)
    for officer in session.exec(select(Officer)):
        assert officer.password_hash == f"hash of {officer.email}"
        assert officer.email == officer.email.lower()
        assert officer.email.endswith("@porthaven.example")


def test_every_house_rule_is_in_force_in_both_languages(session):
    run(session)

    rules = house_rules_in_force(session, at=MONDAY_9AM)
    assert {rule.code for rule in rules} == {code.value for code in RuleCode}
    for rule in rules:
        assert rule.version == 1
        assert rule.title_en != rule.title_cy
        assert rule.text_en != rule.text_cy


def test_every_account_has_an_owner_a_deputy_a_purpose_and_a_review_date(session):
    run(session)

    entries = register(session, today=date(2026, 11, 16))
    assert len(entries) == 9
    assert {p for entry in entries for p in entry.problems} == {Problem.PAST_REVIEW}
    assert all(e.account.directorate and e.owner and e.deputy for e in entries)


def test_connected_accounts_have_sealed_credentials_and_the_others_a_reason(session):
    run(session)

    connected = {
        a.handle: session.get(Credential, a.id)
        for a in session.exec(select(Account).where(Account.status == AccountStatus.ACTIVE))
    }
    assert set(connected) == {handle for _, handle in HANDLES}
    assert json.loads(connected["PorthavenCncl"].sealed) == {"token": "t0"}
    others = session.exec(
        select(Account).where(Account.status == AccountStatus.NOT_CONNECTED)
    ).all()
    assert len(others) == 2
    assert all(a.status_reason and session.get(Credential, a.id) is None for a in others)


def test_an_account_the_data_does_not_know_is_given_an_owner_too(session):
    run(session, accounts=[*HANDLES, ("x", "PorthavenNew")])

    new = session.exec(select(Account).where(Account.handle == "PorthavenNew")).one()
    assert new.owner_id
    assert new.deputy_id
    assert new.review_on > date(2026, 11, 16)


def test_cover_answers_for_an_account_now_and_another_absence_is_to_come(session):
    run(session)

    away = who_is_away(session, MONDAY_9AM)
    assert len(away) == 1
    assert away[0].cover_stands
    libraries = session.exec(select(Account).where(Account.handle == "PorthavenLibraries")).one()
    answer = answers_for(session, libraries, MONDAY_9AM)
    assert (answer.why, answer.officer.id) == (Why.COVER_OF_OWNER, away[0].cover.id)
    assert len(session.exec(select(Absence).where(Absence.starts_at > MONDAY_9AM)).all()) == 1


def test_messages_are_filled_in_and_fit_every_platform_that_takes_a_thousand_characters(session):
    run(session)

    for absence in session.exec(select(Absence)):
        for message in (absence.message_en, absence.message_cy):
            assert "((" not in message
            assert absence.emergency_contact in message
            assert all(fit.fits for fit in preview(message) if not (fit.limit and fit.limit < 1000))


def test_facts_keep_their_source_and_expiry(session):
    run(session)

    found = {fact.statement: fact for fact in session.exec(select(FactRecord))}
    assert {s: f.expires_on for s, f in found.items()} == {
        "Garden waste is collected fortnightly.": None,
        "The lido opens at 7am.": date(2027, 3, 31),
        "Schools close on 18 December.": date(2026, 12, 31),
    }
    assert all(fact.source and fact.owner_id for fact in found.values())


def test_nothing_secret_is_in_the_record(session):
    run(session)

    assert "t0" not in str([entry.details for entry in session.exec(select(AuditEntry))])


def test_a_council_that_begins_has_its_house_rules_from_now_and_no_made_up_people(session):
    first = seed_texts(session, now=MONDAY_9AM)

    assert seed_texts(session, now=MONDAY_9AM + timedelta(days=9)) == {
        "house_rules": 0,
        "templates": 0,
    }
    assert first["house_rules"] == len(RuleCode)
    assert house_rules_in_force(session, at=MONDAY_9AM - timedelta(seconds=1)) == []
    assert len(house_rules_in_force(session, at=MONDAY_9AM)) == len(RuleCode)
    assert counts(session)["Officer"] == 0
