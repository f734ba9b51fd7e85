"""The statistical models, loaded once from the package after their checksums are checked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from moderation.screening.encoder import Encoder
from moderation.screening.features import model_text, windows
from moderation.screening.ngrams import NgramModel, sha256

MODEL_FOLDER = Path(__file__).parent / "model"
CLAIM = "claim"
#: Windows of one long text that the encoder reads; the n-gram model reads all and chooses.
ENCODED_WINDOWS = 6

Chances = Mapping[str, float]


class ModelDamaged(Exception):
    """The model's files are missing or are not the ones that were released."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one head's logits become a probability, and from where it flags."""

    coefficients: Mapping[str, float]
    bias: float
    threshold: float


class Classifier:
    """Calibrated probabilities by head. Safe to share between threads."""

    def __init__(
        self,
        version: str,
        heads: Sequence[str],
        calibration: Mapping[str, Calibration],
        ngrams: NgramModel,
        encoder: Encoder | None,
    ) -> None:
        self.version = version
        self.heads = tuple(heads)
        self.calibration = calibration
        self._ngrams = ngrams
        self._encoder = encoder

    @classmethod
    def read(cls, folder: Path = MODEL_FOLDER) -> "Classifier":
        """Load the model in `folder`.

        Raises:
            ModelDamaged: a file is missing or its SHA-256 is not the one recorded.
        """
        check(folder)
        kept = json.loads((folder / "model.json").read_text("utf-8"))
        calibration = {
            head: Calibration(found["coefficients"], found["bias"], found["threshold"])
            for head, found in kept["calibration"].items()
        }
        encoder = Encoder.read(folder) if "encoder" in kept["models"] else None
        ngrams = NgramModel.read(folder / "ngrams.npz")
        return cls(kept["version"], kept["heads"], calibration, ngrams, encoder)

    def chances(self, lowers: Sequence[str]) -> list[dict[str, float]]:
        """Return each text's probability by head; a long text has its worst window's."""
        pieces = [windows(model_text(lower)) for lower in lowers]
        flat = [piece for of_text in pieces for piece in of_text]
        signals = {"ngrams": self._ngrams.logits(flat)}
        found: list[dict[str, float]] = []
        at = 0
        for of_text in pieces:
            rows = slice(at, at + len(of_text))
            own = {"ngrams": signals["ngrams"][rows]}
            if self._encoder is not None:
                chosen = _most_likely(own["ngrams"], ENCODED_WINDOWS)
                own = {"ngrams": own["ngrams"][chosen],
                       "encoder": self._encoder.logits([of_text[i] for i in chosen])}
            found.append(self._calibrated(own))
            at += len(of_text)
        return found

    def _calibrated(self, signals: Mapping[str, npt.NDArray[np.float64]]) -> dict[str, float]:
        chances: dict[str, float] = {}
        for index, head in enumerate(self.heads):
            scale = self.calibration[head]
            logits = scale.bias + sum(
                weight * signals[model][:, index] for model, weight in scale.coefficients.items()
            )
            chances[head] = float(1 / (1 + np.exp(-np.clip(np.max(logits), -30, 30))))
        return chances

    def quick(self, lowers: Sequence[str], head: str) -> npt.NDArray[np.float64]:
        """Return the n-gram model's logit of one head for short texts, to compare them."""
        column = self.heads.index(head)
        logits = self._ngrams.logits([model_text(lower) for lower in lowers])
        return np.asarray(logits[:, column], dtype=np.float64)


def _most_likely(logits: npt.NDArray[np.float64], count: int) -> list[int]:
    if len(logits) <= count:
        return list(range(len(logits)))
    worst = np.argsort(-logits.max(axis=1), kind="stable")
    return sorted(worst[:count].tolist())


def check(folder: Path) -> None:
    """Check every model file against SHA256SUMS.

    Raises:
        ModelDamaged: says which file, and that the package must be installed again.
    """
    try:
        lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
        for line in lines:
            digest, name = line.split("  ", 1)
            if sha256(folder / name) != digest:
                raise ModelDamaged(f"{name} is not the released model file; install again")
    except (FileNotFoundError, ValueError) as error:
        raise ModelDamaged("a model file or its checksum is missing; install again") from error
    if {line.split("  ", 1)[1] for line in lines} < {"model.json", "ngrams.npz"}:
        raise ModelDamaged("SHA256SUMS does not name every model file; install again")
