"""Where a listed word is innocent: names, food, vans, and words of the other language."""

import re

from moderation.screening.words import words
from moderation.vocabulary import Category

_REACH = 48
#: A term -> what stands near it when it means something harmless.
_BESIDE: dict[str, re.Pattern[str]] = {
    word: re.compile(pattern)
    for words, pattern in (
        ("fuk", r"\b(?:flights?|airports?|fly|flying|fukuoka|terminal)\b"),
        ("cnut", r"\b(?:canute|king|brenin|danish|denmark|vikings?|hanes|history|tide)\b"),
        ("ffac", r"\bffac-?(?:s|simil\w*)\b"),
        ("cachu", r"\bcachu iar\b"),
        ("yr ast, 'r ast, hen ast", r"\b(?:cwn|ci|milfeddyg|fet|bach|cenel|cenawon|gast)\b"),
        ("faggot, faggots", r"\b(?:wood|firewood|bundles?|twigs|brushwood|peas|gravy"
        r"|butcher\w*|mushy|mash|chip\w*|supper|market"
        r"|recipe|eat"
                           r"|ate|dinner|lunch|homemade|pys)\b"),
        ("tranny, trannies", r"\b(?:van|ford|transit|mot|engine|parked|gearbox|diesel)\b"),
        ("mong, mongs", r"\bhong\b|\bkok\b"),
        ("poof", r"\b(?:gone|vanish\w*|disappear\w*|magic|smoke|went|just like that)\b"),
        ("wog, wogs", r"\bterry\b"),
        ("paki", r"\bpaki ?stan\w*"),
        ("bender", r"\bfender\b"),
        ("cont, cont's", r"\b(?:page|p|pp|tbc|overleaf)\b|cont(?:'d|d)?\.|^cont\b|/cont"),
        ("dick, dicks, dick's", r"\bdick(?:s|'s)? (?:turpin|whittington|lane|street|road|van dyke"
                              r"|emery|francis|barton)|\b(?:spotted|moby|uncle|mr|cllr|councillor"
                              r"|private|tom|clever|every tom|sir|dear|hi|hello|thanks|thank you)"
                              r",? (?:dick|tom,? dick)"),
        ("prick, pricks", r"\b(?:finger|thumb|needle|blood|test|thorn\w*|pin|stake|ears?|potato\w*"
                         r"|sausage\w*|fork|skin|holly|brambles?)\b"),
        ("slag, slags", r"\b(?:heaps?|tips?|coal|steel|iron|slate|mine\w*|colliery|cement|spoil"
                       r"|aggregate|furnace|lane|slag off|slagged)\b|slag off"),
        ("bitch, bitches", r"\b(?:puppies|litter|spayed|pedigree|breeder|kennel|in heat|in season"
                          r"|whelping|resting)\b"),
        ("spastic, spastics", r"\b(?:society|paraplegia|diplegia|muscle|quadriplegia|hemiplegia"
                             r"|colon|paresis)\b"),
        ("spaz", r"\bspa z"),
        ("retard, retards", r"\b(?:fire|flame|growth|progress|corrosion|rust)\b"),
        ("mongoloid", r"\bhistor\w*"),
        ("redskin, redskins", r"\b(?:washington|potato\w*|onion\w*|peanuts?|nfl)\b"),
        ("spic, spics", r"\bspan\b"),
        ("yid, yids", r"\b(?:army|spurs|tottenham|thfc)\b"),
        ("cocks, cock", r"\b(?:crow\w*|hen|hens|stop|ball|bantam|pheasant|weather)\b"),
        ("horny", r"\b(?:goloch|toad|skin|hand)\b"),
        ("porn, porno", r"\b(?:food|revenge|property|poverty|stop|ban|block|filter|addict\w*"
        r"|anti)\b"),
        ("whore, whores", r"\bbabylon\b"),
        ("gook", r"\bgobbledy"),
        ("half breed, half-breed", r"\b(?:horse|dog|cattle|sheep|pony|cat)\b"),
        ("bastard, bastards", r"\b(?:file|cabbage|toadflax|king|sons?|william|trench|hound)\b"),
        ("shit", r"\bshit ?zu\b"),
        ("waste of space", r"\b(?:car|building|roundabout|site|shelf|area|land|plot|room"
        r"|office|park)\b"),
        ("slut, sluts", r"\bshamed?\b|\bshaming\b"),
        ("my dick, my cock", r"\b(?:cockerel|hen|crow\w*|pheasant|bantam)\b"),
        ("abbo", r"\babbots?\b"),
        ("kill yourself, kys", r"\b(?:told|tells?|said|saying|says|telling)\b"),
    )
    for word in words.split(", ")
}  # fmt: skip
#: Welsh words that are ordinary in English text, and the reverse.
_ONLY_IN_WELSH = frozenset(
    words("cont gont ngont chont conts tin din hen paci pacis niger nigers ast coc")
)
_ONLY_IN_ENGLISH = frozenset(words("moron morons bum prick pricks git hell dick hen bint crap"))
#: Words in the names of real streets: "Minge Lane", "Sluts Hole Lane", "Bell End, Rowley".
_IN_STREET_NAMES = frozenset(
    ["minge", "slut", "sluts", "slag", "dick", "cock", "prick", "bell end", "knob end", "tits"]
)
_WAY = re.compile(
    r"(?: hole)?(?: (?:lane|road|street|close|hill|avenue|farm|wood|drive|way|green|court|place)\b"
    r"|, (?:rowley|worcestershire|west midlands|bolton|kearsley))"
)
#: Someone tells what was said to them, or asks for it to be taken away.
_REPORTED = re.compile(
    r"\b(?:called (?:me|him|her|us|them|my|our|a|an)|calling (?:me|him|her|us|them|people|my"
    r"|someone)"
    r"|was called|were called|got called|been called|being called|shouted|shouting|yelled|graffiti"
    r"|sprayed|painted on|scrawled|daubed|the word|the term|words like|slur|slurs|racist abuse"
    r"|homophobic abuse|hate speech|please remove|report(?:ed|ing)? (?:it|him|her|them|this)"
    r"|stop (?:using|saying|calling)|never say|don't say|do not say|not ok to|not okay to"
    r"|unacceptable|not acceptable|offensive to|fy ngalw|ei alw|ei galw|gweiddi|gwaeddodd"
    r"|graffiti|y gair|annerbyniol|wedi sgwennu)\b"
)


