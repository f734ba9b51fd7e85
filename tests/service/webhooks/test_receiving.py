"""The public address: who is answered how, and what is kept of what comes."""

import json
import threading
from datetime import timedelta

import pytest
import requests
from sqlmodel import select

from connectors.registry import platforms
from connectors.simulator.webhooks import NotVerified, sign
from connectors.webhook import webhook_of
from moderation.models import AuditEntry, Incident
from service.job_queue import LocalQueue
from service.jobs import drain
from service.serving import console_app
from service.tables import Job
from service.webhook_tables import DeliveryState, WebhookDelivery, WebhookHint, WebhookRefusal
from service.webhooks import UNREADABLE, keep

#: Of a Page that is none of ours, so that nothing is read of it.
BODY = json.dumps(
    {
        "object": "page",
        "entry": [
            {
                "id": "987",
                "time": 1,
                "changes": [
                    {
                        "field": "feed",
                        "value": {
                            "item": "comment",
                            "verb": "add",
                            "comment_id": "1_2",
                            "post_id": "987_1",
                        },
                    }
                ],
            }
        ],
    }
).encode()


def asked(service, **changed):
    given = {
        "hub.mode": "subscribe",
        "hub.verify_token": service.parts.settings.webhook_token(),
        "hub.challenge": "1158201444",
        **changed,
    }
    return requests.get(f"{service.address}/webhooks/facebook", params=given, timeout=10)


def test_the_challenge_is_echoed_as_plain_text_and_nothing_else(service):
    answer = asked(service)

    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Set-Cookie" not in answer.headers


REFUSED = (
    {"hub.verify_token": "a-made-up-word-of-somebody"},
    {"hub.verify_token": ""},
    {"hub.verify_token": "gair-â-tho-bach-arno-fo"},
    {"hub.mode": "unsubscribe"},
    {"hub.mode": ""},
    {"hub.challenge": ""},
    {"hub.challenge": "<script>alert(1)</script> x"},
    {"hub.challenge": "9" * 300},
)


def test_whoever_does_not_know_the_word_is_refused(service):
    for changed in REFUSED:
        answer = asked(service, **changed)

        assert (answer.status_code, answer.text) == (403, "refused"), changed


def test_a_platform_cannot_register_with_another_word(service):
    with pytest.raises(NotVerified):
        service.simulator.webhooks.register(
            "facebook", f"{service.address}/webhooks/facebook", "another word altogether"
        )


def test_a_platform_that_does_not_deliver_has_no_address(service):
    for platform in (*(p for p in platforms() if webhook_of(p) is None), "nobody", "stops"):
        for method in ("GET", "POST"):
            url = f"{service.address}/webhooks/{platform}"
            assert requests.request(method, url, timeout=10).status_code == 404


def test_without_its_word_or_its_secret_there_is_no_address(service):
    settings = service.parts.settings
    word = settings.webhook_token_file.read_text()
    settings.webhook_token_file.write_text("short")
    assert service.send(BODY).status_code == 404
    settings.webhook_token_file.write_text(word)
    settings.apps_file.write_text('{"facebook": {"client_id": "1"}}')
    assert service.send(BODY).status_code == 404
    assert asked(service).status_code == 404
    assert service.rows(WebhookDelivery) == []


def test_a_delivery_is_kept_and_queued_in_one_transaction_and_answered_at_once(service):
    answer = service.send(BODY)

    assert (answer.status_code, answer.text) == (200, "kept")
    assert "Set-Cookie" not in answer.headers
    [kept] = service.rows(WebhookDelivery)
    assert (kept.body, kept.state, kept.times) == (BODY, DeliveryState.WAITING, 1)
    if isinstance(service.parts.queue, LocalQueue):
        assert [(j.name, j.args) for j in service.rows(Job)] == [
            ("webhook.work", {"delivery_id": kept.id})
        ]


def test_the_same_bytes_again_are_one_row_however_often_and_when_they_come(service):
    for _ in range(3):
        assert service.send(BODY).status_code == 200
    service.work()
    assert service.send(BODY).status_code == 200
    service.work()

    [kept] = service.rows(WebhookDelivery)
    assert (kept.times, kept.state, kept.reason) == (4, DeliveryState.IGNORED, "no_such_account")
    assert service.rows(WebhookHint) == []


