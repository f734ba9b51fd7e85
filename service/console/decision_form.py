"""The form with which a case is decided."""

from typing import Any

from wtforms import HiddenField

from moderation import errors as rules
from moderation.blocks import BlockTerms
from moderation.decisions import MAX_REASON, Choice
from moderation.models import Outcome
from service.console import sentences as say
from service.console.addresses import whole
from service.console.case_file import CaseFile, rule_title
from service.console.context import _, ngettext
from service.console.forms import Form, Needed, NoLonger
from service.console.powers import Action
from service.console.widgets import ChoiceField, CountedTextField, RadiosField
from service.i18n import N_

#: What a block's length and its review can be chosen from, in days.
BLOCK_DAYS = (1, 3, 7, 14, 28, 90)
TOO_LONG = rules.ReasonTooLong.message
#: Which field each of the rules' refusals is about.
FIELD_OF: dict[type[rules.ModerationError], str] = {
    rules.HouseRuleMissing: "house_rule",
    rules.ProportionalityMissing: "proportionality",
    rules.ReasonMissing: "reason",
    rules.ReasonTooLong: "reason",
    rules.NoActionReasonMissing: "no_action_reason",
    rules.ReferralMissing: "referred_to",
    rules.VerbNotPossible: "action",
    rules.BlockNeedsAuthor: "action",
    rules.BlockStands: "action",
    rules.BlockLengthMissing: "block_days",
    rules.BlockReviewMissing: "block_review",
}


class DecisionForm(Form):
    """What an officer chooses and types. `fill` gives it the case's own choices."""

    action = RadiosField(N_("What do you decide?"), validate_choice=False)
    no_action_reason = ChoiceField(
        N_("Why no action is needed"), validate_choice=False, description=""
    )
    house_rule = ChoiceField(N_("House rule it breaks"), validate_choice=False)
    proportionality = CountedTextField(
        N_("Why this is proportionate"),
        [NoLonger(MAX_REASON, TOO_LONG)],
        description=N_("In a sentence: why would nothing milder do?"),
    )
    referred_to = ChoiceField(N_("Who it is escalated to"), validate_choice=False)
    block_days = ChoiceField(
        N_("How long the author is blocked"),
        validate_choice=False,
        description=N_("A block always ends. The author can write again after it."),
    )
    block_review = ChoiceField(N_("When somebody looks at it again"), validate_choice=False)
    reason = CountedTextField(
        N_("Reason for your decision"),
        [Needed(rules.ReasonMissing.message), NoLonger(MAX_REASON, TOO_LONG)],
        description=N_("It goes on record. The author or the public may ask for it."),
    )
    token = HiddenField()
    case_version = HiddenField()
    comment_version = HiddenField()

    def fill(self, file: CaseFile) -> None:
        """Offer what is possible on this case, and note what the officer has on screen."""
        self.offer(file)
        if not self.is_submitted_form:
            top = file.flags[0].house_rule if file.flags else ""
            codes = {rule.code for rule in file.rules}
            self.house_rule.data = top if top in codes else ""
        self.case_version.data = str(file.case.version)
        self.comment_version.data = str(file.comment.version)

    @property
    def is_submitted_form(self) -> bool:
        return bool(self.action.raw_data is not None and self.reason.raw_data is not None)

    def offer(self, file: CaseFile) -> None:
        """Set the choices of every list."""
        blank = ("", _(N_("Choose one")))
        self.action.choices = [(one.value, one.text) for one in file.actions]
        self.house_rule.choices = [
            blank,
            *((rule.code, f"{rule_title(rule)} ({rule.code})") for rule in file.rules),
        ]
        self.no_action_reason.choices = [
            blank,
            *((key.value, _(text)) for key, text in say.NO_ACTION_REASONS.items()),
        ]
        lengths = [(str(n), ngettext("{count} day", "{count} days", n)) for n in BLOCK_DAYS]
        self.block_days.choices = [blank, *lengths]
        self.block_review.choices = [
            blank,
            *((str(n), ngettext("after {count} day", "after {count} days", n)) for n in BLOCK_DAYS),
        ]
        self.referred_to.choices = [blank, *((k, _(text)) for k, text in say.REFERRALS.items())]

    def validate_against(self, file: CaseFile) -> Action | None:
        """Return the action chosen where all it needs is there; else errors say what is not.

        The rules in moderation.decisions hold all the same; here all that is missing is
        told at once and each at its field.
        """
        self.validate()
        action = file.action(self.action.data)
        if action is None:
            self.add_error("action", _(N_("Choose what to do.")))
            return None
        if action.limiting:
            self._need("house_rule", rules.HouseRuleMissing)
            self._need("proportionality", rules.ProportionalityMissing)
        if action.outcome is Outcome.RESTRICT_AUTHOR:
            self._need("block_days", rules.BlockLengthMissing)
            self._need("block_review", rules.BlockReviewMissing)
        if action.outcome is Outcome.NO_ACTION:
            self._need("no_action_reason", rules.NoActionReasonMissing)
        if action.outcome is Outcome.ESCALATE:
            self._need("referred_to", rules.ReferralMissing)
        return None if self.first_errors() else action

    def _need(self, name: str, error: type[rules.ModerationError]) -> None:
        field = self._fields[name]
        known = (
            [value for value, _text in field.choices if value]
            if hasattr(field, "choices")
            else None
        )
        missing = not (field.data or "").strip() or (known is not None and field.data not in known)
        if missing and not field.errors:
            self.add_error(name, _(error.message))

    def choice(self, action: Action, *, token: str) -> Choice:
        """Return what was chosen, with only what belongs to that action."""
        outcome = action.outcome
        return Choice(
            outcome=outcome,
            verb=action.verb,
            reason=self.reason.data or "",
            token=token,
            case_version=whole(self.case_version.data) or 0,
            comment_version=whole(self.comment_version.data) or 0,
            house_rule=self.house_rule.data or None if action.limiting else None,
            proportionality=self.proportionality.data or None if action.limiting else None,
            no_action_reason=self.no_action_reason.data if outcome is Outcome.NO_ACTION else None,
            referred_to=self.referred_to.data if outcome is Outcome.ESCALATE else None,
            block=self._terms() if outcome is Outcome.RESTRICT_AUTHOR else None,
        )

    def _terms(self) -> BlockTerms:
        return BlockTerms(
            days=whole(self.block_days.data) or 0, review_after=whole(self.block_review.data) or 0
        )

    def put(self, error: rules.ModerationError) -> bool:
        """Show a refusal at its field; False where it is about none of them."""
        name = FIELD_OF.get(type(error))
        if name is not None:
            self.add_error(name, _(error.message))
        return name is not None

    def typed(self) -> dict[str, Any]:
        """Return every value, for the page that asks once more."""
        return {field.name: field.data or "" for field in self if field.name != "csrf_token"}
