"""Number words, English and Welsh, written as digits."""

import re

from moderation.screening.words import words


def _table(listed: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for pair in listed.split(","):
        *names, value = words(pair)
        found.update(dict.fromkeys(names, int(value)))
    return found


#: Welsh words stand with their mutated forms; "un", "chwe" and "cant" also mean other things.
UNITS = _table(
    """
    zero 0, one 1, two dau dwy ddau ddwy 2, three tri tair thri thair dri dair 3,
    four pedwar pedair bedwar bedair phedwar phedair 4, five pump pum bump phump 5,
    six chwech chwe 6, seven saith 7, eight wyth 8, nine naw 9, ten deg ddeg deng 10, eleven 11,
    twelve deuddeg ddeuddeg deuddeng 12, thirteen 13, fourteen 14, fifteen pymtheg bymtheg 15,
    sixteen 16, seventeen 17, eighteen deunaw ddeunaw 18, nineteen 19, twenty ugain hugain 20,
    thirty 30, forty fourty 40, fifty hanner-cant 50, sixty 60, seventy 70, eighty 80,
    ninety ninty 90, dozen dwsin 12
    """
)
_SCALES = {
    "hundred": 100, "cant": 100, "gant": 100, "chant": 100, "thousand": 1000, "mil": 1000,
    "fil": 1000, "grand": 1000, "k": 1000, "million": 10**6, "miliwn": 10**6, "filiwn": 10**6,
    "billion": 10**9,
}  # fmt: skip
_TENS = frozenset(words("deg ddeg"))
_WORD = re.compile(r"[a-z]+|\d[\d,]*(?:\.\d+)?|[^a-z\d]")
_GLUE = frozenset([" ", "-"])
_PER_CENT = re.compile(r"y ?cant\b")
#: Words of one number that are read together: more only stand in hostile text.
_LONGEST = 12


def spell_in_digits(text: str) -> str:
    """Return lower-case `text` with "forty-two", "two hundred", "dau gant" as digits.

    Digits before a scale are read with it: "5 thousand", "20 grand". "y cant" stays per cent.
    """
    if not _MAYBE.search(text):
        return text
    pieces = _WORD.findall(text)
    out: list[str] = []
    at = 0
    while at < len(pieces):
        end, value = _number(pieces, at)
        if value is None:
            out.append(pieces[at])
            at += 1
        else:
            out.append(value)
            at = end
    return "".join(out)


def _number(pieces: list[str], at: int) -> tuple[int, str | None]:
    total = current = 0.0
    end, seen, last = at, 0, ""
    place = at
    while place < len(pieces) and seen < _LONGEST:
        piece = pieces[place]
        if piece in _GLUE:
            if not seen:
                break
            place += 1
            continue
        if piece == "and" and last in _SCALES:
            place += 1
            continue
        if piece in _TENS and last in UNITS and UNITS[last] < 10:
            current += UNITS[last] * 9
        elif piece in UNITS and (not seen or last in _SCALES or _joins(last, piece)):
            current += UNITS[piece]
        elif not seen and piece[0].isdigit() and _scaled(pieces, place):
            current = float(piece.replace(",", "") or 0)
        elif piece in _SCALES and (seen or piece == "hundred") and not _is_percent(pieces, place):
            current = (current or 1) * _SCALES[piece]
            if _SCALES[piece] >= 1000:
                total, current = total + current, 0.0
        else:
            break
        last, seen, place = piece, seen + 1, place + 1
        end = place
    if not seen:
        return at, None
    value = total + current
    return end, str(int(value)) if value == int(value) else f"{value:.2f}"


def _joins(last: str, piece: str) -> bool:
    """Say whether "forty" and "two" make one number ("tair wythnos" and "five six" do not)."""
    tens = last in _TENS or UNITS.get(last, 0) >= 20
    return tens and UNITS[piece] < 10


def _scaled(pieces: list[str], place: int) -> bool:
    after = place + 1
    if after < len(pieces) and pieces[after] == " ":
        after += 1
    return (
        after < len(pieces)
        and pieces[after] in _SCALES
        and pieces[after] != "k"
        and not _is_percent(pieces, after)
    )


def _is_percent(pieces: list[str], place: int) -> bool:
    return pieces[place] == "cant" and pieces[max(0, place - 2) : place] in (["y", " "], ["r", " "])


_MAYBE = re.compile(
    r"\b(?:"
    + "|".join(sorted({*UNITS, *(s for s in _SCALES if s != "k")}, key=len, reverse=True))
    + r")\b"
)
