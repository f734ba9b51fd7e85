"""Pages for what went wrong. Each says what to do next, in both languages."""

import logging

from flask import Flask, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from moderation.errors import ModerationError, NotFound
from service.console.entrance import typed_text
from service.i18n import N_

log = logging.getLogger(__name__)

#: (heading, what to do next) by status.
PAGES: dict[int, tuple[str, str]] = {
    400: (
        N_("The request could not be read"),
        N_("Go back, reload the page and try again. Nothing was changed."),
    ),
    403: (
        N_("You cannot open this page"),
        N_("Your role does not allow it. If your work needs it, ask the governance lead."),
    ),
    404: (
        N_("Page not found"),
        N_("Check the address, or go to the home page. What you look for may have been removed."),
    ),
    405: (
        N_("This address cannot be opened like that"),
        N_("Go to the page it belongs to and use the button there. Nothing was changed."),
    ),
    409: (
        N_("This cannot be done now"),
        N_("Go back, reload the page and look at what changed."),
    ),
    413: (
        N_("What you sent is too large"),
        N_("Shorten the text and send it again. Nothing was changed."),
    ),
    422: (
        N_("There is a problem with what you entered"),
        N_("Go back, correct it and send it again. Nothing was changed."),
    ),
    429: (
        N_("Too many tries"),
        N_("Wait a few minutes, then try again."),
    ),
    500: (
        N_("Something went wrong"),
        N_(
            "The fault was recorded. Try again in a few minutes; if it goes on, tell whoever "
            "looks after the service. What you did last was not saved."
        ),
    ),
}
CSRF = (
    N_("The form could not be checked"),
    N_(
        "You may have signed in again in another tab, or kept the page open for too long. "
        "Go back, reload the page and send the form again. Nothing was changed."
    ),
)


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ModerationError, _rule)
    app.register_error_handler(Exception, _fault)


def page(status: int, heading: str, advice: str, *, message: str = "") -> Response:
    """Return the page for an error; plain headings and advice are keys of their translations."""
    text = render_template(
        "console/errors/page.html",
        heading=heading,
        advice=advice,
        message=message,
        # A form too large to read is not read a second time.
        typed=typed_text() if request.method == "POST" and status != 413 else [],
    )
    return make_response(text, status)


def _csrf(error: CSRFError) -> Response:
    return page(400, *CSRF)


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    heading, advice = PAGES.get(status, PAGES[400] if status < 500 else PAGES[500])
    answer = page(status, heading, advice)
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _rule(error: ModerationError) -> Response:
    if isinstance(error, NotFound):
        return page(404, *PAGES[404])
    heading, advice = PAGES[409]
    return page(409, heading, advice, message=error.message)


def _fault(error: Exception) -> Response:
    # What went wrong, never what was typed: the exception's text may quote a comment.
    log.error(
        "page failed",
        exc_info=error,
        extra={"endpoint": request.endpoint, "officer_id": g.me.id if g.get("me") else None},
    )
    return page(500, *PAGES[500])
