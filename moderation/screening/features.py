"""What the models read, and the hashed n-grams that the first of them counts.

The same functions serve training and screening, so the two cannot drift apart.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import emoji
import numpy as np
import numpy.typing as npt

from moderation.screening.identity import GROUP, QUALITY, neutralise

WORD_BUCKETS = 2**18
CHAR_BUCKETS = 2**19
BUCKETS = WORD_BUCKETS + CHAR_BUCKETS
#: Characters a model reads at once; a longer text is read in overlapping windows.
WINDOW = 480
_STEP = 400
#: A text longer than this is read without its emoji: their names would swell it many times.
LONG = 10_000

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_HANDLE = re.compile(r"@\w+")
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"\s+")
_SIGN = re.compile("[\u2190-\U0010ffff]")
_EMOJI_GROUPS = {
    "rainbow flag": GROUP,
    "transgender flag": GROUP,
    "woman with headscarf": GROUP,
    "person wearing turban": GROUP,
    "man wearing turban": GROUP,
    "woman wearing turban": GROUP,
    "star of david": QUALITY,
    "star and crescent": QUALITY,
    "mosque": QUALITY,
    "synagogue": QUALITY,
    "hindu temple": QUALITY,
}
_SKIN_TONE = re.compile(r" (?:light|medium-light|medium|medium-dark|dark) skin tone")

Vector = npt.NDArray[np.float32]
Keys = npt.NDArray[np.int64]

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@lru_cache(maxsize=4096)
def _say_emoji(sign: str) -> str:
    name = emoji.demojize(sign, delimiters=("", "")).replace("_", " ").replace(":", " ").lower()
    name = _SKIN_TONE.sub("", name)
    return f" {_EMOJI_GROUPS.get(name, name)} "


def model_text(lower: str) -> str:
    """Return what the models read for repaired, lower-case text.

    Emoji become words, groups of people become neutral signs, links, handles and numbers
    lose their detail.
    """
    if len(lower) > LONG:
        lower = _SIGN.sub(" ", lower)
    elif _SIGN.search(lower):
        lower = emoji.replace_emoji(lower, lambda sign, _: _say_emoji(sign))
    lower = _LINK.sub(" urlz ", lower)
    lower = _HANDLE.sub(" userz ", lower)
    lower = neutralise(lower)
    lower = _DIGITS.sub("0", lower)
    return _BLANK.sub(" ", lower).strip()


def windows(text: str) -> list[str]:
    """Return `text` as pieces of at most WINDOW characters that overlap, in order."""
    if len(text) <= WINDOW:
        return [text]
    return [text[at : at + WINDOW] for at in range(0, len(text) - (WINDOW - _STEP), _STEP)]


def hashed(texts: Sequence[str]) -> tuple[Keys, Keys]:
    """Return (row, bucket) of each distinct n-gram in each text, sorted by row.

    Words and pairs of words, and runs of two to five characters that do not cross a space.
    """
    rows: list[Keys] = []
    buckets: list[Keys] = []
    joined = "\n".join(f" {text} " for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    row_of = np.cumsum(codes == 10).astype(np.int64)
    blank = (codes == 32) | (codes == 10)
    with np.errstate(over="ignore"):
        rolled = codes.copy()
        for size in range(2, 6):
            if len(codes) < size:
                break
            rolled = rolled[:-1] * _PRIME + codes[size - 1 :]
            inner = np.zeros(len(rolled), dtype=bool)
            for offset in range(1, size - 1):
                inner |= blank[offset : offset + len(rolled)]
            ends = blank[: len(rolled)] & blank[size - 1 :]
            line_end = (codes[: len(rolled)] == 10) | (codes[size - 1 :] == 10)
            keep = ~(inner | ends | line_end)
            rows.append(row_of[: len(rolled)][keep])
            buckets.append(_bucket(rolled[keep] + np.uint64(size), CHAR_BUCKETS) + WORD_BUCKETS)
        word_rows, word_hash = _words(codes, row_of)
    with np.errstate(over="ignore"):
        rows.append(word_rows)
        buckets.append(_bucket(word_hash, WORD_BUCKETS))
        same = word_rows[1:] == word_rows[:-1]
        rows.append(word_rows[1:][same])
        pair = word_hash[:-1][same] * _MIX + word_hash[1:][same]
        buckets.append(_bucket(pair, WORD_BUCKETS))
    together = np.unique(np.concatenate(rows) * BUCKETS + np.concatenate(buckets))
    return together // BUCKETS, together % BUCKETS


def _words(codes: npt.NDArray[np.uint64], row_of: Keys) -> tuple[Keys, npt.NDArray[np.uint64]]:
    """Return (row, hash) of each word in order: letters and digits together, signs alone."""
    is_letter = _letters(codes)
    blank = (codes == 32) | (codes == 10)
    starts = ~blank & ~(is_letter & np.concatenate(([False], is_letter[:-1])))
    if not starts.any():
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64)
    at = np.flatnonzero(starts)
    word_id = np.cumsum(starts) - 1
    place = np.arange(len(codes)) - at[np.maximum(word_id, 0)]
    powers = _PRIME ** np.minimum(place, 60).astype(np.uint64)
    weighted = np.where(blank, np.uint64(0), codes * powers * _MIX)
    return row_of[at], np.add.reduceat(weighted, at)


def _letters(codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    lower = (codes >= 97) & (codes <= 122)
    digit = (codes >= 48) & (codes <= 57)
    upper = (codes >= 65) & (codes <= 90)
    return lower | digit | upper | (codes >= 192) & (codes < 0x2000)


def _bucket(hashes: npt.NDArray[np.uint64], size: int) -> Keys:
    mixed = (hashes ^ (hashes >> np.uint64(31))) * _MIX
    return ((mixed >> np.uint64(24)) % np.uint64(size)).astype(np.int64)
