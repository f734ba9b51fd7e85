"""A case's history in sentences, oldest first: who did what, when, and why."""

from moderation.models import AuditEntry, Decision, Outcome, Takedown, TakedownState
from service.console import block_words, powers, read_again, reply_words
from service.console import sentences as say
from service.console.case_file import CaseFile, rule_title
from service.console.context import _
from service.console.events import Event, Step, trouble
from service.i18n import N_
from service.platform_names import platform_name


def history(file: CaseFile) -> list[Event]:
    """Return what happened to the case, oldest first."""
    events = [_opened(file)]
    events += [Event(v.replaced_at, _(N_("The author changed the text."))) for v in file.versions]
    events += [_decided(file, decision) for decision in file.decisions]
    for takedown in file.takedowns:
        events += _carried_out(file, takedown)
    events += read_again.events(file)
    for block in file.blocks:
        if block.block.case_id == file.case.id:
            events += block_words.events(block, file.officers)
    for reply in file.replies:
        events += reply_words.events(reply, file.account.platform, file.officers)
    events += [
        Event(
            note.written_at,
            _(N_("{officer} wrote a note."), officer=file.officer(note.officer_id)),
            ((_(N_("Note")), note.text),),
            1,
        )
        for note in file.notes
    ]
    for entry in file.recorded:
        text = _recorded(file, entry)
        if text:
            events.append(Event(entry.at, text, (), 1))
    return sorted(events, key=lambda event: (event.at, event.order))


def _opened(file: CaseFile) -> Event:
    named = [say.category(f.category.value).lower() for f in file.flags]
    if named:
        text = _(N_("The case was opened: flagged for {what}."), what=say.listing(named))
    else:
        text = _(N_("The case was opened for a person to look."))
    return Event(file.case.opened_at, text)


def _decided(file: CaseFile, decision: Decision) -> Event:
    what = powers.verb(decision.verb) if decision.verb else say.outcome(decision.outcome)
    text = _(N_("{officer} decided: {what}."), officer=file.officer(decision.officer_id), what=what)
    rule = file.rule(decision.house_rule_id)
    if rule is not None:
        text += " " + _(
            N_("House rule: {title} ({code}, version {version})."),
            title=rule_title(rule),
            code=rule.code,
            version=rule.version,
        )
    if decision.outcome is Outcome.NO_ACTION and decision.no_action_reason:
        text += f" {say.no_action_reason(decision.no_action_reason)}."
    if decision.outcome is Outcome.ESCALATE and decision.referred_to:
        text += " " + _(N_("Referred to: {body}."), body=say.referral(decision.referred_to))
    words = [(_(N_("Reason")), decision.reason)]
    if decision.proportionality:
        words.append((_(N_("Why it is proportionate")), decision.proportionality))
    return Event(decision.decided_at, text, tuple(words), 2)


def _carried_out(file: CaseFile, takedown: Takedown) -> list[Event]:
    name = platform_name(file.account.platform)
    events = []
    if takedown.sent_at:
        events.append(Event(takedown.sent_at, _(N_("Sent to {platform}."), platform=name), (), 3))
    if takedown.finished_at:
        events.append(Event(takedown.finished_at, end_of(takedown, name), (), 4))
    return events


def end_of(takedown: Takedown, platform: str) -> str:
    """Say how a takedown ended, or how far it is."""
    match takedown.state:
        case TakedownState.VERIFIED:
            return _(
                N_("Verified: {platform} was read again and shows it done."), platform=platform
            )
        case TakedownState.ACCEPTED:
            return _(
                N_("Accepted by {platform}, which cannot be read again: look at it there."),
                platform=platform,
            )
        case TakedownState.GONE_ALREADY:
            return _(N_("It was gone from {platform} already."), platform=platform)
        case TakedownState.FAILED:
            return " ".join((_(N_("It failed.")), trouble(takedown.detail)))
        case TakedownState.NEEDS_PERSON:
            return " ".join((_(N_("It needs a person.")), trouble(takedown.detail)))
        case TakedownState.SENT:
            return _(N_("{platform} accepted it. It is being checked."), platform=platform)
        case _:
            return _(N_("It is about to be sent to {platform}."), platform=platform)


def _recorded(file: CaseFile, entry: AuditEntry) -> str:
    """Say what a line of the audit record tells beside decisions, notes and takedowns."""
    officers = [file.officer(number) for number in [_actor(entry)] if number]
    who = officers[0] if officers else _(N_("The service"))
    match entry.action:
        case "case.assigned":
            to = entry.details.get("to")
            if to == _actor(entry):
                return _(N_("{officer} took the case."), officer=who)
            name = file.officer(to if isinstance(to, int) else None)
            return _(N_("{officer} gave the case to {name}."), officer=who, name=name)
        case "case.put_back":
            return _(N_("{officer} put the case back for anyone."), officer=who)
        case "case.opened_by_officer":
            return _(N_("{officer} opened the case."), officer=who)
        case "comment.gone":
            return _(N_("The platform no longer shows the comment: it is gone."))
        case "case.reopened":
            return _(N_("The case came back to the queue."))
        case _:
            return ""


def _actor(entry: AuditEntry) -> int | None:
    kind, _sign, number = entry.actor.partition(":")
    return int(number) if kind == "officer" and number.isdigit() else None


def steps(takedown: Takedown, platform: str) -> list[Step]:
    """Return how far a takedown is: decided, sent, checked."""
    name = platform_name(platform)
    state = takedown.state
    decided = Step(_(N_("Decided")), "done", takedown.created_at)
    last_word = end_of(takedown, name)
    if state in (TakedownState.PENDING, TakedownState.SENDING):
        waiting = trouble(takedown.detail) if takedown.detail else ""
        going = _(N_("Sending to {platform}"), platform=name)
        sending = " ".join(part for part in (going, waiting) if part)
        return [decided, Step(sending, "current"), Step(_(N_("Check")), "waiting")]
    sent = Step(_(N_("Sent to {platform}"), platform=name), "done", takedown.sent_at)
    if state is TakedownState.SENT:
        return [decided, sent, Step(last_word, "current")]
    failed = state in (TakedownState.FAILED, TakedownState.NEEDS_PERSON)
    look = state is TakedownState.ACCEPTED
    ended = Step(
        last_word, "failed" if failed else "look" if look else "done", takedown.finished_at
    )
    if takedown.sent_at is None:
        return [decided, ended]
    return [decided, sent, ended]
