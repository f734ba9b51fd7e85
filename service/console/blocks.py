"""One block: how long, who looks at it again, and letting the author back."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from moderation import blocks as rules
from moderation.errors import BlockReasonMissing, NotFound, ReasonTooLong
from moderation.models import Account, Author, Block
from service.blocks import mend
from service.console import context
from service.console.access import may_act, require_may_act
from service.console.block_words import BlockFile
from service.console.context import _, clock, me
from service.console.forms import Form, Needed, NoLonger
from service.console.widgets import CountedTextField
from service.governance.people import officers_by_id
from service.i18n import N_
from service.roles import DECIDERS, READERS, requires

bp = Blueprint("blocks", __name__, url_prefix="/blocks")
_REASON = [Needed(BlockReasonMissing.message), NoLonger(rules.MAX_REASON, ReasonTooLong.message)]


class KeepForm(Form):
    keep_reason = CountedTextField(N_("Why it is kept"), _REASON)


class EndForm(Form):
    end_reason = CountedTextField(N_("Why it ends now"), _REASON)


def _find(block_id: int) -> tuple[Block, Account]:
    block = g.session.get(Block, block_id)
    if block is None:
        raise NotFound(str(block_id))
    return block, g.session.get_one(Account, block.account_id)


def _show(block_id: int, *, status: int = 200, **forms: Any) -> ResponseReturnValue:
    block, account = _find(block_id)
    names = officers_by_id(g.session, [block.reviewed_by_id, block.ended_by_id])
    calls = rules.calls_of(g.session, [block_id])
    page = render_template(
        "console/blocks/show.html",
        file=BlockFile(block, account.platform, calls),
        block=block,
        account=account,
        author=g.session.get_one(Author, block.author_id),
        names={number: officer.name for number, officer in names.items()},
        may_change=may_act(g.session, me(), account, now=clock())
        and block.ended_at is None
        and block.ended_by_id is None,
        **{"keep_form": KeepForm(formdata=None), "end_form": EndForm(formdata=None), **forms},
    )
    return page, status


@bp.get("/<id:block_id>")
@requires(*READERS)
def show(block_id: int) -> ResponseReturnValue:
    block, _account = _find(block_id)
    # It names the author: who reads it is on record as for the case itself.
    context.record_reading("case.read", subject=f"case:{block.case_id}")
    return _show(block_id)


@bp.post("/<id:block_id>/keep")
@requires(*DECIDERS)
def keep(block_id: int) -> ResponseReturnValue:
    """Note that somebody looked at the block and lets it run to its end."""
    _block, account = _find(block_id)
    require_may_act(g.session, me(), account, now=clock())
    form = KeepForm()
    if not form.validate():
        return _show(block_id, status=422, keep_form=form, form=form)
    reason = form.keep_reason.data
    rules.keep(g.session, block_id, reason=reason, officer_id=me().id, now=clock())
    g.session.commit()
    flash(_(N_("It is noted that the block is kept.")))
    return redirect(url_for(".show", block_id=block_id), code=303)


@bp.post("/<id:block_id>/end")
@requires(*DECIDERS)
def end(block_id: int) -> ResponseReturnValue:
    """End the block: the platform is told, or it was lifted there by hand."""
    _block, account = _find(block_id)
    require_may_act(g.session, me(), account, now=clock())
    form = EndForm()
    if not form.validate():
        return _show(block_id, status=422, end_form=form, form=form)
    reason = form.end_reason.data
    block = rules.end(g.session, block_id, reason=reason, officer_id=me().id, now=clock())
    if block.ended_at:
        mend(g.session, block.account_id, now=clock())
    g.session.commit()
    flash(
        _(
            N_("The block is over.")
            if block.ended_at
            else N_("The platform is being told to let the author back.")
        )
    )
    return redirect(url_for(".show", block_id=block_id), code=303)
