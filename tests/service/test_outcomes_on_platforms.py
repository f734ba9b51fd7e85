"""Re-checks and blocks through the real connectors, over HTTP, on the simulated platforms."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.base import Verb
from connectors.simulator.graph_banned import is_banned
from moderation.blocks import BlockTerms
from moderation.decisions import OUTCOME_OF_VERB, Choice, decide, lock_case
from moderation.models import (
    BlockCall,
    Case,
    Comment,
    Outcome,
    Recheck,
    RecheckState,
    Role,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service.blocks import Blocks
from service.ingest import store
from service.platforms import item_of
from service.rechecks import Rechecks
from service.takedowns import Takedowns
from tests import factories
from tests.connectors.stage import PLATFORMS, actionable, small_town
from tests.connectors.stage import item_of as staged
from tests.service.scripted import Ticking

#: Where a takedown that can be undone can also be read again.
READABLE = [p for p in PLATFORMS if p in ("facebook", "instagram", "youtube")]


@pytest.fixture
def clock(now):
    return Ticking(now)


@pytest.fixture(params=PLATFORMS)
def stage(request):
    with small_town(request.param) as stage:
        yield stage


def fetched_case(database, stage, now):
    """Fetch the account, and open a case on a comment that something can be done about."""
    connector = stage.connector()
    wanted = actionable(stage).platform_id
    with database.write() as session:
        account = factories.account(session, now=now, platform=stage.account.platform)
        for batch in connector.fetch(None):
            store(session, account, batch, now=now)
        factories.house_rule(session, now=now)
        factories.officer(session, Role.OFFICER, now=now)
        comment = session.exec(select(Comment).where(Comment.platform_id == wanted)).one()
        case = factories.case(session, comment, Category.ABUSE, now=now)
        powers = connector.powers(item_of(comment))
        return case.id, powers, wanted


def choose(database, case_id, now, **given):
    with database.write() as session:
        case = lock_case(session, case_id)
        comment = session.get_one(Comment, case.comment_id)
        choice = Choice(
            reason="Abuse.", proportionality="Nothing milder.", house_rule="ABUSE",
            token="t", case_version=case.version, comment_version=comment.version, **given,
        )  # fmt: skip
        verbs = [given["verb"]] if "verb" in given else []
        decide(session, case, choice, officer_id=1, possible_verbs=verbs, can_block=True, now=now)


def taken_down(database, stage, clock):
    """Take a comment down with the mildest verb there is; return the case and its comment's id."""
    case_id, powers, wanted = fetched_case(database, stage, clock.at)
    verb = powers.verbs[0].verb.value
    choose(database, case_id, clock.at, outcome=OUTCOME_OF_VERB[verb], verb=verb)
    with database.read() as session:
        takedown = session.exec(select(Takedown)).one()
    ended = Takedowns(database, lambda _a: stage.connector(), clock=clock).carry_out(takedown.id)
    assert ended in (TakedownState.VERIFIED, TakedownState.ACCEPTED)
    return case_id, wanted


def look(database, stage, clock, after):
    clock.at += after
    with database.read() as session:
        first = session.exec(select(Recheck).order_by(Recheck.due_at)).first()
    return Rechecks(database, lambda _a: stage.connector(), clock=clock).look(first.id)


def test_what_stays_down_is_found_so_and_where_nothing_shows_it_that_is_said(
    database, stage, clock
):
    taken_down(database, stage, clock)

    found = look(database, stage, clock, timedelta(days=1))
    unreadable = stage.account.platform == "x"
    assert found is (RecheckState.CANNOT_TELL if unreadable else RecheckState.STILL_GONE)


@pytest.mark.parametrize("platform", READABLE)
def test_what_somebody_made_visible_on_the_platform_reopens_its_case(database, platform, clock):
    with small_town(platform) as stage:
        case_id, wanted = taken_down(database, stage, clock)
        stage.world.set_state(wanted, "visible")

        assert look(database, stage, clock, timedelta(days=1)) is RecheckState.REAPPEARED
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.waiting, case.reason) == (True, "reappeared")


@pytest.mark.parametrize("platform", ["facebook", "youtube"])
def test_what_its_author_deleted_meanwhile_is_still_gone(database, platform, clock):
    with small_town(platform) as stage:
        case_id, wanted = taken_down(database, stage, clock)
        stage.world.delete_comment(wanted)

        assert look(database, stage, clock, timedelta(days=1)) is RecheckState.STILL_GONE
    with database.read() as session:
        assert session.get_one(Case, case_id).waiting is False


def test_an_author_is_blocked_on_the_page_and_let_back_when_the_block_ends(database, clock):
    with small_town("facebook") as stage:
        case_id, _powers, wanted = fetched_case(database, stage, clock.at)
        author = stage.world.comments[wanted].author.id
        terms = BlockTerms(days=7, review_after=3)
        choose(database, case_id, clock.at, outcome=Outcome.RESTRICT_AUTHOR, block=terms)
        with database.read() as session:
            block, unblock = session.exec(select(BlockCall).order_by(BlockCall.id)).all()
        service = Blocks(database, lambda _a: stage.connector(), clock=clock)

        assert service.carry_out(block.id) is TakedownState.VERIFIED
        assert is_banned(stage.world, stage.account, author)
        clock.at += timedelta(days=7)
        assert service.carry_out(unblock.id) is TakedownState.VERIFIED
        assert not is_banned(stage.world, stage.account, author)


def test_a_verb_of_the_platform_s_own_is_what_was_tried(stage):
    """Guards the list above: these platforms alone can bring a comment back and show it."""
    powers = stage.connector().powers(staged(actionable(stage)))
    mildest = powers.verbs[0]
    readable = mildest.verb is not Verb.DELETE and mildest.readable
    assert (stage.account.platform in READABLE) is readable
