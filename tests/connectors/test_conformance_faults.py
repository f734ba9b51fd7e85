"""Every registered connector, struck by each fault that the simulator knows."""

import logging

import pytest

from connectors.base import Batch
from connectors.errors import (
    BudgetSpent,
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.registry import connector_class
from connectors.simulator.faults import FaultKind
from tests.connectors.stage import (
    PLATFORMS,
    actionable,
    comments_in,
    item_of,
    keeps_secrets,
    last_cursor,
    latest,
    small_town,
)

#: What each fault must come to; a list's own faults are no errors.
MEANS: dict[FaultKind, tuple[type[ConnectorError], ...]] = {
    FaultKind.RATE_LIMITED: (RateLimited, BudgetSpent),
    FaultKind.RATE_LIMITED_NO_RESET: (RateLimited, BudgetSpent),
    FaultKind.SERVER_ERROR: (PlatformUnavailable,),
    FaultKind.SILENCE: (PlatformUnavailable,),
    FaultKind.CUT_JSON: (UnexpectedAnswer, PlatformUnavailable),
    FaultKind.HTML_200: (UnexpectedAnswer, PlatformUnavailable),
    FaultKind.EXPIRED_TOKEN: (CredentialsRejected,),
}


# -- faults -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MEANS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fault_that_lasts_ends_every_call_in_its_own_error(platform, kind):
    with small_town(platform) as stage:
        item = item_of(actionable(stage))
        cursor = last_cursor(list(stage.connector().fetch(None)))
        stage.fault(kind)
        connector = stage.connector(patience=0.1 if kind is FaultKind.SILENCE else 10)
        verb = connector.powers(item).verbs[0].verb
        for call in (
            connector.check,
            lambda: list(connector.fetch(None)),
            lambda: list(connector.fetch(cursor)),
            lambda: connector.read(item),
            lambda: connector.act(verb, item),
        ):
            with pytest.raises(ConnectorError) as caught:
                call()
            assert isinstance(caught.value, MEANS[kind])
            keeps_secrets(stage, caught.value)


@pytest.mark.parametrize("kind", MEANS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fetch_struck_at_any_call_hands_over_whole_pages_and_loses_nothing(platform, kind):
    with small_town(platform) as stage:
        stage.sim.calls.clear()
        list(stage.connector().fetch(None))
        calls = len(stage.sim.calls)
        readable = stage.readable()
        for before in range(min(calls, 4 if kind is FaultKind.SILENCE else 12)):
            batches: list[Batch] = []
            connector = stage.connector(patience=0.2 if kind is FaultKind.SILENCE else 10)
            stage.sim.faults.clear()
            try:
                pages = connector.fetch(None)
                while True:
                    if len(stage.sim.calls) and len(batches) == before:
                        stage.fault(kind, times=1)
                    batch = next(pages, None)
                    if batch is None:
                        break
                    batches.append(batch)
            except ConnectorError as error:
                keeps_secrets(stage, error)
            for comment in comments_in(batches):
                assert comment.text == readable[comment.platform_id].text
            stage.sim.faults.clear()
            cursor = next((b.cursor for b in reversed(batches) if b.cursor), None)
            rest = list(stage.connector().fetch(cursor))
            assert latest([*batches, *rest]).keys() == readable.keys()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_that_cannot_be_reached_is_unavailable(platform):
    with small_town(platform) as stage:
        connector = stage.connector(base_url="http://127.0.0.1:9/nothing")
        for call in (connector.check, lambda: list(connector.fetch(None))):
            with pytest.raises(PlatformUnavailable) as caught:
                call()
            keeps_secrets(stage, caught.value)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_wrong_token_asks_for_a_new_sign_in_and_is_quoted_nowhere(platform):
    with small_town(platform) as stage:
        names = [f.name for f in connector_class(platform).credential_fields if f.secret]
        wrong = {name: "wrong-" + "w" * 60 for name in names if "token" in name}
        with pytest.raises(CredentialsRejected) as caught:
            stage.connector(**wrong).check()

        keeps_secrets(stage, caught.value)
        assert "w" * 60 not in str(caught.value)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_secret_and_no_comment_is_logged_even_at_debug(platform, caplog):
    caplog.set_level(logging.DEBUG)
    with small_town(platform) as stage:
        connector = stage.connector()
        connector.check()
        batches = list(connector.fetch(None))
        item = item_of(actionable(stage))
        connector.act(connector.powers(item).verbs[0].verb, item)
        connector.read(item)

    for secret in stage.secrets():
        assert secret not in caplog.text
    assert not any(c.text in caplog.text for c in comments_in(batches))
