"""A child who can be found: a name together with an age, a class or a school.

Neither alone is personal data here: "Year 6 won the cup" names nobody, and "well done Ellie"
leads to no child. Adults at a school are told by their titles and posts.
"""

import re
from collections.abc import Iterator

from moderation.screening.given_names import is_given_name
from moderation.screening.words import words

#: Signs of an age, class or school that are looked at in one text.
MOST_SIGNS = 40
#: Characters before and after such a sign in which the name must stand.
BEFORE, AFTER = 75, 45

_NAME = r"[A-Z][a-zà-ž'’]{1,15}(?:-[A-Z][a-zà-ž]{1,15})?"
_AGE = (
    r"(?:\(\s?(?:1[0-7]|[2-9])\s?\)|\b(?:aged|oed) (?:1[0-7]|[2-9])\b|\b(?:1[0-7]|[2-9])[ "
    r"-]?(?:years?|"
    r"yrs?|yr)?[ -]?(?:old|oed)\b|, (?:1[0-7]|[2-9])(?=,|\.(?:\s|$)|$| (?:from|of|goes|who|is"
    r"|was|o|sy))"
    r"|\b(?:is|he's|she's|who's|sy'n|hi'n|o'n) (?:only |just |yn )?(?:1[0-7]|[2-9])\b(?! "
    r"?(?:[-/%:.]\d|"
    r"st|nd|rd|th|am|pm|o'clock|miles|weeks|months|days|hours|times|of|out|points|goals|metres)))"
)
_CLASS = (
    r"(?:\b(?:year|yr|class|form|dosbarth|nosbarth|ddosbarth|[bf]lwyddyn|mlwyddyn) (?:1[0-3]|[1-9]|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|[A-Z]\b)[A-Za-z]?\b"
    r"|\b(?:in|from|yn|o) (?:1[0-3]|[1-9])[A-H]\b|\b(?:reception|nursery|meithrin|derbyn)"
    r"(?: class)?\b|\b(?:[Mm]r|[Mm]rs|[Mm]iss|[Mm]s)\.? [A-Z][\w'’]+'s class\b"
    r"|\b(?:nosbarth|dosbarth|ddosbarth) (?:Mr|Mrs|Miss|Ms)\.? [A-Z])"
)
_SCHOOL = (
    r"(?:\bYsgol (?:[A-Z]|[a-z]+ [A-Z])|\b(?:primary|infants?|juniors?|comp|comprehensive|high "
    r"school"
    r"|grammar|academy|school|playgroup|cylch meithrin)\b)"
)
_SIGN = re.compile(
    rf"(?P<age>(?i:{_AGE}))|(?P<class>(?:{_CLASS})|(?i:\b(?:year|yr|blwyddyn|flwyddyn|mlwyddyn) "
    rf"\d))"
    rf"|(?P<school>{_SCHOOL}|(?i:\b(?:primary|infants|juniors|comprehensive) school\b)"
    r"|\b(?:Primary|Infants?|Juniors?|Comp|Comprehensive|High|Grammar|Academy|School)\b)"
)
_CHILD = (
    r"(?:son|daughter|boy|girl|lad|kid|child|toddler|baby|nephew|niece|grandson|granddaughter"
    r"|grandchild"
    r"|pupil|little|brother|sister|twins?|mab|merch|ferch|fab|hogyn|hogan|bachgen|geneth|plentyn"
    r"|blentyn"
    r"|disgybl|wyres|ŵyr|nai|nith)"
)
_CALLED = re.compile(
    rf"\b(?i:{_CHILD})(?:'s)?,? (?:(?:is |was )?(?:called|named|o'r enw|bach|fach|hynaf"
    rf"|ieuengaf),? "
    rf"|[A-Z]\w+, )?({_NAME}(?: {_NAME})?)"
)
_WORD = re.compile(r"(?<![\w'’])[A-Za-zà-žÀ-Ž][\w'’-]{1,20}")
_ADULT = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|sir|cllr|councillor|head ?teacher|head ?master|head ?mistress|teacher"
    r"|teaches|taught|governor|caretaker|principal|cook|coach|lecturer|alumn\w+|former pupil|author"
    r"|prifathr\w+|brifathr\w+|pennaeth|athro|athrawes|llywodraethwr|cyn-?ddisgybl)\b",
    re.I,
)
_ATTENDS = re.compile(
    r"\b(?:goes to|go to|going to|went to|attends?|at|in|from|pupil|starts?|started|yn|i|o|mynd"
    r"|wedi)"
    r"\b|[,(]",
    re.I,
)
_NEVER = frozenset(
    words(
        """
        the this that there these mae roedd oedd ysgol year class st saint school primary high old
        new who when what how why monday tuesday wednesday thursday friday saturday sunday january
        february april june july august september october november december mr mrs miss ms dr his
        her our your my in at and but from does did was is are has had been being will would can
        could well some all every good our free please mr council cyngor
        """
    )
)


