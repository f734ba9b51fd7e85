"""What a view may ask for: the clock, the settings, the language, who is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app, g, has_request_context, request
from sqlmodel import Session

from connectors.base import Powers
from moderation import audit
from moderation.models import Account, Comment
from service.auth import SignedIn
from service.clock import Clock
from service.connecting import Connecting
from service.database import Database
from service.i18n import translate, translate_count
from service.settings import Settings

PowersOf = Callable[[Account, Comment], Powers]
#: Puts work in the queue within the given transaction: (session, name, arguments).
Notify = Callable[[Session, str, dict[str, Any]], None]

_EXTENSION = "council_social"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the console was made with."""

    settings: Settings
    database: Database
    clock: Clock
    powers_of: PowersOf
    notify: Notify | None
    connecting: Connecting | None = None


def keep(extensions: dict[str, Any], parts: Parts) -> None:
    extensions[_EXTENSION] = parts


def parts() -> Parts:
    return cast(Parts, current_app.extensions[_EXTENSION])


def settings() -> Settings:
    return parts().settings


def database() -> Database:
    return parts().database


def clock() -> datetime:
    """Return the time of this request, aware UTC: one page, one time."""
    if "now" not in g:
        g.now = parts().clock()
    return cast(datetime, g.now)


def powers_of(account: Account, comment: Comment) -> Powers:
    return parts().powers_of(account, comment)


def notify(name: str, arguments: Mapping[str, Any]) -> None:
    """Put work in the queue, in this request's transaction."""
    told = parts().notify
    if told is not None:
        told(g.session, name, dict(arguments))


def me() -> SignedIn:
    """Return who is signed in; only where the view requires a role."""
    return cast(SignedIn, g.me)


def language() -> str:
    """Return "en" or "cy"."""
    return str(g.get("language", "en")) if has_request_context() else "en"


def _(text: str, **values: object) -> str:
    """Return `text` in the reader's language, its {placeholders} filled."""
    return translate(text, language(), **values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the form for `count` in the reader's language, {count} and others filled."""
    return translate_count(one, many, count, language(), **values)


def record(action: str, *, subject: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Append to the audit record what this officer does, in this request's transaction."""
    audit.append(
        g.session, actor=me().actor, action=action, subject=subject, details=details, now=clock()
    )


def record_reading(
    action: str, *, subject: str = "", details: Mapping[str, Any] | None = None
) -> None:
    """Append to the audit record that this officer reads something restricted.

    It is written and committed on its own before anything is shown: reading leaves its
    mark even if the page then fails. Within a form's transaction, which holds the database
    for writing, it is a part of that.
    """
    if request.method not in ("GET", "HEAD"):
        record(action, subject=subject, details=details)
        return
    with database().write() as session:
        audit.append(
            session, actor=me().actor, action=action, subject=subject, details=details, now=clock()
        )
