"""Puts the training pool and our own sentences into one table of texts, labels and weights.

Only sources whose terms allow a model trained on them to ship are used. Those whose text is
under CC BY-SA (Wikipedia talk pages, a forum corpus) are left out: whether a trained model
adapts the text is unsettled, and share-alike terms would then bind a council's own copy.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from moderation.screening.features import WINDOW, model_text
from moderation.screening.normalise import normalise
from moderation.screening.training.material.reader import Written, read

HEADS = (
    "abuse", "hate", "threat", "sexual", "profanity", "safeguarding", "defamation", "spam", "claim",
)  # fmt: skip
#: Source -> how much its labels count.
SOURCES = {
    "dghs": 1.0, "hatemojibuild": 1.0, "hatexplain": 0.6, "davidson": 0.25, "cad": 0.8,
    "edos": 0.6, "misogyny_guest": 0.6, "civil_toxic_spans": 0.8, "fox_news": 0.6,
    "toxigen_demos": 1.0, "toxigen_prompts": 1.0, "youtube_spam": 1.0, "sms_spam": 1.0,
    "claimbuster": 0.8, "synth_identity": 1.0, "synth_council": 1.0, "synth_council_cy": 1.0,
    "synth_pii": 0.5, "synth_risk": 1.0,
}  # fmt: skip
_SWEARING = re.compile(
    r"\b(?:f+u+c+k\w*|motherfuck\w*|shit\w*|bullshit|cunts?|twats?|wank\w*|arseholes?|assholes?"
    r"|ffyc\w*|ffwc\w*|ffwcio)\b"
)
_REPORTS = (
    'Someone shouted "{}" at me on the bus, it was awful',
    '"{}" is painted on the wall by the library, please remove it',
    'Saying "{}" is not acceptable on this page',
    'My son was told "{}" at school. How do I report it?',
    '"{}" - comments like this are why I left the group',
    'He wrote "{}" under your post and nobody took it down',
)

Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Texts as the models read them, with one column of labels and weights a head.

    `labels` holds 0 or 1 (0 where not labelled), `weights` 0 where not labelled.
    """

    texts: list[str]
    labels: Table
    weights: Table
    sources: list[str]

    def __len__(self) -> int:
        return len(self.texts)


def prepare(text: str) -> str:
    """Return a raw text as the models read it, its first window."""
    return model_text(normalise(text[: WINDOW * 2]).lower)[:WINDOW]


class _Builder:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.labels: list[list[float]] = []
        self.sources: list[str] = []
        self.weights: list[list[float]] = []

    def add(self, text: str, labels: dict[str, tuple[float, float]], source: str) -> None:
        self.texts.append(text)
        self.labels.append([labels.get(head, (0.0, 0.0))[0] for head in HEADS])
        self.weights.append([labels.get(head, (0.0, 0.0))[1] for head in HEADS])
        self.sources.append(source)

    def build(self) -> Dataset:
        return Dataset(
            self.texts,
            np.array(self.labels, dtype=np.float32),
            np.array(self.weights, dtype=np.float32),
            self.sources,
        )


def load(pool: Path, split: str, *, seed: int) -> Dataset:
    """Return the rows for `split` ("train" or "dev"); "dev" carries the threshold sentences."""
    builder = _Builder()
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    frame = pd.read_parquet(pool / "train.parquet")
    frame = frame[(frame["split"] == split) & frame["source"].isin(SOURCES.keys())]
    for row in frame.itertuples(index=False):
        _add_pool_row(builder, row, source, train=split == "train")
    for written in read("train" if split == "train" else "threshold", seed=seed):
        _add_written(builder, written)
        if split == "train" and written.holds and source.random() < 0.25:
            _add_written(builder, written, damage=source)
    for written in read("claims" if split == "train" else "claims-threshold", seed=seed):
        # These rows say nothing of any other head, whose weights they leave as they are.
        label = (float("claim" in written.holds), 1.0)
        builder.add(prepare(written.text), {"claim": label}, f"claims-{written.language}")
    return builder.build()


