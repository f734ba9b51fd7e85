"""Deliveries as the platforms document them, and as nobody should send them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import UnexpectedAnswer
from connectors.registry import platforms
from connectors.simulator.webhooks import sign
from connectors.webhook import Hint, HintKind, Hooked, Told, webhook_of
from tests.connectors.stage import small_town
from tests.shared import shared_dir

PAGE = "1234567890321"
HOOKED = ("facebook", "instagram")
#: What each recorded delivery hints at.
SAID = {
    "facebook/webhook_comment_add": (
        HintKind.COMMENT, PAGE, "901097836652708_903438993085259", f"{PAGE}_901097836652708"
    ),
    "facebook/webhook_comment_edited": (
        HintKind.COMMENT, PAGE, "900728623356296_900744590021366", f"{PAGE}_900728623356296"
    ),
    "facebook/webhook_comment_hide": (
        HintKind.COMMENT, PAGE, "900728623356296_900744590021366", f"{PAGE}_901097836652708"
    ),
    "facebook/webhook_comment_unhide": (
        HintKind.COMMENT, PAGE, "900728623356296_900744590021366", f"{PAGE}_901097836652708"
    ),
    "facebook/webhook_comment_remove": (
        HintKind.REMOVED, PAGE, "905578656204626_905579239537901", f"{PAGE}_905578656204626"
    ),
    # It stands on the Page's own wall, so that it is a comment there.
    "facebook/webhook_mention_comment": (
        HintKind.COMMENT, PAGE, "7363534231324_3754798971271444", f"{PAGE}_7363534231324"
    ),
    "instagram/webhook_comments": (HintKind.COMMENT, "0", "123456789", "76543987"),
    "instagram/webhook_mentions": (
        HintKind.MENTION, "0", "17887498072083520", "17887498072083520"
    ),
}  # fmt: skip


def recorded() -> dict[str, bytes]:
    """Every recorded delivery of a platform that delivers here, by folder and name."""
    contracts = shared_dir("contracts")
    return {
        f"{path.parent.name}/{path.stem}": json.dumps(
            json.loads(path.read_text("utf-8"))["response"]["body"]
        ).encode()
        for path in sorted(contracts.glob("*/webhook_*.json"))
        if webhook_of(path.parent.name) is not None
    }


def test_every_recorded_delivery_hints_at_the_item_it_names():
    found = {}
    for name, body in recorded().items():
        told = webhook_of(name.partition("/")[0]).read(body)
        assert (told.passed_over, told.unclear) == (0, 0), name
        [hint] = told.hints
        found[name] = (hint.kind, hint.owner_id, hint.platform_id, hint.post_platform_id)

    assert found == SAID


def test_the_platforms_that_deliver_are_these_and_their_connectors_can_follow():
    assert tuple(p for p in platforms() if webhook_of(p) is not None) == HOOKED
    assert webhook_of("nobody") is None
    for platform in platforms():
        with small_town(platform) as stage:
            assert isinstance(stage.connector(), Hooked) is (platform in HOOKED)


def feed(**value: object) -> bytes:
    return change("feed", value)


def change(field: str, value: object, about: str = "page", owner: object = PAGE) -> bytes:
    entry = {"id": owner, "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": about, "entry": [entry]}).encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (feed(item="comment", verb="edit", comment_id="1_2", post_id=f"{PAGE}_1"), "comment"),
        (feed(item="comment", verb="like", comment_id="1_2", post_id=f"{PAGE}_1"), None),
        (feed(item="photo", verb="add"), None),
        (change("ratings", {}), None),
        (change("mention", {"item": "post", "verb": "add", "post_id": "55_1"}), "mention"),
        (change("mention", {"item": "post", "verb": "add", "post_id": f"{PAGE}_1"}), None),
        (
            change(
                "mention",
                {"item": "comment", "verb": "add", "post_id": "55_1", "comment_id": "1_2"},
            ),
            "mention",
        ),
        (
            change(
                "mention",
                {"item": "comment", "verb": "remove", "post_id": "55_1", "comment_id": "1_2"},
            ),
            "removed",
        ),
        (feed(item="comment", verb="add", comment_id=12, post_id=f"{PAGE}_1"), "comment"),
    ],
)
def test_each_verb_and_item_is_what_it_is(body, kind):
    told = webhook_of("facebook").read(body)

    assert told.unclear == 0
    assert [hint.kind.value for hint in told.hints] == ([kind] if kind else [])
    assert told.passed_over == (0 if kind else 1)


def test_a_caption_that_mentions_the_account_has_no_comment():
    told = webhook_of("instagram").read(change("mentions", {"media_id": "7"}, "instagram", "9"))

    assert told == Told((Hint("9", HintKind.MENTION, "7"),))


def test_the_same_item_twice_in_a_delivery_is_one_hint():
    one = json.loads(feed(item="comment", verb="add", comment_id="1_2", post_id=f"{PAGE}_1"))
    one["entry"] *= 3

    assert len(webhook_of("facebook").read(json.dumps(one).encode()).hints) == 1


@pytest.mark.parametrize("bad", ["../me", "", None, True, [], "1/2", "١", "9" * 300])
def test_what_is_no_id_never_becomes_part_of_an_address(bad):
    told = webhook_of("facebook").read(
        feed(item="comment", verb="add", comment_id=bad, post_id=f"{PAGE}_1")
    )

    assert (told.hints, told.unclear) == ((), 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["object", "entry", "id", "changes", "field", "value", "item", "verb"]),
            inner | st.sampled_from(["page", "instagram", "feed", "mention", "comments"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_is_read_or_refused_and_never_breaks(body):
    for platform in HOOKED:
        try:
            told = webhook_of(platform).read(body)
        except UnexpectedAnswer:
            continue
        assert all(isinstance(hint, Hint) for hint in told.hints)


@pytest.mark.parametrize("platform", HOOKED)
def test_only_the_apps_own_secret_signs_these_very_bytes(platform):
    webhook, body = webhook_of(platform), b'{"text":"Sut mae"}'
    right = sign("the app's secret", body)

    assert webhook.verify("the app's secret", right, body)
    assert not webhook.verify("another secret", right, body)
    assert not webhook.verify("the app's secret", right, body + b" ")
    assert not webhook.verify("the app's secret", right.upper(), body)
    assert not webhook.verify("the app's secret", right.removeprefix("sha256="), body)
    assert not webhook.verify("", sign("", body), body)


@pytest.mark.parametrize("platform", HOOKED)
def test_a_page_is_subscribed_and_what_others_subscribed_the_app_to_stays(platform):
    with small_town(platform) as stage:
        key = f"subscribed:{stage.account.extra.get('page_id', stage.account.id)}"
        stage.world.set_note(key, "messages")
        connector = stage.connector()
        assert not connector.subscribed()

        connector.subscribe()
        connector.subscribe()

        assert connector.subscribed()
        assert stage.world.notes[key] == "feed,mention,messages"