def test_what_is_not_signed_right_is_refused_counted_and_not_kept(service, caplog):
    wrong = ("", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=é", "x" * 5000)
    for signature in wrong:
        assert service.send(BODY, signature.encode()).status_code == 403, signature
        service.clock.at += timedelta(minutes=1)

    assert service.rows(WebhookDelivery) == []
    with service.parts.database.read() as session:
        assert session.get_one(WebhookRefusal, "facebook").refused == len(wrong)
    assert "1_2" not in caplog.text


def test_a_byte_changed_on_the_way_is_refused(service):
    secret = service.world.accounts["facebook-main"].extra["app_secret"]
    changed = BODY.replace(b"1_2", b"1_3")

    assert service.send(changed, sign(secret, BODY)).status_code == 403
    # Rewritten by a proxy, it is the same JSON and not the same bytes.
    assert (
        service.send(
            json.dumps(json.loads(BODY), indent=1).encode(), sign(secret, BODY)
        ).status_code
        == 403
    )


def test_refusals_are_stored_by_the_handful(service):
    for _ in range(20):
        service.send(BODY, "sha256=no")
    with service.parts.database.read() as session:
        assert session.get_one(WebhookRefusal, "facebook").refused == 1
    service.clock.at = service.clock.at.replace(hour=12)
    service.send(BODY, "sha256=no")

    with service.parts.database.read() as session:
        assert session.get_one(WebhookRefusal, "facebook").refused == 21


def test_a_delivery_that_is_too_large_is_refused(service):
    for size in (1024 * 1024 + 1, 9 * 1024 * 1024):
        try:
            status = service.send(b"x" * size).status_code
        except requests.ConnectionError:
            # The server may close the door while the rest is still coming.
            status = 413
        assert status == 413
    assert service.rows(WebhookDelivery) == []


BROKEN = (
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'{"object":"page"}',
    b'{"object":"page","entry":{}}',
    b'{"object":"instagram","entry":[]}',
    b'{"object":"page","entry":[{"id":"987","changes":[{"field":"feed","value":7}]}]}',
    b'{"object":"page","entry":[{"id":NaN,"changes":[]}]}',
    b'{"object":"page","entry":[{"id":"987","changes":[{"field":"mention","value":'
    b'{"item":"comment","verb":"add","post_id":"1_1","comment_id":"../me"}}]}]}',
    b"[" * 100_000,
)


def test_what_is_signed_and_no_delivery_is_kept_and_told_of_once(service):
    for body in BROKEN:
        assert service.send(body).status_code == 200
    service.work()

    assert len(service.rows(WebhookDelivery)) == len(BROKEN)
    assert {d.state for d in service.rows(WebhookDelivery)} == {DeliveryState.UNREADABLE}
    [incident] = service.rows(Incident)
    assert (incident.kind, incident.account_id) == (UNREADABLE, None)
    with service.parts.database.read() as session:
        opened = session.exec(select(AuditEntry).where(AuditEntry.action == "incident.opened"))
        assert len(opened.all()) == 1


def test_what_of_a_delivery_is_clear_is_followed_and_the_rest_told_of(service):
    comment = service.say(service.post())
    service.simulator.webhooks.settle()
    whole = json.loads(service.rows(WebhookDelivery)[0].body)
    whole["entry"].append({"id": True})

    assert service.send(json.dumps(whole).encode()).status_code == 200
    service.work()

    assert set(service.comments()) == {comment.id}
    assert service.rows(WebhookDelivery)[-1].reason == "partly_unclear"
    assert [i.kind for i in service.rows(Incident)] == [UNREADABLE]


def test_what_looks_see_to_is_passed_over_without_an_incident(service):
    page = service.world.accounts["facebook-main"].id
    comment = {"item": "comment", "verb": "block", "comment_id": "1_2", "post_id": f"{page}_1"}
    changes = [
        {"field": "feed", "value": {"item": "reaction", "verb": "add"}},
        {"field": "feed", "value": {"item": "status", "verb": "add", "post_id": f"{page}_1"}},
        {"field": "feed", "value": comment},
        {"field": "ratings", "value": {"anything": []}},
    ]
    body = {
        "object": "page",
        "entry": [{"id": page, "changes": changes}, {"id": page, "messaging": []}],
    }
    service.send(json.dumps(body).encode())
    service.work()

    [kept] = service.rows(WebhookDelivery)
    assert (kept.state, kept.passed_over) == (DeliveryState.IGNORED, 4)
    assert service.rows(Incident) == []


def test_a_flood_of_forgeries_stops_no_page_of_the_console(service):
    done = threading.Event()

    def flood() -> None:
        while not done.is_set():
            service.send(b"x" * 100_000, "sha256=no")

    crowd = [threading.Thread(target=flood) for _ in range(12)]
    for one in crowd:
        one.start()
    try:
        answers = [
            requests.get(f"{service.address}/health", timeout=30).status_code for _ in range(10)
        ]
    finally:
        done.set()
        for one in crowd:
            one.join()

    assert answers == [200] * 10
    assert service.rows(WebhookDelivery) == []


def test_worked_deliveries_are_tidied_and_the_incident_closes_with_them(service):
    service.send(BODY)
    service.send(b"{")
    service.work()
    service.clock.at += timedelta(days=3) - timedelta(seconds=1)
    assert service.parts.hooks.deliveries.tidy() == 0
    assert service.rows(Incident)[0].closed_at is None

    service.clock.at += timedelta(seconds=2)
    assert service.parts.hooks.deliveries.tidy() == 2
    assert service.rows(WebhookDelivery) == []
    assert service.rows(Incident)[0].closed_at == service.clock.at


def test_no_other_route_takes_a_post_without_its_form(service):
    app = console_app(service.parts)

    assert app.extensions["csrf"]._exempt_views == {"service.console.webhooks.receive"}
    assert app.extensions["csrf"]._exempt_blueprints == set()


def test_a_delivery_whose_job_was_lost_is_worked_all_the_same(service):
    with service.parts.database.write() as session:
        # Kept by a process that died before it could queue anything.
        keep(session, "facebook", BODY, now=service.clock())
    service.clock.at += timedelta(minutes=1)

    assert (
        service.parts.hooks.put_due(service.parts.queue, service.parts.database)["deliveries"] == 1
    )
    service.work()
    assert service.rows(WebhookDelivery)[0].state is DeliveryState.IGNORED
    if isinstance(service.parts.queue, LocalQueue):
        assert drain(service.parts) == 0
