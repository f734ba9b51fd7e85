"""Who runs, owns, pays for or decided something: the council, or another body."""

import re
from dataclasses import dataclass

#: Body -> its names. The first that matches at a place is read.
_BODIES = {
    "lower council": r"(?:town|community|parish) council|cyngor (?:tref|cymuned)",
    "health": r"(?:local |the )?health board|nhs|[bf]?wrdd iechyd|y gig",
    "government": r"welsh government|uk government|lly?wodraeth cymru|lywodraeth cymru"
    r"|cardiff(?! (?:road|street))|cardiff bay|senedd|westminster|whitehall|government"
    r"|[l]?ly?wodraeth",
    "private": r"private(?:ly)?(?: company| firm| landlord| owner)?|[ph]?reifat|breifat|developers?"
    r"|(?:the |a )?(?:company|contractor|firm)|[cgn]?h?wmni|landlord",
    "business": r"(?:local |town's )?business(?:es)?|traders|shopkeepers|fusnesau|busnesau",
    "inspector": r"(?:planning )?inspector(?:ate)?s?|arolygydd",
    "gift": r"donations?|donors?|donated|rhodd|charity|elusen|sponsors?|sponsored|lottery"
    r"|bequest",
    "police": r"police|heddlu",
    "water": r"water company|welsh water|dwr cymru",
    "governors": r"governors|governing body|llywodraethwyr",
    "council": r"council tax(?:es)?|council taxpayers?|taxpayers?|ratepayers?|our tax(?:es)?"
    r"|treth[ i]*y cyngor|[td]h?reth gyngor|ein trethi"
    r"|council(?:'s|lors?)?|local authority|c?g?h?yngor|cynghorwyr|our money|our lot",
}
_BODY = re.compile(
    r"\b(?:" + "|".join(f"(?P<b{n}>{names})" for n, names in enumerate(_BODIES.values())) + r")\b"
)
_NAMES = tuple(_BODIES)
_WHO = re.compile(r"\b(?:we|you lot|you)\b")
#: Verbs of one kind answer one question.
_VERBS = {
    "run": r"runs?|running|ran|manages?|managed|operates?|operated|in charge of|responsible for"
    r"|responsibility|looks? after|provides?|own|owns|owned|belongs? to|rhedeg|redeg|rheoli|reoli"
    r"|gyfrifol|cyfrifol|berchen|biau|piau|pherchen|eiddo",
    "pay": r"pays?|paid|paying|fund(?:s|ed|ing)?|financed|out of|come from|comes from|came from"
    r"|from|money for|t?d?h?alu|t?dalodd|talodd|dalwyd|talwyd|ariannu|ariannwyd",
    "decide": r"sets?|imposed|impose|introduced|brought in|decided|decides|chose|forced"
    r"|approved?|passed|granted|allowed|gosod|osod|gosododd|osododd|cyflwyno|gyflwynodd"
    r"|penderfynu|penderfynodd|cymeradwyo|gymeradwyodd|cymeradwyodd|doing|decision|idea",
}
_VERB = re.compile(
    r"\b(?:" + "|".join(f"(?P<{kind}>{forms})" for kind, forms in _VERBS.items()) + r")\b"
)
_DENIED = re.compile(
    r"\b(?:not|n't|never|nid|ddim|nothing to do with|no say|rather than|instead of|nad)\b|n't\b"
)
_PASSIVE = re.compile(r"\b(?:by|from|out of|gan|o)\W+(?:the |a |our |y |an |local )*$")
_DONE_TO = re.compile(r"\b(?:is|are|was|were|be|been|being|it's|they're|gets?)(?: \w+)? *$")
_NEAR = 55


@dataclass(frozen=True, slots=True)
class Said:
    """That `body` does (or does not: `true` is false) what the verb's kind asks."""

    kind: str
    body: str
    true: bool


def bodies_in(clause: str) -> frozenset[Said]:
    """Return what a clause in flat text says of bodies."""
    found: set[Said] = set()
    bodies = list(_BODY.finditer(clause))[:8]
    if not bodies and not _WHO.search(clause):
        return frozenset()
    verbs = list(_VERB.finditer(clause))[:12]
    for match in bodies:
        body = _NAMES[int(str(match.lastgroup)[1:])]
        kind = _kind_of(clause, match, verbs)
        if kind is None and body == "private":
            kind = "run"
        if kind:
            before = clause[max(0, match.start() - 30) : match.start()]
            after = clause[match.end() : match.end() + 26]
            denied = _DENIED.search(before.rpartition(",")[2]) or re.match(
                r"(?: \w+)? ?(?:doesn't|does not|don't|didn't|did not|isn't|never|has nothing"
                r"|have nothing|not|hasn't|ddim)\b",
                after,
            )
            found.add(Said(kind, body, not denied))
    if not bodies:
        for who in list(_WHO.finditer(clause))[:4]:
            verb = next((v for v in verbs if 0 <= v.start() - who.end() <= 12), None)
            if verb and verb.lastgroup == "pay" and verb[0] in {"paid", "pay", "fund", "funded"}:
                found.add(
                    Said("pay", "council", not _DENIED.search(clause[who.end() : verb.end()]))
                )
    return frozenset(found)


def body_words(clause: str) -> frozenset[str]:
    """Return the words of a clause that name bodies and what they do, which are no subject."""
    if not bodies_in(clause):
        return frozenset()
    spans = [*_BODY.finditer(clause), *_VERB.finditer(clause)]
    return frozenset(word for match in spans for word in match[0].split())


def _kind_of(clause: str, body: re.Match[str], verbs: list[re.Match[str]]) -> str | None:
    """Return the kind of the verb whose doer the body is, if any."""
    passive = _PASSIVE.search(clause[max(0, body.start() - 24) : body.start()])
    before = [v for v in verbs if v.end() <= body.start() and body.start() - v.end() < _NEAR]
    after = [v for v in verbs if 0 <= v.start() - body.end() < 30]
    if passive:
        for verb in reversed(before):
            if verb[0] not in {"from", "out of"}:
                return str(verb.lastgroup)
        return "pay" if before and before[-1][0] in {"from", "out of"} else None
    if re.search(
        r"nothing to do with\W+(?:the )?$", clause[max(0, body.start() - 26) : body.start()]
    ):
        return "run"
    if re.match(r" (?:has|have|had) nothing to do with\b", clause[body.end() :]):
        return "run"
    for verb in after:
        between = clause[body.end() : verb.start()]
        if verb[0] in {"from", "out of"} or "," in between or _DONE_TO.search(between):
            break
        return str(verb.lastgroup)
    # "the health board, not the council": the second shares the first one's verb.
    if before and re.search(
        r"\b(?:not|nid|rather than|instead of|and not|or)\W+(?:by |from )?"
        r"(?:the |a |y |our )?$",
        clause[max(0, body.start() - 24) : body.start()],
    ):
        return str(before[0].lastgroup)
    if after and re.search(r"\bnid y $", clause[max(0, body.start() - 6) : body.start()]):
        return str(after[0].lastgroup)
    if re.match(r"[ -](?:run|owned|funded|led)\b", clause[body.end() :]):
        return "run"
    return None
