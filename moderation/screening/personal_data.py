"""Personal data somebody posted: their own, or worse, somebody else's.

Numbers are checked, not just matched: an NHS or card number must pass its check digit, a
phone number must be one that Britain issues. The council's published contacts, role
mailboxes and the addresses of public buildings are not personal data.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn
from stdnum.gb import nhs

from moderation.screening.findings import Finding, Reading
from moderation.screening.folding import Draft, fold
from moderation.screening.home_addresses import find_homes
from moderation.screening.named_children import find_named_children
from moderation.screening.results import Policy
from moderation.vocabulary import Category

SOURCE = "personal data 2026.11.3"
#: Spans of one kind that are shown; the text is seen to its end all the same.
MOST_OF_A_KIND = 20

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w.+-])[\w.+-]{2,64} ?(?:\(at\)|\[at\]| at ) ?[\w-]{2,63} ?(?:\(dot\)|\[dot\]| dot "
    r") ?(?:com|co|org|net|uk)\b",
    re.I,
)
_ROLE = re.compile(
    r"^(?:info|contact|enquir\w*|enq|hello|help|support|office|admin|customer\w*|planning"
    r"|housing|council\w*|press|media|news"
    r"|democratic\w*|elections?|bookings?|library|libraries|parking|licensing|waste|highways"
    r"|foi|feedback|complaints|reception"
    r"|revenues|benefits|volunteer\w*|events?|tickets?|membership|secretary|clerk|treasurer"
    r"|chair\w*|editor"
    r"|team|services?|mail|post|general|jobs|recruitment|sales|marketing|museum|leisure"
    r"|transport|tourism"
    r"|registrar\w*|environment\w*|shop|hire|webmaster|noreply|no-reply|donate|charity|gardd"
    r"|post|tai|cynllunio|ysgol|archebu|clerc|clwb|tocynnau|ysgrifennydd|data\w*|safeguarding"
    r"|gwybodaeth|ymholiadau|cyswllt|swyddfa)[\w.+-]*@"
    r"|@[\w.-]*(?:\.gov\.uk|\.gov\.wales|\.llyw\.cymru|\.police\.uk|\.nhs\.uk|\.nhs\.wales)$",
    re.I,
)
_PHONE = re.compile(
    r"(?<![\w+.£$/-])(?:(?:\+44|0044) ?(?:\(0\) ?)?|\(0|0)(?:[ ().-]{0,2}\d){9,10}(?![\w%]|[.-]\d)"
)
_SHARED_PREFIXES = (
    "0800",
    "0808",
    "0300",
    "0303",
    "0330",
    "0333",
    "0345",
    "0344",
    "0370",
    "0844",
    "0845",
    "0870",
    "0871",
    "09",
)
_OFFICE = re.compile(
    r"\b(?:council|office|reception|switchboard|helpline|hotline|library|surgery|shop|booking"
    r"|box office|customer|contact centre"
    r"|call centre|theatre|restaurant|company|ltd|taxis?|garage|vet|police|samaritans"
    r"|childline|advice|book|bookings?|slots?|appointments?|tickets?|enquir\w+|line|team|service"
    r"|centre"
    r"|clinic|dentist|chemist|pharmacy|hospital|school|club|hall|pub|hotel|museum|box|open|tip"
    r"|recycling"
    r"|galw|report (?:it|them|this)|department|housing|charity|crimestoppers|society|group"
    r"|swyddfa|cyngor|llyfrgell|llinell|meddygfa|ysgol|canolfan|ganolfan|adran|tocynnau|archebu"
    r"|apwyntiad\w*|ysbyty|fferyllfa|clwb|neuadd|theatr|gwasanaeth|elusen|deintydd)\b"
)
_OWNED = re.compile(
    r"\b(?:my|his|her|their|mum'?s|mam'?s|dad'?s|nan'?s|neighbou?r'?s?|landlord'?s?|home|mobile"
    r"|personal"
    r"|landline|fy|ei|eu|symudol|gartref|adref|(?:ring|call|phone|text|ffoni\w+) (?:me|him|her"
    r"|them|fi)"
    r"|(?:mr|mrs|ms|miss) [a-z]+)\b"
)
_NINO = re.compile(
    r"(?<![A-Za-z0-9])([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ) ?\d{2} ?\d{2} "
    r"?\d{2} ?([A-D])(?![A-Za-z0-9])",
    re.I,
)
_NINO_NAMED = re.compile(
    r"\bn\.?i\.?\b|\bnino\b|insurance|nat(?:ional)?\.? ins|yswiriant|\brhif yg\b"
)
_REFERENCE = re.compile(
    r"\b(?:ref|reference|part|model|serial|order|invoice|code|batch|cyfeirnod|anfoneb|tracking)\b"
)
_NINO_BARRED = frozenset(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"])
_TEN_DIGITS = re.compile(r"(?<![\d£$.,/-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d%/-])")
_LONG_NUMBER = re.compile(r"(?<![\d£$.,/-])\d(?:[ -]?\d){12,18}(?![\d%])")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})"
    r"?(?![A-Za-z0-9])"
)
_SORT_CODE = re.compile(r"(?<![\d/.-])\d{2}([- ])\d{2}\1\d{2}(?![\d/.-])")
_ACCOUNT = re.compile(r"(?<![\d£.-])\d{8}(?!\d)")
#: An account and a sort code, each named, in either order and however they are spaced.
_BANK_PAIR = re.compile(
    r"\b(?:sort(?: ?-?code)?|s/c|cod didoli|cod)(?: no\.?| number)?(?: is| yw|:)? ?\d{2}[- "
    r"]?\d{2}[- ]?\d{2}\b"
    r"[^\d\n]{1,40}\d{8}\b|(?:acc(?:oun)?t|a/c|acc|cyfrif|gyfrif"
    r"|nghyfrif)[^\d\n]{0,25}\d{8}\b[^\d\n]{1,25}"
    r"\d{2}[- ]?\d{2}[- ]?\d{2}\b",
    re.I,
)
_BANK_WORDS = re.compile(
    r"\b(?:sort ?-?code|account (?:no|number|num)|acc(?:oun)?t|bank|s/c"
    r"|a/c|cod didoli|rhif cyfrif|manylion banc|bank details|pay (?:it )?in(?:to)?)\b"
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ion|chwe|maw|ebr|mai|meh|gor|aws|med|hyd"
    r"|tach|rhag|fai|faw|feh|fed|rag|dach|orff)[a-zŵ]{0,8}"
)
_DATE = (
    r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)?\d{2}|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain)?(?: of| o)? "
    + _MONTH
    + r",? ?'?(?:(?:19|20)\d{2}"
    r"|\d{2}\b)|" + _MONTH + r" \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2})"
)
_BORN = re.compile(
    r"\b(?:d\.? ?o\.? ?b\.?|date of birth|birth ?date|born(?: on)?|birthday(?: is| was|:)?"
    r"|[dn]h?yddiad geni|nyddiad geni|ddyddiad geni|d\.?g\.?(?=[ :]+\d)|ganwyd|ganed|n?g?eni|anwyd"
    r"|aned|"
    r"pen-?blwydd|mhen-?blwydd|phen-?blwydd)\b[^\d\n]{0,30}" + _DATE,
    re.I,
)
_NOBODYS_BIRTH = re.compile(
    r"\b(?:club|library|bridge|society|council|team|band|choir|company|hall|school|church|museum"
    r"|charity|railway|festival|nhs|eisteddfod|town|village|park|clwb|llyfrgell|pont|cymdeithas"
    r"|cyngor"
    r"|neuadd|ysgol|eglwys|elusen)\b",
    re.I,
)
_YEAR = re.compile(r"\b(1[0-9]\d\d|20\d\d)\b")
#: Who was born before this year is in a history book.
LONG_AGO = 1915
_LICENCE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2,5}9"
    r"{0,3}\d[015-6]\d[0-3]\d\d[A-Z9]{2}\d[A-Z]{2}(?![A-Za-z0-9])"
)
_PASSWORD = re.compile(
    r"\b(?:(?:my|his|her|their|the) )?(?:password|passcode|pin(?: number| "
    r"code)?|cvv|security code|cyfrinair)(?: is| yw| ydi|:| =) ?(?=\S*\d)\S{3,30}",
    re.I,
)
_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) "
    r"?[A-HJ-PR-Z]{3}(?![A-Za-z0-9])",
    re.I,
)
_OLD_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[A-HJ-NPR-TV-Y]\d{1,3} ?[A-HJ-PR-Z]{3}(?![A-Za-z0-9])", re.I
)
_CAR = re.compile(
    r"\b(?:reg|registration|number ?plate|plate|plates|car|van|driver|drives"
    r"|driving|parked|parks|parking|bmw|audi|ford|vauxhall|vw|fiesta|golf|corsa|mercedes"
    r"|toyota|nissan|kia|car reg|motorbike|motor|vehicle|blocking|rhif cofrestru|cofrestru)\b",
    re.I,
)
_PUBLIC_VEHICLE = re.compile(
    r"\b(?:gritter|bin lorry|refuse|council (?:van|lorry|vehicle"
    r"|truck)|your (?:van|lorry|vehicle|driver|bus)|bus|ambulance|police car|fire engine"
    r"|abandoned)\b",
    re.I,
)
_CAN_HOLD = re.compile(
    r"[\d@]|\bat\b|school|ysgol|primary|infants|juniors|academy|class|reception|nursery|dosbarth"
    r"|nosbarth|meithrin",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Seen:
    kind: str
    score: float
    start: int
    end: int


def find_personal_data(reading: Reading, policy: Policy) -> list[Finding]:
    """Return one finding a kind of personal data, with every place it stands (at most 20)."""
    original = reading.normal.original
    if not _CAN_HOLD.search(reading.normal.text) and original.isascii():
        return []
    draft = fold(original)
    text = draft.text
    published = frozenset(_key(contact) for contact in policy.published_contacts)
    kinds: dict[str, list[_Seen]] = {}
    for seen in _scan(text):
        if _key(text[seen.start : seen.end]) in published:
            continue
        kept = kinds.setdefault(seen.kind, [])
        if len(kept) < MOST_OF_A_KIND:
            kept.append(seen)
    return [_finding(kind, kept, draft) for kind, kept in kinds.items()]


def _finding(kind: str, kept: list[_Seen], draft: Draft) -> Finding:
    spans = tuple((draft.starts[one.start], draft.ends[one.end - 1]) for one in kept)
    score = max(one.score for one in kept)
    return Finding(Category.PERSONAL_DATA, score, spans, SOURCE, f"personal-data/{kind}")


def _key(contact: str) -> str:
    """Return a contact without blanks, dashes and the country's code, to compare."""
    key = re.sub(r"[\s()\-.]" if "@" not in contact else r"\s", "", contact).lower()
    for prefix in ("+44", "0044"):
        if key.startswith(prefix):
            return "0" + key[len(prefix) :].removeprefix("0")
    return key


