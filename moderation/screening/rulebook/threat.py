"""Threats to people and places, plain, veiled and polite."""

from moderation.screening.rules import rule
from moderation.vocabulary import Category

_T = Category.THREAT
_VIOLENCE = (
    r"(?:kill|murder|stab|shoot|batter|knife|punch|beat|strangle|slit|torch|lynch|hang|drown|shank"
    r"|bash|maim|cripple|deck|slap|twat|chin|glass|throttle|headbutt|bury|execute|behead|bludgeon"
    r"|hunt|kneecap|run|knock|smash|break|cut|burn|hurt|fill|kick|snap|blow|rip|chop|gut|end|do)"
)
_SOMEONE = (
    r"(?:you|u|ya|yous|youse|him|her|them|your (?:legs?|face|head|neck|arms?|knees?|skull"
    r"|teeth|nose"
    r"|jaw|throat|kids|family|children|wife|husband|windows?|house|car|throats|heads)|ur "
    r"(?:legs|face"
    r"|head|house|car|windows)|his (?:legs|face|head|neck|house|throat)|her (?:legs|face|head|neck"
    r"|house|throat)|their (?:legs|faces|heads|houses)|(?:the )?councillors?|cllrs?|the mayor"
    r"|every(?:one)? (?:last |single )?(?:one )?of (?:you|them|the (?:councillors|officers"
    r"|wardens))|the lot of (?:you|them)|those (?:officers"
    r"|councillors|wardens|staff)|(?:that|the) (?:warden|officer|clerk|planner|leader|manager))\b"
)
_I = (
    r"\b(?:i|we|i'm|im|i'll|i'd|we'll|we're|we'd|ima|imma|gonna|gunna|going to|gon|someone|somebody"
    r"|me and (?:the|my) (?:lads|boys|mates))\b"
)
_VERB_ANCHORS = (
    "kill, murder, stab, shoot, batter, knife, punch, beat, strangle, slit, torch, lynch, hang,"
    " drown, shank, bash, maim, cripple, deck, slap, chin, glass, throttle, headbutt, bury, "
    "execute,"
    " behead, bludgeon, hunt, kneecap, run, knock, smash, break, cut, burn, hurt, fill, kick, snap,"
    " blow, rip, chop, gut"
)
_NOT_MEANT = (
    r"kill (?:for|time|two birds|the (?:engine|lights|noise|weeds))|shoot (?:you|them|him|her) "
    r"(?:an?"
    r"|over|the)\b|(?:an? )?(?:e-?mail|message|text|line|dm)\b|beat you to|beat (?:you|them) "
    r"(?:at|on"
    r"|in the|by)\b|hurt (?:your|their) feelings|run (?:you|them|it) (?:through|past|by|out|a bath"
    r"|home|there)|fill (?:you|them) in|break it to|break(?:s)? (?:my|your) heart|cut you "
    r"(?:off|some"
    r"|out)|hang(?:s|ing)? (?:your|their|up|out|on)|knock (?:you|your) (?:socks|off)|kick "
    r"(?:you|them)"
    r" out (?:at|in|of office)|(?:at|in|by) the (?:polls|ballot|election|quiz|match|cup)|photo|film"
    r"|camera|slap (?:a|on|in)|cut (?:his|her|your|their) (?:hair|grass|hedge|budget|funding"
    r"|pay|jobs)"
    r"|hunt (?:for|down the)|beat (?:the|him|her) (?:record|drum)|snap (?:you|a)|blow (?:you"
    r"|your mind)"
    r"|chop(?:ped)? (?:veg|wood|onion)|bury (?:your|their) head|never (?:hurt|threaten)|wouldn't"
    r"|would never|don't want to|didn't|not going to|run (?:for|against)|ran|protect|help|stop"
    r"|killed it|run you (?:a|back)"
)  # fmt: skip

