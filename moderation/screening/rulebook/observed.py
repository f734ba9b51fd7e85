"""What a third person sees or hears of harm to a child or an adult, English and Welsh."""

from moderation.screening.rules import rule
from moderation.vocabulary import Category

_S = Category.SAFEGUARDING
_YOUNG = (
    r"(?:girls?|boys?|kids?|children|child|school ?girls?|school ?kids?|teenagers?|young (?:girls?"
    r"|lads?|ones?)|little (?:girls?|boys?|ones?)|lads?|pupils?|toddlers?|my (?:daughter|son|niece"
    r"|nephew|granddaughter|grandson))"
)
_ADULT = (
    r"(?:(?:some|an?|the|this|that|old|older|strange|same) )*(?:man|men|bloke|fella|guy|chap|driver"
    r"|van|stranger|adult|neighbour|pervert|weirdo|old boy)"
)
_FINE = (
    r"\b(?:father christmas|santa|sion corn|shop|market|stall|party|parade|carnival|trick or treat"
    r"|halloween|easter|lollipop (?:man|lady)|thank\w*|lovely|kind(?:ly|ness)?|barbecue|bbq|grass"
    r"|pitch|bench|table|carpet|training|awareness|poster|leaflet|campaign|bus driver|netball"
    r"|rugby|football|free)\b"
)

