"""Dates, months, seasons, times of day and weekdays, and what begins or ends on them."""

import re
from dataclasses import dataclass

from moderation.screening.words import words

_MONTH_NAMES = [
    "january jan ionawr", "february feb chwefror", "march mar mawrth fawrth",
    "april apr ebrill", "may mai fai", "june jun mehefin fehefin", "july jul gorffennaf orffennaf",
    "august aug awst", "september sept sep medi fedi", "october oct hydref",
    "november nov tachwedd dachwedd", "december dec rhagfyr ragfyr",
]  # fmt: skip
MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in words(names)}
_SEASONS = {
    "easter": (3, 4), "pasg": (3, 4), "summer": (6, 7, 8), "haf": (6, 7, 8), "autumn": (9, 10, 11),
    "winter": (12, 1, 2), "gaeaf": (12, 1, 2), "spring": (3, 4, 5), "gwanwyn": (3, 4, 5),
    "christmas": (12,), "xmas": (12,), "nadolig": (12,), "new year": (1,), "flwyddyn newydd": (1,),
}  # fmt: skip
WEEKDAYS = {
    name: n
    for n, names in enumerate(
        ["monday mon llun", "tuesday tues tue mawrth", "wednesday wed mercher fercher",
         "thursday thurs thur iau", "friday fri gwener wener", "saturday sat sadwrn",
         "sunday sun sul"]
    )
    for name in words(names)
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_DAY = rf"(\d{{1,2}}(?!\d)|{'|'.join(_ORDINALS)})(?:st|nd|rd|th|af|ail|ydd|ed|fed|eg|ain)?"
_DATE = re.compile(
    rf"\b{_DAY},?(?: of| o)? ({_MONTH})\b,?(?: ((?:19|20)\d\d)\b)?"
    rf"|\b({_MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d%]),?(?: ((?:19|20)\d\d)\b)?"
)
_BEFORE_MONTH = (
    r"(?:in|until|till|til|from|by|to|this|next|mis|fis|tan|before|end of|start of|middle of|mid"
    r"|late|early|since|and|between|through|hyd|erbyn|diwedd|dechrau|o|i|ym|yn|early in|rhwng|a)"
)
_LONE = re.compile(
    rf"\b{_BEFORE_MONTH} ({_MONTH})\b(?! \d{{1,2}}\b)(?: ((?:19|20)\d\d)\b)?"
    r"|\b(?:in|until|till|til|from|by|this|next|before|tan|erbyn|cyn|after|ar ol|end of|all"
    rf"|the|y|yr|dros) (?:the |y |yr )?({'|'.join(_SEASONS)})\b"
)
_YEAR = re.compile(
    r"\b(?:in|until|till|til|from|by|since|before|tan|yn|erbyn|of|ers|o|for) ((?:19"
    r"|20)\d{2})\b(?!s)"
)
_START = r"starts?|starting|begins?|beginning|opens?|opening|reopens?|reopening|back|again|resumes?"
_START += r"|dechrau|ddechrau|agor|ailagor|ailagoriff"
_END = (
    r"until|till|til|'til|ends?|ending|ended|finish(?:es|ed|ing)?|clos(?:e|es|ed|ing)"
    r"|shuts?|shutting|stops?|stopping|stopped|deadline|last|tan|hyd|erbyn|gorffen"
    r"|orffen|cau|gau|ben"
)
_ROLE = re.compile(rf"\b(?:(?P<start>{_START})|(?P<end>{_END}))\b")
_JUST_BEFORE = re.compile(
    r"\b(?:(?P<end>until|till|til|'til|to|by|before|up to|tan|hyd|erbyn)|(?P<start>from|since|ers))"
    r"\W+(?:the |about |at least |y |yr |end of |start of |middle of |diwedd |dechrau |mis |fis )*$"
)
#: "closed until", "won't open until": what follows is when it opens.
_OPENS_AT_LAST = re.compile(
    r"(?:\b(?:close[ds]?|shut|ar gau|stays? shut|ddim yn (?:ail)?agor|yn (?:ail)?agor)\b|n't"
    r"|\bnot\b"
    r"|\bnever\b|\bwont\b|\bisnt\b|\bdoesnt\b|\bdont\b|\bddim\b)"
    r"[^.;,]{0,60}?\b(?:until|till|til|'til|before|tan|cyn)\W+(?:the |about |at least "
    r"|y )*(?:end of |start of "
    r"|diwedd |mis |fis )*$"
)
_TIME = re.compile(
    r"\b(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)\b|\b(\d{1,2}):(\d{2})\b"
    r"|\b(\d{1,2}) ?o'?clock\b|\b(\d{1,2}) o'r gloch\b"
)
_HOUR = re.compile(
    r"\b(?:open|opens|opening|shut|shuts|shutting|close|closes|closing|closed|off|starts?"
    r"|finish\w*|ends?"
    r"|runs?|cau|agor|gau|gorffen|dechrau)(?: \w+){0,3}? (?:at|until|till|til|by|from|am|tan|o) "
    r"(\d{1,2})(?!\d|[:%£.,]\d| ?(?:[ap]m\b|o'?clock|st\b|nd\b|rd\b|th\b|minutes?|mins?|%|per|days?"
    rf"|weeks?|months?|years?|pence|p\b|o'r gloch|of\b|{_MONTH}|[a-z]{{4,}}s\b))"
)
_NOON = re.compile(r"\b(?:at|until|till|til|by|from|am|tan) (?:noon|midday|12 noon|hanner dydd)\b")
_MIDNIGHT = re.compile(r"\b(?:at|until|till|til|am|by|tan) (?:midnight|hanner nos)\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})(s?)\b")
_DAY_WORD = re.compile(r"(?:d?dydd|nos|pnawn|prynhawn|bore|fore) $")
_WELSH_ONLY = frozenset(words("llun mawrth mercher fercher iau gwener wener sadwrn sul"))
_SHORT_DAYS = frozenset(words("mon tues tue wed thurs thur fri sat sun"))
_USUAL = re.compile(r"\b(?:every|bob|only|moved to|now|on|ar|dim ond|symud i)\W+(?:a |d?dydd )?$")


@dataclass(frozen=True, slots=True)
class When:
    """A date: `role` is "start", "end" or ""; unknown parts are None. A season has months."""

    role: str
    day: int | None
    months: frozenset[int]
    year: int | None

    def differs(self, other: "When") -> bool:
        if self.months and other.months and not self.months & other.months:
            return True
        if self.year and other.year and self.year != other.year:
            return True
        known = self.day and other.day and self.months and other.months
        return bool(known) and self.day != other.day


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a clause says that things are. Times are minutes after midnight, with a role."""

    dates: frozenset[When]
    times: frozenset[tuple[str, int]]
    weekdays: frozenset[int]
    usual_days: bool
    all_day: bool


def _role(before: str) -> str:
    if _OPENS_AT_LAST.search(before):
        return "start"
    if near := _JUST_BEFORE.search(before):
        return "end" if near["end"] else "start"
    roles = list(_ROLE.finditer(before))
    return str(roles[-1].lastgroup) if roles else ""


def _reach(clause: str, start: int) -> str:
    return clause[max(0, start - 80) : start]


def _dates(clause: str) -> frozenset[When]:
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    for match in _DATE.finditer(clause):
        day = match[1] or match[5]
        number = int(day) if day.isdigit() else _ORDINALS.index(day) + 1
        year = match[3] or match[6]
        months = frozenset([MONTHS[match[2] or match[4]]])
        if 1 <= number <= 31:
            role = _role(_reach(clause, match.start()))
            found.append(When(role, number, months, int(year) if year else None))
            taken.append(match.span())
    for match in _LONE.finditer(clause):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        name = match[1] or match[3]
        if name in {"may", "march", "mar"} and match[0].startswith(("i ", "o ", "a ")):
            continue  # Welsh "i" and "o" are followed by Welsh months
        months = frozenset(_SEASONS[name]) if match[3] else frozenset([MONTHS[name]])
        if match[3] and match[0].startswith(("the ", "y ", "yr ")):
            continue
        at = match.start(1) if match[1] else match.start(3)
        role = _role(_reach(clause, at))
        found.append(When(role, None, months, int(match[2]) if match[2] else None))
        taken.append(match.span())
    for match in _YEAR.finditer(clause):
        if not any(a <= match.start(1) < b for a, b in taken):
            found.append(
                When(_role(_reach(clause, match.start(1))), None, frozenset(), int(match[1]))
            )
    return frozenset(found[:12])


def _times(clause: str) -> frozenset[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for match in _TIME.finditer(clause):
        hour = int(match[1] or match[4] or match[6] or match[7])
        minute = int(match[2] or match[5] or 0)
        if hour > 24 or minute > 59:
            continue
        hours = [hour]
        if match[3] == "pm" and hour < 12:
            hours = [hour + 12]
        elif match[3] == "am" and hour == 12:
            hours = [0]
        elif not match[3] and not match[4] and hour < 13:
            hours = [hour, (hour + 12) % 24]
        role = _role(_reach(clause, match.start()))
        found |= {(role, h % 24 * 60 + minute) for h in hours}
    for match in _HOUR.finditer(clause):
        hour = int(match[1])
        if hour <= 24:
            role = _role(_reach(clause, match.start(1)))
            found |= {(role, h % 24 * 60) for h in ({hour, hour + 12} if hour < 13 else {hour})}
    for pattern, minute in ((_NOON, 720), (_MIDNIGHT, 0)):
        for match in pattern.finditer(clause):
            found.add((_role(_reach(clause, match.end())), minute))
    return frozenset(found)


def _weekdays(clause: str) -> tuple[frozenset[int], bool]:
    found: set[int] = set()
    usual = False
    for match in _WEEKDAY.finditer(clause):
        before = clause[max(0, match.start() - 16) : match.start()]
        welsh = match[1] in _WELSH_ONLY
        if welsh and not _DAY_WORD.search(before) and not (found and before.endswith(" a ")):
            continue
        if match[1] in _SHORT_DAYS and not re.search(r"\b(?:on|every|and|only)\W+$", before):
            continue
        found.add(WEEKDAYS[match[1]])
        usual = usual or bool(match[2]) or bool(_USUAL.search(before))
    if re.search(r"\bweekends?\b|\bpenwythnos", clause):
        found |= {5, 6}
    return frozenset(found), usual


def read_calendar(clause: str) -> Calendar:
    """Return the dates, times and weekdays of one clause."""
    days, usual = _weekdays(clause)
    return Calendar(_dates(clause), _times(clause), days, usual, bool(_ALL_DAY.search(clause)))


_ALL_DAY = re.compile(r"\b(?:24 ?hours?(?: a day)?|24/7|round the clock|day and night)\b")
