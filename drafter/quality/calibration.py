"""What an automatic score is worth: calibrated against people's ratings, with an interval (quality spec, section 9).

A predicted value in 0..1 becomes a probability by Platt's logistic curve or, with many
ratings and only where it wins, by isotonic regression; a predicted score gets an interval
by split conformal prediction.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

FEWEST_RATED = 50  # under this many rated items nothing is calibrated
ENOUGH_FOR_ISOTONIC = 400
FOLDS = 5
BINS = 10
CONFIDENCE = 0.9
_STEPS = 100
_TINY = 1e-12


class Curve(Protocol):
    """Turns a predicted value into a probability."""

    def __call__(self, value: float) -> float:
        """Return the calibrated probability of a predicted value, both 0 to 1."""
        ...


@dataclass(frozen=True)
class Platt:
    """The logistic curve 1 / (1 + exp(-(slope x + intercept)))."""

    slope: float
    intercept: float

    def __call__(self, value: float) -> float:
        """Return the probability of a predicted value."""
        z = self.slope * value + self.intercept
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@dataclass(frozen=True)
class Isotonic:
    """A rising staircase: ``levels[i]`` holds from ``starts[i]``, straight between the steps."""

    starts: tuple[float, ...]
    levels: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """Return the probability of a predicted value; outside the seen range the nearest end's."""
        at = bisect_right(self.starts, value)
        if at == 0:
            return self.levels[0]
        if at == len(self.starts):
            return self.levels[-1]
        (x0, x1), (y0, y1) = self.starts[at - 1 : at + 1], self.levels[at - 1 : at + 1]
        return y0 + (y1 - y0) * (value - x0) / (x1 - x0)


@dataclass(frozen=True)
class Fit:
    """A calibration as it was made: the curve, how many ratings it rests on, and its cross-validated error."""

    curve: Platt | Isotonic
    n: int
    ece: float


def calibrate(values: Sequence[float], passed: Sequence[bool]) -> Fit | None:
    """Fit predicted values (0..1) to people's verdicts; None under ``FEWEST_RATED`` or where all verdicts are one.

    Isotonic regression is taken only from ``ENOUGH_FOR_ISOTONIC`` ratings on and only where its
    cross-validated log loss is lower than Platt's.
    """
    if len(values) < FEWEST_RATED or len(set(passed)) < 2:
        return None
    by_platt = cross_validated(fit_platt, values, passed)
    if len(values) >= ENOUGH_FOR_ISOTONIC:
        by_isotonic = cross_validated(fit_isotonic, values, passed)
        if log_loss(by_isotonic, passed) < log_loss(by_platt, passed):
            return Fit(fit_isotonic(values, passed), len(values), ece(by_isotonic, passed))
    return Fit(fit_platt(values, passed), len(values), ece(by_platt, passed))


def fit_platt(values: Sequence[float], passed: Sequence[bool]) -> Platt:
    """Fit the logistic curve by Newton steps on softened targets.

    Source: Platt 1999, with the stable steps of Lin, Lin and Weng 2007.
    """
    good, bad = sum(passed), len(passed) - sum(passed)
    high, low = (good + 1) / (good + 2), 1 / (bad + 2)
    targets = [high if one else low for one in passed]
    slope, intercept = 0.0, math.log((good + 1) / (bad + 1))
    loss = _platt_loss(slope, intercept, values, targets)
    for _ in range(_STEPS):
        g_slope, g_intercept, h11, h12, h22 = _platt_derivatives(slope, intercept, values, targets)
        if max(abs(g_slope), abs(g_intercept)) < 1e-9:
            break
        det = h11 * h22 - h12 * h12
        d_slope, d_intercept = (h22 * g_slope - h12 * g_intercept) / det, (h11 * g_intercept - h12 * g_slope) / det
        step = 1.0
        while step > 1e-10:
            tried = _platt_loss(slope - step * d_slope, intercept - step * d_intercept, values, targets)
            if tried < loss:
                slope, intercept, loss = slope - step * d_slope, intercept - step * d_intercept, tried
                break
            step /= 2
        else:
            break
    return Platt(slope, intercept)


