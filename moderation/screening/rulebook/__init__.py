"""The pattern rules, written for this project: one module a subject, English and Welsh."""

from functools import lru_cache

from moderation.screening.rulebook.abuse import ABUSE
from moderation.screening.rulebook.defamation import DEFAMATION
from moderation.screening.rulebook.hate import HATE
from moderation.screening.rulebook.observed import OBSERVED
from moderation.screening.rulebook.safeguarding import SAFEGUARDING
from moderation.screening.rulebook.sexual import SEXUAL
from moderation.screening.rulebook.threat import THREAT
from moderation.screening.rules import RuleSet

VERSION = "2026.11.2"


@lru_cache(maxsize=1)
def shipped_rules() -> RuleSet:
    """Return every pattern rule that ships with the product."""
    rules = [*THREAT, *SAFEGUARDING, *OBSERVED, *DEFAMATION, *ABUSE, *HATE, *SEXUAL]
    return RuleSet(f"rules {VERSION}", rules)
