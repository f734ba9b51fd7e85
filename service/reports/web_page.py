"""The report as HTML: a page that stands alone, or a body for the console to set in its own."""

import base64
import hashlib
from datetime import datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.paths import templates_dir
from service.reports.blocks import Document
from service.reports.document import build_document
from service.reports.paper import Council, Paper
from service.reports.values import Figures

#: What a page's `lang` says.
TAGS = {"en": "en-GB", "cy": "cy"}


def html_report(
    figures: Figures,
    *,
    council: Council,
    language: str,
    now: datetime,
    paper: Paper | None = None,
    standalone: bool = False,
) -> str:
    """Return the report in `language` ("en" or "cy") as HTML, every text escaped.

    Without `standalone`, an `<article class="report">` whose headings begin at level 2 and
    that holds no script and no style: the console gives the level-1 heading (`report_title`)
    and serves `stylesheet()` as a file.
    """
    document = build_document(
        figures, council=council, paper=paper or Paper(), language=language, now=now
    )
    return render_page(document, str(figures.month)) if standalone else render_body(document)


def render_body(document: Document) -> str:
    return _templates().get_template("reports/body.html").render(report=document)


def render_page(document: Document, month: str) -> str:
    """A whole page with its stylesheet inside; it lets nothing else be loaded or run."""
    style = stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    other = "en" if document.language == "cy" else "cy"
    return (
        _templates()
        .get_template("reports/monthly.html")
        .render(
            report=document,
            tag=TAGS[document.language],
            other=other,
            other_page=f"report-{month}.{other}.html",
            style=style,
            style_digest=digest,
        )
    )


def stylesheet() -> str:
    """The report's CSS; every selector begins with the class `report`."""
    return (templates_dir() / "reports" / "monthly.css").read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
