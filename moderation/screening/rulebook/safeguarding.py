"""Signs that someone is at risk: of harming themselves, of abuse, of exploitation.

Tuned to miss little: a person reads every one, and the cost of a miss is a life.
"""

from moderation.screening.rules import rule
from moderation.vocabulary import Category

_S = Category.SAFEGUARDING
_HYPERBOLE = (
    r"\b(?:lol|haha\w*|lmao|joking|just kidding|jk|traffic will be|death of me|die of "
    r"(?:boredom|shame"
    r"|laughter|embarrassment)|rather die than|prevention (?:walk|week|day|month|training"
    r"|charity|awareness"
    r"|strategy)|awareness|in memory|memorial|documentary|novel|film|play about|theatre|quiz"
    r"|training"
    r"|leaflet|poster|campaign|raising money|fundrais\w*|strategy|workshop|talk on|statistics"
    r"|figures)\b"
)
_CHILD = (
    r"(?:child|children|kid|kids|baby|babies|toddler|boy|girl|boys|girls|daughter|son|grandson"
    r"|granddaughter|niece|nephew|lad|little one|little ones|pupil|teenager|\d{1,2} ?(?:year"
    r"|yr)s? ?-?old)"
)
_WEAK = (
    r"(?:nan|nana|gran|grandma|grandad|grandmother|grandfather|mum|mam|mother|dad|elderly \w+"
    r"|old (?:lady|man|woman|gentleman)|resident|residents|patient|patients|disabled \w+|aunt"
    r"|auntie"
    r"|vulnerable \w+)"
)