def _add_written(builder: _Builder, written: Written, damage: random.Random | None = None) -> None:
    text = prepare(written.text)
    if damage:
        text = _misspell(text, damage)
    labels = {
        head: (float(head in written.holds), 1.0) for head in HEADS if head not in written.unknown
    }
    if "claim" not in written.holds:
        labels["claim"] = (0.0, 0.3)
    if _SWEARING.search(text):
        labels["profanity"] = (1.0, 1.0)
    for head in {"hate", "threat", "sexual"} & written.holds:
        if head != "abuse":
            labels["abuse"] = (0.0, 0.0)
    builder.add(text, labels, f"own-{written.language}")


def _value(cell: object) -> int | None:
    return None if cell is None or cell is pd.NA or cell != cell else int(cell)  # type: ignore[call-overload]


def _add_pool_row(builder: _Builder, row: object, source: random.Random, *, train: bool) -> None:
    name = str(row.source)  # type: ignore[attr-defined]
    share = SOURCES[name]
    get = {
        c: _value(getattr(row, c))
        for c in ("toxic", "hate", "insult", "threat", "spam", "claim", "selfharm")
    }
    sure, sure_toxic = float(row.conf) * share, float(row.w_toxic) * share  # type: ignore[attr-defined]
    text = prepare(str(row.text))  # type: ignore[attr-defined]
    labels: dict[str, tuple[float, float]] = {}
    if get["hate"] is not None:
        labels["hate"] = (float(get["hate"]), sure)
    if get["insult"] is not None:
        labels["abuse"] = (float(get["insult"]), sure)
    elif get["toxic"] == 0:
        labels["abuse"] = (0.0, sure_toxic * 0.7)
    elif get["toxic"] == 1 and get["hate"] != 1 and name in {"civil_toxic_spans", "cad"}:
        labels["abuse"] = (1.0, sure_toxic)
    elif get["toxic"] == 1 and get["hate"] == 0 and name == "hatexplain":
        labels["abuse"] = (1.0, sure_toxic * 0.5)
    if get["threat"] is not None:
        labels["threat"] = (float(get["threat"]), sure)
    if get["spam"] is not None:
        labels["spam"] = (float(get["spam"]), sure)
    if get["claim"] is not None:
        labels["claim"] = (float(get["claim"]), sure)
    if get["selfharm"] is not None:
        labels["safeguarding"] = (float(get["selfharm"]), sure)
    swears = bool(_SWEARING.search(text))
    labels["profanity"] = (float(swears), 0.7 if swears else 0.3)
    harmless = get["toxic"] == 0 and get["hate"] != 1
    for head in ("threat", "safeguarding", "defamation", "spam"):
        if harmless and head not in labels and source.random() < 0.35:
            labels[head] = (0.0, 0.3)
    if harmless and name not in {"edos", "misogyny_guest", "dghs"} and source.random() < 0.35:
        labels["sexual"] = (0.0, 0.3)
    builder.add(text, labels, name)
    if not train:
        return
    if get["hate"] == 1 and len(text) < 110 and source.random() < 0.06:
        quoted = {"hate": (0.0, 0.8), "abuse": (0.0, 0.5), "threat": (0.0, 0.5)}
        builder.add(prepare(source.choice(_REPORTS).format(row.text)), quoted, "own-quoted")  # type: ignore[attr-defined]
    if get["hate"] == 1 and source.random() < 0.05:
        builder.add(_misspell(text, source), labels, name)


def _misspell(text: str, source: random.Random) -> str:
    """Damage one or two longer words as authors who dodge filters do."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) >= 4 and w.isalpha() and w[0] != "z"]
    for index in source.sample(long, k=min(len(long), 2)):
        word = words[index]
        at = source.randint(1, len(word) - 2)
        kind = source.random()
        if kind < 0.35:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif kind < 0.7:
            word = word[:at] + word[at + 1 :]
        elif kind < 0.85:
            word = word[0] + re.sub("[aeiou]", "", word[1:-1]) + word[-1]
        else:
            word = word[:at] + " " + word[at:]
        words[index] = word
    return " ".join(words)
