"""What is said of replies: on the case, in its history, and before one is written."""

from dataclasses import dataclass, field

from connectors.base import ReplyPower
from connectors.registry import connector_class, platforms
from moderation.models import Account, AccountStatus, Author, Comment, Reply, ReplyKind, ReplyState
from moderation.replies import RUNNING, TOLD_OF
from service.console import powers
from service.console.case_file import CaseFile
from service.console.context import _
from service.console.events import Event, trouble
from service.i18n import N_
from service.platform_names import platform_name
from service.platforms import item_of

KINDS = {
    ReplyKind.REPLY: N_("Reply"),
    ReplyKind.CORRECTION: N_("Correction"),
    ReplyKind.NOTICE: N_("Notice to the author"),
}
WROTE = {
    ReplyKind.REPLY: N_("{officer} sent a reply."),
    ReplyKind.CORRECTION: N_("{officer} sent a correction that stands on the register of facts."),
    ReplyKind.NOTICE: N_("{officer} sent a notice to the author."),
}


@dataclass(slots=True)
class ReplyLine:
    """One reply as the case shows it: what it is, how it stands, and its exact words."""

    reply: Reply
    kind: str
    state: str
    running: bool


@dataclass(slots=True)
class ReplyPanel:
    """The part of a case about replying.

    Attributes:
        reason: why the council cannot reply here; "" where it can.
        notice_due: the decision in force is one that its author is told of, and was not yet.
    """

    lines: list[ReplyLine] = field(default_factory=list)
    may_reply: bool = False
    reason: str = ""
    notice_due: bool = False


def reply_power(account: Account, comment: Comment, author: Author | None) -> ReplyPower:
    """Say whether the council may reply to a stored comment; makes no call."""
    if account.platform not in platforms():
        return ReplyPower(False, reason="not_polled")
    if account.status is AccountStatus.NOT_CONNECTED:
        return ReplyPower(False, reason="not_connected")
    return connector_class(account.platform).reply_power(item_of(comment, author))


def panel_of(file: CaseFile, *, may_reply: bool) -> ReplyPanel:
    power = reply_power(file.account, file.comment, file.author)
    last = file.last_decision
    told = {r.decision_id for r in file.replies if r.state is not ReplyState.FAILED}
    return ReplyPanel(
        lines=[
            ReplyLine(
                reply,
                _(KINDS[reply.kind]),
                said_of(reply, file.account.platform),
                reply.state in RUNNING,
            )
            for reply in file.replies
        ],
        may_reply=may_reply and file.may_act,
        reason="" if power.allowed else powers.reason(power.reason),
        notice_due=last is not None and last.outcome in TOLD_OF and last.id not in told,
    )


def said_of(reply: Reply, platform: str) -> str:
    """Say how a reply stands, or how it ended."""
    name = platform_name(platform)
    match reply.state:
        case ReplyState.VERIFIED:
            return _(N_("Verified: {platform} was read again and shows the reply."), platform=name)
        case ReplyState.ACCEPTED:
            text = _(N_("Accepted by {platform}, but not seen there."), platform=name)
        case ReplyState.FAILED:
            text = _(N_("It was not sent."))
        case ReplyState.NEEDS_PERSON:
            text = _(N_("It needs a person."))
        case ReplyState.COULD_NOT:
            return " ".join((_(N_("Could not notify the author.")), why_not(reply.detail)))
        case ReplyState.SENT:
            text = _(N_("{platform} accepted it. It is being checked."), platform=name)
        case _:
            text = _(N_("It is about to be sent to {platform}."), platform=name)
    return f"{text} {trouble(reply.detail)}" if reply.detail not in ("", "found_sent") else text


def why_not(detail: str) -> str:
    """Say why an author could not be told: known beforehand, or the platform's refusal."""
    key = detail.split(" ", 1)[0]
    if key == "NotSupported":
        return _(N_("The platform does not let the council reply to this comment."))
    return trouble(detail) if key == "CommentGone" else powers.reason(key)


def events(reply: Reply, platform: str, officers: dict[int, str]) -> list[Event]:
    """Return what happened to a reply, for the history of its case, with its exact words."""
    who = officers.get(reply.officer_id, "")
    if reply.state is ReplyState.COULD_NOT and not reply.text:
        text = _(N_("{officer} noted that the author could not be told."), officer=who)
        return [Event(reply.written_at, f"{text} {why_not(reply.detail)}", (), 3)]
    words = ((_(N_("Exact words")), reply.text),)
    found = [Event(reply.written_at, _(WROTE[reply.kind], officer=who), words, 3)]
    if reply.finished_at:
        found.append(Event(reply.finished_at, said_of(reply, platform), (), 4))
    return found
