"""The paper itself: web page, PDF, and the files written."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlmodel import Session

from moderation.models import Account, Officer, Outcome
from moderation.vocabulary import Category
from service.reports.charts import charts
from service.reports.document import build_document
from service.reports.errors import MonthNotBegun
from service.reports.figures import month_figures
from service.reports.glyphs import SHOWN
from service.reports.monthly import write_report
from service.reports.months import Month
from service.reports.paper import Approval, Council, Paper
from service.reports.print_page import pdf_report
from service.reports.values import Figures, Words
from service.reports.web_page import html_report, stylesheet
from tests import factories
from tests.service.reports.month import LATER, OCTOBER, PORTHAVEN, decided_many, october, said

HEADINGS = {
    "en": [
        "Meeting",
        "Date",
        "Title",
        "Directorate",
        "Summary",
        "Recommendations",
        "Proposals and Details",
        "Finance",
        "Risks and Uncertainties",
        "Policy and Performance Agenda Implications",
        "Background Papers and Consultation",
        "Contact",
    ],
    "cy": [
        "Cyfarfod",
        "Dyddiad",
        "Teitl",
        "Cyfarwyddiaeth",
        "Crynodeb",
        "Argymhellion",
        "Cynigion a Manylion",
        "Cyllid",
        "Risgiau ac Ansicrwydd",
        "Goblygiadau i'r Agenda Polisi a Pherfformiad",
        "Papurau Cefndir ac Ymgynghori",
        "Cyswllt",
    ],
}
HOSTILE = (
    '<script>alert(1)</script> </style> {{ 7*7 }} #read("/etc/passwd") $x$ *b* \\ @ref <lbl> '
    "😀 中文 ਪੰਜਾਬੀ العربية \x00\x07 \u202e \ud800 \ue000 ŵŷ 'quote' \"double\" &amp; `raw` // no"
)


@pytest.fixture
def busy(session: Session, facebook: Account, asha: Officer) -> Session:
    factories.house_rule(session, "ABUSE", now=october(1))
    for day in range(1, 32):
        for _ in range(day % 4):
            said(session, facebook, october(day))
    abuse = [Category.ABUSE]
    decided_many(session, facebook, abuse, Outcome.HIDE, 7, by=asha, house_rule="ABUSE")
    decided_many(session, facebook, abuse, Outcome.NO_ACTION, 6, by=asha, language="cy")
    session.flush()
    return session


@pytest.fixture
def figures(busy: Session) -> Figures:
    return month_figures(busy, OCTOBER, now=LATER)


def page(figures: Figures, language: str = "en", paper: Paper | None = None) -> str:
    return html_report(
        figures, council=PORTHAVEN, language=language, now=LATER, paper=paper, standalone=True
    )


def pdf(figures: Figures, language: str = "en", paper: Paper | None = None) -> bytes:
    document = build_document(
        figures, council=PORTHAVEN, paper=paper or Paper(), language=language, now=LATER
    )
    return pdf_report(document, dated=figures.month.end)


@dataclass(frozen=True)
class Element:
    """One element of a PDF's structure."""

    role: str
    alt: str
    scopes: tuple[str, ...]


def elements(made: bytes) -> list[Element]:
    """The PDF's structure in reading order."""
    found: list[Element] = []

    def walk(one: Any) -> None:
        if isinstance(one, pikepdf.Array):
            for part in one:
                walk(part)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                given = one.get("/A", pikepdf.Array())
                attributes = list(given) if isinstance(given, pikepdf.Array) else [given]
                scopes = tuple(str(a.get("/Scope", "")) for a in attributes)
                found.append(Element(str(one["/S"]), str(one.get("/Alt", "")), scopes))
            if "/K" in one:
                walk(one["/K"])

    with pikepdf.open(BytesIO(made)) as opened:
        walk(opened.Root.StructTreeRoot.K)
    return found


def outline(made: bytes) -> list[str]:
    with pikepdf.open(BytesIO(made)) as opened, opened.open_outline() as tree:
        return [re.sub(r"^[\d.]+\s*", "", item.title) for item in tree.root]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_headings_members_know_come_in_their_order(figures: Figures, language: str) -> None:
    headings = re.findall(r"<h2[^>]*>(?:\d+\. )?([^<]+)</h2>", page(figures, language))

    assert [h.replace("&#39;", "'") for h in headings[:12]] == HEADINGS[language]
    assert outline(pdf(figures, language))[:12] == HEADINGS[language]


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("cy", "cy")])
def test_the_pdf_is_tagged_titled_and_in_its_language(
    figures: Figures, language: str, tag: str
) -> None:
    made = pdf(figures, language)

    with pikepdf.open(BytesIO(made)) as opened:
        assert str(opened.Root.Lang) == tag
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        metadata = opened.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert "2026" in metadata["dc:title"]
    found = elements(made)
    heads = [one for one in found if one.role == "/TH"]
    assert heads
    assert all("/Column" in one.scopes for one in heads)
    pictures = [one for one in found if one.role == "/Figure"]
    assert len(pictures) == 3
    assert all(one.alt for one in pictures)
    headings = [one.role for one in found if one.role in ("/Title", "/H1", "/H2")]
    assert headings[:2] == ["/Title", "/H1"]


