"""Serves the console: waitress in front of the application."""

import gc
import threading
from typing import Any

from flask import Flask
from sqlmodel import Session
from waitress.server import create_server

from moderation.models import Reply, Takedown
from service.app import MAX_REQUEST, create_app
from service.connecting import Connecting
from service.jobs import Parts, put_reply, put_takedown
from service.settings import Settings
from service.webhook_jobs import put_delivery

THREADS = 8
#: Well above what the application reads; what is longer is refused before it is taken in.
MAX_BODY = 8 * MAX_REQUEST


def console_app(parts: Parts) -> Flask:
    """Return the console on the service's parts; takedowns and replies go in its queue."""

    def notify(session: Session, name: str, args: dict[str, Any]) -> None:
        if name == "takedown.due":
            takedown = session.get_one(Takedown, args["takedown_id"])
            put_takedown(parts.queue, session, takedown.id or 0, takedown.account_id)
        elif name == "webhook.received":
            put_delivery(parts.queue, session, args["delivery_id"])
        elif name == "reply.due":
            reply = session.get_one(Reply, args["reply_id"])
            put_reply(parts.queue, session, reply.id or 0, reply.account_id)

    return create_app(
        parts.settings,
        parts.database,
        clock=parts.clock,
        powers_of=parts.platforms.powers_of,
        notify=notify,
        connecting=Connecting(parts.settings, parts.database, parts.platforms, clock=parts.clock),
    )


def settle() -> None:
    """Take what was loaded at the start out of the garbage collector's rounds.

    The code and the tables of so many libraries never become garbage; looking through them
    all again would stop every hundredth page for a third of a second.
    """
    gc.collect()
    gc.freeze()


class ConsoleServer:
    """The console on a port; `run` answers until `close`."""

    def __init__(self, parts: Parts) -> None:
        """Listen, but do not answer yet.

        Raises:
            OSError: the port is taken.
        """
        settings = parts.settings
        self._server = create_server(
            console_app(parts),
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            max_request_body_size=MAX_BODY,
            **_proxy(settings),
        )
        self.port: int = self._server.effective_port
        settle()
        self._closing = threading.Event()

    def run(self) -> None:
        try:
            self._server.run()
        except OSError:
            # waitress's loop meets its own closed socket when it is told to end.
            if not self._closing.is_set():
                raise

    def close(self) -> None:
        self._closing.set()
        self._server.close()


def _proxy(settings: Settings) -> dict[str, Any]:
    if not settings.trusted_proxy:
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
