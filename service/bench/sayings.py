"""What made-up residents say, in any number: the same for the same seed."""

from random import Random

from connectors.simulator.town.crowd import saying
from connectors.simulator.town.material import COMMENTS, LATER

#: In no other comment: what a search for something rare looks for.
RARE = "barcutiaid"
#: In two of five comments or so.
COMMON = "the"
#: Each in one comment of nine or so, never both: each list is long, and nothing is found.
NEVER_TOGETHER = ("thank", "queue")
#: One comment in so many is one of the town's own, of every length and kind.
_OWN_EVERY = 4
#: One comment in so many says something in each language.
_MIXED_EVERY = 60
_OWN = tuple((comment.lang, comment.text) for comment in (*COMMENTS, *LATER))
_WELSH = "Diolch yn fawr iawn i bawb."


def one_saying(random: Random) -> tuple[str, str]:
    """Return a language ("en", "cy" or "mixed") and a comment in it."""
    if random.randrange(_OWN_EVERY) == 0:
        return random.choice(_OWN)
    lang, text = saying(random)
    if lang == "en" and random.randrange(_MIXED_EVERY) == 0:
        return "mixed", f"{text} {_WELSH}"
    return lang, text


def realistic(count: int, random: Random) -> list[str]:
    """Return `count` texts to screen: each of the town's own once, then the crowd's."""
    texts = [text for _, text in _OWN][:count]
    texts += [saying(random)[1] for _ in range(count - len(texts))]
    random.shuffle(texts)
    return texts
