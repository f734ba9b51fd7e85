"""The monthly reports: read on the page, or taken away as a page or a PDF in either language."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func
from sqlmodel import Session, col, select

from moderation.models import AuditEntry, Comment
from service.console.context import clock, language, record_reading, settings
from service.console.errors import page
from service.i18n import LANGUAGES, N_
from service.reports.document import build_document, report_title
from service.reports.errors import MonthNotBegun, MonthUnreadable, NotPrintable
from service.reports.figures import month_figures
from service.reports.monthly import figures_json
from service.reports.months import Month
from service.reports.paper import Council, Paper
from service.reports.print_page import pdf_report
from service.reports.values import Figures, Words
from service.reports.web_page import html_report, render_page, stylesheet
from service.reports.wording import month_name
from service.roles import READERS, requires

bp = Blueprint("reports", __name__, url_prefix="/reports")

#: No list goes further back than ten years; older months open by their address.
MOST_MONTHS = 120
KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
NOT_PRINTABLE = N_("The PDF cannot be made")


@dataclass(frozen=True, slots=True)
class Listed:
    """A month in the list. `running`: it is not over, so its figures still change."""

    month: Month
    name: str
    running: bool


@bp.get("")
@requires(*READERS)
def show_all() -> ResponseReturnValue:
    now = clock()
    return render_template(
        "console/reports/index.html",
        months=[
            Listed(month, month_name(month, language()), month.end > now)
            for month in months_with_data(g.session, now=now)
        ],
        languages=LANGUAGES,
    )


@bp.get("/<month>")
@requires(*READERS)
def show(month: str) -> ResponseReturnValue:
    figures = _figures(month)
    record_reading("report.read", subject=f"report:{figures.month}")
    return render_template(
        "console/reports/show.html",
        month=figures.month,
        running=figures.provisional,
        heading=report_title(figures, language()),
        languages=LANGUAGES,
        report=html_report(figures, council=_council(), language=language(), now=clock()),
    )


@bp.get("/<month>/<any(en, cy):wanted>.<any(html, pdf):kind>")
@requires(*READERS)
def download(month: str, wanted: str, kind: str) -> ResponseReturnValue:
    figures = _figures(month)
    document = build_document(
        figures, council=_council(), paper=Paper(), language=wanted, now=clock()
    )
    try:
        content = (
            pdf_report(document, dated=figures.month.end)
            if kind == "pdf"
            else render_page(document, str(figures.month)).encode(errors="replace")
        )
    except NotPrintable as error:
        return page(503, NOT_PRINTABLE, error.message)
    record_reading(
        "report.exported",
        subject=f"report:{figures.month}",
        details={"language": wanted, "kind": kind},
    )
    return _file(content, f"report-{figures.month}.{wanted}.{kind}", KINDS[kind])


@bp.get("/<month>/figures.json")
@requires(*READERS)
def download_figures(month: str) -> ResponseReturnValue:
    figures = _figures(month)
    content = figures_json(figures, _council()).encode()
    record_reading(
        "report.exported", subject=f"report:{figures.month}", details={"kind": "figures"}
    )
    return _file(content, f"figures-{figures.month}.json", "application/json")


@bp.get("/monthly.css")
@requires(*READERS)
def style() -> ResponseReturnValue:
    answer = Response(stylesheet(), content_type="text/css; charset=utf-8")
    answer.cache_control.private = True
    answer.cache_control.max_age = 300
    return answer


def months_with_data(session: Session, *, now: datetime) -> list[Month]:
    """Return the months in which anything was said or done, newest first, and this one."""
    starts = [
        session.exec(select(func.min(col(Comment.published_at)))).one(),
        session.exec(select(func.min(col(AuditEntry.at)))).one(),
    ]
    first = min((Month.of(at) for at in starts if at is not None), default=Month.of(now))
    month, found = Month.of(now), [Month.of(now)]
    while month > first and len(found) < MOST_MONTHS:
        month = _before(month)
        if _has_data(session, month):
            found.append(month)
    return found


def _before(month: Month) -> Month:
    return Month(month.year, month.number - 1) if month.number > 1 else Month(month.year - 1, 12)


def _has_data(session: Session, month: Month) -> bool:
    said = select(col(Comment.id)).where(
        col(Comment.published_at) >= month.start, col(Comment.published_at) < month.end
    )
    done = select(col(AuditEntry.seq)).where(
        col(AuditEntry.at) >= month.start, col(AuditEntry.at) < month.end
    )
    return any(session.exec(query.limit(1)).first() is not None for query in (said, done))


def _figures(written: str) -> Figures:
    try:
        return month_figures(g.session, Month.parse(written), now=clock())
    except (MonthUnreadable, MonthNotBegun):
        abort(404)


def _council() -> Council:
    own = settings()
    return Council(Words(own.council_name_en, own.council_name_cy), own.nation)


def _file(content: bytes, name: str, content_type: str) -> Response:
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
