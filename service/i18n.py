"""Welsh and English from one catalogue.

English sentences in the code are the keys; `translations/cy/*.po` hold the Welsh. A test
extracts every key and fails on one without Welsh.
"""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = ("en", "cy")


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue for "en" (the keys themselves) or "cy"; anything else is English."""
    if language != "cy":
        return gettext.NullTranslations()
    merged: gettext.GNUTranslations | None = None
    for path in sorted((TRANSLATIONS / "cy").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="cy")
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        loaded = gettext.GNUTranslations(compiled)
        if merged is None:
            merged = loaded
        else:
            merged._catalog.update(loaded._catalog)  # type: ignore[attr-defined]
    return merged or gettext.NullTranslations()


def translate(text: str, language: str, **values: object) -> str:
    """Return `text` in `language`, its {placeholders} filled."""
    found = translations(language).gettext(text) if text else ""
    return found.format(**values) if values else found


def translate_count(one: str, many: str, count: int, language: str, **values: object) -> str:
    """Return the form for `count`, with {count} and other placeholders filled."""
    found = translations(language).ngettext(one, many, count)
    return found.format(count=count, **values)


def N_(text: str) -> str:
    """Mark `text` for translation where it is defined but not yet shown."""
    return text
