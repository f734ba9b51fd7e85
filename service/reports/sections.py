"""Proposals and Details: the month's numbers, subject by subject."""

from collections.abc import Mapping
from itertools import count

from service.i18n import N_, translate
from service.reports.blocks import (
    Block,
    Column,
    Grid,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Subheading,
    Text,
)
from service.reports.charts import Chart
from service.reports.definitions import COLUMNS, FIGURES, FIRST_COLUMN, TABLES
from service.reports.values import Figures, Gap, Table, Unit
from service.reports.wording import day, label, written

_NUMERIC = frozenset({Unit.COUNT, Unit.PERCENT, Unit.MINUTES, Unit.DAYS})


class Writer:
    """Writes a month's blocks in one language, numbering tables and charts as it goes."""

    def __init__(
        self,
        figures: Figures,
        language: str,
        charts: Mapping[str, Chart],
        *,
        compares_welsh: bool,
    ) -> None:
        self.figures = figures
        self.compares_welsh = compares_welsh
        self.language = language
        self._charts = dict(charts)
        self._tables = count(1)
        self._pictures = count(1)

    def say(self, text: str, **values: object) -> str:
        return translate(text, self.language, **values)

    def paragraph(self, text: str, **values: object) -> Paragraph:
        return Paragraph(self.text(self.say(text, **values)))

    def text(self, said: str) -> Text:
        return Text(said, self.language)

    def subheading(self, text: str) -> Subheading:
        return Subheading(self.say(text))

    def figure(self, id: str) -> str:
        """The figure as a person reads it."""
        figure = self.figures.figures[id]
        return written(figure.value, figure.unit, self.language)

    def title(self, id: str) -> str:
        return self.say(FIGURES[id].title)

    def key_figures(self, *ids: str) -> KeyFigures:
        return KeyFigures(tuple(KeyFigure(self.title(id), self.figure(id)) for id in ids))

    def line(self, id: str) -> Text:
        """A figure with its name, as one line: "Gaps in coverage: 7"."""
        return self.text(f"{self.title(id)}: {self.figure(id)}")

    def table(self, id: str, *, note: str = "") -> Block:
        """The table `id`; a sentence in its place where it has no rows."""
        table = self.figures.tables[id]
        title = self.say(TABLES[id].title)
        if not table.rows:
            return Paragraph(self.text(self.say(N_("{table}: none."), table=title)))
        notes = [note] if note else []
        if _has(table, Gap.WITHHELD):
            notes.append(self.say(WITHHELD_NOTE))
        columns = [COLUMNS[column] for column in table.columns]
        units = [unit for _, unit in columns]
        heads = (
            Column(self.say(FIRST_COLUMN[id]), False),
            *(Column(self.say(heading), unit in _NUMERIC) for heading, unit in columns),
        )
        rows = tuple(
            (
                label(row.label, self.language),
                *(written(c, u, self.language) for c, u in zip(row.cells, units, strict=True)),
            )
            for row in table.rows
        )
        total: tuple[str, ...] = ()
        if table.total is not None:
            cells = zip(table.total, units, strict=True)
            total = (self.say(N_("Total")), *(written(c, u, self.language) for c, u in cells))
        number = self.say(N_("Table {number}"), number=next(self._tables))
        return Grid(id, f"{number}: {title}", heads, rows, total, " ".join(notes))

    def chart(self, table_id: str) -> list[Block]:
        """The chart of a table, if the month has one."""
        chart = self._charts.get(table_id)
        if chart is None:
            return []
        number = self.say(N_("Figure {number}"), number=next(self._pictures))
        return [Picture(chart.id, f"{number}: {chart.title}", chart.alt, chart.svg)]


WITHHELD_NOTE = N_(
    "Withheld: a number from 1 to 4, or one from which such a number could be worked out."
)


def _has(table: Table, gap: Gap) -> bool:
    return any(cell is gap for row in table.rows for cell in row.cells)


def details(writer: Writer) -> list[Block]:
    """Every subject of the month in turn."""
    return [
        *_comments(writer),
        *_coverage(writer),
        *_flags(writer),
        *_cases(writer),
        *_decisions(writer),
        *_takedowns(writer),
        *_elections(writer),
        *_people(writer),
        *_record(writer),
    ]


def _comments(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Comments seen")),
        *writer.chart("comments_by_day"),
        writer.paragraph(N_("The number for each day is in Annex B.")),
        *writer.chart("comments_by_platform"),
        writer.table("comments_by_platform"),
        writer.table("comments_by_language"),
        writer.table("by_account"),
        *read_late(writer),
    ]


def read_late(writer: Writer) -> list[Block]:
    """Why a month with comments may have few flags: they were read when it was over."""
    if not writer.figures.number("comments_read_late"):
        return []
    said = N_(
        "{count} of the month's {seen} comments were read after the month had ended. Their flags, "
        "cases and decisions count in the month in which they were made."
    )
    count, seen = writer.figure("comments_read_late"), writer.figure("comments_seen")
    return [writer.paragraph(said, count=count, seen=seen)]