THREAT = (
    rule(
        "threat/harm-verb", _T, 0.86,
        _I + r"(?: [\w']+){0,5}? " + _VIOLENCE + r"(?: (?:up|down|over|in|the|a|living|fucking"
        r"|out of"
        r"|to|into|off|shit|crap))*(?: [\w']+){0,1}? " + _SOMEONE,
        _VERB_ANCHORS, unless=_NOT_MEANT,
    ),
    rule(
        "threat/should-be-harmed", _T, 0.8,
        r"\b(?:should|ought to|needs? to|need|wants?|deserves?|someone|somebody|time to|let's|lets"
        r"|hope (?:someone|somebody|they|he|she|you))(?: [\w']+){0,5}? (?:be |get |getting |to "
        r"be )?"
        r"(?:shot|stabbed|hanged|hung from|strung up|stringing up|lynched|killed|murdered|beaten up"
        r"|battered|executed|shooting|hanging|gassed|petrol bombed|firebombed|put down|knifed"
        r"|a bullet|a good kicking|a good hiding|kneecapped|burnt alive|burned alive|drowned)\b",
        "shot, stabbed, hanged, hung, strung, stringing, lynched, killed, murdered, beaten, "
        "battered,"
        " executed, shooting, hanging, gassed, bombed, firebombed, put down, knifed, bullet, "
        "kicking,"
        " hiding, kneecapped, burnt, burned, drowned",
        unless=r"hanging baskets?|will get killed|going to (?:get|be) killed|someone (?:gets"
        r"|is|will be"
        r"|could be|might be|has been|was|been)|shot (?:in the arm|a film)|photo|junction|crossing"
        r"|road|traffic|speed|accident|flags?|bunting|picture|driver|rabbits?|geese|pigeons?|gulls?"
        r"|rats?|pothole|dogs?\b|horse|nobody|no one|before (?:someone|somebody)",
    ),
    rule(
        "threat/call-to-harm", _T, 0.84,
        r"\b(?:shoot|stab|hang|lynch|string up|behead|petrol bomb|firebomb|put a bullet in"
        r"|burn down"
        r"|execute|knife|torch) (?:every (?:last |single )?one of (?:the |those |them |you )?"
        r"|the |all |all the |that |every |this |those )?(?:lot of "
        r"(?:them|you)"
        r"|councillors?|cllr|them all|mayor|bastards?|wardens?|officers?|planners?|leader|traitors?"
        r"|scum|council offices?|town hall|civic centre|mosque|synagogue|hostel|hotel|refugee"
        r"|asylum|office|offices|depot)\b",
        "shoot, stab, hang, lynch, string up, behead, petrol bomb, firebomb, bullet, burn, execute,"
        " knife, torch",
        unless=r"photo|film|camera|hanging baskets?|threatened to|tried to|arrested|police|who "
        r"tried",
    ),
    rule(
        "threat/you-are-dead", _T, 0.84,
        r"\b(?:you're|youre|ur|you are|he's|she's|they're|he is|she is) (?:all )?(?:so )"
        r"?(?:fucking )?"
        r"(?:dead(?! (?:right|on|set|keen|end|against|good|happy|nice|kind|proud|wrong|wood"
        r"|weight))"
        r"|a dead (?:man|woman)|dead meat|gonna die|going to die|toast when|finished when)\b"
        r"|\byou(?:'ll| will| are going to| gonna) (?:leave|be leaving|go home) in a (?:box"
        r"|body ?bag"
        r"|coffin|hearse)|\b(?:leave|leaving|end up) in (?:a box|a body ?bag|intensive care|a "
        r"wheelchair"
        r"|hospital|the morgue|a ditch|the river)\b|\bi(?:'ll| will) (?:end|finish|bury|do) "
        r"(?:you|him"
        r"|her)\b|\bput (?:you|him|her|them) in (?:the ground|hospital|a coffin|a grave|a "
        r"wheelchair)",
        "dead, die, toast, finished, in a, in intensive, in the, in hospital, end you, end him,"
        " end her,"
        " finish you, bury you, do you, bury him, bury her",
        unless=r"(?:mum|wife|husband|dad|gran) (?:is going to|will|'ll) kill|slipp|tripp|fell|ice\b"
        r"|pothole|will end up in hospital if (?:this|that|the)|we are all|someone",
    ),
    rule(
        "threat/where-you-live", _T, 0.85,
        r"\b(?:know|knows|found out|got|have|found|finding out|find out) (?:exactly )?(?:where "
        r"(?:you|u|he"
        r"|she|they|your (?:kids|family|mum|mother|children|wife|husband)|his (?:kids|family)"
        r"|her (?:kids"
        r"|family)|councillor \w+|cllr \w+|the mayor)(?: all)? (?:live|lives|work|works|park"
        r"|parks|sleep"
        r"|drink|drinks|go to school|goes to school|walk|walks)|your (?:home )?address|what "
        r"car you drive"
        r"|what time you|which school your|when you finish|your car reg)",
        "where, address, what car, what time, which school, when you, car reg",
        unless=r"(?:do|does|does anyone|don't|didn't) (?:you |the council |they |we )?(?:even )"
        r"?know"
        r"|police|phone|e-?mail|council tax|your address (?:on|is|for)|find out where (?:your|you) "
        r"(?:local|nearest)|refuge|my ex|\bhe knows where (?:i|the)",
    ),
    rule(
        "threat/veiled", _T, 0.8,
        r"\b(?:watch (?:your|ur|yer) (?:back|backs|step)\b|better watch (?:your(?:self|selves)"
        r"|it|out"
        r" (?:mate|pal|love))|sleep with one eye open|days are numbered|(?:would be|'d be|be"
        r"|what|such) (?:such )?(?:an? )?(?:real |terrible |great |awful |crying )?(?:shame"
        r"|pity) if (?:something|anything|it|they|your)|get what(?:'s| is|s) coming to"
        r"|what goes around .{0,30}(?:violent|bloody)|accidents? (?:can |do )?happen to people like"
        r"|i(?:'d| would) (?:advise|suggest|recommend) you (?:to )?(?:move|leave|sleep|watch"
        r"|look over)"
        r"|look over your shoulder|looking over your shoulder|pay (?:you|him|her|them) a "
        r"(?:little )?"
        r"visit|(?:come|coming|be|pop|call) (?:round|over|down) (?:to )?(?:your|ur|his|her) "
        r"(?:house|gaff"
        r"|place|home|office|door)|we(?:'re| are) coming for (?:you|him|her)|i(?:'m| am) "
        r"coming for (?:you"
        r"|him|her)|(?:waiting|wait) for (?:you|u|him|her) (?:outside|after|when|in the|by the"
        r"|round)"
        r"|wait (?:till|until|til) i (?:see|get|find|catch) (?:you|u|hold of|my hands)|get my "
        r"hands on"
        r" (?:you|him|her|them)|wouldn't walk home alone|won't see (?:it|me|us) coming"
        r"|your (?:family|kids|children|wife|husband)(?: and (?:kids|family))? (?:is|are"
        r"|aren't|isn't"
        r"|won't be) (?:not )?(?:safe|next)|you and your (?:kids|family) are|eating through a straw"
        r"|drinking through a straw|made? an example of|never walk again|tick tock|see how brave"
        r"|say (?:that|it) to my face|snitches get stitches|you(?:'ll| will) (?:both |all )?regret"
        r" (?:this|it|that|ever)|hope your (?:brakes|house insurance|life insurance)|has "
        r"(?:your|his|her)"
        r" name on it|teach (?:you|him|her|them|councillor \w+|cllr \w+) a lesson)\b",
        "watch, one eye, numbered, a shame, a pity, real shame, coming to, goes around, happen "
        "to people,"
        " you move, you to move, over your shoulder, visit, round, over to, down to, coming for,"
        " waiting, wait for, wait till, wait until, wait til, my hands on, home alone, see it "
        "coming,"
        " see me coming, see us coming, your family, your kids, your children, your wife, your "
        "husband,"
        " a straw, an example, walk again, tick tock, how brave, to my face, stitches, regret,"
        " hope your, name on it, a lesson, you leave, you sleep",
        unless=r"learn|taught me|shop|vote|ballot|election|complain|petition|letter|solicitor|court"
        r"|apolog|be a shame if (?:it|they) (?:closed?|shut|went|lost|stopped)|ice\b|pothole"
        r"|pavement"
        r"|nurse|engineer|inspector|delivery|postman|parcel|surveyor|santa|shame if (?:it|they"
        r"|your) "
        r"(?:rain|were|was)|never walk again (?:after|since|because)|police said|i regret",
    ),
    rule(
        "threat/fire-or-bomb", _T, 0.88,
        r"\b(?:there(?:'s| is) a bomb|planted a bomb|i(?:'ve| have) (?:got )?a (?:bomb|gun"
        r"|knife|machete)"
        r"|bring(?:ing)? (?:a|my|the) (?:gun|knife|bat|machete|shotgun|hammer|petrol|axe|crowbar"
        r"|matches)|(?:burn|torch|blow|firebomb|petrol bomb|bomb|smash|shoot|brick)(?:ing)? "
        r"(?:up |down )?"
        r"(?:the |your |their |that |this )?(?:\w+ )?(?:council|office|offices|town hall|civic "
        r"centre"
        r"|library|house|home|depot|hostel|mosque|windows|church|synagogue|car|building|place)"
        r"(?: down"
        r"| up| to the ground| in)?|set fire to (?:your|the|his|her|their)|(?:will|'ll) be "
        r"(?:on fire"
        r"|ashes)|come (?:round|down) with (?:a|my|the) (?:bat|knife|gun|hammer|lads|boys"
        r"|petrol|axe)"
        r"|with petrol|acid in (?:your|his|her|their) face|throw acid|shoot(?:ing)? up the)\b",
        "bomb, gun, knife, machete, bat, shotgun, hammer, petrol, axe, crowbar, matches, burn, "
        "torch,"
        " blow, smash, shoot, brick, set fire, on fire, ashes, acid",
        unless=r"amnesty|handed in|caught fire|burn(?:s|t|ing)? (?:calories|gas|oil)|cremat|someone"
        r" (?:set|tried)|yobs|vandals|kids (?:set|are)|who (?:set|burn)|filling station|price of"
        r"|petrol station|lawn ?mower|strimmer|fire brigade|photo|cordless|has burned|burned down"
        r"|burnt down|brick house|smash(?:ed|ing) (?:by|the (?:record|target))|for sale|window "
        r"smash"
        r"|police|cricket|baseball match|bath bomb|bomb(?:ed)? (?:in the war|in 19|site|shelter)",
    ),
    rule(
        "threat/weapon-to-body", _T, 0.82,
        r"\b(?:brick|bullet|bat|hammer|knife|fist|boot|shovel|spade|crowbar|petrol bomb|bottle)\b"
        r"(?: [\w']+){0,3}? (?:in|into|through|to|between|round|across|up) (?:your|ur|his|her"
        r"|the|their"
        r"|my next|[\w]+'s) (?:\w+ )?(?:face|head|heads|window|windows|throat|eyes|letterbox|skull"
        r"|door|back|ribs|teeth|house)\b|\bevery bone in (?:your|his|her|their)"
        r"|\bbetween (?:the|your|his|her) eyes\b|\b(?:never|won't|not) (?:leave|get out of"
        r"|walk out of)"
        r"(?: [\w']+){0,5}? alive\b|\b(?:last thing (?:you|he|she)(?:'ll| will)? ever|there "
        r"will be blood"
        r"|there'll be blood|(?:turn(?:ing)? up|be|waiting|standing) (?:at|on) (?:your|his|her)"
        r" (?:front )?"
        r"door(?:step)?)\b|\b(?:you'd be|you would be|you'd do|be) (?:wise|well|better|well "
        r"advised|best"
        r" advised) to (?:move|leave|find somewhere|watch|look over|lock|disappear|sleep)"
        r"|\bput (?:\w+ ){1,3}?(?:in|into) (?:the ground|a coffin|a grave|a box|intensive care"
        r"|the morgue|hospital)\b",
        "brick, bullet, bat, hammer, knife, fist, boot, shovel, spade, crowbar, petrol bomb, "
        "bottle,"
        " every bone, eyes, alive, last thing, be blood, door, wise to, well to, better to, "
        "advised to,"
        " in the ground, coffin, grave, in a box, intensive care, morgue, hospital",
        unless=r"police|vandals|yobs|someone (?:threw|put|has)|thrown|threw|delivery|parcel|postman"
        r"|leaflet|collection|bin|canvass\w*|victim|attacked|ambulance|put (?:me|my \w+|us) in"
        r"|could"
        r" put|will put someone|pothole|cricket|boots? on|kids",
    ),
    rule(
        "threat/wish-of-death", _T, 0.62,
        r"\bhope (?:you|u|he|she|they|your \w+|councillor \w+|cllr \w+)(?: all| both)? "
        r"(?:fucking )?(?:die"
        r"|dies|get cancer|gets cancer|choke|drown|burn|rot|crash|get run over|gets run over"
        r"|get hit by"
        r"|get stabbed|get raped|gets raped|suffer)\b",
        "hope", unless=r"(?:hope they burn (?:it|the rubbish))",
    ),
    rule(
        "threat/sign", _T, 0.6,
        r"[\U0001F52A\U0001F52B\U0001F5E1\U0001F4A3\u26B0].{0,30}\b(?:you|your|u|councillor"
        r"|cllr|him|her"
        r"|ti|chdi)\b|\b(?:you|your|u|councillor \w+|cllr \w+|for him|for her)\b.{0,20}"
        r"[\U0001F52A\U0001F52B\U0001F5E1\U0001F4A3\u26B0]",
        "\U0001F52A, \U0001F52B, \U0001F5E1, \U0001F4A3, \u26B0",
        unless=r"kitchen|chef|cook|water pistol|firework|halloween|cut the (?:cake|ribbon)",
    ),
    rule(
        "threat/niwed", _T, 0.86,
        r"\b(?:mi|fe|dwi'n|dwi|dw i'n|rwy'n|dan ni'n|rydyn ni'n|mynd i|am|na'i|wna i|nawn ni"
        r"|gobeithio)?"
        r" ?(?:(?:dy|'ch|eich|ei|ych)(?: |$))?(?:ladda i|lladda i|lladdwn|laddwn|ladd (?:di"
        r"|chi|chdi|o|hi|nhw)"
        r"|saetha i|saethwn|saethu'r|saethu di|drywanu di|dorra i dy|dorrwn ni dy|dorri dy "
        r"(?:goesau|wddw)"
        r"|losga i|llosgwn ni|losgwn ni|waldia i|waldio chdi|falwn ni dy|chwalwn ni dy|chwala i dy"
        r"|hitia i di|hanner lladd|grogi di|colbio di|golbia i)\b",
        "ladd, saeth, drywanu, dorra i dy, dorrwn ni dy, dorri dy, losg, wald, falwn, chwal, "
        "hitia, grogi,"
        " golbi, colbi",
        unless=r"ladd fy hun|lladd fy hun|ladd amser|llosgi calor|ladd chwyn",
    ),
    rule(
        "threat/gwylia-dy-gefn", _T, 0.84,
        r"\b(?:gwylia dy (?:hun|gefn)|gwyliwch eich cefn\w*|(?:gwybod|gwbod) (?:yn iawn )?lle "
        r"(?:ti'n|ti yn|rwyt ti'n"
        r"|dach chi'n|ydych chi'n|mae (?:o|hi|dy)\w*(?: yn|'n)?) ?byw|ble (?:ti'n|rwyt ti'n"
        r"|ydych chi'n) byw"
        r"|ti'n (?:ddyn|ddynes) marw|ti wedi marw|gei di (?:gweir|cweir|be ti'n haeddu|dy "
        r"haeddiant)"
        r"|mi gei di hi|dod ar dy ol|disgwyl amdanat|aros amdanat|chwilio amdanat ti|cysga ag "
        r"un llygad"
        r"|(?:bechod|trueni|piti) (?:tasa|pe bai|petai) rhywbeth|fyddi di ddim yn cerdded eto"
        r"|dy ddyddiau (?:di )?wedi'u rhifo|mae gen i (?:gyllell|wn|fom)|dod (?:a|â) chyllell"
        r"|bwled yn"
        r"|bom yn y|dylai(?: rhywun)? (?:gael ei|saethu|ladd|grogi)|dylid (?:saethu|crogi|lladd)"
        r"|isio (?:saethu|crogi|lladd)|crogwch|saethwch|lladdwch|llosgwch)\b",
        "gwyli, byw, marw, gei di, dod ar dy, amdanat, un llygad, bechod, trueni, piti, "
        "cerdded eto,"
        " dyddiau, gyllell, chyllell, gen i wn, gen i fom, bwled, bom, dylai, dylid, isio "
        "saethu, isio crogi,"
        " isio lladd, crogwch, saethwch, lladdwch, llosgwch",
        unless=r"ladd fy hun|lluniau|calor|chwyn|dylai gael ei (?:drwsio|agor|gau|newid|wneud)",
    ),
)  # fmt: skip
