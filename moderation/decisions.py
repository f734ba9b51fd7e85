"""Deciding a case, and undoing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from moderation import audit, blocks
from moderation.blocks import BlockTerms
from moderation.cases import move
from moderation.errors import (
    CaseMoved,
    HouseRuleMissing,
    NoActionReasonMissing,
    NothingToUndo,
    ProportionalityMissing,
    ReasonMissing,
    ReasonTooLong,
    ReferralMissing,
    TakedownRunning,
    TextChanged,
    VerbNotPossible,
)
from moderation.evidence import snapshot
from moderation.models import (
    Case,
    CaseStatus,
    Comment,
    Decision,
    HouseRule,
    NoActionReason,
    Outcome,
    Takedown,
    TakedownState,
)

#: Decisions that limit what somebody may say: they cite the rule broken and say why.
LIMITING = frozenset({Outcome.HIDE, Outcome.REMOVE, Outcome.RESTRICT_AUTHOR})
#: What each platform verb is called as a decision: reversible ones hide, the others remove.
OUTCOME_OF_VERB = {
    "hide": Outcome.HIDE,
    "hold": Outcome.HIDE,
    "reject": Outcome.REMOVE,
    "delete": Outcome.REMOVE,
    "restore": Outcome.RESTORE,
}
MAX_REASON = 2000
RUNNING = frozenset({TakedownState.PENDING, TakedownState.SENDING, TakedownState.SENT})


class Referral(StrEnum):
    """Whom a case can be escalated to."""

    SAFEGUARDING = "safeguarding"
    POLICE = "police"
    LEGAL = "legal"
    DATA_PROTECTION = "data_protection"
    HR = "hr"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer chose and typed.

    Attributes:
        outcome: the decision; HIDE, REMOVE and RESTORE need `verb`.
        verb: the platform verb, one of the item's own powers.
        token: the form's random value; the same one twice is one decision.
        block: for how long the author is blocked; RESTRICT_AUTHOR needs it.
        case_version, comment_version: what the officer had on screen.
    """

    outcome: Outcome
    reason: str
    token: str
    case_version: int
    comment_version: int
    verb: str | None = None
    house_rule: str | None = None
    no_action_reason: str | None = None
    proportionality: str | None = None
    referred_to: str | None = None
    block: BlockTerms | None = None


def house_rule_in_force(session: Session, code: str, *, at: datetime) -> HouseRule | None:
    """Return the version of the rule `code` in force at `at`, or None."""
    return session.exec(
        select(HouseRule)
        .where(col(HouseRule.code) == code, col(HouseRule.in_force_from) <= at)
        .order_by(col(HouseRule.in_force_from).desc(), col(HouseRule.version).desc())
        .limit(1)
    ).first()


def house_rules_in_force(session: Session, *, at: datetime) -> list[HouseRule]:
    """Return every rule's version in force at `at`, by code."""
    newest: dict[str, HouseRule] = {}
    for rule in session.exec(
        select(HouseRule)
        .where(col(HouseRule.in_force_from) <= at)
        .order_by(col(HouseRule.in_force_from), col(HouseRule.version))
    ):
        newest[rule.code] = rule
    return [newest[code] for code in sorted(newest)]


