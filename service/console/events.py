"""What a case's history and a takedown's progress are made of, and what troubles are called."""

from dataclasses import dataclass
from datetime import datetime

from service.console.context import _
from service.i18n import N_


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `words` are what somebody typed, shown as typed."""

    at: datetime
    text: str
    words: tuple[tuple[str, str], ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a takedown: done, current, waiting or failed."""

    text: str
    state: str
    at: datetime | None = None


#: What went wrong with a takedown, by the first word of its detail.
TROUBLES = {
    "CredentialsRejected": N_(
        "The platform no longer accepts our sign-in: someone must connect the account again."
    ),
    "PermissionMissing": N_("Our sign-in lacks a permission: someone must connect it again."),
    "NotSupported": N_("The platform does not allow this on this comment."),
    "RateLimited": N_("The platform asked us to wait; it is tried again by itself."),
    "BudgetSpent": N_("The day's allowance on the platform is used up; it is tried again."),
    "PlatformUnavailable": N_("The platform does not answer; it is tried again by itself."),
    "UnexpectedAnswer": N_("The platform answered oddly; it is tried again by itself."),
    "CommentGone": N_("It is not on the platform any more."),
    "accepted_without_effect": N_(
        "The platform said yes, but still shows the comment: look at it there."
    ),
    "not_seen_yet": N_("The platform does not show the change yet; it is read again."),
    "stopped": N_("An emergency stop is in force: it goes out when the stop is lifted."),
    "reply_not_seen_yet": N_("The platform does not show the reply yet; it is read again."),
    "reply_not_seen": N_("The platform took the reply but does not show it: look at it there."),
    "reply_held": N_("The platform holds the reply back from the public: look at it there."),
    "reply_unread": N_("The reply was sent but could not be read again: look at it there."),
    "seen_by_a_person": N_("An officer looked and saw it there."),
    "not_there": N_("An officer looked and did not see it there."),
    "reply_unknown": N_(
        "It is not known whether the reply was sent, so it is not sent again: look at it there "
        "before you write another."
    ),
    "reads_differently": N_("The platform shows other words than were sent: look at it there."),
    "fact_expired": N_("The fact it stands on has expired since, so it was not sent."),
    "gave_up": N_("It was tried many times: act on the platform by hand, or decide again."),
}
TROUBLE_OTHERWISE = N_("Look at it on the platform, act there by hand, or decide again.")


def trouble(detail: str) -> str:
    """Say what a takedown's detail means."""
    key = detail.split(" ", 1)[0].split(":", 1)[0]
    return _(TROUBLES.get(key, TROUBLE_OTHERWISE))
