"""The tables. Import this package and `SQLModel.metadata` knows every table here."""

from moderation.models.accounts import (
    Absence,
    AbsenceKind,
    Account,
    AccountStatus,
    Author,
    Comment,
    CommentVersion,
    CoverageSpan,
    CoverageStatus,
    Credential,
    Cursor,
    Incident,
    OutOfOfficeTemplate,
    Post,
    PostVersion,
)
from moderation.models.blocks import Block, BlockAction, BlockCall
from moderation.models.cases import (
    Case,
    CaseStatus,
    Decision,
    Evidence,
    Flag,
    Note,
    Outcome,
    Takedown,
    TakedownState,
)
from moderation.models.floods import Flood, Likeness
from moderation.models.people import Officer, OfficerRole, Role
from moderation.models.policy import FactRecord, HouseRule, NoActionReason, PreElectionPeriod
from moderation.models.rechecks import Recheck, RecheckState
from moderation.models.record import AuditEntry
from moderation.models.replies import Reply, ReplyKind, ReplyState
from moderation.models.stops import EmergencyStop

__all__ = [
    "Absence",
    "AbsenceKind",
    "Account",
    "AccountStatus",
    "AuditEntry",
    "Author",
    "Block",
    "BlockAction",
    "BlockCall",
    "Case",
    "CaseStatus",
    "Comment",
    "CommentVersion",
    "CoverageSpan",
    "CoverageStatus",
    "Credential",
    "Cursor",
    "Decision",
    "EmergencyStop",
    "Evidence",
    "FactRecord",
    "Flag",
    "Flood",
    "HouseRule",
    "Incident",
    "Likeness",
    "NoActionReason",
    "Note",
    "Officer",
    "OfficerRole",
    "OutOfOfficeTemplate",
    "Outcome",
    "Post",
    "PostVersion",
    "PreElectionPeriod",
    "Recheck",
    "RecheckState",
    "Reply",
    "ReplyKind",
    "ReplyState",
    "Role",
    "Takedown",
    "TakedownState",
]