def test_the_same_month_gives_the_same_bytes(busy: Session, tmp_path: Path) -> None:
    def written(folder: str) -> dict[str, str]:
        paths = write_report(busy, OCTOBER, tmp_path / folder, council=PORTHAVEN, now=LATER)
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    first = written("one")

    assert list(first) == [
        "report-2026-10.en.html",
        "report-2026-10.cy.html",
        "report-2026-10.en.pdf",
        "report-2026-10.cy.pdf",
        "figures-2026-10.json",
    ]
    assert written("two") == first
    assert written("one") == first
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(first)


def test_a_report_that_cannot_be_made_leaves_the_last_one_alone(
    busy: Session, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    out.mkdir()
    (out / "figures-2027-01.json").write_text("kept")

    with pytest.raises(MonthNotBegun):
        write_report(busy, Month(2027, 1), out, council=PORTHAVEN, now=LATER)

    assert [path.name for path in out.iterdir()] == ["figures-2027-01.json"]
    assert (out / "figures-2027-01.json").read_text() == "kept"


def test_the_figures_file_defines_every_number_in_both_languages(
    busy: Session, tmp_path: Path
) -> None:
    paths = write_report(busy, OCTOBER, tmp_path, council=PORTHAVEN, now=LATER)
    content = json.loads(paths[-1].read_text(encoding="utf-8"))

    assert content["month"] == "2026-10"
    assert content["counted_from"] == "2026-09-30T23:00:00+00:00"
    values = {figure["id"]: figure["value"] for figure in content["figures"]}
    assert values["decisions_limiting"] == 7
    assert values["verified_rate"] == 100.0
    for figure in content["figures"]:
        assert figure["definition"]["en"]
        assert figure["definition"]["cy"] != figure["definition"]["en"]
    rules = next(table for table in content["tables"] if table["id"] == "flags_by_category")
    assert {"key", "label", "cells"} == set(rules["rows"][0])


def test_hostile_text_is_printed_as_it_was_typed_and_nothing_more(figures: Figures) -> None:
    words = Words(HOSTILE, HOSTILE)
    paper = Paper(
        narrative=words,
        recommendations=(words, words),
        meeting=words,
        directorate=words,
        contact=words,
        exempt=words,
        approvals=(Approval(HOSTILE, HOSTILE),),
        implications={"financial": words, "legal": words, "risk": words},
        background=(words,),
        consultation=words,
    )
    council = Council(Words(HOSTILE))

    whole = html_report(
        figures, council=council, language="en", now=LATER, paper=paper, standalone=True
    )
    assert "<script" not in whole
    assert whole.count("</style>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in whole
    assert "{{ 7*7 }}" in whole
    document = build_document(figures, council=council, paper=paper, language="en", now=LATER)
    made = pdf_report(document, dated=OCTOBER.end)
    assert made.startswith(b"%PDF-")


def test_hostile_names_in_the_database_are_escaped_too(session: Session, tmp_path: Path) -> None:
    account = factories.account(session, now=october(1), platform="<b>x", name=HOSTILE[:24])
    said(session, account, october(4), screening="<i>v1</i>")

    paths = write_report(session, OCTOBER, tmp_path, council=PORTHAVEN, now=LATER)

    whole = paths[0].read_text(encoding="utf-8")
    assert "<script" not in whole
    assert "<b>x" not in whole
    assert "<i>v1" not in whole


def test_every_character_said_to_be_shown_can_be_printed(figures: Figures) -> None:
    narrative = Words(" ".join("".join(sorted(SHOWN))))

    assert pdf(figures, paper=Paper(narrative=narrative)).startswith(b"%PDF-")


def test_a_leads_paragraphs_are_kept_apart(figures: Figures) -> None:
    paper = Paper(narrative=Words("First\nline.\r\n\r\nSecond.", ""))

    assert "<p>First line.</p>" in page(figures, paper=paper)
    assert '<p lang="en">Second.</p>' in page(figures, "cy", paper)


def test_the_page_holds_no_script_and_loads_nothing(figures: Figures) -> None:
    whole = page(figures)

    assert "default-src 'none'" in whole
    assert not re.search(r"<script|\son\w+=|\sstyle=|\ssrc=|@import|url\(", whole)
    assert re.search(r"<html lang=\"en-GB\">", whole)
    assert 'href="report-2026-10.cy.html" lang="cy"' in whole


def test_the_console_gets_a_body_without_style_or_first_heading(figures: Figures) -> None:
    body = html_report(figures, council=PORTHAVEN, language="cy", now=LATER)

    assert body.strip().startswith('<article class="report" lang="cy">')
    assert not re.search(r"<style|<html|<h1|\sstyle=|<script", body)
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"@media[^{]+\{", "", stylesheet()))
    assert all(one.strip().startswith(".report") for one in selectors)


