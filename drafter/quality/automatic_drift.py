"""Whether a fit still stands: have the replies, or what people say of them, moved away since it was made.

An alarm needs two things, so that neither chance nor a trifle raises it: a shift larger than chance
gives (with as many inputs as are looked at), and one that is large enough to matter.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

import numpy as np
from scipy.stats import binom

from drafter.quality.automatic import AutomaticFit, Reference
from drafter.quality.calibration import CONFIDENCE
from drafter.quality.rates import ENOUGH, Rate, rate
from drafter.quality.sampling import kish

FALSE_ALARMS = 0.01  # how often a test of all inputs together may alarm where nothing moved
LARGE_SHIFT = 0.3  # deviations
LARGE_LEAN = 3.0  # points


@dataclass(frozen=True)
class Shift:
    """How one input moved: its mean at the time of the fit and now, and the difference in deviations."""

    name: str
    then: float
    now: float
    size: float
    is_alarm: bool


@dataclass(frozen=True)
class Drift:
    """What moved since a fit.

    ``replies`` is how many drawn replies there are since (Kish's number), ``reviews`` how many unseen
    ratings.  ``lean_then`` and ``lean`` are the mean differences human less automatic, in points;
    ``inside`` is how many of the ratings the interval held.
    """

    shifts: tuple[Shift, ...]
    replies: float
    reviews: int
    lean_then: float
    lean: float | None
    has_leaned: bool
    inside: Rate
    has_missed: bool

    @property
    def can_tell_inputs(self) -> bool:
        """Whether enough replies were drawn since to speak of the inputs."""
        return self.replies >= ENOUGH

    @property
    def can_tell_residuals(self) -> bool:
        """Whether enough replies were rated since to speak of the residuals."""
        return self.reviews >= ENOUGH

    @property
    def moved(self) -> tuple[Shift, ...]:
        """The inputs that moved, the furthest first."""
        return tuple(sorted((one for one in self.shifts if one.is_alarm), key=lambda one: (-abs(one.size), one.name)))

    @property
    def is_alarm(self) -> bool:
        """Whether somebody should look."""
        return bool(self.moved) or self.has_leaned or self.has_missed


def drift_of(
    fit: AutomaticFit,
    drawn: Sequence[tuple[float, tuple[float, ...]]],
    apart: Sequence[float],
) -> Drift:
    """Return what moved since a fit.

    ``drawn`` are probabilities and inputs of replies drawn since, ``apart`` the differences human less
    automatic (points) of ratings given since by people who had not seen the score.
    """
    shifts, replies = _shifts(fit.inputs, fit.reference, drawn)
    lean = fmean(apart) if apart else None
    inside = [abs(one) <= fit.radius for one in apart] if fit.radius is not None else []
    return Drift(
        shifts=shifts,
        replies=replies,
        reviews=len(apart),
        lean_then=fit.lean.mean,
        lean=lean,
        has_leaned=_has_leaned(fit, apart),
        inside=rate(sum(inside), len(inside)),
        has_missed=_has_missed(inside),
    )


def _shifts(
    names: Sequence[str], then: Reference, drawn: Sequence[tuple[float, tuple[float, ...]]]
) -> tuple[tuple[Shift, ...], float]:
    if not drawn:
        return (), 0.0
    weights = np.array([1 / probability for probability, _ in drawn])
    matrix = np.array([inputs for _, inputs in drawn], dtype=float)
    means = weights @ matrix / weights.sum()
    deviations = np.sqrt(weights @ (matrix - means) ** 2 / weights.sum())
    n = kish(weights.tolist())
    if n < ENOUGH or then.n < ENOUGH:
        return (), n
    bar = NormalDist().inv_cdf(1 - FALSE_ALARMS / (2 * len(names)))
    found = []
    for at, name in enumerate(names):
        before, spread = then.means[at], max(then.deviations[at], float(deviations[at]))
        apart = float(means[at]) - before
        size = apart / spread if spread > 1e-9 else 0.0
        error = math.sqrt(then.deviations[at] ** 2 / then.n + float(deviations[at]) ** 2 / n)
        is_sure = error > 0 and abs(apart) / error > bar
        found.append(Shift(name, before, float(means[at]), size, is_sure and abs(size) >= LARGE_SHIFT))
    return tuple(found), n


def _has_leaned(fit: AutomaticFit, apart: Sequence[float]) -> bool:
    if len(apart) < ENOUGH or fit.lean.n < 2:
        return False
    moved = fmean(apart) - fit.lean.mean
    error = math.sqrt(stdev(apart) ** 2 / len(apart) + fit.lean.deviation**2 / fit.lean.n)
    bar = NormalDist().inv_cdf(1 - FALSE_ALARMS / 2)
    return abs(moved) >= LARGE_LEAN and abs(moved) > bar * error


def _has_missed(inside: Sequence[bool]) -> bool:
    """Whether more ratings fall outside the interval than its confidence allows."""
    missed = len(inside) - sum(inside)
    return len(inside) >= ENOUGH and bool(binom.sf(missed - 1, len(inside), 1 - CONFIDENCE) < FALSE_ALARMS)
