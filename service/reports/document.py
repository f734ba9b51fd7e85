"""The committee paper: the headings members know, in their order, filled for one month (ROT7)."""

from collections.abc import Sequence
from datetime import datetime

from service.clock import LONDON
from service.i18n import N_, translate
from service.reports.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Grid,
    Paragraph,
    Section,
    Subheading,
    Term,
    Terms,
    Text,
)
from service.reports.charts import charts
from service.reports.definitions import FIGURES, TABLES
from service.reports.paper import (
    DATA_PROTECTION,
    EQUALITY,
    EQUALITY_NORTHERN_IRELAND,
    FINANCE,
    IMPLICATIONS,
    NONE_ARISE,
    WELSH_LANGUAGE,
    Council,
    Paper,
)
from service.reports.sections import Writer, details, parity, read_late
from service.reports.values import Figures, Words
from service.reports.wording import day, moment, month_name

#: What a member should not have to look for, most serious first; shown where it is not nought.
ATTENTION = (
    "takedowns_failed",
    "takedowns_need_person",
    "incidents_open",
    "coverage_gaps",
    "cases_open",
    "accounts_without_owner",
    "ownerless_days",
    "accounts_past_review",
    "decisions_overturned",
    "comments_unscreened",
)


def report_title(figures: Figures, language: str) -> str:
    return translate(
        "Governance of social media: report for {month}",
        language,
        month=month_name(figures.month, language),
    )


def build_document(
    figures: Figures, *, council: Council, paper: Paper, language: str, now: datetime
) -> Document:
    """Write the paper in `language` ("en" or "cy"); nothing in it is escaped yet."""
    drawn = {chart.table_id: chart for chart in charts(figures, language)}
    writer = Writer(figures, language, drawn, compares_welsh=council.nation == "wales")
    title = report_title(figures, language)
    made_on = now.astimezone(LONDON).date()
    sections = (
        _short(writer, "meeting", N_("Meeting"), _given(writer, paper.meeting, UNSET)),
        _short(writer, "date", N_("Date"), writer.text(day(paper.meets_on or made_on, language))),
        _short(writer, "title", N_("Title"), writer.text(title)),
        _short(writer, "directorate", N_("Directorate"), _given(writer, paper.directorate, UNSET)),
        _section(writer, "summary", N_("Summary"), _summary(writer)),
        _section(writer, "recommendations", N_("Recommendations"), _recommendations(writer, paper)),
        _section(writer, "details", N_("Proposals and Details"), _details(writer, paper)),
        _section(writer, "finance", N_("Finance"), [_implied(writer, paper, "financial", FINANCE)]),
        _section(writer, "risks", N_("Risks and Uncertainties"), _risks(writer, paper)),
        _section(
            writer,
            "policy",
            N_("Policy and Performance Agenda Implications"),
            _policy(writer, council, paper),
        ),
        _section(
            writer,
            "background",
            N_("Background Papers and Consultation"),
            _background(writer, paper),
        ),
        _section(
            writer,
            "contact",
            N_("Contact"),
            [Paragraph(_given(writer, paper.contact, UNSET))],
        ),
    )
    return Document(
        language=language,
        council=council.name.within(language),
        title=title,
        marker=_marker(writer, paper),
        notice=_notice(writer),
        sections=sections,
        annexes=_annexes(writer),
    )


UNSET = N_("To be completed by the report's author")


def _short(writer: Writer, id: str, heading: str, text: Text) -> Section:
    return Section(id, writer.say(heading), (Paragraph(text),), short=True)


def _section(writer: Writer, id: str, heading: str, blocks: Sequence[Block]) -> Section:
    return Section(id, writer.say(heading), tuple(blocks))


def _given(writer: Writer, words: Words | None, otherwise: str) -> Text:
    if words is None or not words.en.strip():
        return writer.text(writer.say(otherwise))
    return Text(words.within(writer.language), words.language(writer.language))


def _marker(writer: Writer, paper: Paper) -> str:
    if paper.exempt is None:
        return writer.say(N_("Open to the public"))
    return writer.say(
        N_("Exempt from publication: {reason}"), reason=paper.exempt.within(writer.language)
    )


def _notice(writer: Writer) -> str:
    if not writer.figures.provisional:
        return ""
    return writer.say(
        N_(
            "Provisional: the month is not over. These figures count what happened until {moment} "
            "and will change."
        ),
        moment=moment(writer.figures.until, writer.language),
    )


def _summary(writer: Writer) -> list[Block]:
    if writer.figures.empty:
        return [
            writer.paragraph(
                N_(
                    "In {month} no comment was seen, no case was opened and no decision was made. "
                    "The figures below are therefore nought; coverage shows whether the accounts "
                    "were watched."
                ),
                month=month_name(writer.figures.month, writer.language),
            ),
            *_attention(writer),
        ]
    return [
        writer.paragraph(
            N_(
                "This report shows how the council's social accounts were watched and moderated in "
                "{month}: not only how much was done, but also gaps, failures and decisions that "
                "were overturned."
            ),
            month=month_name(writer.figures.month, writer.language),
        ),
        writer.key_figures(
            "comments_seen",
            "coverage",
            "comments_flagged",
            "decisions_limiting",
            "decisions_left_up",
            "median_wait",
            "verified_rate",
            "wrongful_flag_rate",
        ),
        *read_late(writer),
        *parity(writer),
        *_attention(writer),
    ]


