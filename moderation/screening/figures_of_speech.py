"""Sets aside what only sounds like harm: a hot day that kills, a helpline's notice, a novel.

A model hears the words of harm and not what they are said of. Sentences that the harmless frames
know are taken out before a model's word on threats or on risk is believed, and what a pattern rule
saw inside one is dropped. What the frames of harm themselves see always stands.
"""

from collections.abc import Callable, Sequence

from moderation.screening.findings import Finding, Reading
from moderation.screening.frames.book import SOURCE, shipped_book
from moderation.vocabulary import Category

#: The categories that are told from their harmless twins, and the model's head for each.
TWINS = {Category.THREAT: "threat", Category.SAFEGUARDING: "safeguarding"}
#: Below this the model has said nothing that needs a second look.
_WORTH_A_LOOK = 0.05

Chances = dict[str, float]


def believe(
    reading: Reading,
    chances: Chances,
    findings: Sequence[Finding],
    again: Callable[[str], Chances],
) -> tuple[Chances, list[Finding]]:
    """Return the chances and findings that stand once harmless sentences are set aside.

    `again` gives the model's chances for what is left of the text.
    """
    kept = list(findings)
    meant = dict(chances)
    for category, head in TWINS.items():
        own = [one for one in kept if one.category is category]
        if any(one.source == SOURCE and one.score >= 0.5 for one in own):
            continue
        if not own and meant.get(head, 0.0) < _WORTH_A_LOOK:
            continue
        aside = shipped_book().harmless(reading, category)
        if not aside:
            continue
        kept = [one for one in kept if not (one in own and _inside(one, reading, aside))]
        left = _without(reading.flat, aside)
        meant[head] = min(again(left).get(head, 0.0), meant.get(head, 0.0)) if left else 0.0
    return meant, kept


def _inside(one: Finding, reading: Reading, aside: Sequence[tuple[int, int]]) -> bool:
    whole = [reading.span(start, end) for start, end in aside]
    return all(any(a <= start and end <= b for a, b in whole) for start, end in one.spans)


def _without(flat: str, aside: Sequence[tuple[int, int]]) -> str:
    """Return `flat` less the places in `aside`, or nothing where no word is left."""
    pieces: list[str] = []
    at = 0
    for start, end in aside:
        pieces.append(flat[at : max(at, start)])
        at = max(at, end)
    left = "".join([*pieces, flat[at:]]).strip()
    return left if any(letter.isalpha() for letter in left) else ""
