"""From what happens on a platform to the comment that is kept: told, asked, kept once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from connectors.simulator.webhooks import Mishap, mention_elsewhere
from moderation.models import Case, CommentVersion
from service.rereading import CONFIRM_AFTER
from service.webhook_tables import DeliveryState, WebhookDelivery, WebhookHint
from tests.service.webhooks.conftest import resident

KEYS = ("facebook-main", "instagram-main")


def shown(comment) -> tuple[object, ...]:
    """A comment as it is kept, less when and how it came."""
    return tuple(
        getattr(comment, name)
        for name in (
            "platform_id", "post_platform_id", "parent_platform_id", "kind", "text", "state",
            "hints", "permalink", "own", "version", "published_at", "author_id", "post_id",
        )
    )  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_what_is_said_is_kept_without_a_look_and_a_look_adds_nothing(service, key):
    post = service.post(key)
    top = service.say(post, "You are idiots")
    reply = service.say(post, "Agreed", parent_id=top.id)

    service.work()
    told = service.comments()
    assert set(told) == {top.id, reply.id}
    assert [service.rows(Case)[0].comment_id] == [told[top.id].id]
    assert told[reply.id].parent_platform_id == top.id

    service.look(key)
    assert {id: shown(c) for id, c in service.comments().items()} == {
        id: shown(c) for id, c in told.items()
    }
    assert service.rows(CommentVersion) == []


@pytest.mark.parametrize("key", KEYS)
def test_what_a_look_brought_first_is_not_kept_twice(service, key):
    comment = service.say(service.post(key), "Hello")
    service.look(key)
    [polled] = service.comments().values()

    service.work()

    assert [shown(c) for c in service.comments().values()] == [shown(polled)]
    assert polled.platform_id == comment.id


def test_an_edit_is_a_new_version_and_is_screened_again(service):
    comment = service.say(service.post(), "Nice")
    service.work()
    assert service.rows(Case) == []

    service.world.edit_comment(comment.id, "Nice idiots")
    service.work()

    [kept] = service.comments().values()
    assert (kept.text, kept.version, kept.screened_version) == ("Nice idiots", 2, 2)
    assert [v.text for v in service.rows(CommentVersion)] == ["Nice"]
    assert len(service.rows(Case)) == 1


def test_hidden_and_shown_again_on_the_platform_shows_here(service):
    comment = service.say(service.post())
    states = []
    for state in ("hidden", "visible"):
        service.world.set_state(comment.id, state)
        service.work()
        states.append(service.comments()[comment.id].state)

    assert states == ["hidden", "visible"]


def test_gone_is_said_only_after_two_reads_an_hour_apart(service):
    post = service.post()
    comment = service.say(post)
    service.say(post, "Another, so that the thread reads well")
    service.work()
    service.world.delete_comment(comment.id)

    service.work()
    once = service.comments()[comment.id]
    assert (once.state, once.missing_since) == ("visible", service.clock())

    service.clock.at += CONFIRM_AFTER + timedelta(seconds=1)
    service.parts.hooks.put_due(service.parts.queue, service.parts.database)
    service.work()
    assert service.comments()[comment.id].state == "absent"


def test_said_to_be_gone_and_still_there_stays(service):
    comment = service.say(service.post())
    service.work()
    body = (
        b'{"object":"page","entry":[{"id":"%s","time":1,"changes":[{"field":"feed","value":'
        b'{"item":"comment","verb":"remove","comment_id":"%s","post_id":"%s"}}]}]}'
        % (
            service.world.accounts["facebook-main"].id.encode(),
            comment.id.encode(),
            comment.post_id.encode(),
        )
    )

    assert service.send(body).status_code == 200
    service.work()

    kept = service.comments()[comment.id]
    assert (kept.state, kept.missing_since) == ("visible", None)
    assert service.rows(WebhookHint)[-1].outcome == "still_there"


@pytest.mark.parametrize("key", KEYS)
def test_a_mention_that_no_look_can_see_reaches_the_queue(service, key):
    platform = service.world.accounts[key].platform
    text = "@Porthaven these idiots"
    said = mention_elsewhere(service.world, key, resident(platform), text)
    service.look(key)
    assert said.id not in service.comments()

    service.work()

    kept = service.comments()[said.id]
    assert (kept.kind, kept.text, kept.post_platform_id) == ("mention", text, None)
    assert [case.comment_id for case in service.rows(Case)] == [kept.id]
    powers = service.parts.platforms.powers_of(service.account(key), kept)
    assert (powers.verbs, powers.reason) == ((), "not_our_conversation")
    service.look(key)
    assert shown(service.comments()[said.id]) == shown(kept)


def test_a_mention_on_instagram_can_be_read_again_through_the_account(service):
    said = mention_elsewhere(
        service.world, "instagram-main", resident("instagram"), "@porthavencouncil hello"
    )
    service.work()
    account = service.account("instagram-main")

    reading = service.parts.rereader.read_again(
        service.parts.platforms.connect(account), account, service.comments()[said.id].id
    )

    assert reading.text == "@porthavencouncil hello"


def test_a_reply_under_a_visitors_post_is_kept_as_a_look_keeps_it(service):
    wall = service.world.add_comment(
        "facebook-main", post_id=None, author=resident("facebook"), text="On your wall"
    )
    reply = service.world.add_comment(
        "facebook-main", post_id=None, parent_id=wall.id, author=resident("facebook"), text="Me too"
    )
    service.work()
    told = {id: shown(c) for id, c in service.comments().items()}
    assert set(told) == {wall.id, reply.id}

    service.look()

    assert {id: shown(c) for id, c in service.comments().items()} == told


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_any_order_what_counts_is_what_the_platform_says_now(service, order):
    post = service.post()
    service.simulator.webhooks.strike(*([Mishap.LATE] if order == (1, 0) else []))
    comment = service.say(post, "First")
    service.world.edit_comment(comment.id, "Then")
    service.work()

    assert [c.text for c in service.comments().values()] == ["Then"]


def test_told_twice_dropped_and_forged_nothing_is_kept_twice_and_a_look_mends_the_rest(service):
    post = service.post()
    service.simulator.webhooks.strike(
        Mishap.TWICE, Mishap.DROPPED, Mishap.WRONG_SIGNATURE, Mishap.LATE
    )
    said = [service.say(post, f"Number {n}").id for n in range(5)]
    service.work()

    assert set(service.comments()) == {said[0], said[3], said[4]}
    assert sorted(service.simulator.webhooks.answers) == [200, 200, 200, 200, 403]
    assert [(d.times, d.state) for d in service.rows(WebhookDelivery)] == [
        (2, DeliveryState.WORKED),
        (1, DeliveryState.WORKED),
        (1, DeliveryState.WORKED),
    ]

    service.look()
    assert set(service.comments()) == set(said)


def test_the_councils_own_reply_is_kept_and_never_screened(service):
    post = service.post()
    ours = service.world.add_comment(
        "facebook-main",
        post_id=post.id,
        author=service.world.council_author("facebook-main"),
        text="No idiots here",
        by_council=True,
    )
    service.work()

    assert service.comments()[ours.id].own
    assert service.rows(Case) == []


def test_a_comment_gone_before_it_was_read_is_asked_for_again_and_then_left(service):
    comment = service.say(service.post())
    service.world.delete_comment(comment.id)
    for _ in range(4):
        service.work()
        service.clock.at += timedelta(hours=1)
        service.parts.hooks.put_due(service.parts.queue, service.parts.database)

    assert service.comments() == {}
    assert {h.outcome for h in service.rows(WebhookHint)} == {"not_found", "not_stored"}


def test_hints_wait_while_the_platform_does_not_answer_and_are_followed_then(service):
    from connectors.simulator.faults import Fault, FaultKind

    comment = service.say(service.post())
    service.simulator.faults.add(Fault("facebook", FaultKind.SERVER_ERROR, times=None))
    service.work()
    assert service.comments() == {}
    [hint] = service.rows(WebhookHint)
    assert (hint.state.value, hint.attempts) == ("waiting", 1)

    service.simulator.faults.clear()
    service.clock.at = hint.run_at
    assert service.parts.hooks.put_due(service.parts.queue, service.parts.database)["hints"] == 1
    service.work()
    assert set(service.comments()) == {comment.id}


def test_calls_are_counted_and_many_hints_at_one_comment_are_one_read(service):
    from service.budget_tables import PlatformUse

    comment = service.say(service.post())
    for n in range(5):
        service.world.edit_comment(comment.id, f"Edit {n}")
    service.simulator.webhooks.settle()
    before = len(service.simulator.calls)
    for row in service.rows(WebhookDelivery):
        service.parts.hooks.deliveries.work(row.id)
    service.work()

    reads = [path for _, _, path in service.simulator.calls[before:]]
    assert [path.endswith(comment.id) for path in reads].count(True) == 1
    with service.parts.database.read() as session:
        assert sum(use.calls for use in session.exec(select(PlatformUse))) >= len(reads)
