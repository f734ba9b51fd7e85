"""Train the shipped model: `python -m moderation.screening.training --data FOLDER --out FOLDER`.

FOLDER with the data holds train.parquet; the out folder receives the n-gram weights,
model.json and checksums, and `table.npz` (not shipped) for the encoder's own training. With
`--encoder FOLDER`, an exported encoder is calibrated together with the n-gram model.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from moderation.screening.encoder import Encoder
from moderation.screening.ngrams import NgramModel, pack, sha256
from moderation.screening.training.dataset import HEADS, load
from moderation.screening.training.fit import calibrate, fit

SEED = 20261122
VERSION = "2026.11.2"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, help="folder with model.int8.onnx and vocab.txt")
    parser.add_argument("--table", type=Path, help="where to write the encoder's training table")
    chosen = parser.parse_args()
    out: Path = chosen.out
    out.mkdir(parents=True, exist_ok=True)

    training = load(chosen.data, "train", seed=SEED)
    if chosen.table:
        np.savez(
            chosen.table, texts=np.array(training.texts, dtype=object), labels=training.labels,
            weights=training.weights, sources=np.array(training.sources, dtype=object),
        )  # fmt: skip
    weights, biases = fit(training, seed=SEED)
    small, scales = pack(weights)
    np.savez_compressed(out / "ngrams.npz", small=small, scales=scales, biases=biases)

    held_back = load(chosen.data, "dev", seed=SEED)
    model = NgramModel.read(out / "ngrams.npz")
    logits = {"ngrams": model.logits(held_back.texts)}
    files = ["ngrams.npz"]
    if chosen.encoder:
        for name, source in (("encoder.onnx", "model.int8.onnx"), ("vocab.txt", "vocab.txt")):
            (out / name).write_bytes((chosen.encoder / source).read_bytes())
            files.append(name)
        logits["encoder"] = Encoder.read(out).logits(held_back.texts)
    figures = calibrate(logits, held_back)
    for head, found in figures.items():
        sys.stdout.write(f"{head} {json.dumps(found)}\n")
    manifest = {
        "version": VERSION,
        "heads": list(HEADS),
        "models": list(logits),
        "calibration": {
            head: {
                key: figures[head][key] for key in ("coefficients", "bias", "threshold", "alone")
            }
            for head in HEADS
        },
        "trained_on": len(training),
        "seed": SEED,
    }
    (out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    files.append("model.json")
    sums = "".join(f"{sha256(out / name)}  {name}\n" for name in sorted(files))
    (out / "SHA256SUMS").write_text(sums, "utf-8")


if __name__ == "__main__":
    main()