OBSERVED = (
    rule("safeguarding/marks-on-a-child", _S, 0.86,
         r"\b(?:burn ?marks?|cigarette (?:burns?|marks?)|scald(?:s| marks?)|belt marks?|bite marks?"
         r"|hand ?prints?|welts?|(?:old |fresh |new |finger )bruis\w+|black eye|bruis\w+)\b[^.!?]"
         r"{0,50}\b(?:arms?|legs?|back|neck|face|wrists?|him|her|them|flinch\w*|winc\w+)\b"
         r"|\b(?:arms?|legs?|back|neck|wrists?) (?:\w+ )?covered in (?:\w+ )?(?:bruises|burns"
         r"|marks)"
         r"|\b(?:flinch(?:es|ed|ing)?|winc(?:es|ed|ing)|cower(?:s|ed|ing)?)\b[^.!?]{0,30}\b(?:when"
         r"|if|every time|whenever|as|near)\b",
         "burn, cigarette, scald, belt mark, bite mark, handprint, hand print, welt, bruis, black "
         "eye, covered in, flinch, winc, cower",
         unless=_FINE + r"|\b(?:fell|fall|tripped|slipped|bramble\w*|brakes?|dog|cat|puppy"
         r"|fireworks|price|bill)\b"),
    rule("safeguarding/gifts-and-lures", _S, 0.85,
         r"\b" + _ADULT + r"(?:'s| is| was| who| keeps?| kept| has been| been| by the \w+| outside"
         r"(?: the| our)? \w+| near the \w+| in a \w+| at the \w+"
         r"| goes round)*(?: \w+){0,3}? (?:giv\w+"
         r"|gave|offer\w*|hand(?:s|ing|ed)(?: out)?|buy(?:s|ing)?|bought)(?: \w+){0,4}? (?:sweets"
         r"|money|cash|vapes?|cigarettes|fags|booze|vodka|alcohol|drinks?|lifts?|presents|gifts"
         r"|phones?)\b[^.!?]{0,30}\b" + _YOUNG + r"\b|\b" + _ADULT + r"(?: \w+){0,8}? (?:giv\w+"
         r"|gave"
         r"|offer\w*|hand(?:s|ing|ed)|buy(?:s|ing)?|bought) (?:the |our |those |these |young "
         r"|school "
         r"|little )*" + _YOUNG + r" (?:\w+ )?(?:sweets|money|cash|vapes?|cigarettes|fags|booze"
         r"|vodka"
         r"|alcohol|drinks|lifts|presents|gifts|phones?)\b|\b(?:sweets|money|vapes|cigarettes"
         r"|vodka) "
         r"to (?:the |those |young |little |school )*(?:girls|boys|kids|children)\b[^.!?]{0,40}\b"
         r"(?:name|car|van|alone|photos?|school gates?)",
         "sweets, money, cash, vape, cigarettes, fags, booze, vodka, alcohol, drink, lift, "
         "presents, gifts, phone",
         unless=_FINE),
    rule("safeguarding/following", _S, 0.84,
         r"\b" + _ADULT + r"(?: \w+){0,7}? (?:follow(?:s|ed|ing)|film(?:s|ed|ing)|photograph(?:s|ed"
         r"|ing)|talk(?:s|ed|ing) to|approach(?:es|ed|ing)|touch(?:es|ed|ing)|grab(?:s|bed|bing)"
         r"|watch(?:es|ing)|star(?:es|ing) at|hang(?:s|ing) (?:round|around)) (?:the |our |those "
         r"|young |little |school |some |my )*" + _YOUNG + r"\b[^.!?]{0,40}",
         "follow, film, photograph, talks to, talking to, talked to, approach, touch, grab, "
         "watch, stares, staring, hangs, hanging",
         unless=_FINE + r"|\b(?:coach\w*|teach\w*|play|band|match|show|on tv|telly|lifeguard"
         r"|guide|police)\b"),
    rule("safeguarding/violence-seen", _S, 0.85,
         r"\b(?:threw|thrown|throws|dragged|drags|dragging|kicked|kicking|shook|shaking|slapped"
         r"|slapping|punched|punching|belted) (?:the |that |a |his |her |their )?(?:little (?:one"
         r"|girl|boy)|baby|toddler|child|kid|daughter|son|wife|girlfriend|missus|old (?:lady|man"
         r"|woman))\b|\b(?:she|he|who|pupil|kid|child|girl|boy|lad)\b[^.!?]{0,40}\b(?:says|said|told"
         r" me|reckons)\b[^.!?]{0,20}\b(?:dad|step ?-?dad|mum|uncle|father|brother|he|mam)\b"
         r"(?: \w+){0,2} (?:hurts?|hits?|beats?|touch\w*|burns?|locks?)\b|\bhear (?:him|her"
         r"|them)(?: "
         r"\w+){0,2} (?:hitting|beating|being (?:thrown|hit|beaten)|screaming)|\b(?:kept|chained"
         r"|tied|locked) (?:in (?:a|the|his|her) (?:shed|cellar|cupboard|kennel|cage)|to (?:the"
         r"|a|his"
         r"|her) bed)",
         "threw, throw, drag, kick, shook, shaking, slap, punch, belted, hurt, hits, hit , beats,"
         " touch, burns, locks, hitting, beating, being, screaming, kept in, chained, tied, "
         "locked", unless=_FINE + r"|\b(?:dog|cat|swing|trampoline|ball|party|hands?)\b"),
    rule("safeguarding/gwelwyd", _S, 0.85,
         r"\b(?:(?:marciau|olion) llosgi|cleisiau|llygad du|llygad ddu)\b[^.!?]{0,40}\b(?:plentyn"
         r"|hogyn|hogan|bachgen|ferch|merch|fach|bach|breichiau|freichiau|coesau|goesau|cefn)"
         r"|\b(?:plentyn|hogyn|hogan|bachgen|ferch)\b[^.!?]{0,30}\b(?:llygad ddu|cleisiau|gwingo"
         r"|cael"
         r" ei (?:guro|gam-?drin|churo|chloi))|\bdyn(?:ion)?\b[^.!?]{0,25}\b(?:rhoi|prynu|cynnig)\b"
         r"[^.!?]{0,15}\b(?:fferins|da-?da|losin|melysion|arian|pres|fodca|sigarets)\b[^.!?]{0,15}\b"
         r"(?:genod|merched|plant|blant|hogia|bechgyn)|\bdyn\b[^.!?]{0,15}\b(?:dilyn"
         r"|ffilmio)(?:'r| y)?"
         r" (?:genod|merched|plant)|\bglywed o'n ei (?:tharo|churo)",
         "llosgi, cleisiau, llygad, gwingo, guro, churo, gam-drin, gamdrin, chloi, dyn, glywed",
         unless=r"\b(?:marchnad|ffair|sion corn|coelcerth|rygbi|siop)\b"),
)  # fmt: skip
