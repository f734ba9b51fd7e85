"""Out-of-office texts: plain text with ((placeholders)), checked when saved, and no logic."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from service.governance import errors

#: What a text may ask for, and in which order the console lists it.
PLACEHOLDERS = (
    "name",
    "account",
    "return_date",
    "cover_name",
    "cover_contact",
    "emergency_contact",
    "council_name",
)
#: What every message must say: when the officer is back, who answers, and who can act (H1).
REQUIRED = ("return_date", "cover_name", "emergency_contact")
MAX_TEXT = 4000

_PLACEHOLDER = re.compile(r"\(\(([^()]*)\)\)")
_HALF = re.compile(r"\(\(|\)\)")


class BothLanguages(Protocol):
    """A text in English and in Welsh."""

    text_en: str
    text_cy: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place in a text for one value."""

    name: str


#: A text taken apart: what is said as it stands, and what is filled in.
Parts = tuple[str | Placeholder, ...]


def parse(text: str) -> Parts:
    """Take `text` apart into plain text and placeholders, in order.

    Spaces and capitals inside the brackets do not count: `(( Return date ))` is
    `((return_date))`, because people type it so.

    Raises:
        PlaceholderNotClosed: a pair of brackets stands without its other pair.
        UnknownPlaceholder: names the first one that is not in PLACEHOLDERS.
    """
    parts: list[str | Placeholder] = []
    at = 0
    for found in _PLACEHOLDER.finditer(text):
        _add_plain(parts, text[at : found.start()])
        name = "_".join(found[1].replace("_", " ").lower().split())
        if name not in PLACEHOLDERS:
            raise errors.UnknownPlaceholder(f"(({found[1].strip()[:60]}))")
        parts.append(Placeholder(name))
        at = found.end()
    _add_plain(parts, text[at:])
    return tuple(parts)


def _add_plain(parts: list[str | Placeholder], text: str) -> None:
    half = _HALF.search(text)
    if half:
        raise errors.PlaceholderNotClosed(text[max(half.start() - 15, 0) : half.end() + 25].strip())
    if text:
        parts.append(text)


def unparse(parts: Parts) -> str:
    """Put a text together again, each placeholder in its one spelling."""
    return "".join(part if isinstance(part, str) else f"(({part.name}))" for part in parts)


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders in `text`. Raises as `parse` does."""
    return frozenset(part.name for part in parse(text) if isinstance(part, Placeholder))


def check(text_en: str, text_cy: str) -> None:
    """Hold a template to what every message needs.

    Raises:
        MessageMissing: one language has no text.
        TextTooLong: longer than MAX_TEXT characters.
        UnknownPlaceholder, PlaceholderNotClosed: as in `parse`.
        PlaceholderMissing: names each one that is missing, and the language it is missing from.
    """
    if not text_en.strip() or not text_cy.strip():
        raise errors.MessageMissing()
    for text, language in ((text_en, "English"), (text_cy, "Cymraeg")):
        if len(text) > MAX_TEXT:
            raise errors.TextTooLong()
        present = placeholders(text)
        missing = [f"(({name}))" for name in REQUIRED if name not in present]
        if missing:
            raise errors.PlaceholderMissing(f"{', '.join(missing)} – {language}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with every placeholder replaced by its value, as it stands.

    A value is never read as a text itself: brackets in a name stay brackets.

    Raises:
        PlaceholderEmpty: names each placeholder that has no value, or a blank one.
        UnknownPlaceholder, PlaceholderNotClosed: as in `parse`.
    """
    parts = parse(text)
    empty = sorted(
        {
            part.name
            for part in parts
            if isinstance(part, Placeholder) and not values.get(part.name, "").strip()
        },
        key=PLACEHOLDERS.index,
    )
    if empty:
        raise errors.PlaceholderEmpty(", ".join(f"(({name}))" for name in empty))
    return "".join(part if isinstance(part, str) else values[part.name] for part in parts)


def render(template: BothLanguages, values: Mapping[str, str], language: str) -> str:
    """Return the message in "en" or "cy". Raises as `fill` does."""
    return fill(template.text_cy if language == "cy" else template.text_en, values)
