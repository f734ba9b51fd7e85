"""The statistical models, loaded once from the package after their checksums are checked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from moderation.screening.claims.checkable import SIGNS, signs_of
from moderation.screening.encoder import Encoder
from moderation.screening.features import model_text, windows
from moderation.screening.ngrams import Logits, NgramModel, sha256

MODEL_FOLDER = Path(__file__).parent / "model"
CLAIM = "claim"
#: Windows of one long text that the encoder reads; the n-gram model reads all and chooses.
ENCODED_WINDOWS = 6


class ModelDamaged(Exception):
    """The model's files are missing or are not the ones that were released."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one head's logits become a probability, and from where it flags.

    `alone` is the stricter threshold where nothing else in a text supports the model.
    """

    coefficients: Mapping[str, float]
    bias: float
    threshold: float
    alone: float


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
            head: Calibration(
                found["coefficients"],
                found["bias"],
                found["threshold"],
                found["alone"],
            )
            for head, found in kept["calibration"].items()
        }
        encoder = Encoder.read(folder) if "encoder" in kept["models"] else None
        ngrams = NgramModel.read(folder / "ngrams.npz")
        return cls(kept["version"], kept["heads"], calibration, ngrams, encoder)

    def chances(self, lowers: Sequence[str]) -> list[dict[str, float]]:
        """Return each text's probability by head; a long text has its worst window's."""
        pieces = [windows(model_text(lower)) for lower in lowers]
        flat = [piece for of_text in pieces for piece in of_text]
        if not flat:
            return []
        starts = np.cumsum([0] + [len(of_text) for of_text in pieces[:-1]])
        signals = {"ngrams": self._ngrams.logits(flat)}
        if self._encoder is not None:
            kept = np.concatenate(
                [
                    start + _most_likely(signals["ngrams"][start : start + len(of_text)])
                    for start, of_text in zip(starts, pieces, strict=True)
                ]
            )
            signals = {
                "ngrams": signals["ngrams"][kept],
                "encoder": self._encoder.logits([flat[i] for i in kept]),
            }
            starts = np.searchsorted(kept, starts)
        worst = np.maximum.reduceat(self._combined(signals), starts, axis=0)
        self._add_signs(worst, [of_text[0] for of_text in pieces])
        chances = 1 / (1 + np.exp(-np.clip(worst, -30, 30)))
        return [dict(zip(self.heads, row, strict=True)) for row in chances.tolist()]

    def _combined(self, signals: Mapping[str, Logits]) -> Logits:
        """Return calibrated logits, one row a window and one column a head."""
        scales = [self.calibration[head] for head in self.heads]
        total = np.array([[scale.bias for scale in scales]])
        for model, logits in signals.items():
            total = total + logits * np.array([s.coefficients.get(model, 0.0) for s in scales])
        return np.asarray(total, dtype=np.float64)

    def _add_signs(self, logits: Logits, texts: Sequence[str]) -> None:
        """Add to the check-worthy head what a text's way of saying it is worth, in place."""
        if CLAIM not in self.heads:
            return
        worth = self.calibration[CLAIM].coefficients
        weights = np.array([worth.get(sign, 0.0) for sign in SIGNS])
        if weights.any():
            signs = np.stack([signs_of(text) for text in texts])
            logits[:, self.heads.index(CLAIM)] += signs @ weights

    def quick(self, lowers: Sequence[str], head: str) -> npt.NDArray[np.float64]:
        """Return the n-gram model's logit of one head for short texts, to compare them."""
        column = self.heads.index(head)
        logits = self._ngrams.logits([model_text(lower) for lower in lowers])
        return np.asarray(logits[:, column], dtype=np.float64)


def _most_likely(logits: Logits) -> npt.NDArray[np.int64]:
    """Return the windows that the encoder shall read, in order: those likeliest to matter."""
    worst = np.argsort(-logits.max(axis=1), kind="stable")
    return np.sort(worst[:ENCODED_WINDOWS]).astype(np.int64)


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
