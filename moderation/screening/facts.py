"""Finds claims that differ from a fact a service stands by, for a person to investigate.

A finding says that two statements differ and shows the fact; which is right is the finding
of a dispute, made by a person. Opinions, questions, predictions and agreement are not claims.
"""

import re
from collections import Counter
from decimal import Decimal

from moderation.screening.claims import Claim, read_claim
from moderation.screening.findings import Finding, Reading, lay_flat
from moderation.screening.results import Fact, Policy
from moderation.screening.words import words
from moderation.vocabulary import Category

SOURCE = "facts"
#: Sentences of one comment that are held against the facts.
MOST_SENTENCES = 60
_SHOWN = 90
#: A sentence with more content words than this is about other things too.
_SHORT = 8
#: Roots that facts of every service share.
_COMMON = frozenset(
    words("centr street road year week day time new car town servic home hour cost open plan hall")
)
_SENTENCE = re.compile(r"[^.!?\n;]+(?:\.(?=\d)[^.!?\n;]+)*[.!?;]*")
_QUESTION = re.compile(
    r"\?\s*$|^(?:and |so |but |hi,? |hello,? )?(?:is|are|will|does|do|did|can|could|would"
    r"|should|has|have|why|what|when|where|who|how|which|any(?:one|body) know|ydi|ydy|oes|pryd"
    r"|pam|pwy|ble|lle|sut|faint|beth|be|a fydd|fydd|allwch|gaf|a yw)\b(?! (?:a|an) )"
)
_OPINION = re.compile(
    r"\b(?:i think|i reckon|i feel|i believe|i hope|i wish|i'd like|i would like|i guess|i "
    r"suppose|i doubt|in my (?:view|opinion)|imo|imho|should|ought to|shouldn't|hopefully|if "
    r"(?:only|they|you|it|the)|better not|please (?:don't|keep|open)|i want|we want|we need"
    r"|dylai|dylen|gobeithio|dwi'n meddwl|rwy'n meddwl|yn fy marn|credu|hoffwn|os)\b"
)
_PREDICTION = re.compile(
    r"\b(?:i bet|bet (?:you|they|it)|mark my words|probably|no doubt|one day|before long"
    r"|sooner or later|eventually|it'll be|next (?:they|you|thing)|will soon|soon be|won't be "
    r"long|sure to|bound to|likely|might|may well|could be|within a (?:year|few)|in a few "
    r"years|in \d+ years|watch them|wait and see|rumou?rs?|heard that|is it true|dyfalu|mae'n "
    r"siwr y|synnwn i|ella|efallai|falle)\b"
)
_PAST = re.compile(
    r"\b(?:used to|last year|years ago|previously|back in|before (?:the|it|they"
    r"|you)|for (?:\w+ ){0,2}(?:minutes?|mins?|hours?)|in the past|was only|up from|originally"
    r"|llynedd|ers talwm|arfer|when i was)\b"
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|they|them|this|that|which|one|hwn|hon|hynny|nhw"
    r"|fo|hi|there)\b"
)
_ROUGH = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|approximately|over|under|more "
    r"than|less than|at least|up to|tua|bron|dros|from|o leiaf)\b"
)


def contradictions(reading: Reading, policy: Policy) -> list[Finding]:
    """Return one finding for each fact in force that the comment's claims differ from."""
    if not policy.facts:
        return []
    flat = reading.flat
    sentences = [m for m in _SENTENCE.finditer(flat) if m[0].strip()][:MOST_SENTENCES]
    whole = read_claim(flat[:4000]).topic
    in_force = [
        fact
        for fact in policy.facts
        if not (policy.today and fact.expires and fact.expires < policy.today)
    ]
    shared = Counter(root for fact in in_force for root in _fact_claim(fact).topic)
    found: list[Finding] = []
    for fact in in_force:
        held = _fact_claim(fact)
        telling = frozenset(root for root in held.topic - _COMMON if shared[root] == 1)
        surely = _about(held, whole)
        if not surely and not telling & whole:
            continue
        for match in sentences:
            why = _differs(match[0].strip(), held, whole, telling, surely=surely)
            if why:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                end = match.start() + len(match[0].rstrip())
                rule = f"facts/{why}: {_short(fact.statement)}"
                span = reading.span(start, end)
                found.append(Finding(Category.INACCURATE, 0.8, (span,), SOURCE, rule))
                break
    return found


