"""The words a flag is about, marked in the comment's text."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

Span = Sequence[int]


def merged(spans: Iterable[Span], length: int) -> list[tuple[int, int]]:
    """Return `spans` ([start, end) in characters) in order, within 0..length, none touching.

    What is out of range is cut; what is empty, turned round or not a pair is left out.
    """
    ordered = sorted(
        (max(0, int(span[0])), min(length, int(span[1]))) for span in spans if len(span) == 2
    )
    result: list[tuple[int, int]] = []
    for start, end in ordered:
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def highlighted(text: str, spans: Iterable[Span] = ()) -> Markup:
    """Return `text` as HTML with each span in <mark>; nothing in it becomes markup."""
    pieces: list[Markup] = []
    at = 0
    for start, end in merged(spans, len(text)):
        pieces += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end])]
        pieces.append(Markup("</mark>"))
        at = end
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def excerpt(text: str, spans: Iterable[Span], *, length: int) -> tuple[str, list[tuple[int, int]]]:
    """Return at most `length` characters of `text` that hold the first span, and the spans
    moved to match; an ellipsis stands where text was left out."""
    marks = merged(spans, len(text))
    if len(text) <= length:
        return text, marks
    start = max(0, min(marks[0][0] - length // 4, len(text) - length)) if marks else 0
    end = min(len(text), start + length)
    before, after = ("…" if start else ""), ("…" if end < len(text) else "")
    moved = [
        (max(s, start) - start + len(before), min(e, end) - start + len(before))
        for s, e in marks
        if s < end and e > start
    ]
    return before + text[start:end] + after, moved
