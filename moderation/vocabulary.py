"""The words every part of the product shares: categories, house-rule codes, and what they mean.

Kept free of tables and of screening, so that either can be read without the other.
"""

from enum import StrEnum


class Category(StrEnum):
    """What a flag says a comment may be. The screening protocol's names, in its order."""

    ABUSE = "abuse"
    HATE = "hate"
    THREAT = "threat"
    SEXUAL = "sexual"
    PROFANITY = "profanity"
    PERSONAL_DATA = "personal_data"
    SAFEGUARDING = "safeguarding"
    DEFAMATION = "defamation"
    POLITICAL = "political"
    SPAM = "spam"
    INACCURATE = "inaccurate"


class RuleCode(StrEnum):
    """The house rules councils publish for commenting, by the short code a decision cites."""

    ABUSE = "ABUSE"
    HATE = "HATE"
    HARASS = "HARASS"
    SPAM = "SPAM"
    DEFAM = "DEFAM"
    ILLEGAL = "ILLEGAL"
    INACCURATE = "INACCURATE"
    OFFTOPIC = "OFFTOPIC"
    POLITICAL = "POLITICAL"
    STAFF = "STAFF"
    PRIVACY = "PRIVACY"
    IMPERSON = "IMPERSON"
    SAFEGUARD = "SAFEGUARD"
    CONFID = "CONFID"


#: The house rule that a flag of each category may break.
RULE_OF: dict[Category, RuleCode] = {
    Category.ABUSE: RuleCode.ABUSE,
    Category.HATE: RuleCode.HATE,
    Category.THREAT: RuleCode.HARASS,
    Category.SEXUAL: RuleCode.ABUSE,
    Category.PROFANITY: RuleCode.ABUSE,
    Category.PERSONAL_DATA: RuleCode.PRIVACY,
    Category.SAFEGUARDING: RuleCode.SAFEGUARD,
    Category.DEFAMATION: RuleCode.DEFAM,
    Category.POLITICAL: RuleCode.POLITICAL,
    Category.SPAM: RuleCode.SPAM,
    Category.INACCURATE: RuleCode.INACCURATE,
}
