"""Cuts flat text into sentences and clauses."""

import re
from itertools import pairwise

LONGEST_SENTENCE = 500
_MOST_CLAUSES = 12
_SENTENCE = re.compile(r"[^.!?\n;]+(?:\.(?=\d)[^.!?\n;]+)*[.!?;]*")
_CLAUSE = re.compile(
    r", (?!\d{3}\b)| -+ | \.\.+|: |\((?=[a-z])|\bbut\b|\bbecause\b|\bwhile\b|\bwhereas\b"
    r"|\balthough\b"
    r"|\band (?=(?:they|it|it's|we|you|now|there|there's|the|nobody|no|not|what|still|look|then"
    r"|will)\b)"
    r"|\bso (?=(?:they|it|we|you|i|no|blame|good|stop|dig)\b)|\bond\b|\bachos\b|\bac mae\b"
    r"|\ba mae\b"
)


def sentences_in(flat: str) -> list[tuple[int, str]]:
    """Return (start, sentence) in order; a sentence is cut after LONGEST_SENTENCE characters."""
    return [
        (match.start(), match[0][:LONGEST_SENTENCE])
        for match in _SENTENCE.finditer(flat)
        if match[0].strip()
    ]


def clauses_in(sentence: str) -> list[tuple[int, int]]:
    """Return (start, end) of each clause, in order."""
    edges = [0, *(m.start() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    return list(pairwise(edges))[:_MOST_CLAUSES]
