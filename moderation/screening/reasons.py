"""Shows which words made a model flag a text: those whose absence lowers its score most."""

import re

from moderation.screening.classifier import Classifier
from moderation.screening.identity import identity_words
from moderation.screening.normalise import Normalised
from moderation.screening.results import Span

_WORD = re.compile(r"\S+")
_MOST_WORDS = 80
_SHOWN = 4
_NEVER_SHOWN = identity_words() | {"people", "person", "pobl", "bobl", "folk", "community"}


def words_behind(classifier: Classifier, normal: Normalised, head: str) -> tuple[Span, ...]:
    """Return the original spans of up to four words, in order; empty means the whole text.

    Each word is left out in turn and the n-gram model asked again. A word for a group of
    people is never shown as the reason.
    """
    lower = normal.lower
    words = list(_WORD.finditer(lower))[:_MOST_WORDS]
    if len(words) < 2:
        return ()
    start, end = words[0].start(), words[-1].end()
    without = [lower[start : w.start()] + lower[w.end() : end] for w in words]
    logits = classifier.quick([lower[start:end], *without], head)
    drops = [
        (float(logits[0] - logit), word)
        for logit, word in zip(logits[1:], words, strict=True)
        if word[0].strip(".,!?;:\"'()") not in _NEVER_SHOWN
    ]
    if not drops:
        return ()
    drops.sort(key=lambda drop: (-drop[0], drop[1].start()))
    least = max(0.05, drops[0][0] * 0.4)
    chosen = [word for drop, word in drops[:_SHOWN] if drop >= least]
    return tuple(sorted(normal.span(word.start(), word.end()) for word in chosen))
