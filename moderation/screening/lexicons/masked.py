"""Reads strong words whose letters were starred out ("f**k", "sh!t") or put out of order.

Only a word of the same length with the same visible letters counts, and a bare letter
with stars never does: "A*" is a grade and "****" a rating.
"""

from functools import lru_cache

MASKABLE = (
    "fuck", "fucks", "fucker", "fuckers", "fucked", "fucking", "fuckin", "shit", "shite", "shits",
    "shitty", "shitting", "bullshit", "cunt", "cunts", "twat", "twats", "wank", "wanker", "wankers",
    "bitch", "bitches", "bastard", "bastards", "arse", "arsehole", "arseholes", "asshole",
    "assholes", "prick", "pricks", "dick", "dicks", "dickhead", "dickheads", "cock", "cocks",
    "tits", "slut", "sluts", "slag", "slags", "whore", "whores", "bollocks", "bellend", "bellends",
    "knobhead", "pussy", "piss", "pissed", "rape", "raped", "rapist", "paedo", "paedos", "nonce",
    "nigger", "niggers", "nigga", "paki", "pakis", "faggot", "faggots", "fag", "fags", "tranny",
    "trannies", "spastic", "retard", "retarded", "retards", "chink", "chinks", "kike", "kikes",
    "poof", "poofs", "dyke", "pikey", "pikeys", "gyppo", "kill", "stab", "murder", "scum", "vermin",
    "ffyc", "ffwcio", "ffycin", "ffwcin", "cachu", "coc", "wancar", "diawl", "bastad",
)  # fmt: skip
_BY_LENGTH: dict[int, tuple[str, ...]] = {}
for _word in MASKABLE:
    _BY_LENGTH[len(_word)] = (*_BY_LENGTH.get(len(_word), ()), _word)
#: First letter and stars alone, where custom leaves no doubt.
_BY_CUSTOM = {
    "f***": "fuck",
    "f****": "fucks",
    "c***": "cunt",
    "s***": "shit",
    "f***ing": "fucking",
    "f*****g": "fucking",
    "f******": "fucking",
    "b******": "bastard",
    "b*******": "bastards",
    "w****r": "wanker",
    "w*****": "wanker",
    "t***": "twat",
}
_LOOKS_LIKE = {"@": "a", "$": "s", "!": "i"}
_OPEN_MASK = frozenset("*#%•.-_x@$!")


@lru_cache(maxsize=8192)
def unmask(token: str) -> str | None:
    """Return the strong word behind `token`, of the same length, in lower case, or None."""
    lowered = token.lower()
    if lowered in _BY_CUSTOM:
        return _BY_CUSTOM[lowered]
    if lowered.isalpha():
        return lowered if lowered in MASKABLE and len(lowered) == 3 else None
    letters = sum(c.isalpha() for c in lowered)
    if letters < 2 or letters * 2 < len(lowered) or (letters == 2 and lowered[-1] in "*#.-_"):
        return None
    if len(lowered) == 3 and "*" not in lowered:
        return None
    # A full stop or dash between whole words is punctuation, not a mask.
    if not any(c in "*#%•@$!" for c in lowered) and sum(c in ".-_" for c in lowered) > 1:
        return None
    found = [
        word
        for word in _BY_LENGTH.get(len(lowered), ())
        if word[0] == lowered[0] and all(_fits(c, w) for c, w in zip(lowered, word, strict=True))
    ]
    return found[0] if found else None


def _fits(written: str, letter: str) -> bool:
    if written == letter or _LOOKS_LIKE.get(written) == letter:
        return True
    return written in "*#%•@.-_" and letter in "aeiouwytckrgs"
