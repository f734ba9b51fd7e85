"""Where platforms deliver: their signature is checked, and nothing is done but to keep it.

The one route that takes a POST without a form of ours. What has no right signature costs a
hash and no statement; what has one waits for a worker.
"""

import logging
import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlmodel import col

from connectors.webhook import Webhook, webhook_of
from service.console.context import clock, database, parts, settings
from service.ingest import insert_into
from service.roles import public
from service.webhook_tables import WebhookRefusal
from service.webhooks import keep

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")
log = logging.getLogger(__name__)

#: Deliveries that may wait for the database at a time; the console's other threads stay free.
AT_ONCE = 3
#: Refusals are counted in memory and stored no oftener than this.
STORE_EVERY = timedelta(seconds=10)


class _Gate:
    """What one process knows of the deliveries that come at it now."""

    def __init__(self) -> None:
        self.places = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._refused: Counter[str] = Counter()
        self._stored_at: dict[str, datetime] = {}

    def refused(self, platform: str, now: datetime) -> int:
        """Count a refusal; return how many are to be stored now, mostly none."""
        with self._lock:
            self._refused[platform] += 1
            last = self._stored_at.get(platform)
            if last is not None and abs(now - last) < STORE_EVERY:
                return 0
            self._stored_at[platform] = now
            return self._refused.pop(platform)


bp.record(lambda state: state.app.extensions.update(webhook_gate=_Gate()))


@bp.get("/<platform>")
@public
def verify(platform: str) -> ResponseReturnValue:
    """Answer the platform that asks whether this address is ours."""
    webhook, _secret = _set_up(platform)
    told = {name: value for name, value in request.args.items() if len(value) <= 1000}
    answer = webhook.challenge(told, settings().webhook_token())
    if answer is None:
        log.warning("webhook address not verified", extra={"platform": platform})
        return _plain("refused", 403)
    return _plain(answer, 200)


@bp.post("/<platform>")
@public
def receive(platform: str) -> ResponseReturnValue:
    """Keep a signed delivery and queue its work, in one transaction; then say so at once."""
    webhook, secret = _set_up(platform)
    # The application's limit on a request holds here too.
    body = request.get_data(cache=False)
    if not webhook.verify(secret, request.headers.get(webhook.signature_header, ""), body):
        _refuse(platform)
        return _plain("refused", 403)
    places = _gate().places
    if not places.acquire(blocking=False):
        return _plain("busy", 503, {"Retry-After": "5"})
    try:
        with database().write() as session:
            delivery_id, waits = keep(session, platform, body, now=clock())
            notify = parts().notify
            if waits and notify is not None:
                notify(session, "webhook.received", {"delivery_id": delivery_id})
    finally:
        places.release()
    return _plain("kept", 200)


def _gate() -> _Gate:
    return cast(_Gate, current_app.extensions["webhook_gate"])


def _set_up(platform: str) -> tuple[Webhook, str]:
    """Return how the platform delivers and its secret; 404 where it does not, or not here."""
    webhook = webhook_of(platform)
    if webhook is None or not settings().takes_webhooks(platform):
        abort(_plain("not here", 404))
    return webhook, settings().webhook_secret(platform)


def _refuse(platform: str) -> None:
    now = clock()
    count = _gate().refused(platform, now)
    if not count:
        return
    log.warning("deliveries refused", extra={"platform": platform, "refused": count})
    with database().write() as session:
        statement = insert_into(session, WebhookRefusal).values(
            platform=platform, refused=count, last_at=now
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["platform"],
                set_={"refused": col(WebhookRefusal.refused) + count, "last_at": now},
            )
        )


def _plain(words: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(words, status, headers, mimetype="text/plain")
