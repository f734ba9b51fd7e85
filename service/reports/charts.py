"""Charts of a month as SVG, each with a sentence that says what it shows."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from service.i18n import N_, translate, translate_count
from service.paths import FONTS
from service.reports.glyphs import displayable
from service.reports.values import Figures, Table
from service.reports.wording import day, label, number

if TYPE_CHECKING:
    import altair

#: Dark blue on white: 5.2 to 1, so that the bars stand out for everyone and in grey print.
BAR = "#1d70b8"
INK = "#0b0c0c"
FONT = "Source Sans 3"
WIDTH = 620
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')

PER_DAY = N_("Comments seen each day")
PER_PLATFORM = N_("Comments seen by platform")
OUTCOMES = N_("Decisions by outcome")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `table_id` holds the same numbers, `alt` says them in a sentence or two."""

    id: str
    table_id: str
    title: str
    alt: str
    svg: str


def charts(figures: Figures, language: str) -> list[Chart]:
    """The month's charts in the order they are shown; a chart of nothing is left out."""
    makers: Sequence[tuple[str, str, Callable[[Figures, str], Chart]]] = (
        ("comments_by_day", "comments_seen", _per_day),
        ("comments_by_platform", "comments_seen", _per_platform),
        ("decisions_by_outcome", "decisions_made", _outcomes),
    )
    return [
        make(figures, language)
        for table_id, total, make in makers
        if figures.number(total) and table_id in figures.tables
    ]


def _per_day(figures: Figures, language: str) -> Chart:
    import altair

    table = figures.tables["comments_by_day"]
    counts = [(date.fromisoformat(row.key), _count(row.cells[0])) for row in table.rows]
    busiest = max(counts, key=lambda pair: (pair[1], -pair[0].toordinal()))
    quietest = min(counts, key=lambda pair: (pair[1], pair[0].toordinal()))
    alt = translate(
        "Bar chart of comments seen each day. The busiest day was {busiest} with {most}, "
        "the quietest {quietest} with {least}; the average was {average} a day.",
        language,
        busiest=day(busiest[0], language),
        most=number(busiest[1]),
        quietest=day(quietest[0], language),
        least=number(quietest[1]),
        average=number(round(sum(count for _, count in counts) / len(counts))),
    )
    chart = (
        altair.Chart(
            altair.InlineData(values=[{"day": on.day, "n": count} for on, count in counts]),
            width=WIDTH,
            height=200,
        )
        .mark_bar(color=BAR)
        .encode(
            x=altair.X(
                "day:O",
                title=translate("Day of the month", language),
                axis=altair.Axis(labelAngle=0),
            ),
            y=altair.Y("n:Q", title=translate("Comments", language), axis=_whole(counts)),
        )
    )
    return _chart("chart_days", "comments_by_day", PER_DAY, alt, chart, language)


def _per_platform(figures: Figures, language: str) -> Chart:
    pairs = _pairs(figures.tables["comments_by_platform"], language)
    total = int(figures.number("comments_seen") or 0)
    opening = translate_count(
        "Bar chart of {shown} comment by platform.",
        "Bar chart of {shown} comments by platform.",
        total,
        language,
        shown=number(total),
    )
    return _bars("chart_platforms", "comments_by_platform", PER_PLATFORM, opening, pairs, language)


def _outcomes(figures: Figures, language: str) -> Chart:
    table = figures.tables["decisions_by_outcome"]
    pairs = _pairs(table, language)
    total = int(figures.number("decisions_made") or 0)
    opening = translate_count(
        "Bar chart of {shown} decision by outcome.",
        "Bar chart of {shown} decisions by outcome.",
        total,
        language,
        shown=number(total),
    )
    return _bars("chart_outcomes", "decisions_by_outcome", OUTCOMES, opening, pairs, language)


def _bars(
    id: str,
    table_id: str,
    title: str,
    opening: str,
    pairs: list[tuple[str, int]],
    language: str,
) -> Chart:
    import altair

    shown = [pair for pair in pairs if pair[1]]
    spoken = "; ".join(f"{name} {number(count)}" for name, count in shown)
    base = altair.Chart(
        altair.InlineData(values=[{"name": name, "n": n, "said": number(n)} for name, n in pairs]),
        width=WIDTH - 190,
        height=28 * len(pairs),
    ).encode(
        y=altair.Y("name:N", sort=None, title=None, axis=altair.Axis(labelLimit=260)),
        x=altair.X("n:Q", title=None, axis=None),
    )
    layers = base.mark_bar(color=BAR, size=18) + base.mark_text(
        align="left", dx=5, fontSize=13, color=INK
    ).encode(text="said:N")
    return _chart(id, table_id, title, f"{opening} {spoken}.", layers, language)


def _pairs(table: Table, language: str) -> list[tuple[str, int]]:
    return [(displayable(label(row.label, language)), _count(row.cells[0])) for row in table.rows]


def _count(cell: Any) -> int:
    return cell if isinstance(cell, int) else 0


def _whole(counts: Sequence[tuple[date, int]]) -> "altair.Axis":
    """No half comments on the axis, however few there are."""
    import altair

    most = max(count for _, count in counts)
    return altair.Axis(format=",d", tickCount=min(6, max(most, 1)), tickMinStep=1)


def _chart(id: str, table_id: str, title: str, alt: str, chart: Any, language: str) -> Chart:
    finished = (
        chart.configure(font=FONT, aria=False, background="white")
        .configure_axis(
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            domainColor="#505a5f",
            tickColor="#505a5f",
            gridColor="#dcdfe1",
        )
        .configure_view(stroke=None)
    )
    svg = _drawn(json.dumps(finished.to_dict(), sort_keys=True))
    return Chart(id, table_id, translate(title, language), alt, svg)


@lru_cache(maxsize=32)
def _drawn(spec: str) -> str:
    """Draw a Vega-Lite specification; the same numbers are not drawn twice.

    What the drawing says of its own marks is taken out: `alt` speaks for the whole.
    """
    import vl_convert

    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(spec)
    return _ROLES.sub("", svg)


@cache
def _register_fonts() -> None:
    """Charts are measured with the same face that prints them, on every machine."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
