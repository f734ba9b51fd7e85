"""Signs that a text states something that could be checked, for the check-worthy head.

They read what the models read (see features.model_text), so that training and screening agree;
numbers have lost their digits there.
"""

import re

import numpy as np
import numpy.typing as npt

from moderation.screening.claims import manner
from moderation.screening.claims.clauses import clauses_in, sentences_in
from moderation.screening.claims.numbers import UNITS
from moderation.screening.claims.statements import read_statement
from moderation.screening.findings import lay_flat

SIGNS = ("asked", "foreseen", "wished", "state", "number", "stated")
_NUMBER = re.compile(r"\d|\b(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")\b")
_MOST = 6

Signs = npt.NDArray[np.float64]


def signs_of(text: str) -> Signs:
    """Return 1 or 0 for each of SIGNS, from the first sentences of `text`."""
    found = dict.fromkeys(SIGNS, 0.0)
    flat = lay_flat(text)[0]
    for _, sentence in sentences_in(flat)[:_MOST]:
        bare = sentence.strip()
        if manner.asked(bare):
            found["asked"] = 1.0
        elif manner.foreseen(bare):
            found["foreseen"] = 1.0
        else:
            _read_clauses(bare, found)
    return np.array([found[sign] for sign in SIGNS])


def _read_clauses(sentence: str, found: dict[str, float]) -> None:
    for begin, end in clauses_in(sentence):
        clause = sentence[begin:end].strip(" ,-:(")
        if not clause:
            continue
        if manner.not_stated(clause):
            found["wished"] = 1.0
            continue
        said = read_statement(clause.rstrip(".!?; "))
        found["stated"] = 1.0
        if said.bodies or any(ends - {0} for ends in said.ends.values()):
            found["state"] = 1.0
        if _NUMBER.search(clause):
            found["number"] = 1.0
