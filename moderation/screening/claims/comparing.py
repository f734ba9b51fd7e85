"""Whether two statements on one subject can both hold: what differs, in a word."""

from datetime import date
from itertools import pairwise

from moderation.screening.claims.bodies import Said
from moderation.screening.claims.calendar import MONTHS, When
from moderation.screening.claims.predicates import NEGATIONS
from moderation.screening.claims.quantities import Amount
from moderation.screening.claims.register import HeldFact
from moderation.screening.claims.statements import Statement, root
from moderation.screening.claims.subjects import subject_phrases
from moderation.screening.words import words

#: Scales on which opposite ends cannot both hold, and the word an officer reads.
_SCALES = {
    "sold": "negation", "demolished": "negation", "merged": "negation", "moved": "negation",
    "felled": "negation", "lost": "negation", "approved": "negation", "priority": "negation",
    "built": "negation", "needed": "required", "lead": "required", "allowed": "allowed",
    "lit": "on or off", "rises": "direction",
}  # fmt: skip
#: A month is 28 to 31 days: "every four weeks" and "once a month" agree.
_MONTHLY = frozenset([40320, 43200])


def differs(
    claim: Statement, held: HeldFact, *, turned: bool, passing: bool, today: date | None
) -> str | None:
    """Return what differs between a claim and a fact, or None.

    `turned` is a claim that its author denies as a whole; `passing` a closure of some hours.
    """
    fact = held.said
    if turned:
        return _state(claim, fact, turn=-1, passing=passing)
    return (
        _numbers(claim, fact)
        or _calendar(claim, fact, today)
        or _body(claim.bodies, fact.bodies)
        or _place(claim, held)
        or _state(claim, fact, turn=1, passing=passing)
        or _denial(claim, held)
    )


def _any_fits(said: frozenset[Amount], held: frozenset[Amount]) -> bool:
    return any(one.fits(other.value) for one in said for other in held)


def _numbers(claim: Statement, fact: Statement) -> str | None:
    said, held = claim.quantities, fact.quantities
    if held.money and said.money and not _any_fits(said.money, held.money):
        return "amount"
    if held.percents and said.percents and not _any_fits(said.percents, held.percents):
        return "percentage"
    monthly = said.every & _MONTHLY and held.every & _MONTHLY
    if held.every and said.every and not said.every & held.every and not monthly:
        return "frequency"
    if held.takes and said.takes and not said.takes & held.takes:
        return "time taken"
    if held.ages and said.ages and not said.ages & held.ages:
        return "age"
    return _counts(claim, fact)


def _unit(following: tuple[str, ...]) -> frozenset[str]:
    known = subject_phrases()
    found = {known.get((word,)) or root(word) for word in following if len(word) > 2}
    found |= {known[pair] for pair in pairwise(following) if pair in known}
    return frozenset(found | ({"home"} if "council house" in found else set())) - _NO_UNIT


_NO_UNIT = frozenset(
    words("the and for new more per year day last this people week month on")
) | frozenset(MONTHS)


def _counts(claim: Statement, fact: Statement) -> str | None:
    for held in fact.quantities.counts:
        of = _unit(held.of[:3])
        if not of or held.amount.value in {0, 1}:
            continue
        said = [one for one in claim.quantities.counts if _unit(one.of) & of]
        if said and not any(one.amount.fits(held.amount.value) for one in said):
            return "number"
    return None


def _calendar(claim: Statement, fact: Statement, today: date | None) -> str | None:
    said, held = claim.calendar, fact.calendar
    for role in ("start", "end", ""):
        ours = [one for one in held.dates if one.role == role]
        theirs = [one for one in said.dates if one.role == role]
        if role == "" and len(held.dates) == 1 and not ours:
            ours = list(held.dates)
        if role == "" and not (ours and theirs and _same_kind(claim, fact)):
            continue
        if role and not ours and len(held.dates) == 1:
            ours = [one for one in held.dates if one.role == ""]
        apart = ours and theirs and all(a.differs(b) for a in theirs for b in ours)
        if apart and not any(_same(a, b) for a in said.dates for b in held.dates):
            return "date"
    ends = [one for one in held.dates if one.role == "end"]
    if claim.over and ends and not said.dates and "going" not in fact.ends:
        return None if today and all(_gone(one, today) for one in ends) else "date"
    if held.times and said.all_day:
        return "time"
    times = {t for _, t in said.times} & {t for _, t in held.times}
    if held.times and said.times and not times:
        roles = {r for r, _ in said.times} & {r for r, _ in held.times}
        if (roles or not _roles(claim, fact)) and _days_meet(claim, fact):
            return "time"
    fixed = 1 not in fact.ends.get("going", ()) and "charged" not in fact.ends
    usual = said.usual_days and not {-1, 1} & claim.ends.get("going", frozenset())
    if fixed and usual and held.weekdays and not held.weekdays & said.weekdays:
        return "day"
    return None


def _roles(claim: Statement, fact: Statement) -> bool:
    """Say whether both name what their times are of: opening and closing times may differ."""
    return any(r for r, _ in claim.calendar.times) and any(r for r, _ in fact.calendar.times)


def _same(one: When, other: When) -> bool:
    return one.role == other.role and not one.differs(other)


def _same_kind(claim: Statement, fact: Statement) -> bool:
    """Say whether a date without a role is of the same event: both say one thing happens."""
    strong = {scale for scale, ends in fact.ends.items() if scale != "charged"}
    return bool(strong & set(claim.ends)) and len(fact.calendar.dates) == 1


