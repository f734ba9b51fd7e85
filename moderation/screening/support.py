"""What a model's word alone is worth: more is asked where little or nothing supports it.

A model trained on sentences about harm hears it in any talk of children, mothers and nights.
Where a comment has no word that such harm is told in, or hardly any words at all, a category
is flagged only from its stricter threshold (`Calibration.alone`).
"""

import re

from moderation.screening.findings import Reading
from moderation.screening.identity import neutralise
from moderation.screening.people import names_somebody
from moderation.vocabulary import Category

#: A comment of fewer words than this says too little for the usual threshold.
FEW_WORDS = {"en": 4, "cy": 5, "mixed": 4}
#: Where a model's word on a risk to somebody is taken up: lower than its calibration says, for
#: a miss costs more than a look. Chosen on the development comments and on 500 harmless texts.
OF_RISK = {Category.THREAT: 0.2, Category.SAFEGUARDING: 0.15}
#: The same where the words of such a risk stand together in the comment, as a weak frame says.
SUPPORTED = {Category.THREAT: 0.05, Category.SAFEGUARDING: 0.05, Category.DEFAMATION: 0.1}
_WORD = re.compile(r"[^\W\d_]{2,}")
_RISK = re.compile(
    r"\b(?:hurt\w*|harm\w*|hit|hits|hitting|beat\w*|punch\w*|slap\w*|kick\w*|chok\w*|strangl\w*"
    r"|bruis\w*|burns?|burnt|burn marks?|black eyes?|blood|abus\w*|assault\w*|attack\w*|rap(?:ed|es"
    r"|ing)|groom\w*|molest\w*|touch\w*|threat\w*|terrif\w*|scared|afraid|frightened|unsafe"
    r"|danger|flinch\w*|neglect\w*|starv\w*|hungry|unfed|locked|chained|slave\w*|traffick\w*"
    r"|forced|missing|run(?:ning)? away|ran away|runaway|drugs?|dealing|overdos\w*|pills|tablets"
    r"|bleach|suicid\w*|kill\w*|die|dies|dying|dead|death|end (?:it|things|my|everything)|ending"
    r"|cutting|cut my\w*|self|myself|goodbye|alive|live|living|existing?|exist|worthless|hopeless"
    r"|give up|given up|giving up|carry on|go on|not here|be here|disappear\w*|no one would"
    r"|nobody would|without me|secret\w*|naked|nudes|photos of|pictures|films? (?:me|her|him|us)"
    r"|follow(?:s|ed|ing)|stalk\w*|stealing|steals|takes (?:her|his|my)|screaming|screams|shout"
    r"\w* at|crying for|bed at night|nowhere to (?:go|sleep)|homeless|won't let|not allowed"
    r"|marks on|sweets|begging|begs|filthy"
    r"|worried about (?:him|her|them|the|my|a)|social services|welfare|not eating|stopped eating"
    r"|sobbing|sleeping rough|no coat|drunk|vodka|older (?:men|man|guy|lad|bloke)|strange man"
    r"|men in"
    r"|pregnant|isn't allowed|never allowed|controls?|alone|hiding|help me|refuge"
    r"|lladd|marw|farw|brifo|brif|taro|tharo|curo|churo|guro|cam-?drin|gam-?drin|gamdrin|cleisiau"
    r"|ofn|bygwth|bygythiad|llwgu|llwglyd|cloi|chloi|gloi|treisio|dreisio|cyffwrdd|gyffwrdd"
    r"|gyffuriau|cyffuriau|hunanladdiad|tabledi|bywyd|byw|byth eto|ffarwel|gwaed|sgrechian"
    r"|dianc|rhedeg i ffwrdd|gorfodi|dwyn|torri fy hun|brifo fy hun|bod yma)\b"
)

