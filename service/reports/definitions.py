"""What every figure, table and column means: English, as keys of the catalogue."""

from dataclasses import dataclass

from service.i18n import N_
from service.reports.values import Unit


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's or table's name, and what is counted."""

    title: str
    meaning: str


FIGURES: dict[str, Definition] = {
    "comments_seen": Definition(
        N_("Comments seen"),
        N_(
            "Replies, comments and mentions that the public wrote in the month and the service "
            "has read, by the time they were written. The council's own comments do not count."
        ),
    ),
    "comments_read_late": Definition(
        N_("Comments read after the month"),
        N_(
            "Comments of the month that the service first read after its end, as it does when an "
            "account is connected. Their flags, cases and decisions count in the later month, "
            "when they were made."
        ),
    ),
    "comments_unscreened": Definition(
        N_("Comments not yet screened"),
        N_("Comments of the month that screening has not looked at yet."),
    ),
    "coverage": Definition(
        N_("Coverage"),
        N_(
            "The share of the month, over all polled accounts together, in which everything said "
            "is known to have been read, at once or later. Time of which nothing is on record "
            "counts as not read."
        ),
    ),
    "coverage_gaps": Definition(
        N_("Gaps in coverage"),
        N_("Spans of 15 minutes or more in which what was said to an account was not read."),
    ),
    "coverage_gaps_unlisted": Definition(
        N_("Gaps not listed"),
        N_("Gaps beyond the 20 longest, which are not listed one by one."),
    ),
    "comments_flagged": Definition(
        N_("Comments flagged"),
        N_(
            "Comments on which screening raised at least one flag in the month. A flag asks a "
            "person to look; it never removes anything by itself."
        ),
    ),
    "flags_raised": Definition(
        N_("Flags raised"),
        N_("Flags raised in the month; a comment counts once in each category flagged."),
    ),
    "flags_upheld": Definition(
        N_("Flags upheld"),
        N_(
            "Flags of the month on comments whose last decision by its end was to hide, remove, "
            "correct, escalate or restrict the author."
        ),
    ),
    "flags_not_upheld": Definition(
        N_("Flags not upheld"),
        N_(
            "Flags of the month on comments whose last decision by its end left them up or put "
            "them back."
        ),
    ),
    "wrongful_flag_rate": Definition(
        N_("Wrongful flags"),
        N_("Flags not upheld, as a share of all flags upheld or not upheld."),
    ),
    "cases_opened": Definition(
        N_("Cases opened"),
        N_("Comments that came into the queue for a person to look at in the month."),
    ),
    "cases_first_decided": Definition(
        N_("Cases first decided"), N_("Cases whose first decision was made in the month.")
    ),
    "median_wait": Definition(
        N_("Median time to a decision"),
        N_(
            "Half of the cases first decided in the month waited no longer than this, from when "
            "the case was opened, in elapsed time by day and night."
        ),
    ),
    "median_wait_en": Definition(
        N_("Median time to a decision, English"),
        N_("The median time to a decision for comments in English, or in no language known yet."),
    ),
    "median_wait_cy": Definition(
        N_("Median time to a decision, Welsh"),
        N_(
            "The median time to a decision for comments in Welsh, or in Welsh and English together."
        ),
    ),
    "cases_open": Definition(
        N_("Cases open at the end"),
        N_(
            "Cases that by the end of the month had no decision and had not been closed, or whose "
            "last decision was to escalate them."
        ),
    ),
    "oldest_open_case": Definition(
        N_("Oldest open case"), N_("Whole days that the oldest of the open cases had been open.")
    ),
    "decisions_made": Definition(
        N_("Decisions made"),
        N_("Decisions by officers in the month; a later decision on a case counts as well."),
    ),
    "decisions_limiting": Definition(
        N_("Decisions to hide, remove or restrict"),
        N_(
            "Decisions that limit what an author may say. Each cites a house rule and says why it "
            "is proportionate."
        ),
    ),
    "decisions_left_up": Definition(
        N_("Left up after review"),
        N_("Decisions to take no action or to reply: the comment stays."),
    ),
    "decisions_undone": Definition(
        N_("Decisions undone"),
        N_("Decisions in the month to restore what an earlier decision had taken down."),
    ),
    "decisions_lifted": Definition(
        N_("Limits lifted in another way"),
        N_("Later decisions to leave a comment up that replaced one to limit it."),
    ),
    "decisions_tightened": Definition(
        N_("Left up, then limited"),
        N_("Decisions to hide, remove or restrict that replaced one to leave a comment up."),
    ),
    "decisions_overturned": Definition(
        N_("Decisions overturned"),
        N_("Decisions in the month that reversed an earlier one, in either direction."),
    ),
    "takedowns": Definition(
        N_("Takedowns"),
        N_("Decisions of the month to be carried out on a platform, restores left aside."),
    ),
    "takedowns_ended": Definition(
        N_("Takedowns ended"), N_("Takedowns of the month that had come to an end by its end.")
    ),
    "takedowns_verified": Definition(
        N_("Takedowns verified"),
        N_(
            "Takedowns after which the platform was read again and showed the comment hidden or "
            "gone, among them those already gone when the service came to them."
        ),
    ),
    "verified_rate": Definition(
        N_("Verified takedowns"), N_("Takedowns verified, as a share of takedowns ended.")
    ),
    "takedowns_accepted": Definition(
        N_("Takedowns accepted only"),
        N_("Takedowns that the platform accepted but does not let the service read again."),
    ),
    "takedowns_failed": Definition(
        N_("Takedowns failed"), N_("Takedowns that the platform refused or that had no effect.")
    ),
    "takedowns_need_person": Definition(
        N_("Takedowns that need a person"),
        N_("Takedowns that an officer must finish or check on the platform."),
    ),
    "election_limited": Definition(
        N_("Limited in a pre-election period"),
        N_("Decisions to hide, remove or restrict on the days of a pre-election period."),
    ),
    "election_criticism_left_up": Definition(
        N_("Criticism left up in a pre-election period"),
        N_("Decisions on those days that left a comment up because it is criticism."),
    ),
    "election_days": Definition(
        N_("Days in a pre-election period"), N_("Days of the month in such a period.")
    ),
    "incidents_opened": Definition(
        N_("Incidents"),
        N_("Things that broke in the month and that a named person had to mend."),
    ),
    "incidents_open": Definition(
        N_("Incidents still open"), N_("Incidents not mended by the end of the month.")
    ),
    "accounts_registered": Definition(
        N_("Accounts on the register"),
        N_("Social accounts of the council, polled or not, as the register stands."),
    ),
    "accounts_without_owner": Definition(
        N_("Accounts without an owner"),
        N_("Accounts that no officer in post answers for, as the register stands."),
    ),
    "accounts_past_review": Definition(
        N_("Accounts past their review"),
        N_("Accounts whose review was due by the end of the month and is not recorded."),
    ),
    "ownerless_days": Definition(
        N_("Days with nobody answering"),
        N_(
            "Days, added up over accounts, on which for some time neither the owner, nor whoever "
            "covered for them, nor the deputy was there."
        ),
    ),
    "absences": Definition(
        N_("Absences"), N_("Absences in the month, working elsewhere left aside.")
    ),
    "audit_entries": Definition(
        N_("Entries in the audit record"), N_("Entries made in the audit record in the month.")
    ),
    "audit_last_number": Definition(
        N_("Last entry of the month"),
        N_("The number of the last entry in the audit record by the end of the month."),
    ),
    "audit_last_hash": Definition(
        N_("Its hash"),
        N_(
            "The SHA-256 hash of that entry, which covers every entry before it. Kept with this "
            "report, it shows if the record is later cut or changed."
        ),
    ),
}

TABLES: dict[str, Definition] = {
    "comments_by_platform": Definition(
        N_("Comments seen by platform"), N_("Comments seen, by the platform they were written on.")
    ),
    "comments_by_language": Definition(
        N_("Comments seen by language"),
        N_("Comments seen, by the language that screening found them to be in."),
    ),
    "comments_by_day": Definition(
        N_("Comments seen by day"), N_("Comments seen, by the day in the United Kingdom.")
    ),
    "by_account": Definition(
        N_("Each account's month"),
        N_("Posts published, comments seen, cases opened and comments limited, by account."),
    ),
    "coverage_by_account": Definition(
        N_("Coverage by account"),
        N_("The share of the month read for each account, once the account was known."),
    ),
    "coverage_gaps_listed": Definition(
        N_("The longest gaps in coverage"), N_("The 20 longest gaps, in order of time.")
    ),
    "flags_by_category": Definition(
        N_("Flags by category, and whether officers upheld them"),
        N_("Flags raised in the month by category, and the decision that stood at its end."),
    ),
    "screening_versions": Definition(
        N_("Screening in use"),
        N_("Comments of the month by the version of screening that last looked at them."),
    ),
    "wait_by_language": Definition(
        N_("Time to a decision by language"),
        N_("Cases first decided in the month and their median wait, by the comment's language."),
    ),
    "decisions_by_outcome": Definition(
        N_("Decisions by outcome"), N_("Decisions made in the month by what was decided.")
    ),
    "limited_by_rule": Definition(
        N_("Hidden, removed or restricted, by house rule"),
        N_("Decisions that limit, by the house rule cited in the version then in force."),
    ),
    "left_up_by_reason": Definition(
        N_("Left up with no action, by reason"),
        N_("Decisions to take no action, by why the comment stays."),
    ),
    "takedowns_by_end": Definition(
        N_("How takedowns and restores ended"),
        N_("Takedowns and restores decided in the month, by where they stood at its end."),
    ),
    "incidents_by_kind": Definition(
        N_("Incidents by kind"),
        N_("Incidents opened and mended in the month, and open at its end."),
    ),
    "accounts_needing_attention": Definition(
        N_("Accounts that need attention"),
        N_("Accounts without an owner, past their review, or with days when nobody answered."),
    ),
    "absences_by_kind": Definition(
        N_("Absences by kind"), N_("Absences that touch the month, by kind.")
    ),
}

#: A column's heading and how its cells are written.
COLUMNS: dict[str, tuple[str, Unit]] = {
    "comments": (N_("Comments"), Unit.COUNT),
    "share": (N_("Share of all"), Unit.PERCENT),
    "posts": (N_("Posts"), Unit.COUNT),
    "cases_opened": (N_("Cases opened"), Unit.COUNT),
    "limited": (N_("Hidden, removed or restricted"), Unit.COUNT),
    "coverage": (N_("Coverage"), Unit.PERCENT),
    "unread_minutes": (N_("Not read"), Unit.MINUTES),
    "gaps": (N_("Gaps of 15 minutes or more"), Unit.COUNT),
    "starts_at": (N_("Since"), Unit.TIME),
    "ends_at": (N_("Until"), Unit.TIME),
    "reason": (N_("Reason"), Unit.TEXT),
    "upheld": (N_("Upheld"), Unit.COUNT),
    "not_upheld": (N_("Not upheld"), Unit.COUNT),
    "waiting": (N_("Not yet decided"), Unit.COUNT),
    "flags": (N_("All flags"), Unit.COUNT),
    "wrongful_share": (N_("Wrongful flags"), Unit.PERCENT),
    "cases": (N_("Cases"), Unit.COUNT),
    "median_minutes": (N_("Median time"), Unit.MINUTES),
    "decisions": (N_("Decisions"), Unit.COUNT),
    "hide": (N_("Hidden"), Unit.COUNT),
    "remove": (N_("Removed"), Unit.COUNT),
    "restrict_author": (N_("Author restricted"), Unit.COUNT),
    "in_election": (N_("In the pre-election period"), Unit.COUNT),
    "rest_of_month": (N_("In the rest of the month"), Unit.COUNT),
    "takedowns": (N_("Takedowns"), Unit.COUNT),
    "restores": (N_("Restores"), Unit.COUNT),
    "opened": (N_("Opened"), Unit.COUNT),
    "mended": (N_("Mended"), Unit.COUNT),
    "still_open": (N_("Still open"), Unit.COUNT),
    "has_owner": (N_("Owner"), Unit.TEXT),
    "review_due": (N_("Review was due"), Unit.DAY),
    "ownerless_days": (N_("Days with nobody answering"), Unit.DAYS),
    "absences": (N_("Absences"), Unit.COUNT),
}

#: What the first column of a table names, where it is not obvious from the others.
FIRST_COLUMN: dict[str, str] = {
    "comments_by_platform": N_("Platform"),
    "comments_by_language": N_("Language"),
    "comments_by_day": N_("Day"),
    "by_account": N_("Account"),
    "coverage_by_account": N_("Account"),
    "coverage_gaps_listed": N_("Account"),
    "flags_by_category": N_("Category"),
    "screening_versions": N_("Version"),
    "wait_by_language": N_("Language"),
    "decisions_by_outcome": N_("Outcome"),
    "limited_by_rule": N_("House rule"),
    "left_up_by_reason": N_("Reason"),
    "takedowns_by_end": N_("Where it stood"),
    "incidents_by_kind": N_("Kind"),
    "accounts_needing_attention": N_("Account"),
    "absences_by_kind": N_("Kind"),
}