def _attention(writer: Writer) -> list[Block]:
    lines = tuple(writer.line(id) for id in ATTENTION if writer.figures.number(id))
    if not lines:
        return [writer.paragraph(N_("Nothing in the month calls for members' attention."))]
    return [writer.subheading(N_("What calls for attention")), Bullets(lines)]


def _recommendations(writer: Writer, paper: Paper) -> list[Block]:
    given = [words for words in paper.recommendations if words.en.strip()]
    if not given:
        return [writer.paragraph(N_("That members note the contents of this report."))]
    items = tuple(_given(writer, words, UNSET) for words in given)
    return [Bullets(items, numbered=True)] if len(items) > 1 else [Paragraph(items[0])]


def _details(writer: Writer, paper: Paper) -> list[Block]:
    return [*_paragraphs(writer, paper.narrative), *details(writer)]


def _paragraphs(writer: Writer, words: Words | None) -> list[Block]:
    """A lead's own text: an empty line begins a new paragraph."""
    if words is None:
        return []
    whole = _given(writer, words, "")
    parts = (" ".join(part.split()) for part in whole.text.replace("\r", "").split("\n\n"))
    return [Paragraph(Text(part, whole.language)) for part in parts if part]


def _implied(writer: Writer, paper: Paper, key: str, usual: str) -> Paragraph:
    return Paragraph(_given(writer, paper.implications.get(key), usual))


def _risks(writer: Writer, paper: Paper) -> list[Block]:
    figure = writer.figure
    lines = [
        writer.say(
            N_(
                "Something said to the council may go unread while an account is not watched. "
                "Coverage: {coverage}; gaps of 15 minutes or more: {gaps}."
            ),
            coverage=figure("coverage"),
            gaps=figure("coverage_gaps"),
        ),
        writer.say(
            N_(
                "A takedown may not take effect on the platform. Verified: {verified}; accepted "
                "but not readable: {accepted}; failed: {failed}; needing a person: {person}."
            ),
            verified=figure("verified_rate"),
            accepted=figure("takedowns_accepted"),
            failed=figure("takedowns_failed"),
            person=figure("takedowns_need_person"),
        ),
        writer.say(
            N_(
                "Screening may flag what breaks no rule. Flags not upheld: {rate}; no flag removes "
                "anything by itself."
            ),
            rate=figure("wrongful_flag_rate"),
        ),
        writer.say(
            N_(
                "An account may have nobody to answer for it. Accounts without an owner: {owners}; "
                "time with nobody answering: {days}."
            ),
            owners=figure("accounts_without_owner"),
            days=figure("ownerless_days"),
        ),
        writer.say(
            N_(
                "The register of accounts keeps no history: its figures are those of the day on "
                "which this report was made. A case that was decided and came back to the queue "
                "does not count again as open."
            )
        ),
    ]
    given = paper.implications.get("risk")
    return [
        *([Paragraph(_given(writer, given, UNSET))] if given else []),
        Bullets(tuple(writer.text(line) for line in lines)),
        writer.subheading(N_("Data protection")),
        _implied(writer, paper, "data_protection", DATA_PROTECTION),
    ]


def _policy(writer: Writer, council: Council, paper: Paper) -> list[Block]:
    equality = EQUALITY_NORTHERN_IRELAND if council.nation == "northern-ireland" else EQUALITY
    blocks: list[Block] = [
        writer.subheading(N_("Equality")),
        _implied(writer, paper, "equalities", equality),
    ]
    if council.nation == "wales":
        blocks += [
            writer.subheading(N_("The Welsh language")),
            _implied(writer, paper, "welsh_language", WELSH_LANGUAGE),
            *parity(writer),
        ]
    none: list[str] = []
    for key, (heading, usual) in IMPLICATIONS.items():
        if usual is NONE_ARISE and key not in paper.implications:
            none.append(writer.say(heading))
        else:
            blocks += [Subheading(writer.say(heading)), _implied(writer, paper, key, usual)]
    if none:
        blocks += [
            writer.subheading(N_("Other implications")),
            Bullets(tuple(writer.text(f"{name}: {writer.say(NONE_ARISE)}") for name in none)),
        ]
    return blocks


def _background(writer: Writer, paper: Paper) -> list[Block]:
    papers = [
        writer.text(
            writer.say(
                N_("The figures of this report as a file: figures-{month}.json"),
                month=writer.figures.month,
            )
        ),
        writer.text(writer.say(N_("The council's house rules for commenting"))),
        writer.text(writer.say(N_("The register of social accounts and the audit record"))),
    ]
    papers += [_given(writer, words, UNSET) for words in paper.background if words.en.strip()]
    blocks: list[Block] = [
        Bullets(tuple(papers)),
        Paragraph(
            _given(writer, paper.consultation, N_("No consultation was needed for this report."))
        ),
    ]
    if paper.approvals:
        blocks.append(
            Grid(
                "approvals",
                writer.say(N_("This report has been approved by the following officers")),
                (
                    Column(writer.say(N_("Approved for")), False),
                    Column(writer.say(N_("Officer")), False),
                ),
                tuple((approval.role, approval.officer) for approval in paper.approvals),
            )
        )
    return blocks


def _annexes(writer: Writer) -> tuple[Section, ...]:
    known = [FIGURES[id] for id in writer.figures.figures]
    known += [TABLES[id] for id in writer.figures.tables]
    terms = Terms(tuple(Term(writer.say(one.title), writer.say(one.meaning)) for one in known))
    return (
        Section("definitions", writer.say(N_("Annex A: What the figures mean")), (terms,)),
        Section(
            "days",
            writer.say(N_("Annex B: Comments seen by day")),
            (writer.table("comments_by_day"),),
        ),
    )
