"""Amounts, shares, frequencies, counts and ages in flat text with its numbers in digits."""

import re
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = r"(\d[\d,]{0,14}(?:\.\d{1,3})?)"
_MONEY = re.compile(
    rf"£ ?{_AMOUNT} ?(k|m|bn|million|billion|miliwn|thousand|mil)?\b"
    rf"|\b{_AMOUNT} ?(k|m)?(?: million| miliwn)? ?(?:pounds?|quid|sovs|punt|bunt|phunt|o bunnoedd"
    rf"|bunnoedd)\b"
    r"|\b(\d{1,4}) ?(?:p|pence|ceiniog|c)\b"
)
_SCALE = {
    "k": 10**3, "thousand": 10**3, "mil": 10**3, "m": 10**6, "million": 10**6,
    "miliwn": 10**6, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
#: An amount without its sign: "it's now 60 a year", "cost 9000000", "50k a year".
_BARE = re.compile(
    r"\b(?:costs?|costing|pay(?:ing)?|paid|charged?|charging|gone up to|put up to|went up to"
    r"|yn costio|costiodd|price is|fees? (?:is|are)(?: over| nearly| about)?) "
    r"(?:over |nearly |about |almost |a )?(\d[\d,]{0,14}(?:\.\d\d)?)(k|m)?(?= ?(?:a|per|for|now"
    r"|each|this|y|to|$|[.!,?])|$)"
    r"|\b(?:now|rwan|is|are|get|gets|earn|earns|fees?(?: are| is)? over|for|nearly"
    r"|over)(?: a)? (\d[\d,]{0,14}(?:\.\d\d)?)"
    r"(k|m)?(?= (?:a|per) (?:year|month|week|day)\b)|^(\d[\d,]{0,8})(k) (?:a|per) year"
    r"|\b(\d{4,6})()(?= (?:a|per) year| basic)"
)
_PERCENT = re.compile(
    r"\b(\d{1,4}(?:\.\d{1,3})?) ?(?:%|per ?cent\b|percent\b|pc\b|y cant\b|y ?c\b)"
)
_UNIT = (
    r"(hour|awr|day|diwrnod|dydd|night|week|wythnos|fortnight|pythefnos|month|mis|year|blwyddyn"
    r"|flwyddyn)s?"
)
_EVERY = re.compile(
    rf"\b(?:every|bob|each) (?:(\d{{1,2}}|other|second|single|ail) )?{_UNIT}\b"
    rf"|\b(?:once|unwaith|1|just once|un waith) (?:a|an|every|per|y|yr"
    rf"|bob) (?:(\d{{1,2}}) )?{_UNIT}\b"
    rf"|\b(\d{{1,2}})[ -](week|month|day|hour)ly\b"
    r"|\b(hour|week|month|dai|year|fortnight)ly\b|\byn (wythnosol|fisol|ddyddiol)\b"
)
_MINUTES = {
    "hour": 60, "awr": 60, "day": 1440, "dai": 1440, "diwrnod": 1440, "dydd": 1440,
    "night": 1440, "ddyddiol": 1440, "week": 10080, "wythnos": 10080, "wythnosol": 10080,
    "fortnight": 20160, "pythefnos": 20160, "month": 43200, "mis": 43200, "fisol": 43200,
    "year": 525600, "blwyddyn": 525600, "flwyddyn": 525600,
}  # fmt: skip
_TWICE = re.compile(rf"\b(?:twice|dwywaith|2 times|ddwywaith) (?:a|an|every|per|y|yr) {_UNIT}\b")
_SO_OFTEN = re.compile(
    rf"\b(\d{{1,2}}) (?:times|gwaith|o weithiau) (?:a|an|every|per|y|yr) {_UNIT}\b"
)
#: "an hour", where a length and no rate is meant.
_ONE_LONG = re.compile(
    r"\b(?:for|stay|only|up to|takes?|within|than|stay is|is|limit of|maximum of|max) (?:just "
    r"|only |about )?(?:an?|1) (hour|day|week|month|year)\b"
)
_TAKES = re.compile(
    r"\b(?:within|takes?|taking|took|in|lasts?|o fewn|cymryd) (?:them |about |over |up to |just "
    r"|only )?(\d{1,3}) "
    r"(?:working )?(hour|day|week|month|diwrnod|wythnos|mis|awr)(?:s|au)?\b"
)
_AGE = re.compile(
    r"\b(?:over|under|aged?|dros|dan|oed)(?: the age of| the)? (\d{1,3})(?:s\b|'s\b|\b)"
)
_ROUGH_BEFORE = re.compile(
    r"\b(over|more than|at least|above|upwards of|dros|mwy na|o leiaf"
    r"|under|less than|fewer than|up to|dan|llai na"
    r"|about|around|nearly|almost|roughly|approximately|some|like|tua|bron|oddeutu|ish)"
    r"(?: a| the| o)?(?: £)? ?$"
)
#: "put up to £60" names the new price.
_PUT_UP = re.compile(
    r"\b(?:put|puts|putting|gone|went|going|goes|raised?|risen|hiked|jumped|shot)\b"
    r"[^.,]*\bup to\W+$"
)
_MORE = frozenset(
    ["over", "more than", "at least", "above", "upwards of", "dros", "mwy na", "o leiaf"]
)
_LESS = frozenset(["under", "less than", "fewer than", "up to", "dan", "llai na"])
_NUMBER = re.compile(
    r"(?<![\w£.,])(\d[\d,]{0,10}(?:\.\d+)?)(?![\d%:]|\.\d| ?(?:%|per ?cent|pounds|quid|[ap]m\b))"
)
_NONE_OF = re.compile(r"\b(?:a single|not 1|not any|zero|not one|no) ((?:[a-z]+ ?){1,4})")
_AFTER = re.compile(r"[a-z]+")
#: How many words after a number may name what is counted.
_REACH = 5


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and how it was meant: "" exactly, "~" about, ">" more than, "<" less than."""

    value: Decimal
    manner: str = ""

    def fits(self, held: Decimal) -> bool:
        """Say whether someone who says this may mean `held`."""
        if self.value == held:
            return True
        slack = abs(held) / 10
        if self.manner == ">":
            return self.value <= held + slack / 10 and self.value >= held * Decimal("0.6")
        if self.manner == "<":
            return held - slack / 10 <= self.value <= held * Decimal("1.5")
        if self.manner == "~":
            return abs(self.value - held) <= slack
        whole = self.value == self.value.to_integral_value()
        return whole and held > 2 and abs(self.value - held) < 1 and held % 1 != 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what: the words that follow the number, nearest first."""

    amount: Amount
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantities:
    """The numbers of one clause. Frequencies and lengths are minutes."""

    money: frozenset[Amount]
    percents: frozenset[Amount]
    every: frozenset[int]
    takes: frozenset[int]
    ages: frozenset[int]
    counts: tuple[Count, ...]


def plain(number: str) -> Decimal:
    return Decimal(number.replace(",", "") or "0")


def _manner(text: str, start: int) -> str:
    match = _ROUGH_BEFORE.search(text[max(0, start - 24) : start])
    if not match or (match[1] == "up to" and _PUT_UP.search(text[max(0, start - 60) : start])):
        return ""
    return ">" if match[1] in _MORE else "<" if match[1] in _LESS else "~"


def _pounds(match: re.Match[str]) -> Decimal:
    if match[5]:
        return Decimal(match[5]) / 100
    scale = match[2] or match[4]
    if "million" in match[0] or "miliwn" in match[0]:
        scale = "m"
    return plain(match[1] or match[3]) * _SCALE.get(scale or "", 1)


def _money(clause: str) -> frozenset[Amount]:
    found = {Amount(_pounds(m), _manner(clause, m.start())) for m in _MONEY.finditer(clause)}
    if not found:
        for match in _BARE.finditer(clause):
            number, scale = next(
                (match[n], match[n + 1]) for n in (1, 3, 5, 7) if match[n] is not None
            )
            manner = _ROUGH_BEFORE.search(match[0][: match[0].rfind(number)])
            said = manner[1] if manner else ""
            how = ">" if said in _MORE else "<" if said in _LESS else "~" if said else ""
            found.add(Amount(plain(number) * _SCALE.get(scale or "", 1), how))
    return frozenset(found)


def _every(clause: str) -> frozenset[int]:
    found: set[int] = set()
    for match in _EVERY.finditer(clause):
        times, unit = next(
            (
                (times, unit)
                for times, unit in (
                    (match[1], match[2]), (match[3], match[4]), (match[5], match[6]),
                    (None, match[7]), (None, match[8]),
                )
                if unit
            )
        )  # fmt: skip
        if times in {"other", "second", "ail"}:
            times = "2"
        number = int(times) if times and times.isdigit() else 1
        found.add(_MINUTES[unit] * number)
    found |= {_MINUTES[m[2]] // int(m[1]) for m in _SO_OFTEN.finditer(clause) if int(m[1])}
    found |= {_MINUTES[m[1]] // 2 for m in _TWICE.finditer(clause)}
    return frozenset(found)


def _counts(clause: str) -> tuple[Count, ...]:
    found = []
    for match in _NUMBER.finditer(clause):
        words = _AFTER.findall(clause[match.end() : match.end() + 48])[:_REACH]
        manner = _manner(clause, match.start())
        found.append(Count(Amount(plain(match[1]), manner), tuple(words)))
    for match in _NONE_OF.finditer(clause):
        found.append(Count(Amount(Decimal(0)), tuple(match[1].split())))
    found += [Count(Amount(Decimal(1)), (m[1],)) for m in _ONE_LONG.finditer(clause)]
    return tuple(found[:20])


def read_quantities(clause: str) -> Quantities:
    """Return the quantities in one clause."""
    if not any(c.isdigit() for c in clause) and not _WITHOUT_DIGITS.search(clause):
        return EMPTY
    return Quantities(
        money=_money(clause),
        percents=frozenset(
            Amount(Decimal(m[1]), _manner(clause, m.start())) for m in _PERCENT.finditer(clause)
        ),
        every=_every(clause),
        takes=frozenset(int(m[1]) * _MINUTES[m[2]] for m in _TAKES.finditer(clause)),
        ages=frozenset(int(m[1]) for m in _AGE.finditer(clause)),
        counts=_counts(clause),
    )


EMPTY = Quantities(frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), ())
_WITHOUT_DIGITS = re.compile(
    r"an? hour|an? day|an? week|an? month|every|bob |once|unwaith|twice|dwywaith|ly\b|sol\b"
    r"|ddyddiol|single|no "
)
