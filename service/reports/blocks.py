"""What a report is made of once it is in one language, whatever it is then printed as.

Every text is plain: what prints it must escape it.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the language it is truly in: not always the report's own."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    kind: ClassVar[str] = "bullets"
    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Subheading:
    kind: ClassVar[str] = "subheading"
    text: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    kind: ClassVar[str] = "key_figures"
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `caption` begins with its number; `total` is empty where there is none."""

    kind: ClassVar[str] = "table"
    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart. `name` is its file's, unique in the report."""

    kind: ClassVar[str] = "chart"
    name: str
    caption: str
    alt: str
    svg: str


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Terms:
    kind: ClassVar[str] = "terms"
    items: tuple[Term, ...]


Block = Paragraph | Bullets | Subheading | KeyFigures | Grid | Picture | Terms


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the paper. `short` ones, such as the date, are set beside their heading."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    short: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language, "en" or "cy".

    `marker` says whether it is open or exempt; `notice` is "" or why it is provisional.
    """

    language: str
    council: str
    title: str
    marker: str
    notice: str
    sections: tuple[Section, ...]
    annexes: tuple[Section, ...]
