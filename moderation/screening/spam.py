"""Adverts, scams and follow-for-follow: what was posted to be clicked, not to be heard."""

import re

from moderation.screening.findings import Finding, Reading
from moderation.screening.rules import Rule, RuleSet, rule
from moderation.vocabulary import Category

SOURCE = "spam 2026.11.3"
#: From what chance the model's word is enough where the text itself shows a sign of selling:
#: chosen on kept-back messages, where it finds more and council comments gain no wrong flag.
WITH_A_SIGN = 0.45
_P = Category.SPAM
_ASKING = (
    r"\b(?:is (?:this|it) (?:a )?(?:scam|real|genuine|legit)|beware|warning|scam going|scam "
    r"alert|don't (?:click|fall)|do not click|got a (?:text|email|call)|received a (?:text"
    r"|email)|sgam|gochelwch|raffle|school fair|trading standards|action fraud)\b"
)

SPAM_RULES: tuple[Rule, ...] = (
    rule("spam/money", _P, 0.84,
         r"\b(?:(?:make|earn|earning|made|making|earned|win|won) (?:up to |over |around )"
         r"?[£$€]?\d[\d,.]*k? ?(?:[£$€]|pounds|dollars|quid)?(?: \w+){0,2}? (?:a|per|every"
         r"|each|in|weekly|daily|monthly|from|working|online|without)(?: (?:day|week|month"
         r"|hour|home))?|(?:earn|earning|make|making|turn) [\w£$,. ]{0,25}(?:from home|online"
         r"|overnight|weekly|into thousands|passive income)"
         r"|(?:invest(?:ed|ing|ment)?|trad(?:e|ing)|forex|bitcoin|btc|crypto|ethereum)(?: "
         r"[\w£$,.']+){0,10}? (?:returns?|profits?|whatsapp|telegram|inbox|dm|contact|message"
         r"|platform|expert|manager|double|doubled|times back|giveaway|signals?|back thanks)"
         r"|(?:payday|quick|instant|personal|urgent|cash) loans?\b(?: [\w£$,.']+){0,8}? "
         r"(?:apply|contact|approved|today|whatsapp|no credit|email|guaranteed)|(?:i )?(?:do"
         r"|offer|give) loans|bad credit (?:ok|welcome|accepted))",
         "earn, make, making, made, win , won , turn , invest, trad, forex, bitcoin, btc, "
         "crypto, ethereum, loan, bad credit", unless=_ASKING +
         r"|\bcouncil|\bmake a complaint|charity"),
    rule("spam/prize", _P, 0.82,
         r"\b(?:you(?:'ve| have)? (?:been selected|been chosen|won|qualif\w+)\b"
         r"|congratulations!? (?:you|your)|(?:claim|collect|redeem) (?:your|it|the|my)(?: \w+)"
         r"{0,4} (?:prize|voucher|reward|gift|refund|rebate|grant|payout|here|now)|free "
         r"(?:iphone|gift ?cards?|vouchers?|robux|v-?bucks|ipad|samsung)|gift ?cards? "
         r"(?:giveaway|for free)|(?:refund|rebate|grant|payment) (?:of [£$]?[\d,.]+ )?(?:is "
         r"|are )?(?:waiting|pending|available|due)"
         r"|(?:council tax|energy|fuel|tax|vat|covid) (?:refund|rebate|grant)(?: \w+){0,6} "
         r"(?:click|claim|link|bank details|tap|apply (?:via|here|now))|enter your (?:bank"
         r"|card|account) details|(?:parcel|package|delivery) (?:is )?(?:held|waiting|pending"
         r"|on hold)(?: \w+){0,8} (?:fee|pay|click|link|release)|send 1 get 2)",
         "selected, chosen, won, qualif, congratulations, claim, collect, redeem, free iphone, "
         "free gift, free voucher, free robux, free v, free ipad, free samsung, gift card, "
         "giftcard, refund, rebate, grant, waiting, pending, details, parcel, package, "
         "delivery, send 1", unless=_ASKING + r"|\braffle|congratulations (?:to|on)|you won "
         r"the (?:cup|league|award|vote|argument|election|battle|case)"),
    rule("spam/follow", _P, 0.78,
         r"\b(?:follow (?:me|us|my (?:page|channel)) (?:and|for|back|4|i follow)|follow (?:for"
         r"|4) follow|f4f|l4l|sub ?4 ?sub|sub(?:scribe)? to my|check (?:out )?my (?:channel"
         r"|page|profile|bio|onlyfans|insta\w*|video|new (?:song|video|track))|(?:link|see"
         r"|click|check) (?:is )?in (?:my |the )?bio|dm (?:me |us )?(?:for|now|to)|(?:cheap"
         r"|buy|get|real|instant) (?:\w+ )?(?:followers|likes|subscribers|views)|please "
         r"sub(?:scribe)?|like and subscribe)\b",
         "follow, f4f, l4l, sub4sub, sub 4, subscribe, my channel, my page, my profile, my bio,"
         " my insta, my video, my new, my onlyfans, in bio, the bio, dm , likes, subscribers, "
         "views, please sub", unless=r"council|bin calendar|library|dm (?:for details of|me "
         r"the address)"),
    rule("spam/contact-me", _P, 0.76,
         r"\b(?:(?:message|contact|text|add|inbox|reach|hit|write|dm|chat)(?: (?:me|him|her|us"
         r"|up))?(?: \w+){0,3}? (?:on|via|through|at|in) (?:whats ?app|telegram|signal"
         r"|hangouts|snap(?:chat)?|skype)|whats ?app[: ]+\+?\d|telegram[: @]+\w+|t\.me/"
         r"|wa\.me/|spell ?caster|love spell|(?:brought|bring|got) (?:back )?my ex(?: \w+)? "
         r"back|(?:this|a|the) hacker|recover(?:ed|y)? (?:my|your|lost) (?:lost )?(?:funds"
         r"|money|crypto|bitcoin|account)|viagra|cialis|replica (?:watch\w*|bags?|rolex)"
         r"|(?:buy|get|order) (?:a |your )?(?:real |uk )?(?:driv\w+ licen[cs]e|passport|ielts"
         r"|degree)(?: \w+)? (?:without|no|online|certificate)|without (?:test|exam)|(?:lose"
         r"|lost) \d+ ?(?:kg|lbs?|stone|pounds) (?:fast|in|with|quick\w*)|seo services?|rank "
         r"your (?:web)?site|casino|slots bonus|free spins|weight loss (?:pills?|gumm\w+)|keto "
         r"gumm\w+|cbd (?:oil|gumm\w+)|no experience (?:needed|required"
         r"|necessary)|limited (?:time )?offer|\d{2}% off|order (?:now|yours|here)|shop now"
         r"|buy now|with your (?:surname|name) on)\b",
         "whatsapp, whats app, telegram, signal, hangouts, snap, skype, t.me, wa.me, spell, my "
         "ex, hacker, recover, viagra, cialis, replica, licen, passport, ielts, degree, "
         "without test, without exam, lose , lost , seo , rank your, casino, slots, free spins,"
         " weight loss, keto, cbd, no experience, limited, off, order , shop "
         "now, buy now, name on",
         unless=_ASKING + r"|\b(?:council (?:staff|officers|workers)|hybrid|still|they all|off "
         r"the|switched off|day off|turned off|fallen off|group chat|community (?:whats ?app"
         r"|group)|leisure centre|over 60s|students|residents|neighbourhood watch|renew|apply "
         r"for (?:a|my)|the casino|casino "
         r"(?:application|licen\w+|plan))\b"),
    rule("spam/swap-and-promote", _P, 0.78,
         r"\b(?:sub ?(?:4|for|to|2|and) ?sub|s4s|(?:i|ill|i'll|will|always) sub(?:scribe)? back"
         r"|sub(?:scribe)? to me|(?:like|follow|sub|view) (?:for|4) (?:like|follow|sub|view)"
         r"|(?:go |come |pls |please )?(?:check|watch|see|listen to|stream|view) (?:out )?(?:my"
         r"|our) (?:new |latest |own )?(?:channel|video|vid|vids|track|song|mixtape|page|profile"
         r"|podcast|store|shop|onlyfans|reel|stream|insta\w*)|on my (?:new )?(?:youtube )?channel"
         r"|(?:brand|page|product) (?:collab\w*|ambassadors?|promo\w*)|ambassador (?:program\w*"
         r"|for our|search)|(?:message|dm|contact|text) (?:us|our (?:main|other|business))(?: "
         r"\w+){0,4}? (?:collab\w*|featured?|promo\w*|ambassador\w*)|(?:promote|collab|feature|"
         r"post) (?:it |this |your \w+ )?(?:on|with|at) @|(?:dm|send (?:it|this|pic\w*)(?: \w+)?"
         r" to|message) @[\w.]+|(?:\d+k?|more|1k|10k) (?:real )?(?:followers|likes|subscribers"
         r"|views) (?:for|cheap|fast|in)|want more (?:followers|likes|subscribers|views))\b",
         "sub4, sub 4, sub for, subforsub, sub to, sub2, sub 2, sub and, subscribe, s4s, sub "
         "back, for like, 4 like, for follow, 4 follow, 4like, 4follow, for view, 4 view, my , "
         "our , collab, ambassador, promo, feature, dm @, @, followers, likes, subscribers, views",
         unless=_ASKING + r"|\b(?:councils?|the library|school|charity|foodbank|food bank"
         r"|the video shows|our page says|minister|my page (?:is|won't|says))\b"),
    rule("spam/account-and-winner", _P, 0.8,
         r"\b(?:your (?:page|account|profile|mailbox|card|bank|paypal|netflix|parcel|delivery)"
         r"(?: \w+){0,6}? (?:suspend\w*|disabled?|deleted?|restricted|declined|full|on hold"
         r"|reported|violat\w+|expir\w+|locked|closed|removed)[^?]{0,60}\b(?:verify|confirm|log "
         r"?in|sign in|update|click|here|link|appeal)\b|(?:verify|confirm) your (?:account|page"
         r"|identity|login|details|card|bank)[^?]{0,40}\b(?:here|now|link|within|or)\b|(?:lucky"
         r"|this week's|today's|our|the|a) (?:lucky )?(?:prize )?winner\b[^?]{0,60}\b(?:details"
         r"|claim|address|card|fee|reply|collect|postage|inbox|message|dm)\b|text win to|pay "
         r"(?:the |a |only )?[£$]?[\d.]*k? ?(?:fee|postage|shipping|delivery)? ?(?:for |to )(?:"
         r"redelivery|release|get (?:the|your) (?:prize|parcel))|live ?-?stream(?: \w+){0,5}? "
         r"(?:here|free|click|link)|(?:watch|stream)(?: \w+){0,6}? (?:live )?(?:stream )?(?:for )"
         r"?free (?:here|now|online)|(?:doubled?|tripled?) my (?:savings|money|investment|income)"
         r"|be your own boss|join my team|no boss|call (?:now|today|us) for (?:a )?(?:free|price)"
         r"|special offer this|message (?:me |us )?for (?:a )?price\w*|inbox (?:me |us )?(?:to|for)"
         r"|free quote|half price today|psychic reading|herbal (?:cure|remedy)|fake notes"
         r"|essay writing service|share and (?:like|comment|tag)|like and share to win)\b",
         "suspend, disable, delete, restricted, declined, full, on hold, reported, violat, "
         "expir, locked, closed, removed, verify your, confirm your, winner, text win, pay , "
         "stream, doubled, tripled, your own boss, join my team, no boss, for a free, for "
         "free, call now, call today, special offer, for price, for a price, inbox, free quote,"
         " half price, psychic, herbal, fake notes, essay, share and, and share, free here, "
         "free now, free online",
         unless=_ASKING + r"|\b(?:charity|fundrais\w*|winner of the|council's|raffle)\b"),
    rule("spam/premium-rate", _P, 0.82,
         r"\b(?:(?:txt|text|send|reply|call|ring|dial)\b[^?\n]{0,60}?\b(?:09\d{2}[ \d]{7,9}|087[01]"
         r"[ \d]{7,9}|(?:to|2) \d{4,5})\b|\d{2,3} ?p(?:pm)? ?(?:/|per |a )?(?:msg|min|txt|text|wk"
         r"|week|sms)\b|[£$]\d(?:\.\d\d)? ?(?:/|per |a )(?:msg|min|txt|wk|sms)\b|reply (?:yes"
         r"|stop|y"
         r"|end) (?:to|2|or)\b|(?:txt|text|reply|send) stop\b|(?:t&cs?|t's ?(?:&|and) ?c's?|ts&cs)"
         r"\b[^\n]{0,30}(?:www|\d{4}|apply|18\+)|(?:claim|prize) code\b|18\+ only|cust(?:omer)? "
         r"?care"
         r" (?:no|on)\b|(?:guaranteed|unclaimed|bonus) (?:prize|award|caller|cash|points))",
         "txt, text, send, reply, call , ring , dial, msg, min, /wk, sms, t&c, t's, ts&c, code, "
         "18+,"
         " care, guaranteed, unclaimed, bonus", unless=_ASKING + r"|\b(?:council|surgery|library)"),
    rule("spam/my-music", _P, 0.74,
         r"\b(?:sub(?:scribe)? (?:me|2 me|to me)\b|(?:get|need|want|appreciate|love)(?: \w+){0,2} "
         r"(?:subs|subscribers)\b|i(?:'m| am| m|m) (?:a |an |just a |just )?(?:\d+ (?:year old"
         r"|yo) )?"
         r"(?:\w+ )?(?:rapper|singer|producer(?! of)|musician|youtuber|vlogger|beatmaker)\b"
         r"|(?:check|chek|"
         r"chk) (?:me|us) out\b|my (?:covers?|remix\w*|beats|raps?|songs?|music|vlogs?) (?:on|at|of"
         r"|and|please|channel)\b|(?:give|take) (?:my|our|me)(?: \w+){0,3} (?:a (?:chance|listen"
         r"|look))|sorry (?:for|about)(?: \w+)? spam|(?:this|it) is ?(?:not|n't) spam|(?:suscri\w+"
         r"|subscri\w+) a mi canal|(?:thumbs|vote)(?: \w+){0,2} (?:up )?(?:so|for) (?:(?:more )"
         r"?people|others|everyone|my|me)\b|help (?:me|us) (?:get|reach|hit)(?: \w+){0,2} (?:subs"
         r"\w*|views|likes|followers))",
         "sub me, sub 2, subs, subscri, rapper, singer, producer, musician, youtuber, vlogger, "
         "beatmaker, out, my cover, my remix, my beat, my rap, my song, my music, my vlog, a "
         "chance, "
         "a listen, a look, spam, suscri, thumbs, vote, help me, help us",
         unless=r"council|school|choir|library|charity|councillor|election|petition|licence|busk"),
    rule("spam/hysbyseb", _P, 0.8,
         r"\b(?:(?:tanysgrifi\w+|danysgrifi\w+) i(?:'m| fy) (?:sianel|nhudalen)|fideo newydd ar "
         r"fy|(?:ddilyna|dilyna) i(?: chi)?(?:'n ol| yn ol)|(?:ennill|enillydd|enillwyr|gwobr"
         r"|wobr)[^?]{0,60}\b(?:anfonwch|cliciwch|manylion|hawliwch|dolen)|eich cyfrif[^?]{0,50}\b"
         r"(?:cadarnhewch|cliciwch|dolen)|cadarnhewch eich (?:cyfrif|manylion)|benthyciad\w*[^?]"
         r"{0,40}\b(?:ffoniwch|cysylltwch|heb (?:holi|wirio|wiriad))|gwnewch £?\d[\d,]* (?:yr|y) "
         r"(?:wythnos|dydd|mis)|prynwch ddilynwyr|dilynwyr rhad|cynnig arbennig[^?]{0,40}\b"
         r"(?:ffoniwch|neges|dm|archebwch)|rhannwch a hoffwch|hoffwch a rhannwch)",
         "tanysgrifi, danysgrifi, fideo newydd, dilyna, ennill, enillydd, enillwyr, gwobr, "
         "wobr, cyfrif, cadarnhewch, benthyciad, gwnewch, dilynwyr, ddilynwyr, cynnig arbennig, "
         "rhannwch a, hoffwch a", unless=r"gochelwch|sgam|rhybudd|gwefan y cyngor|raffl"),
    rule("spam/sgam", _P, 0.8,
         r"\b(?:enillwch (?:hyd at )?[£$]?\d|(?:ad-daliad|ad daliad)(?: \w+){0,6}? (?:cliciwch"
         r"|banc|hawliwch)|rhowch eich manylion banc|manylion banc yma|dilynwch (?:fi|fy "
         r"(?:sianel|nhudalen))|cliciwch (?:yma|ar y ddolen|y ddolen)(?= (?:i |am |nawr|rwan"
         r"|ac)?(?:hawlio|ennill|gael)|$|[.!])|hawliwch (?:yma|nawr|eich)|buddsodd\w+ mewn "
         r"(?:bitcoin|crypto)|neges ar whatsapp|gweithio o adre)",
         "enillwch, daliad, manylion, dilynwch, cliciwch, hawliwch, buddsodd, whatsapp, o adre",
         unless=
         r"gochelwch|sgam|rhybudd|gwefan y cyngor"),
)  # fmt: skip

