"""Replies: what it takes to write one, sending it once, and proving that it is there."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import ItemState
from connectors.errors import (
    CommentGone,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
)
from moderation import audit, replies, stops
from moderation.decisions import Choice, decide, lock_case
from moderation.errors import (
    FactExpired,
    FactMissing,
    NoticeNeedsDecision,
    NoticePossible,
    NoticeStands,
    ReplyMissing,
    ReplyNotPossible,
    ReplyStands,
    ReplyTooLong,
    TextChanged,
    WelshMissing,
)
from moderation.evidence import intact
from moderation.models import (
    AuditEntry,
    Case,
    Comment,
    EmergencyStop,
    Evidence,
    FactRecord,
    Incident,
    Outcome,
    Reply,
    ReplyKind,
    ReplyState,
    Role,
)
from moderation.replies import Draft, Words
from moderation.vocabulary import Category
from service.budget_tables import PlatformUse, Purpose
from service.budgets import Budgets
from service.ingest import store
from service.platforms import item_of
from service.replies import MOST_SENDINGS, SETTLES, Replies
from service.settings import Settings
from service.takedowns import CLAIM, READ_AGAIN
from tests import factories
from tests.connectors.stage import PLATFORMS, small_town
from tests.service.scripted import Scripted, Ticking

WORDS = Words("Your bin is collected on Friday.", "en")


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
        return factories.case(session, comment, Category.INACCURATE, now=now).id


def write(database, now, case_id, words=WORDS, *, kind=ReplyKind.REPLY, **given):
    with database.write() as session:
        case = lock_case(session, case_id)
        draft = Draft(
            kind, words, given.pop("token", f"t{len(replies.replies_of(session, case_id))}"),
            given.pop("version", 1), given.pop("fact_id", None),
        )  # fmt: skip
        row = replies.write(
            session, case, draft, officer_id=given.pop("officer", 1),
            possible=given.pop("possible", True), now=now,
        )  # fmt: skip
        return row.id


def fact(database, now, expires_on):
    with database.write() as session:
        row = FactRecord(
            statement="Bins go on Friday.", source="Waste", expires_on=expires_on, created_at=now
        )
        session.add(row)
        session.flush()
        return row.id


def hide(database, now, case_id):
    with database.write() as session:
        choice = Choice(
            outcome=Outcome.ESCALATE, reason="x", token="e", case_version=1, comment_version=1,
            referred_to="legal",
        )  # fmt: skip
        decide(
            session, lock_case(session, case_id), choice, officer_id=1, possible_verbs=(), now=now
        )
        case = lock_case(session, case_id)
        choice = Choice(
            outcome=Outcome.HIDE, verb="hide", reason="Abuse.", proportionality="Milder fails.",
            house_rule="ABUSE", token="h", case_version=case.version, comment_version=1,
        )  # fmt: skip
        decide(session, case, choice, officer_id=1, possible_verbs=("hide",), now=now)


def sender(database, platform, clock, **given):
    return Replies(database, lambda _account: platform, clock=clock, **given)


def row(database, reply_id):
    with database.read() as session:
        return session.get_one(Reply, reply_id)


def recorded(database):
    with database.read() as session:
        assert audit.verify(session).whole
        return [e.action for e in session.exec(select(AuditEntry).order_by(AuditEntry.seq))]


# -- writing ----------------------------------------------------------------------------


def test_the_exact_words_are_evidence_with_the_comment_as_it_stood(database, now, case_id):
    reply = row(database, write(database, now, case_id))

    with database.read() as session:
        evidence = session.get_one(Evidence, reply.evidence_id)
    assert intact(evidence)
    assert WORDS.exact in evidence.content
    assert "When will ours be done?" in evidence.content
    assert reply.sha256 in evidence.content
    assert recorded(database) == ["reply.written"]


@pytest.mark.parametrize(
    ("words", "given", "error"),
    [
        (WORDS, {"possible": False}, ReplyNotPossible),
        (WORDS, {"version": 2}, TextChanged),
        (Words(" ", "en"), {}, ReplyMissing),
        (Words("x", "en", fits=False), {}, ReplyTooLong),
        (WORDS, {"kind": ReplyKind.CORRECTION}, FactMissing),
        (WORDS, {"kind": ReplyKind.CORRECTION, "fact_id": 77}, FactMissing),
        (WORDS, {"kind": ReplyKind.NOTICE}, NoticeNeedsDecision),
    ],
)
def test_what_lacks_something_is_refused_and_nothing_is_kept(
    database, now, case_id, words, given, error
):
    with pytest.raises(error):
        write(database, now, case_id, words, **given)
    with database.read() as session:
        assert session.exec(select(Reply)).all() == []


@pytest.mark.parametrize("language", ["cy", "mixed"])
def test_who_wrote_in_welsh_is_written_to_in_welsh(database, now, case_id, language):
    with database.write() as session:
        comment = session.exec(select(Comment)).one()
        comment.language = language
        session.add(comment)
    with pytest.raises(WelshMissing):
        write(database, now, case_id)
    assert write(database, now, case_id, Words("Dydd Gwener.", "cy"))


def test_two_officers_cannot_say_the_same_and_a_double_click_is_one_reply(
    database, now, case_id, people
):
    first = write(database, now, case_id, token="a")
    assert write(database, now, case_id, token="a") == first
    with pytest.raises(ReplyStands):
        write(
            database, now, case_id, Words("YOUR bin is  collected on friday.", "en"), token="b",
            officer=people[1],
        )  # fmt: skip
    assert write(database, now, case_id, Words("It was late.", "en"), token="c") != first


def test_a_correction_stands_on_a_fact_in_force_and_an_expired_one_is_refused(
    database, platform, clock, case_id
):
    old = fact(database, clock.at, clock.at.date() - timedelta(days=1))
    with pytest.raises(FactExpired):
        write(database, clock.at, case_id, kind=ReplyKind.CORRECTION, fact_id=old)
    today = fact(database, clock.at, clock.at.date())
    reply_id = write(database, clock.at, case_id, kind=ReplyKind.CORRECTION, fact_id=today)
    with database.read() as session:
        assert [f.id for f in replies.facts_in_force(session, now=clock.at)] == [today]

    clock.at += timedelta(days=1)
    assert sender(database, platform, clock).carry_out(reply_id) is ReplyState.FAILED
    assert platform.said == []
    assert row(database, reply_id).detail == "fact_expired"


# -- notices ----------------------------------------------------------------------------


def test_an_author_is_told_of_a_decision_once(database, now, case_id):
    hide(database, now, case_id)
    reply = row(database, write(database, now, case_id, kind=ReplyKind.NOTICE))
    assert reply.decision_id is not None
    with pytest.raises(NoticeStands):
        write(database, now, case_id, Words("Again", "en"), kind=ReplyKind.NOTICE, token="z")


def test_who_could_not_be_told_is_noted_with_the_reason(database, now, case_id):
    hide(database, now, case_id)

    def note(possible):
        with database.write() as session:
            return replies.could_not(
                session, lock_case(session, case_id), token="n", reason="x_not_summoned",
                possible=possible, officer_id=1, now=now,
            ).id  # fmt: skip

    with pytest.raises(NoticePossible):
        note(True)
    reply = row(database, note(False))
    assert (reply.state, reply.detail) == (ReplyState.COULD_NOT, "x_not_summoned")
    assert note(False) == reply.id
    assert recorded(database)[-1] == "notice.could_not"


@pytest.mark.parametrize("error", [NotSupported("X answered 403"), CommentGone("gone")])
@pytest.mark.parametrize("kind", [ReplyKind.REPLY, ReplyKind.NOTICE])
def test_a_refusal_ends_a_reply_and_says_that_an_author_could_not_be_told(
    database, platform, clock, case_id, kind, error
):
    hide(database, clock.at, case_id)
    reply_id = write(database, clock.at, case_id, kind=kind)
    platform.trouble, platform.takes_effect = {"reply": [error]}, False
    ends = ReplyState.COULD_NOT if kind is ReplyKind.NOTICE else ReplyState.FAILED
    assert sender(database, platform, clock).carry_out(reply_id) is ends
    assert sender(database, platform, clock).due() == []


# -- sending ----------------------------------------------------------------------------


def test_a_reply_is_sent_once_and_verified_by_reading(database, platform, clock, case_id):
    reply_id = write(database, clock.at, case_id)
    service = sender(database, platform, clock)
    assert [one for one, _account in service.due()] == [reply_id]
    assert service.carry_out(reply_id) is ReplyState.VERIFIED
    assert service.carry_out(reply_id) is ReplyState.VERIFIED
    assert (platform.calls, platform.said) == (["reply", "read_reply"], [WORDS.exact])
    assert recorded(database) == ["reply.written", "reply.accepted", "reply.verified"]


@pytest.mark.parametrize("step", ["claimed", "sending", "accepted", "sent", "read", "finishing"])
def test_killed_at_any_step_nothing_is_said_twice_or_forgotten(
    database, platform, clock, case_id, step
):
    reply_id = write(database, clock.at, case_id)

    def die(at: str) -> None:
        if at == step:
            raise Killed

    with pytest.raises(Killed):
        sender(database, platform, clock, between=die).carry_out(reply_id)
    clock.at += CLAIM
    again = sender(database, platform, clock)
    assert [one for one, _account in again.due()] == [reply_id]
    assert again.carry_out(reply_id) is ReplyState.VERIFIED
    assert platform.said == [WORDS.exact]


@pytest.mark.parametrize("arrived", [True, False])
def test_an_answer_that_was_lost_is_looked_for_and_not_sent_blindly(
    database, platform, clock, case_id, arrived
):
    reply_id = write(database, clock.at, case_id)
    platform.trouble, platform.takes_effect = {"reply": [PlatformUnavailable("502")]}, arrived
    service = sender(database, platform, clock)
    assert service.carry_out(reply_id) is ReplyState.SENDING
    assert service.due() == [], "the platform is given time to show it"
    clock.at += SETTLES
    platform.takes_effect = True
    assert service.carry_out(reply_id) is ReplyState.VERIFIED
    assert platform.said == [WORDS.exact]
    assert platform.calls[1] == "find_reply"


def test_where_it_cannot_be_told_whether_it_was_sent_a_person_decides(
    database, platform, clock, case_id
):
    reply_id = write(database, clock.at, case_id)
    platform.trouble = {
        "reply": [PlatformUnavailable("502")],
        "find_reply": [PermissionMissing("read")],
    }
    service = sender(database, platform, clock)
    service.carry_out(reply_id)
    clock.at += SETTLES
    assert service.carry_out(reply_id) is ReplyState.NEEDS_PERSON
    assert platform.said == [WORDS.exact]
    with database.read() as session:
        assert [i.kind for i in session.exec(select(Incident))] == ["reply"]


def test_an_answer_that_is_lost_again_and_again_ends_with_a_person(
    database, platform, clock, case_id
):
    reply_id = write(database, clock.at, case_id)
    platform.takes_effect = False
    platform.trouble = {"reply": [PlatformUnavailable("502")] * 9}
    service = sender(database, platform, clock)
    for _ in range(MOST_SENDINGS):
        state = service.carry_out(reply_id)
        clock.at += timedelta(hours=1)
    assert state is ReplyState.NEEDS_PERSON
    assert platform.calls.count("reply") == MOST_SENDINGS


def test_a_rate_limit_is_waited_out_and_needs_no_look(database, platform, clock, case_id):
    reply_id = write(database, clock.at, case_id)
    until = clock.at + timedelta(minutes=20)
    platform.trouble = {"reply": [RateLimited("429", retry_at=until)]}
    platform.takes_effect = False
    service = sender(database, platform, clock)
    assert service.carry_out(reply_id) is ReplyState.PENDING
    platform.takes_effect, clock.at = True, until
    assert service.carry_out(reply_id) is ReplyState.VERIFIED
    assert "find_reply" not in platform.calls


def test_a_dead_token_needs_a_person_and_opens_an_incident(database, platform, clock, case_id):
    reply_id = write(database, clock.at, case_id)
    platform.trouble = {"reply": [CredentialsRejected("190")]}
    assert sender(database, platform, clock).carry_out(reply_id) is ReplyState.NEEDS_PERSON
    with database.read() as session:
        assert {i.kind for i in session.exec(select(Incident))} == {"credentials", "reply"}


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"readable": False}, "reply_not_seen"),
        ({"state": ItemState.LIKELY_SPAM}, "reply_held"),
    ],
)
def test_what_is_accepted_and_not_seen_is_not_called_verified(
    database, platform, clock, case_id, given, detail
):
    reply_id = write(database, clock.at, case_id)
    for name, value in given.items():
        setattr(platform, name, value)
    service = sender(database, platform, clock)
    for wait in (*READ_AGAIN, timedelta()):
        state = service.carry_out(reply_id)
        clock.at += wait
    assert (state, row(database, reply_id).detail) == (ReplyState.ACCEPTED, detail)
    assert len(platform.said) == 1


def test_words_changed_since_they_were_approved_do_not_go_out(database, platform, clock, case_id):
    reply_id = write(database, clock.at, case_id)
    with database.write() as session:
        reply = session.get_one(Reply, reply_id)
        reply.text = "Something else."
        session.add(reply)
    assert sender(database, platform, clock).carry_out(reply_id) is ReplyState.NEEDS_PERSON
    assert platform.said == []


def test_a_stop_holds_replies_back_until_it_is_lifted(database, platform, clock, case_id, people):
    reply_id = write(database, clock.at, case_id)

    def stop(step: str) -> None:
        if step == "claimed":
            with database.write() as session:
                found = stops.ask(
                    session, account_id=None, reason="x", officer_id=people[0], now=clock.at
                )
                stops.confirm(session, found.id, officer_id=people[1], now=clock.at)

    held = sender(database, platform, clock, between=stop).carry_out(reply_id)
    service = sender(database, platform, clock)
    assert (held, platform.said, service.due()) == (ReplyState.PENDING, [], [])
    with database.write() as session:
        [found] = session.exec(select(EmergencyStop))
        stops.ask_lift(session, found.id, reason="Over.", officer_id=people[0], now=clock.at)
        stops.lift(session, found.id, officer_id=people[1], now=clock.at)
    assert service.carry_out(reply_id) is ReplyState.VERIFIED


# -- on the platforms -------------------------------------------------------------------


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("name", PLATFORMS)
def test_on_every_platform_it_is_said_once_counted_and_read_as_our_own(
    database, tmp_path, now, clock, people, name, lost
):
    with small_town(name) as stage:
        connector = stage.connector()
        with database.write() as session:
            account = factories.account(session, now=now, platform=name)
            for batch in connector.fetch(None):
                store(session, account, batch, now=now)
            comment = next(
                c for c in session.exec(select(Comment).order_by(Comment.id))
                if connector.reply_power(item_of(c)).allowed
            )  # fmt: skip
            case = factories.case(session, comment, Category.INACCURATE, now=now)
            text = connector.reply_text(item_of(comment), WORDS.exact)
        clock.at = stage.world.now()
        budgets = Budgets(Settings(data_dir=tmp_path), database, clock=clock)

        def connect(asked):
            return stage.connector(meter=budgets.meter(asked, Purpose.OTHER))

        def die(step: str) -> None:
            if lost and step == "accepted":
                raise Killed

        reply_id = write(database, clock.at, case.id, Words(text, "en"))
        try:
            Replies(database, connect, clock=clock, between=die).carry_out(reply_id)
        except Killed:
            clock.at += CLAIM
            Replies(database, connect, clock=clock).carry_out(reply_id)
        budgets.settle_all()

        reply = row(database, reply_id)
        assert reply.state is ReplyState.VERIFIED
        said = [c for c in stage.world.comments_of(stage.account.key) if c.text == text]
        assert [c.id for c in said] == [reply.platform_id]
        with database.write() as session:
            for batch in stage.connector().fetch(None):
                store(session, account, batch, now=now)
        with database.read() as session:
            ours = session.exec(
                select(Comment).where(Comment.platform_id == reply.platform_id)
            ).one()
            assert ours.own
            assert [c.comment_id for c in session.exec(select(Case))] == [comment.id]
            use = session.exec(select(PlatformUse)).all()
        assert {one.purpose for one in use} == {Purpose.OTHER}
        assert sum(one.calls for one in use) >= 2
        if name == "youtube" and not lost:
            assert sum(one.units for one in use if one.kind == "write") == 50
