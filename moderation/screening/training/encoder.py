"""Fine-tunes the small encoder and exports it. Needs torch, transformers and onnx besides.

Run as `python -m moderation.screening.training.encoder --table TABLE.npz --base FOLDER
--out FOLDER`. TABLE comes from the n-gram training run; the base is all-MiniLM-L6-v2
(Apache 2.0), read from a folder, never downloaded.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from moderation.screening.wordpiece import WordPieces

PIECES = 72
#: Large or noisy sources are sampled, or they would drown the rest.
_SHARE = {"davidson": 0.2, "edos": 0.55, "cad": 0.6, "sms_spam": 0.4, "claimbuster": 0.5,
          "hatexplain": 0.8, "civil_toxic_spans": 0.6, "misogyny_guest": 0.6}  # fmt: skip
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


def train(
    table: Path,
    base: Path,
    out: Path,
    *,
    minutes: float,
    seed: int,
    start: Path | None = None,
    pace: float = 1.0,
    pool: float = 1.0,
    keep: float = 0.0,
) -> None:
    """Train for about `minutes`, from `start` where given, then export.

    Writes model.pt, model.onnx, model.int8.onnx and vocab.txt. `pace` multiplies the
    learning rates; `pool` is the share of the public sources that an epoch sees, which a
    short run on new sentences of our own lowers; `keep` is the share of the weights of
    `start` in the mean that is exported, so that such a run forgets less.
    """
    import torch
    from transformers import AutoModel

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    data = np.load(table, allow_pickle=True)
    pieces = WordPieces.read(base / "vocab.txt")
    texts, labels, weights = list(data["texts"]), data["labels"], data["weights"]
    sources = list(data["sources"])
    encoded = [pieces.encode(text, PIECES) for text in texts]
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
    if start:
        net.load_state_dict(torch.load(start))
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
    start_rates = [group["lr"] * pace for group in optimiser.param_groups]
    size, begun, step, losses = 32, time.monotonic(), 0, []
    done = False
    net.train()
    while not done:
        order = rng.permutation(_choose(sources, labels, rng, pool))
        for at in range(0, len(order), size * 50):
            block = sorted(order[at : at + size * 50], key=lambda i: len(encoded[i]))
            batches = [block[j : j + size] for j in range(0, len(block), size)]
            rng.shuffle(batches)
            for batch in batches:
                share = (time.monotonic() - begun) / (minutes * 60)
                if share >= 1:
                    done = True
                    break
                slope = min(1.0, (step + 1) / 150) * max(0.02, 1 - share)
                for group, rate in zip(optimiser.param_groups, start_rates, strict=True):
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
                step += 1
                losses.append(total.item())
                if step % 200 == 0:
                    seconds = time.monotonic() - begun
                    _say(f"step {step} loss {np.mean(losses[-200:]):.4f} {seconds:.0f} s")
            if done:
                break
    net.eval()
    out.mkdir(parents=True, exist_ok=True)
    if start and keep:
        blend(net, torch.load(start), keep)
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
        net, (ids, torch.ones_like(ids)), str(out / "model.onnx"), input_names=["ids", "mask"],
        output_names=["logits"], dynamic_axes=names, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(
        out / "model.onnx", out / "model.int8.onnx", weight_type=QuantType.QInt8, per_channel=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--start", type=Path, help="model.pt of an earlier run to go on from")
    parser.add_argument("--pace", type=float, default=1.0, help="multiplies the learning rates")
    parser.add_argument("--pool", type=float, default=1.0, help="share of the public sources")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the weights of --start")
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    train(
        chosen.table,
        chosen.base,
        chosen.out,
        minutes=chosen.minutes,
        seed=chosen.seed,
        start=chosen.start,
        pace=chosen.pace,
        pool=chosen.pool,
        keep=chosen.keep,
    )


if __name__ == "__main__":
    main()
