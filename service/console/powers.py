"""What a platform can do to a comment, in the sentences an officer reads before choosing.

Connectors speak in keys; the sentences are here, or with the connector that alone speaks
the key. A test reads the connectors and fails on a key that has no sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.base import AuthorPowers, Power, Powers, Verb
from connectors.registry import connector_class, platforms
from moderation.decisions import OUTCOME_OF_VERB
from moderation.models import Outcome
from service.console.context import _, language
from service.i18n import N_
from service.platform_names import platform_name, sentence

#: What an officer chooses, by platform verb.
VERBS = {
    Verb.HIDE: N_("Hide it"),
    Verb.HOLD: N_("Hold it back for review"),
    Verb.REJECT: N_("Reject it for ever"),
    Verb.DELETE: N_("Delete it for ever"),
    Verb.RESTORE: N_("Make it visible again"),
}
NOTES = {
    "facebook_hidden_stays_visible_to_friends": N_(
        "On Facebook, the author and their friends still see a hidden comment."
    ),
    "delete_cannot_be_undone": N_("The platform has no way to bring a deleted comment back."),
    "flickr_delete_is_for_ever": N_(
        "Flickr cannot hide a comment, and has no way to bring a deleted one back."
    ),
    "youtube_reject_is_for_ever": N_(
        "YouTube removes a rejected comment and all its replies, and does not let anyone "
        "publish it again."
    ),
    "youtube_delete_is_for_ever": N_("YouTube has no way to bring a deleted comment back."),
    "x_hidden_replies_stay_readable": N_(
        "On X, anyone can still read a hidden reply by choosing to view hidden replies."
    ),
    "reply_under_hidden": N_(
        "The comment is hidden: only those who still see it will see a reply under it."
    ),
    "instagram_reply_under_first": N_(
        "Instagram puts it under the first comment of the thread, so it names the author."
    ),
    "youtube_reply_under_first": N_(
        "YouTube puts it under the first comment of the thread, so it names the author."
    ),
    "flickr_replies_are_flat": N_(
        "Flickr has no replies to comments: it becomes a comment on the same photo that names "
        "the author."
    ),
    "x_may_refuse": N_(
        "X lets the council reply only to posts that mention or quote it. It is not known "
        "whether this one does, so X may refuse the reply."
    ),
}
REASONS = {
    "already_gone": N_("It is no longer on the platform."),
    "gone": N_("It is no longer on the platform."),
    "not_our_conversation": N_(
        "It stands in somebody else's conversation, where the council has no say."
    ),
    "platform_does_not_allow": N_("The platform does not allow it for this comment."),
    "own_words": N_("The council wrote this itself."),
    "comments_closed": N_("Comments are closed there, so nobody can reply."),
    "not_public": N_("The public cannot see it, so a reply would stand under nothing."),
    "x_not_summoned": N_(
        "X lets the council reply only to posts that mention or quote it, and this one does not."
    ),
    "instagram_hidden_takes_no_reply": N_("Instagram takes no reply to a hidden comment."),
    "not_polled": N_("This platform is not connected to the service."),
    "not_connected": N_("The account is not connected to its platform."),
    "youtube_reject_is_for_ever": N_(
        "It was rejected, and YouTube does not let anyone publish it again."
    ),
}
MANUAL = {
    "facebook_report_in_app": N_(
        "Open it on Facebook and choose “Report post” or “Report comment” from its menu."
    ),
    "facebook_act_on_page": N_(
        "If this does not work, open the Page on Facebook as a moderator and act there."
    ),
    "instagram_report_in_app": N_("Open it in the Instagram app and choose “Report”."),
    "instagram_act_in_app": N_(
        "If this does not work, open the post in the Instagram app, signed in as the council, "
        "and act there."
    ),
    "x_report_in_app": N_("Open it on X and choose “Report post” from its menu."),
    "youtube_report_by_hand": N_("Open it on YouTube and choose “Report” from its menu."),
    "flickr_delete_by_hand": N_(
        "If this does not work, open the photo on Flickr, signed in as the council, and delete "
        "the comment there."
    ),
    "facebook_ban_on_page": N_(
        "On Facebook, open the comment as a moderator of the Page and choose “Ban” from its "
        "menu. To undo it, use the Page's settings, “Banned people”."
    ),
    "instagram_block_in_app": N_(
        "In the Instagram app, signed in as the council, open the author's profile and choose "
        "“Block” or “Unblock” from its menu."
    ),
    "x_block_in_app": N_(
        "On X, signed in as the council, open the author's profile and choose “Block” or "
        "“Unblock” from its menu."
    ),
    "youtube_hide_user_in_studio": N_(
        "In YouTube Studio, choose “Hide user from channel” at the comment. To undo it, open "
        "Settings, Community, Hidden users."
    ),
    "flickr_block_on_site": N_(
        "On Flickr, signed in as the council, open the author's profile and choose “Block” or "
        "“Unblock” from its menu."
    ),
    "open_on_platform": N_("Open it on the platform and act or report it there."),
}
REASON_OTHERWISE = N_("The platform gives no way to do this.")
MANUAL_OTHERWISE = N_("Open it on the platform and act or report it there.")
NOTE_OTHERWISE = N_("The platform sets limits on what this does. Check it there afterwards.")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an officer can decide.

    Attributes:
        value: the form's value: an outcome's word, or "verb:" and a platform verb.
        hint: what it does, and whether it can be undone.
        irreversible: the officer is asked again before it is done.
        limiting: it cites a house rule and says why it is proportionate.
    """

    value: str
    outcome: Outcome
    verb: str | None
    text: str
    hint: str
    irreversible: bool = False

    @property
    def parts(self) -> str:
        """The parts of the form that it needs, by their names there."""
        if self.outcome is Outcome.RESTRICT_AUTHOR:
            return "rule restrict_author"
        return "rule" if self.limiting else self.outcome.value

    @property
    def limiting(self) -> bool:
        return self.outcome in (Outcome.HIDE, Outcome.REMOVE, Outcome.RESTRICT_AUTHOR)


