"""Writes a month's report: a web page and a PDF in each language, and the figures as a file."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlmodel import Session

from service.i18n import LANGUAGES, translate
from service.reports.definitions import COLUMNS, FIGURES, FIRST_COLUMN, TABLES
from service.reports.document import build_document
from service.reports.figures import month_figures
from service.reports.months import Month
from service.reports.paper import Council, Paper
from service.reports.print_page import pdf_report
from service.reports.values import Figures, Table, Words, as_json
from service.reports.web_page import render_page
from service.reports.wording import label

#: Of the figures' file: raised when its shape changes.
FORMAT = 1


def write_report(
    session: Session,
    month: Month,
    out: Path,
    *,
    council: Council,
    now: datetime,
    paper: Paper | None = None,
) -> list[Path]:
    """Write the report for `month` into the folder `out`, and return the five files' paths.

    They are report-2026-10.en.html, .cy.html, .en.pdf, .cy.pdf and figures-2026-10.json. All
    are made before any takes its place, so that a failure leaves earlier ones as they were.
    The same data, paper and `now` give the same bytes.

    Raises:
        MonthNotBegun: `month` lies in the future.
        NotPrintable: the PDF cannot be made.
        OSError: the folder cannot be written to.
    """
    figures = month_figures(session, month, now=now)
    made: dict[str, bytes] = {}
    for language in LANGUAGES:
        document = build_document(
            figures, council=council, paper=paper or Paper(), language=language, now=now
        )
        made[f"report-{month}.{language}.html"] = render_page(document, str(month)).encode(
            errors="replace"
        )
        made[f"report-{month}.{language}.pdf"] = pdf_report(document, dated=month.end)
    made[f"figures-{month}.json"] = figures_json(figures, council).encode()
    return _put(out, dict(sorted(made.items(), key=lambda item: _order(item[0]))))


def _order(name: str) -> tuple[bool, bool, bool]:
    return name.endswith(".json"), name.endswith(".pdf"), ".cy." in name


def _put(out: Path, made: Mapping[str, bytes]) -> list[Path]:
    """Write every file beside its place first, then move each in one step."""
    out.mkdir(parents=True, exist_ok=True)
    waiting = Path(mkdtemp(prefix=".report-", dir=out))
    try:
        for name, content in made.items():
            with (waiting / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for name in made:
            (waiting / name).replace(out / name)
    finally:
        for left in waiting.iterdir():
            left.unlink()
        waiting.rmdir()
    return [out / name for name in made]


def figures_json(figures: Figures, council: Council) -> str:
    """The figures as JSON text, each with its name and definition in both languages."""
    content = {
        "format": FORMAT,
        "council": _both_words(council.name),
        "month": str(figures.month),
        "time_zone": "Europe/London",
        "counted_from": figures.month.start.isoformat(),
        "counted_until": figures.until.isoformat(),
        "provisional": figures.provisional,
        "figures": [
            {
                "id": figure.id,
                "value": as_json(figure.value),
                "unit": figure.unit.value,
                "title": _both(FIGURES[figure.id].title),
                "definition": _both(FIGURES[figure.id].meaning),
            }
            for figure in figures.figures.values()
        ],
        "tables": [_table(table) for table in figures.tables.values()],
        "pre_election_periods": [
            {
                "name": election.name,
                "starts_on": as_json(election.starts_on),
                "ends_on": as_json(election.ends_on),
            }
            for election in figures.elections
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": _both(TABLES[table.id].title),
        "definition": _both(TABLES[table.id].meaning),
        "rows_are": _both(FIRST_COLUMN[table.id]),
        "columns": [
            {
                "id": column,
                "title": _both(COLUMNS[column][0]),
                "unit": COLUMNS[column][1].value,
            }
            for column in table.columns
        ],
        "rows": [
            {
                "key": row.key,
                "label": {language: label(row.label, language) for language in LANGUAGES},
                "cells": [as_json(cell) for cell in row.cells],
            }
            for row in table.rows
        ],
        "total": None if table.total is None else [as_json(cell) for cell in table.total],
    }


def _both(text: str) -> dict[str, str]:
    return {language: translate(text, language) for language in LANGUAGES}


def _both_words(words: Words) -> dict[str, str]:
    return {language: words.within(language) for language in LANGUAGES}
