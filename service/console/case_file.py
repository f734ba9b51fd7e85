"""Everything the page of one case shows, gathered in a fixed number of statements."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, or_, select

from connectors.base import Powers
from moderation.cases import MOVES
from moderation.decisions import RUNNING, house_rules_in_force
from moderation.errors import NotFound
from moderation.evidence import neighbours_of, parent_of
from moderation.models import (
    Account,
    AuditEntry,
    Author,
    Case,
    CaseStatus,
    Comment,
    CommentVersion,
    Decision,
    Flag,
    HouseRule,
    Note,
    Officer,
    OfficerRole,
    Outcome,
    Post,
    Recheck,
    Reply,
    Role,
    Takedown,
)
from moderation.models.cases import spans_of
from moderation.replies import replies_of
from service.console.block_words import BlockFile, blocks_of
from service.console.context import language
from service.console.powers import Action, other_actions, platform_actions

#: How many of the author's other comments with a case are listed.
EARLIER = 10
#: How many lines of the audit record are read for the history.
RECORDED = 200
ASSIGNABLE = (Role.OFFICER, Role.OWNER, Role.LEAD)


@dataclass(slots=True)
class CaseFile:
    """One case with all that an officer needs to decide it."""

    case: Case
    comment: Comment
    account: Account
    author: Author | None
    post: Post | None
    powers: Powers
    actions: list[Action]
    may_act: bool
    parent: Comment | None = None
    neighbours: list[Comment] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    versions: list[CommentVersion] = field(default_factory=list)
    earlier: list[tuple[Case, Comment]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    takedowns: list[Takedown] = field(default_factory=list)
    rechecks: list[Recheck] = field(default_factory=list)
    blocks: list[BlockFile] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    recorded: list[AuditEntry] = field(default_factory=list)
    rules: list[HouseRule] = field(default_factory=list)
    all_rules: dict[int, HouseRule] = field(default_factory=dict)
    officers: dict[int, str] = field(default_factory=dict)
    assignable: list[tuple[int, str]] = field(default_factory=list)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Every flag's spans, of the text as it stands."""
        return [pair for flag in self.flags for pair in spans_of(flag)]

    @property
    def thread(self) -> list[Comment]:
        """The comment among its neighbours, oldest first; the parent is shown by itself."""
        around = [one for one in self.neighbours if self.parent is None or one.id != self.parent.id]
        return sorted([*around, self.comment], key=lambda one: (one.published_at, one.id or 0))

    @property
    def running(self) -> Takedown | None:
        return next((t for t in self.takedowns if t.state in RUNNING), None)

    @property
    def last_decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def can_decide(self) -> bool:
        return self.may_act and bool(self.actions)

    @property
    def can_undo(self) -> bool:
        """Whether the last decision took something down that the platform can bring back."""
        last = self.last_decision
        return (
            self.may_act
            and last is not None
            and last.verb is not None
            and last.outcome in (Outcome.HIDE, Outcome.REMOVE)
            and self.case.status is not CaseStatus.EXECUTING
            and any(power.verb == "restore" for power in self.powers.verbs)
        )

    def action(self, value: str | None) -> Action | None:
        return next((one for one in self.actions if one.value == value), None)

    def rule(self, rule_id: int | None) -> HouseRule | None:
        return self.all_rules.get(rule_id or 0)

    def officer(self, officer_id: int | None) -> str:
        return self.officers.get(officer_id or 0, "")


#: Where each outcome without a platform verb takes a case; verbs take it to EXECUTING.
_LEADS_TO = {Outcome.ESCALATE: CaseStatus.ESCALATED}


def possible_actions(
    case: Case, comment: Comment, account: Account, powers: Powers
) -> list[Action]:
    """Return what can be decided now: what the platform can do and the case's status permits."""
    permitted = MOVES[case.status]
    offered = platform_actions(powers, account.platform)
    if not case.waiting:
        # To make it visible again is the undo, which has its own page and reason.
        offered = [one for one in offered if one.verb != "restore"]
    offered += other_actions(own=comment.own, platform=account.platform)
    return [
        action
        for action in offered
        if (
            CaseStatus.EXECUTING
            if action.verb
            else _LEADS_TO.get(action.outcome, CaseStatus.DECIDED)
        )
        in permitted
    ]


def find_case(session: Session, case_id: int) -> tuple[Case, Comment, Account]:
    """Return the case with its comment and account.

    Raises:
        NotFound: there is no such case.
    """
    row = session.exec(
        select(Case, Comment, Account)
        .join(Comment, col(Comment.id) == col(Case.comment_id))
        .join(Account, col(Account.id) == col(Case.account_id))
        .where(col(Case.id) == case_id)
    ).first()
    if row is None:
        raise NotFound(str(case_id))
    return row


