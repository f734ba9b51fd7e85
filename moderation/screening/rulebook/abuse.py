"""Insults thrown at one person, where the words alone are not strong enough to say so."""

from moderation.screening.rules import rule
from moderation.vocabulary import Category

_A = Category.ABUSE
_NAME_FOR = (
    r"(?:idiots?|morons?|cretins?|imbeciles?|half-?wits?|losers?|scum|vermin|parasites?"
    r"|clowns?|numpt(?:y|ies)|muppets?|pillocks?|plonkers?|buffoons?|nutters?|nut ?jobs?"
    r"|nutcases?|psychos?|freaks?|weirdos?|creeps?|cowards?|weasels?|snakes?|worms?|slugs?"
    r"|toads?"
    r"|pigs?|dogs?|cows?|hags?|witch(?:es)?|trolls?|degenerates?|dunces?|simpletons?|fools?"
    r"|oafs?|thickos?|pricks?|dicks?|tools?|knobs?|knobends?|tossers?|bastards?|gits?|rats?"
    r"|leech(?:es)?|spongers?|scrounger|bimbo|tart|tramp|minger|lard ?arse|fatso|fatty|liar"
    r"|liars|bell|melts?|wrong ?uns?|disgrace to humanity|waste of (?:skin|oxygen|air))"
)
_TELLING = (
    r"(?:stupid|thick|ugly|fat|pathetic|vile|disgusting|useless|lazy|dumb|brainless|gormless"
    r"|spineless|worthless|dim|ignorant|arrogant|nasty|horrible|miserable|revolting|repulsive"
    r"|smelly|filthy|spiteful|evil|sad little|slimy|sly|two bit|jumped up|pig ignorant"
    r"|clueless|fucking|bloody|absolute|complete|total"
    r"|utter|little|old|right|silly|lying|two ?-?faced|dirty|dozy|braindead|brain dead|inbred"
    r"|deluded|ignorant|tiny)"
)
_BODY = (
    r"\b(?:the council|this council|your (?:council|department|website|system|service|policy)"
    r"|cyclists|drivers|seagulls?|gulls|foxes|dogs? (?:on|off|mess|fouling|owners|walk)|told"
    r"|called me|was called|calling|don't call|not an? |isn't an? |aren't |never |my (?:dog"
    r"|cat|ex)|feel (?:like )?an?)\b"
)

_STRONG = (
    r"(?:morons?|imbeciles?|cretins?|idiots|half-?wits?|scum|vermin|pond ?life|maggots?|apes"
    r"|monkeys|pigs|parasites?|degenerates?|simpletons?|slobs?|dunces?|retards?|inbreds?"
    r"|wankers?|tossers?|pricks?|bastards?|bellends?|thickos?|rats|leeches|pillocks)"
)
#: People at work, whom anyone could name; never the council itself, which may be called much.
_CROWD = (
    r"(?:(?:the |your |those |these |all |whole |council |useless |that |our |every one of )*"
    r"(?:staff|planners|planning (?:dept|department|team|lot|officers)|councillors|cllrs"
    r"|officers|wardens|(?:council )?workers|bin ?men|bin ?crew|call cent(?:re|er) (?:staff"
    r"|lot)|(?:highways|housing|press|finance|legal|parking) (?:team|dept|department|lot|staff"
    r"|office|people)|receptionists|social workers|teachers|you lot|the lot of you|you people"
    r"|all of you|lot of them|that lot|they|them))"
)

