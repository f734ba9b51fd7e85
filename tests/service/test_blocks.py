"""Blocking an author for a time: the rules, the calls, and the end that comes by itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import AuthorState
from connectors.errors import PermissionMissing, PlatformUnavailable, RateLimited
from moderation import audit, blocks, stops
from moderation.blocks import BlockTerms
from moderation.decisions import Choice, decide, lock_case
from moderation.errors import (
    BlockLengthMissing,
    BlockNeedsAuthor,
    BlockOver,
    BlockReasonMissing,
    BlockReviewMissing,
    BlockStands,
    HouseRuleMissing,
    ProportionalityMissing,
)
from moderation.models import (
    AuditEntry,
    Block,
    BlockAction,
    BlockCall,
    Case,
    CaseStatus,
    Comment,
    Decision,
    EmergencyStop,
    Incident,
    Outcome,
    Role,
    TakedownState,
)
from moderation.vocabulary import Category
from service.blocks import Blocks, mend
from service.takedowns import CLAIM, READ_AGAIN, WAITS
from tests import factories
from tests.service.scripted import Scripted, Ticking

TERMS = BlockTerms(days=14, review_after=7)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture
def platform():
    return Scripted()


@pytest.fixture
def people(database, now):
    with database.write() as session:
        return [factories.officer(session, Role.OFFICER, now=now).id for _ in range(2)]


@pytest.fixture
def case_id(database, now, people):
    with database.write() as session:
        factories.house_rule(session, now=now)
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now)
        return factories.case(session, comment, Category.ABUSE, now=now).id


def restrict(database, clock, case_id, *, can_block=True, **given):
    with database.write() as session:
        case = lock_case(session, case_id)
        choice = Choice(
            **{
                "outcome": Outcome.RESTRICT_AUTHOR,
                "reason": "They abuse our staff every day.",
                "proportionality": "Hiding each comment did not stop it.",
                "house_rule": "ABUSE",
                "token": f"t-{case.version}",
                "case_version": case.version,
                "comment_version": 1,
                "block": TERMS,
                **given,
            }
        )
        decide(
            session, case, choice, officer_id=1, possible_verbs=(), can_block=can_block,
            now=clock.at,
        )  # fmt: skip


@pytest.fixture
def blocked(database, clock, case_id):
    """The calls of a block that was decided: (block, unblock)."""
    restrict(database, clock, case_id)
    return [call.id for call in calls(database)]


@pytest.fixture
def service(database, platform, clock):
    return carrier(database, platform, clock)


def carrier(database, platform, clock, **given):
    return Blocks(database, lambda _account: platform, clock=clock, **given)


def calls(database):
    with database.read() as session:
        return list(session.exec(select(BlockCall).order_by(BlockCall.id)))


def block(database):
    with database.read() as session:
        return session.exec(select(Block)).one()


def recorded(database):
    with database.read() as session:
        assert audit.verify(session).whole
        return [e.action for e in session.exec(select(AuditEntry).order_by(AuditEntry.seq))]


# -- deciding ---------------------------------------------------------------------------


def test_a_block_has_a_length_a_review_and_its_end_in_the_outbox(database, clock, blocked, now):
    row = block(database)
    assert (row.starts_at, row.ends_at) == (now, now + timedelta(days=14))
    assert row.review_on == (now + timedelta(days=7)).date()
    assert [(c.action, c.next_attempt_at) for c in calls(database)] == [
        (BlockAction.BLOCK, now),
        (BlockAction.UNBLOCK, now + timedelta(days=14)),
    ]
    with database.read() as session:
        assert session.exec(select(Case)).one().status is CaseStatus.DECIDED


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"block": None}, BlockLengthMissing),
        ({"block": BlockTerms(0, 0)}, BlockLengthMissing),
        ({"block": BlockTerms(366, 7)}, BlockLengthMissing),
        ({"block": BlockTerms(-1, -1)}, BlockLengthMissing),
        ({"block": BlockTerms(7, 0)}, BlockReviewMissing),
        ({"block": BlockTerms(7, 8)}, BlockReviewMissing),
        ({"house_rule": None}, HouseRuleMissing),
        ({"proportionality": " "}, ProportionalityMissing),
    ],
)
def test_a_block_that_lacks_something_is_refused_and_nothing_is_kept(
    database, clock, case_id, given, error
):
    with pytest.raises(error):
        restrict(database, clock, case_id, **given)
    with database.read() as session:
        for model in (Block, BlockCall, Decision):
            assert session.exec(select(model)).all() == []


@pytest.mark.parametrize("given", [{"author_id": None}, {"own": True}])
def test_nobody_is_blocked_whom_the_platform_does_not_name(database, clock, case_id, given):
    with database.write() as session:
        comment = session.exec(select(Comment)).one()
        for name, value in given.items():
            setattr(comment, name, value)
        session.add(comment)
    with pytest.raises(BlockNeedsAuthor):
        restrict(database, clock, case_id)


def test_one_author_has_one_block_at_a_time_on_an_account(database, clock, blocked, case_id):
    with pytest.raises(BlockStands):
        restrict(database, clock, case_id)


# -- carrying out -----------------------------------------------------------------------


def test_a_block_is_verified_by_reading_and_ends_by_itself(
    database, service, platform, blocked, clock
):
    assert [one for one, _account in service.due()] == blocked[:1]
    assert service.carry_out(blocked[0]) is TakedownState.VERIFIED
    assert platform.calls == ["read_author", "block", "read_author"]
    assert service.due() == []
    assert service.carry_out(blocked[1]) is TakedownState.PENDING, "it is not over yet"

    clock.at += timedelta(days=14)
    assert [one for one, _account in service.due()] == blocked[1:]
    assert service.carry_out(blocked[1]) is TakedownState.VERIFIED
    assert platform.author is AuthorState.NOT_BLOCKED
    assert block(database).ended_at == clock.at
    assert recorded(database)[1:] == [
        "block.accepted",
        "block.verified",
        "unblock.accepted",
        "unblock.verified",
    ]


@pytest.mark.parametrize("step", ["claimed", "accepted", "sent", "finishing"])
def test_killed_at_any_step_nobody_is_blocked_twice_or_forgotten(
    database, platform, blocked, clock, step
):
    def die(at: str) -> None:
        if at == step:
            raise Killed

    with pytest.raises(Killed):
        carrier(database, platform, clock, between=die).carry_out(blocked[0])
    clock.at += CLAIM
    again = carrier(database, platform, clock)

    assert [one for one, _account in again.due()] == blocked[:1]
    assert again.carry_out(blocked[0]) is TakedownState.VERIFIED
    assert again.carry_out(blocked[0]) is TakedownState.VERIFIED
    assert platform.calls.count("block") == 1
    assert recorded(database).count("block.verified") == 1


def test_who_is_blocked_already_is_not_blocked_again(database, service, platform, blocked):
    platform.author = AuthorState.BLOCKED
    assert service.carry_out(blocked[0]) is TakedownState.VERIFIED
    assert platform.calls == ["read_author"]


def test_a_block_without_effect_fails_and_an_incident_says_so(
    database, service, platform, blocked, clock
):
    platform.takes_effect = False
    for wait in (*READ_AGAIN, timedelta()):
        state = service.carry_out(blocked[0])
        clock.at += wait
    assert state is TakedownState.FAILED
    assert platform.calls.count("block") == 1
    with database.read() as session:
        assert [i.kind for i in session.exec(select(Incident))] == ["block"]


def test_what_waiting_cannot_mend_needs_a_person(database, service, platform, blocked):
    platform.trouble = {"block": [PermissionMissing("pages_manage_engagement")]}
    assert service.carry_out(blocked[0]) is TakedownState.NEEDS_PERSON
    assert calls(database)[0].detail.startswith("PermissionMissing")


def test_a_platform_away_is_tried_again_and_then_left_to_a_person(
    database, service, platform, blocked, clock
):
    platform.trouble = {"read_author": [PlatformUnavailable("502")] * 20}
    for wait in (*WAITS, timedelta()):
        state = service.carry_out(blocked[0])
        clock.at += wait
    assert state is TakedownState.NEEDS_PERSON
    assert "block" not in platform.calls


def test_a_rate_limit_is_waited_out(database, service, platform, blocked, clock):
    until = clock.at + timedelta(minutes=20)
    platform.trouble = {"block": [RateLimited("429", retry_at=until)]}
    service.carry_out(blocked[0])
    assert service.due() == []
    clock.at = until
    assert service.carry_out(blocked[0]) is TakedownState.VERIFIED


def test_a_stop_set_in_the_middle_holds_the_block_back_and_lets_it_go_on(
    database, platform, blocked, clock, people
):
    def stop(step: str) -> None:
        if step == "claimed":
            with database.write() as session:
                row = stops.ask(
                    session, account_id=None, reason="Taken over.", officer_id=people[0],
                    now=clock.at,
                )  # fmt: skip
                stops.confirm(session, row.id, officer_id=people[1], now=clock.at)

    assert carrier(database, platform, clock, between=stop).carry_out(blocked[0]) is (
        TakedownState.PENDING
    )
    service = carrier(database, platform, clock)
    assert platform.calls == ["read_author"]
    assert service.due() == []
    with database.write() as session:
        [row] = session.exec(select(EmergencyStop))
        stops.ask_lift(session, row.id, reason="Over.", officer_id=people[0], now=clock.at)
        stops.lift(session, row.id, officer_id=people[1], now=clock.at)
    assert service.carry_out(blocked[0]) is TakedownState.VERIFIED


# -- its review and its end -------------------------------------------------------------


def listed(database, clock):
    with database.read() as session:
        found = blocks.to_look_at(session, today=clock.at.date(), now=clock.at, limit=9)
        return [row.id for row, _case, _account in found]


def test_a_review_is_listed_when_due_until_somebody_kept_the_block(database, blocked, clock):
    assert listed(database, clock) == []
    clock.at += timedelta(days=7)
    assert listed(database, clock) == [block(database).id]
    with database.write() as session:
        blocks.keep(
            session, block(database).id, reason="It goes on elsewhere.", officer_id=1, now=clock.at
        )
    assert listed(database, clock) == []


def test_a_block_by_hand_is_listed_when_it_is_over_until_somebody_lifted_it(
    database, clock, case_id
):
    restrict(database, clock, case_id, can_block=False)
    assert calls(database) == []
    row = block(database)
    with database.write() as session:
        blocks.keep(session, row.id, reason="Kept.", officer_id=1, now=clock.at)
    clock.at += timedelta(days=14)
    assert listed(database, clock) == [row.id]
    with database.write() as session:
        blocks.end(session, row.id, reason="Lifted in the app.", officer_id=1, now=clock.at)
    assert listed(database, clock) == []
    assert block(database).ended_at == clock.at


def test_an_early_end_tells_the_platform_at_once(database, service, platform, blocked, clock):
    service.carry_out(blocked[0])
    clock.at += timedelta(days=1)
    with database.write() as session:
        blocks.end(session, block(database).id, reason="Apologised.", officer_id=1, now=clock.at)
    assert block(database).ended_at is None, "not before the platform shows it"

    assert service.carry_out(blocked[1]) is TakedownState.VERIFIED
    assert platform.author is AuthorState.NOT_BLOCKED
    assert block(database).ended_at == clock.at


def test_a_block_ended_before_it_was_sent_never_goes_out(
    database, service, platform, blocked, clock
):
    with database.write() as session:
        blocks.end(session, block(database).id, reason="A mistake.", officer_id=1, now=clock.at)
    assert service.carry_out(blocked[0]) is TakedownState.FAILED
    assert service.carry_out(blocked[1]) is TakedownState.VERIFIED
    assert platform.calls == ["read_author"]
    with database.read() as session:
        assert session.exec(select(Incident)).all() == []


def test_an_unblock_waits_for_a_block_that_is_still_on_its_way(database, platform, blocked, clock):
    def die(step: str) -> None:
        if step == "accepted":
            raise Killed

    with pytest.raises(Killed):
        carrier(database, platform, clock, between=die).carry_out(blocked[0])
    with database.write() as session:
        blocks.end(session, block(database).id, reason="A mistake.", officer_id=1, now=clock.at)
    service = carrier(database, platform, clock)
    assert service.carry_out(blocked[1]) is TakedownState.PENDING
    assert platform.author is AuthorState.BLOCKED

    clock.at += CLAIM
    for call in blocked:
        assert service.carry_out(call) is TakedownState.VERIFIED
    assert platform.author is AuthorState.NOT_BLOCKED


def test_an_end_that_the_platform_refused_is_listed_and_closed_by_hand(
    database, service, platform, blocked, clock
):
    service.carry_out(blocked[0])
    clock.at += timedelta(days=14)
    with database.write() as session:
        blocks.keep(session, block(database).id, reason="Kept.", officer_id=1, now=clock.at)
    assert listed(database, clock) == [], "the platform is being told"
    platform.trouble = {"unblock": [PermissionMissing("no")]}
    assert service.carry_out(blocked[1]) is TakedownState.NEEDS_PERSON
    assert listed(database, clock) == [block(database).id]

    with database.write() as session:
        blocks.end(session, block(database).id, reason="Lifted there.", officer_id=1, now=clock.at)
    assert block(database).ended_at == clock.at
    assert listed(database, clock) == []


def test_keeping_and_ending_give_a_reason_and_happen_once(database, blocked, clock):
    number = block(database).id
    for act in (blocks.keep, blocks.end):
        with database.write() as session, pytest.raises(BlockReasonMissing):
            act(session, number, reason="  ", officer_id=1, now=clock.at)
    with database.write() as session:
        blocks.end(session, number, reason="Apologised.", officer_id=1, now=clock.at)
    for act in (blocks.keep, blocks.end):
        with database.write() as session, pytest.raises(BlockOver):
            act(session, number, reason="Again.", officer_id=1, now=clock.at)
    assert recorded(database) == ["case.decided", "block.ended"]


def open_incidents(database):
    with database.read() as session:
        return [i.kind for i in session.exec(select(Incident)) if i.closed_at is None]


def test_the_incident_closes_when_the_author_is_let_back_after_all(
    database, service, platform, blocked, clock
):
    platform.trouble = {"block": [PermissionMissing("no")]}
    service.carry_out(blocked[0])
    assert open_incidents(database) == ["block"]

    clock.at += timedelta(days=14)
    assert service.carry_out(blocked[1]) is TakedownState.VERIFIED

    assert open_incidents(database) == []
    with database.read() as session:
        closed = [
            e.details for e in session.exec(select(AuditEntry)) if e.action == "incident.closed"
        ]
    assert closed == [{"kind": "block"}]


def test_the_incident_stays_while_a_block_that_failed_still_matters(
    database, service, platform, blocked, clock
):
    service.carry_out(blocked[0])
    clock.at += timedelta(days=14)
    platform.trouble = {"unblock": [PermissionMissing("no")]}
    service.carry_out(blocked[1])
    account_id = block(database).account_id
    with database.write() as session:
        assert not mend(session, account_id, now=clock.at)
    assert open_incidents(database) == ["block"]

    with database.write() as session:
        blocks.end(session, block(database).id, reason="Lifted there.", officer_id=1, now=clock.at)
        assert mend(session, account_id, now=clock.at)
    assert open_incidents(database) == []
