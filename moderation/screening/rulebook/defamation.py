"""Allegations of crime or dishonesty against somebody who can be identified.

Criticism of the council as a body is not here, nor is a bad job, a broken promise or a
resignation called for: only what a named person, or the holder of one post, is said to have
done against the law.
"""

import re

from moderation.screening.findings import Finding, Reading, lay_flat
from moderation.screening.people import full_names
from moderation.screening.rules import rule
from moderation.vocabulary import Category

SOURCE = "rules 2026.11.2"
_D = Category.DEFAMATION
#: Someone identifiable: a title with a name, or a post that one person holds.
_POST = (
    r"(?:(?:the |our |your |that |this )?(?:deputy )?(?:mayor|chief exec\w*|council leader"
    r"|leader(?: of the council)?"
    r"|head ?teacher|headmaster|headmistress|head of (?:planning|housing|finance|highways"
    r"|education|social services|legal|hr|procurement)"
    r"|planning officer|housing officer|monitoring officer|returning officer|town clerk|clerk"
    r"|finance director|director of \w+"
    r"|(?:manager|boss|owner|landlord|caretaker|treasurer|chair\w*|head|secretary) (?:of|at) "
    r"the [\w' ]{3,25}?))"
)
_TITLED = (
    r"(?:(?:councillors?|cllrs?|coun|mr|mrs|ms|miss|dr|pc|sir|lord|lady|rev) [a-z][a-z'\-]+(?: "
    r"[a-z][a-z'\-]+)?"
    r"|y cynghorydd [a-z'\-]+|cynghorydd [a-z'\-]+)"
)
_WHO = r"(?:" + _TITLED + r"|" + _POST + r")"
_IS = (
    r"(?:'s| is| was| are|, | has been| and (?:his|her) \w+ (?:are|is)| is just| is nothing "
    r"but| has always been)"
)
_CRIMINAL = (
    r"(?:a |an |the |another |nothing but a |just a |known |convicted |common |proven "
    r"|complete |total |total and utter |bloody |fucking |absolute |dirty |right |lying |well "
    r"known |local )*"
    r"(?:thief|thieves|crook|crooks|fraud|fraudster|con ?man|con ?artist|criminal"
    r"|paedo(?:phile)?|pedo(?:phile)?|nonce|rapist|wife ?beater|drug ?dealer|money launderer"
    r"|embezzler|swindler|gangster|child abuser|kiddy fiddler|kiddie fiddler|sex offender"
    r"|perjurer|forger|tax dodger|benefit cheat|murderer|sex pest)\b"
)
_CROOKED = (
    r"(?: \w+){0,2}? (?:corrupt|crooked|bent|on the take|on the fiddle|in the pocket of|in the "
    r"pay of|bribed|paid off|bought and paid for|dishonest and|taking (?:bribes|backhanders"
    r"|cash|kickbacks|money from)|stealing|embezzling|fiddling|laundering|dealing drugs"
    r"|rigging)\b"
)
_DID = (
    r"(?: [\w']+){0,3}? (?:takes? (?:bribes|backhanders|bungs|kickbacks|brown envelopes|cash "
    r"(?:from|to|for))|took (?:a |the )?(?:bribes?|backhanders?|bungs?|kickbacks?|brown "
    r"envelopes?|cash (?:from|to|for))|tak(?:es|ing|en) (?:bribes|backhanders|bungs|kickbacks"
    r"|cash)"
    r"|pocket(?:s|ed|ing)?|trouser(?:s|ed|ing)|steals?|stole|stolen|nick(?:s|ed) the"
    r"|embezzl\w+|launder\w+|defraud\w*|swindl\w+|fiddl(?:es|ed|ing)|forg(?:es|ed|ing)"
    r"|falsif\w+|rig(?:s|ged|ging) (?:the|a|every)|brib\w+|lied (?:under oath|in court|to the "
    r"(?:inquiry|police|court))|perjur\w+"
    r"|molest\w*|grop(?:es|ed|ing)|rap(?:es|ed)\b|abus(?:es|ed) (?:kids|children|boys|girls"
    r"|residents|patients|his|her)|groom(?:s|ed) (?:a|kids|girls|boys|children|young)|beats? "
    r"(?:his|her) (?:wife|husband|kids|partner|girlfriend)|deal(?:s|t|ing)? (?:drugs|cocaine"
    r"|weed|coke)"
    r"|sell(?:s|ing)? (?:drugs|stolen|planning permission|contracts|cocaine)|sold (?:planning "
    r"permission|drugs|contracts|the \w+ to (?:his|her) (?:mates?|brother|friends?))|(?:got"
    r"|gets|accepted|received|receives|accepts) (?:a |an |his |her )?(?:brown envelopes?"
    r"|backhanders?|kickbacks?|bungs?|bribes?)"
    r"|gave (?:the|a) contract to (?:his|her)|(?:hand|hands|fingers) in the till|drink "
    r"?-?driv\w+|drives? (?:home )?(?:drunk|pissed)|covers? up|covered up|cooks? the books"
    r"|cooked the books|cooking the books|insider deal\w*|paid off|blackmail\w*|runs? a "
    r"(?:fraud|scam|racket|brothel)|slept with|sleeping with)\b"
)
_MONEY = (
    r"\b(?:straight|right) into (?:his|her) (?:own )?(?:pocket|back pocket|bank account)"
    r"|\b(?:how much|what) did (?:the developer|they|he|she|it)[\w' ]{0,25}(?:slip|pay|bung"
    r"|bribe) (?:you|him|her)"
)
_FAIR = (
    r"\b(?:police (?:said|confirmed|report)|was (?:found )?not guilty|cleared of|acquitted"
    r"|victim of|caught (?:the|a)|accused (?:wrongly|falsely)|is not a|isn't a|wasn't a|not a "
    r"(?:thief|crook|criminal|fraud)|never (?:took|stole|take|pocket\w*)|did not (?:steal|take)"
    r"|didn't (?:steal|take)"
    r"|stolen from (?:him|her)|had (?:his|her|their) (?:bike|car|bag|phone|purse|wallet) "
    r"(?:stolen|nicked)|talks? (?:on|about) fraud|fight\w* fraud|fraud awareness|tackl\w+ "
    r"(?:fraud|crime)|speeding|steals? the show|stole the show|stole my heart|stole our hearts"
    r"|pocket (?:park|money|guide)"
    r"|covers? up (?:the|his|her) (?:potholes?|graffiti|hole|head|hair|legs?)|covered up "
    r"(?:the|well|warm)|is it true|novel|panto\w*|play(?:s|ed|ing) (?:a|the)|in the play"
    r"|character|would (?:be|make) a|don't believe)\b"
)
_SAID_OF_NAME = re.compile(
    r"(?:"
    + _IS
    + r" ?(?:\w+ ){0,2}?"
    + _CRIMINAL
    + r"|(?:'s| is| was| has been| must be|)"
    + _CROOKED
    + r"|"
    + _DID
    + r")"
)
_ALL_FAIR = re.compile(_FAIR)


