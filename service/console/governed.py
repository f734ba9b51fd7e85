"""What the governance screens share: choosing people, and showing a rule broken in a form."""

from collections.abc import Iterable

from moderation.errors import ModerationError
from moderation.models import Officer, Role
from service.console.context import _, me
from service.console.forms import Form
from service.i18n import N_

CHOOSE = N_("Choose a person")


def is_lead() -> bool:
    return me().has(Role.LEAD)


def people_choices(people: Iterable[Officer], *, empty: str = CHOOSE) -> list[tuple[str, str]]:
    """Return (id, name and job) pairs for a select, an empty one first."""
    return [
        ("", _(empty)),
        *((str(p.id), f"{p.name} – {p.job_title}" if p.job_title else p.name) for p in people),
    ]


def chosen(value: str | None) -> int | None:
    """Return the id that a select sent; None for its empty choice or anything not a number."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None


def sentence(error: ModerationError) -> str:
    """Return what to do next, in the reader's language, with what it is about."""
    return f"{_(error.message)} {error.detail}".strip()


def show_error(form: Form, error: ModerationError, *, otherwise: str) -> None:
    """Put a broken rule at the field it is about, or at the field `otherwise`."""
    field = getattr(error, "field", "") or otherwise
    form.add_error(field if field in form else otherwise, sentence(error))
