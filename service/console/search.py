"""Searching every comment stored, and opening a case where screening flagged nothing."""

import re
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from moderation.cases import priority, reach_of
from moderation.errors import NotFound
from moderation.models import Account, Case, Comment, Role
from moderation.screening.masking import mask_personal_data
from moderation.search import MAX_LENGTH, Found, search_comments, words_of
from service.console import context
from service.console.access import require_may_act
from service.console.addresses import whole
from service.console.context import _, clock, me
from service.console.highlight import excerpt
from service.i18n import N_
from service.roles import DECIDERS, READERS, requires

bp = Blueprint("search", __name__)
PAGE = 25
EXCERPT = 400


@dataclass(frozen=True, slots=True)
class Row:
    comment: Comment
    account: Account
    case: Case | None
    text: str
    spans: list[tuple[int, int]]


def spans_in(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return where the words stand in the text, however they are written in capitals."""
    if not words:
        return []
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)][:200]


@bp.get("/search")
@requires(*READERS)
def show() -> ResponseReturnValue:
    typed = request.args.get("q", "").replace("\0", "").strip()[:MAX_LENGTH]
    before = whole(request.args.get("before"))
    found = search_comments(g.session, typed, before=before, limit=PAGE + 1)
    more, found = len(found) > PAGE, found[:PAGE]
    following = None
    if more:
        following = url_for(".show", q=typed, before=found[-1].comment.id)
    return render_template(
        "console/search/show.html",
        typed=typed,
        rows=[_row(one, words_of(typed)) for one in found],
        following=following,
        first=before is None,
        may_open=me().has(Role.OFFICER, Role.LEAD),
    )


def _row(found: Found, words: list[str]) -> Row:
    spans = spans_in(found.comment.text, words)
    text, marks = excerpt(mask_personal_data(found.comment.text), spans, length=EXCERPT)
    return Row(found.comment, found.account, found.case, text, marks)


@bp.post("/comments/<id:comment_id>/case")
@requires(*DECIDERS)
def open_case(comment_id: int) -> ResponseReturnValue:
    """Open a case on a comment that has none: screening may miss what an officer sees."""
    comment = g.session.exec(
        select(Comment).where(col(Comment.id) == comment_id).with_for_update()
    ).first()
    if comment is None:
        raise NotFound(str(comment_id))
    account = g.session.get_one(Account, comment.account_id)
    require_may_act(g.session, me(), account, now=clock())
    case = g.session.exec(select(Case).where(col(Case.comment_id) == comment_id)).first()
    if case is None:
        case = _new_case(comment, account)
        g.session.add(case)
        g.session.flush()
        context.record("case.opened_by_officer", subject=f"case:{case.id}")
        g.session.commit()
        flash(_(N_("A case is open. It is in the queue until it is decided.")))
    return redirect(url_for("cases.show", case_id=case.id), code=303)


def _new_case(comment: Comment, account: Account) -> Case:
    reach = reach_of(
        followers=account.followers,
        is_reply=comment.kind == "reply",
        own_post=bool(comment.post_id),
    )
    ranked = priority([], reach=reach, now=clock(), said_at=comment.published_at)
    return Case(
        comment_id=comment.id or 0,
        account_id=comment.account_id,
        harm=ranked.harm,
        reach=ranked.reach,
        rank_at=ranked.rank_at,
        due_at=ranked.due_at,
        top_category=ranked.top_category,
        language=comment.language,
        reason="opened_by_officer",
        opened_at=clock(),
    )