def gather(
    session: Session,
    found: tuple[Case, Comment, Account],
    *,
    powers: Powers,
    may_act: bool,
    now: datetime,
) -> CaseFile:
    """Read what belongs to a case. The number of statements does not grow with what is stored."""
    case, comment, account = found
    file = CaseFile(
        case=case,
        comment=comment,
        account=account,
        author=session.get(Author, comment.author_id) if comment.author_id else None,
        post=session.get(Post, comment.post_id) if comment.post_id else None,
        powers=powers,
        actions=possible_actions(case, comment, account, powers),
        may_act=may_act,
    )
    file.parent = parent_of(session, comment)
    file.neighbours = neighbours_of(session, comment)
    file.flags = list(
        session.exec(
            select(Flag)
            .where(col(Flag.comment_id) == comment.id, col(Flag.version) == comment.version)
            .order_by(col(Flag.score).desc(), col(Flag.id))
        )
    )
    if comment.version > 1:
        file.versions = list(
            session.exec(
                select(CommentVersion)
                .where(col(CommentVersion.comment_id) == comment.id)
                .order_by(col(CommentVersion.version))
            )
        )
    file.earlier = _earlier(session, comment)
    file.decisions = list(
        session.exec(
            select(Decision).where(col(Decision.case_id) == case.id).order_by(col(Decision.id))
        )
    )
    file.takedowns = list(
        session.exec(
            select(Takedown).where(col(Takedown.case_id) == case.id).order_by(col(Takedown.id))
        )
    )
    file.rechecks = list(
        session.exec(
            select(Recheck)
            .where(col(Recheck.case_id) == case.id)
            .order_by(col(Recheck.due_at), col(Recheck.id))
        )
    )
    file.blocks = blocks_of(session, account.id or 0, comment.author_id, account.platform)
    file.replies = replies_of(session, case.id or 0)
    file.notes = list(
        session.exec(select(Note).where(col(Note.case_id) == case.id).order_by(col(Note.id)))
    )
    file.recorded = list(
        session.exec(
            select(AuditEntry)
            .where(col(AuditEntry.subject) == f"case:{case.id}")
            .order_by(col(AuditEntry.seq).desc())
            .limit(RECORDED)
        )
    )
    file.rules = house_rules_in_force(session, at=now)
    cited = {d.house_rule_id for d in file.decisions if d.house_rule_id}
    file.all_rules = {rule.id or 0: rule for rule in file.rules}
    if cited - set(file.all_rules):
        old = session.exec(select(HouseRule).where(col(HouseRule.id).in_(cited)))
        file.all_rules.update({rule.id or 0: rule for rule in old})
    _name_officers(session, file)
    return file


def _earlier(session: Session, comment: Comment) -> list[tuple[Case, Comment]]:
    if comment.author_id is None:
        return []
    return list(
        session.exec(
            select(Case, Comment)
            .join(Comment, col(Comment.id) == col(Case.comment_id))
            .where(col(Comment.author_id) == comment.author_id, col(Comment.id) != comment.id)
            .order_by(col(Comment.published_at).desc(), col(Comment.id).desc())
            .limit(EARLIER + 1)
        )
    )


def _name_officers(session: Session, file: CaseFile) -> None:
    """Name everybody in the history and everybody the case can be given to; one statement."""
    named = {d.officer_id for d in file.decisions} | {n.officer_id for n in file.notes}
    named |= {r.officer_id for r in file.replies}
    for entry in file.recorded:
        named |= officers_in(entry)
    if file.case.assigned_to_id:
        named.add(file.case.assigned_to_id)
    rows = session.exec(
        select(col(Officer.id), Officer.name, Officer.active, OfficerRole.role)
        .outerjoin(OfficerRole, col(OfficerRole.officer_id) == col(Officer.id))
        .where(or_(col(Officer.id).in_(named), col(OfficerRole.role).in_(ASSIGNABLE)))
        .order_by(Officer.name, col(Officer.id))
    )
    assignable: dict[int, str] = {}
    for officer_id, name, active, role in rows:
        if officer_id is None:
            continue
        file.officers[officer_id] = name
        if active and role in ASSIGNABLE:
            assignable[officer_id] = name
    file.assignable = list(assignable.items())


def officers_in(entry: AuditEntry) -> set[int]:
    """Return the officers that a line of the audit record names."""
    found = set()
    kind, _, number = entry.actor.partition(":")
    if kind == "officer" and number.isdigit():
        found.add(int(number))
    to = entry.details.get("to")
    if isinstance(to, int):
        found.add(to)
    return found


def rule_title(rule: HouseRule) -> str:
    """Return the rule's title in the reader's language."""
    return rule.title_cy if language() == "cy" else rule.title_en
