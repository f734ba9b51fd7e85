"""How the service logs: one JSON object a line, events and ids, nothing personal."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: What never reaches a log, whatever a caller passes.
FORBIDDEN = frozenset(
    {
        "text",
        "comment",
        "name",
        "handle",
        "author",
        "email",
        "token",
        "access_token",
        "refresh_token",
        "password",
        "secret",
        "credentials",
        "reason",
        "authorization",
        "cookie",
    }
)
#: Libraries whose debug output holds tokens, addresses or bodies.
NOISY = ("tweepy", "urllib3", "requests_oauthlib", "oauthlib", "google", "apscheduler", "alembic")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every forbidden key."""
    for key in event:
        if key.lower() in FORBIDDEN:
            event[key] = "[redacted]"
    return event


def configure(level: str = "INFO") -> None:
    """Send all logging to standard error as JSON lines."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _exception_type_only,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library in NOISY:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))


def _exception_type_only(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep an exception's type and where it was raised; its words may quote a comment."""
    info = event.pop("exc_info", None)
    if info:
        error = info[1] if isinstance(info, tuple) else info
        if isinstance(error, BaseException):
            event["error"] = type(error).__name__
            frames = []
            trace = error.__traceback__
            while trace is not None:
                frames.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
                trace = trace.tb_next
            event["at"] = frames[-6:]
    event.pop("exception", None)
    event.pop("stack", None)
    return event
