"""What every connector says that it can do, done on the simulated platforms and read back."""

from contextlib import suppress
from dataclasses import replace

import pytest

from connectors.base import ItemState, Kind, Verb
from connectors.errors import (
    CommentGone,
    ConnectorError,
    NotSupported,
)
from connectors.simulator.faults import FaultKind
from tests.connectors.stage import PLATFORMS, actionable, fetched, item_of, small_town

#: What an item may show once a verb was carried out on it.
SHOWN = {
    Verb.HIDE: {ItemState.HIDDEN},
    Verb.HOLD: {ItemState.HELD},
    Verb.REJECT: {ItemState.REJECTED, ItemState.ABSENT},
    Verb.DELETE: {ItemState.ABSENT},
    Verb.RESTORE: {ItemState.VISIBLE},
}
# -- powers -----------------------------------------------------------------------------


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_power_claimed_works_and_reading_shows_it(platform, own):
    with small_town(platform) as stage:
        connector = stage.connector()
        tried = 0
        # Replies first: on most platforms a deleted comment takes its replies along.
        for comment in sorted(fetched(stage, own=own), key=lambda c: c.kind is not Kind.REPLY):
            item = item_of(comment)
            before = len(stage.sim.calls)
            powers = connector.powers(item).verbs
            assert len(stage.sim.calls) == before
            # One verb a comment, another verb on the next: a deleted one takes no other.
            for power in powers[tried % max(len(powers), 1) :][:1]:
                tried += 1
                connector.act(power.verb, item)
                reading = connector.read(item)
                assert reading.readable is power.readable
                if power.readable:
                    assert reading.state in SHOWN[power.verb]
                if power.reversible:
                    now = item_of(replace(comment, state=_state_of(power.verb)))
                    assert connector.powers(now).get(Verb.RESTORE) is not None
                    connector.act(Verb.RESTORE, now)
                    assert stage.world.comments[comment.platform_id].state == "visible"
                    if power.readable:
                        assert connector.read(item).state is ItemState.VISIBLE
        # A platform may give no power over others' words, but none is worth connecting
        # that gives none at all.
        assert tried or own or actionable(stage).own


def _state_of(verb: Verb) -> ItemState:
    return {Verb.HIDE: ItemState.HIDDEN, Verb.HOLD: ItemState.HELD}[verb]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_powers_are_told_mildest_first_and_an_item_without_any_says_why(platform):
    order = list(Verb)
    with small_town(platform) as stage:
        connector = stage.connector()
        for comment in [*fetched(stage), *fetched(stage, own=True)]:
            for state in ItemState:
                item = item_of(replace(comment, state=state))
                powers = connector.powers(item)
                takedowns = [p.verb for p in powers.verbs if p.verb is not Verb.RESTORE]
                assert takedowns == sorted(takedowns, key=order.index)
                assert len({p.verb for p in powers.verbs}) == len(powers.verbs)
                assert powers.verbs or powers.reason


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_verb_not_claimed_is_refused_and_changes_nothing(platform):
    with small_town(platform) as stage:
        connector = stage.connector()
        comments = [*fetched(stage), *fetched(stage, own=True)]
        before = {c.id: c.state for c in stage.readable().values()}
        writes = len([call for call in stage.sim.calls if call[1] in ("PUT", "DELETE")])
        for comment in comments:
            powers = connector.powers(item_of(comment))
            for verb in (Verb.HIDE, Verb.HOLD, Verb.REJECT, Verb.DELETE):
                if powers.get(verb) is None:
                    with pytest.raises(NotSupported):
                        connector.act(verb, item_of(comment))

        assert {c.id: c.state for c in stage.readable().values()} == before
        assert len([c for c in stage.sim.calls if c[1] in ("PUT", "DELETE")]) == writes


@pytest.mark.parametrize("platform", PLATFORMS)
def test_to_do_again_what_is_done_is_no_error(platform):
    with small_town(platform) as stage:
        comment = actionable(stage)
        item = item_of(comment)
        connector = stage.connector()
        verb = connector.powers(item).verbs[0].verb
        connector.act(verb, item)
        try:
            connector.act(verb, item)
        except CommentGone:
            assert verb in (Verb.DELETE, Verb.REJECT)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_gone_is_told_so_and_never_read_as_standing(platform):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        stage.world.delete_comment(item.platform_id)
        connector = stage.connector()
        with pytest.raises(CommentGone):
            connector.act(connector.powers(item).verbs[0].verb, item)
        with suppress(CommentGone):
            assert connector.read(item).state in (ItemState.ABSENT, ItemState.UNKNOWN)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_goes_between_decision_and_deed_is_told_as_gone(platform):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        stage.fault(FaultKind.GONE_BEFORE_ACTION, times=1)
        connector = stage.connector()
        with pytest.raises(CommentGone):
            connector.act(connector.powers(item).verbs[0].verb, item)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_deed_that_the_platform_ignored_is_not_read_as_done(platform):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        stage.fault(FaultKind.ACTION_IGNORED, times=1)
        connector = stage.connector()
        verb = connector.powers(item).verbs[0].verb
        try:
            connector.act(verb, item)
        except ConnectorError:
            return  # the platform's own answer gave it away
        reading = connector.read(item)

        assert reading.state not in SHOWN[verb] or not reading.readable
