"""What became of a takedown a day and a week later, in sentences."""

from moderation.models import Recheck, RecheckState, Takedown
from service.console.case_file import CaseFile
from service.console.context import _, ngettext
from service.console.events import Event, Step
from service.i18n import N_
from service.platform_names import platform_name

FOUND = {
    RecheckState.STILL_GONE: N_("{platform} was read again {after}: it is still gone."),
    RecheckState.REAPPEARED: N_(
        "{platform} was read again {after}: it is visible again, so the case was opened again."
    ),
    RecheckState.CANNOT_TELL: N_(
        "Checked again {after}: {platform} gives no way to read it, so look at it there."
    ),
    RecheckState.UNREAD: N_(
        "It could not be read again on {platform} for a month: look at it there."
    ),
}
#: How each finding shows among the steps.
_LOOKS = {
    RecheckState.STILL_GONE: "done",
    RecheckState.REAPPEARED: "failed",
    RecheckState.CANNOT_TELL: "look",
    RecheckState.UNREAD: "look",
}


def after(hours: int) -> str:
    """Say how long after the takedown a re-check is."""
    if hours % 24 == 0 and hours > 24:
        return ngettext("after {count} day", "after {count} days", hours // 24)
    return ngettext("after {count} hour", "after {count} hours", hours)


def found(recheck: Recheck, platform: str) -> str:
    """Say what a re-check that is over showed; "" where a later decision made it needless."""
    text = FOUND.get(recheck.state)
    return _(text, platform=platform, after=after(recheck.after_hours)) if text else ""


def events(file: CaseFile) -> list[Event]:
    """Return what each re-check of the case showed."""
    name = platform_name(file.account.platform)
    return [
        Event(one.done_at, found(one, name), (), 5)
        for one in file.rechecks
        if one.done_at and found(one, name)
    ]


def steps(file: CaseFile, takedown: Takedown) -> list[Step]:
    """Return the re-checks of one takedown: what they showed, and when the next are due."""
    name = platform_name(file.account.platform)
    listed = []
    for one in file.rechecks:
        if one.takedown_id != takedown.id:
            continue
        if one.state is RecheckState.WAITING:
            text = _(N_("To be read again {after}"), after=after(one.after_hours))
            if one.attempts:
                text += ". " + _(
                    N_("{platform} could not be read: it is tried again."), platform=name
                )
            listed.append(Step(text, "waiting", one.due_at))
        elif found(one, name):
            listed.append(Step(found(one, name), _LOOKS[one.state], one.done_at))
    return listed