def fit_isotonic(values: Sequence[float], passed: Sequence[bool]) -> Isotonic:
    """Fit the rising staircase nearest to the verdicts (pool adjacent violators; Ayer et al. 1955).

    >>> fit = fit_isotonic([.95, .9, .85, .8, .6, .55, .3, .2], [True, True, False, True, True, False, False, False])
    >>> [round(fit(v), 4) for v in (.95, .9, .85, .8, .6, .55, .3, .2)]
    [1.0, 1.0, 0.6667, 0.6667, 0.6667, 0.0, 0.0, 0.0]
    """
    points: dict[float, list[float]] = {}
    for value, one in zip(values, passed, strict=True):
        points.setdefault(value, []).append(float(one))
    pools: list[tuple[float, float, float, float]] = []  # first, last, sum, weight
    for value in sorted(points):
        pool = (value, value, sum(points[value]), float(len(points[value])))
        while pools and pools[-1][2] / pools[-1][3] >= pool[2] / pool[3]:
            first, _, total, weight = pools.pop()
            pool = (first, pool[1], total + pool[2], weight + pool[3])
        pools.append(pool)
    ends = [(x, total / weight) for first, last, total, weight in pools for x in sorted({first, last})]
    return Isotonic(tuple(x for x, _ in ends), tuple(y for _, y in ends))


class Fitter(Protocol):
    """Fits a curve."""

    def __call__(self, values: Sequence[float], passed: Sequence[bool]) -> Curve:
        """Return the curve of these values and verdicts."""
        ...


def cross_validated(fit: Fitter, values: Sequence[float], passed: Sequence[bool]) -> list[float]:
    """Return each value's probability by a curve fitted to the other folds; items fall into folds in turn."""
    found = [0.0] * len(values)
    for fold in range(FOLDS):
        others = [i for i in range(len(values)) if i % FOLDS != fold]
        curve = fit([values[i] for i in others], [passed[i] for i in others])
        for i in range(fold, len(values), FOLDS):
            found[i] = curve(values[i])
    return found


def ece(probabilities: Sequence[float], passed: Sequence[bool], bins: int = BINS) -> float:
    """Return the expected calibration error over equal bins of predicted value, the last one closed.

    >>> verdicts = [True, True, False, True, True, False, False, False]
    >>> round(ece([.95, .9, .85, .8, .6, .55, .3, .2], verdicts, bins=5), 5)
    0.24375
    """
    grouped: dict[int, list[tuple[float, bool]]] = {}
    for p, one in zip(probabilities, passed, strict=True):
        # Rounded: .6 * 5 is 3.0000000000000004 for some values and 2.9999999999999996 for others.
        grouped.setdefault(min(bins - 1, int(round(p * bins, 9))), []).append((p, one))
    apart = (abs(sum(p for p, _ in group) - sum(one for _, one in group)) for group in grouped.values())
    return sum(apart) / len(probabilities) if probabilities else 0.0


def log_loss(probabilities: Sequence[float], passed: Sequence[bool]) -> float:
    """Return the mean negative log likelihood of the verdicts."""
    return -sum(math.log(max(_TINY, p if one else 1 - p)) for p, one in zip(probabilities, passed, strict=True)) / len(
        passed
    )


def conformal_radius(residuals: Sequence[float], confidence: float = CONFIDENCE) -> float | None:
    """Return the half width of the interval that covers a new score with this confidence; None for too few residuals.

    ``residuals`` are absolute differences on items that the score was not fitted to.
    Source: Papadopoulos et al. 2002 (split conformal): the k-th smallest, k = ceil((n + 1) confidence).

    >>> conformal_radius([2, 3, 5, 1, 8, 4, 6, 2, 7, 3, 9, 5, 4, 1, 12, 6, 3, 2, 5])
    9
    """
    k = math.ceil(round((len(residuals) + 1) * confidence, 9))
    return sorted(residuals)[k - 1] if 0 < k <= len(residuals) else None


def interval(score: float, radius: float) -> tuple[float, float]:
    """Return the interval round a score of 0 to 100."""
    return max(0.0, score - radius), min(100.0, score + radius)


def _platt_loss(slope: float, intercept: float, values: Sequence[float], targets: Sequence[float]) -> float:
    total = 0.0
    for value, target in zip(values, targets, strict=True):
        z = slope * value + intercept
        total += math.log1p(math.exp(-abs(z))) + max(z, 0.0) - target * z
    return total


def _platt_derivatives(
    slope: float, intercept: float, values: Sequence[float], targets: Sequence[float]
) -> tuple[float, float, float, float, float]:
    curve = Platt(slope, intercept)
    g_slope = g_intercept = h12 = 0.0
    h11 = h22 = _TINY
    for value, target in zip(values, targets, strict=True):
        p = curve(value)
        weight = p * (1 - p)
        g_slope += (p - target) * value
        g_intercept += p - target
        h11 += weight * value * value
        h12 += weight * value
        h22 += weight
    return g_slope, g_intercept, h11, h12, h22
