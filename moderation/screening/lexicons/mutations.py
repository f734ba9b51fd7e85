"""Welsh changes a word's first letter after many words: the forms one term may take."""

_SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f", "ll": "l", "rh": "r"}
_NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
_ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}
#: Two letters that Welsh counts as one; of these only ll and rh mutate.
_DIGRAPHS = ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th")
_VOWELS = frozenset("aeiouwyâêîôûŵŷ")


def mutations(term: str) -> tuple[str, ...]:
    """Return `term` and its soft, nasal, aspirate and h- forms, without repeats, in order.

    The first word alone changes: "cachu hwch" gives "gachu hwch", "nghachu hwch",
    "chachu hwch".
    """
    first = term[:2] if term[:2] in _DIGRAPHS else term[:1]
    rest = term[len(first) :]
    forms = [term]
    for table in (_SOFT, _NASAL, _ASPIRATE):
        changed = table.get(first)
        if changed is not None:
            forms.append(changed + rest)
    if first in _VOWELS:
        forms.append("h" + term)
    return tuple(dict.fromkeys(forms))
