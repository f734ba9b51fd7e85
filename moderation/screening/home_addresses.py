"""Where somebody lives, told from the address of a library, a pothole or a shop."""

import re
from collections.abc import Iterator

from moderation.screening.given_names import is_given_name
from moderation.screening.words import words

#: A place found: (score, start, end).
Place = tuple[float, int, int]
#: Addresses and postcodes looked at in one text.
MOST_PLACES = 200

_STREET = (
    r"(?:road|rd|street|st|avenue|ave|close|lane|ln|drive|dr|terrace|tce|crescent|cres|place|way"
    r"|grove|gardens|gdns|court|row|square|parade|hill|mews|walk|view|rise|park|green|wharf|quay"
    r"|heights|villas|cottages|paddocks?|meadows?|mount|bank|end|croft|orchards?|chase|copse|ridge"
    r"|brow|side|heath|common|woods?|vale|dale|gate|fields?|towers?|buildings?|mansions|lodge|farm"
    r"|house|rhiw|buildings|circus)"
)
_WELSH_STREET = (
    r"(?:heol|hewl|ffordd|stryd|lôn|lon|rhodfa|maes|clos|tai'r|tai|rhes|teras|bryn|ffordd y|cae"
    r"|cwrt"
    r"|llys|gerddi|parc|plas|cilgant|trem|gelli|nant|allt|rhiw|tan|glan|pen|stad|bron|erw|golwg)"
)
_ADDRESS = re.compile(
    r"(?<![\w£$.:/-])(?:(?:flat|fflat|apartment|apt|unit) \d{1,3}[a-z]?,? )?(?:no\.? ?|number "
    r"|rhif )?\d{1,4}[a-z]?,? (?:(?:[A-Za-zÀ-ž'’.-]{2,20} ){1,3}"
    + _STREET
    + r"\b|"
    + _WELSH_STREET
    + r" (?:[A-Za-zÀ-ž'’-]{1,20})(?: [A-Z][A-Za-zÀ-ž'’-]{1,20})?)"
    r"|\b(?:flat|fflat|apartment|apt) \d{1,3}[a-z]?,? (?:[A-Za-zÀ-ž'’.-]{2,20} ){1,3}"
    + _STREET
    + r"\b",
    re.I,
)
_NUMBER_ONLY = re.compile(
    r"\b(?:lives?|living|stays?|staying|renting|rents|byw|aros) (?:at|in|yn|ar) (?:number "
    r"|no\.? ?|flat |rhif |fflat )\d{1,4}[a-z]?\b",
    re.I,
)
_AT_NUMBER = re.compile(
    r"\b(?P<at>at|in|yn) (?:number |no\.? ?|flat |rhif |fflat )\d{1,4}[a-z]?\b(?! [a-z]+ (?:road"
    r"|street))",
    re.I,
)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?"
    r"|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]"
    r"|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"
    r"(?![A-Za-z0-9])",
    re.I,
)
_HOME = re.compile(
    r"\b(?:live[sd]?|living|resid(?:es?|ing)|stays?|staying|lodg\w+|rent(?:s|ing)|squatting"
    r"|(?:home|my|his|her|their|our) (?:home )?address"
    r"|address is|address:|home is|(?:my|our|his|her|their|\w+'s|\w+’s) (?:house|home|flat|place"
    r"|gaff"
    r"|bungalow|door|cottage|caravan)"
    r"|moved?s? (?:in)?to|go round to|come round to|come to|pop round to|(?:round|over) (?:at|to)"
    r"|find (?:him|her|them)|send (?:it|the \w+)|deliver(?:ed)? (?:it |them |this )?to|post it "
    r"to|mum'?s at|mam'?s at"
    r"|dad'?s at|nan'?s at|i am at|i'm at|im at|we're at|we are at|at home"
    r"|byw|[cng]{1,3}h?yfeiriad|chyfeiriad|t[ŷy]'?r? (?:\w+ )?(?:ydi|yw|ydy)|[dnt]h?ŷ"
    r"|[cgn]{1,3}h?artref"
    r"|symud\w*|aros yn|danfon\w* i|anfon\w* i)\b",
    re.I,
)
_SOMEBODY = re.compile(
    r"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|Dr|[Cc]llr)\.? [A-Z][\w'’-]+(?: (?:and|a) \w+)?,? (?:(?:at"
    r"|of|from|in|over at"
    r"|o|yn) )?$"
    r"|\b(?i:man|woman|bloke|guy|chap|lady|family|neighbou?rs?|tenants?|couple|lads?|girl|boy"
    r"|kids?|owners?"
    r"|occupiers?|complainer|complainant|objector|nutter|idiot|liar|thief|dealer|landlord|person"
    r"|people"
    r"|lot|gran|nan|nana|mum|mam|dad|uncle|aunt\w*|sister|brother|mate|friend|ex|teulu|dyn|dynes"
    r"|gŵr|gwraig"
    r"|cymydog|gymydog|nghymydog|tenant|perchennog|nain|taid|mamgu|tadcu|hogyn|hogan"
    r"|bachan|boi)(?i: who \w+)?(?i: and \w+ \w+)?,? (?i:at|in|of|from|over at|yn|o|sy'n|ar) $"
)
_TITLED = re.compile(r"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|Dr)\.? [A-Z][\w'’-]+,? $")
_FULL_NAME = re.compile(
    r"(?<![\w'’])([A-Z][\w'’-]{1,15})(?: (?:ap |ab |Mc|Mac|O'|van |de )?[A-Z][\w'’-]{1,20})?,? "
    r"(?:(?:at|of|from|in|o|yn|sy'n) )?$"
)
_THEN_SOMEBODY = re.compile(
    r"^,? (?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|Dr)\.? [A-Z]"
    r"|^[^.!?\n]{0,40}\b(?:is where (?:he|she|they|i|we) (?:all )?lives?|is (?:my|his|her|their"
    r"|our)"
    r" (?:house|home|address|flat|place)|lives there|live there)\b"
    r"|^[^.!?\n]{0,25}\b(?:is|yw|ydi) (?:a (?:liar|thief|paedo|dealer|grass|nonce|drug dealer)"
    r"|on bail)\b"
    r"|^[^.!?\n]{0,30}, (?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]"
)
_ASIDE = re.compile(
    r"\b(?:outside|opposite|near|nearby|next to|corner of|between|in front of|behind|beside|from"
    r"|tu allan(?: i)?|gyferbyn(?: â| a)?|ger|wrth|rhwng|o flaen)(?: the)? $",
    re.I,
)
_PUBLIC_PLACE = re.compile(
    r"\b(?:council|offices?|library|libraries|town hall|civic|museum|theatre|surgery|clinic"
    r"|hospital|school|college|church|chapel|mosque|leisure|pool|station|depot|shop|store"
    r"|caf[eé]|pub|hotel|restaurant|market|court house|courthouse|community centre|centre|hall"
    r"|planning|application|site|aldi|lidl|tesco|spar|co-?op|salon|barbers?|garage|gym|nursery"
    r"|pothole\w*|street ?lights?|lamp ?posts?|lamp|bus stop|crossing|junction|roadworks"
    r"|drain\w*|pavement|kerb|hedge|tree|fly ?tip\w*|rubbish|bins?|skip|scaffold\w*|outside"
    r"|opposite|near|next to|corner of|between|planning ref|consultation|event|open day|stall"
    r"|food ?bank|charity|headquarters|hq|branch|premises|unit|business|works|meeting|drop-in"
    r"|llyfrgell|lyfrgell|swyddfa\w*|neuadd|ysgol|canolfan|ganolfan|siop|tu allan|gyferbyn|ger|twll"
    r"|tyllau|golau|bin|biniau|meddygfa|amgueddfa|eglwys|capel|banc bwyd|open|opens|closed|ar agor"
    r"|cyngor|pwll|theatr|marchnad|cyfarfod|cais)\b",
    re.I,
)
#: Of these a house has its own: beside one, "my nan at 31 Hill View" is still where she lives.
_OF_A_HOUSE = frozenset(
    words(
        """
        bin bins tree hedge hall outside opposite near pavement kerb drain drains rubbish skip golau
        biniau lamp site works next open closed between council planning application cyngor
        """
    )
)
_OWN_POSTCODE = re.compile(
    r"\b(?:my|our|his|her|their|your man's|\w+'s|fy|ei|eu|ein)\b[^.!?\n]{0,20}\b(?:post ?code"
    r"|cod post"
    r"|nghod post|chod post|god post)\b[^.!?\n]{0,12}$|\b(?:post ?code|cod post)(?:'s| is|:| yw| "
    r"ydi) ?$",
    re.I,
)


