"""The second model: a small fine-tuned encoder, run by onnxruntime on one thread."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from moderation.screening.wordpiece import WordPieces

PIECES = 72


class Encoder:
    """Safe to share between threads: the session keeps no state between runs."""

    def __init__(self, model: Path, pieces: WordPieces) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = pieces

    @classmethod
    def read(cls, folder: Path) -> "Encoder":
        return cls(folder / "encoder.onnx", WordPieces.read(folder / "vocab.txt"))

    def logits(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return one row a text and one column a head, before calibration.

        Each text is run at its own length: int8 activations are scaled by batch, and a score
        must not depend on the company a text is screened in.
        """
        found: list[npt.NDArray[np.float64]] = []
        for text in texts:
            ids = np.array([self._pieces.encode(text, PIECES)], dtype=np.int64)
            output = self._session.run(["logits"], {"ids": ids, "mask": np.ones_like(ids)})[0]
            found.append(np.asarray(output[0], dtype=np.float64))
        return np.stack(found) if found else np.empty((0, 0))
