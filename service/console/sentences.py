"""The sentences officers read for the keys and words that rows hold, in both languages.

Every function takes a row's word and returns a sentence in the reader's language; a word
that is not known gets a safe general sentence, never the bare key.
"""

from moderation.cases import URGENT
from moderation.models import (
    AbsenceKind,
    AccountStatus,
    CaseStatus,
    NoActionReason,
    Outcome,
    Role,
    TakedownState,
)
from moderation.vocabulary import Category
from service.console.context import _
from service.i18n import N_
from service.platform_names import platform_name

ROLES = {
    Role.OFFICER: N_("Comms officer"),
    Role.OWNER: N_("Account owner"),
    Role.LEAD: N_("Governance lead"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMIN: N_("Administrator"),
}
CATEGORIES = {
    Category.ABUSE: N_("Abuse"),
    Category.HATE: N_("Hate"),
    Category.THREAT: N_("Threat"),
    Category.SEXUAL: N_("Sexual content"),
    Category.PROFANITY: N_("Swearing"),
    Category.PERSONAL_DATA: N_("Personal data"),
    Category.SAFEGUARDING: N_("Safeguarding"),
    Category.DEFAMATION: N_("Possible defamation"),
    Category.POLITICAL: N_("Political content"),
    Category.SPAM: N_("Spam"),
    Category.INACCURATE: N_("Possibly inaccurate"),
}
#: What a flag of each category asks the officer to look for.
FLAGS = {
    Category.ABUSE: N_("It may insult or abuse somebody."),
    Category.HATE: N_("It may attack people for who they are."),
    Category.THREAT: N_("It may threaten somebody with harm."),
    Category.SEXUAL: N_("It may be sexual."),
    Category.PROFANITY: N_("It may contain swearing."),
    Category.PERSONAL_DATA: N_("It may give away somebody's personal data."),
    Category.SAFEGUARDING: N_("Somebody may be at risk of harm."),
    Category.DEFAMATION: N_("It may say something damaging and untrue about somebody."),
    Category.POLITICAL: N_("It may be political at a time when the council must be neutral."),
    Category.SPAM: N_("It may be spam."),
    Category.INACCURATE: N_("It may state something untrue about a service."),
}
STATUSES = {
    CaseStatus.OPEN: N_("Open"),
    CaseStatus.ASSIGNED: N_("Assigned"),
    CaseStatus.AWAITING_EVIDENCE: N_("Awaiting evidence"),
    CaseStatus.ESCALATED: N_("Escalated"),
    CaseStatus.DECIDED: N_("Decided"),
    CaseStatus.EXECUTING: N_("Being carried out"),
    CaseStatus.VERIFIED: N_("Verified"),
    CaseStatus.FAILED: N_("Needs attention"),
    CaseStatus.APPEALED: N_("Appealed"),
    CaseStatus.CLOSED: N_("Closed"),
}
STATUS_COLOURS = {
    CaseStatus.OPEN: "",
    CaseStatus.ASSIGNED: "teal",
    CaseStatus.AWAITING_EVIDENCE: "yellow",
    CaseStatus.ESCALATED: "purple",
    CaseStatus.DECIDED: "grey",
    CaseStatus.EXECUTING: "yellow",
    CaseStatus.VERIFIED: "green",
    CaseStatus.FAILED: "red",
    CaseStatus.APPEALED: "orange",
    CaseStatus.CLOSED: "grey",
}
OUTCOMES = {
    Outcome.NO_ACTION: N_("No action"),
    Outcome.REPLY: N_("Reply"),
    Outcome.HIDE: N_("Hide"),
    Outcome.REMOVE: N_("Remove"),
    Outcome.RESTORE: N_("Restore"),
    Outcome.RESTRICT_AUTHOR: N_("Restrict the author"),
    Outcome.CORRECT: N_("Correct"),
    Outcome.ESCALATE: N_("Escalate"),
}
NO_ACTION_REASONS = {
    NoActionReason.CRITICISM: N_("It is criticism, which people are free to make"),
    NoActionReason.OPINION: N_("It is an opinion"),
    NoActionReason.ANSWERED: N_("It has been answered"),
    NoActionReason.NOT_OURS: N_("It is not ours to moderate"),
    NoActionReason.DUPLICATE: N_("It repeats a comment already dealt with"),
    NoActionReason.NOT_A_BREACH: N_("It breaks no house rule"),
}
REFERRALS = {
    "safeguarding": N_("Safeguarding"),
    "police": N_("Police"),
    "legal": N_("Legal services"),
    "data_protection": N_("Data protection officer"),
    "hr": N_("Human resources"),
    "manager": N_("The officer's manager"),
}
KINDS = {
    "comment": N_("Comment"),
    "reply": N_("Reply"),
    "mention": N_("Mention"),
}
STATES = {
    "visible": N_("Visible to everybody"),
    "hidden": N_("Hidden"),
    "held": N_("Held back for review"),
    "likely_spam": N_("Held back by the platform as likely spam"),
    "rejected": N_("Rejected"),
    "absent": N_("No longer on the platform"),
    "unknown": N_("Not known: the platform could not be read"),
}
LANGUAGES = {"en": N_("English"), "cy": N_("Welsh"), "mixed": N_("Welsh and English")}
ATTACHMENTS = {
    "image": N_("an image"),
    "video": N_("a video"),
    "sticker": N_("a sticker"),
    "link": N_("a link"),
    "gif": N_("an animated image"),
    "audio": N_("a sound recording"),
    "file": N_("a file of an unknown kind"),
}
ACCOUNT_STATUSES = {
    AccountStatus.ACTIVE: N_("Active"),
    AccountStatus.PAUSED: N_("Paused"),
    AccountStatus.SIGN_IN_AGAIN: N_("Someone must sign in to the platform again"),
    AccountStatus.NOT_CONNECTED: N_("Not connected"),
}
ABSENCES = {
    AbsenceKind.LEAVE: N_("On leave"),
    AbsenceKind.SICK: N_("Off sick"),
    AbsenceKind.TRAINING: N_("In training"),
    AbsenceKind.ELSEWHERE: N_("Working elsewhere"),
}
INCIDENTS = {
    "credentials": N_("The platform no longer accepts our sign-in"),
    "token_ends_14": N_("Our sign-in to the platform ends within 14 days: sign in again"),
    "token_ends_7": N_("Our sign-in to the platform ends within 7 days: sign in again"),
    "token_ends_1": N_("Our sign-in to the platform ends within a day: sign in again"),
    "takedown": N_("A decision could not be carried out"),
    "block": N_("A block could not be carried out"),
    "reply": N_("A reply could not be sent, or could not be seen afterwards"),
    "audit_record": N_("The audit record does not hold together"),
    "gap": N_("Comments were missed and could not be fetched"),
    "permission": N_("Our sign-in lacks a permission"),
    "budget": N_("The day's allowance on the platform is used up"),
    "allowance": N_("Looks have used their share of the platform's allowance; takedowns go on"),
    "rate_limited": N_("The platform asks us to wait"),
    "unreachable": N_("The platform does not answer"),
    "webhook_off": N_("The platform does not tell us at once: mentions elsewhere are not seen"),
    "webhook_unreadable": N_("A platform told us something that cannot be read"),
    "webhook_given_up": N_("A mention elsewhere could not be read for a week"),
    "coverage_gap": N_("Nothing was read for more than two periods"),
}
#: Why a case is in the queue, beside its flags.
CASE_REASONS = {
    "flagged": "",
    "edited": N_("Its author changed the text after it was decided."),
    "failed_stage": N_("A part of the screening failed, so a person must look."),
    "attachment": N_("It has an attachment that the screening cannot read."),
    "reappeared": N_("It is visible again on the platform after it was hidden or removed."),
    "restored": N_("It was restored on the platform by somebody else."),
    "opened_by_officer": N_("An officer opened this case."),
    "flood": N_("Many near copies of this comment have come."),
}


def _known(words: dict[str, str], key: str, otherwise: str) -> str:
    found = words.get(key)
    return _(found) if found is not None else _(otherwise)


def role(value: Role) -> str:
    return _(ROLES[value])


def category(value: str) -> str:
    """Name a category; "" is a case without flags."""
    return _(CATEGORIES[Category(value)]) if value in list(Category) else _(N_("No flag"))


def flag(value: str) -> str:
    return _(FLAGS[Category(value)])


def urgent(value: str) -> bool:
    return value in {c.value for c in URGENT}


def status(value: CaseStatus) -> str:
    return _(STATUSES[value])


def status_colour(value: CaseStatus) -> str:
    return STATUS_COLOURS[value]


def outcome(value: Outcome) -> str:
    return _(OUTCOMES[value])


def no_action_reason(value: str) -> str:
    return _known({k.value: v for k, v in NO_ACTION_REASONS.items()}, value, N_("No reason given"))


#: What screens, as the first words of a flag's source, which ends with its version.
SCREENS = {
    "classifier": N_("the classifier"),
    "rules": N_("the rules"),
    "lexicon-en": N_("the English word list"),
    "lexicon-cy": N_("the Welsh word list"),
    "lexicon": N_("the word list"),
    "personal data": N_("the checks for personal data"),
    "pre-election": N_("the pre-election rules"),
    "spam": N_("the spam rules"),
    "facts": N_("the register of facts"),
}


def found_by(source: str, rule: str) -> str:
    """Say what raised a flag: "the classifier 2026.11.2 (threshold 0.35)"."""
    name, version = source, ""
    for known, said in SCREENS.items():
        if source == known or source.startswith(f"{known} "):
            name, version = _(said), source[len(known) :]
    if rule.startswith("threshold "):
        rule = _(N_("threshold {number}"), number=rule.removeprefix("threshold "))
    return f"{name}{version} ({rule})" if rule else f"{name}{version}"


def referral(value: str) -> str:
    return _known(REFERRALS, value, N_("Another body"))


def platform(value: str) -> str:
    """Name a platform; the register also has accounts on ones it names only as another."""
    return _(N_("Another platform")) if value == "other" else platform_name(value)


def kind(value: str) -> str:
    return _known(KINDS, value, N_("Comment"))


def state(value: str) -> str:
    return _known(STATES, value, STATES["unknown"])


def language_name(value: str) -> str:
    return _known(LANGUAGES, value, N_("Language not known"))


def attachment(value: str) -> str:
    return _known(ATTACHMENTS, value, N_("an attachment"))


def account_status(value: AccountStatus) -> str:
    return _(ACCOUNT_STATUSES[value])


def absence(value: AbsenceKind) -> str:
    return _(ABSENCES[value])


def incident(value: str) -> str:
    return _known(INCIDENTS, value, N_("Something is not working"))


def case_reason(value: str) -> str:
    """Say why a case is here beside its flags; "" where the flags say it."""
    found = CASE_REASONS.get(value, N_("A person must look at it."))
    return _(found) if found else ""


def listing(words: list[str]) -> str:
    """Join words as "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _(N_("{most} and {last}"), most=", ".join(words[:-1]), last=words[-1])


FINISHED = frozenset(
    {
        TakedownState.VERIFIED,
        TakedownState.ACCEPTED,
        TakedownState.GONE_ALREADY,
        TakedownState.FAILED,
        TakedownState.NEEDS_PERSON,
    }
)
