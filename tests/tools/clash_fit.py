"""Fit the weights by which the linter takes two close statements for contradicting each other.

    python -m tests.tools.clash_fit [--dry]

Uses the ordinary embedder.  Prints what models find that were fitted without the brand they are
asked about, at several thresholds, then writes ``knowledge_base/linting/clash_weights.json``,
fitted on all brands.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.linting import Kind, LintedPolicy, VectorsOf, vectors_for
from knowledge_base.linting.clashing import WEIGHTS, clashes_in
from knowledge_base.linting.remarks import remarks_of
from tests.tools.lint_cases import Case, changed, read_cases, read_folder
from tests.tools.lint_fit import fit
from webhook.embedder_choice import make_embedder
from webhook.settings import load_settings

FILES = ("loom", "northway", "northway-2", "kettlewick", "marlow", "inkwell", "larkfield", "spokewell", "fellbrook")
THRESHOLDS = (0.2, 0.3, 0.35, 0.4, 0.5, 0.6)
THRESHOLD = 0.45
BASE = 3.0  # a false alarm in a wording that nobody has changed costs more: it stays there for good
RIDGE = 10.0  # on features of one spread
_KINDS = (Kind.NUMBER, Kind.CONFLICT)


@dataclass(frozen=True)
class Sample:
    """A pair with its features; ``case`` is empty for one of the wording that nobody changed."""

    brand: str
    case: str
    row: tuple[float, ...]
    texts: tuple[str, str]
    is_seeded: bool


def samples_of(name: str, vectors_of: VectorsOf) -> list[Sample]:
    """Return the pairs of a brand's own wording, and those that each of its cases adds."""
    cases, folder, _ = read_cases(name)
    brand, policies = name.split("-")[0], read_folder(folder)
    found = [] if "-" in name else _samples(brand, tuple(policies.values()), vectors_of)
    known = {
        (one.statement.policy.id, one.statement.text) for policy in policies.values() for one in remarks_of(policy)
    }
    for case in cases:
        after = changed(policies, folder, case)
        for touched in sorted({change["policy"] for change in case.changes}):
            found += _samples(brand, after, vectors_of, focus=touched, case=case, known=known)
    return found


def _samples(
    brand: str,
    policies: Sequence[LintedPolicy],
    vectors_of: VectorsOf,
    *,
    focus: str | None = None,
    case: Case | None = None,
    known: set[tuple[str, str]] = frozenset(),  # type: ignore[assignment]
) -> list[Sample]:
    remarks = [one for policy in policies for one in remarks_of(policy)]
    found = []
    for clash in clashes_in(remarks, vectors_of, focus):
        sides = [(one.statement.policy.id, one.statement.text) for one in (clash.left, clash.right)]
        if all(side in known for side in sides):
            continue
        is_seeded = case is not None and case.kind in _KINDS and _is_expected(sides, case)
        found.append(Sample(brand, case.id if case else "", clash.row, (sides[0][1], sides[1][1]), is_seeded))
    return found


def _is_expected(sides: Sequence[tuple[str, str]], case: Case) -> bool:
    return all(any(policy == name and words in text for policy, text in sides) for name, words in case.expects)


def fitted(samples: Sequence[Sample]) -> tuple[NDArray[np.float64], float]:
    """Return weights for features as they are, and a bias."""
    rows = np.array([one.row for one in samples])
    pairs = Counter((one.brand, one.case) for one in samples if one.is_seeded)
    shares = [1 / pairs[one.brand, one.case] if one.is_seeded else 1.0 if one.case else BASE for one in samples]
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    labels = np.array([float(one.is_seeded) for one in samples])
    weights, bias = fit((rows - mean) / spread, labels, np.array(shares), pull=RIDGE)
    return weights / spread, bias - float(mean @ (weights / spread))


def _report(samples: Sequence[Sample], seeds: Counter[str]) -> None:
    chances = np.zeros(len(samples))
    brands = np.array([one.brand for one in samples])
    for held in sorted(set(brands)):
        weights, bias = fitted([one for one in samples if one.brand != held])
        mine = np.flatnonzero(brands == held)
        odds = np.array([samples[int(at)].row for at in mine]) @ weights + bias
        chances[mine] = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    for least in THRESHOLDS:
        words, all_found, all_extra = [], 0, 0
        for brand in sorted(set(brands)):
            found, extra, clean = _told(samples, chances, brand, least)
            all_found, all_extra = all_found + found, all_extra + extra
            words.append(f"{brand} {found / seeds[brand]:.2f}/{found / max(1, found + extra):.2f}/{clean}")
        whole = f"recall {all_found / seeds.total():.2f} precision {all_found / max(1, all_found + all_extra):.2f}"
        print(f"{least:.2f} {whole} |", "  ".join(words))


def _told(samples: Sequence[Sample], chances: NDArray[np.float64], brand: str, least: float) -> tuple[int, int, int]:
    """Return how many seeds would be told, how much else with them, and how much of the clean wording."""
    cases: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(samples):
        if one.brand == brand and chances[at] >= least:
            cases[one.case].append(at)
    found, extra, clean = set(), 0, 0
    for case, places in cases.items():
        taken: set[str] = set()
        for at in sorted(places, key=lambda at: (-chances[at], at)):
            if not taken & set(samples[at].texts):
                taken |= set(samples[at].texts)
                if samples[at].is_seeded:
                    found.add(case)
                elif case:
                    extra += 1
                else:
                    clean += 1
    return len(found), extra, clean


def main(is_dry: bool) -> None:
    """Print the figures and write the weights."""
    vectors_of = vectors_for(make_embedder(load_settings()))
    assert vectors_of is not None, "the ordinary embedder is not installed"
    samples = [one for name in FILES for one in samples_of(name, vectors_of)]
    seeds = Counter(name.split("-")[0] for name in FILES for case in read_cases(name)[0] if case.kind in _KINDS)
    print(f"{len(samples)} pairs, {sum(one.is_seeded for one in samples)} of them seeded")
    _report(samples, seeds)
    weights, bias = fitted(samples)
    content = {
        "weights": [round(float(one), 4) for one in weights],
        "bias": round(bias, 4),
        "threshold": THRESHOLD,
    }
    if not is_dry:
        WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--dry" in sys.argv)