def _coverage(writer: Writer) -> list[Block]:
    blocks: list[Block] = [
        writer.subheading(N_("Coverage")),
        writer.paragraph(
            N_(
                "The service keeps a ledger of the time in which everything said to an account is "
                "known to have been read. What the ledger does not show as read counts as a gap."
            )
        ),
        writer.table("coverage_by_account"),
    ]
    if writer.figures.number("coverage_gaps"):
        blocks.append(writer.table("coverage_gaps_listed"))
    else:
        blocks.append(writer.paragraph(N_("There was no gap of 15 minutes or more.")))
    if writer.figures.number("coverage_gaps_unlisted"):
        blocks.append(Paragraph(writer.line("coverage_gaps_unlisted")))
    return blocks


def _flags(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Flags, and flags that were wrong")),
        writer.paragraph(
            N_(
                "A flag asks a person to look. Where officers left the comment up, the flag was "
                "not upheld; the share of such flags shows where screening troubles people for "
                "nothing."
            )
        ),
        writer.key_figures("comments_flagged", "flags_raised", "wrongful_flag_rate"),
        writer.table("flags_by_category"),
    ]


def _cases(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Cases, and the time to a decision")),
        writer.key_figures("cases_opened", "cases_open", "oldest_open_case"),
        writer.table("wait_by_language"),
        *parity(writer),
    ]


def parity(writer: Writer) -> list[Block]:
    """Whether Welsh waited longer than English, for a council that must ask."""
    return [Paragraph(writer.text(_parity(writer)))] if writer.compares_welsh else []


def _parity(writer: Writer) -> str:
    welsh, english = (writer.figures.number(f"median_wait_{key}") for key in ("cy", "en"))
    if welsh is None or english is None:
        return writer.say(
            N_("There were too few cases in one of the languages to compare Welsh with English.")
        )
    times = {"welsh": writer.figure("median_wait_cy"), "english": writer.figure("median_wait_en")}
    if welsh <= english:
        return writer.say(
            N_(
                "The median time to a decision was {welsh} for Welsh and {english} for English: "
                "Welsh waited no longer."
            ),
            **times,
        )
    return writer.say(
        N_(
            "The median time to a decision was {welsh} for Welsh and {english} for English: "
            "Welsh waited longer."
        ),
        **times,
    )


def _decisions(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Decisions")),
        writer.paragraph(
            N_(
                "Every decision was made by an officer. None was made by screening, and none by "
                "a platform on the council's behalf."
            )
        ),
        *writer.chart("decisions_by_outcome"),
        writer.table("decisions_by_outcome"),
        writer.table("limited_by_rule"),
        writer.table("left_up_by_reason"),
        writer.subheading(N_("Decisions overturned")),
        writer.key_figures(
            "decisions_overturned",
            "decisions_undone",
            "decisions_lifted",
            "decisions_tightened",
        ),
    ]


def _takedowns(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Takedowns carried out and verified")),
        writer.paragraph(
            N_(
                "After each takedown the platform is read again. Only what it then shows as "
                "hidden or gone counts as verified."
            )
        ),
        writer.key_figures(
            "verified_rate", "takedowns_accepted", "takedowns_failed", "takedowns_need_person"
        ),
        writer.table("takedowns_by_end"),
    ]


def _elections(writer: Writer) -> list[Block]:
    if not writer.figures.elections:
        return []
    named = [
        writer.say(
            N_(
                "{name}: a pre-election period from {start} to {end}. Political neutrality was "
                "stricter between these days."
            ),
            name=election.name,
            start=day(election.starts_on, writer.language),
            end=day(election.ends_on, writer.language),
        )
        for election in writer.figures.elections
    ]
    return [
        writer.subheading(N_("Pre-election period")),
        *[Paragraph(writer.text(said)) for said in named],
        writer.key_figures("election_days", "election_limited", "election_criticism_left_up"),
        writer.paragraph(
            N_(
                "The table of house rules shows what was limited in the period and in the rest of "
                "the month. No record is kept of what party anyone favours."
            )
        ),
    ]


def _people(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Accounts, owners and cover")),
        writer.key_figures(
            "accounts_registered",
            "accounts_without_owner",
            "accounts_past_review",
            "ownerless_days",
        ),
        writer.table("accounts_needing_attention"),
        writer.table("absences_by_kind"),
    ]


def _record(writer: Writer) -> list[Block]:
    return [
        writer.subheading(N_("Incidents")),
        writer.table("incidents_by_kind"),
        writer.subheading(N_("Screening in use")),
        writer.table("screening_versions"),
        Paragraph(writer.line("comments_unscreened")),
        writer.subheading(N_("The audit record")),
        Paragraph(writer.line("audit_entries")),
        Paragraph(writer.line("audit_last_number")),
        Paragraph(writer.line("audit_last_hash")),
        writer.paragraph(
            N_(
                "Anyone who holds this report can later check that the record still has this "
                "entry, and so that nothing before it was changed."
            )
        ),
    ]
