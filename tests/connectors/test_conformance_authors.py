"""What every connector says that it can do about authors, done and read back."""

import pytest

from connectors.base import AuthorState
from connectors.errors import ConnectorError, CredentialsRejected, NotSupported
from connectors.registry import connector_class
from connectors.simulator.faults import FaultKind
from connectors.simulator.graph_banned import is_banned
from connectors.simulator.world import World
from tests.connectors.stage import PLATFORMS, actionable, small_town, whole_town

BLOCKING = [p for p in PLATFORMS if connector_class(p).author_powers.can_block]
BY_HAND = [p for p in PLATFORMS if p not in BLOCKING]


def test_only_where_a_block_can_be_undone_and_read_again_is_it_made_through_the_api():
    assert BLOCKING == ["facebook"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_says_how_it_is_done_by_hand(platform):
    assert connector_class(platform).author_powers.manual


@pytest.mark.parametrize("platform", BY_HAND)
def test_where_it_is_done_by_hand_every_call_is_refused_and_none_is_made(platform):
    with small_town(platform) as stage:
        connector = stage.connector()
        author = actionable(stage).author.platform_id
        before = len(stage.sim.calls)
        for call in (connector.block, connector.unblock, connector.read_author):
            with pytest.raises(NotSupported):
                call(author)

        assert len(stage.sim.calls) == before


@pytest.mark.parametrize("platform", BLOCKING)
def test_an_author_is_blocked_once_however_often_and_unblocked(platform):
    with small_town(platform) as stage:
        connector = stage.connector()
        author = actionable(stage).author.platform_id
        assert connector.read_author(author) is AuthorState.NOT_BLOCKED

        for _ in range(2):
            connector.block(author)
            assert connector.read_author(author) is AuthorState.BLOCKED
            assert is_banned(stage.world, stage.account, author)
        for _ in range(2):
            connector.unblock(author)
            assert connector.read_author(author) is AuthorState.NOT_BLOCKED
            assert not is_banned(stage.world, stage.account, author)


@pytest.mark.parametrize("platform", BLOCKING)
def test_a_block_that_the_platform_ignored_is_not_read_as_done(platform):
    with small_town(platform) as stage:
        connector = stage.connector()
        author = actionable(stage).author.platform_id
        stage.fault(FaultKind.ACTION_IGNORED, times=1)
        connector.block(author)

        assert connector.read_author(author) is AuthorState.NOT_BLOCKED


@pytest.mark.parametrize("platform", BLOCKING)
@pytest.mark.parametrize("author", ["", "me", "1/../2", "19_20", "²³"])
def test_an_author_without_a_proper_id_is_refused_before_any_call(platform, author):
    with small_town(platform) as stage:
        connector = stage.connector()
        for call in (connector.block, connector.unblock, connector.read_author):
            with pytest.raises(NotSupported):
                call(author)

        assert not [call for call in stage.sim.calls if "blocked" in call[2]]


@pytest.mark.parametrize("platform", BLOCKING)
def test_somebody_the_platform_does_not_know_is_not_called_blocked(platform):
    with small_town(platform) as stage, pytest.raises(ConnectorError):
        stage.connector().block("123456789")


@pytest.mark.parametrize("platform", BLOCKING)
def test_a_dead_token_is_told_as_such(platform):
    with small_town(platform) as stage:
        author = actionable(stage).author.platform_id
        connector = stage.connector()
        stage.fault(FaultKind.EXPIRED_TOKEN)
        for call in (connector.block, connector.unblock, connector.read_author):
            with pytest.raises(CredentialsRejected):
                call(author)


def test_one_page_s_block_is_none_of_another_s():
    with whole_town("facebook-main") as stage:
        other = stage.world.accounts["facebook-libraries"]
        author = next(
            c.author.id for c in stage.world.comments_of("facebook-main") if not c.by_council
        )
        stage.connector().block(author)

        assert is_banned(stage.world, stage.account, author)
        assert not is_banned(stage.world, other, author)


def test_a_block_is_still_there_when_the_simulated_world_is_opened_again(tmp_path):
    path = tmp_path / "world.jsonl"
    world = World.open(path)
    world.set_note("banned:facebook-main:21", "banned")
    world.close()

    again = World.open(path)
    assert again.notes["banned:facebook-main:21"] == "banned"
    again.close()
