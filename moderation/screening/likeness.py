"""Tells texts that are near copies of one another: one flood, whoever posts it and wherever.

Each text has a few marks (MinHash: the smallest hash of its runs of words under each of several
seeds). Near copies share at least one mark almost surely; whether two texts that share one are
copies is then measured letter by letter. What copies vary is left out first: case, numbers,
links, handles, emoji, signs.
"""

import re
from hashlib import blake2b

from rapidfuzz import fuzz

from moderation.screening.normalise import normalise

#: Fewer words than this say too little: "Thank you!" from many people is no flood.
LEAST_WORDS = 5
MARKS = 4
_RUN = 3
#: From what likeness, 0 to 100, two texts are near copies.
ALIKE = 82.0
#: Of a long text only this much is read, in characters.
_READ = 2000
_LEFT_OUT = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|[^\W_]*\d\w*")
_WORD = re.compile(r"[^\W\d_]+")


def core(text: str) -> str:
    """Return the words of `text` in lower case, without what copies vary."""
    lower = normalise(text[:_READ]).lower
    return " ".join(_WORD.findall(_LEFT_OUT.sub(" ", lower)))


def marks(text: str) -> tuple[int, ...]:
    """Return the marks of a text, each within 63 bits; none where it says too little."""
    found = core(text).split()
    if len(found) < LEAST_WORDS:
        return ()
    runs = {" ".join(found[at : at + _RUN]) for at in range(len(found) - _RUN + 1)}
    hashes = [int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs]
    return tuple(min(_mixed(one, seed) for one in hashes) for seed in range(1, MARKS + 1))


def _mixed(value: int, seed: int) -> int:
    """Return another 63-bit number for `value` under each seed (splitmix64)."""
    mixed = (value + seed * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (mixed ^ (mixed >> 31)) >> 1


def are_alike(one: str, other: str) -> bool:
    """Say whether two texts are near copies."""
    return fuzz.ratio(core(one), core(other), score_cutoff=ALIKE) >= ALIKE