#: "I cnt log in": can't, written short.
_CANNOT = re.compile(r"(?:^|\b(?:i|u|we|you|they|he|she|it|people|who|ppl|still|just|jst) )$")
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|cllr|councillor|sir|lady|lord|rev|reverend|prof|professor|mayor)\.? $"
)
_ENDS = frozenset(["bell end", "knob end", "nob end", "bell-end"])
_BEFORE_A_PLACE = re.compile(r"\b(?:to|in|near|at|from|of|for|through|via|past|visit|on|around) $")
_AFTER_A_PLACE = re.compile(r" (?:in|near|is in|to|road|village|estate|locks?)\b|, ")


def is_a_name_here(flat: str, start: int, end: int, written: str, *, misspelt: bool) -> bool:
    """Say whether the term at [start, end), `written` so, is somebody's or some place's name."""
    if not written[:1].isupper() or written.isupper():
        return False
    if misspelt and start > 1 and flat[start - 1] == " " and flat[start - 2] not in ".!?":
        return True
    if _TITLED.search(flat[max(0, start - 12) : start]):
        return True
    if flat[start:end] in _ENDS and written.istitle():
        before, after = flat[max(0, start - 10) : start], flat[end : end + 12]
        return bool(_BEFORE_A_PLACE.search(before) or _AFTER_A_PLACE.match(after))
    return False


def is_harmless(flat: str, start: int, end: int, language: str, category: Category) -> bool:
    """Say whether the term at [start, end) means something innocent where it stands."""
    term = flat[start:end]
    if language == "en" and term in _ONLY_IN_WELSH:
        return True
    if language == "cy" and term in _ONLY_IN_ENGLISH:
        return True
    if (
        term == "cnt"
        and flat[end : end + 1] == " "
        and _CANNOT.search(flat[max(0, start - 7) : start])
    ):
        return True
    if flat[end : end + 1] == "-" and flat[end + 1 : end + 2].isdigit():
        return True  # "FUK-2291" is a number of something
    near = flat[max(0, start - _REACH) : end + _REACH]
    if term in _IN_STREET_NAMES and _WAY.match(flat, end):
        return True
    beside = _BESIDE.get(term)
    if beside is not None and beside.search(near):
        return True
    if category is Category.HATE:
        wide = flat[max(0, start - 90) : end + 90]
        return bool(_REPORTED.search(wide))
    return False
