"""The report as PDF, tagged for screen readers: built to PDF/UA-1 and PDF/A-2a by Typst.

Typst refuses a document without a title, an image without its alternative text, or headings
out of order: a report that cannot be read by everyone is not made at all.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from service.paths import FONTS, templates_dir
from service.reports.blocks import Document, Picture
from service.reports.errors import NotPrintable
from service.reports.glyphs import displayable, spelled

#: Accessible, and fit for the archive.
STANDARDS: list[Any] = ["ua-1", "a-2a"]


def pdf_report(document: Document, *, dated: datetime) -> bytes:
    """Return `document` as PDF; `dated` is the time it carries, so that it never differs.

    What the face cannot show is named; should the engine still refuse a character, all but
    plain letters are spelled by code point, so that no text can stop a report.

    Raises:
        NotPrintable: the engine refuses even that.
    """
    try:
        return _compile(document, displayable, dated)
    except typst.TypstError:
        try:
            return _compile(document, lambda text: spelled(displayable(text)), dated)
        except typst.TypstError as error:
            raise NotPrintable() from error


def _compile(document: Document, shown: Callable[[str], str], dated: datetime) -> bytes:
    source = templates_dir() / "reports"
    with TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        shutil.copyfile(source / "monthly.typ", root / "monthly.typ")
        for section in (*document.sections, *document.annexes):
            for block in section.blocks:
                if isinstance(block, Picture):
                    (root / f"{block.name}.svg").write_text(block.svg, encoding="utf-8")
        data = json.dumps(_plain(document, shown), ensure_ascii=True, sort_keys=True)
        (root / "data.json").write_text(data, encoding="ascii")
        made: bytes = typst.compile(
            str(root / "monthly.typ"),
            root=str(root),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(dated.timestamp()),
            ignore_system_fonts=True,
            font_paths=[str(FONTS)],
        )
    return made


def _plain(value: Any, shown: Callable[[str], str]) -> Any:
    """Dataclasses as JSON, blocks with their kind, every text printable; no drawings."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, tuple):
        return [_plain(one, shown) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name != "svg"]
        plain = {name: _plain(getattr(value, name), shown) for name in names}
        kind = getattr(value, "kind", None)
        return plain if kind is None else {**plain, "kind": kind}
    return value
