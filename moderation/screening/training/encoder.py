"""Fine-tunes the small encoder and exports it. Needs torch, transformers and onnx besides."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from moderation.screening.training.dataset import Dataset
from moderation.screening.wordpiece import WordPieces

PIECES = 72
BATCH = 32
#: Large or noisy sources are sampled, or they would drown the rest.
_SHARE = {"davidson": 0.2, "edos": 0.55, "cad": 0.6, "sms_spam": 0.4, "claimbuster": 0.5,
          "hatexplain": 0.8, "civil_toxic_spans": 0.6, "misogyny_guest": 0.6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of training.

    `steps` counts batches, so that a slow machine gives what a fast one gives. `pace`
    multiplies the learning rates; `pool` is the share of the public sources that an epoch sees;
    `keep` is the share of the weights from before the phase in the mean that ends it, so that
    a phase on our own sentences forgets less of the rest.
    """

    steps: int
    pace: float = 1.0
    pool: float = 1.0
    keep: float = 0.0


#: All sources first; then mostly our own sentences, which are few.
PLAN = (Phase(12_000), Phase(4_000, pace=0.6, pool=0.15, keep=0.5))
_OWN_TWICE = ("own-", "synth_identity", "synth_council")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _choose(sources: list[str], labels: Any, rng: np.random.Generator, pool: float) -> list[int]:
    chosen: list[int] = []
    for index, source in enumerate(sources):
        if source.startswith("own-") or (source.startswith(_OWN_TWICE) and pool == 1):
            chosen += [index] * 2
        elif rng.random() >= pool:
            continue
        elif (labels[index, 1] == 1 and source != "davidson") or rng.random() < _SHARE.get(
            source, 1.0
        ):
            chosen.append(index)
    return chosen


def _batches(
    encoded: list[list[int]], sources: list[str], labels: Any, rng: np.random.Generator, pool: float
) -> Iterator[list[int]]:
    """Yield rows for ever, an epoch after another; rows of like length go together."""
    while True:
        order = rng.permutation(_choose(sources, labels, rng, pool))
        for at in range(0, len(order), BATCH * 50):
            block = sorted(order[at : at + BATCH * 50], key=lambda i: len(encoded[i]))
            batches = [block[j : j + BATCH] for j in range(0, len(block), BATCH)]
            rng.shuffle(batches)
            yield from batches


def train(
    data: Dataset, base: Path, out: Path, *, seed: int, plan: tuple[Phase, ...] = PLAN
) -> None:
    """Train from the all-MiniLM-L6-v2 (Apache 2.0) in `base`, then export to `out`.

    Writes model.pt, full.onnx, encoder.onnx and vocab.txt. The same data, seed and plan
    give the same weights on the same processor and libraries.
    """
    import torch
    from transformers import AutoModel

    torch.manual_seed(seed)
    # One thread: sums in another order would give other weights.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    rng = np.random.default_rng(seed)
    pieces = WordPieces.read(base / "vocab.txt")
    labels, weights, sources = data.labels, data.weights, data.sources
    encoded = [pieces.encode(text, PIECES) for text in data.texts]
    heads = labels.shape[1]
    positive = (labels * weights).sum(0)
    balance = np.clip(0.35 * ((1 - labels) * weights).sum(0) / np.maximum(positive, 1), 1, 6)
    weights = weights * np.where(labels == 1, balance, 1.0)

    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.encoder = AutoModel.from_pretrained(base, add_pooling_layer=False)
            self.head = torch.nn.Linear(384, heads)
            self.drop = torch.nn.Dropout(0.1)

        def forward(self, ids: Any, mask: Any) -> Any:
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            seen = mask.unsqueeze(-1).to(hidden.dtype)
            return self.head(self.drop((hidden * seen).sum(1) / seen.sum(1).clamp(min=1)))

    def pad(rows: list[list[int]]) -> tuple[Any, Any]:
        ids = torch.zeros((len(rows), max(map(len, rows))), dtype=torch.long)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = torch.tensor(row)
        return ids, (ids != 0).long()

    net = Net()
    with torch.no_grad():  # the signs for people start from words of the right kind
        embed = net.encoder.embeddings.word_embeddings.weight
        for sign, word in ((2, "people"), (3, "person"), (4, "ethnic")):
            known = pieces.encode(word, 3)[1]
            number = pieces.encode(["zgroupz", "zpersonz", "zqualityz"][sign - 2], 3)[1]
            embed[number] = embed[known]
    rates = {"body": 1.2e-4, "embed": 6e-5, "head": 2e-3}
    optimiser = torch.optim.AdamW(
        [
            {
                "params": [
                    p
                    for n, p in net.named_parameters()
                    if "head" not in n and "embeddings" not in n
                ],
                "lr": rates["body"],
            },
            {"params": net.encoder.embeddings.parameters(), "lr": rates["embed"]},
            {"params": net.head.parameters(), "lr": rates["head"]},
        ],
        weight_decay=0.01,
    )
    full_rates = [group["lr"] for group in optimiser.param_groups]
    begun = time.monotonic()

    def learn(batch: list[int], slope: float) -> float:
        for group, rate in zip(optimiser.param_groups, full_rates, strict=True):
            group["lr"] = rate * slope
        ids, mask = pad([encoded[i] for i in batch])
        goal, weight = torch.tensor(labels[batch]), torch.tensor(weights[batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(ids, mask)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            logits.float(), goal.float(), reduction="none"
        )
        total = (loss * weight).sum() / weight.sum().clamp(min=1)
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        return float(total.item())

    net.train()
    for number, phase in enumerate(plan, 1):
        before = {name: weight.clone() for name, weight in net.state_dict().items()}
        batches, losses = _batches(encoded, sources, labels, rng, phase.pool), []
        for done in range(phase.steps):
            slope = min(1.0, (done + 1) / 150) * max(0.02, 1 - done / phase.steps)
            losses.append(learn(next(batches), slope * phase.pace))
            if (done + 1) % 200 == 0:
                recent, seconds = np.mean(losses[-200:]), time.monotonic() - begun
                _say(f"phase {number} step {done + 1} loss {recent:.4f} {seconds:.0f} s")
        blend(net, before, phase.keep)
    net.eval()
    out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out / "model.pt")
    _export(net, out)
    (out / "vocab.txt").write_text((base / "vocab.txt").read_text("utf-8"), "utf-8")


def blend(net: Any, earlier: Any, keep: float) -> None:
    """Make the weights of `net` their mean with `earlier` ones, which count `keep` (0 to 1)."""
    import torch

    with torch.no_grad():
        for name, weight in net.state_dict().items():
            if weight.is_floating_point():
                weight.mul_(1 - keep).add_(earlier[name], alpha=keep)


def _export(net: Any, out: Path) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.randint(5, 3000, (2, 12))
    names = {"ids": {0: "b", 1: "n"}, "mask": {0: "b", 1: "n"}, "logits": {0: "b"}}
    torch.onnx.export(
        net, (ids, torch.ones_like(ids)), str(out / "full.onnx"), input_names=["ids", "mask"],
        output_names=["logits"], dynamic_axes=names, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(
        out / "full.onnx", out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True
    )