_RULES = RuleSet(SOURCE, SPAM_RULES)
_SHORT_LINK = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.ly|cutt\.ly|rb\.gy|is\.gd|shorturl\.at|tiny\.cc"
    r"|ow\.ly|linktr\.ee|onlyfans\.com|wa\.me|t\.me)/\S{1,80}"
    r"|\b[\w-]{1,40}\.(?:xyz|top|click|loan|win|vip|buzz|icu|cyou|monster|shop|live|gq|tk|ml"
    r"|cf)\b(?:/\S{0,80})?"
)
_LINK = re.compile(r"https?://\S{1,200}")
_MOST_LINKS = 3


def find_spam(reading: Reading) -> list[Finding]:
    """Return what looks like spam or a scam, with the words that say so."""
    found = _RULES.find(reading)
    flat = reading.flat
    if "." not in flat:
        return found
    short = _SHORT_LINK.search(flat)
    if short:
        span = (reading.span(short.start(), short.end()),)
        found.append(Finding(_P, 0.7, span, SOURCE, "spam/hidden-link"))
    links = list(_LINK.finditer(flat))[: _MOST_LINKS + 1] if "://" in flat else []
    if len(links) > _MOST_LINKS:
        spans = tuple(reading.span(link.start(), link.end()) for link in links)
        found.append(Finding(_P, 0.6, spans, SOURCE, "spam/many-links"))
    return found
