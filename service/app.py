"""The console's application. Everything it works with is passed in."""

import secrets
from contextlib import ExitStack, closing

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as Answer

from service.auth import find_session, touch
from service.clock import Clock, now
from service.connecting import Connecting
from service.console import context, errors, screens, webhooks
from service.console.addresses import IdConverter
from service.console.context import Notify, Parts, PowersOf
from service.console.entrance import cookie_name, turn_away
from service.console.language import chosen_language, remember_language
from service.console.stop_notice import in_force
from service.console.templating import prepare_templates
from service.database import Database
from service.headers import set_headers
from service.keys import session_key
from service.paths import templates_dir
from service.roles import check_routes, is_public, lets_in
from service.settings import Settings

MAX_REQUEST = 1024 * 1024
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Asked by the page itself, not by a person: they do not keep a sign-in alive.
PASSIVE = frozenset({"queue.changes"})
#: Nobody is signed in there, whatever cookie comes along.
UNATTENDED = frozenset({"assets.show", "webhooks.receive", "webhooks.verify"})


def create_app(
    settings: Settings,
    database: Database,
    *,
    clock: Clock = now,
    powers_of: PowersOf,
    notify: Notify | None = None,
    connecting: Connecting | None = None,
) -> Flask:
    """Return the console.

    Args:
        powers_of: what can be done to a stored comment on its platform.
        notify: puts work in the queue within the transaction it is given; None for none.
        connecting: signs officers in at platforms; None leaves those pages out.

    Raises:
        UndeclaredRoute: a route says neither whom it lets in nor that it is public.
    """
    app = Flask("service", static_folder=None)
    app.config.update(
        SECRET_KEY=session_key(settings),
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        # A form stays good for as long as its sign-in: officers keep pages open all day.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(templates_dir()),
            PrefixLoader(
                {
                    name: PackageLoader(name)
                    for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")
                }
            ),
        ]
    )
    if settings.trusted_proxy:
        # waitress believes only that address; here the one hop it vouches for is read.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    context.keep(app.extensions, Parts(settings, database, clock, powers_of, notify, connecting))
    app.url_map.converters["id"] = IdConverter
    prepare_templates(app)
    # Ours come before the form token's check: its error page needs the nonce and language.
    app.before_request(_begin)
    app.before_request(_let_in)
    forms = CSRFProtect(app)
    app.after_request(_finish)
    app.teardown_request(_close)
    errors.register(app)
    for blueprint in screens():
        app.register_blueprint(blueprint)
    # A platform signs what it sends and has no form of ours: of all routes this one alone.
    forms.exempt(webhooks.receive)
    check_routes(app)
    return app


def _begin() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    g.me = None
    g.language = chosen_language(None)
    g.open = ExitStack()
    database = context.database()
    if request.method in READING:
        g.session = g.open.enter_context(database.read())
    else:
        g.session = g.open.enter_context(closing(database.session()))
    if request.endpoint in UNATTENDED:
        return
    settings, now = context.settings(), context.clock()
    session_id = request.cookies.get(cookie_name(settings), "")
    if not session_id:
        return
    # A transaction of its own, over at once: a form's long work must not hold the database.
    with database.read() as session:
        found = find_session(session, session_id, settings=settings, now=now)
        g.stops_in_force = in_force(session) if found else []
    if found is None:
        return
    g.me, stale = found
    g.language = chosen_language(g.me.officer)
    if stale and request.endpoint not in PASSIVE:
        touch(database, g.me.id_hash, now=now)


def _let_in() -> Answer | None:
    if request.endpoint is None:
        return None  # There is no such page: the 404 handler says so.
    view = current_app.view_functions[request.endpoint]
    if is_public(view):
        return None
    if g.me is None:
        return turn_away()
    if not lets_in(view, g.me.roles):
        abort(403)
    return None


def _finish(response: Response) -> Response:
    remember_language(response)
    return set_headers(response, context.settings())


def _close(_error: BaseException | None) -> None:
    opened = g.pop("open", None)
    if opened is not None:
        opened.close()
