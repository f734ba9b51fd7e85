"""Which roles a page lets in. A page that does not say lets nobody in."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from flask import Flask

from moderation.models import Role

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = frozenset(Role)
#: Who reads comments and cases. The administrator looks after sign-ins and reads none.
READERS = (Role.OFFICER, Role.OWNER, Role.LEAD, Role.AUDITOR)
#: Who may change a case; an account owner only one of their own accounts (console.access).
DECIDERS = (Role.OFFICER, Role.OWNER, Role.LEAD)

#: Who speaks in the council's name.
REPLIERS = (Role.OFFICER, Role.LEAD)

_ALLOWED = "allowed_roles"
_PUBLIC = "is_public"


class UndeclaredRoute(Exception):
    """A route says neither whom it lets in nor that it is public."""


def requires(*roles: Role) -> Callable[[View], View]:
    """Let officers with any of `roles` in, and nobody else. Put it right above the function."""
    if not roles:
        raise ValueError("name at least one role, or use @public")

    def declare(view: View) -> View:
        setattr(view, _ALLOWED, frozenset(roles))
        return view

    return declare


def public(view: View) -> View:
    """Let everybody in, signed in or not."""
    setattr(view, _PUBLIC, True)
    return view


def is_public(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, _PUBLIC, False))


def allowed_roles(view: Callable[..., Any]) -> frozenset[Role]:
    """Return the roles that `view` lets in; none where it does not say."""
    return frozenset(getattr(view, _ALLOWED, frozenset()))


def lets_in(view: Callable[..., Any], held: Iterable[Role]) -> bool:
    """Say whether somebody who holds `held` gets in."""
    return is_public(view) or not allowed_roles(view).isdisjoint(held)


def check_routes(app: Flask) -> None:
    """Refuse an application with a route that declares nothing.

    Raises:
        UndeclaredRoute: naming every such route.
    """
    undeclared = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if not is_public(view) and not allowed_roles(view)
    )
    if undeclared:
        raise UndeclaredRoute(
            "Each of these must say @requires(...) or @public: " + ", ".join(undeclared)
        )


@cache
def strongest(roles: frozenset[Role]) -> Role | None:
    """Return the role that names what somebody mainly is, for the top of the page."""
    order = (Role.LEAD, Role.OFFICER, Role.OWNER, Role.AUDITOR, Role.ADMIN)
    return next((role for role in order if role in roles), None)
