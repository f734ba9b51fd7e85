from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from connectors.base import ItemState
from connectors.errors import (
    ActionsBlocked,
    CommentGone,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from moderation import audit
from moderation.decisions import Choice, decide, lock_case, undo
from moderation.models import (
    AuditEntry,
    Case,
    CaseStatus,
    Comment,
    Incident,
    Outcome,
    Role,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service.takedowns import CLAIM, WAITS, Takedowns
from tests import factories
from tests.service.scripted import Scripted, Ticking


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def decided(database, now):
    """A comment decided to be hidden, its takedown waiting in the outbox."""
    return decide_to(database, now, "hide", Outcome.HIDE)


def decide_to(database, now, verb, outcome):
    with database.write() as session:
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now)
        case = factories.case(session, comment, Category.ABUSE, now=now)
        factories.house_rule(session, now=now)
        officer = factories.officer(session, Role.OFFICER, now=now)
        choice = Choice(
            outcome=outcome,
            verb=verb,
            reason="Abuse of a named clerk.",
            proportionality="Nothing milder stops it.",
            house_rule="ABUSE",
            token=f"t-{verb}",
            case_version=1,
            comment_version=1,
        )
        decide(
            session, lock_case(session, case.id), choice, officer_id=officer.id,
            possible_verbs=(verb,), now=now,
        )  # fmt: skip
        return session.exec(select(Takedown)).one().id


def stored(database):
    with database.read() as session:
        return (
            session.exec(select(Takedown)).one(),
            session.exec(select(Case)).one(),
            session.exec(select(Comment)).one(),
        )


def carrier(database, connector, clock, **given):
    return Takedowns(database, lambda _account: connector, clock=clock, **given)


def test_a_takedown_is_verified_only_by_reading_the_platform_again(database, decided, clock):
    platform = Scripted()
    assert carrier(database, platform, clock).carry_out(decided) is TakedownState.VERIFIED
    takedown, case, comment = stored(database)

    assert platform.calls == ["act", "read"]
    assert (takedown.attempts, takedown.sent_at, takedown.finished_at) == (1, clock.at, clock.at)
    assert (case.status, comment.state) == (CaseStatus.VERIFIED, "hidden")
    with database.read() as session:
        actions = [e.action for e in session.exec(select(AuditEntry).order_by(AuditEntry.seq))]
        assert actions == ["case.decided", "takedown.accepted", "takedown.verified"]
        assert audit.verify(session).whole


def test_what_a_platform_accepts_but_never_shows_is_called_accepted(database, decided, clock):
    platform = Scripted(readable=False, takes_effect=False)
    assert carrier(database, platform, clock).carry_out(decided) is TakedownState.ACCEPTED
    takedown, case, comment = stored(database)

    assert takedown.detail == "cannot_be_re_read"
    assert (case.status, comment.state) == (CaseStatus.CLOSED, "hidden")


def test_an_accepted_action_without_effect_fails_and_comes_back_to_the_queue(
    database, decided, clock
):
    platform = Scripted(takes_effect=False)
    service = carrier(database, platform, clock)
    states = []
    for _ in range(4):
        states.append(service.carry_out(decided))
        clock.at += timedelta(minutes=2)
    takedown, case, comment = stored(database)

    assert states[-1] is TakedownState.FAILED
    assert platform.calls.count("act") == 1
    assert (case.status, case.waiting, comment.state) == (CaseStatus.FAILED, True, "visible")
    assert takedown.detail == "accepted_without_effect"
    with database.read() as session:
        assert [i.kind for i in session.exec(select(Incident))] == ["takedown"]


def test_a_comment_that_its_author_deleted_meanwhile_is_gone_already(database, decided, clock):
    platform = Scripted(state=ItemState.ABSENT, trouble={"act": [CommentGone("100/33")]})
    assert carrier(database, platform, clock).carry_out(decided) is TakedownState.GONE_ALREADY
    assert stored(database)[1].status is CaseStatus.CLOSED


def test_not_found_without_proof_needs_a_person(database, decided, clock):
    platform = Scripted(state=ItemState.UNKNOWN, trouble={"act": [CommentGone("100/33")]})
    assert carrier(database, platform, clock).carry_out(decided) is TakedownState.NEEDS_PERSON
    takedown, case, comment = stored(database)

    assert (case.waiting, comment.state) == (True, "visible")
    assert takedown.detail == "gone_or_not_ours_to_see"


@pytest.mark.parametrize("error", [CredentialsRejected, PermissionMissing, ActionsBlocked])
def test_what_waiting_cannot_mend_needs_a_person_at_once(database, decided, clock, error):
    platform = Scripted(trouble={"act": [error("no")]})
    assert carrier(database, platform, clock).carry_out(decided) is TakedownState.NEEDS_PERSON
    assert platform.calls == ["act"]


def test_a_rate_limit_is_waited_out_and_never_hammered(database, decided, clock):
    until = clock.at + timedelta(minutes=9)
    platform = Scripted(trouble={"act": [RateLimited("429", retry_at=until)]})
    service = carrier(database, platform, clock)
    service.carry_out(decided)
    service.carry_out(decided)
    assert platform.calls == ["act"]
    assert service.due() == []

    clock.at = until
    assert [takedown_id for takedown_id, _account in service.due()] == [decided]
    assert service.carry_out(decided) is TakedownState.VERIFIED


@pytest.mark.parametrize("error", [PlatformUnavailable, UnexpectedAnswer])
def test_after_an_answer_that_never_came_the_platform_is_read_before_it_is_told_again(
    database, decided, clock, error
):
    """The call may have arrived although its answer did not."""
    platform = Scripted(trouble={"act": [error("silence")]})
    platform.state = ItemState.HIDDEN
    service = carrier(database, platform, clock)
    service.carry_out(decided)
    clock.at += timedelta(minutes=1)

    assert service.carry_out(decided) is TakedownState.VERIFIED
    assert platform.calls == ["act", "read"]
    assert stored(database)[0].detail == "found_done"


def test_a_platform_that_stays_away_ends_with_a_person(database, decided, clock):
    platform = Scripted(trouble={"act": [PlatformUnavailable("502")] * 20})
    service = carrier(database, platform, clock)
    for wait in (*WAITS, timedelta()):
        state = service.carry_out(decided)
        clock.at += wait

    assert state is TakedownState.NEEDS_PERSON
    assert platform.calls.count("act") == len(WAITS) + 1


STEPS = ("claimed", "accepted", "sent", "read", "finishing")


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_loses_nothing_and_doubles_nothing(
    database, decided, clock, step
):
    def die(at: str) -> None:
        if at == step:
            raise Killed

    platform = Scripted()
    with pytest.raises(Killed):
        carrier(database, platform, clock, between=die).carry_out(decided)
    again = carrier(database, platform, clock)
    assert again.carry_out(decided) is not TakedownState.VERIFIED, "another worker may be at it"
    clock.at += CLAIM

    assert again.carry_out(decided) is TakedownState.VERIFIED
    assert again.carry_out(decided) is TakedownState.VERIFIED
    assert platform.calls.count("act") == 1
    with database.read() as session:
        ends = [e for e in session.exec(select(AuditEntry)) if e.action == "takedown.verified"]
        assert len(ends) == 1
        assert audit.verify(session).whole


def test_damaged_evidence_stops_the_takedown_before_any_call(database, decided, clock):
    with database.engine.begin() as connection:
        name = "evidence_keeps_update" if database.is_sqlite else "evidence_keeps ON evidence"
        connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE evidence SET content = replace(content, 'done', 'gone')"))
    platform = Scripted()

    assert carrier(database, platform, clock).carry_out(decided) is TakedownState.NEEDS_PERSON
    assert platform.calls == []


def test_an_undo_is_carried_out_and_verified_like_a_takedown(database, decided, clock):
    platform = Scripted()
    service = carrier(database, platform, clock)
    service.carry_out(decided)
    with database.write() as session:
        case = session.exec(select(Case)).one()
        undo(
            session, lock_case(session, case.id), reason="Hidden by mistake.", token="undo",
            case_version=case.version, officer_id=1, possible_verbs=("restore",), now=clock.at,
        )  # fmt: skip
        restore = session.exec(select(Takedown).where(Takedown.verb == "restore")).one().id

    assert service.carry_out(restore) is TakedownState.VERIFIED
    with database.read() as session:
        assert session.exec(select(Comment)).one().state == "visible"
        assert session.exec(select(Case)).one().status is CaseStatus.VERIFIED


@pytest.mark.parametrize(
    ("verb", "outcome", "state"),
    [
        ("hold", Outcome.HIDE, "held"),
        ("reject", Outcome.REMOVE, "rejected"),
        ("delete", Outcome.REMOVE, "absent"),
    ],
)
def test_each_verb_is_sent_as_decided_and_as_no_other(database, now, clock, verb, outcome, state):
    takedown_id = decide_to(database, now, verb, outcome)
    sent = []
    platform = Scripted()
    platform.act_as = platform.act
    platform.act = lambda v, item: (sent.append(v.value), platform.act_as(v, item))

    assert carrier(database, platform, clock).carry_out(takedown_id) is TakedownState.VERIFIED
    assert sent == [verb]
    assert stored(database)[2].state == state
