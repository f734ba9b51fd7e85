"""Killed anywhere between the answer and the comment: nothing is lost and nothing is doubled."""

import pytest

from moderation.models import Case
from service.hints import HintReader
from service.ingest import store
from service.webhook_tables import DeliveryState, HintState, WebhookDelivery, WebhookHint
from service.webhooks import Deliveries
from tests.connectors.test_webhooks import recorded


class Killed(BaseException):
    """What no handler catches, as a power cut is not."""


class Dying:
    """A connector whose process dies before or after it has read."""

    def __init__(self, inner, *, after: bool) -> None:
        self.inner, self.after = inner, after

    def look_at(self, hint, *, known_post):
        if self.after:
            self.inner.look_at(hint, known_post=known_post)
        raise Killed

    def subscribe(self) -> None:
        raise Killed

    def subscribed(self) -> bool:
        raise Killed


def test_killed_once_the_delivery_is_kept_the_next_worker_works_it(service):
    service.say(service.post(), "You idiots")
    service.simulator.webhooks.settle()
    assert [d.state for d in service.rows(WebhookDelivery)] == [DeliveryState.WAITING]

    # Nothing but the database is left of that process.
    service.work()

    assert len(service.comments()) == len(service.rows(Case)) == 1


def test_killed_while_a_delivery_is_worked_leaves_it_as_it_was(service):
    comment = service.say(service.post())
    service.simulator.webhooks.settle()

    def die(_session, _account_id):
        raise Killed

    deliveries = Deliveries(
        service.parts.database, clock=service.clock, keep_for=None, put_look=die
    )
    [row] = service.rows(WebhookDelivery)
    with pytest.raises(Killed):
        deliveries.work(row.id)
    assert service.rows(WebhookHint) == []
    assert service.rows(WebhookDelivery)[0].state is DeliveryState.WAITING

    service.work()
    assert set(service.comments()) == {comment.id}


def test_killed_while_hints_are_followed_they_are_followed_again(service):
    comment = service.say(service.post(), "You idiots")
    service.simulator.webhooks.settle()
    for row in service.rows(WebhookDelivery):
        service.parts.hooks.deliveries.work(row.id)
    account = service.account()
    for after in (False, True):
        reader = HintReader(
            service.parts.database,
            lambda a, after=after: Dying(service.parts.platforms.connect(a), after=after),
            service.parts.rereader,
            service.parts.screener,
            clock=service.clock,
        )
        with pytest.raises(Killed):
            reader.follow(account.id)
        assert [h.state for h in service.rows(WebhookHint)] == [HintState.WAITING]
        assert service.comments() == {}

    service.work()
    service.parts.hooks.hints.follow(account.id)
    assert set(service.comments()) == {comment.id}
    assert len(service.rows(Case)) == 1


def test_named_again_while_it_is_read_it_is_read_once_more(service):
    comment = service.say(service.post(), "First")
    service.simulator.webhooks.settle()
    [row] = service.rows(WebhookDelivery)
    service.parts.hooks.deliveries.work(row.id)
    account = service.account()

    class Slow(Dying):
        def look_at(self, hint, *, known_post):
            found = self.inner.look_at(hint, known_post=known_post)
            if not self.after:
                service.world.edit_comment(comment.id, "Then")
                service.simulator.webhooks.settle()
                service.parts.hooks.deliveries.work(service.rows(WebhookDelivery)[-1].id)
            self.after = True
            return found

    reader = HintReader(
        service.parts.database,
        lambda a: Slow(service.parts.platforms.connect(a), after=False),
        service.parts.rereader,
        service.parts.screener,
        clock=service.clock,
    )
    reader.follow(account.id)
    assert [(h.asked, h.state) for h in service.rows(WebhookHint)] == [(2, HintState.WAITING)]

    service.work()
    assert service.comments()[comment.id].text == "Then"


def test_every_recorded_delivery_of_strangers_is_kept_and_ignored(service):
    bodies = recorded()
    for name, body in bodies.items():
        platform = name.partition("/")[0]
        assert service.send(body, platform=platform).status_code == 200, name
    service.work()

    rows = service.rows(WebhookDelivery)
    assert len(rows) == len(bodies)
    assert {(r.state, r.reason) for r in rows} == {(DeliveryState.IGNORED, "no_such_account")}


def test_a_look_at_the_same_moment_keeps_one_comment(service):
    comment = service.say(service.post())
    account = service.account()
    connector = service.parts.platforms.connect(account)
    batches = list(connector.fetch(None))
    service.work()
    with service.parts.database.write() as session:
        for batch in batches:
            store(session, account, batch, now=service.clock())

    assert set(service.comments()) == {comment.id}
