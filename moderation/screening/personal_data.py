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
from moderation.screening.results import Policy
from moderation.vocabulary import Category

SOURCE = "personal data 2026.11"
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
    r"|revenues|benefits|data\w*|safeguarding|gwybodaeth|ymholiadau|cyswllt|swyddfa)[\w.+-]*@"
    r"|@[\w.-]*(?:\.gov\.uk|\.gov\.wales|\.llyw\.cymru|\.police\.uk|\.nhs\.uk|\.nhs\.wales)$",
    re.I,
)
_PHONE = re.compile(r"(?<![\w+.£$/-])(?:\+44|0044|\(0|0)[\d ().-]{7,18}\d(?![\w%])")
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
    r"|childline|advice|swyddfa|cyngor|llyfrgell|llinell)\b"
)
_OWNED = re.compile(r"\b(?:my|his|her|their|mum'?s|dad'?s|home|mobile|personal|fy|ei|eu|symudol)\b")
_NINO = re.compile(
    r"(?<![A-Za-z0-9])([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ) ?\d{2} ?\d{2} "
    r"?\d{2} ?([A-D])(?![A-Za-z0-9])",
    re.I,
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
_BANK_WORDS = re.compile(
    r"\b(?:sort ?-?code|account (?:no|number|num)|acc(?:oun)?t|bank|s/c"
    r"|a/c|cod didoli|rhif cyfrif)\b"
)
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb"
    r"|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ion|chwe|maw|ebr|mai|meh|gor|aws|med|hyd|tach"
    r"|rhag)[a-z]{0,8},? (?:19|20)\d{2})"
)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birth ?date|birthday(?: is)?"
    r"|dyddiad geni|ganwyd|ganed)\b[^\d\n]{0,25}" + _DATE,
    re.I,
)
_LICENCE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2,5}9"
    r"{0,3}\d[015-6]\d[0-3]\d\d[A-Z9]{2}\d[A-Z]{2}(?![A-Za-z0-9])"
)
_PASSWORD = re.compile(
    r"\b(?:(?:my|his|her|their|the) )?(?:password|passcode|pin(?: number| "
    r"code)?|cvv|security code|cyfrinair)(?: is| yw| ydi|:| =) ?(?=\S*\d)\S{3,30}",
    re.I,
)
_STREET = (
    r"(?:road|rd|street|st|avenue|ave|close|lane|ln|drive|terrace|crescent|cres|place|way"
    r"|grove|gardens|court|row|square|parade|hill|mews|walk|view|rise|park|green|wharf|quay"
    r"|heights|villas|cottages)"
)
_ADDRESS = re.compile(
    r"(?<![\w£$.:/-])(?:(?:flat|fflat|apartment|apt|unit) \d{1,3}[a-z]?,? )?(?:no\.? ?|number "
    r"|rhif )?\d{1,4}[a-z]?,? (?:(?:[A-Za-zÀ-ž'’.-]{2,20} ){1,3}"
    + _STREET
    + r"\b|(?:heol|ffordd|stryd|lôn|lon|rhodfa|maes|clos|tai|rhes|teras|bryn|ffordd y) "
    r"(?:[A-Za-zÀ-ž'’-]{2,20})(?: [A-Z][A-Za-zÀ-ž'’-]{1,20})?)",
    re.I,
)
_NUMBER_ONLY = re.compile(
    r"\b(?:lives?|living|stays?|staying|byw) (?:at|in|yn|ar) (?:number "
    r"|no\.? ?|flat |rhif |fflat )\d{1,4}[a-z]?\b",
    re.I,
)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z\d]? "
    r"?\d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])",
    re.I,
)
_HOME = re.compile(
    r"\b(?:lives?|living|resid\w+|stays?|staying|home address|my address|his address|her "
    r"address|their address|address is|address:|house is|home is|my house|her house|his house"
    r"|my flat|their house"
    r"|move(?:d|s)? (?:in)?to|go round to|come round to|come to|pop round to|find (?:him|her"
    r"|them)|send it to|deliver to|post it to|mum'?s at|nan'?s at|i am at|i'm at|we're at|we "
    r"are at|byw|cyfeiriad|tŷ|cartref)\b",
    re.I,
)
_PUBLIC_PLACE = re.compile(
    r"\b(?:council|offices?|library|libraries|town hall|civic|museum|theatre|surgery|clinic"
    r"|hospital|school|college|church|chapel|mosque|leisure|pool|station|depot|shop|store"
    r"|caf[eé]|pub|hotel|restaurant|market|court house|courthouse|community centre|centre|hall"
    r"|planning|application|site"
    r"|pothole\w*|street ?lights?|lamp ?posts?|lamp|bus stop|crossing|junction|roadworks"
    r"|drain\w*|pavement|kerb|hedge|tree|fly ?tip\w*|rubbish|bins?|skip|scaffold\w*|outside"
    r"|opposite|near|next to|corner of|between|planning ref|consultation|event|open day|stall"
    r"|llyfrgell|swyddfa\w*|neuadd|ysgol|canolfan|ganolfan|siop|tu allan|gyferbyn|ger|twll"
    r"|tyllau|golau|bin|biniau|meddygfa|amgueddfa|eglwys|capel|open|opens|closed|ar agor)\b",
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
_CAN_HOLD = re.compile(r"[\d@]|\bat\b", re.I)


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
    if any(c.isdigit() for c in text):
        yield from _phones(text)
        yield from _official_numbers(text)
        yield from _bank(text)
        yield from _addresses(text)
        yield from _plates(text)
        for match in _BORN.finditer(text):
            yield _Seen("date-of-birth", 0.85, match.start(), match.end())
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
            sure = match[0].isupper() or re.search(
                r"\bni\b|insurance|yswiriant", _near(text, *match.span())
            )
            if sure:
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
    for match in _SORT_CODE.finditer(text):
        after = text[match.end() : match.end() + 40]
        account = _ACCOUNT.search(after)
        named = _BANK_WORDS.search(_near(text, *match.span()))
        if account:
            yield _Seen("bank-account", 0.9, match.start(), match.end() + account.end())
        elif named:
            yield _Seen("bank-account", 0.75, match.start(), match.end())


def _addresses(text: str) -> Iterator[_Seen]:
    for match in _NUMBER_ONLY.finditer(text):
        yield _Seen("home-address", 0.66, match.start(), match.end())
    for match in _ADDRESS.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        near = text[max(0, match.start() - 60) : match.end() + 50]
        postcode = _POSTCODE.search(text, match.end(), min(len(text), match.end() + 45))
        end = postcode.end() if postcode else match.end()
        if _HOME.search(before) and not re.search(
            r"\b(?:outside|opposite|near|tu allan"
            r"|gyferbyn)\b",
            before,
            re.I,
        ):
            yield _Seen("home-address", 0.85 if postcode else 0.78, match.start(), end)
        elif postcode and not _PUBLIC_PLACE.search(near):
            yield _Seen("home-address", 0.72, match.start(), end)
        else:
            yield _Seen("home-address", 0.25, match.start(), end)


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
