"""What is alleged of somebody called by one name alone: "Surname took a bribe".

A single capitalised word is weak evidence of a person, so only plain allegations of crime
count, and words that stand for a body, a party, a group or nobody in particular never do.
"""

import re

from moderation.screening.findings import Finding, Reading
from moderation.screening.identity import identity_words
from moderation.screening.people import names_somebody
from moderation.screening.words import words
from moderation.vocabulary import Category

SOURCE = "rules 2026.11.2"
_D = Category.DEFAMATION
_MOST = 40
_ANCHORS = re.compile(
    r"brib|backhand|bung|envelope|kickback|stole|nick|robb|embezz|pocket|rigg|fixed the|thief"
    r"|crook|fraud|paedo|pedo|nonce|rapist|corrupt|bent|on the take|in the till|skimm|bought"
    r"|paid|cash|greased|launder|swindl|takings|criminal|cheat|pay|slip|guilty|caught|theft"
    r"|fiddl|own firm|own company|mates"
    r"|llwgr|lwgr|lleidr|leidr|amlen|mhoced|boced|ddwyn|dwyn|dalu|twyll|dwyll|cil-?dwrn"
)
_WHO = r"(?<![\w'-])([a-z][a-z'\-]{2,20})"
_PAYER = (
    r"(?:the |a |that |his |her |some )*(?:[a-z]+ )?(?:developers?|builders?|contractors?"
    r"|marina company|company|firm|landlords?|supermarket)"
)
_SAYS = re.compile(
    _WHO + r"(?:(?: has| have| had|'s| definitely| also| clearly| obviously| just| must have"
    r"| probably){0,3} (?:took|taken|takes|taking|had|got|accepted|pocketed|received) (?:a |the "
    r"|his "
    r"|her |some |£[\d,.]+k? (?:in |of )?)*(?:bribes?|bungs?|backhanders?|kickbacks?"
    r"|brown envelopes?|cash (?:from|off|for))"
    r"|(?: has| have|'s| definitely){0,2} (?:stole|stolen|robbed|nicked|embezzled|pocketed"
    r"|trousered|laundered|swindled) (?:it\b(?! back)|us blind|the (?:lot|money|funds?|takings|cash"
    r"|grant|fund|rest|[a-z]+ (?:money|funds?|takings|cash|grant))|our (?:money|taxes|cash)"
    r"|£[\d,.]+k?|thousands|all the money|from the)"
    r"|(?: has| is|'s| was| got| been| had been){1,3} (?:paid|bought|paid off|bribed)(?: off)?"
    r"(?: £?[\d,.]+k?)? by "
    + _PAYER
    + r"|(?: took| got| had| accepted)(?: \w+){1,3} (?:from|off) "
    + _PAYER
    + r" (?:to|for)|(?: is|'s| was| has been) in (?:the |that )?"
    r"(?:pocket|pay) of\b|(?: is|'s| was) in (?:the |that )?[a-z]+'s pocket"
    r"|(?: is|'s| was)(?: a| an| nothing but a| just a| known| right| proven| total| dirty"
    r"| lying)* (?:thief|crook|fraud|fraudster|paedo|paedophile|pedo|nonce|rapist|criminal|con ?man"
    r"|benefit cheat|embezzler)\b|(?: is|'s| was)(?: completely| totally| so| as)? (?:corrupt"
    r"|bent(?= (?:as|and)|$|[.!,])|on the take|on the fiddle|crooked)"
    r"|(?: has|'s|'s got| has got| had| got)+ (?:his|her|their) (?:hands?|fingers?) in the till"
    r"|(?: has| been|'s)* (?:skimming|fiddling|laundering|embezzling) (?:the|it|his|her|our|money)"
    r"|(?: has)? (?:rigged|fixed) (?:the )?(?:vote|tender|contract|count|election|bid)"
    r"|(?: has)? (?:gave|given|handed) (?:his|her) (?:own |mate'?s? |brother'?s? |wife'?s? ){1,2}"
    r"(?:firm|company) the|(?: has)? had (?:his|her) palm greased"
    r"|(?: has)? walked off with the (?:\w+ )?(?:takings|money|cash))"
)
_SAYS_WELSH = re.compile(
    r"\b(?:mae|roedd|mi gymerodd|mi gafodd|cafodd|fe gafodd|mi wnaeth|lleidr ydi|lleidr yw"
    r"|twyllwr ydi|twyllwr yw|mae'r) (?P<who>[a-z][a-z'\-]{2,20})(?P<says>(?: \w+| o'r| yn| wedi"
    r"|'n)"
    r"{0,4}? (?:llwgr\w*|lwgr\w*|lleidr|leidr|twyllwr|dwyllwr|amlen(?:ni)? f?brown|amlen frown"
    r"|ym mhoced|cil-?dwrn|dwyn (?:y |yr |ein )?(?:pres|arian)|(?:ei )?(?:d?t?alu) gan (?:y |yr "
    r"|r )?(?:datblygwr|adeiladwr)\w*))|\b(?:lleidr|twyllwr|crwc) (?:ydi|yw|ydy) "
    r"(?P<said>[a-z][a-z'\-]{2,20})(?=$|[.!,])"
)
_NAME = r"(?P<name>[a-z][a-z'\-]{2,20})"
#: Roundabout ways to say the same; here only capitals show that a name stands there.
_HINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w'-])"
        + _NAME
        + r" (?:has |have |is |was |and \w+ (?:are |have )?|been |just |only )*"
        r"(?:lin(?:ed|ing|es)|stuff(?:ed|ing|s)|fill(?:ed|ing|s)) (?:his|her"
        r"|their)(?: own)? pockets?\b",
        r"(?<![\w'-])"
        + _NAME
        + r" (?:is |was |must be |has to be )(?:definitely |clearly |being )?"
        r"(?:on (?:the|their) (?:\w+ )?(?:developers?|builders?|contractors?)?(?:'s?)? ?payroll"
        r"|paid by|bought by|owned by the developers?|bribed)\b",
        r"\b(?:developers?|builders?|contractors?|the marina company) (?:has |have |had "
        r"|must have )?"
        r"(?:paid off|bribed|bought|bunged|slipped|paid)(?: councillor| cllr)? " + _NAME,
        r"\b(?:bribes?|bungs?|backhanders?|kickbacks?|brown envelopes?)(?: full of cash)? (?:to"
        r"|for)"
        r"(?: councillor| cllr)? " + _NAME,
        r"(?<![\w'-])"
        + _NAME
        + r"[^.!?]{0,40}\b(?:brown envelopes?|backhanders?|kickbacks?|bungs?)\b",
        r"(?<![\w'-])" + _NAME + r"(?<='s)(?: \w+){1,2} (?:was |were |is |got )?(?:paid for|bought"
        r"|built|funded) (?:by|with) (?:" + _PAYER + r"|our (?:money|taxes))",
        r"\b(?:how much|what) (?:did|has|have|was) (?:the \w+ |they |he |she )?(?:pay|paid|slip"
        r"|slipped"
        r"|bung|bunged)(?: councillor| cllr)? " + _NAME,
        r"\b(?:how much|what) (?:did|has|was|is)(?: councillor| cllr)? "
        + _NAME
        + r" (?:get|got|paid"
        r"|pocket|trouser|being paid)\b[^.!]{0,30}\b(?:for|from|by|under|out of)\b",
        r"\b(?:arrest|jail|lock up|prosecute|charge)(?: councillor| cllr)? "
        + _NAME
        + r" (?:for|over) "
        r"(?:theft|fraud|stealing|bribery|corruption)",
        r"(?<![\w'-])"
        + _NAME
        + r" (?:committed|commits|is guilty of|was caught|got caught|has been"
        r" caught|been) (?:[a-z]+ )?(?:fraud|theft|bribery|perjury|stealing|thieving|embezzl\w+"
        r"|corruption|robbing)",
    )
)
_FAIR = re.compile(
    r"\b(?:not|n't|never|cleared|acquitted|panto\w*|play(?:s|ed|ing)|film|novel|book|story|is it"
    r" true|pretend|joke|joking|game|heart|show|falsely|accus\w+|ddim|nid|tribute)\b|\?"
)
#: What only a corrupt person does; counted where the comment names somebody.
_TAINT = re.compile(
    r"\b(?:(?:paid|bought|bribed|bunged)(?: off)?(?: \w+){0,3}? by (?:the |a |that |some )?"
    r"(?:developers?|builders?|contractors?)|brown envelopes?|backhanders?|(?:a|the|his|her|took"
    r"|takes|taking) (?:bungs?|bribes?)|on the take|in (?:the|that) (?:developers?|builders?"
    r"|contractors?)'?s? (?:back )?pocket|hands? in the till|amlen(?:ni)? f?brown|amlen frown"
    r"|llwgrwobr\w*)\b"
)
_BODY = re.compile(r"\b(?:council|cabinet|committee|department|cyngor|they|them|no|any|nobody)\b")
_UNTRUE = re.compile(
    r"\b(?:not|n't|never|cleared|acquitted|panto\w*|play(?:s|ed|ing)|film|novel|book|pretend|falsely"
    r"|salary|wages?|wage bill|tribute|invoice|on time|insurance)\b"
)
#: Words that begin such sentences and are nobody's name.
NOBODY = (
    frozenset(
        words(
            """
            the they them their there this that these those who whoever what which someone
            somebody anyone anybody everyone everybody nobody none one he she his her him it its
            you your yours we our ours us i my mine me all most many some few lot lots both each
            people person man men woman women kid kids child children boy boys girl girls lad
            lads thieves thief gull gulls seagull seagulls dog cat fox crow magpie burglar
            burglars gang council cabinet committee administration government state party labour
            tories tory conservatives conservative plaid reform greens green libdems lib
            democrats independents ukip llafur ceidwadwyr cyngor planners planning planner
            highways housing finance department dept office officers officer councillors
            councillor cllrs cllr staff workers worker management managers company companies firm
            contractor contractors developer developers builder builders landlord landlords bank
            banks banker bankers police mps politicians politician leader leaders mayor team
            wardens warden system policy plan scheme project money grant road pier town city
            place country westminster whitehall senedd cardiff porthaven porthafan everything
            nothing something anything and but because since when while where why how then
            now today yesterday tomorrow mate mates brother sister father mother mum dad mam nan
            husband wife son daughter neighbour neighbours friend friends bus train car van pipe
            nail fork wheel bumper frame sign lamppost post fence gate spoon aerial pole
            maer mae'r pwy rhywun neb pawb nhw hwn hon hynny y yr un plant pobl dyn dynes
            lleidr heddlu cwmni banc aelod arweinydd arian pres beic car ci cath gwylan
            """
        )
    )
    | identity_words()
)


