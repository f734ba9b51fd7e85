"""Fits the n-gram model, calibrates every head, and chooses the thresholds."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression, SGDClassifier

from moderation.screening.claims.checkable import SIGNS, signs_of
from moderation.screening.classifier import CLAIM
from moderation.screening.features import BUCKETS, hashed
from moderation.screening.training.dataset import HEADS, Dataset

Array = npt.NDArray[np.float64]
#: Rows written for, or known to be, ordinary conversation: a false flag there is the costly one.
CLEAN = ("own-en", "own-cy", "claimbuster", "synth_council", "synth_council_cy", "synth_identity",
         "toxigen_demos", "sms_spam", "youtube_spam", "fox_news")  # fmt: skip
#: Our own sentences are few and speak as British councils are spoken to: they count more.
OWN_WEIGHT = 3.0
#: Not for claims: most of our own sentences were written for other heads and claim nothing,
#: so those written for this head ("claims-") count instead.
OWN_CLAIM_WEIGHT = 0.5
CLAIM_ROWS_WEIGHT = 3.0
#: How much each head's weights are held down.
HELD_DOWN = {"abuse": 2e-6, "hate": 2e-6, "claim": 4e-6}
USUALLY_HELD_DOWN = 8e-6
#: Share of clean rows that a head may flag, and the least threshold it may have.
FALSE_FLAGS = {"threat": 0.012, "safeguarding": 0.012}
USUAL_FALSE_FLAGS = 0.006
#: The same where nothing in a text supports the model (see screening.support).
FALSE_FLAGS_ALONE = 0.001
LEAST_ALONE = {"safeguarding": 0.95}
USUAL_LEAST_ALONE = 0.7
LEAST_THRESHOLD = {"abuse": 0.4, "threat": 0.35, "safeguarding": 0.2, "spam": 0.6,
                   "defamation": 0.4}  # fmt: skip


def matrix(texts: list[str]) -> sparse.csr_matrix:
    """Return the texts' n-grams, each row of unit length."""
    parts = []
    for at in range(0, len(texts), 2000):
        rows, buckets = hashed(texts[at : at + 2000])
        count = len(texts[at : at + 2000])
        lengths = np.sqrt(np.maximum(np.bincount(rows, minlength=count), 1))
        values = (1.0 / lengths[rows]).astype(np.float32)
        parts.append(sparse.csr_matrix((values, (rows, buckets)), shape=(count, BUCKETS)))
    return sparse.vstack(parts).tocsr()


def fit(data: Dataset, *, seed: int) -> tuple[Array, Array]:
    """Return weights (BUCKETS, heads) and biases (heads,)."""
    features = matrix(data.texts)
    own = np.char.startswith(np.array(data.sources), "own-")
    for_claims = np.char.startswith(np.array(data.sources), "claims-")
    weights = np.zeros((BUCKETS, len(HEADS)))
    biases = np.zeros(len(HEADS))
    for head, name in enumerate(HEADS):
        known = data.weights[:, head] > 0
        goal = data.labels[known, head].astype(int)
        own_weight = OWN_CLAIM_WEIGHT if name == CLAIM else OWN_WEIGHT
        sure = data.weights[known, head] * np.where(own[known], own_weight, 1.0)
        if name == CLAIM:
            sure = sure * np.where(for_claims[known], CLAIM_ROWS_WEIGHT, 1.0)
        positive = float((goal * sure).sum() / sure.sum())
        lift = min(8.0, 0.35 * (1 - positive) / max(positive, 1e-6))
        model = SGDClassifier(
            loss="log_loss",
            alpha=HELD_DOWN.get(name, USUALLY_HELD_DOWN),
            max_iter=12,
            tol=None,
            average=True,
            random_state=seed,
        )
        model.fit(features[known], goal, sample_weight=sure * np.where(goal == 1, lift, 1.0))
        weights[:, head] = model.coef_[0]
        biases[head] = model.intercept_[0]
    return weights, biases


def calibrate(logits: Mapping[str, Array], data: Dataset) -> dict[str, dict[str, object]]:
    """Return each head's Platt scaling over the models' logits, and its threshold.

    `logits` maps a model's name to (rows, heads). A head's probability is the logistic of
    bias + the sum of coefficient x logit over the models; for claims, the signs of a
    statement that can be checked are added (see claims.checkable).
    """
    names = list(logits)
    clean_rows = np.isin(np.array(data.sources), CLEAN)
    figures: dict[str, dict[str, object]] = {}
    for head, name in enumerate(HEADS):
        known = data.weights[:, head] > 0
        signals = np.stack([logits[model][:, head] for model in names], 1)
        goal = data.labels[known, head].astype(int)
        platt = LogisticRegression(C=1.0)
        if name == CLAIM:
            signs = np.zeros((len(data), len(SIGNS)))
            signs[known] = [signs_of(data.texts[row]) for row in np.flatnonzero(known)]
            signals = np.hstack([signals, signs])
        platt.fit(signals[known], goal, sample_weight=data.weights[known, head])
        coefficients = platt.coef_[0]
        coefficients[: len(names)] = np.maximum(coefficients[: len(names)], 0.0)
        bias = float(platt.intercept_[0])
        chance = 1 / (1 + np.exp(-(signals @ coefficients + bias)))
        harmless = (data.labels[:, HEADS.index("abuse")] == 0) & (
            data.labels[:, HEADS.index("hate")] == 0
        )
        clean = clean_rows & (data.labels[:, head] == 0) & harmless
        allowed = FALSE_FLAGS.get(name, USUAL_FALSE_FLAGS)
        quantile = float(np.quantile(chance[clean], 1 - allowed))
        threshold = min(0.9, max(LEAST_THRESHOLD.get(name, 0.5), quantile))
        strict = float(np.quantile(chance[clean], 1 - FALSE_FLAGS_ALONE))
        alone = min(0.95, max(LEAST_ALONE.get(name, USUAL_LEAST_ALONE), threshold, strict))
        own = known & np.char.startswith(np.array(data.sources), "own")
        held = own & (data.labels[:, head] == 1)
        figures[name] = {
            "coefficients": dict(
                zip([*names, *SIGNS], coefficients.round(4).tolist(), strict=False)
            ),
            "bias": round(bias, 4),
            "threshold": round(threshold, 3),
            "alone": round(alone, 3),
            "auc": round(area(chance[known], goal), 4),
            "recall_own": round(float((chance[held] >= threshold).mean()), 3)
            if held.any()
            else None,
            "recall": round(float((chance[known][goal == 1] >= threshold).mean()), 3),
        }
    return figures


def area(scores: Array, goal: npt.NDArray[np.int64]) -> float:
    """Return the area under the curve: how often a positive outranks a negative."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positive = goal == 1
    count = int(positive.sum())
    if count == 0 or count == len(goal):
        return float("nan")
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(goal) - count)))
