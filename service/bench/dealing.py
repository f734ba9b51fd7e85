"""The cases of a filled database: flagged, waiting or decided, some carried out, some failed."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random
from typing import Any

from sqlmodel import SQLModel

from moderation.cases import WAITING, priority, reach_of
from moderation.models import (
    Account,
    Case,
    CaseStatus,
    Decision,
    Evidence,
    Flag,
    NoActionReason,
    Outcome,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import RULE_OF, Category

Dealt = dict[type[SQLModel], list[dict[str, Any]]]


class Kind(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    FAILED = "failed"
    LEFT_UP = "left up"
    HIDDEN = "hidden"


#: Of all comments: 5% wait in the queue, 3% were in it and are decided.
SHARES: tuple[tuple[Kind, float], ...] = (
    (Kind.OPEN, 0.042),
    (Kind.ASSIGNED, 0.006),
    (Kind.ESCALATED, 0.0015),
    (Kind.FAILED, 0.0005),
    (Kind.LEFT_UP, 0.02),
    (Kind.HIDDEN, 0.01),
)
_STATUS = {
    Kind.OPEN: CaseStatus.OPEN,
    Kind.ASSIGNED: CaseStatus.ASSIGNED,
    Kind.ESCALATED: CaseStatus.ESCALATED,
    Kind.FAILED: CaseStatus.FAILED,
    Kind.LEFT_UP: CaseStatus.DECIDED,
    Kind.HIDDEN: CaseStatus.VERIFIED,
}
_UP_TO = tuple(accumulate(share for _, share in SHARES))
#: How often each category is flagged; the urgent ones are rare, as they should be.
_CATEGORIES = {
    Category.ABUSE: 30,
    Category.PROFANITY: 18,
    Category.SPAM: 14,
    Category.INACCURATE: 12,
    Category.PERSONAL_DATA: 8,
    Category.HATE: 7,
    Category.POLITICAL: 5,
    Category.DEFAMATION: 3,
    Category.SEXUAL: 1,
    Category.THREAT: 1,
    Category.SAFEGUARDING: 1,
}
#: How long after it was said a case is opened, and how long a decision takes at most.
OPENED_AFTER = timedelta(minutes=5)
DECIDED_WITHIN = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is there before: accounts, officers who decide, house rules by code."""

    accounts: tuple[Account, ...]
    officers: tuple[int, ...]
    rules: dict[str, int] = field(default_factory=dict)

    def account_of(self, post: int) -> Account:
        return self.accounts[post % len(self.accounts)]


def kind_at(chance: float) -> Kind | None:
    """Return the kind of case that falls to `chance` (0 to 1); None for no case at all."""
    place = bisect_right(_UP_TO, chance)
    return SHARES[place][0] if place < len(SHARES) else None


def deal(
    comment: dict[str, Any],
    kind: Kind,
    number: int,
    account: Account,
    ground: Ground,
    random: Random,
    *,
    until: datetime,
) -> Dealt:
    """Return the rows of case `number` on the row `comment`; nothing happens after `until`."""
    category = random.choices(list(_CATEGORIES), list(_CATEGORIES.values()))[0]
    score = round(0.5 + random.random() / 2, 3)
    opened_at = min(comment["published_at"] + OPENED_AFTER, until)
    ranked = priority(
        [(category, score)],
        reach=reach_of(followers=account.followers, is_reply=False, own_post=True),
        said_at=comment["published_at"],
        now=opened_at,
    )
    status = _STATUS[kind]
    settled = status not in WAITING
    decided_at = min(opened_at + DECIDED_WITHIN * random.random(), until)
    assigned = random.choice(ground.officers) if kind is Kind.ASSIGNED else None
    case = {
        "id": number,
        "comment_id": comment["id"],
        "account_id": comment["account_id"],
        "status": status,
        "waiting": not settled,
        "harm": ranked.harm,
        "reach": ranked.reach,
        "rank_at": ranked.rank_at,
        "top_category": ranked.top_category,
        "language": comment["language"],
        "reason": "flagged",
        "opened_at": opened_at,
        "due_at": ranked.due_at,
        "closed_at": decided_at if settled else None,
        "assigned_to_id": assigned,
        "reopened": 0,
        "version": 1,
    }
    flags = [_flag(comment, category, score, opened_at)]
    if random.random() < 0.25 and category is not Category.PROFANITY:
        flags.append(_flag(comment, Category.PROFANITY, 0.5, opened_at))
    dealt: Dealt = {Flag: flags, Case: [case]}
    if kind in _DECIDED:
        officer = random.choice(ground.officers)
        decision = _decision(case, kind, category, officer, ground, decided_at)
        dealt[Decision] = [decision]
        if decision["verb"]:
            dealt[Evidence] = [_evidence(comment, number, decided_at)]
            dealt[Takedown] = [_takedown(case, kind, decided_at)]
    return dealt


_DECIDED = {
    Kind.LEFT_UP: Outcome.NO_ACTION,
    Kind.ESCALATED: Outcome.ESCALATE,
    Kind.HIDDEN: Outcome.HIDE,
    Kind.FAILED: Outcome.HIDE,
}


def _flag(comment: dict[str, Any], category: Category, score: float, at: datetime) -> Any:
    return {
        "comment_id": comment["id"],
        "version": 1,
        "category": category,
        "score": score,
        "spans": [[0, 4]],
        "source": "bench 1",
        "rule": "made up",
        "house_rule": RULE_OF[category].value,
        "created_at": at,
    }


def _decision(
    case: dict[str, Any],
    kind: Kind,
    category: Category,
    officer: int,
    ground: Ground,
    at: datetime,
) -> dict[str, Any]:
    outcome = _DECIDED[kind]
    hides = outcome is Outcome.HIDE
    rule = ground.rules.get(RULE_OF[category].value, min(ground.rules.values()))
    return {
        # A case has at most one decision here, so they can share its number.
        "id": case["id"],
        "case_id": case["id"],
        "comment_version": 1,
        "outcome": outcome,
        "verb": "hide" if hides else None,
        "officer_id": officer,
        "house_rule_id": rule if hides else None,
        "no_action_reason": NoActionReason.NOT_A_BREACH.value if kind is Kind.LEFT_UP else None,
        "reason": "Read in its thread, against the house rules.",
        "proportionality": "Hiding it is the mildest way that works." if hides else None,
        "referred_to": "safeguarding" if kind is Kind.ESCALATED else None,
        "supersedes_id": None,
        "token": f"bench-{case['id']}",
        "decided_at": at,
    }


def _evidence(comment: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    content = f'{{"comment":{comment["id"]}}}'
    return {
        "id": number,
        "comment_id": comment["id"],
        "taken_at": at,
        "content": content,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
    }


def _takedown(case: dict[str, Any], kind: Kind, at: datetime) -> dict[str, Any]:
    failed = kind is Kind.FAILED
    return {
        "decision_id": case["id"],
        "case_id": case["id"],
        "account_id": case["account_id"],
        "verb": "hide",
        "state": TakedownState.FAILED if failed else TakedownState.VERIFIED,
        "evidence_id": case["id"],
        "attempts": 3 if failed else 1,
        "detail": "NotSupported" if failed else "",
        "created_at": at,
        "next_attempt_at": None,
        "sent_at": None if failed else at,
        "finished_at": at,
    }
