"""The queue: what waits, most pressing first, and what changed since the page was made."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from moderation.cases import QueueFilter, QueueRow, count_waiting, queue, sizes_of
from moderation.models import Account, Case, CaseStatus, Flag, Officer
from moderation.models.cases import spans_of
from moderation.screening.masking import mask_personal_data
from moderation.vocabulary import Category
from service.console import sentences as say
from service.console.addresses import place_of, read_place, whole
from service.console.context import _, clock, me, ngettext
from service.console.highlight import excerpt
from service.console.why import why_here
from service.i18n import N_
from service.platform_names import platform_name
from service.roles import READERS, requires

bp = Blueprint("queue", __name__)

PAGE = 25
COUNT_UP_TO = 1000
EXCERPT = 320
MOST_SHOWN = 50
NEWS_UP_TO = 100
#: How many of the newest cases are looked at for news; a page is never left that far behind.
NEWS_AMONG = 1000
#: The statuses that a case in the queue can have, in the filter's order.
FILTER_STATUSES = (
    CaseStatus.OPEN,
    CaseStatus.ASSIGNED,
    CaseStatus.AWAITING_EVIDENCE,
    CaseStatus.ESCALATED,
    CaseStatus.FAILED,
    CaseStatus.APPEALED,
)
LANGUAGES = ("en", "cy", "mixed")


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the queue shows it."""

    case: Case
    account: Account
    text: str
    spans: list[tuple[int, int]]
    language: str
    attachments: list[str]
    why: str
    assigned_to: str
    overdue: bool
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter in the address: kept as given, so that a page's address can be shared."""

    account: int | None = None
    category: str = ""
    language: str = ""
    status: str = ""
    who: str = ""

    def values(self) -> dict[str, Any]:
        """Return what the address holds; nothing for what is not filtered."""
        return {
            name: value
            for name, value in (
                ("account", self.account),
                ("category", self.category),
                ("language", self.language),
                ("status", self.status),
                ("who", self.who),
            )
            if value
        }

    def filter(self, my_id: int) -> QueueFilter:
        return QueueFilter(
            account_id=self.account,
            category=self.category or None,
            language=self.language or None,
            status=CaseStatus(self.status) if self.status else None,
            assigned_to_id=my_id if self.who == "mine" else None,
            unassigned=self.who == "unassigned",
        )


def wanted_from_address() -> Wanted:
    """Read the filter; what is not one of its words filters nothing."""
    given = request.args

    def one_of(name: str, known: set[str]) -> str:
        value = given.get(name, "")
        return value if value in known else ""

    return Wanted(
        account=whole(given.get("account")),
        category=one_of("category", {c.value for c in Category}),
        language=one_of("language", set(LANGUAGES)),
        status=one_of("status", {s.value for s in FILTER_STATUSES}),
        who=one_of("who", {"mine", "unassigned"}),
    )


def flags_of(session: Session, rows: list[QueueRow]) -> dict[int, list[Flag]]:
    """Return the flags on each comment's present text, highest score first; one statement."""
    versions = {row.comment.id: row.comment.version for row in rows}
    found: dict[int, list[Flag]] = {}
    if not versions:
        return found
    for flag in session.exec(
        select(Flag)
        .where(col(Flag.comment_id).in_(versions))
        .order_by(col(Flag.score).desc(), col(Flag.id))
    ):
        if flag.version == versions[flag.comment_id]:
            found.setdefault(flag.comment_id, []).append(flag)
    return found


def names_of(session: Session, ids: set[int]) -> dict[int, str]:
    """Return officers' names by id; one statement."""
    if not ids:
        return {}
    rows = session.exec(select(col(Officer.id), Officer.name).where(col(Officer.id).in_(ids)))
    return {officer_id: name for officer_id, name in rows if officer_id is not None}


def _covered(text: str, flags: list[Flag]) -> str:
    """Return `text` with the personal data that screening flagged in it covered."""
    if all(flag.category is not Category.PERSONAL_DATA for flag in flags):
        return text
    # Read again: a flag holds the first places of a kind, and a list must show none.
    return mask_personal_data(text)


def rows_for(session: Session, found: list[QueueRow]) -> list[Row]:
    """Turn queue rows into what the page shows, in two more statements, three with a flood."""
    flags = flags_of(session, found)
    names = names_of(session, {r.case.assigned_to_id for r in found if r.case.assigned_to_id})
    sizes = sizes_of(session, {r.case.flood_id for r in found if r.case.flood_id})
    rows = []
    for row in found:
        own = flags.get(row.comment.id or 0, [])
        spans = [pair for flag in own for pair in spans_of(flag)]
        text, marks = excerpt(_covered(row.comment.text, own), spans, length=EXCERPT)
        rows.append(
            Row(
                case=row.case,
                account=row.account,
                text=text,
                spans=marks,
                language=row.comment.language,
                attachments=row.comment.attachments,
                why=why_here(
                    row.case,
                    own,
                    said_at=row.comment.edited_at or row.comment.published_at,
                    now=clock(),
                ),
                assigned_to=names.get(row.case.assigned_to_id or 0, ""),
                overdue=row.case.due_at < clock(),
                alike=sizes.get(row.case.flood_id or 0, 0),
            )
        )
    return rows


