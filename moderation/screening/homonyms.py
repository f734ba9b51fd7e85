"""Names and ordinary words that only look rude: made plain before a model reads them.

A model that counts letters cannot know Offa's Dyke from a slur. The rules have their own
exceptions (lexicons.harmless); these are for the models alone.
"""

import re

from moderation.screening.findings import Reading
from moderation.screening.words import words

_WAYS = (
    r"(?:Road|Rd|Street|St|Lane|Ln|Close|Avenue|Ave|Drive|Way|Hill|Terrace|Crescent|Row|Square|Place"
    r"|Court|Gardens|Green|Mount|Grove|Park|Dyke|Bridge|Corner|Mouth|Bottom|Heath|Farm|Wood)"
)
_NAMES = re.compile(
    r"\b[A-Z][\w'’]{1,18}(?:[ -][A-Z][\w'’]{1,18})? "
    + _WAYS
    + r"\b|\b(?:Dick (?:Van Dyke|Turpin|Whittington|Francis|Emery|Barton)|River Niger|Niger(?:ia)?"
    r"|Fanny"
    r" Craddock|Ed Balls|Moby Dick|Sexton Blake|(?:Mrs?|Ms|Miss|Dr|Rev) [A-Z][a-z]{2,15})\b"
)
_PLAIN: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("spic", re.compile(r"\bspic(?:k)? (?:and|&|n) span\b"), "tidy"),
    ("chink", re.compile(r"\bchinks? (?:of light|in the (?:armour|curtains?|fence|wall))"), "gap"),
    ("tit", re.compile(r"\b(?:great|blue|coal|marsh|willow|long-tailed) tits?\b"), "birds"),
    ("cock", re.compile(r"\bcock (?:pheasant|crow\w*|bird|robin)\b"), "bird"),
    ("cock", re.compile(r"\b(?:stop|ball|black|game)cocks?\b"), "tap"),
    ("slag", re.compile(r"\bslag (?:heaps?|tips?)\b"), "spoil heap"),
    ("faggot", re.compile(r"\bfaggots? (?:and|&|n|a) (?:peas|chips|mash|gravy|phys)\b"), "dinner"),
    ("dyke", re.compile(r"\b(?:offa's|devil's|the|a|flood|drainage|sea) dykes?\b"), "the bank"),
    ("retard", re.compile(r"\b(?:fire|flame)[ -]retard\w*"), "fireproof"),
    ("bitch", re.compile(r"\bthe bitch(?= (?:had|has|and her pup|is due))"), "the dog"),
    ("moron", re.compile(r"\b[fm]oron(?= (?:a|neu|ac|o'r|i'r|ar|newydd|ffres|wedi))"), "llysiau"),
    ("punch", re.compile(r"\bpunch (?:and|&|n) judy\b"), "puppets"),
    ("candle", re.compile(r"\bburn\w* the candle\b"), "work late"),
    ("in the dark", re.compile(r"\b(?:a )?(?:stab|shot) in the dark\b"), "a guess"),
    ("two birds", re.compile(r"\bkill\w* two birds\b"), "do both"),
    ("pakora", re.compile(r"\bpakoras?\b"), "snack"),
    ("scunthorpe", re.compile(r"\bscunthorpe\b"), "grimsby"),
)
_CARROTS = re.compile(r"\b[fm]oron\b")
_SMALL = frozenset(words("a an and at by de for in of on or the to under with upon le y yr ar"))
_NAME_LENGTH = 4
_NAME_WORD = re.compile(r"[A-Z][a-zà-ž'’]+(?:-[A-Za-zà-ž'’]+)*")


def for_models(reading: Reading) -> str:
    """Return the lower-case text that the models are given."""
    text, lower = reading.normal.text, reading.normal.lower
    if text != lower:
        lower = _without_names(text, lower)
    for sign, pattern, plain in _PLAIN:
        if sign in lower:
            lower = pattern.sub(plain, lower)
    if reading.language == "cy" and "oron" in lower:
        lower = _CARROTS.sub("llysiau", lower)
    return lower


def _without_names(text: str, lower: str) -> str:
    """Return `lower` with the names of streets and people that `text` has made one name."""
    pieces: list[str] = []
    at = 0
    for match in _NAMES.finditer(text):
        pieces += [lower[at : match.start()], "castle street"]
        at = match.end()
    return "".join([*pieces, lower[at:]])


def is_a_name(reading: Reading) -> bool:
    """Say whether the whole text is only a name, which no model has anything to say about."""
    found = [word.strip(".,!'’\"()") for word in reading.normal.text.split()]
    if not 0 < len(found) <= _NAME_LENGTH:
        return False
    return all(word in _SMALL or _NAME_WORD.fullmatch(word) for word in found)