def test_every_chart_has_its_numbers_in_a_table_and_in_words(figures: Figures) -> None:
    drawn = charts(figures, "cy")

    assert [chart.table_id for chart in drawn] == [
        "comments_by_day",
        "comments_by_platform",
        "decisions_by_outcome",
    ]
    whole = page(figures, "cy")
    for chart in drawn:
        assert f'id="report-caption-{chart.table_id}"' in whole
        assert "<svg" in chart.svg
    assert "Siart bar o 13 o benderfyniadau" in drawn[2].alt
    assert "Cuddiwyd 7" in drawn[2].alt
    assert "6 Hydref 2026, gyda 15" in drawn[0].alt


def test_a_report_says_whether_it_is_open_or_exempt(figures: Figures) -> None:
    exempt = Paper(exempt=Words("paragraph 12 of Schedule 12A"))

    assert "Open to the public" in page(figures)
    assert "Exempt from publication: paragraph 12 of Schedule 12A" in page(figures, paper=exempt)


def test_implications_and_approvals_have_their_places(figures: Figures) -> None:
    paper = Paper(
        implications={"financial": Words("It costs £5,000."), "property": Words("A new room.")},
        approvals=(Approval("Legal", "The Monitoring Officer"),),
        meets_on=date(2026, 11, 26),
    )

    whole = page(figures, paper=paper)

    assert "It costs £5,000." in whole
    assert "A new room." in whole
    assert "Health and safety: none arise" in whole
    assert "The Monitoring Officer" in whole
    assert "26 November 2026" in whole
    for heading in ("Data protection", "Equality", "The Welsh language", "Legal"):
        assert f'<h3 class="report-subheading">{heading}</h3>' in whole


def test_welsh_law_is_named_for_a_welsh_council_only(figures: Figures) -> None:
    english = replace(PORTHAVEN, nation="england")

    whole = html_report(figures, council=english, language="en", now=LATER, standalone=True)

    assert "Welsh Language (Wales) Measure" not in whole
    assert "Welsh waited" not in whole
    assert "Welsh waited no longer" in page(figures)


def test_a_month_of_nothing_is_said_plainly_in_both_languages(
    session: Session, tmp_path: Path
) -> None:
    paths = write_report(session, OCTOBER, tmp_path, council=PORTHAVEN, now=LATER)

    assert "no comment was seen" in paths[0].read_text(encoding="utf-8")
    assert "ni welwyd yr un sylw" in paths[1].read_text(encoding="utf-8")
    assert paths[2].read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "2 of the month's 3 comments were read after the month had ended."),
        ("cy", "Darllenwyd 2 o 3 sylw'r mis ar ôl i'r mis ddod i ben."),
    ],
)
def test_a_month_read_when_it_was_over_says_so(
    session: Session, facebook: Account, language: str, sentence: str
) -> None:
    said(session, facebook, october(5))
    for day in (6, 7):
        said(session, facebook, october(day), fetched_at=datetime(2026, 11, 3, tzinfo=UTC))
    session.flush()
    figures = month_figures(session, OCTOBER, now=LATER)

    assert unescape(page(figures, language)).count(sentence) == 2


def test_a_month_under_way_is_marked_provisional(busy: Session) -> None:
    now = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
    figures = month_figures(busy, OCTOBER, now=now)

    whole = html_report(figures, council=PORTHAVEN, language="en", now=now, standalone=True)

    assert "Provisional: the month is not over" in whole
    assert "until 20 October 2026, 10:30" in whole


def test_made_again_later_only_the_date_of_the_paper_differs(busy: Session) -> None:
    later = LATER + timedelta(days=30)
    paper = Paper(meets_on=date(2026, 11, 26))
    first = month_figures(busy, OCTOBER, now=LATER)
    again = month_figures(busy, OCTOBER, now=later)

    assert again == first
    given: dict[str, Any] = {"council": PORTHAVEN, "language": "en", "paper": paper}
    assert html_report(again, now=later, **given) == html_report(first, now=LATER, **given)
