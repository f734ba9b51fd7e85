"""Attacks on people for who they are, said without slurs, over any protected group alike.

The groups come from one list in which all count the same (moderation.screening.identity).
"""

import re

from moderation.screening.identity import identity_words
from moderation.screening.rules import rule
from moderation.vocabulary import Category

_H = Category.HATE
#: Names of groups in the plural and qualities; long ones first so that the longest matches.
_GROUP = (
    r"(?:(?:all |the |these |those |them |any |more |fucking |bloody |dirty |filthy |stupid "
    r"|every |most )*(?:"
    + "|".join(
        re.escape(word)
        for word in sorted(identity_words(), key=lambda word: (-len(word), word))
        if (len(word) > 3 or word in {"gay", "jew"}) and word.isascii()
    )
    + r")(?: (?:people|folk|folks|men|women|families|kids|children|community|communities"
    r"|residents|lot|bastards|scum|types|workers|neighbours))?)"
)
_LOW = (
    r"(?:vermin|scum|filth|parasites?|rats|cockroaches|animals|savages|subhuman|sub-human|not "
    r"human|pests?|plague|cancer|disease|leeches|scroungers|rapists|paedos|groomers|perverts"
    r"|degenerates|trash|garbage|dirt|monkeys|apes|pigs|dogs|evil|disgusting|inferior|mentally "
    r"ill|an abomination|unnatural|a virus|maggots|thieves|criminals|terrorists|retards|sick "
    r"in the head|invaders|a stain|dirty|filthy|revolting|worthless)"
)
_AGAINST = (
    r"\b(?:not|n't|never|stop|aren't|isn't|wrong to|don't|do not|nobody|no one|shouldn't"
    r"|called|calling|calls?|said|says?|saying|told|shout\w*|racists?|homophob\w*|bigots?|hate "
    r"speech|hate crime|vile|unacceptable|remove|graffiti|sprayed|written|painted|if you think"
    r"|whoever|claims?|myth|people who|anyone who|why do (?:some )?people|\")\b|\""
)

_CRIME = (
    r"(?:criminals?|rapists?|thieves|thieving|thief|pickpockets?|extremists?|terrorists?|paedos?"
    r"|groomers?|scroungers?|scrounging|spongers?|parasites?|vermin|scum|animals|savages|drunks?"
    r"|inbred|dealers?|murderers?|benefit cheats?|on the (?:sick|dole|scrounge|take|rob)|liars?"
    r"|illiterate|violent|jihadis?|subhuman|filth\w*|useless|thick|live off)"
)

