"""The words for what the tables of the database hold as codes; English, as catalogue keys."""

from moderation.models import AbsenceKind, Account, NoActionReason, Outcome, TakedownState
from moderation.vocabulary import Category
from service.i18n import N_
from service.platform_names import platform_name
from service.reports.values import Words

LANGUAGES = {
    "en": N_("English"),
    "cy": N_("Welsh"),
    "mixed": N_("Welsh and English together"),
    "other": N_("Not yet known"),
}

#: The two groups whose waits are compared.
WAIT_LANGUAGES = {
    "cy": N_("Welsh, or Welsh and English together"),
    "en": N_("English, or not yet known"),
}

CATEGORIES: dict[Category, str] = {
    Category.ABUSE: N_("Abuse"),
    Category.HATE: N_("Hate"),
    Category.THREAT: N_("Threat"),
    Category.SEXUAL: N_("Sexual content"),
    Category.PROFANITY: N_("Profanity"),
    Category.PERSONAL_DATA: N_("Personal data"),
    Category.SAFEGUARDING: N_("Safeguarding"),
    Category.DEFAMATION: N_("Defamation"),
    Category.POLITICAL: N_("Political content"),
    Category.SPAM: N_("Spam"),
    Category.INACCURATE: N_("Possibly inaccurate"),
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.NO_ACTION: N_("No action: left up"),
    Outcome.REPLY: N_("Replied to: left up"),
    Outcome.HIDE: N_("Hidden"),
    Outcome.REMOVE: N_("Removed"),
    Outcome.RESTORE: N_("Restored"),
    Outcome.RESTRICT_AUTHOR: N_("Author restricted"),
    Outcome.CORRECT: N_("Corrected"),
    Outcome.ESCALATE: N_("Escalated"),
}

NO_ACTION: dict[NoActionReason, str] = {
    NoActionReason.CRITICISM: N_("Criticism of the council"),
    NoActionReason.OPINION: N_("Opinion"),
    NoActionReason.ANSWERED: N_("Already answered"),
    NoActionReason.NOT_OURS: N_("Not ours to decide"),
    NoActionReason.DUPLICATE: N_("Duplicate"),
    NoActionReason.NOT_A_BREACH: N_("No house rule broken"),
}

TAKEDOWNS: dict[TakedownState, str] = {
    TakedownState.VERIFIED: N_("Verified: read again and seen to be done"),
    TakedownState.GONE_ALREADY: N_("Gone already when the service came to it"),
    TakedownState.ACCEPTED: N_("Accepted by the platform, but cannot be read again"),
    TakedownState.FAILED: N_("Failed"),
    TakedownState.NEEDS_PERSON: N_("Needs a person to finish it"),
    TakedownState.PENDING: N_("Still under way"),
}

ABSENCES: dict[AbsenceKind, str] = {
    AbsenceKind.LEAVE: N_("On leave"),
    AbsenceKind.SICK: N_("Sickness"),
    AbsenceKind.TRAINING: N_("Training"),
    AbsenceKind.ELSEWHERE: N_("Working elsewhere (no cover needed)"),
}

#: Kinds of incident, which are also why a look at an account failed.
INCIDENTS = {
    "credentials": N_("The platform refused the account's sign-in"),
    "permission": N_("A permission on the platform was missing"),
    "budget": N_("The platform's allowance of calls was spent"),
    "allowance": N_("Looks had used their share of the platform's allowance"),
    "rate_limited": N_("The platform asked the service to wait"),
    "unreachable": N_("The platform could not be reached"),
    "coverage_gap": N_("Nothing was read for more than two periods"),
    "takedown": N_("A takedown could not be finished"),
    "out_of_reach": N_("Older than the platform lets the service read"),
    "no_look": N_("No look is on record"),
}


def incident_name(kind: str) -> str:
    """The English key for an incident's kind or a gap's reason; an unknown code in plain words."""
    return (
        INCIDENTS.get(kind) or kind.replace("_", " ").strip().capitalize() or INCIDENTS["no_look"]
    )


def account_name(account: Account) -> Words:
    """The name readers know an account by, with its platform."""
    name = account.name or account.handle
    en, cy = (f"{name} ({platform_name(account.platform, one)})" for one in ("en", "cy"))
    # What is the same in both languages is not marked as Welsh.
    return Words(en) if en == cy else Words(en, cy)