def find_bare(reading: Reading) -> list[Finding]:
    """Return what is plainly alleged of somebody called by one name, the first of it."""
    flat = reading.flat[:5000]
    if not _ANCHORS.search(flat):
        return []
    patterns = [(_SAYS, 1)]
    if reading.language != "en":
        patterns.append((_SAYS_WELSH, 0))
    for pattern, group in patterns:
        for count, match in enumerate(pattern.finditer(flat)):
            if count >= _MOST:
                break
            place = group or ("who" if match["who"] else "said")
            if not _is_somebody(reading, match, place):
                continue
            if _FAIR.search(flat[max(0, match.start() - 30) : match.end() + 25]):
                continue
            span = (reading.span(match.start(place), match.end()),)
            return [Finding(_D, 0.78, span, SOURCE, "defamation/one-name")]
    for pattern in _HINTS:
        for count, match in enumerate(pattern.finditer(flat)):
            written = reading.written(match.start("name"), match.end("name"))
            if count >= _MOST:
                break
            if match["name"].removesuffix("'s") in NOBODY or not written[0].isupper():
                continue
            if _UNTRUE.search(flat[max(0, match.start() - 30) : match.end() + 25]):
                continue
            span = (reading.span(match.start(), match.end()),)
            return [Finding(_D, 0.7, span, SOURCE, "defamation/hinted")]
    return _tainted(reading, flat)


def _tainted(reading: Reading, flat: str) -> list[Finding]:
    match = _TAINT.search(flat)
    if match is None or not names_somebody(reading):
        return []
    around = flat[max(0, match.start() - 40) : match.end() + 25]
    if _BODY.search(around) or _UNTRUE.search(around) or _FAIR.search(around):
        return []
    span = (reading.span(match.start(), match.end()),)
    return [Finding(_D, 0.62, span, SOURCE, "defamation/hinted")]


def _is_somebody(reading: Reading, match: re.Match[str], place: str | int) -> bool:
    name = match[place]
    if name.removesuffix("'s") in NOBODY:
        return False
    written = reading.written(match.start(place), match.end(place))
    if written[0].isupper():
        return True
    before = reading.flat[max(0, match.start(place) - 3) : match.start(place)].rstrip()
    # An author who writes no capitals gives none to names either.
    no_capitals = not any(c.isupper() for c in reading.normal.text)
    return no_capitals and (not before or before[-1] in ".!?,:")
