import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from moderation.decisions import Choice, decide, house_rule_in_force, lock_case, undo
from moderation.errors import (
    CaseMoved,
    HouseRuleMissing,
    ModerationError,
    NoActionReasonMissing,
    NothingToUndo,
    ProportionalityMissing,
    ReasonMissing,
    ReasonTooLong,
    ReferralMissing,
    TextChanged,
    VerbNotPossible,
)
from moderation.evidence import intact
from moderation.models import (
    Case,
    CaseStatus,
    Decision,
    Evidence,
    Outcome,
    Role,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from tests import factories

HIDE = Choice(
    outcome=Outcome.HIDE,
    verb="hide",
    reason="Calls a named clerk a thief.",
    proportionality="A reply would repeat the claim; hiding can be undone.",
    house_rule="ABUSE",
    token="t1",
    case_version=1,
    comment_version=1,
)


@pytest.fixture
def scene(database, now):
    """A case in the queue, two officers and a house rule."""
    with database.write() as session:
        account = factories.account(session, now=now)
        post = factories.post(session, account, now=now)
        comment = factories.comment(session, account, post=post, now=now)
        case = factories.case(session, comment, Category.ABUSE, now=now)
        factories.house_rule(session, now=now)
        first = factories.officer(session, Role.OFFICER, now=now)
        second = factories.officer(session, Role.OFFICER, now=now)
    return case.id, first.id, second.id


def choose(database, case_id, choice, officer_id, now, verbs=("hide", "restore")):
    with database.write() as session:
        case = lock_case(session, case_id)
        return decide(session, case, choice, officer_id=officer_id, possible_verbs=verbs, now=now)


def test_a_takedown_is_decided_evidenced_and_queued_in_one(database, scene, now):
    case_id, officer_id, _ = scene
    choose(database, case_id, HIDE, officer_id, now)
    with database.read() as session:
        takedown = session.exec(select(Takedown)).one()
        evidence = session.get_one(Evidence, takedown.evidence_id)
        case = session.get_one(Case, case_id)

    assert (takedown.state, takedown.verb) == (TakedownState.PENDING, "hide")
    assert (case.status, case.waiting) == (CaseStatus.EXECUTING, False)
    assert intact(evidence)
    assert "When will ours be done?" in evidence.content
    assert "Bins are collected" in evidence.content


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"house_rule": None}, HouseRuleMissing),
        ({"house_rule": "NONSENSE"}, HouseRuleMissing),
        ({"proportionality": "  "}, ProportionalityMissing),
        ({"reason": " \n"}, ReasonMissing),
        ({"reason": "x" * 2001}, ReasonTooLong),
        ({"verb": "delete"}, VerbNotPossible),
        ({"verb": None}, VerbNotPossible),
        ({"outcome": Outcome.REMOVE}, VerbNotPossible),
        ({"outcome": Outcome.NO_ACTION, "verb": None}, NoActionReasonMissing),
        ({"outcome": Outcome.ESCALATE, "verb": None}, ReferralMissing),
        ({"case_version": 0}, CaseMoved),
        ({"comment_version": 0}, TextChanged),
    ],
)
def test_a_decision_with_something_missing_is_refused_and_nothing_is_kept(
    database, scene, now, change, error
):
    case_id, officer_id, _ = scene
    with pytest.raises(error):
        choose(database, case_id, replace(HIDE, **change), officer_id, now)
    with database.read() as session:
        assert session.exec(select(Decision)).all() == []
        assert session.exec(select(Takedown)).all() == []
        assert session.get_one(Case, case_id).status is CaseStatus.OPEN


def test_the_same_form_sent_twice_is_one_decision(database, scene, now):
    case_id, officer_id, _ = scene
    first = choose(database, case_id, HIDE, officer_id, now)
    second = choose(database, case_id, HIDE, officer_id, now)

    assert second.id == first.id
    with database.read() as session:
        assert len(session.exec(select(Takedown)).all()) == 1


def test_of_two_officers_deciding_at_once_one_wins(database, scene, now):
    case_id, first, second = scene
    gate = threading.Barrier(2)
    results: list[object] = []

    def officer(officer_id: int, token: str) -> None:
        gate.wait()
        try:
            results.append(choose(database, case_id, replace(HIDE, token=token), officer_id, now))
        except ModerationError as error:
            results.append(error)

    threads = [
        threading.Thread(target=officer, args=pair) for pair in ((first, "a"), (second, "b"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(isinstance(r, Decision) for r in results) == 1
    assert sum(isinstance(r, ModerationError) for r in results) == 1
    with database.read() as session:
        assert len(session.exec(select(Takedown)).all()) == 1


def test_no_action_names_why_and_settles_the_case(database, scene, now):
    case_id, officer_id, _ = scene
    choice = Choice(
        outcome=Outcome.NO_ACTION,
        no_action_reason="CRITICISM",
        reason="Criticism of the council.",
        token="n",
        case_version=1,
        comment_version=1,
    )
    choose(database, case_id, choice, officer_id, now)
    with database.read() as session:
        case = session.get_one(Case, case_id)

    assert (case.status, case.waiting, case.closed_at) == (CaseStatus.DECIDED, False, now)


def test_a_platform_that_cannot_restore_offers_no_undo(database, scene, now):
    case_id, officer_id, _ = scene
    with database.write() as session:
        case = lock_case(session, case_id)
        with pytest.raises(NothingToUndo):
            undo(
                session,
                case,
                reason="A mistake.",
                token="u",
                case_version=1,
                officer_id=officer_id,
                possible_verbs=("delete",),
                now=now,
            )


def test_a_decision_cites_the_rule_in_force_at_that_minute(database, now):
    with database.write() as session:
        old = factories.house_rule(session, now=now - timedelta(days=60))
        new = factories.house_rule(session, now=now, version=2)

        assert house_rule_in_force(session, "ABUSE", at=now - timedelta(days=31)) == old
        assert house_rule_in_force(session, "ABUSE", at=now) == new
        assert house_rule_in_force(session, "ABUSE", at=now - timedelta(days=400)) is None


def test_the_database_refuses_a_hide_that_cites_no_rule(database, scene, now):
    case_id, officer_id, _ = scene
    with pytest.raises(DatabaseError), database.write() as session:
        session.add(
            Decision(
                case_id=case_id,
                comment_version=1,
                outcome=Outcome.HIDE,
                officer_id=officer_id,
                reason="Because.",
                token="x",
                decided_at=now,
            )
        )