def _short(statement: str) -> str:
    plain = " ".join(statement.split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1].rstrip() + "…"


def _fact_claim(fact: Fact) -> Claim:
    return read_claim(lay_flat(fact.statement.lower())[0])


def _needed(held: Claim) -> int:
    size = len(held.topic)
    return 1 if size <= 2 else 2 if size <= 6 else 3


def _about(held: Claim, topic: frozenset[str]) -> bool:
    return len(held.topic & topic) >= _needed(held) if held.topic else False


def _differs(
    sentence: str, held: Claim, whole: frozenset[str], telling: frozenset[str], *, surely: bool
) -> str | None:
    """Return in a word what differs, or None where nothing checkable does.

    Where the comment shares but one word with the fact (`surely` is false), the sentence
    itself must have that word, be short, and differ in a number, a day or a state.
    """
    if _QUESTION.search(sentence) or _OPINION.search(sentence) or _PREDICTION.search(sentence):
        return None
    claim = read_claim(sentence)
    if not surely and not (telling & claim.topic and len(claim.topic) <= _SHORT):
        return None
    if not _about(held, claim.topic) and not (
        _POINTS_BACK.search(sentence) or (claim.topic & held.topic)
    ):
        return None
    past = bool(_PAST.search(sentence))
    if not past:
        why = _number_differs(claim, held, rough=bool(_ROUGH.search(sentence)))
        if why:
            return why
    if _same_days(claim, held):
        if None not in (claim.closed, held.closed) and claim.closed != held.closed and not past:
            return "open-or-closed"
        if None not in (claim.free, held.free) and claim.free != held.free and not past:
            return "charge"
    if surely and _agree_otherwise(claim, held):
        return "negation"
    return None


def _number_differs(claim: Claim, held: Claim, *, rough: bool) -> str | None:
    for denied, put in claim.instead:
        if denied in held.numbers and put not in held.numbers:
            return "number"
    if held.money and claim.money and not _any_close(claim.money, held.money, rough=rough):
        return "amount"
    if (
        held.percents
        and claim.percents
        and not _any_close(claim.percents, held.percents, rough=rough)
    ):
        return "percentage"
    if held.dates and claim.dates and not claim.dates & held.dates:
        return "date"
    if (
        held.times
        and claim.times
        and not claim.times & held.times
        and (claim.closed is None or held.closed is None or claim.closed == held.closed)
    ):
        return "time"
    if held.years and claim.years and not claim.dates and not claim.years & held.years:
        return "year"
    if held.weekdays and claim.weekdays and not claim.weekdays & held.weekdays:
        return "day"
    for thing, numbers in held.counts.items():
        said = claim.counts.get(thing)
        if said and not said & numbers and not rough:
            return "number"
    return None


def _any_close(said: frozenset[Decimal], held: frozenset[Decimal], *, rough: bool) -> bool:
    slack = Decimal("0.1") if rough else Decimal("0.02")
    return any(abs(one - other) <= max(abs(other) * slack, Decimal(0)) and
               (one == other or rough or one == one.to_integral_value())
               for one in said for other in held)  # fmt: skip


def _same_days(claim: Claim, held: Claim) -> bool:
    """Closed on Mondays says nothing about a library that is not closing, nor the reverse.

    Nor does a time of closing say that anything is closed.
    """
    if (claim.closed and claim.times) or (held.closed and held.times):
        return False
    if bool(claim.weekdays) != bool(held.weekdays):
        return (not claim.weekdays and not held.times) or (not held.weekdays and bool(claim.years))
    return not (claim.weekdays and not claim.weekdays & held.weekdays)


def _agree_otherwise(claim: Claim, held: Claim) -> bool:
    """Say whether a claim has the fact's own words and denies them, or drops its denial."""
    if claim.negated == held.negated or held.closed is not None or held.free is not None:
        return False
    shared = claim.topic & held.topic
    return (
        len(shared) >= max(2, round(0.7 * len(held.topic)))
        and len(claim.topic) <= len(held.topic) + 4
    )
