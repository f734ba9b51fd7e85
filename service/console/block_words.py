"""What is said of a block: on its page, on its case, in the history and at home."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from moderation.blocks import calls_of
from moderation.models import Block, BlockAction, BlockCall, TakedownState
from service.console import powers
from service.console.context import _
from service.console.events import Event, trouble
from service.console.formats import date_only
from service.i18n import N_
from service.platform_names import platform_name

DONE = {
    BlockAction.BLOCK: N_("{platform} was read again and shows that the author is blocked."),
    BlockAction.UNBLOCK: N_("{platform} was read again and shows that the author can write again."),
}
GOING = {
    BlockAction.BLOCK: N_("{platform} is being told to block the author."),
    BlockAction.UNBLOCK: N_("{platform} is told to let the author back when the block ends."),
}
NOT_DONE = {
    BlockAction.BLOCK: N_("The author could not be blocked on {platform}."),
    BlockAction.UNBLOCK: N_("The author could not be let back on {platform}."),
}


@dataclass(slots=True)
class BlockFile:
    """A block with what the platform was told of it."""

    block: Block
    platform: str
    calls: list[BlockCall] = field(default_factory=list)

    @property
    def needs_hand(self) -> bool:
        """Whether an officer must do something on the platform: it cannot, or it failed."""
        return self.block.by_hand or any(
            call.state in (TakedownState.FAILED, TakedownState.NEEDS_PERSON)
            and call.detail != "ended_first"
            for call in self.calls
        )

    @property
    def manual(self) -> str:
        return powers.manual(powers.author_powers(self.platform).manual)

    @property
    def lines(self) -> list[str]:
        """Say how each call stands."""
        return [said for said in (said_of(call, self.platform) for call in self.calls) if said]


def blocks_of(
    session: Session, account_id: int, author_id: int | None, platform: str
) -> list[BlockFile]:
    """Return the blocks of one author on one account, oldest first."""
    if author_id is None:
        return []
    rows = session.exec(
        select(Block)
        .where(col(Block.author_id) == author_id, col(Block.account_id) == account_id)
        .order_by(col(Block.id))
    ).all()
    calls = calls_of(session, [row.id or 0 for row in rows])
    return [BlockFile(row, platform, [c for c in calls if c.block_id == row.id]) for row in rows]


def said_of(call: BlockCall, platform: str) -> str:
    """Say how a call stands; "" for one that the block's early end made needless."""
    name = platform_name(platform)
    if call.detail == "ended_first":
        return ""
    if call.state is TakedownState.VERIFIED:
        return _(DONE[call.action], platform=name)
    words = trouble(call.detail) if call.detail else ""
    going = call.state not in (TakedownState.FAILED, TakedownState.NEEDS_PERSON)
    text = _((GOING if going else NOT_DONE)[call.action], platform=name)
    return " ".join(part for part in (text, words) if part)


def events(file: BlockFile, officer_names: dict[int, str]) -> list[Event]:
    """Return what happened to a block, for the history of its case."""
    block = file.block
    text = _(
        N_("The author is blocked until {end}. The block is looked at again on {review}."),
        end=date_only(block.ends_at),
        review=date_only(block.review_on),
    )
    found = [Event(block.starts_at, text, (), 3)]
    for call in file.calls:
        if call.finished_at and said_of(call, file.platform):
            found.append(Event(call.finished_at, said_of(call, file.platform), (), 4))
    if block.reviewed_at:
        who = officer_names.get(block.reviewed_by_id or 0, "")
        text = _(N_("{officer} looked at the block again and kept it."), officer=who)
        found.append(Event(block.reviewed_at, text, ((_(N_("Reason")), block.review_reason),), 4))
    if block.ended_at:
        who = officer_names.get(block.ended_by_id or 0, "")
        text = (
            _(N_("{officer} ended the block."), officer=who) if who else _(N_("The block is over."))
        )
        words = ((_(N_("Reason")), block.end_reason),) if block.end_reason else ()
        found.append(Event(block.ended_at, text, words, 5))
    return found
