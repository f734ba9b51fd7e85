"""How a sentence is meant: stated, asked, wished, foreseen, told of the past, or refuted."""

import re

_OPENING = (
    r"(?:(?:and|so|but|hi|hello|ok|okay|oh|erm|um|er|well|please|hey|sorry|also|just)[, ]+){0,3}"
)
_ASKED = re.compile(
    r"\?[\s!?\"')]*$"
    rf"|^{_OPENING}(?:is|are|was|were|will|does|do|did|can|could|would|should|has|have|had|am|isn't"
    r"|aren't|won't|don't|doesn't|didn't|hasn't|haven't|why|when|where|who|which|whose) "
    r"(?!you know |not |n't|half the |lots |to )"
    r"(?:it|they|we|you|i|he|she|there|this|that|these|those|the|a|an|any|all|my|our|your|someone"
    r"|anyone|anybody|is|are|was|were|do|does|did|will|can|has|have|on|runs|owns|pays|said|blue"
    r"|dogs|black|council|people|[a-z'0-9]+)\b"
    rf"|^{_OPENING}(?:what|how) (?!a |an |about |dare |disgusting|sad|awful|lovely|nice|stupid)"
    rf"|^{_OPENING}(?:ydi|ydy|yw|oes|pryd|pam|pwy|ble|lle|sut|faint|fydd(?! [^?]{{0,60}}\bddim\b)"
    rf"|allwch|gaf i|ga i|a yw|a oes|a fydd"
    r"|a gafodd|a gaf|a ydi|ydych|ydach|beth|be|oedd|gafodd|wnaeth|pa)\b"
    r"|\b(?:any ?(?:one|body) (?:know|heard|got|tell|confirm)|does any|do you know|can (?:some"
    r"|any)one"
    r"|can you (?:tell|confirm|clarify|say|explain|let)|let me know (?:if|whether|when|what)"
    r"|wondering (?:if|whether|when|what)"
    r"|wonder (?:if|whether|when)|is it true|is it right|is that true|just checking"
    r"|want(?:ed)? to (?:know|check|ask)"
    r"|could you (?:tell|confirm|let|please|say)|would like to know|trying to find out"
    r"|please (?:tell|confirm)|can i ask|may i ask"
    r"|tell me (?:if|whether|when|what|how)|not sure (?:if|whether)|no idea (?:if|whether)"
    r"|unsure (?:if|whether)"
    r"|asking (?:if|whether)|confirm (?:if|whether)|check (?:if|whether)|find out (?:if|whether)"
    r"|rhywun yn gwybod|tybed|eisiau gwybod|isio gwybod|allwch chi|fedrwch chi|allech chi|gofyn)\b"
    r"|,? (?:right|is it|isn't it|has it|have they|have you|are they|do they|is that right"
    r"|yes or no|or not|true or false|ie|ydi)\?"
)
#: A claim in a question's clothes.
_DID_YOU_KNOW = re.compile(r"^(?:did you know|do you realise|you do know|do you know) (?:that )?")
_WISHED = re.compile(
    r"\b(?:should(?:n't)?|ought to|i'd (?:like|love|rather|pay|prefer|be|say)|i would"
    r"|we'd (?:like|rather)"
    r"|i wish|wish (?:they|you|the|we|it)|i hope|hope (?:they|you|the|it|not)|hopefully|i want"
    r"|we want|we need|you need to(?! (?:book|pay|show|bring|have|apply|register|vote))"
    r"|they need to|council needs? to|needs to be (?!booked|paid)|let's|let people|how about"
    r"|bring back|give us|better not|better if|please don't|if only"
    r"|imagine|suppose|supposing|unless|whether|if (?:they|they're|you|you're|it|it's|the|we|this"
    r"|that|my|our|i|there|only|council)"
    r"|would (?:have|be|it|pay|rather|never|love|make|mean|cost|help|like|be)"
    r"|would(?:n't)? (?:surprise|be surprised|mind|put it past|care|hurt|kill)"
    r"|could (?:run|do|be|have|close|open|charge)|were to|time to|fancy|why not|support(?:s|ing)?"
    r"|oppose|against the"
    r"|dylai|dylen|dylid|dylech|dyla|ddylai|ddylen|hoffwn|liciwn|licio|baswn|byddwn|gobeithio"
    r"|gobeithiaf|os (?:bydd|ydi|yw|ydyn|fydd|oes|caiff|na|gwelaf|nad|bydden|buasai|byddai)"
    r"|petai|pe bai|pe tasai|byddai|buasai|fasa|beth am|eisiau|isio|angen i(?:'r| chi"
    r"| ni)? (?:cyngor|gyngor)|mae'n bryd)\b"
)
#: An order at the start of a sentence: "Close the tip", "Don't sell it", "Keep the pool open".
_ORDERED = re.compile(
    r"^(?:(?:just|please|so|and|ok|for god's sake|oh)[, ]+){0,2}(?:don't|do not|never|close|shut"
    r"|keep|open|reopen|save|sell|knock|pull"
    r"|scrap|axe|ban|let|make|move|build|stop|switch|turn|charge|cut|demolish|merge|freeze|lower"
    r"|reduce|raise"
    r"|give|bring|put|get rid|imagine|leave|allow|approve|refuse|reject|fell|chop|hand|fix|repair"
    r"|run|show|tell"
    r"|peidiwch|peidiwch a|caewch|cadwch|gadewch|agorwch|dymchwelwch|gwerthwch|achubwch|stopiwch"
    r"|rhowch|codwch|gwnewch|dewch) (?!door|by |down,|off,)"
)
_FELT = re.compile(
    r"\b(?:i think|i reckon|i feel|i believe|i guess|i suppose|i doubt|i assume|i imagine"
    r"|in my (?:view|opinion|book)|imo|imho"
    r"|if you ask me|personally|seems? (?:to|like)|feels like|looks like|sounds like|might as well"
    r"|dwi'n meddwl|rwy'n meddwl|dw i'n meddwl|dwi'n credu|rwy'n credu|dw i'n credu|yn fy marn"
    r"|credaf|teimlo|dwi'n ama)\b"
)
_FORESEEN = re.compile(
    r"\b(?:i bet|i'll bet|bet(?: you| they| it| the)?(?! fred)|mark my words|probably|no doubt"
    r"|one day|before long|sooner or later|eventually"
    r"|it'll be|next (?:it'll|they'll|thing|up)|will soon|soon be|won't be long|won't last"
    r"|sure to|bound to|likely|might|may well|may be|may have|maybe|perhaps|possibly"
    r"|could be|could end|end up|ends up|within (?:a|the) year|within \w+ years|in a few years"
    r"|in \w+ years|give it \w+ (?:years?|months?|weeks?)|watch (?:them|it|this|you)|you watch"
    r"|wait and see|just wait"
    r"|you wait|you'll see|rumou?rs?|rumoured|word is|i heard|i've heard|heard (?:that|they|a)"
    r"|apparently not sure|supposedly going|at this rate|dream on|fat chance"
    r"|never going to happen"
    r"|i fear|i'm afraid they|worried (?:that|they)|scared (?:that|they)|wouldn't be surprised"
    r"|my prediction|i predict|by the time|whatever (?:we|anyone|you|i) say|guaranteed"
    r"|going the way of"
    r"|next year they'll|they'll (?:never|only|be|soon|probably|close|shut|sell|scrap|axe|approve"
    r"|charge|merge|cut|move|fell|knock|want|do|put|have|end)"
    r"|mi fentra|dyfalu|mae'n siwr|siwr y bydd|siwr o|synnwn i|ella|efallai|falle|hwyrach"
    r"|rhyw ddydd|gewch chi weld|cyn bo hir|o bosib|mae'n debyg y bydd|fwy na thebyg|yn fuan iawn"
    r"|clywais|clywed bod|si bod|sibrydion)\b"
)
_PAST = re.compile(
    r"\b(?:used to|(?:was|were|cost|costed|paid) [^.,]{0,30}last year|years ago|previously"
    r"|back in|before (?:covid|the war)|in the past|was only|originally|when i was|when we"
    r"|when my|in the (?:60|70|80|90)s|in (?:19\d\d|200\d)|once upon|decades"
    r"|llynedd|ers talwm|erstalwm|arfer|flynyddoedd yn ol|yn ol yn|pan oeddwn)\b"
)
_BEFORE_NOW = re.compile(
    r"^.*?\b(?:but |and |,)? ?(?:is |it's |they're )?(?=(?:now|rwan|nawr|bellach)\b)"
)
#: Closed for ten minutes, or today: no word on whether a service ends.
_PASSING = re.compile(
    r"\b(?:for (?:an?|the|half|\d+|ten|twenty|\w+) ?(?:an |\w+ )?(?:minutes?|mins?|hours?|hrs?"
    r"|day|morning|afternoon|weekend|while)"
    r"|half an hour|today|tonight|this morning|this afternoon|yesterday|last night|earlier"
    r"|at lunch|when i (?:went|got|called|rang|tried|arrived|walked)"
    r"|because of (?:the |a )?(?:wind|snow|fire alarm|weather|storm|ice|power)|fire alarm"
    r"|power cut|due to (?:the |a )?(?:weather|wind|snow|ice|storm)|early"
    r"|heddiw|heno|bore 'ma|y bore yma|ddoe|am (?:awr|hanner awr|ychydig))\b"
)
_REFUTED_BEFORE = re.compile(
    r"\b(?:(?:it's|it is|that's|is|isn't|is it|simply|just|are|aren't)? ?(?:not true|untrue"
    r"|a (?:total |complete |downright |bloody )?(?:lie|myth|rumour|fib|hoax)|false|nonsense"
    r"|rubbish|fake news|wrong|bollocks|rot)"
    r" (?:that|to say|about|they|the|to claim)|no truth|myth that|lie that|lies that"
    r"|nobody (?:said|is saying|has said)|no one (?:said|is saying)"
    r"|celwydd (?:ydi|yw|noeth ydi)?|nid yw'n wir|dydi o ddim yn wir|dyw hi ddim yn wir|nid gwir"
    r"|ddim yn wir (?:bod|fod)|contrary to)\b"
)
#: Somebody else's claim, named to be denied: neither side of it is this author's.
_TOLD_OFF = re.compile(
    r"\b(?:people|whoever|anyone|those|everyone|folk|stop|who(?:ever)? (?:said|says)|idiots"
    r"|the (?:person|bloke|one|muppets?)|keyboard warriors)"
    r"[^.!?]{0,80}\b(?:talking (?:rubbish|nonsense|bollocks|crap|shite?|out of)|liars?|lying"
    r"|wrong|scaremongering|making it up|made it up"
    r"|spreading|clueless|misinformed|saying|no idea|rumours)\b"
    r"|\b(?:stop|quit|enough of the|enough with the) (?:spreading|saying|scaremongering"
    r"|the scaremongering|telling|lying|making)"
    r"|\b(?:scaremongering|misinformation|fake news)\b"
)
_SAID_TO_BE = re.compile(
    r"\b(?:council|they|you|cyngor) (?:says?|said|claims?|claimed|told us|reckons?|keeps? saying"
    r"|pretends?|swears?)\b|\b(?:supposedly|allegedly|so[- ]called)\b"
)
_LIES = re.compile(
    r"\b(?:lies|liars?|lie|rubbish|nonsense|bollocks|bull\w*|not true|untrue|false|my arse"
    r"|yeah right|as if|pull the other one|celwydd|rwtsh)\b"
)