def find_homes(text: str) -> Iterator[Place]:
    """Yield places where somebody lives, and public ones with a score under 0.5."""
    taken: list[tuple[int, int]] = []
    for count, match in enumerate(_ADDRESS.finditer(text)):
        if count >= MOST_PLACES:
            break
        score, start, end = _judge(text, match)
        taken.append((start, end))
        yield score, start, end
    for match in _NUMBER_ONLY.finditer(text):
        yield 0.66, match.start(), match.end()
    for match in _AT_NUMBER.finditer(text):
        if _TITLED.search(_sentence(text, match.start(), 40)):
            yield 0.66, match.start(), match.end()
    for count, match in enumerate(_POSTCODE.finditer(text)):
        if count >= MOST_PLACES:
            break
        if not any(a <= match.start() < b for a, b in taken[:20]):
            yield _judge_postcode(text, match), match.start(), match.end()


def _sentence(text: str, at: int, reach: int) -> str:
    piece = text[max(0, at - reach) : at]
    cut = max(piece.rfind("! "), piece.rfind("? "), piece.rfind("\n"))
    for stop in re.finditer(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bno)\. ", piece):
        cut = max(cut, stop.start())
    return piece[cut + 1 :] if cut >= 0 else piece


def _judge(text: str, match: re.Match[str]) -> Place:
    start, end = match.start(), match.end()
    postcode = _POSTCODE.search(text, end, min(len(text), end + 45))
    if postcode:
        end = postcode.end()
    before = _sentence(text, start, 60)
    after = text[match.end() : match.end() + 60]
    if _ASIDE.search(before):
        return 0.25, start, end
    if _HOME.search(before):
        return (0.85 if postcode else 0.78), start, end
    near = text[max(0, start - 60) : end + 50]
    places = [found[0].lower() for found in _PUBLIC_PLACE.finditer(near)]
    public = bool(places)
    named = _FULL_NAME.search(before)
    if _OF_A_HOUSE.issuperset(places) and (
        _SOMEBODY.search(before)
        or (named and is_given_name(named[1]))
        or _THEN_SOMEBODY.search(after)
    ):
        return 0.76, start, end
    if postcode and not public:
        return 0.72, start, end
    return 0.25, start, end


def _judge_postcode(text: str, match: re.Match[str]) -> float:
    before = _sentence(text, match.start(), 60)
    if _OWN_POSTCODE.search(before):
        return 0.7
    if _ASIDE.search(before) or _PUBLIC_PLACE.search(before):
        return 0.25
    return 0.72 if _HOME.search(before) else 0.25
