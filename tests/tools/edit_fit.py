"""Fit the weights by which an edit's changes are told apart where rules are not sure.

    python -m tests.tools.edit_fit

Prints for each batch of labelled pairs what a model finds that has not seen the batch, then
writes ``drafter/measures/change_weights.json``, fitted on all batches.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drafter.measures.categories import judge_by_rules, rest_of
from drafter.measures.changes import compare
from drafter.measures.verdicts import Category
from drafter.measures.weighing import LEAST_GRAVE, WEIGHTS, features_of, is_open

FOLDER = Path(__file__).parents[1] / "data/edits"
BUILT_ON = frozenset({"pairs", "later"})  # rules were made with these before them: there they look better than they are
UNSEEN_COUNTS = 2.0  # so that the other batches tell how far rules are to be trusted
RIDGE = 0.25
STEPS = 600
LEARNED = (
    Category.POLICY_DECISION,
    Category.PROMISE,
    Category.TONE,
    Category.PERSONALISATION,
    Category.STYLE,
    Category.CONCISION,
    Category.OMISSION,
    Category.ADDITION_UNSUPPORTED,
    Category.SPELLING_GRAMMAR,
    Category.GREETING_CLOSING,
)
_GRAVE = (Category.POLICY_DECISION, Category.PROMISE)
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """A change with its features, the category that its pair is labelled with, and its share of the pair."""

    batch: str
    features: Mapping[str, float]
    category: Category
    share: float


def samples() -> list[Sample]:
    """Return the open changes of all pairs whose category is known of each change."""
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            found += _samples(path.stem, json.loads(line))
    return found


def _samples(batch: str, pair: Mapping[str, Any]) -> list[Sample]:
    if not pair["draft"] or not pair["sent"]:
        return []
    comparison = compare(*(pair[side].replace("’", "'") for side in ("draft", "sent")))
    labels = [category for category in LEARNED if category.value in pair["categories"]]
    if not labels or (len(labels) > 1 and len(comparison.changes) > 1):
        return []  # nobody said which change is which
    found = []
    for change in comparison.changes:
        verdicts = judge_by_rules(change, comparison, frozenset())
        if verdicts and is_open(change, verdicts):
            features = features_of(change, rest_of(change, comparison), verdicts)
            found.append(Sample(batch, features, labels[0], 1 / len(comparison.changes)))
    return found


def fit(rows: Matrix, labels: NDArray[np.int64], shares: Matrix) -> Matrix:
    """Fit a softmax model with a ridge, by accelerated steps of the gradient; the last row is the bias."""
    x = np.hstack([rows, np.ones((len(rows), 1))])
    wanted = np.eye(len(LEARNED))[labels]
    size = 1 / (0.5 * float(np.linalg.norm(x * np.sqrt(shares)[:, None], 2)) ** 2 + RIDGE)
    weights = ahead = np.zeros((x.shape[1], len(LEARNED)))
    ridge = np.full((x.shape[1], 1), RIDGE)
    ridge[-1] = 1e-3
    for step in range(STEPS):
        slope = x.T @ (shares[:, None] * (_chances(x, ahead) - wanted)) + ridge * ahead
        before, weights = weights, ahead - size * slope
        ahead = weights + step / (step + 3) * (weights - before)
    return weights


def main() -> None:
    """Print the figures of each batch left out and write the weights."""
    found = samples()
    names = sorted({name for one in found for name in one.features})
    rows = np.array([[one.features.get(name, 0.0) for name in names] for one in found])
    labels = np.array([LEARNED.index(one.category) for one in found])
    shares = np.array([one.share * (1.0 if one.batch in BUILT_ON else UNSEEN_COUNTS) for one in found])
    batches = np.array([one.batch for one in found])
    for batch in sorted(set(batches)):
        own = batches == batch
        weights = fit(rows[~own], labels[~own], shares[~own])
        _report(batch, labels[own], _chances(np.hstack([rows[own], np.ones((own.sum(), 1))]), weights))
    weights = fit(rows, labels, shares)
    content = {
        "categories": [category.value for category in LEARNED],
        "bias": _rounded(weights[-1]),
        "weights": {name: _rounded(weights[place]) for place, name in enumerate(names)},
    }
    lines = json.dumps(content, ensure_ascii=False).replace('], "', '],\n"')
    WEIGHTS.write_text(lines + "\n", encoding="utf-8")


def _rounded(weights: Matrix) -> list[float]:
    return [round(float(one), 3) for one in weights]


def _report(batch: str, labels: NDArray[np.int64], chances: Matrix) -> None:
    best = chances.argmax(axis=1)
    grave = [LEARNED.index(one) for one in _GRAVE]
    is_grave = np.isin(labels, grave)
    over = chances[:, grave].sum(axis=1) >= LEAST_GRAVE
    print(
        f"{batch:12} {len(labels)} changes, right {np.mean(best == labels):.3f}, "
        f"macro-F1 {_macro(labels, best):.3f}, grave found {int((over & is_grave).sum())} of {int(is_grave.sum())}, "
        f"false {int((over & ~is_grave).sum())} of {int((~is_grave).sum())}"
    )


def _macro(labels: NDArray[np.int64], best: NDArray[np.int64]) -> float:
    right: Counter[int] = Counter(int(one) for one in labels[labels == best])
    named = Counter(map(int, labels)) + Counter(map(int, best))
    return float(np.mean([2 * right[one] / named[one] for one in sorted(set(map(int, labels)))]))


def _chances(x: Matrix, weights: Matrix) -> Matrix:
    scores = x @ weights
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
