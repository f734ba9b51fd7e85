"""Rules of governance a caller can break. Each message says what to do next."""

from moderation.errors import ModerationError
from service.i18n import N_


class GovernanceError(ModerationError):
    """A rule of governance was about to be broken; `field` names the form's field."""

    field = ""


class OwnerIsDeputy(GovernanceError):
    message = N_("Choose a deputy who is not the owner: each covers for the other.")
    field = "deputy_id"


class NotAnOfficer(GovernanceError):
    message = N_("Choose somebody who works here now: that person is not an active officer.")


class PurposeMissing(GovernanceError):
    message = N_("Say what the account is for.")
    field = "purpose"


class DirectorateMissing(GovernanceError):
    message = N_("Say which directorate answers for the account.")
    field = "directorate"


class OwnerMissing(GovernanceError):
    message = N_("Choose an owner: every account has one named officer who answers for it.")
    field = "owner_id"


class DeputyMissing(GovernanceError):
    message = N_("Choose a deputy: somebody answers for the account when its owner cannot.")
    field = "deputy_id"


class ReviewDateMissing(GovernanceError):
    message = N_("Give the date by which the account is next reviewed.")
    field = "review_on"


class ReviewDatePast(GovernanceError):
    message = N_("Give a review date in the future: this one has passed.")
    field = "review_on"


class RegisterMoved(GovernanceError):
    message = N_(
        "Somebody else changed this account's entry while you had it open. "
        "Read the entry as it is now, then make your change again."
    )


class NotYoursToEdit(GovernanceError):
    message = N_(
        "Only the account's owner and the governance lead change its entry. "
        "Ask one of them to make the change."
    )


class OwnerChangedByLead(GovernanceError):
    message = N_(
        "Only the governance lead gives an account another owner or review date. Ask them."
    )
    field = "owner_id"


class HandleMissing(GovernanceError):
    message = N_("Give the account's handle: its name as the platform shows it.")
    field = "handle"


class AlreadyInRegister(GovernanceError):
    message = N_("This account is in the register already. Change its entry there.")
    field = "handle"


class ReasonNotConnected(GovernanceError):
    message = N_("Say why the account is not connected: the reason is shown to every officer.")
    field = "status_reason"


class AbsenceNotInOrder(GovernanceError):
    message = N_("Give a return that is later than the first day away.")
    field = "ends"


class AbsenceOver(GovernanceError):
    message = N_("This absence is over already. Record one that ends in the future.")
    field = "ends"


class AbsenceTooLong(GovernanceError):
    message = N_("An absence is at most 366 days. For longer, give the accounts another owner.")
    field = "ends"


class TimeDoesNotExist(GovernanceError):
    message = N_("The clocks go forward over that time, so it does not exist. Give another time.")


class AbsencesOverlap(GovernanceError):
    message = N_("There is another absence recorded for these dates. End or cancel that one first.")
    field = "starts"


class CoverMissing(GovernanceError):
    message = N_("Choose who answers for the accounts during this absence.")
    field = "cover_id"


class CoverIsSelf(GovernanceError):
    message = N_("Choose somebody else as cover: nobody covers for themselves.")
    field = "cover_id"


class CoverCannotModerate(GovernanceError):
    message = N_("Choose cover who can moderate: that person holds no role that can.")
    field = "cover_id"


class CoverNotActive(GovernanceError):
    message = N_("Choose cover who works here now: that person is no longer an active officer.")
    field = "cover_id"


class CoverAway(GovernanceError):
    message = N_("Choose other cover: that person is away on some of the same dates.")
    field = "cover_id"


class CoverNotNeeded(GovernanceError):
    message = N_(
        "Somebody working elsewhere can be reached, so needs neither cover nor a message. "
        "Leave both empty."
    )
    field = "cover_id"


class AbsenceEnded(GovernanceError):
    message = N_("This absence is over or cancelled, so it cannot be changed any more.")


class AbsenceNotBegun(GovernanceError):
    message = N_("This absence has not begun. Cancel it instead.")


class MessageStillLive(GovernanceError):
    message = N_("This absence has not ended, so its message stays up until it does.")


class NotYourAbsence(GovernanceError):
    message = N_(
        "Only the person who is away, their cover and the governance lead change an absence. "
        "Ask one of them."
    )


class EmergencyContactMissing(GovernanceError):
    message = N_("Give an emergency contact who can act: a telephone number or an e-mail address.")
    field = "emergency_contact"


class TextTooLong(GovernanceError):
    message = N_("Shorten the text: it is longer than this field can hold.")


class MessageMissing(GovernanceError):
    message = N_("Write the message in both languages: the Welsh and the English stand together.")


class TemplateMissing(GovernanceError):
    message = N_("Choose the message to put up: people must learn who answers.")
    field = "template_id"


class UnknownPlaceholder(GovernanceError):
    message = N_(
        "The text has a placeholder that is not known. "
        "Correct its spelling, or take it out. The one not known is:"
    )


class PlaceholderMissing(GovernanceError):
    message = N_("The text lacks a placeholder that every message needs. Add:")


class PlaceholderNotClosed(GovernanceError):
    message = N_("A placeholder begins with (( and ends with )). One of the two is missing near:")


class PlaceholderEmpty(GovernanceError):
    message = N_("There is no value for a placeholder in the message. Give a value for:")


class TemplateNameMissing(GovernanceError):
    message = N_("Give the template a name.")
    field = "name"


class TemplateNameTaken(GovernanceError):
    message = N_("Another template has this name. Give this one another.")
    field = "name"


class TemplateMoved(GovernanceError):
    message = N_(
        "Somebody else saved this template while you had it open. "
        "Nothing you typed is lost: compare it with the text as it is now, then save again."
    )


class TemplateNotNeeded(GovernanceError):
    message = N_("Working elsewhere needs no message, so it has no template. Choose another kind.")
    field = "kind"


class RuleCodeUnknown(GovernanceError):
    message = N_("Choose one of the house rules' codes.")
    field = "code"


class RuleTextMissing(GovernanceError):
    message = N_("Give the rule's title and text in both languages.")


class RuleInPast(GovernanceError):
    message = N_(
        "A new version of a rule is in force from now or later: "
        "it never rewrites decisions made under the last one."
    )
    field = "in_force_from"


class RuleUnchanged(GovernanceError):
    message = N_("This version says the same as the last one. Change the text, or leave it.")
