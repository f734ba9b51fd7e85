from datetime import timedelta

import pytest

from moderation.models import Role
from service.governance import errors
from service.governance.house_rules import RuleText, add_version, history, in_force
from tests import factories
from tests.conftest import MONDAY_9AM

TEXT = RuleText("No spam", "Dim sbam", "Do not advertise.", "Peidiwch â hysbysebu.")
LATER = RuleText("No spam", "Dim sbam", "No adverts.", "Dim hysbysebion.")
WEEK = timedelta(days=7)


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def lead(session):
    return factories.officer(session, Role.LEAD, now=MONDAY_9AM)


def add(session, lead, text=TEXT, *, code="SPAM", since=MONDAY_9AM, now=MONDAY_9AM):
    return add_version(session, code, text, in_force_from=since, officer_id=lead.id, now=now)


def test_a_new_version_is_in_force_from_its_date_and_the_last_one_until_then(session, lead):
    first = add(session, lead)
    second = add(session, lead, LATER, since=MONDAY_9AM + WEEK)

    assert [r.id for r in in_force(session, at=MONDAY_9AM)] == [first.id]
    assert [r.id for r in in_force(session, at=MONDAY_9AM + WEEK)] == [second.id]
    assert [r.version for r in history(session, "SPAM")] == [2, 1]
    assert first.text_en == "Do not advertise."


def test_a_version_never_begins_in_the_past_nor_before_the_last_one(session, lead):
    with pytest.raises(errors.RuleInPast):
        add(session, lead, since=MONDAY_9AM - timedelta(seconds=1))
    add(session, lead, since=MONDAY_9AM + WEEK)
    with pytest.raises(errors.RuleInPast):
        add(session, lead, LATER, since=MONDAY_9AM)


@pytest.mark.parametrize(
    "text", [RuleText("a", "", "b", "c"), RuleText("a", "b", "c", " "), RuleText("", "a", "b", "c")]
)
def test_a_rule_stands_in_both_languages(session, lead, text):
    with pytest.raises(errors.RuleTextMissing):
        add(session, lead, text)


def test_a_version_that_says_the_same_is_refused(session, lead):
    add(session, lead)

    with pytest.raises(errors.RuleUnchanged):
        add(session, lead)


def test_a_code_that_no_decision_could_cite_is_refused(session, lead):
    with pytest.raises(errors.RuleCodeUnknown):
        add(session, lead, code="RUDE")


def test_a_text_longer_than_it_may_be_is_refused(session, lead):
    with pytest.raises(errors.TextTooLong):
        add(session, lead, RuleText("a" * 201, "b", "c", "d"))
