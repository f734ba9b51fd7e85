"""Covers personal data where a comment is shown among others.

A list, a search or an export needs to say that a phone number stands there, not which. The
case itself shows the text whole: an officer must see what is decided.
"""

from collections.abc import Iterable

from moderation.screening.findings import Reading, merge_spans
from moderation.screening.normalise import normalise
from moderation.screening.personal_data import find_personal_data
from moderation.screening.results import Policy, Span

COVER = "•"
#: From what score a place counts, as in the pipeline.
THRESHOLD = 0.5


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return `text`, of the same length, with letters and digits in `spans` covered."""
    chars = list(text)
    for start, end in spans:
        for at in range(max(0, start), min(end, len(chars))):
            if chars[at].isalnum() or chars[at] == "@":
                chars[at] = COVER
    return "".join(chars)


def mask_personal_data(text: str, policy: Policy = Policy()) -> str:  # noqa: B008
    """Return `text`, of the same length, with every kind of personal data in it covered."""
    spans: list[Span] = []
    reading = Reading(normalise(text), "", "mixed", None)
    for one in find_personal_data(reading, policy):
        if one.score >= THRESHOLD:
            spans += one.spans
    return mask(text, merge_spans(spans))
