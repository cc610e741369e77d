"""Fit the weights by which the linter takes two statements for contradicting each other.

    python -m tests.tools.lint_fit [FOLDER of clean policies ...]

Prints what models find that were fitted without the brand they are asked about, then writes
``knowledge_base/linting/pair_weights.json``, fitted on all brands.  In the clean folders, which
need not be part of this project, every pair that looks contradicting is a false alarm.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.linting import Kind
from knowledge_base.linting.pairing import commonness_of
from knowledge_base.linting.reading import read
from knowledge_base.linting.statements import LintedPolicy
from knowledge_base.linting.weighing import WEIGHTS, Pair, Task, pairs_of
from tests.tools.lint_cases import Case, changed, read_cases, read_folder

BRANDS = ("loom", "northway", "northway-2", "kettlewick", "marlow", "inkwell")
LIMITS = {Task.NUMBER: 0.3, Task.CONFLICT: 0.25}  # from which likelihood a pair is warned of
BASE = 6.0  # a false alarm in a wording that nobody has changed costs more: it stays there for good
RIDGE = 0.3
STEPS = 60
_KINDS = (Kind.NUMBER, Kind.CONFLICT)


@dataclass(frozen=True)
class Sample:
    """A pair with its features; ``case`` is empty for one of the wording that nobody changed."""

    brand: str
    case: str
    task: Task
    features: tuple[float, ...]
    texts: tuple[str, str]
    is_seeded: bool


def samples_of(name: str) -> list[Sample]:
    """Return the pairs of a brand's own wording, and those that each of its cases adds."""
    cases, folder, _ = read_cases(name)
    policies = read_folder(folder)
    found = samples_in(name, tuple(policies.values()))
    known = {(one.task, one.texts) for one in found}
    for case in cases:
        after = changed(policies, folder, case)
        for touched in sorted({change["policy"] for change in case.changes}):
            new = samples_in(name, after, focus=touched, case=case)
            found += [one for one in new if (one.task, one.texts) not in known]
    return found


def samples_in(
    brand: str, policies: Sequence[LintedPolicy], *, focus: str | None = None, case: Case | None = None
) -> list[Sample]:
    """Return the pairs of some policies; of what a case seeded only those of its own kind."""
    readings = [read(policy) for policy in policies]
    common = commonness_of([one.sayings for one in readings])
    found = []
    for pair in pairs_of([saying for one in readings for saying in one.sayings], common, focus):
        is_seeded = case is not None and case.kind in _KINDS and _is_expected(pair, case)
        if is_seeded and case is not None and case.kind != pair.task.value:
            continue
        texts = (pair.left.clause.statement.text, pair.right.clause.statement.text)
        found.append(Sample(brand, case.id if case else "", pair.task, pair.features, texts, is_seeded))
    return found


def fit(
    rows: NDArray[np.float64], labels: NDArray[np.float64], shares: NDArray[np.float64], *, pull: float = RIDGE
) -> tuple[NDArray[np.float64], float]:
    """Fit a logistic model with a ridge by Newton's steps; return its weights and its bias."""
    x = np.hstack([rows, np.ones((len(rows), 1))])
    ridge = np.full(x.shape[1], pull)
    ridge[-1] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        chance = _chances(x, weights)
        slope = x.T @ (shares * (chance - labels)) + ridge * weights
        curve = (x * (shares * chance * (1 - chance) + 1e-9)[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-7:
            break
    return weights[:-1], float(weights[-1])


def left_out(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """Return for each sample what a model says that has not seen its brand."""
    rows, labels, shares = _matrices(samples)
    brands = np.array([one.brand.split("-")[0] for one in samples])
    chances = np.zeros(len(samples))
    for held in sorted(set(brands)):
        own = brands == held
        weights, bias = fit(rows[~own], labels[~own], shares[~own])
        chances[own] = _chances(np.hstack([rows[own], np.ones((own.sum(), 1))]), np.append(weights, bias))
    return chances


def main(clean: Sequence[str]) -> None:
    """Print the figures of each task and write the weights."""
    samples = [one for name in BRANDS for one in samples_of(name)]
    for folder in clean:
        samples += samples_in(folder, tuple(read_folder(Path(folder)).values()))
    content = {}
    for task in Task:
        mine = [one for one in samples if one.task is task]
        _report(task, mine, left_out(mine))
        weights, bias = fit(*_matrices(mine))
        content[task.value] = {
            "weights": [round(float(one), 4) for one in weights],
            "bias": round(bias, 4),
            "threshold": LIMITS[task],
        }
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _report(task: Task, samples: Sequence[Sample], chances: NDArray[np.float64]) -> None:
    names = sorted({one.brand for one in samples})
    for name in names:
        over = [
            one for one, chance in zip(samples, chances, strict=True) if one.brand == name and chance >= LIMITS[task]
        ]
        found = len({one.case for one in over if one.is_seeded})
        false = len({one.texts for one in over if not one.is_seeded})
        seeded = 0
        if name in BRANDS:
            seeded = sum(1 for case in read_cases(name)[0] if case.kind and case.kind.value == task.value)
        print(f"{task.value:9} {name[-40:]:40} found {found} of {seeded}, false {false}")


def _matrices(samples: Sequence[Sample]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return features, labels and how much each sample counts: each case once, in however many pairs it is seen."""
    pairs = Counter(one.case for one in samples if one.is_seeded)
    shares = [1 / pairs[one.case] if one.is_seeded else 1.0 if one.case else BASE for one in samples]
    rows = np.array([one.features for one in samples])
    return rows, np.array([float(one.is_seeded) for one in samples]), np.array(shares)


def _chances(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30))))


def _is_expected(pair: Pair, case: Case) -> bool:
    sides = [(one.clause.statement.policy.id, one.clause.statement.text) for one in (pair.left, pair.right)]
    return all(any(policy == name and words in text for policy, text in sides) for name, words in case.expects)


if __name__ == "__main__":
    main(sys.argv[1:])