HATE = (
    rule("hate/share-of-them", _H, 0.8,
         r"\b(?:(?:\d{1,3}|\w+ty|ninety[ -]\w+) ?(?:%|per ?cent)|half|most|(?:\d{1,2}|nine|eight"
         r"|seven) (?:out of|in) (?:10|ten)|all|every|the majority)(?: of)?(?: all| the| those"
         r"| these| our)* " + _GROUP +
         r"(?: (?:here|coming here|in (?:this|the) [a-z]+))?(?: (?:are|is|r)|'re)(?: [a-z]+)"
         r"{0,2}? (?:a |an )?" + _CRIME + r"\b",
         "%, percent, per cent, half, most, out of, in 10, in ten, all, every, majority",
         unless=_AGAINST),
    rule("hate/breeding-and-swarms", _H, 0.82,
         r"\b" + _GROUP + r"(?: just| all)? (?:breed|breeding|are breeding|multiply|multiplying"
         r"|are multiplying|spread|swarm)(?: and \w+)? like\b|\b(?:crawling|infested|overrun"
         r"|swarming|riddled|teeming) with " + _GROUP + r"\b",
         "breed, multipl, spread, swarm, crawling, infested, overrun, riddled, teeming",
         unless=_AGAINST),
    rule("hate/bring-only", _H, 0.82,
         r"\b" + _GROUP + r"(?: only| just| come here to| only come here to| bring nothing but"
         r"| bring| are here to| only ever)+ (?:rape|steal|crime|disease|diseases|filth|sponge"
         r"|scrounge|rob|drugs|terror\w*|kill)\b|\b" + _GROUP + r" (?:belong in (?:a|the) (?:zoo"
         r"|cage|jungle|gutter|gas|sea|ground)|want us (?:dead|gone)|need putting down)\b",
         "rape, steal, crime, disease, filth, sponge, scrounge, rob, drugs, terror, kill, "
         "belong in, want us, putting down", unless=_AGAINST),
    rule("hate/fire-and-sea", _H, 0.82,
         r"\b" + _GROUP + r"\b[^.!?]{0,60}\b(?:burn|torch|set fire|set light|gas|sink|scuttle"
         r"|drown)\b[^.!?]{0,25}\b(?:it down with|with (?:them|the lot|all of them)|them|the lot"
         r"|boat|inside)\b|\b(?:burn|torch|set (?:fire|light) to|blow up|sink|scuttle)\b"
         r"[^.!?]{0,50}\b(?:with|full of|while)(?: all)?(?: the)? " + _GROUP + r"\b",
         "burn, torch, set fire, set light, gas, sink, scuttle, drown, blow up",
         unless=_AGAINST + r"|\b(?:awful|horrific|terrible|arson\w*|attack on|police|gas (?:bill"
         r"|leak|board|boiler))\b"),
    rule("hate/canran", _H, 0.82,
         r"\b(?:(?:\d{1,3} ?(?:%|y cant)|hanner|pob|holl|mae(?:'r)?) ?(?:o(?:'r| ))? ?(?:holl )?)"
         r"(?:mwslemiaid|iddewon|hoywon|mewnfudwyr|ffoaduriaid|tramorwyr|sipsiwn|pwyliaid"
         r"|saeson)(?: i gyd| yma)? yn (?:dreiswyr|droseddwyr|lladron|derfysgwyr|barasitiaid"
         r"|anifeiliaid|fochyn|bla|llygod|sgym|ddiog|feddwon)\b|\bddylai (?:mwslemiaid|iddewon"
         r"|hoywon|mewnfudwyr|ffoaduriaid|tramorwyr|sipsiwn|pwyliaid) ddim cael (?:byw|dod"
         r"|pleidleisio)|\b(?:mwslemiaid|iddewon|hoywon"
         r"|mewnfudwyr|ffoaduriaid|tramorwyr|sipsiwn|pwyliaid|saeson)\b[^.!?]{0,40}\b(?:anifeiliaid"
         r"|pla|llygod|sgym|parasitiaid) (?:ydyn|ydi|yw) ?(?:nhw|y rhain)?|\b(?:hel|gyrrwch|gyrru"
         r"|boddwch|llosgwch)(?: y|'r| pob)* (?:mwslemiaid|iddewon|mewnfudwyr|ffoaduriaid"
         r"|tramorwyr|sipsiwn|pwyliaid|saeson)\b",
         "mwslemiaid, iddewon, hoywon, mewnfudwyr, ffoaduriaid, tramorwyr, sipsiwn, pwyliaid, "
         "saeson",
         unless=r"\b(?:ddim|nid|dydi|dyw|ddylai|gwarthus|warthus|anghywir|galw|ngalw|dweud"
         r"|honni|graffiti)\b|\""),
    rule("hate/less-than-human", _H, 0.84,
         r"\b" + _GROUP + r" (?:are|r|is|=) (?:all |just |nothing but |basically |literally "
         r"|like |a bunch of |fucking |a |an |absolute |all just |the |mostly )*" + _LOW + r"\b",
         "vermin, scum, filth, parasite, rats, cockroach, animals, savages, subhuman, "
         "sub-human, not human, pest, plague, cancer, disease, leeches, scroungers, rapists, "
         "paedos, groomers, perverts, degenerates, trash, garbage, dirt, monkeys, apes, pigs, "
         "dogs, evil, disgusting, inferior, mentally ill, abomination, unnatural, a virus, "
         "maggots, thieves, criminals, terrorists, retards, sick in, invaders, a stain, dirty, "
         "revolting, worthless",
         unless=_AGAINST),
    rule("hate/i-hate", _H, 0.84,
         r"\b(?:i|we) (?:really |fucking |absolutely |just |so |bloody )*(?:hate|despise"
         r"|loathe|detest|can't stand|cant stand|cannot stand) " + _GROUP +
         r"(?=[.!,?]|$| and| they| so| with| scum)",
         "hate, despise, loathe, detest, stand", unless=r"\b(?:not|n't|never|stop|don't|do not"
         r"|people who|seeing|how|when)\b|(?<!ca)n't hate"),
    rule("hate/drive-out", _H, 0.84,
         r"\b(?:send|kick|ship|get|drive|throw|chuck|keep|ban|deport|round up|lock up|gas"
         r"|exterminate|shoot|hang|burn|kill|drown|wipe out|sterilise|sterilize) (?:out |all "
         r"|up |off )?" + _GROUP + r"\b(?: back| out| away| home| off|[.!,]|$| from)",
         "send, kick, ship, get , drive, throw, chuck, keep, ban , deport, round up, lock up, "
         "gas , exterminate, shoot, hang, burn, kill, drown, wipe out, sterilis, steriliz",
         unless=_AGAINST + r"|get (?:more )?(?:help|support)|keep .{0,30}safe|chance|they want "
         r"to|helped?"),
    rule("hate/no-place", _H, 0.82,
         r"\b" + _GROUP + r" (?:should|must|need to|ought to|deserve to|have to)(?: all)? "
         r"(?:be )?(?:shot|hanged|gassed|killed|banned|deported|exterminated|castrated"
         r"|sterilised|locked up|put down|burned|burnt|drowned|wiped out|die|sent (?:back|home)"
         r"|kicked out|driven out|go back|go home|get out|rounded up|expelled|eradicated)\b"
         r"|\b" + _GROUP + r" (?:do not|don't|dont|have no|does not) (?:belong|deserve to live"
         r"|deserve rights|place in|right to (?:be here|exist))",
         "shot, hanged, gassed, killed, banned, deported, exterminat, castrat, sterilis, "
         "locked up, put down, burned, burnt, drowned, wiped, die, sent, kicked, driven, go "
         "back, go home, get out, rounded, expelled, eradicat, belong, deserve, place in, "
         "right to",
         unless=r"\b(?:stop saying|wrong to|saying|said|says|told|shout\w*|racists?|bigots?"
         r"|hate speech|calling|never|nobody|no one|shouldn't|should not|must not|we must "
         r"never|graffiti|remove|people who|anyone who|claim\w*)\b|\""),
    rule("hate/cas", _H, 0.84,
         r"\b(?:(?:parasitiaid|pla|anifeiliaid|lladron|sgym|llygod mawr|sbwriel|fermin|bawiach"
         r"|gwehilion|chwilod|baw) (?:ydi|yw|ydy|ydyn)(?: pob| pobl|'r| y| yr)? \w+|(?:casau"
         r"|cas gen i|gas gen i)(?: i)?(?: pob| bobl| pobl|'r| y| yr)? (?:mwslemiaid|iddewon"
         r"|hoywon|saeson|mewnfudwyr|ffoaduriaid|tramorwyr|sipsiwn|pobl|bobl|merched|menywod"
         r"|pwyliaid|du|ddu|hoyw|traws|anabl)"
         r"|allan a(?:'r| )(?: ?pobl| ?bobl)? ?(?:mwslemiaid|iddewon|hoywon|saeson|mewnfudwyr"
         r"|ffoaduriaid|tramorwyr|sipsiwn|pwyliaid|du|hoyw|traws)|(?:mwslemiaid|iddewon|hoywon"
         r"|saeson|mewnfudwyr|ffoaduriaid|tramorwyr|sipsiwn|pwyliaid|pobl (?:ddu|hoyw|draws"
         r"|anabl|asiaidd)) (?:yn fudr|budr|yn bla|yn ffiaidd|yn lladron|yn barasitiaid|yn "
         r"afiechyd|yn ddrewllyd))\b",
         "parasit, pla, anifeiliaid, lladron, sgym, llygod, sbwriel, fermin, bawiach, "
         "gwehilion, chwilod, baw, casau, cas gen, gas gen, allan a, fudr, budr, ffiaidd, "
         "afiechyd, ddrewllyd",
         unless=r"\b(?:ddim|nid|dydi|dyw|ddylai|gwarthus|warthus|anghywir|galw|ngalw|dweud"
         r"|graffiti|\")\b|\""),
)  # fmt: skip