SAFEGUARDING = (
    rule(
        "safeguarding/suicide", _S, 0.9,
        r"\b(?:kill(?:ing)? my ?self|end(?:ing)? my (?:own )?life|end it all|ending (?:it all"
        r"|everything|my life)|end everything|don't care if i (?:die|live|wake up)|(?:stand"
        r"|stood|standing|sat|sitting) on (?:the|a) (?:bridge|ledge|edge|roof|cliff)(?: \w+)"
        r"{0,6}? (?:think\w*|jump\w*|step\w*|over)|take my (?:own )?life"
        r"|taking my (?:own )?life|top(?:ping)? myself|hang(?:ing)? myself|drown(?:ing)? "
        r"myself|shoot myself"
        r"|commit(?:ting)? suicide|suicidal|(?:thinking|think|thought|thoughts) (?:about|of) "
        r"(?:suicide|dying"
        r"|ending (?:it|things|my)|killing)|(?:wanna|want|wants|wish|wished|ready) (?:to die|i "
        r"was dead|i were dead"
        r"|to be dead|i had died|i could die|i'd died)|(?:don't|dont|do not|didn't|no longer) "
        r"(?:want|wanna)(?: to)?"
        r" (?:be here|be alive|live|wake up|exist|go on|carry on)(?: any ?more| any longer| "
        r"living| tomorrow)?"
        r"|(?:can't|cant|cannot|can not) (?:go on|carry on|do this (?:life|any ?more)|live "
        r"like this|take (?:it|this"
        r"|life) any ?more|keep (?:going|living))|no (?:reason|point) (?:to|in) (?:live|living"
        r"|going on|being alive)"
        r"|nothing (?:left )?to live for|better off (?:dead|without me)|wouldn't wake up|never "
        r"wake up"
        r"|(?:taken|took|take|swallowed|swallow) (?:an overdose|all (?:my|the|of my) "
        r"(?:tablets|pills|meds|medication)"
        r"|(?:\w+ ){0,3}(?:pills|tablets) to)|overdosed|od'?d on|jump(?:ing)? (?:off|from|in "
        r"front of) (?:the |a )?"
        r"(?:\w+ )?(?:bridge|roof|cliff|train|car park|building|window)|step in front of|slit "
        r"my wrists|cut my wrists"
        r"|goodbye (?:everyone|world|cruel|all)|my last (?:night|day|message|post) (?:here"
        r"|alive|on earth)?"
        r"|tonight is my last|suicide note|wrote the note|won't be here (?:tomorrow|much "
        r"longer|next week)"
        r"|so tired of (?:living|life|being alive)|tired of being alive|(?:just )?want it "
        r"(?:all )?to (?:stop|end)"
        r"|everyone would be better off|nobody would (?:miss|notice) (?:me|if i)|no ?one would "
        r"(?:miss|notice) (?:me|if i)"
        r"|nobody would care if i|life (?:is not|isn't|isnt) worth living|unalive)\b",
        "ending everything, end everything, care if i, stand on, stood on, standing on, sat on,"
        " sitting on, myself, my self, my life, my own life, end it all, ending it all, suicid,"
        " thinking of,"
        " thinking about, think of,"
        " think about, thoughts of, thought about, thoughts about, to die, was dead, were dead,"
        " be dead, i'd died, had died,"
        " could die, want to, wanna, go on, carry on, do this, live like, any more, anymore, "
        "keep going, keep living,"
        " reason to, point in, point to, to live for, better off, wake up, overdos, tablets, "
        "pills, meds, medication,"
        " jump, step in front, wrists, goodbye, my last, last night, wrote the note, be here, "
        "tired of, it to stop,"
        " it to end, all to stop, all to end, would miss, would notice, would care, worth "
        "living, unalive, want it",
        unless=_HYPERBOLE + r"|want to (?:live|be here) (?:in|on|at|near|for)|live (?:in|on"
        r"|near|next) "
        r"|don't (?:want|wanna) (?:to )?(?:go on|carry on|live|be here) (?:the|with|about"
        r"|paying|using|waiting|a|holiday)\b"
        r"|(?:go|carry) on (?:like this with|about|paying|the|holiday|a|with (?:the|this)"
        r"|using|ignoring|waiting)\b"
        r"|my last (?:day|night) (?:of|at|in|as)|goodbye (?:all|everyone) (?:i'm|im|we're) "
        r"(?:off|moving|retiring)"
        r"|want it to (?:stop|end) (?:raining|at|by|on|near)|nearly jumped|die for\b|to die for"
        r"|kill(?:ing)? myself (?:laughing|on (?:that|this|the))|hang(?:ing)? myself out"
        r"|can't (?:go|carry) on (?:the|paying|without (?:a|the))|tablets? (?:and|or) "
        r"(?:laptop|phone|computer)",
    ),
    rule(
        "safeguarding/self-harm", _S, 0.88,
        r"\b(?:self ?-?harm(?:ing|ed|s)?|(?:cut|cutting|hurt|hurting|burn|burning|harm|harming"
        r"|hit|hitting) my ?self"
        r"|(?:started|keep|been|back to) cutting(?: again| my)?|cut my (?:arms?|wrists?|legs?"
        r"|thighs?)|starving myself"
        r"|making myself sick|what i(?:'ll| will| might) do to myself|scared of what i(?:'ll| "
        r"will| might) do)\b",
        "self harm, self-harm, selfharm, myself, my self, cutting, cut my, what i",
        unless=_HYPERBOLE + r"|on (?:the|that|a|my) (?:fence|gate|glass|slide|swing|hob|stove"
        r"|oven|barbecue|kettle|nail"
        r"|railing|bench|path|pavement|kerb|ice)|grass|hedge|shaving|peeling|laughing|tripp"
        r"|slipp|fell|cutting (?:back|the|down)",
    ),
    rule(
        "safeguarding/domestic", _S, 0.86,
        r"\b(?:(?:my|her|his|their) (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|bf"
        r"|gf|ex|fella|dad|father|mum|mother|step ?-?dad"
        r"|step ?-?father|step ?-?mum|uncle|brother|carer|son|landlord|cousin|grandad)(?:'s| "
        r"is| has| keeps| used to| still| just| always| who)?"
        r"(?: [\w']+){0,3}? (?:hits?|beats?|hit|beat|beating|hitting|punch(?:ed|es|ing)?"
        r"|slap(?:s|ped)?|kick(?:s|ed)? (?:me|her|him)|strangl\w+|chok\w+|rap(?:es|ed|ing)"
        r"|abus(?:es|ed|ing|ive)|hurt(?:s|ing)?|threaten\w*|attack\w*|assault\w*|burn(?:s|t|ed)"
        r" (?:me|her|him)|lock(?:s|ed) (?:me|her|him|us)|controls?"
        r"|stalk\w*|touch(?:es|ed|ing) (?:me|her|him|us)|messag\w+ (?:me|her) (?:for|asking)"
        r"|films? me|filmed me|drugged|touch me)"
        r"|(?:he|she|they)(?:'s| is|'ll| will| has| keeps| always)?(?: [\w']+){0,2}? (?:hits"
        r"|beats|hit|beat|beating|hitting|punch(?:es|ed)|strangl\w+|chok(?:es|ed|ing)|rap(?:es"
        r"|ed)"
        r"|hurts?|going to hurt|gonna hurt|going to kill|threaten(?:s|ed|ing)? to (?:kill|hurt)"
        r"|locks?|locked|won't let) (?:me|us|the kids|the children|her|my (?:mum|kids|sister))"
        r"\b"
        r"|(?:won't|wont|doesn't|never) lets? (?:me|her) (?:leave|go out|see|out|have)"
        r"|(?:takes|took|keeps|controls) (?:all )?my (?:money|wages|phone|bank card|passport)"
        r"|scared (?:to go home|of my (?:husband|partner|dad|boyfriend|ex|son|stepdad)"
        r"|he(?:'ll| will))|afraid (?:to go home|of my (?:husband|partner|dad|boyfriend))"
        r"|(?:hiding|fled|escap\w+|running|run away) from my (?:ex|husband|partner|dad"
        r"|boyfriend)|knows where the refuge|domestic (?:abuse|violence) (?:victim|survivor"
        r"|situation|at home)"
        r"|(?:i'm|i am|i was|been|being) (?:being )?(?:abused|raped|sexually (?:assaulted"
        r"|abused)|molested|groomed|trafficked|stalked|beaten (?:by|up by)|domestically abused)"
        r")\b",
        "husband, wife, partner, boyfriend, girlfriend, my bf, my gf, my ex, her ex, fella, my "
        "dad, my father, her dad, her father, her mum, my mum, mother, stepdad, step dad, "
        "step-dad, stepfather,"
        " stepmum, uncle, brother, carer, landlord, cousin, grandad, my son, her son, his son, "
        "hits, beats, hit me, beat me, punch, strangl, chok, rape, hurts me, hurt me, hurt us, "
        "kill me, locks, locked,"
        " won't let, wont let, doesn't let, never lets, takes my, takes all my, took my, my "
        "money, my phone, my passport, scared, afraid, refuge, domestic, abused, sexually, "
        "molested, groomed,"
        " trafficked, stalked, beaten, fled, hiding",
        unless=r"\b(?:lol|haha\w*|helpline|training|leaflet|poster|awareness|campaign|film"
        r"|quiz|chess|cards|race|record|target|half marathon|kicks? (?:a|the) (?:ball|football)"
        r"|hit (?:by|with) (?:a|the) (?:bill|charge|fine|tax|increase)|hits? the (?:roof|gym"
        r"|shops|town|ball|post)|beats? (?:me|us) (?:to|at|in)|mum will kill me|kill me if i "
        r"(?:miss|forget|am late|lose)"
        r"|hurts? (?:his|her|their) (?:knee|ankle|back|leg|foot|arm)|pothole|hit (?:a|the) "
        r"(?:pothole|kerb|tree)|hits? (?:a|the) pothole|beat the|hitting (?:the|a)|locked out"
        r"|locked the|locks? up)\b",
    ),
    rule(
        "safeguarding/child", _S, 0.86,
        r"\b" + _CHILD + r"(?:'s)?(?: [\w']+){0,6}? (?:being (?:beaten|hit|abused|hurt"
        r"|neglected|starved|groomed|touched|exploited|locked)|(?:are|is|was|were|been|gets?"
        r"|getting)(?: always| often| being)?"
        r" (?:beaten|abused|neglected|groomed|starving|starved|locked (?:in|up)|hungry|not fed"
        r"|never fed|left (?:alone|on their own|home alone|unattended)|hit|bruised|covered in "
        r"bruises|in danger"
        r"|at risk|exploited|trafficked|molested|raped|missing)|(?:has|have|with|covered in"
        r"|had) (?:\w+ )?(?:bruises|burns|marks|cuts|black eye)|never fed|(?:hasn't|haven't"
        r"|not) (?:eaten|been fed)"
        r"|home alone|ran away|run away|crying (?:all|every) night|scream(?:ing|s)? (?:all"
        r"|every|each|next door|in pain|for help)|selling drugs|carry(?:ing)? drugs|county "
        r"lines|won't stop crying"
        r"|(?:alone|locked) in (?:the|a|that) (?:house|flat|car|room|shed|garden))\b",
        "child, kid, baby, babies, toddler, boy, girl, daughter, son , grandson, niece, nephew,"
        " lad , little one, pupil, teenager, year old, years old, yr old, year-old, son's, sons",
        unless=r"\b(?:lol|hungry for|free school meals|holiday hunger|poverty figures"
        r"|statistics|story ?time|splash|fun|joy|laughing|rides?|training|awareness|campaign"
        r"|film|dog|cat|cats|puppy|at risk of"
        r" (?:closure|losing)|missing (?:out|the bus|school because|a shoe|tooth|from the list)"
        r"|swing|slide|fell off|football|rugby|trampoline|scraped|grazed)\b",
    ),
    rule(
        "safeguarding/exploitation", _S, 0.86,
        r"\b(?:(?:older|old|grown|strange|random|weird) (?:man|men|bloke|guy|boy|lad|woman)(?: "
        r"[\w']+){0,6}? (?:meet|met|message\w*|messaging|photos|pictures|pics|follow\w*"
        r"|touch\w*|presents|gifts|vapes|money|naked|secret|nudes)"
        r"|(?:man|men|bloke|guy|teacher|coach|driver|neighbour|adult|someone|stranger)(?: "
        r"[\w']+){0,5}? (?:ask(?:s|ed|ing)|messag\w+|send\w*|sent|tak\w+|film\w*|touch\w*"
        r"|giv\w+|approach\w*|follow\w*|offer\w*|film)(?: [\w']+){0,4}?"
        r" (?:child|children|kids|girls?|boys?|my (?:daughter|son|niece|grand\w+)|pictures of "
        r"(?:me|her|him)|for (?:pictures|photos|nudes|pics)|little girl|little boy|\d{1,2} "
        r"?year ?old|pupils)"
        r"|(?:keep it (?:a )?secret|our secret|not to tell (?:any\w*|mum|dad|my)|don't tell "
        r"(?:my )?(?:mum|dad|parents))|forced (?:to marry|marriage|into marriage|to work|into "
        r"prostitution)|being forced (?:to|into)"
        r"|taking her (?:abroad|away) to be (?:cut|married)|\bfgm\b|female genital|female "
        r"circumcision|modern slav\w+|slave\w* (?:in|at|labour)|kept as (?:a )?slave\w*|held "
        r"against|human traffick\w+|sex traffick\w+"
        r"|county lines|cuckoo(?:ed|ing)|groom(?:ed|ing|s) (?:a |by |my |young |little |her"
        r"|him|kids|children|girls|boys|online)|being groomed"
        r"|(?:make|makes|made|making) (?:the |them |him |her |my )?(?:boys|kids|lads|children"
        r"|son|girls|him|her|them) (?:carry|sell|deliver|run) (?:drugs|packages|it)|child "
        r"(?:abuse|porn\w*|exploitation|sexual)"
        r"|indecent images|(?:used to|would) touch (?:us|me|the (?:boys|girls|kids))|abused "
        r"(?:me|us|at|by|as a child|when i was)|comes? into my (?:room|bed) at night|comes? "
        r"into my bed|touches me|touched me"
        r"|what he does to me|(?:i'm|i am|im) (?:only )?(?:\d|1[0-7]|nine|ten|eleven|twelve"
        r"|thirteen|fourteen|fifteen)(?: years old)?(?: and|,)(?: [\w']+){0,8}? (?:run away"
        r"|ran away|scared|hurts?|secret|older|meet|hits?|pregnant|alone|homeless|touch\w*"
        r"|films?|naked|nowhere))\b",
        "older man, older men, older bloke, older guy, older boy, older lad, older woman, old "
        "man, strange man, random man, weird man, grown man, man , men , bloke , guy , teacher,"
        " coach, driver, neighbour, adult, someone, stranger, secret,"
        " tell , forced, abroad, away to be, fgm, female , slav, held against, traffick, "
        "county lines, cuckoo, groom, carry, sell, deliver, child abuse, child porn, child "
        "exploitation, child sexual, indecent, touch, abused, into my, he does to me, i'm , i "
        "am , im ",
        unless=r"\b(?:training|awareness|campaign|poster|leaflet|strategy|workshop|week|dog "
        r"groom\w*|groomed? (?:dog|dogs|cat|my dog|horse|lawn)|dog grooming|pet|quiz|film"
        r"|documentary|raising money|charity|santa|lollipop"
        r"|photo(?:s|graph\w*)? (?:of|at) the (?:event|fair|carnival|opening|show)|football "
        r"coach(?:es|ing)? (?:sessions?|kids)|thank|brilliant|great|lovely|wonderful|coach "
        r"trip|youth council|swimming lessons|bus driver (?:sent|gave|refus\w*))\b",
    ),
    rule(
        "safeguarding/adult", _S, 0.84,
        r"\b(?:carers?|care home|staff|son|daughter|nephew|niece|nurse|grandson|family|home"
        r"|neighbour|he|she|they)(?:'s| is| are| has| have| keep| keeps)?(?: [\w']+){0,5}? "
        r"(?:hit(?:s|ting)?|slap\w*|steal(?:s|ing)?|stole|stolen|starv\w+"
        r"|neglect\w*|bully\w*|shout\w* at|leav\w+|left|lock\w*|abus\w+|rob(?:s|bed|bing)"
        r"|drug(?:s|ged|ging)|rough with|hurting|tak(?:es|ing)) (?:[\w']+ ){0,4}?(?:my |the "
        r"|his |her |that |our |from )?" + _WEAK +
        r"\b|\b" + _WEAK + r"(?: [\w']+){0,5}? (?:being (?:starved|abused|neglected|robbed|hit"
        r"|scammed|bullied|locked)|(?:hasn't|has not|not) (?:been seen|eaten|been fed|been "
        r"washed)|left in (?:\w+ )?(?:own )?(?:mess|wet|bed|soiled|chair all)"
        r"|covered in bruises|(?:has|with) (?:\w+ )?(?:bruises|bed ?sores)|locked in|abused"
        r"|neglected|starving|not (?:safe|fed|washed))\b|\bin (?:his|her|their) own (?:mess"
        r"|filth|urine|wee)\b",
        "carer, care home, staff, nurse, nan, nana, gran, grandma, grandad, grandmother, "
        "grandfather, mum, mam, mother, dad, elderly, old lady, old man, old woman, old "
        "gentleman, resident, patient, disabled, aunt, vulnerable, own mess, own filth, own "
        "urine",
        unless=r"\b(?:lol|thank\w*|brilliant|wonderful|kind|lovely|great|bus|buses|council tax"
        r"|pothole\w*|pavement\w*|parking|leaflet|training|survey|vote|votes|consultation"
        r"|ignored|library|lift|bin|bins|stolen (?:bike|car|bin)|shout\w* at (?:staff|the)"
        r"|the council (?:has|have|is)|taking? (?:my |the |her |his )?(?:mum|dad|nan|gran|mam"
        r"|mother|grandad)\w* (?:to|for|out|shopping|home)|tak(?:es|ing) (?:residents|my|the)"
        r"|left (?:residents|elderly|disabled|vulnerable)|leav\w+ (?:residents|elderly"
        r"|disabled|vulnerable|old))\b",
    ),
    rule(
        "safeguarding/told-of", _S, 0.84,
        r"\b(?:(?:dad|mum|mam|father|mother|husband|partner|boyfriend|step ?-?dad|ex|uncle|he|she)"
        r"(?: [\w']+){0,7}? (?:hit|beat|hits|beats|punched|kicked|slapped|choked|strangled"
        r"|hurt) (?:me|us)"
        r"|if (?:i|we) (?:ever )?(?:tell|told|say anything to|speak to) (?:any ?one|anybody"
        r"|mum|dad|the police"
        r"|a teacher|the school|someone)|(?:is|are|'s|was|she's|he's) (?:never|not) allowed "
        r"(?:out|to leave|to go"
        r" out|a phone|any friends|visitors|to see)|(?:she|he|her|his|wife|neighbour|child"
        r"|girl|boy|lad|kid)(?:"
        r" [\w']+){0,6}? (?:black eyes?|cigarette burns|strangle marks|hand ?prints? on)"
        r"|(?:lad|boy|girl|kid|child|teenager|youngster)s?(?: [\w']+){0,6}? (?:dealing|running)"
        r" (?:drugs|weed|coke"
        r"|gear|for (?:them|him|her|a gang|the gang))|i was (?:sexually )?(?:assaulted|abused"
        r"|molested|touched up)"
        r" (?:at|by|when|in|as|on))\b",
        "hit me, hit us, beat me, beat us, hits me, hits us, beats me, beats us, punched, "
        "kicked, slapped, choked,"
        " strangled, hurt me, hurt us, if i tell, if i ever tell, if i told, if i say, if we "
        "tell, allowed, black eye,"
        " cigarette burn, hand print, handprint, strangle marks, dealing, running, assaulted, "
        "abused, molested,"
        " touched up",
        unless=r"\b(?:lol|haha\w*|dogs?|cats?|training|awareness|film|chess|cards|quiz|race"
        r"|not allowed (?:out (?:on"
        r"|of hours)|to (?:park|see (?:the (?:plans|report))))|running (?:for (?:the bus"
        r"|election|council|charity))"
        r"|hurt us (?:all|as)|hit us (?:hard|with|in the pocket))\b",
    ),
    rule(
        "safeguarding/their-carer", _S, 0.84,
        r"\b(?:my|the|our|his|her|their|an?) (?:[\w']+ )?(?:nan|nana|gran|grandma|grandad|mum"
        r"|mam|mother|dad|father|aunt"
        r"|auntie|neighbour|lady|man|woman|gentleman)(?:'?s)? (?:carer|carers|son|daughter"
        r"|nephew|niece|nurse|lodger)"
        r"(?: [\w']+){0,4}? (?:steal\w*|stole|empt\w+|drain\w*|takes|taking|took|hits?|hitting"
        r"|shouts?|slaps?|robs?"
        r"|robbed|bullies|neglects?|starv\w+|rough|locks?|leaves)\b"
        r"|\b(?:man|woman|bloke|husband|partner|landlord|family|couple)(?: [\w']+){0,3}? "
        r"locks? (?:his|her|their|my|the)"
        r" (?:\w+ )?(?:mother|mum|father|dad|nan|gran|grandmother|wife|daughter|son|kids"
        r"|children|child|girl|boy|sister)\b",
        "carer, carers, son, daughter, nephew, niece, nurse, lodger, lock",
        unless=r"\b(?:thank\w*|brilliant|wonderful|kind|lovely|great|to (?:hospital|the|school"
        r"|work|bingo))\b",
    ),
    rule(
        "safeguarding/help-me", _S, 0.75,
        r"\b(?:please help me|somebody help me|someone help me|help me please|nowhere safe|not "
        r"safe at home|isn't safe at home|i(?:'m| am) not safe|i don't feel safe at home|in "
        r"danger (?:from|at home|right now)|fear for my (?:life|safety|kids|children)"
        r"|is (?:a child|that child|this child|she|he) safe|worried about (?:a|the|that) "
        r"(?:child|kids|children|little|baby|boy|girl)|concerned (?:about|for) (?:a|the|that) "
        r"(?:child|children|kids|baby|little)|run away from home|ran away from home|can't keep "
        r"my (?:kids|children) safe)\b",
        "help me, safe, in danger, fear for, worried about, concerned, away from home",
        unless=r"\b(?:form|website|log ?in|password|portal|bin|bins|account|council tax"
        r"|parking|permit|find the|crossing|pavement|cyclists?|road|junction|street ?lights?)\b",
    ),
    rule(
        "safeguarding/hunanladdiad", _S, 0.9,
        r"\b(?:(?:isio|eisiau|ishe|moyn|am) (?:marw|farw|lladd fy hun|ladd fy hun|gorffen"
        r"|diweddu|gorffen popeth)|l?ladd fy hun(?:an)?|(?:isio|eisiau|moyn|ishe) (?:byw|bod "
        r"yma|bod yn fyw|deffro)(?= (?:ddim )?(?:mwy|rhagor|bellach|rwan|nawr)|$|[.!,])"
        r"|ddim (?:isio|eisiau|moyn|ishe) (?:byw|bod yma|bod yn fyw|deffro|cario ymlaen)"
        r"|(?:methu|ddim yn gallu|alla i ddim) (?:cario|mynd) ymlaen|(?:dim|does gen i ddim) "
        r"(?:rheswm|pwynt|pwrpas) (?:i fyw|mewn byw|byw)|does dim pwynt (?:byw|mewn byw)"
        r"|meddwl am (?:farw|hunanladdiad|ddiweddu|ladd)|neidio (?:oddi ar|o flaen|oddiar)"
        r"|(?:cymryd|llyncu|wedi cymryd) (?:y |fy |gormod o )?(?:tabledi|dabledi|nhabledi)"
        r"|gorddos|torri fy hun|brifo fy hun|niweidio fy hun|hunan-?niweidio|hunan-?anafu"
        r"|well hebdda i|neb yn fy ngholli|ffarwel (?:bawb|byd)|fy noson olaf|wedi blino (?:ar "
        r")?byw|dim byd i fyw)\b",
        "marw, farw, fy hun, byw, bod yma, bod yn fyw, deffro, cario ymlaen, mynd ymlaen, i "
        "fyw, hunan, neidio, tabledi, dabledi, gorddos, hebdda i, ffarwel, noson olaf",
        unless=r"atal hunanladdiad|hyfforddiant|ymgyrch|taith gerdded|lol|haha|chwerthin"
        r"|neidio oddi ar y (?:bws|wal|siglen)|(?:isio|eisiau) byw (?:yn|yma|ar|mewn|wrth)"
        r"|bron i mi|fyw (?:yn|yma|ar|mewn|wrth|ger)|bydd y (?:traffig|cyngor)",
    ),
    rule(
        "safeguarding/cam-drin", _S, 0.86,
        r"\b(?:(?:fy )?(?:ngwr|ngwraig|mhartner|nghariad|nhad|dad|mam|ewythr|yncl|llystad"
        r"|llysdad|mrawd|gofalwr\w*|gofalwyr|athro|dyn hyn|o|hi)(?:'n| yn| wedi| sy'n)?(?: "
        r"[\w']+){0,3}? (?:fy |ei |eu |dy )?(?:nghuro|guro|curo|tharo|nharo|taro|daro|mrifo"
        r"|brifo|frifo|nyrnu|ddyrnu|tagu|bygwth"
        r"|cyffwrdd|ngham-?drin|cham-?drin|cam-?drin|gam-?drin|treisio|nhreisio|threisio|cloi"
        r"|nghloi|dwyn (?:pres|arian)|stelcio)|cam-?drin (?:plant|plentyn|y plant|fy|ei"
        r"|domestig|rhywiol)|cael (?:fy|ei|eu) (?:cham-?drin|ngham-?drin|cam-?drin|treisio"
        r"|nhreisio|threisio|curo|nghuro|churo|gorfodi|llwgu|esgeuluso)"
        r"|plen?t(?:yn)?(?: [\w']+){0,4}? (?:sgrechian|llwglyd|mewn cleisiau|ar (?:ei|eu) "
        r"(?:ben|phen|pennau) (?:ei|eu) hun(?:ain)?|mewn perygl|cleisiau|crio bob nos|wedi'u "
        r"cloi|yn newynog)|ofn mynd (?:adre|adra)|rhedeg i ffwrdd|redeg i ffwrdd|(?:dyn|rhywun)"
        r" (?:hyn )?(?:isio|eisiau) cwrdd"
        r"|gorfodi i briodi|helpwch fi|ofn be wna i|mewn perygl adre|ges i fy nhreisio|fy "
        r"nhreisio|gwerthu cyffuriau i blant)\b",
        "ngwr, ngwraig, mhartner, nghariad, nhad, dad, mam, ewythr, yncl, llystad, llysdad, "
        "mrawd, gofal, athro, cam-drin, cham-drin, ngham-drin, gam-drin, cam drin, cael, plant,"
        " plentyn, ofn, i ffwrdd, cwrdd, briodi, helpwch, perygl, nhreisio, treisio, cyffuriau,"
        " mae o, mae hi",
        unless=r"hyfforddiant|ymgyrch|poster|llinell gymorth|ymwybyddiaeth|diolch|taro "
        r"(?:heibio|i mewn|twll)|curo (?:ar y drws|tim|dwylo)|wifi|ci\b|ffurflen|gwefan"
        r"|mewngofnodi",
    ),
)  # fmt: skip
