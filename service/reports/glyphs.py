"""Makes any text printable in the report's own face.

Under PDF/UA one character without a glyph would stop the whole report. Emoji and other
signs are therefore written out by name, which a screen reader can say as well.
"""

import unicodedata
from itertools import groupby

import emoji

#: What the shipped face can show of Unicode: first and last code point, both inside.
_SHOWN = (
    (0x0020, 0x007E),
    (0x00A0, 0x00AC),
    (0x00AE, 0x017F),
    (0x0218, 0x021B),
    (0x0391, 0x03A1),
    (0x03A3, 0x03CE),
    (0x0400, 0x045F),
    (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2015),
    (0x2018, 0x201A),
    (0x201C, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x2030, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
)
SHOWN = frozenset(chr(point) for first, last in _SHOWN for point in range(first, last + 1))
_PLAIN = frozenset(chr(point) for point in range(0x20, 0x7F)) | frozenset("ÂÊÎÔÛŴŶâêîôûŵŷ")
#: Characters that show nothing by themselves: controls, joiners, directions, selectors.
_SILENT = frozenset({"Cc", "Cf", "Zl", "Zp"})


def displayable(text: str) -> str:
    """Return `text` with what the face cannot show named in brackets: "[grinning face]"."""
    named = emoji.replace_emoji(text, lambda found, data: _emoji_name(found, data))
    said: list[str] = []
    for kind, group in groupby(unicodedata.normalize("NFC", named), key=_kind):
        characters = list(group)
        if kind == "shown":
            said += characters
        elif kind == "space":
            said.append(" ")
        elif kind == "unknown":
            said.append("[" + ", ".join(_name(one) for one in characters) + "]")
    return "".join(said)


def spelled(text: str) -> str:
    """The last resort: everything but plain and Welsh letters by its code point."""
    return "".join(
        one if one in _PLAIN else f"[U+{ord(one):04X}]"
        for one in unicodedata.normalize("NFC", text)
    )


def _kind(character: str) -> str:
    if character in SHOWN:
        return "shown"
    if character.isspace():
        return "space"
    silent = unicodedata.category(character) in _SILENT or 0xFE00 <= ord(character) <= 0xFE0F
    return "silent" if silent else "unknown"


def _emoji_name(found: str, data: dict[str, str] | None) -> str:
    name = (data or {}).get("en", "").strip(":").replace("_", " ")
    return f"[{name}]" if name else "".join(f"[{_name(one)}]" for one in found)


def _name(character: str) -> str:
    try:
        return unicodedata.name(character).lower()
    except ValueError:
        return f"U+{ord(character):04X}"