def decide(
    session: Session,
    case: Case,
    choice: Choice,
    *,
    officer_id: int,
    possible_verbs: Collection[str],
    now: datetime,
    can_block: bool = False,
) -> Decision:
    """Record a decision and, where it is a takedown or a restore, put it in the outbox.

    Both happen in the caller's transaction, which must hold the case's row for writing
    (`lock_case`): of two officers deciding at once, one gets CaseMoved. The same token
    again gives back the decision it made.

    Raises:
        HouseRuleMissing, ProportionalityMissing, ReasonMissing, ReasonTooLong,
        NoActionReasonMissing, ReferralMissing: what the officer has still to fill in.
        VerbNotPossible: the platform cannot do this to this comment.
        BlockNeedsAuthor, BlockLengthMissing, BlockReviewMissing, BlockStands: as in
            blocks.check_block, where the author is to be restricted.
        CaseMoved, TextChanged, TakedownRunning: it changed under the officer's hands.
    """
    done = session.exec(select(Decision).where(col(Decision.token) == choice.token)).first()
    if done:
        return done
    comment = session.get_one(Comment, case.comment_id)
    rule = _check(session, case, comment, choice, possible_verbs, now)
    last = last_decision(session, case)
    decision = Decision(
        case_id=case.id or 0,
        comment_version=comment.version,
        outcome=choice.outcome,
        verb=choice.verb,
        officer_id=officer_id,
        house_rule_id=rule.id if rule else None,
        no_action_reason=choice.no_action_reason or None,
        reason=choice.reason.strip(),
        proportionality=(choice.proportionality or "").strip() or None,
        referred_to=choice.referred_to or None,
        supersedes_id=last.id if last else None,
        token=choice.token,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    case.version += 1
    if choice.verb:
        evidence = snapshot(session, comment, now=now)
        session.flush()
        session.add(
            Takedown(
                decision_id=decision.id or 0,
                case_id=case.id or 0,
                account_id=case.account_id,
                verb=choice.verb,
                evidence_id=evidence.id or 0,
                created_at=now,
                next_attempt_at=now,
            )
        )
        move(case, CaseStatus.EXECUTING, now=now)
    elif choice.outcome is Outcome.ESCALATE:
        move(case, CaseStatus.ESCALATED, now=now)
    else:
        move(case, CaseStatus.DECIDED, now=now)
    if choice.outcome is Outcome.RESTRICT_AUTHOR and choice.block:
        by_hand = not can_block
        blocks.start(session, decision, case, comment, choice.block, by_hand=by_hand, now=now)
    session.add(case)
    session.flush()
    audit.append(
        session,
        actor=f"officer:{officer_id}",
        action="case.decided",
        subject=f"case:{case.id}",
        details={
            "decision": decision.id,
            "outcome": choice.outcome.value,
            "verb": choice.verb,
            "house_rule": f"{rule.code} v{rule.version}" if rule else None,
            "comment_version": comment.version,
        },
        now=now,
    )
    return decision


def _check(
    session: Session,
    case: Case,
    comment: Comment,
    choice: Choice,
    possible_verbs: Collection[str],
    now: datetime,
) -> HouseRule | None:
    if case.status is CaseStatus.EXECUTING:
        raise TakedownRunning()
    if case.version != choice.case_version:
        raise CaseMoved()
    if comment.version != choice.comment_version:
        raise TextChanged()
    if not choice.reason.strip():
        raise ReasonMissing()
    if len(choice.reason) > MAX_REASON or len(choice.proportionality or "") > MAX_REASON:
        raise ReasonTooLong()
    if choice.verb:
        if choice.verb not in possible_verbs:
            raise VerbNotPossible(choice.verb)
        if OUTCOME_OF_VERB.get(choice.verb) is not choice.outcome:
            raise VerbNotPossible(choice.verb)
    elif choice.outcome in (Outcome.HIDE, Outcome.REMOVE, Outcome.RESTORE):
        raise VerbNotPossible(choice.outcome.value)
    rule = None
    if choice.house_rule:
        rule = house_rule_in_force(session, choice.house_rule, at=now)
    if choice.outcome in LIMITING:
        if rule is None:
            raise HouseRuleMissing()
        if not (choice.proportionality or "").strip():
            raise ProportionalityMissing()
    if choice.outcome is Outcome.RESTRICT_AUTHOR:
        blocks.check_block(session, comment, choice.block)
    if choice.outcome is Outcome.NO_ACTION and choice.no_action_reason not in list(NoActionReason):
        raise NoActionReasonMissing()
    if choice.outcome is Outcome.ESCALATE and choice.referred_to not in list(Referral):
        raise ReferralMissing()
    return rule


def lock_case(session: Session, case_id: int) -> Case | None:
    """Return the case, held for writing until the transaction ends; None if there is none."""
    return session.exec(select(Case).where(col(Case.id) == case_id).with_for_update()).first()


def last_decision(session: Session, case: Case) -> Decision | None:
    """Return the decision now in force."""
    return session.exec(
        select(Decision)
        .where(col(Decision.case_id) == case.id)
        .order_by(col(Decision.id).desc())
        .limit(1)
    ).first()


def undo(
    session: Session,
    case: Case,
    *,
    reason: str,
    token: str,
    case_version: int,
    officer_id: int,
    possible_verbs: Collection[str],
    now: datetime,
) -> Decision:
    """Decide to restore what the last takedown hid, where the platform can (E8).

    Raises:
        NothingToUndo: no takedown stands, or the platform has no way back.
        ReasonMissing, CaseMoved, TakedownRunning: as in decide.
    """
    if "restore" not in possible_verbs:
        raise NothingToUndo()
    comment = session.get_one(Comment, case.comment_id)
    choice = Choice(
        outcome=Outcome.RESTORE,
        verb="restore",
        reason=reason,
        token=token,
        case_version=case_version,
        comment_version=comment.version,
    )
    return decide(
        session,
        case,
        choice,
        officer_id=officer_id,
        possible_verbs=possible_verbs,
        now=now,
    )