@bp.get("/queue")
@requires(*READERS)
def show() -> ResponseReturnValue:
    wanted = wanted_from_address()
    after = read_place(request.args.get("after"))
    chosen = wanted.filter(me().id)
    newest = g.session.exec(select(func.max(col(Case.id)))).one() or 0
    found = queue(g.session, chosen, after=after, limit=PAGE + 1)
    more, found = len(found) > PAGE, found[:PAGE]
    accounts = list(g.session.exec(select(Account).order_by(col(Account.platform), Account.handle)))
    waiting = count_waiting(g.session, chosen, cap=COUNT_UP_TO + 1)
    rows = rows_for(g.session, found)
    following = None
    if more:
        last = found[-1].case
        following = url_for(".show", **wanted.values(), after=place_of(last.rank_at, last.id or 0))
    shown = ",".join(str(row.case.id) for row in rows)
    asked = urlencode({**wanted.values(), "after": newest, "shown": shown})
    return render_template(
        "console/queue/show.html",
        rows=rows,
        wanted=wanted,
        views=_views(wanted),
        filtered=_described(wanted, accounts),
        accounts=accounts,
        categories=[c.value for c in Category],
        statuses=FILTER_STATUSES,
        languages=LANGUAGES,
        waiting=min(waiting, COUNT_UP_TO),
        more_than=waiting > COUNT_UP_TO,
        following=following,
        first=after is None,
        changes=f"{url_for('.changes')}?{asked}",
    )


def _views(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Return (label, address, current) for the ways to look at the queue used most."""
    return [
        (_(label), url_for(".show", **replace(wanted, who=who).values()), wanted.who == who)
        for who, label in (
            ("", N_("All cases")),
            ("unassigned", N_("Unassigned")),
            ("mine", N_("Assigned to me")),
        )
    ]


def _described(wanted: Wanted, accounts: list[Account]) -> list[str]:
    """Say what the filter is, a phrase for each part."""
    parts = []
    if wanted.account:
        named = [account_name(a) for a in accounts if a.id == wanted.account]
        parts.append(named[0] if named else _(N_("An account that is not there")))
    if wanted.category:
        parts.append(say.category(wanted.category))
    if wanted.language:
        parts.append(say.language_name(wanted.language))
    if wanted.status:
        parts.append(say.status(CaseStatus(wanted.status)))
    return parts


def account_name(account: Account) -> str:
    """Name an account as "Facebook: Porthaven Council"."""
    return f"{platform_name(account.platform)}: {account.name or account.handle}"


@bp.get("/queue/changes")
@requires(*READERS)
def changes() -> ResponseReturnValue:
    """Say in a sentence what is new since case `after`, and which of `shown` have left.

    Answers 304 where nothing changed since the answer with the ETag given.
    """
    wanted = wanted_from_address().filter(me().id)
    after = whole(request.args.get("after")) or 0
    given = request.args.get("shown", "").split(",")[:MOST_SHOWN]
    shown = [number for number in (whole(one) for one in given) if number]
    new = _count_new(g.session, wanted, after)
    gone = _no_longer_waiting(g.session, shown)
    body = json.dumps({"new": new, "gone": gone, "message": _news(new, len(gone))})
    answer = Response(body, mimetype="application/json")
    tag = f"{g.language}{body}".encode()
    answer.set_etag(hashlib.sha256(tag).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


def _count_new(session: Session, wanted: QueueFilter, after: int) -> int:
    # First what came since, by number, then what of it is wanted: this is asked every few
    # seconds by every open page, and must not read through all that waits.
    since = (
        select(Case)
        .where(col(Case.id) > after)
        .order_by(col(Case.id).desc())
        .limit(NEWS_AMONG)
        .subquery()
    )
    conditions: list[ColumnElement[bool]] = [since.c.waiting.is_(True)]
    for column, value in (
        (since.c.account_id, wanted.account_id),
        (since.c.top_category, wanted.category),
        (since.c.language, wanted.language),
        (since.c.status, wanted.status),
        (since.c.assigned_to_id, wanted.assigned_to_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.unassigned:
        conditions.append(since.c.assigned_to_id.is_(None))
    some = select(since.c.id).where(*conditions).limit(NEWS_UP_TO).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def _no_longer_waiting(session: Session, shown: list[int]) -> list[int]:
    if not shown:
        return []
    left = session.exec(
        select(col(Case.id)).where(col(Case.id).in_(shown), col(Case.waiting).is_(False))
    )
    return sorted(case_id for case_id in left if case_id is not None)


def _news(new: int, gone: int) -> str:
    parts = []
    if new:
        parts.append(ngettext("{count} new case.", "{count} new cases.", new))
    if gone:
        parts.append(
            ngettext(
                "{count} case on this page has been decided.",
                "{count} cases on this page have been decided.",
                gone,
            )
        )
    return " ".join(parts)
