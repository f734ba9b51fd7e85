"""In a pre-election period, comments that name a party or urge a vote get an even-handed look.

Says nothing about what the author believes: a party's name is all that is looked for, and
outside the period not even that.
"""

import re

from moderation.screening.findings import Finding, Reading
from moderation.screening.results import Policy
from moderation.vocabulary import Category

SOURCE = "pre-election 2026.11.2"
_MOST_SPANS = 20
_PARTY = re.compile(
    r"\b(?:plaid(?: cymru)?|tor(?:y|ies)|lib(?:eral)? ?dems?|liberal democrats?|democratiaid "
    r"rhyddfrydol|green party|the greens|y blaid werdd|reform uk|ukip|abolish the (?:welsh )"
    r"?(?:assembly|senedd)"
    r"|labour party|welsh labour|llafur cymru|y blaid lafur|conservative party|welsh "
    r"conservatives?|ceidwadwyr|workers party|trade unionist and socialist|heritage party"
    r"|propel|snp)\b"
)
#: Party names that are ordinary words too: read in the author's own capitals, or beside cues.
_CAPITAL = re.compile(
    r"\b(?:Labour|Llafur|Conservatives?|Tories|Tory|Greens|Reform|Plaid"
    r"|Independents?)\b"
)
_NOT_PARTY = re.compile(
    r"\b(?:in labour|labour (?:ward|costs?|pains?|day|market|exchange|intensive|of love|force"
    r"|shortage)|manual labour|hard labour|child labour|slave labour|conservative estimate"
    r"|reform (?:of|the|our)|planning reform|tax reform|salad|bowling greens?|golf greens?"
    r"|putting greens?|independent (?:shops?|inquiry|review|advice|living|school))",
    re.I,
)
_CUES = re.compile(
    r"\b(?:vot(?:e|ed|es|ing) (?:for |against |out )?(?:labour|conservative|green|reform|plaid"
    r"|independent|tory|llafur|lib)|labour (?:council|government|candidate|councillors?|group"
    r"|mp|run|leader|voters?)|conservative (?:council|government|candidate|councillors?|group"
    r"|mp|run)|reform (?:candidate|councillors?|voters?|lot|mp|party)|independent candidate"
    r"|pleidlei\w+ (?:i|dros|i'r) \w+|ymgeisydd \w+|(?:ph?leidlais|bleidlais|fotio|fotiwch"
    r"|foti) (?:i|i'r|dros|dros y) \w+|(?:vote|voting|anyone but|get|kick|back|backing) (?:the )?"
    r"(?:labour|tories|tory|conservatives|greens|reform|plaid|lib ?dems|independents|llafur)"
    r"|y? ?(?:geidwadwyr|ceidwadwyr|gwyrddion|blaid lafur|democratiaid|ddemocratiaid)"
    r"|plaid lafur|dros lafur|i lafur|i'r blaid)\b"
)
#: A vote asked for a person whom capitals alone show to be one.
_NAMED_VOTE = re.compile(
    r"\b(?:[Vv]ote|VOTE|[Vv]oting|[Bb]ack|[Ee]lect) [A-Z][a-z'’-]+ [A-Z][a-z'’-]+"
)
_CANDIDATE = re.compile(
    r"\b(?:vote (?:for|against) (?:councillor |cllr )?[a-z][a-z'\-]+(?: [a-z][a-z'\-]+)?"
    r"|(?:our |your |the |my )?(?:local )?candidate\b(?: [a-z'\-]+){0,2}|standing for "
    r"(?:election|council|the council|re-election|the senedd|parliament)|(?:re-?elect|elect) "
    r"(?:councillor |cllr )?[a-z][a-z'\-]+|on the ballot paper|canvass\w*|manifesto|vote them "
    r"out|vote (?:him|her) out|ymgeisydd|maniffesto|sefyll etholiad)\b"
)


def find_political(reading: Reading, policy: Policy) -> list[Finding]:
    """Return the mention of parties and candidates while a pre-election period runs."""
    if not policy.pre_election:
        return []
    spans = [reading.span(*m.span()) for m in _PARTY.finditer(reading.flat)]
    spans += [reading.span(*m.span()) for m in _CUES.finditer(reading.flat)]
    text = reading.normal.text
    for match in _NAMED_VOTE.finditer(text):
        spans.append(reading.normal.span(*match.span()))
    for match in _CAPITAL.finditer(text):
        if not _NOT_PARTY.search(text[max(0, match.start() - 15) : match.end() + 12]):
            at_start = (
                not text[: match.start()].rstrip() or text[: match.start()].rstrip()[-1] in ".!?"
            )
            if not (at_start and match[0] in {"Reform", "Independent", "Independents"}):
                spans.append(reading.normal.span(*match.span()))
    party = [
        Finding(Category.POLITICAL, 0.85, tuple(spans[:_MOST_SPANS]), SOURCE, "political/party")
    ]
    found = party if spans else []
    candidates = [reading.span(*m.span()) for m in _CANDIDATE.finditer(reading.flat)]
    if candidates:
        shown = tuple(candidates[:_MOST_SPANS])
        found.append(Finding(Category.POLITICAL, 0.75, shown, SOURCE, "political/candidate"))
    return found
