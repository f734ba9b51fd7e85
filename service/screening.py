"""Takes stored comments through screening and into the queue."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Table, bindparam, update
from sqlmodel import Session, col, select

from moderation.cases import Priority, priority, reach_of, reopen
from moderation.floods import Joined, find_floods, mark_cases
from moderation.models import (
    Account,
    Case,
    CaseStatus,
    Comment,
    FactRecord,
    Flag,
    PreElectionPeriod,
)
from moderation.screening.results import Fact, Policy, Screening, Text
from service.clock import LONDON
from service.database import Database
from service.ingest import insert_into

log = logging.getLogger(__name__)

#: Comments screened at a time: enough for the model to batch, short enough to be safe soon.
BATCH = 256
_comments: Table = Comment.__table__  # type: ignore[attr-defined]
_SCREENED = (
    update(_comments)
    .where(_comments.c.id == bindparam("of_id"))
    .values({name: bindparam(name) for name in ("screened_version", "screening", "language")})
)
#: Attachments that need no look of their own: a link stands in the text, and a sticker is of the
#: platform's own making. Whatever else there is, nobody has seen until a person does (C13).
SPEAKS_FOR_ITSELF = frozenset({"link", "sticker"})


class Screens(Protocol):
    """The part of moderation.screening.pipeline.Screener used here."""

    version: str

    def screen(self, texts: Sequence[Text], policy: Policy = ...) -> list[Screening]: ...


@dataclass(slots=True)
class Screened:
    comments: int = 0
    flagged: int = 0
    cases: int = 0


def policy_now(session: Session, *, contacts: frozenset[str], now: datetime) -> Policy:
    """The facts in force, and whether a pre-election period runs, on today's London date."""
    today: date = now.astimezone(LONDON).date()
    facts = session.exec(
        select(FactRecord).where(
            col(FactRecord.expires_on).is_(None) | (col(FactRecord.expires_on) >= today)
        )
    )
    period = session.exec(
        select(PreElectionPeriod).where(
            col(PreElectionPeriod.starts_on) <= today, col(PreElectionPeriod.ends_on) >= today
        )
    ).first()
    return Policy(
        facts=tuple(Fact(f.statement, f.source, f.expires_on) for f in facts),
        pre_election=period is not None,
        published_contacts=contacts,
        today=today,
    )


def screen_waiting(
    database: Database,
    screener: Screens,
    *,
    contacts: frozenset[str],
    now: datetime,
    account_id: int | None = None,
) -> Screened:
    """Screen every stored comment whose text has not been screened yet.

    The model runs outside any transaction. What it found is written together: a crash
    before that leaves the comments waiting for the next run.
    """
    total = Screened()
    after = 0
    with database.read() as session:
        policy = policy_now(session, contacts=contacts, now=now)
    while True:
        with database.read() as session:
            query = (
                select(Comment)
                .where(col(Comment.screened_version).is_(None), col(Comment.id) > after)
                .order_by(col(Comment.id))
                .limit(BATCH)
            )
            if account_id is not None:
                query = query.where(col(Comment.account_id) == account_id)
            comments = session.exec(query).all()
        if not comments:
            return total
        after = comments[-1].id or 0
        texts = [Text(text=c.text, lang=c.language or None) for c in comments]
        screenings = screener.screen(texts, policy)
        with database.write() as session:
            keep(session, comments, screenings, now=now, total=total)


