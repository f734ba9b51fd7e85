"""Which language a page is in: the switch, then the cookie, then the officer's own."""

from urllib.parse import urlencode

from flask import g, request
from werkzeug.wrappers import Response

from moderation.models import Officer
from service.console.context import settings
from service.console.entrance import SECRET_ADDRESSES
from service.i18n import LANGUAGES

COOKIE = "language"
_YEAR = 365 * 24 * 3600


def chosen_language(officer: Officer | None) -> str:
    """Return "en" or "cy"; what the address or the cookie says goes before the officer's own."""
    for wanted in (request.args.get("lang", ""), request.cookies.get(COOKIE, "")):
        if wanted in LANGUAGES:
            return wanted
    if officer is not None and officer.language in LANGUAGES:
        return officer.language
    return request.accept_languages.best_match(LANGUAGES, default="en")


def remember_language(response: Response) -> None:
    """Keep what the switch said for the pages that follow."""
    wanted = request.args.get("lang", "")
    if wanted in LANGUAGES:
        keep_language(response, wanted)


def keep_language(response: Response, language: str) -> None:
    response.set_cookie(
        COOKIE,
        language,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings().https,
    )


def switch(language: str) -> str:
    """Return the address of this page in `language`; a form's answer goes to the home page."""
    if request.endpoint in SECRET_ADDRESSES:
        return f"/?{urlencode({'lang': language})}"
    path = request.path if request.method in ("GET", "HEAD") else "/"
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    return f"{path}?{urlencode([*kept, ('lang', language)])}"


def other_language() -> str:
    return "cy" if g.language == "en" else "en"
