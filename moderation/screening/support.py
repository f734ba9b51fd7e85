"""What a model's word alone is worth: more is asked where little or nothing supports it.

A model trained on sentences about harm hears it in any talk of children, mothers and nights.
Where a comment has no word that such harm is told in, or hardly any words at all, a category
is flagged only from its stricter threshold (`Calibration.alone`).
"""

import re

from moderation.screening.findings import Reading
from moderation.vocabulary import Category

#: A comment of fewer words than this says too little for the usual threshold.
FEW_WORDS = {"en": 4, "cy": 5, "mixed": 4}
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
    r"|isn't allowed|never allowed|controls?|alone|hiding|help me|refuge"
    r"|lladd|marw|farw|brifo|brif|taro|tharo|curo|churo|guro|cam-?drin|gam-?drin|gamdrin|cleisiau"
    r"|ofn|bygwth|bygythiad|llwgu|llwglyd|cloi|chloi|gloi|treisio|dreisio|cyffwrdd|gyffwrdd"
    r"|gyffuriau|cyffuriau|hunanladdiad|tabledi|bywyd|byw|byth eto|ffarwel|gwaed|sgrechian"
    r"|dianc|rhedeg i ffwrdd|gorfodi|dwyn|torri fy hun|brifo fy hun|bod yma)\b"
)


def stands_alone(category: Category, reading: Reading) -> bool:
    """Say whether nothing in the comment supports what a model alone says of `category`."""
    seen = sum(1 for _ in zip(_WORD.finditer(reading.flat), range(FEW_WORDS["cy"]), strict=False))
    if seen < FEW_WORDS[reading.language]:
        return True
    return category is Category.SAFEGUARDING and not _RISK.search(reading.flat)
