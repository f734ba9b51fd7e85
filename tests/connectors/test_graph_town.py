"""Facebook and Instagram over the whole simulated town, through its server and its faults."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.base import Connector
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from connectors.facebook import FacebookConnector
from connectors.instagram import InstagramConnector
from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.graph import FacebookPart, InstagramPart
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from connectors.simulator.world import World
from tests.connectors.graph_support import NOW, comments_in, http, posts_in

ACCOUNTS = ("facebook-main", "facebook-libraries", "instagram-main")


@pytest.fixture
def town() -> Iterator[Simulator]:
    world = porthaven(1, now=lambda: NOW)
    faults = Faults()
    parts = {"facebook": FacebookPart(world, faults), "instagram": InstagramPart(world, faults)}
    with Simulator(world, faults, parts=parts) as simulator:
        yield simulator


def connect(town: Simulator, key: str, *, patience: float = 30) -> Connector:
    account = town.world.account(key)
    kind = FacebookConnector if account.platform == "facebook" else InstagramConnector
    id_field = "page_id" if account.platform == "facebook" else "ig_user_id"
    credentials = {"access_token": account.token, id_field: account.id}
    credentials |= {name: account.extra[name] for name in ("app_id", "app_secret")}
    settings = replace(http(town.base_url(account.platform)), read_timeout=patience)
    return kind.connect(credentials, http=settings, save=lambda _: None)


def ours(world: World, key: str) -> set[str]:
    """Everything of the account but the comments under other people's posts."""
    elsewhere = {post.id for post in world.posts_of(key) if post.author is not None}
    comments = {c.id for c in world.comments_of(key) if c.post_id not in elsewhere}
    return comments | elsewhere


@pytest.mark.parametrize("key", ACCOUNTS)
def test_everything_said_to_the_council_is_fetched_with_its_words(
    town: Simulator, key: str
) -> None:
    batches = list(connect(town, key).fetch(None))

    found = {comment.platform_id: comment for comment in comments_in(batches)}
    assert set(found) == ours(town.world, key)
    for id, comment in found.items():
        kept = town.world.comments.get(id) or town.world.posts[id]
        assert comment.text == kept.text
        assert comment.published_at == kept.published_at.replace(microsecond=0)
    own = {c.id for c in town.world.comments_of(key) if c.by_council and c.id in found}
    assert {id for id, comment in found.items() if comment.own} == own
    assert {post.platform_id for post in posts_in(batches)} == {
        post.id for post in town.world.posts_of(key) if post.author is None
    }


@pytest.mark.parametrize("key", ACCOUNTS)
def test_check_says_that_all_is_well(town: Simulator, key: str) -> None:
    account = town.world.account(key)

    found = connect(town, key).check()

    assert (found.platform_id, found.followers) == (account.id, account.followers)
    assert found.missing_permissions == ()


@pytest.mark.parametrize("key", ["facebook-main", "instagram-main"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (FaultKind.RATE_LIMITED, RateLimited),
        (FaultKind.RATE_LIMITED_NO_RESET, RateLimited),
        (FaultKind.SERVER_ERROR, PlatformUnavailable),
        (FaultKind.SILENCE, PlatformUnavailable),
        (FaultKind.CUT_JSON, UnexpectedAnswer),
        (FaultKind.HTML_200, UnexpectedAnswer),
        (FaultKind.EXPIRED_TOKEN, CredentialsRejected),
    ],
)
def test_after_a_fault_the_next_fetch_brings_everything(
    town: Simulator, key: str, kind: FaultKind, expected: type[ConnectorError]
) -> None:
    patient = connect(town, key)
    hasty = connect(town, key, patience=0.5) if kind is FaultKind.SILENCE else patient
    town.faults.add(Fault(patient.platform, kind, path="/comments"))
    with pytest.raises(expected) as caught:
        list(hasty.fetch(None))
    # A slow machine may have made the hasty one give up before it came to the fault.
    town.faults.clear()
    again = {comment.platform_id for comment in comments_in(list(patient.fetch(None)))}

    assert again == ours(town.world, key)
    if isinstance(caught.value, RateLimited):
        assert (caught.value.retry_at is not None) == (kind is FaultKind.RATE_LIMITED)