def _gone(when: When, today: date) -> bool:
    if not when.months or when.day is None:
        return False
    month = next(iter(when.months))
    year = when.year or today.year
    return (year, month, when.day) < (today.year, today.month, today.day) and when.year is not None


def _body(said: frozenset[Said], held: frozenset[Said]) -> str | None:
    for one in said:
        same = [other for other in held if other.kind == one.kind]
        if not same:
            continue
        if any(other.body == one.body and other.true != one.true for other in same):
            return "body"
        doers = {other.body for other in same if other.true}
        named = any(s.body in doers and s.true and s.kind == one.kind for s in said)
        if one.true and doers and one.body not in doers and not named:
            return "body"
    return None


def _place(claim: Statement, held: HeldFact) -> str | None:
    if not held.destination or "moved" not in held.said.ends:
        return None
    if held.destination & claim.raw - {"the", "street", "road", "house"}:
        return None
    moves = 1 in claim.ends.get("moved", ())
    stays = bool({"still", "dal"} & claim.raw) and bool({"on", "at", "in", "yn", "ar"} & claim.raw)
    if (moves and {"to", "i", "into"} & claim.raw) or stays:
        return "place"
    return None


def _days_meet(claim: Statement, fact: Statement) -> bool:
    """Closed on Mondays says nothing about a library that is not closing, nor the reverse."""
    said, held = claim.calendar.weekdays, fact.calendar.weekdays
    if bool(said) != bool(held):
        return False
    return not said or bool(said & held)


def _end(ends: frozenset[int] | None, *, weak: bool) -> int | None:
    """Return the one end that is said, None where both or neither are."""
    if not ends:
        return None
    strong = ends - {0}
    if not strong:
        return 1 if weak else None
    return next(iter(strong)) if len(strong) == 1 else None


def _state(claim: Statement, fact: Statement, *, turn: int, passing: bool) -> str | None:
    days = _days_meet(claim, fact)
    if _going(claim, fact, turn=turn, settled=days and not passing):
        return "open-or-closed"
    said = _end(claim.ends.get("charged"), weak=False)
    held = _end(fact.ends.get("charged"), weak=False)
    if not fact.quantities.money and {-1, 1} <= fact.ends.get("charged", frozenset()):
        held = -1  # "nobody pays: it is free" says one thing twice
    if said and held and said * turn != held and days:
        return "charge"
    for scale, why in _SCALES.items():
        said, held = _end(claim.ends.get(scale), weak=True), _end(fact.ends.get(scale), weak=False)
        if not said or not held or said * turn == held:
            continue
        in_time = scale not in {"lead", "allowed"} or _within(claim, fact)
        if in_time and (days or not claim.calendar.weekdays):
            return why
    return None


def _going(claim: Statement, fact: Statement, *, turn: int, settled: bool) -> bool:
    """Say whether one is open, or goes on, where the other is closed, or ends."""
    said = _end(claim.ends.get("going"), weak=False)
    held = _end(fact.ends.get("going"), weak=True)
    if not said:
        return False
    if claim.for_good and turn > 0 and said == -1 and held != -1 and _happens(fact):
        return True
    if not held or said * turn == held or not settled or claim.calendar.times:
        return False
    if held < 0 and _future(fact):
        return claim.for_good or _stays(claim)
    lasting = not fact.reopens and not _starts(fact)
    now = lasting and not (said > 0 and _starts(claim))
    return now or claim.for_good or held < 0


def _starts(one: Statement) -> bool:
    return any(when.role == "start" for when in one.calendar.dates)


def _happens(fact: Statement) -> bool:
    """Say whether a fact tells that something is, or will be, there: when, how often, at all."""
    on = fact.calendar
    return bool(
        fact.reopens or on.dates or on.times or on.weekdays or fact.quantities.every
        or fact.ends.get("going", frozenset()) & {0, 1}
    )  # fmt: skip


def _future(fact: Statement) -> bool:
    """Say whether a closure is still to come: "will close in July 2027"."""
    return -1 in fact.ends.get("going", ()) and bool(fact.calendar.dates) and not fact.reopens


def _stays(claim: Statement) -> bool:
    return claim.negated or bool(
        {"stay", "stays", "staying", "saved", "safe", "remain", "aros"} & claim.raw
    )


def _within(claim: Statement, fact: Statement) -> bool:
    """Say whether the claim's months lie within the fact's, where both name some."""
    said = {m for when in claim.calendar.dates for m in when.months}
    first = [min(w.months) for w in fact.calendar.dates if w.role == "start" and w.months]
    last = [max(w.months) for w in fact.calendar.dates if w.role == "end" and w.months]
    if not said or not first or not last:
        return True
    inside = {(first[0] - 1 + n) % 12 + 1 for n in range((last[0] - first[0]) % 12 + 1)}
    return bool(said & inside)


def _denial(claim: Statement, held: HeldFact) -> str | None:
    """Say whether a claim has the fact's own words and denies them, or drops its denial."""
    fact = held.said
    if claim.negated == fact.negated or any(ends - {0} for ends in fact.ends.values()):
        return None
    if fact.quantities.money or fact.calendar.times or claim.bodies or fact.bodies:
        return None
    shared = claim.terms & fact.terms
    if len(fact.terms) < 2 or len(shared) < max(2, round(0.8 * len(fact.terms))):
        return None
    return "negation" if len(claim.terms) <= len(fact.terms) + 2 and NEGATIONS else None
