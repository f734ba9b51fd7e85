"""Train the shipped model: `python -m moderation.screening.training --data D --base B --out O`.

D holds train.parquet; B holds all-MiniLM-L6-v2 as transformers reads it (nothing is downloaded);
O receives all that ships but the card. The encoder's full weights go to `--work`. With
`--encoder E` in place of `--base`, the encoder in E (encoder.onnx and vocab.txt, as shipped)
stays as it is and the rest is trained and calibrated around it; with neither, the n-gram model
alone. Needs pandas, pyarrow and scikit-learn, and for `--base` torch, transformers and onnx too.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from moderation.screening.encoder import Encoder
from moderation.screening.ngrams import NgramModel, pack, sha256
from moderation.screening.training import encoder
from moderation.screening.training.dataset import HEADS, load
from moderation.screening.training.fit import calibrate, fit

SEED = 20261122
VERSION = "2026.11.3"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    encoders = parser.add_mutually_exclusive_group()
    encoders.add_argument("--base", type=Path, help="folder with the encoder to start from")
    encoders.add_argument("--encoder", type=Path, help="folder with a trained encoder to keep")
    parser.add_argument("--work", type=Path, help="folder for what does not ship")
    chosen = parser.parse_args()
    out: Path = chosen.out
    out.mkdir(parents=True, exist_ok=True)

    training = load(chosen.data, "train", seed=SEED)
    weights, biases = fit(training, seed=SEED)
    small, scales = pack(weights)
    np.savez_compressed(out / "ngrams.npz", small=small, scales=scales, biases=biases)

    held_back = load(chosen.data, "dev", seed=SEED)
    model = NgramModel.read(out / "ngrams.npz")
    logits = {"ngrams": model.logits(held_back.texts)}
    files = ["ngrams.npz"]
    trained: Path | None = chosen.encoder
    if chosen.base:
        trained = chosen.work or out.with_name(out.name + "-work")
        encoder.train(training, chosen.base, trained, seed=SEED)
    if trained:
        for name in ("encoder.onnx", "vocab.txt"):
            (out / name).write_bytes((trained / name).read_bytes())
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
