"""What templates know: the language, the officer, the navigation, how values are written."""

from typing import Any

from flask import Flask, g, url_for
from govuk_frontend_wtf.main import WTFormsHelpers

from service import frontend_build
from service.console import context, formats, history, navigation, powers, sentences
from service.console.highlight import highlighted
from service.console.language import other_language, switch
from service.i18n import translations
from service.roles import strongest

THEME_COLOUR = "#0f4c5c"


def prepare_templates(app: Flask) -> None:
    """Give `app`'s templates their filters, functions and both languages."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translations(context.language()).gettext(text) if text else "",
        lambda one, many, count: translations(context.language()).ngettext(one, many, count),
        newstyle=True,
    )
    environment.filters.update(formats.FILTERS)
    environment.filters["highlighted"] = highlighted
    environment.globals.update(
        say=sentences,
        pw=powers,
        hi=history,
        lets_me_in=navigation.lets_me_in,
        switch_language=switch,
    )
    WTFormsHelpers(app)
    stamp = frontend_build.stamp()[:12]
    app.context_processor(lambda: _page(stamp))


def _page(stamp: str) -> dict[str, Any]:
    settings = context.settings()
    signed_in = g.get("me")
    welsh = context.language() == "cy"
    return {
        "me": signed_in,
        "my_role": strongest(signed_in.roles) if signed_in else None,
        "language": context.language(),
        "other_language": other_language() if "language" in g else "cy",
        "council": settings.council_name_cy if welsh else settings.council_name_en,
        "places": list(navigation.places()) if signed_in else [],
        "stops_in_force": g.get("stops_in_force", []),
        "now": context.clock(),
        "nonce": g.get("csp_nonce", ""),
        "themeColor": THEME_COLOUR,
        "asset": lambda name: url_for("assets.show", name=name, v=stamp or None),
    }
