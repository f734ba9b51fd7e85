"""Rules a caller can break. Each message says what to do next; the console shows it translated."""


class ModerationError(Exception):
    """A rule of the council's was about to be broken.

    `message` is an English sentence that is also the key of its translation.
    """

    message = "This cannot be done."

    def __init__(self, detail: str = "") -> None:
        super().__init__(self.message if not detail else f"{self.message} ({detail})")
        self.detail = detail


class HouseRuleMissing(ModerationError):
    message = "Choose the house rule that the comment breaks."


class ProportionalityMissing(ModerationError):
    message = "Say in a sentence why this is proportionate: why nothing milder would do."


class ReasonMissing(ModerationError):
    message = "Give the reason for your decision."


class ReasonTooLong(ModerationError):
    message = "Shorten the reason or the proportionality sentence to 2,000 characters."


class NoActionReasonMissing(ModerationError):
    message = "Choose why no action is needed."


class ReferralMissing(ModerationError):
    message = "Choose who the case is escalated to."


class VerbNotPossible(ModerationError):
    message = "The platform does not allow this on this comment. Choose another action."


class CaseMoved(ModerationError):
    message = (
        "Another officer has acted on this case since you opened it. "
        "Nothing you typed is lost: read what changed, then decide again."
    )


class NothingToUndo(ModerationError):
    message = "There is no takedown here that can be undone."


class TextChanged(ModerationError):
    message = "The comment was edited since you opened it. Read it again, then decide."


class FloodChanged(ModerationError):
    message = (
        "The near copies changed since you opened them: more came, or somebody decided one. "
        "Nothing was done. Look at them again, then decide."
    )


class FloodMixed(ModerationError):
    message = (
        "This cannot be done to every one of these comments. Nothing was done. "
        "Decide them one by one, or choose something that fits them all."
    )


class TakedownRunning(ModerationError):
    message = "The last decision is still being carried out. Wait until it has finished."


class NotFound(ModerationError):
    message = "There is nothing here with that number."


class StopReasonMissing(ModerationError):
    message = "Give the reason for the emergency stop, or for lifting it."


class StopReasonTooLong(ModerationError):
    message = "Shorten the reason for the emergency stop to 2,000 characters."


class StopRoleMissing(ModerationError):
    message = "Only comms officers and the governance lead set and lift an emergency stop."


class StopNeedsAnother(ModerationError):
    message = "You asked for this yourself. Somebody else must confirm it."


class StopAskerLeft(ModerationError):
    message = "Whoever asked for this has no longer the role for it. Withdraw it and ask again."


class StopStands(ModerationError):
    message = "An emergency stop is asked for or in force there already. Look at it first."


class StopMoved(ModerationError):
    message = "Somebody else has acted on this emergency stop. Read how it stands now."


class BlockNeedsAuthor(ModerationError):
    message = "The platform does not say who wrote this, so nobody can be blocked for it."


class BlockLengthMissing(ModerationError):
    message = "Choose how long the author is blocked."


class BlockReviewMissing(ModerationError):
    message = "Choose when the block is looked at again, within its length."


class BlockStands(ModerationError):
    message = "This author is blocked from the account already. Look at that block first."


class BlockReasonMissing(ModerationError):
    message = "Give the reason for keeping or ending the block."


class BlockOver(ModerationError):
    message = "This block is over, or is being lifted already. Read how it stands now."


class ReplyMissing(ModerationError):
    message = "Write the reply."


class ReplyTooLong(ModerationError):
    message = "The reply is too long for this platform. Shorten it."


class ReplyNotPossible(ModerationError):
    message = "The platform does not let the council reply to this comment."


class ReplyStands(ModerationError):
    message = "The same reply has been sent here or is on its way. Look at it first."


class ReplySettled(ModerationError):
    message = "It does not wait for a person any longer. Look at the case again."


class NoticeStands(ModerationError):
    message = "The author has been told of this decision, or is being told. Look at it first."


class NoticeNeedsDecision(ModerationError):
    message = "There is no decision that the author could be told of. Decide first."


class NoticePossible(ModerationError):
    message = "The author can be told on the platform. Write the notice instead."


class FactMissing(ModerationError):
    message = "Choose the fact from the register that the correction stands on."


class FactExpired(ModerationError):
    message = "This fact has expired. Ask its owner to renew it, or choose another."


class WelshMissing(ModerationError):
    message = "This person wrote in Welsh: reply in Welsh, or in both languages."
