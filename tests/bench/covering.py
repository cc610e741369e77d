"""Where the coefficients of ``drafter/covering.py`` come from, and how well they do.

    python -m tests.bench.covering [--data FOLDER]… [--fit]

Each question is asked with the policies that answer it and again with those taken out; questions
that nothing answers, once.  The cases of four brands are ours (``tests/data``); a folder holds
``documents.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` of another collection.
``--fit`` prints the coefficients: logistic regression, classes and collections balanced; and for
each collection the area under the curve with coefficients fitted on all others.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from drafter.covering import COEFFICIENTS, Signs
from tests.bench.tables import print_table
from webhook.evaluating_covering import Case, cases_of, figures_of
from webhook.telemetry import configure_logging

DATA = Path("tests/data")
OURS = {
    "demo brand": (Path("webhook/demo/brand/policies"), DATA / "covering.jsonl"),
    **{
        name: (DATA / name / "policies", DATA / name / "covering.jsonl")
        for name in ("bike_shop", "furniture_shop", "plant_nursery", "optician")
    },
}
ROUNDS = 4  # which ask of a ticket speaks best depends on the coefficients; it settles at once


def main() -> None:
    """Print what is caught and answered, and the coefficients on request."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], help="a labelled collection")
    parser.add_argument("--fit", action="store_true", help="fit the coefficients anew and print them")
    arguments = parser.parse_args()
    configure_logging("ERROR")
    collections = {name: [*cases_of(*files, None)] for name, files in OURS.items()}
    for folder in arguments.data:
        files = (folder / "documents.jsonl", folder / "queries.jsonl", folder / "qrels.tsv")
        collections[folder.name] = [*cases_of(*files)]
    for name, cases in collections.items():
        figures = figures_of(cases)
        rows = [tuple(_text(row[key]) for key in row) for row in figures["floors"]]
        drafted = f"Whole drafts: answered {figures['answered']}, caught {figures['caught']}."
        print_table(f"Covering: {name}", ["floor", "answered", "caught, taken out", "never covered"], rows, drafted)
    if arguments.fit:
        print(fit([*collections.values()]))
        for name, cases in collections.items():
            others = fit([found for other, found in collections.items() if other != name])
            print(f"{name}, fitted on the others: {area(cases, others):.3f}")


def fit(collections: Sequence[Sequence[Case]]) -> dict[str, float]:
    """Return coefficients and intercept for these collections, which weigh the same."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

    names = [*COEFFICIENTS]
    cases = [case for cases in collections for case in cases if case.signs]
    shares = [
        1 / sum(other.answerable == case.answerable for other in cs) for cs in collections for case in cs if case.signs
    ]
    truth, weights = np.array([case.answerable for case in cases]), np.array(shares)
    weights = np.where(truth, weights / weights[truth].sum(), weights / weights[~truth].sum()) * len(cases) / 2
    coefficients = np.array([*COEFFICIENTS.values()])
    intercept = 0.0
    for _ in range(ROUNDS):
        best = [max((_row(one, names) for one in case.signs), key=lambda r: float(coefficients @ r)) for case in cases]
        scale = StandardScaler().fit(np.array(best))
        model = LogisticRegression(C=1).fit(scale.transform(np.array(best)), truth, sample_weight=weights)
        coefficients = model.coef_[0] / scale.scale_
        intercept = float(model.intercept_[0] - (coefficients * scale.mean_).sum())
    return {**dict(zip(names, coefficients.round(3).tolist(), strict=True)), "intercept": round(intercept, 3)}


def area(cases: Sequence[Case], fitted: Mapping[str, float]) -> float:
    """Return the area under the curve of cases: how often a covered one is likelier than an uncovered one."""
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    names = [*COEFFICIENTS]
    coefficients = np.array([fitted[name] for name in names])
    odds = [max((float(coefficients @ _row(one, names)) for one in case.signs), default=-99.0) for case in cases]
    return float(roc_auc_score([case.answerable for case in cases], odds))


def _row(signs: Signs, names: Sequence[str]) -> np.ndarray:
    return np.array([getattr(signs, name) for name in names])


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
