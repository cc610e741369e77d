"""Automatic scores as plain JSON: for the API, the command line and exports."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from drafter.quality.automatic import AutomaticFit, LineFit
from drafter.quality.automatic_blindness import Compared
from drafter.quality.automatic_drift import Drift
from drafter.quality.automatic_gate import Gate
from drafter.quality.rates import Rate, rate
from drafter.scoring_report import Row, ScoreReport
from drafter.store.automatic import ReplyScore, Sight
from webhook.draft_json import moment_json


def report_json(found: ScoreReport) -> dict[str, Any]:
    """Return where a brand's automatic score stands."""
    return {
        "brand_id": found.brand_id,
        "scorecard": found.card.id,
        "scorecard_version": found.card.version,
        "rated": found.rated,
        "missing": found.missing,
        "blind_share": found.blind_share,
        "fit": fit_json(found.fit) if found.fit else None,
        "drift": drift_json(found.drift) if found.drift else None,
        "blind": _compared(found.blindness.blind),
        "shown": _compared(found.blindness.shown),
        "anchoring": asdict(found.blindness.anchoring),
    }


def fit_json(fit: AutomaticFit) -> dict[str, Any]:
    """Return what a fit is worth: its interval and the gate of each line; not its weights."""
    return {
        "id": fit.id,
        "number": fit.number,
        "scorecard": fit.scorecard_id,
        "scorecard_version": fit.scorecard_version,
        "made_at": moment_json(fit.made_at),
        "n": fit.n,
        "aside": fit.aside,
        "radius": fit.radius,
        "coverage": _rate(rate(fit.covered, fit.tried)),
        "lines": [_line(one) for one in fit.lines],
        "total": _gate("total", "Whole score", fit.n, None, (), fit.total, is_shown=fit.is_total_shown),
    }


def drift_json(found: Drift) -> dict[str, Any]:
    """Return what moved since a fit."""
    return {
        "is_alarm": found.is_alarm,
        "replies": found.replies,
        "reviews": found.reviews,
        "inputs": [asdict(one) for one in found.shifts],
        "lean_then": found.lean_then,
        "lean": found.lean,
        "has_leaned": found.has_leaned,
        "inside": _rate(found.inside),
        "has_missed": found.has_missed,
    }


def blinded_json(row: Row) -> dict[str, Any]:
    """Return a review beside the automatic score of its reply."""
    return {
        "review_id": row.review_id,
        "subject_id": row.subject_id,
        "seen": row.seen.value,
        "human": row.human,
        "automatic": row.automatic,
    }


def beside_json(
    lines: Iterable[str], sight: Sight | None, score: ReplyScore | None, fit: AutomaticFit | None
) -> dict[str, Any]:
    """Return the columns of an export that stand beside a review's own, the same ones for every review.

    ``lines`` are the review's criteria.  A figure whose gate is shut is left out.
    """
    scored = score.scored if score else None
    total = scored if fit and fit.is_total_shown else None
    shown = {one.key for one in fit.lines if one.is_shown} if fit else set()
    ratings = scored.lines if scored else {}
    return {
        "automatic_seen": sight.seen.value if sight else None,
        "automatic_score": total.total if total else None,
        "automatic_low": total.low if total else None,
        "automatic_high": total.high if total else None,
        "automatic_ratings": {key: ratings[key].rating if key in shown and key in ratings else None for key in lines},
        "automatic_fit": fit.id if fit else None,
    }


def _line(line: LineFit) -> dict[str, Any]:
    return _gate(line.key, line.name, line.n, line.ece, line.curves, line.gate, is_shown=line.is_shown)


def _gate(
    key: str, name: str, n: int, ece: float | None, curves: tuple[str, ...], gate: Gate, *, is_shown: bool
) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "n": n,
        "ece": ece,
        "curves": list(curves),
        "model": asdict(gate.model),
        "human": asdict(gate.human),
        "is_shown": is_shown,
    }


def _compared(found: Compared) -> dict[str, Any]:
    return {
        "n": found.n,
        "is_enough": found.is_enough,
        "difference": asdict(found.difference),
        "distance": asdict(found.distance),
        "agreement": asdict(found.agreement),
    }


def _rate(found: Rate) -> dict[str, Any]:
    return {**asdict(found), "is_enough": found.is_enough}