def note(key: str) -> str:
    """Say what a power's note says; "" for none."""
    return _said(key, NOTES, NOTE_OTHERWISE)


def reason(key: str) -> str:
    return _said(key, REASONS, REASON_OTHERWISE)


def manual(key: str) -> str:
    return _said(key, MANUAL, MANUAL_OTHERWISE)


def _said(key: str, sentences: Mapping[str, str], otherwise: str) -> str:
    if not key:
        return ""
    if key not in sentences:
        own = sentence(key)
        if own is not None:
            return own.cy if language() == "cy" else own.en
    return _(sentences.get(key, otherwise))


def verb(value: str) -> str:
    return _(VERBS[Verb(value)]) if value in list(Verb) else _(N_("Another action"))


def action_of(power: Power, platform: str) -> Action:
    """Describe one power on one item."""
    hints = []
    if power.verb is not Verb.RESTORE:
        hints.append(
            _(N_("You can undo this.")) if power.reversible else _(N_("This cannot be undone."))
        )
    hints.append(note(power.note))
    if not power.readable:
        hints.append(
            _(
                N_("{platform} gives no way to check it afterwards, so someone must look."),
                platform=platform_name(platform),
            )
        )
    return Action(
        value=f"verb:{power.verb.value}",
        outcome=OUTCOME_OF_VERB[power.verb.value],
        verb=power.verb.value,
        text=_(VERBS[power.verb]),
        hint=" ".join(hint for hint in hints if hint),
        irreversible=not power.reversible and power.verb is not Verb.RESTORE,
    )


def platform_actions(powers: Powers, platform: str) -> list[Action]:
    """Describe what the platform can do, mildest first."""
    return [action_of(power, platform) for power in powers.verbs]


def author_powers(platform: str) -> AuthorPowers:
    """Return what can be done about authors; on a platform that is not polled, by hand."""
    if platform not in platforms():
        return AuthorPowers(False, "open_on_platform")
    return connector_class(platform).author_powers


def _restrict(platform: str) -> Action:
    known, name = author_powers(platform), platform_name(platform)
    hint = (
        _(
            N_("{platform} is told to block the author for a time, and to let them back after it."),
            platform=name,
        )
        if known.can_block
        else _(
            N_("You block the author on {platform} yourself, for a time; this records it and why."),
            platform=name,
        )
        + " "
        + manual(known.manual)
    )
    text = _(N_("Restrict its author"))
    return Action(Outcome.RESTRICT_AUTHOR.value, Outcome.RESTRICT_AUTHOR, None, text, hint)


def other_actions(*, own: bool, platform: str) -> list[Action]:
    """Describe what an officer can decide that does nothing to the comment itself."""
    name = platform_name(platform)
    actions = [
        Action(
            Outcome.NO_ACTION.value,
            Outcome.NO_ACTION,
            None,
            _(N_("Leave it: no action")),
            _(N_("It stays where it is.")),
        ),
        Action(
            Outcome.REPLY.value,
            Outcome.REPLY,
            None,
            _(N_("Reply to it")),
            _(
                N_("This records that you reply: write it under “Reply”, or on {platform}."),
                platform=name,
            ),
        ),
        Action(
            Outcome.ESCALATE.value,
            Outcome.ESCALATE,
            None,
            _(N_("Escalate it")),
            _(N_("It stays in the queue until it is decided.")),
        ),
    ]
    if not own:
        actions.append(_restrict(platform))
    else:
        actions.append(
            Action(
                Outcome.CORRECT.value,
                Outcome.CORRECT,
                None,
                _(N_("Correct it")),
                _(
                    N_("You correct it on {platform} yourself; this records that you did."),
                    platform=name,
                ),
            )
        )
    return actions