def find_named_children(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each name with what leads to the child, in order."""
    last = 0
    for count, sign in enumerate(_SIGN.finditer(text)):
        if count >= MOST_SIGNS:
            return
        span = _beside(text, sign, max(last, sign.start() - BEFORE))
        if span:
            last = span[1]
            yield span


def _beside(text: str, sign: re.Match[str], low: int) -> tuple[int, int] | None:
    """Return the span from a child's name to `sign` or back; None where no child is named."""
    kind = sign.lastgroup or ""
    before = _clause_before(text, low, sign.start())
    start = sign.start() - len(before)
    called = _last(_CALLED, before)
    if called and _is_name(called[1].split()[0]) and not _ADULT.search(before[called.start() :]):
        return start + called.start(1), sign.end()
    if kind == "school" and not _ATTENDS.search(before[-30:]) and not re.search(r"\(\d", before):
        return None
    for word in reversed(list(_WORD.finditer(before))):
        if is_given_name(word[0].removesuffix("'s").removesuffix("’s")):
            lead = before[max(0, word.start() - 12) : word.start()]
            rest = before[word.start() :]
            if _ADULT.search(lead) or _ADULT.search(rest) or _part_of_a_place(text, start, word):
                return None
            return (start + word.start(), sign.end()) if _is_told_of_a_child(kind, rest) else None
    if kind == "class":
        return _full_name_before(before, start, sign)
    return None


def _is_told_of_a_child(kind: str, rest: str) -> bool:
    """A school alone takes a plain going there; "Ellie from the primary school shop" does not."""
    if kind != "school":
        return True
    return bool(
        re.search(
            r"\b(?:goes to|attends?|is at|is in|starts? (?:at|in)|mynd i|pupil at|[,(] ?\d)",
            rest,
            re.I,
        )
    )


def _full_name_before(before: str, start: int, sign: re.Match[str]) -> tuple[int, int] | None:
    """A name not on the list counts where it is written in full, close to the class."""
    found = _last(_IN_FULL, before[-40:])
    if found is None or _ADULT.search(before[-55:]):
        return None
    if any(word.lower() in _NEVER for word in found[0].split()) or _PLACE.search(found[0]):
        return None
    return start + max(0, len(before) - 40) + found.start(), sign.end()


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None


_IN_FULL = re.compile(rf"(?<![\w'’]){_NAME} {_NAME}(?=,? |$)")
_PLACE = re.compile(
    r"\b(?:Road|Street|Lane|Avenue|Primary|School|Park|Centre|Library|Hall|Club|Town|City|County"
    r"|Council|Bridge|Church|Academy|House|Court|Ysgol|Comp|High|Infants?|Juniors?|Class|Award"
    r"|Heol|Ffordd|Stryd|Canolfan|Neuadd|Llan\w*|Pen\w*|Bro|Garn)\b"
)


def _part_of_a_place(text: str, start: int, word: re.Match[str]) -> bool:
    """ "Ysgol Bro Alun", "St Mary's Primary", "Lewis Road": the name is the place's own."""
    lead = text[max(0, start + word.start() - 14) : start + word.start()]
    trail = text[start + word.end() : start + word.end() + 22]
    if re.search(r"\b(?:St|Saint|Sant|Santes|Ysgol|Ysgol \w+|Bro|Llan|Pont)\.? $", lead):
        return True
    return bool(re.match(r"(?:'s|’s)?(?: [A-Z]\w+)? " + _PLACE.pattern, trail))


def _is_name(word: str) -> bool:
    return word.lower() not in _NEVER and not _PLACE.search(word)


def _clause_before(text: str, low: int, end: int) -> str:
    """Return what stands before `end` in the same sentence, from `low` at the earliest."""
    piece = text[low:end]
    cut = max(piece.rfind(". "), piece.rfind("! "), piece.rfind("? "), piece.rfind("\n"))
    return (
        piece[cut + 1 :]
        if cut >= 0 and not re.search(r"\b(?:Mrs?|Ms|St|Dr)$", piece[:cut])
        else piece
    )