def _near(text: str, start: int, end: int, reach: int = 45) -> str:
    return text[max(0, start - reach) : end + reach].lower()


def _scan(text: str) -> Iterator[_Seen]:
    if "@" in text or " at " in text or "(at)" in text or "[at]" in text:
        yield from _emails(text)
    yield from _people(text)
    if any(c.isdigit() for c in text):
        yield from _phones(text)
        yield from _official_numbers(text)
        yield from _bank(text)
        yield from _plates(text)
        yield from _births(text)
        for match in _PASSWORD.finditer(text):
            yield _Seen("password", 0.7, match.start(), match.end())


def _emails(text: str) -> Iterator[_Seen]:
    for match in _EMAIL.finditer(text):
        score = 0.3 if _ROLE.search(match[0]) else 0.88
        yield _Seen("e-mail", score, match.start(), match.end())


def _phones(text: str) -> Iterator[_Seen]:
    for match in _PHONE.finditer(text):
        digits = _key(match[0])
        if not 10 <= len(digits) <= 11 or digits.startswith(_SHARED_PREFIXES):
            continue
        try:
            number = phonenumbers.parse(match[0], "GB")
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        near = _near(text, match.start(), match.end())
        mobile = digits.startswith("07")
        if (
            not mobile
            and not phonenumbers.is_valid_number(number)
            and not digits.startswith(("01", "02"))
        ):
            continue
        if not mobile and _OFFICE.search(near) and not _OWNED.search(near):
            yield _Seen("phone", 0.35, match.start(), match.end())
        else:
            yield _Seen("phone", 0.9 if mobile else 0.72, match.start(), match.end())