ABUSE = (
    rule("abuse/crowd", _A, 0.72,
         r"\b" + _CROWD + r"(?:'re| are| is| r|:|,|\?| -| must be)?(?: all| both| just| nothing but"
         r"| a| an| the| of| bunch| load| pack| shower| gang| set| bloody| fucking| total"
         r"| complete| utter| absolute| whole){0,6}(?: " + _TELLING + r",?(?: and)?){0,3} "
         + _STRONG + r"\b|\b(?:bunch|pack|shower|gang|set) of (?:" + _TELLING + r",? (?:and )?)"
         r"{0,2}" + _STRONG + r"\b|\b" + _STRONG + r",? (?:the )?(?:lot|all) of (?:you|them)\b",
         "moron, imbecile, cretin, idiots, halfwit, half-wit, scum, vermin, pond, maggot, apes, "
         "monkeys, pigs, parasite, degenerate, simpleton, slob, dunce, retard, inbred, wanker, "
         "tosser, prick, bastard, bellend, thicko, rats, leeches, pillock",
         unless=_BODY + r"|\b(?:zoo|farm|pest control|litter|rats (?:in|near|by)|vandals"
         r"|fly ?-?tippers|whoever|dump(?:ed|ing)|guinea)\b"),
    rule("abuse/thick-as", _A, 0.72,
         r"\b(?:thick|dense|dumb|daft) as (?:mince|pig ?\w*|(?:two )?short planks|two planks"
         r"|a (?:brick|plank|post|stump|whale omelette)|shit|muck|concrete|bricks|they come)\b"
         r"|\b(?:not|n't got|without|never had|no)(?: \w+){0,4}? (?:brain|brain ?cells?)(?: \w+)"
         r"{0,3}? (?:between (?:you|them|the)|in that (?:office|building|head)|among\w* (?:you"
         r"|them))\b|\b(?:brain ?dead|pig ?ignorant|knuckle ?-?dragging|inbred) (?:" + _STRONG
         + r"|lot|half\w*|fools?|clowns?|hicks?|yokels?|family|apes)\b|\bhead full of (?:mince"
         r"|sawdust|rocks|shit)\b|\b(?:are|is|you|they're|you're|bunch of|pack of|all) inbreds?"
         r"(?=$|[.!,])",
         "thick as, dense as, dumb as, daft as, brain, inbred, pig ignorant, pig-ignorant, "
         "pigignorant, knuckle, head full of",
         unless=r"\b(?:fog|walls?|soup|ice|dogs?|pugs?|breed\w*|calling|called|told|not)\b"
         r"(?! \w+ brain)"),
    rule("abuse/he-is-a", _A, 0.66,
         r"\b(?:he|she|he's|she's|this one|that one)(?:'s| is| was)? (?:just |nothing but |such )"
         r"?(?:an? |the )(?:(?:slimy|fat|ugly|thick|vile|lying|inbred|pathetic|smelly|dirty|evil"
         r"|spineless|gormless|dried ?-?up|nasty|stupid|two ?-?faced|little|old|fucking|bloody"
         r"|useless),? (?:and )?){1,4}" + _NAME_FOR + r"\b",
         "he's, she's, he is, she is, he was, she was, this one, that one",
         unless=_BODY + r"|\b(?:dog|cat|puppy|horse|vet)\b"),
    rule("abuse/criw", _A, 0.72,
         r"\b(?:criw|llwyth|haid|pac) o (?:foch|dwpsod|ffyliaid|idiotiaid|fastads|dwats|lygod"
         r"|fwncwns|anifeiliaid|wancars|lembos)\b|\b(?:twpsod|idiotiaid|moch|penbyliaid|lembos"
         r"|cachgwn|diawliaid|bastads)(?: (?:llwyr|diog|tew|budr|gwirion|hollol))*(?: ydi| ydy"
         r"| yw| ydach| dach)(?:'r| y| chi)?|\bdwpach na|\bti'n (?:dwp|drewi)\b|\by (?:bastad|diawl"
         r"|mochyn|ast|twat|cont) (?:tew|diog|hyll|budr|gwirion|dwl|celwyddog)\b|\bdim (?:brens?"
         r"|ymennydd)(?: \w+){0,3} (?:rhyngoch|rhyngddyn|yn y swyddfa)",
         "criw o, llwyth o, haid o, pac o, twpsod, idiotiaid, moch, penbyliaid, lembos, cachgwn,"
         " diawliaid, bastads, dwpach, ti'n d, bastad, diawl, mochyn, ast, twat, cont, brens, "
         "ymennydd", unless=r"\b(?:fferm|anifail|rhost)\b"),
    rule("abuse/you-are", _A, 0.74,
         r"\b(?:you|u|your|you're|youre|ur|yr)(?: are|'re| r)?(?: all| both| really| just| "
         r"such| nothing but| literally)*(?: an?| the| one| some)?(?: " + _TELLING +
         r",?(?: and)?){1,3} " + _NAME_FOR + r"\b"
         r"|\b(?:you're|youre|you are|u r|ur|you r)(?: all| really| just| such| literally| "
         r"nothing but| honestly)* (?:an? |the )?" + _NAME_FOR + r"\b",
         "you, ur , u r ", unless=_BODY),
    rule("abuse/shut-up-you", _A, 0.74,
         r"\b(?:shut (?:up|it)|get lost|go away|do one|jog on|get stuffed|sod off|bugger off"
         r"|push off|crawl back|get a life|grow up|bore off|wind your neck in),? (?:you|ya|u) "
         r"(?:\w+ ){0,3}?" + _NAME_FOR + r"\b", "shut, lost, go away, do one, jog on, stuffed, "
         "off, crawl, a life, grow up, neck in"),
    rule("abuse/named", _A, 0.68,
         r"\b(?:councillor|cllr|mr|mrs|ms|miss) [a-z'\-]+(?:'s| is| was|, you| you)(?: such| "
         r"nothing but| just| clearly| really)?(?: an?| the)?(?: " + _TELLING +
         r",?(?: and)?){0,3} (?:" + _NAME_FOR + r"|ugly|vile|disgusting|repulsive|revolting"
         r"|subhuman|thick as|scum|inbred)\b",
         "councillor, cllr, mr , mrs , ms , miss ", unless=_BODY),
    rule("abuse/that-person", _A, 0.68,
         r"(?:\b(?:that|the|whoever|what an?|typical|another)(?= )|^|[.!])(?: ?" + _TELLING +
         r"){1,3} (?:cow|bitch|hag|pig|bastard|witch|slug|troll|rat|creep|freak|moron|idiot"
         r"|imbecile|cretin|halfwit|loser|scumbag)(?: (?:on|at|in|who|from|that|behind))?\b",
         "cow, bitch, hag, pig, bastard, witch, slug, troll, rat, creep, freak, moron, idiot, "
         "imbecile, cretin, halfwit, loser, scumbag",
         unless=_BODY + r"|\b(?:rats? (?:in|near|by|problem)|decision|idea|guinea pig)\b"),
    rule("abuse/nobody-likes-you", _A, 0.7,
         r"\b(?:(?:no ?one|nobody|everyone|everybody) (?:likes|wants|loves|hates|would miss"
         r"|despises|laughs at) (?:you|u)\b|your (?:mother|mum|parents|wife|husband|kids)(?: "
         r"\w+){0,3} (?:ashamed of you|should have (?:drowned|aborted|swallowed)|regret)"
         r"|embarrassment to your (?:family|kids|parents)|you (?:absolutely )?(?:disgust"
         r"|repulse|sicken) me"
         r"|face (?:like|only a mother)|brains? of a (?:gnat|fish|pea|slug|rock)|crawl (?:back "
         r")?(?:under|into|in|to) (?:a|your|the|that) (?:rock|hole|cave|sewer)|you(?:'re| are) "
         r"(?:so )?(?:ugly|fat|thick|stupid|vile|scum|disgusting|pathetic|repulsive|revolting)"
         r"(?: and (?:ugly|fat|thick|stupid|vile|pathetic))?(?=[.!,? ]|$)(?! (?:to|of|that"
         r"|decision|for|policy|policies))"
         r"|waste of (?:skin|oxygen|air)|wish you (?:were|was) dead|do (?:us|the world"
         r"|everyone) (?:all )?a favour and (?:die|drop dead|jump|disappear))\b",
         "no one, noone, nobody, everyone, everybody, ashamed of you, drowned, aborted, "
         "swallowed, regret, embarrassment, disgust, repulse, sicken, face like, a mother, "
         "brain, crawl, you're, you are, waste of, you were dead, you was dead, a favour",
         unless=_BODY),
    rule("abuse/sarhad", _A, 0.72,
         r"\b(?:ti'n|ti yn|rwyt ti'n|wyt ti'n|dach chi'n|chi'n|ti|ydach chi'n|rwyt yn)(?: \w+)"
         r"{0,2}? (?:dwp|hyll|ddiawl|idiot|twpsyn|dwpsyn|fochyn|mochyn|lembo|benbwl|hulpyn"
         r"|fastad|goc oen|ast|sguthan|lipryn|gachgi|gelwyddgi|pathetig|ffiaidd|warthus o "
         r"berson|dda i ddim|drewi|ffwl|hen ast|surbwch|lob|lo cors|wancar|gont|dwat|bric)\b"
         r"|\b(?:twpsyn|idiot|mochyn|lembo|penbwl|hulpyn|bastad|coc oen|sguthan|llipryn|cachgi"
         r"|celwyddgi|diawl|ffwl|lob|llo|wancar|surbwch|cont|pric|twat)(?: \w+){0,2}? (?:ydi"
         r"|wyt|ydach|yw|ydy|dach)(?:'r| ti| y| chi|\b)"
         r"|\b(?:y|yr|'r|hen|am|yr hen) (?:diawl|twpsyn|mochyn|lembo|penbwl|hulpyn|bastad|coc "
         r"oen|ast|sguthan|llipryn|cachgi|celwyddgi|ffwl|lob|wancar|surbwch|fastad) (?:gwirion"
         r"|hyll|diog|tew|budr|dwl|twp|anobeithiol|wirion|celwyddog|uffern)\b"
         r"|\b(?:cau|caewch|caea) (?:dy|eich|ei|di dy) (?:geg|ben|hopran|cegau|safn)"
         r"|\bgobeithio (?:y )?(?:tagi|tagi di|farwi|marwi)|\bgywilydd ohonot|\bneb yn (?:dy "
         r"licio|dy hoffi)|\bcer i(?:'r diawl| grafu| grogi| uffern)|\bdos i(?:'r diawl| grafu"
         r"| grogi| uffern)",
         "ti, chi, wyt, ydi, ydach, yw, diawl, twpsyn, mochyn, lembo, penbwl, hulpyn, bastad, "
         "coc oen, ast, sguthan, llipryn, cachgi, celwyddgi, ffwl, lob, wancar, surbwch, cau, "
         "caewch, caea, gobeithio, ohonot, neb yn, cer i, dos i", language="cy"),
)  # fmt: skip