def find_named(reading: Reading) -> list[Finding]:
    """Return what is alleged right after a full name, which only capitals give away."""
    for name in full_names(reading):
        plain = lay_flat(name.lower())[0]
        at = reading.flat.find(plain)
        if at < 0:
            continue
        end = at + len(plain)
        match = _SAID_OF_NAME.match(reading.flat, end, end + 120)
        if match and not _ALL_FAIR.search(reading.flat[max(0, at - 40) : match.end() + 60]):
            span = reading.span(at, match.end())
            return [Finding(_D, 0.82, (span,), SOURCE, "defamation/full-name")]
    return []


DEFAMATION = (
    rule("defamation/named-criminal", _D, 0.84,
         r"\b" + _WHO + _IS + r" ?(?:\w+ ){0,2}?" + _CRIMINAL,
         "thief, thieves, crook, fraud, con man, conman, con artist, criminal, paedo, pedo, "
         "nonce, rapist, wife beater, dealer, launderer, embezzler, swindler, gangster, abuser,"
         " fiddler, offender, perjurer, forger, dodger, cheat, murderer, sex pest",
         unless=_FAIR),
    rule("defamation/named-crooked", _D, 0.82, r"\b" + _WHO + r"(?:'s| is| are| was| has been| "
    r"must be|)" + _CROOKED,
         "corrupt, crooked, bent, on the take, on the fiddle, in the pocket, in the pay, "
         "bribed, paid off, bought and, dishonest, taking, stealing, embezzl, fiddling, "
         "laundering, dealing, rigging", unless=_FAIR),
    rule("defamation/named-act", _D, 0.83, r"\b" + _WHO + r"(?:'s|)?" + _DID,
         "bribe, backhander, bung, kickback, envelope, cash, pocket, trouser, steal, stole, "
         "nick, embezzl, launder, defraud, swindl, fiddl, forge, forging, falsif, rig, brib, "
         "lied, perjur, molest, grop, rape, abuse, groom, beat, deal, sell, sold, contract, in "
         "the till, driv, drunk, cover, books, paid off, blackmail, runs a, slept with, "
         "sleeping with",
         unless=_FAIR),
    rule("defamation/money", _D, 0.72, _MONEY, "into his, into her, slip you, slip him, slip "
    "her, pay you, bung you, bribe you", unless=_FAIR + r"|council"),
    rule("defamation/enwog", _D, 0.84,
         r"\b(?:(?:mae'r |y |yr |mae )?(?:cynghorydd|maer|prif weithredwr|arweinydd|prifathro"
         r"|pennaeth \w+|clerc|mr|mrs) ?[a-z'\-]*(?: [a-z'\-]+)?)(?:'n| yn| wedi| ydi| yw)?(?: "
         r"[\w']+){0,3}? (?:llwgr\w*|lwgr|lwgrwobr\w*|llwgrwobr\w*|cil-?dwrn|gil-?dwrn|lleidr"
         r"|leidr|twyllwr|dwyllwr|troseddwr|droseddwr"
         r"|pedoffeil|bedoffeil|treisiwr|dreisiwr|dwyn|pocedu|bocedu|ddwyn|amlen(?:ni)? "
         r"(?:brown|frown)|gwerthu cyffuriau|werthu cyffuriau|curo ei (?:wraig|gwr)|guro ei "
         r"(?:wraig|gwr)|twyllo|celwydd (?:ar|dan) lw|ffugio|yfed a gyrru|cytundeb i'w|derbyn "
         r"(?:arian|pres) gan)\b"
         r"|\b(?:lleidr|twyllwr|troseddwr|pedoffeil|treisiwr|crwc) (?:ydi|yw|ydy)(?:'r)? (?:y |yr "
         r"|cynghorydd )?[a-z'\-]+ ?[a-z'\-]*",
         "llwgr, lwgr, cil-dwrn, gil-dwrn, cil dwrn, lleidr, leidr, twyll, dwyll, trosedd, "
         "drosedd, pedoff, bedoff, treisi, dreisi, dwyn, pocedu, bocedu, amlen, cyffuriau, "
         "curo ei, guro ei, celwydd, ffugio, yfed, cytundeb, derbyn, crwc",
         unless=r"sgwrs am dwyll|atal twyll|beic|cafodd|dydi .{0,20}ddim yn|nid (?:lleidr"
         r"|twyllwr)|sgam"),
)  # fmt: skip