def keep(
    session: Session,
    comments: Sequence[Comment],
    screenings: Sequence[Screening],
    *,
    now: datetime,
    total: Screened,
) -> None:
    """Write what screening found for each comment, and open or re-rank its case.

    A comment edited meanwhile keeps waiting: what was screened is not its text any more.
    """
    ids = [c.id or 0 for c in comments]
    current: dict[int, tuple[int, int | None]] = {
        comment_id: (version, screened)
        for comment_id, version, screened in session.exec(
            select(col(Comment.id), col(Comment.version), col(Comment.screened_version)).where(
                col(Comment.id).in_(ids)
            )
        )
        if comment_id is not None
    }
    accounts = {
        a.id: a
        for a in session.exec(
            select(Account).where(col(Account.id).in_({c.account_id for c in comments}))
        )
    }
    cases = {
        case.comment_id: case
        for case in session.exec(select(Case).where(col(Case.comment_id).in_(ids)))
    }
    flag_rows: list[dict[str, Any]] = []
    case_rows: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    for comment, screening in zip(comments, screenings, strict=True):
        comment_id = comment.id or 0
        if current.get(comment_id) != (comment.version, None):
            continue
        total.comments += 1
        total.flagged += bool(screening.flags)
        done.append(
            {
                "of_id": comment_id,
                "screened_version": comment.version,
                "screening": screening.version[:200],
                "language": screening.language,
            }
        )
        flag_rows += [_flag_row(comment, flag, now) for flag in screening.flags]
        reason = reason_to_look(comment, screening)
        case = cases.get(comment_id)
        if not reason and case is None:
            continue
        account = accounts[comment.account_id]
        ranked = priority(
            [(flag.category, flag.score) for flag in screening.flags],
            reach=reach_of(
                followers=account.followers,
                is_reply=comment.parent_platform_id is not None,
                own_post=comment.post_platform_id is not None,
            ),
            # Age counts from when it was said: what has been public longer comes sooner.
            said_at=min(comment.edited_at or comment.published_at, now),
            now=now,
        )
        if case is None:
            case_rows.append(_case_row(comment, ranked, reason, screening.language, now))
        elif reason and _matters_more(case, ranked):
            reopen(case, reason="edited", ranked=ranked, now=now)
            session.add(case)
    if flag_rows:
        session.execute(insert_into(session, Flag), flag_rows)
    if case_rows:
        session.execute(
            insert_into(session, Case).on_conflict_do_nothing(index_elements=["comment_id"]),
            case_rows,
        )
        total.cases += len(case_rows)
    done_ids = {row["of_id"] for row in done}
    for joined in find_floods(session, [c for c in comments if c.id in done_ids], now=now):
        total.cases += _open_cases_of(session, joined, now)
        mark_cases(session, joined)
    if done:
        # By Core: as objects, noting down what was screened would take four times as long.
        session.connection().execute(_SCREENED, done)


def _open_cases_of(session: Session, joined: Joined, now: datetime) -> int:
    """Open a case for each comment of a flood that has none; return how many.

    Copies that nothing else flagged are decided with the rest, each on its own record.
    """
    rows = [
        _case_row(comment, _ranked(comment, account, now), "flood", comment.language, now)
        for comment, account in session.execute(
            select(Comment, Account)
            .join(Account, col(Account.id) == col(Comment.account_id))
            .outerjoin(Case, col(Case.comment_id) == col(Comment.id))
            .where(col(Comment.id).in_(joined.comment_ids), col(Case.id).is_(None))
        )
    ]
    if rows:
        session.execute(
            insert_into(session, Case).on_conflict_do_nothing(index_elements=["comment_id"]), rows
        )
    return len(rows)


def _ranked(comment: Comment, account: Account, now: datetime) -> Priority:
    return priority(
        [],
        reach=reach_of(
            followers=account.followers,
            is_reply=comment.parent_platform_id is not None,
            own_post=comment.post_platform_id is not None,
        ),
        said_at=min(comment.edited_at or comment.published_at, now),
        now=now,
    )


def reason_to_look(comment: Comment, screening: Screening) -> str:
    """Why this comment needs a person, as a key; "" where it does not."""
    if screening.flags:
        return "flagged"
    if screening.failed:
        # Fails safe: what could not be screened is looked at, and the stage is counted.
        log.warning(
            "screening stage failed",
            extra={"comment_id": comment.id, "stages": list(screening.failed)},
        )
        return "not_screened"
    if set(comment.attachments) - SPEAKS_FOR_ITSELF:
        return "attachment"
    return ""


def _matters_more(case: Case, ranked: Priority) -> bool:
    """An edit brings a settled case back where the new text is worse than the old one was."""
    return case.waiting or case.status is CaseStatus.FAILED or ranked.harm > case.harm


def _flag_row(comment: Comment, flag: Any, now: datetime) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "version": comment.version,
        "category": flag.category,
        "score": min(max(flag.score, 0.0), 1.0),
        "spans": [list(span) for span in flag.spans],
        "source": flag.source[:120],
        "rule": flag.rule[:300],
        "house_rule": flag.house_rule.value,
        "created_at": now,
    }


def _case_row(
    comment: Comment, ranked: Priority, reason: str, language: str, now: datetime
) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "account_id": comment.account_id,
        "status": CaseStatus.OPEN,
        "waiting": True,
        "harm": ranked.harm,
        "reach": ranked.reach,
        "rank_at": ranked.rank_at,
        "top_category": ranked.top_category,
        "language": language,
        "reason": reason,
        "opened_at": now,
        "due_at": ranked.due_at,
        "reopened": 0,
        "version": 1,
    }
