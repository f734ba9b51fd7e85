"""The first model: one logistic regression a category over hashed n-grams, in numpy alone."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from moderation.screening.features import BUCKETS, hashed

Logits = npt.NDArray[np.float64]


class NgramModel:
    """Weights as signed squares of small integers, scaled a head at a time. Read-only."""

    def __init__(
        self, small: npt.NDArray[np.int8], scales: Sequence[float], biases: Sequence[float]
    ) -> None:
        if small.shape != (BUCKETS, len(scales)) or len(scales) != len(biases):
            raise ValueError("the model's weights do not have the shape its features need")
        # Kept small: the squares are taken for the few rows a text needs.
        self._small = small
        self._scales = np.asarray(scales, dtype=np.float64) / 127.0**2
        self._biases = np.asarray(biases, dtype=np.float64)

    @classmethod
    def read(cls, path: Path) -> "NgramModel":
        with np.load(path, allow_pickle=False) as kept:
            return cls(kept["small"], kept["scales"].tolist(), kept["biases"].tolist())

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return one row a text and one column a head, before calibration."""
        heads = len(self._scales)
        if not texts:
            return np.empty((0, heads))
        rows, buckets = hashed(texts)
        counts = np.bincount(rows, minlength=len(texts))
        found = self._small[buckets].astype(np.int32)
        weights = (found * np.abs(found)).astype(np.float64)
        summed = np.stack(
            [np.bincount(rows, weights[:, head], minlength=len(texts)) for head in range(heads)], 1
        )
        lengths = np.sqrt(np.maximum(counts, 1))[:, None]
        return summed * self._scales / lengths + self._biases


def pack(
    weights: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """Return (BUCKETS, heads) weights as small integers with a scale a head."""
    scales = np.abs(weights).max(axis=0)
    scales[scales == 0] = 1.0
    share = weights / scales
    small = np.round(np.sign(share) * np.sqrt(np.abs(share)) * 127).astype(np.int8)
    return small, scales


def sha256(path: Path) -> str:
    """Return the file's SHA-256 as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
