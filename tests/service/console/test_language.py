"""Both languages, everywhere: the catalogue is whole, the switch works, times are written."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import moderation.errors
import service
from moderation.models import Role
from service.console import formats
from service.paths import templates_dir
from tests import factories
from tests.service.console import pages

PACKAGE = Path(service.__file__).parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
Key = str | tuple[str, ...]


def keys() -> dict[Key, str]:
    """Every sentence that the console shows, and where it is."""
    found: dict[Key, str] = {}
    sources = [*PACKAGE.glob("console/*.py"), PACKAGE / "auth.py", PACKAGE / "app.py"]
    for path in sources:
        for line, key, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            found[key] = f"{path.name}:{line}"
    options = {"newstyle_gettext": "true", "silent": "false"}
    for path in sorted((templates_dir() / "console").rglob("*.html")):
        for line, key, _, _ in extract_from_file(
            "jinja2.ext.babel_extract", path, keywords=KEYWORDS, options=options
        ):
            found[key] = f"{path.name}:{line}"
    for error in vars(moderation.errors).values():
        if isinstance(error, type) and issubclass(error, moderation.errors.ModerationError):
            found[error.message] = error.__name__
    return found


def catalogue() -> dict[Key, tuple[str, ...]]:
    welsh: dict[Key, tuple[str, ...]] = {}
    for path in sorted((PACKAGE / "translations" / "cy").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="cy"):
                said = message.string
                welsh[message.id] = said if isinstance(said, tuple) else (said,)
    return welsh


def test_every_sentence_on_screen_exists_in_welsh():
    welsh = catalogue()

    missing = {key: where for key, where in keys().items() if not all(welsh.get(key) or [""])}

    assert len(keys()) > 400
    assert missing == {}


def test_the_welsh_has_the_same_places_to_fill_in_as_the_english():
    wrong = []
    for key, forms in catalogue().items():
        if not key:
            continue
        english = set(PLACEHOLDER.findall(key if isinstance(key, str) else key[1]))
        wrong += [key for form in forms if set(PLACEHOLDER.findall(form)) != english]

    assert wrong == []


def test_a_sentence_has_one_welsh_form_whichever_catalogue_holds_it():
    forms: dict[Key, set[str]] = {}
    for path in (PACKAGE / "translations" / "cy").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="cy"):
                if message.id:
                    forms.setdefault(message.id, set()).add(str(message.string))

    assert {key: said for key, said in forms.items() if len(said) > 1} == {}


PAGES = ["/", "/queue", "/search?q=words", "/sessions", "/accessibility", "/cases/1"]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_its_promises_in_both_languages(officer, database, now, path, language):
    with database.write() as session:
        account = factories.account(session, now=now)
        comment = factories.comment(session, account, now=now, text="some words")
        factories.case(session, comment, now=now)
    separator = "&" if "?" in path else "?"

    officer.page(f"{path}{separator}lang={language}", language=language)


def test_the_switch_keeps_the_page_its_filter_and_the_choice(officer):
    page = officer.page("/queue?who=mine&category=spam")

    switch = next(a for a in page.all("a") if a.text == "Cymraeg")
    assert switch.attributes["href"] == "/queue?who=mine&category=spam&lang=cy"
    assert officer.page(switch.attributes["href"], language="cy").one("h1").text == "Ciw"
    assert officer.page("/", language="cy").one("h1").text == "Hafan"


def test_an_officer_s_own_language_follows_them_to_another_browser(sign_in, database, now):
    with database.write() as session:
        asha = factories.officer(session, Role.OFFICER, now=now)
    here = sign_in(officer=asha)

    here.post("/language", {"language": "cy", "next": "/sessions"})

    assert sign_in(officer=asha).page("/", language="cy").one("h1").text == "Hafan"


@pytest.mark.parametrize("odd", ["fr", "", "cy<script>", "CY"])
def test_a_language_that_we_do_not_speak_is_english(officer, odd):
    officer.post("/language", {"language": odd, "next": "https://evil.example/"})

    assert officer.page("/").one("h1").text == "Home"
    assert officer.get(f"/?lang={odd}").status_code == 200


def test_an_error_in_a_form_is_told_in_welsh(stranger):
    stranger.get("/sign-in?lang=cy")

    answer = stranger.post("/sign-in", {"email": "", "password": ""})

    page = pages.check(answer.text, language="cy")
    assert page.one("title").text.startswith("Gwall: Mewngofnodi")
    summary = page.with_class("govuk-error-summary")[0]
    assert [a.text for a in summary.all("a")] == [
        "Rhowch eich cyfeiriad e-bost.",
        "Rhowch eich cyfrinair.",
    ]


def test_times_are_london_s_and_in_the_reader_s_language(app, now):
    from datetime import timedelta

    from flask import g

    summer = now.replace(month=7)
    with app.test_request_context("/"):
        g.language = "en"
        assert formats.date_time(now) == "16 November 2026, 09:00"
        assert formats.date_time(summer) == "16 July 2026, 10:00"
        assert formats.span(timedelta(hours=3)) == "3 hours"
        g.language = "cy"
        assert formats.date_time(now) == "16 Tachwedd 2026, 09:00"
        assert formats.number(1000) == "1,000"