def _official_numbers(text: str) -> Iterator[_Seen]:
    for match in _NINO.finditer(text):
        if match[1].upper() not in _NINO_BARRED:
            near = _near(text, *match.span())
            named = _NINO_NAMED.search(near)
            sure = named or match[0].isupper()
            if sure and (named or not _REFERENCE.search(near)):
                yield _Seen("national-insurance", 0.92, match.start(), match.end())
    for match in _TEN_DIGITS.finditer(text):
        named = re.search(r"\bnhs|gig\b|hospital number", _near(text, *match.span()))
        if named or (match[1] and nhs.is_valid(match[0]) and match[0][0] in "4679"):
            yield _Seen("nhs-number", 0.9 if named else 0.65, match.start(), match.end())
    for match in _LONG_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if digits[0] in "3456" and luhn.is_valid(digits) and len(set(digits)) > 1:
            yield _Seen("card-number", 0.92, match.start(), match.end())
    for match in _LICENCE.finditer(text):
        yield _Seen("driving-licence", 0.85, match.start(), match.end())


def _bank(text: str) -> Iterator[_Seen]:
    for match in _IBAN.finditer(text):
        if iban.is_valid(match[0]):
            yield _Seen("bank-account", 0.92, match.start(), match.end())
    for match in _BANK_PAIR.finditer(text):
        yield _Seen("bank-account", 0.9, match.start(), match.end())
    for match in _SORT_CODE.finditer(text):
        after = text[match.end() : match.end() + 40]
        account = _ACCOUNT.search(after)
        named = _BANK_WORDS.search(_near(text, *match.span()))
        if account:
            yield _Seen("bank-account", 0.9, match.start(), match.end() + account.end())
        elif named:
            yield _Seen("bank-account", 0.75, match.start(), match.end())


def _people(text: str) -> Iterator[_Seen]:
    for score, start, end in find_homes(text):
        yield _Seen("home-address", score, start, end)
    for start, end in find_named_children(text):
        yield _Seen("named-child", 0.72, start, end)


def _births(text: str) -> Iterator[_Seen]:
    for match in _BORN.finditer(text):
        year = _YEAR.search(match[0])
        if year and int(year[1]) < LONG_AGO:
            continue
        if _NOBODYS_BIRTH.search(text, max(0, match.start() - 45), match.end()):
            continue
        yield _Seen("date-of-birth", 0.85, match.start(), match.end())


def _plates(text: str) -> Iterator[_Seen]:
    for pattern, needs_car in ((_PLATE, False), (_OLD_PLATE, True)):
        for match in pattern.finditer(text):
            near = _near(text, match.start(), match.end())
            written = match[0]
            car = bool(_CAR.search(near))
            if _PUBLIC_VEHICLE.search(near):
                continue
            if car and (written.isupper() or not needs_car):
                yield _Seen("vehicle-registration", 0.75, match.start(), match.end())
            elif not needs_car and written.isupper() and " " in written:
                yield _Seen("vehicle-registration", 0.55, match.start(), match.end())
