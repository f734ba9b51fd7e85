"""What happens at the door: the sign-in's cookie, and those who are not signed in."""

from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import ValidationError

from service.console.context import settings
from service.settings import Settings

#: Fields whose text would be lost with the sign-in; the page for it shows them again.
TYPED = ("reason", "proportionality", "text")
#: Pages whose address holds what a platform told the person alone: never repeated in a page.
SECRET_ADDRESSES = frozenset({"connecting.come_back"})


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; by HTTPS one that browsers take from this very host alone."""
    return "__Host-officer" if settings.https else "officer"


def set_cookie(response: AnyResponse, session_id: str) -> None:
    response.set_cookie(
        cookie_name(settings()),
        session_id,
        httponly=True,
        samesite="Lax",
        secure=settings().https,
        path="/",
    )


def drop_cookie(response: AnyResponse) -> None:
    response.delete_cookie(
        cookie_name(settings()),
        path="/",
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )


def safe_next(wanted: str | None) -> str | None:
    """Return `wanted` if it is a path on this very site, else None."""
    if not wanted or len(wanted) > 2000 or not wanted.startswith("/"):
        return None
    if (
        wanted.startswith("//")
        or "\\" in wanted
        or any(ord(c) < 33 or ord(c) == 127 for c in wanted)
    ):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else wanted


def typed_text() -> list[tuple[str, str]]:
    """Return what was typed in a form of ours, so that a page in its place can show it.

    Only where the form's token is good: nobody else's words are put on our page.
    """
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return []
    return [(name, text) for name in TYPED if (text := request.form.get(name, "").strip())]


def turn_away() -> AnyResponse:
    """Answer somebody who is not signed in: to sign-in, or say what was typed was not saved."""
    if request.accept_mimetypes.best == "application/json":
        return Response("{}", 401, mimetype="application/json")
    if request.method in ("GET", "HEAD"):
        wanted = request.full_path if request.query_string else request.path
        if request.endpoint in SECRET_ADDRESSES:
            wanted = url_for("accounts.show_register")
        return redirect(url_for("sign_in.show", next=wanted if wanted != "/" else None))
    page = render_template("console/errors/signed_out.html", typed=typed_text())
    return make_response(page, 401)
