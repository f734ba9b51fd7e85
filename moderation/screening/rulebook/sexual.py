"""Sexual remarks about a person, and approaches, that no single word gives away."""

from moderation.screening.rules import rule
from moderation.vocabulary import Category

_X = Category.SEXUAL
_INNOCENT = (
    r"\b(?:survey|report(?:ed|ing)?|complain\w*|harass\w*|police|inappropriate|jewellery|cake"
    r"|pothole|car|dog|tree|room|health|clinic|education|screening|awareness|charity)\b"
)

SEXUAL = (
    rule("sexual/remark", _X, 0.78,
         r"\b(?:i(?:'d| would)|would) (?:love to |happily |definitely |so |totally |absolutely "
         r")*(?:smash|shag|bang|bone|do|ruin|destroy|tap|have|bend|ride|lick|pound|eat) (?:her"
         r"|him|that (?:receptionist|one|girl|blonde|lifeguard|lad|woman)|the (?:one|girl"
         r"|blonde|brunette|lad|woman|bird|fella) (?:in|on|at|behind|with)|you|them)(?: (?:over"
         r"|on|all|out|from|hard|any ?day|senseless|in the|right)\b|[.!,]|$)"
         r"|\b(?:get|have|want|wish i could (?:get|have)) (?:her|him|you) (?:in|into) (?:bed"
         r"|the sack|my bed)|\bkick (?:her|him|you) out of bed|\b(?:love|like|want) to (?:see"
         r"|get) (?:her|him|you|\w+) (?:naked|nude|undressed|in (?:just )?(?:her|his|your) "
         r"(?:underwear|knickers|socks|bra|pants|thong)|out of (?:that|those|his|her|your))"
         r"|\bundress (?:you|her|him)\b|\bask(?:ing|s) for it in (?:that|those)|\b(?:she|he)'s "
         r"asking for it\b"
         r"|\b(?:with )?nothing on (?:under|underneath|but)|\bwearing (?:under(?:neath)?"
         r"|nothing) |\bwhat are you wearing|\bgood (?:seeing to|seeing-to)|\b(?:bet|i bet) "
         r"(?:she|he|you)(?:'s|'re| is| are)? (?:\w+ )?(?:filthy in|dirty in|good in bed"
         r"|swallows?|great (?:in bed|with nothing)|a goer|gagging|moans?|begs?)"
         r"|\bhard (?:just )?(?:looking|thinking|watching)|\bon (?:her|his) knees (?:for|to "
         r"get|in the)|\b(?:got|get) (?:the|her) job on (?:her|his) (?:knees|back)|\bpolish my "
         r"pole|\bthings i(?:'d| would) do to (?:her|him|you|that|those|\w+)|\bfancy a (?:shag"
         r"|quickie|bonk|fuck)|\bget (?:your|her|his) (?:kit|clothes|top|knickers|bra) off"
         r"|\b(?:nice|great|lovely|cracking|fantastic|huge|massive|decent|look at (?:the|her"
         r"|that)|check out (?:the|her)|phwoar,? (?:the|what)) (?:\w+ )?(?:tits|boobs|knockers"
         r"|melons|norks|arse|bum|rack|cleavage|pair on|legs on)\b(?= |[.!,]|$)|\bshow (?:us"
         r"|me) (?:your|ur|her|some) (?:\w+ )?(?:tits|boobs|bum|arse|legs|knickers|bra|skin"
         r"|cleavage|body)"
         r"|\b(?:sexy|horny|naughty) (?:time|pics|photos|chat|girls?|singles|in that|uniform)"
         r"|\blook(?:s|ing)? (?:so |well |dead |very )?(?:sexy|fuckable|shaggable)|\bskirt "
         r"(?:should|could) be shorter|\b(?:hot|sexy|horny|naked) (?:girls?|singles|babes"
         r"|women|milfs|teens)|\bwatch me (?:strip|on cam|play with)|\bcum (?:on|over|in|for)"
         r"\b|\bwant to (?:lick|suck|taste|fuck|shag|bang) (?:you|her|him)|\blick you all"
         r"|\bmine's a big one|\bshow you a good time"
         r"|\bsee (?:you|her|him) in (?:just )?(?:your|her|his) (?:socks|underwear|knickers"
         r"|pants|bra)",
         "undress, asking for it, asks for it, smash, shag, bang, bone, do her, do him, do you,"
         " do that, ruin, destroy, tap , have "
         "her, have him, bend, ride, lick, pound, eat , in bed, into bed, my bed, the sack, of "
         "bed, naked, nude, undressed, underwear, knickers, socks, bra, pants, thong, out of "
         "that, out of those, nothing on, wearing, seeing to, seeing-to, filthy, dirty in, "
         "swallow, a goer, gagging, moan, beg, hard, knees, on her back, polish my, things i, "
         "fancy a, kit off, clothes off, top off, tits, boobs, knockers, melons, norks, arse, "
         "bum, rack, cleavage, pair on, legs on, show us, show me, sexy, horny, naughty, "
         "fuckable, skirt, hot girl, hot singles, hot babes, hot women, hot milf, hot teen, "
         "naked girl, watch me, cum , want to, big one, good time",
         unless=_INNOCENT + r"|\b(?:blue|coal|marsh|willow|long-tailed) tits?\b|\bwoodpecker"
         r"|\bbird|\bwould have (?:her|him|you) (?:back|as)|\bmelons? (?:at|from|on) (?:the )"
         r"?(?:market|stall|shop)|\bbang (?:it|the|on)|\bswallow(?:s|ed)? (?:up|nest)|\bshow "
         r"me (?:the|your) (?:photos|plans|evidence|records|receipts)|\bride (?:him|her|them)? "
         r"?(?:home|to)|\bdo (?:her|him|you) (?:a|proud|good|any|no|justice|credit)"),
    rule("sexual/sign", _X, 0.66,
         r"[\U0001F346\U0001F351\U0001F445\U0001F4A6]{2,}"
         r"|[\U0001F346\U0001F351\U0001F445][^\w]{0,4}(?:for|pics|send|her|him|love)\b",
         "\U0001F346, \U0001F351, \U0001F445, \U0001F4A6", unless=
         r"market|fruit|veg|recipe|allotment|grow|farm|cobbler|leak|flood|water|burst"),
    rule("sexual/sylw", _X, 0.78,
         r"\b(?:bronnau neis|tin neis|tits neis|dangos(?:a|wch)? (?:dy|eich) (?:fronnau|din"
         r"|gorff|tits)|(?:isio|eisiau|moyn) (?:hi|fo|chdi|ti)(?: \w+)? yn (?:y|fy) (?:ngwely"
         r"|gwely)|be (?:ti'n|wyt ti'n) wisgo o dan|(?:faswn|byddwn|baswn) i(?:'n| yn) ei "
         r"(?:ffwcio|chael|gael) hi|ddim yn ei chicio hi o'r gwely|ti'n (?:secsi|bishyn)"
         r"|llun(?:iau)? noeth|gyrra lun|sugn\w+ (?:fy|dy|ei))\b",
         "neis, fronnau, dangos, gwely, ngwely, wisgo, ffwcio, chael hi, gael hi, secsi, "
         "bishyn, noeth, gyrra lun, sugn"),
)  # fmt: skip