def asked(sentence: str) -> bool:
    """Say whether a sentence asks; "did you know" tells."""
    if _DID_YOU_KNOW.search(sentence):
        return False
    return bool(_ASKED.search(sentence))


def not_stated(clause: str) -> bool:
    """Say whether a clause is an opinion, a wish, an order or a condition."""
    return bool(_WISHED.search(clause) or _ORDERED.search(clause) or _FELT.search(clause))


def foreseen(sentence: str) -> bool:
    """Say whether a sentence predicts, guesses or passes a rumour on."""
    return bool(_FORESEEN.search(sentence))


def without_past(clause: str) -> str | None:
    """Return the clause without what it tells of the past, or None where nothing is left."""
    if not _PAST.search(clause):
        return clause
    rest = _BEFORE_NOW.sub("", clause, count=1)
    return None if rest == clause or _PAST.search(rest) else rest


def passing(clause: str) -> bool:
    """Say whether a closure is of hours or of today only."""
    return bool(_PASSING.search(clause))


def refuted(sentence: str) -> bool:
    """Say whether a sentence turns round what it says: "it's a lie that they are closing"."""
    if _REFUTED_BEFORE.search(sentence):
        return True
    return bool(_SAID_TO_BE.search(sentence) and _LIES.search(sentence))


def without_refutal(sentence: str) -> str:
    """Return the sentence, as long as before, without the words that refute it."""
    return _REFUTED_BEFORE.sub(lambda m: " " * len(m[0]), sentence)


def told_off(sentence: str) -> bool:
    """Say whether a sentence names others' claim to deny it, without saying what is so."""
    return bool(_TOLD_OFF.search(sentence))
