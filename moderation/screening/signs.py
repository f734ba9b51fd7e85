"""Emoji that take a word's place: "I will 🔪 you", "you 🤡", a raised middle finger."""

import re

#: After such a word an emoji does what a verb would.
_DO = (
    r"\b(?:will|gonna|going to|wanna|want to|'ll|ll|should|could|must|to|and|get|be|being|been"
    r"|deserves?"
    r"(?: to be)?|di|ti|am|fel|i'n mynd i|mynd i) ?"
)
_YOU_ARE = (
    r"\b(?:you|u|ur|you're|youre|you are a|you are|he's a|hes a|she's a|they're|they are|are|is a"
    r"|ti'n|chi'n|absolute|total|utter|what a|little|fat|stupid|dirty|lying|these|those) ?"
)
_VERBS = {
    "🔪": "stab", "🗡": "stab", "🔫": "shoot", "💣": "bomb", "🔥": "burn", "☠": "kill",
    "💀": "kill", "🪦": "kill", "🪢": "hang", "👊": "punch", "🤛": "punch", "🥊": "punch",
}  # fmt: skip
_NOUNS = {
    "🤡": "clown idiot", "🐀": "vermin", "🐁": "vermin", "🪳": "vermin", "🐖": "pig scum",
    "🐷": "pig scum", "🐍": "snake scum", "🐒": "monkey", "🦍": "monkey", "💩": "shit",
    "🍆": "dick", "🐕": "bitch",
}  # fmt: skip
_FINGER = re.compile("\U0001f595[\U0001f3fb-\U0001f3ff]?")
_VERB = re.compile(
    "(?:"
    + _DO
    + ")(["
    + "".join(_VERBS)
    + "])\ufe0f?(?= ?(?:you|u|him|her|them|him|em|all|your|the|every|di|nhw|fo|hi|those|these"
    "|that|it|down)\\b)",
    re.I,
)
_NOUN = re.compile("(?:" + _YOU_ARE + ")([" + "".join(_NOUNS) + "])\ufe0f?", re.I)
_SUCK = re.compile(
    r"\b(?:suck|lick|full of|thick as|piece of|eat) (?:my |bag of )?([🍆💩🍑])", re.I
)
_ANY = re.compile("[" + "".join({*_VERBS, *_NOUNS}) + "🖕🍑]")
_MOST = 50


def say_signs(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, word) for emoji that stand where a strong word would; at most 50."""
    if text.isascii() or not _ANY.search(text):
        return []
    found = [(m.start(), m.end(), " fuck you ") for m in _FINGER.finditer(text)]
    found += [(*m.span(1), f" {_VERBS[m[1]]} ") for m in _VERB.finditer(text)]
    found += [(*m.span(1), f" {_NOUNS[m[1]]} ") for m in _NOUN.finditer(text)]
    found += [
        (*m.span(1), " shit " if m[1] == "💩" else " dick ")
        for m in _SUCK.finditer(text)
        if m[1] != "🍑" or not m[0].lower().startswith("eat")
    ]
    return sorted(found)[:_MOST]