_VIOLENCE = re.compile(
    r"\b(?:fire|shame if|pity if|happen to|tick tock|careful|kill\w*|murder\w*|stab\w*|shoot\w*"
    r"|shot|gun|guns|knife|knives|bullet|bomb\w*|burn\w*"
    r"|torch\w*|petrol|acid|hang|hanged|hanging|lynch\w*|string(?:ing)? (?:up|them)|smash\w*|break"
    r"|broken|break your|punch\w*|kick\w*|beat\w*|batter\w*|hurt\w*|slap\w*|knock\w*|throat|neck"
    r"|skull"
    r"|legs|kneecap\w*|head|face|teeth|fists?|bat|brick|hammer|blood|dead|die|dies|death|grave"
    r"|coffin"
    r"|hospital|ambulance|attack\w*|assault\w*|run (?:you|him|her|them) over|get you|find you"
    r"|coming for"
    r"|come for|come round|waiting for|where you (?:live|work|park)|know where|watch (?:your"
    r"|yourself)"
    r"|warn\w*|regret|sorry|pay for this|days are numbered|lesson|visit|sort (?:you|him|her"
    r"|them) out"
    r"|sleep|safe|kids|family|house|car|windows?|tyres|brakes|dogs on|end (?:you|up)|put (?:you|him"
    r"|her|them)|against (?:a|the) wall|bleed|drown\w*|choke|rope|noose|lamp ?posts?"
    r"|lladd\w*|ladda\w*|torri|dorra|malu|falwn|llosg\w*|losg\w*|saethu|cyllell|gyllell|waed"
    r"|gwaed|dyrnu"
    r"|ddyrnu|waldio|waldia|curo|guro|cweir|gweir|crog\w*|grog\w*|gwylia|gwyliwch|byw|dy gefn"
    r"|farw|marw"
    r"|bom|gwn|tan|petrol|dy ben|dy wddw|brifo|difaru|chwalu|chwalwn)\b|\U0001f52b|\U0001f52a"
    r"|\U0001f4a3"
)
_SELLING = re.compile(
    r"://|www\.|\.\w{2,6}/|\.(?:com|net|org|tv)\b|@|£|\$|€|\d|%|\b(?:click|tap|link|dm|inbox"
    r"|message|txt|text|reply|check|visit|search|subs?|whats ?app|telegram"
    r"|follow\w*|subscri\w*|sub|channel|bio|free|win|won|winner|prize|gift|voucher|claim|offer|sale"
    r"|cheap|discount|buy|sell\w*|order|shop|store|deal|price\w*|quote|earn\w*|income|profit"
    r"|money|cash"
    r"|invest\w*|crypto|bitcoin|forex|trad(?:e|ing)|loan\w*|credit|debt|grant|refund|rebate|tax"
    r"|bank"
    r"|account|card|details|verify|confirm|login|password|followers|likes|views|collab\w*|promo\w*"
    r"|ambassador|brand|feature\w*|product|spell|psychic|dr|hacker|recover\w*|hire|call now|contact"
    r"|work from home|boss|team|girls|singles|meet|dating|stream|watch|video|track|song"
    r"|cliciwch|dolen|dilyn\w*|ddilyn\w*|sianel|ennill\w*|enill\w*|gwobr|wobr|arian|pres|benthyc\w*"
    r"|cynnig|pris|prynu|prynwch|gwerthu|neges|cyfrif|manylion|banc|ad-?daliad|buddsodd\w*)\b"
)
_SOME_GROUP = re.compile(
    r"\b(?:welsh[ -]speak\w*|siaradwyr cymraeg|(?:these|those|such) (?:people|types|folk)"
    r"|their (?:kind|sort|lot|religion|country"
    r"|culture|blood|genes)|that (?:lot|sort)|foreign\w*|illegals?|boat people|go back"
    r"|where (?:they"
    r"|you) came from|not british|not welsh|race|racial|religion|pobl (?:yma|yna)|eu teip"
    r"|o dramor)\b"
)
#: Whom abuse is of: the reader, a third person, people at work. Never a council as a body.
_SOMEONE = re.compile(
    r"\b(?:you|u|ur|your|you're|youre|yer|yourself|yours|he|he's|she|she's|his|her|him|hers|they're"
    r"|them|their|these|those|this (?:one|man|woman|guy|lot)|that (?:one|man|woman|guy|lot)|staff"
    r"|officers?|planners?|councillors?|cllrs?|wardens?|workers?|reception\w*|clerks?|managers?"
    r"|bin ?men|drivers?|teachers?|admin|whoever|people|bunch of|lot of|pack of|@\w+"
    r"|ti|ti'n|di|dy|chi|chi'n|eich|ei|fo|o'n|hi|hi'n|nhw|nhw'n|wyt|ydach|dach|cynghor\w+"
    r"|staff\w*)\b"
)
#: What residents talk of and link to: a model trained on chat takes any link for an advert.
_CIVIC = re.compile(
    r"\b(?:councils?|councillors?|cllrs?|library|libraries|museum|petitions?|consultations?"
    r"|planning"
    r"|bins?|recycling|garden waste|potholes?|leisure centre|coffee morning|(?:craft|school|summer"
    r"|village) f[ae](?:ir|te)|(?:village|church|town|community) hall|community|residents?|litter"
    r"|diversion|road ?works|bus(?:es)?|parking|playground|choir|eisteddfod|newsletter|crowdfunder"
    r"|charity|fundrais\w*|volunteers?|survey|by-?pass|food ?bank|care home|housing|tenants?"
    r"|cyngor|cynghor\w+|gyngor|llyfrgell|lyfrgell|deiseb\w*|ddeiseb|arolwg|ymgynghoriad|biniau"
    r"|ailgylchu|neuadd|canolfan|ganolfan|ysgol|elusen|gwirfoddol\w*|bore coffi|trigolion|cor)\b"
    r"|\b(?:bbc\.co\.uk|walesonline|nation\.cymru|theguardian\.com|itv\.com|s4c\.cymru|golwg\."
    r"|\w*\.?gov\.uk|gov\.wales|llyw\.cymru|senedd\.|nhs\.uk|\.ac\.uk|\.sch\.uk|change\.org"
    r"|38degrees\.|justgiving\.com|eventbrite\.)"
)
_TOLD_IN = {Category.SAFEGUARDING: _RISK, Category.THREAT: _VIOLENCE, Category.SPAM: _SELLING}


def too_short(reading: Reading) -> bool:
    """Say whether the comment has hardly any words."""
    seen = sum(1 for _ in zip(_WORD.finditer(reading.flat), range(FEW_WORDS["cy"]), strict=False))
    return seen < FEW_WORDS[reading.language]


def stands_alone(category: Category, reading: Reading) -> bool:
    """Say whether nothing in the comment supports what a model alone says of `category`."""
    if too_short(reading):
        return True
    if category is Category.THREAT and reading.language == "en":
        return False  # an English threat may hide in plain words, and a miss costs more
    if category is Category.HATE:
        flat = reading.flat
        return neutralise(flat) == flat and not _SOME_GROUP.search(flat)
    if category is Category.ABUSE:
        return not (_SOMEONE.search(reading.flat) or names_somebody(reading))
    told_in = _TOLD_IN.get(category)
    return told_in is not None and not told_in.search(reading.flat)


def is_civic(reading: Reading) -> bool:
    """Say whether a comment speaks of, or links to, what residents share in good faith."""
    return _CIVIC.search(reading.flat) is not None
