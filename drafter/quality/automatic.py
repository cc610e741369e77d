"""The automatic quality score: a fit to people's ratings, and what it says of one reply (quality spec, section 9).

For each line of a scorecard and each of its steps a ridge logistic regression tells how likely a
reviewer rates that step or higher (Frank and Hall 2001, "A simple approach to ordinal
classification"), calibrated by Platt or isotonic regression; the lines give a score of 0 to 100 as
the scorecard weighs them.  A fit is made for one version of one brand's scorecard, never changes,
and scores nothing else.  The score stands beside people's reviews and enters no average of theirs.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from drafter.quality.automatic_gate import Gate
from drafter.quality.calibration import FEWEST_RATED, Isotonic, Platt, interval
from drafter.quality.scorecards import Scorecard

Array = NDArray[np.float64]
MOST_SCORE = 100.0


@dataclass(frozen=True)
class Step:
    """How likely a rating reaches ``step`` (0 to 1): ``weights`` over standardised inputs, then ``curve``.

    Without weights it is the same for every reply: there were too few ratings on one side of it to learn from.
    """

    step: float
    curve: Platt | Isotonic
    weights: tuple[float, ...] = ()
    intercept: float = 0.0

    @property
    def is_learned(self) -> bool:
        """Whether it tells replies apart."""
        return bool(self.weights)


@dataclass(frozen=True)
class LineFit:
    """One line of the scorecard as it was fitted to ``n`` ratings.

    ``ece`` is the largest calibration error over its steps, on ratings that a curve had not seen; ``curves``
    names the kind of curve of each step.  ``gate`` says whether its figure may be shown.
    """

    key: str
    name: str
    n: int
    steps: tuple[Step, ...]
    ece: float | None
    gate: Gate

    @property
    def is_enough(self) -> bool:
        """Whether there are enough human ratings for a figure of this line."""
        return self.n >= FEWEST_RATED

    @property
    def is_shown(self) -> bool:
        """Whether its figure may stand beside a person's."""
        return self.is_enough and any(step.is_learned for step in self.steps) and self.gate.is_open

    @property
    def curves(self) -> tuple[str, ...]:
        """The kind of curve of each step: ``platt``, ``isotonic`` or ``constant``."""
        return tuple(type(one.curve).__name__.lower() if one.is_learned else "constant" for one in self.steps)


@dataclass(frozen=True)
class Reference:
    """Means and deviations of the inputs over all replies of the time of a fit, weighted by Hájek; ``n`` is Kish's."""

    n: float = 0.0
    means: tuple[float, ...] = ()
    deviations: tuple[float, ...] = ()


@dataclass(frozen=True)
class Lean:
    """Differences human less automatic, in points: their mean, deviation and number."""

    mean: float
    deviation: float
    n: int


@dataclass(frozen=True)
class AutomaticFit:
    """A fit as it was made; it never changes.

    ``n`` ratings went in, of which ``aside`` were kept aside for the interval; ``human`` counts the replies
    that several people rated.  ``radius`` is half the interval's width in points (None: too few aside),
    ``covered`` of ``tried`` were inside when each half of those aside was held against the other's.
    """

    id: str
    brand_id: str
    scorecard_id: str
    scorecard_version: int
    number: int
    made_at: datetime
    inputs: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    lines: tuple[LineFit, ...]
    n: int
    aside: int
    human: int
    radius: float | None
    covered: int
    tried: int
    total: Gate
    lean: Lean
    reference: Reference = Reference()

    @property
    def is_total_shown(self) -> bool:
        """Whether the whole score may stand beside a person's."""
        return self.total.is_open

    @property
    def shows_anything(self) -> bool:
        """Whether a reviewer may be shown anything of it."""
        return self.is_total_shown or any(line.is_shown for line in self.lines)

    def fits(self, card: Scorecard, inputs: Sequence[str]) -> bool:
        """Whether it was made for this version of a scorecard, from these inputs."""
        return (self.scorecard_id, self.scorecard_version, self.inputs) == (card.id, card.version, tuple(inputs))


@dataclass(frozen=True)
class LineScore:
    """What a fit expects a reviewer to rate on one line: ``rating`` (0 to 1) on average, ``level`` most likely.

    ``above_zero`` is how likely it is not the lowest level.
    """

    rating: float
    level: float
    above_zero: float


@dataclass(frozen=True)
class Scored:
    """An automatic score: each line, and the whole (0 to 100) with its 90 % interval; None where there is none."""

    lines: Mapping[str, LineScore]
    total: float | None
    low: float | None = None
    high: float | None = None


def score(fit: AutomaticFit, card: Scorecard, inputs: Sequence[float]) -> Scored:
    """Return what a fit says of one reply.

    Raises ValueError where the fit was made for another version of the scorecard or other inputs.
    """
    if (fit.scorecard_id, fit.scorecard_version) != (card.id, card.version):
        raise ValueError(f"Fit {fit.id!r} was made for version {fit.scorecard_version}, not {card.version}.")
    if len(inputs) != len(fit.inputs):
        raise ValueError(f"Fit {fit.id!r} looks at {len(fit.inputs)} numbers; {len(inputs)} came.")
    matrix = (np.array([inputs]) - np.array(fit.means)) / np.array(fit.deviations)
    lines = {line.key: line_scores(line.steps, chances(line.steps, matrix))[0] for line in fit.lines if line.steps}
    total = total_of(card, lines)
    if total is None or fit.radius is None:
        return Scored(lines, total)
    return Scored(lines, total, *interval(total, fit.radius))


def chances(steps: Sequence[Step], matrix: Array) -> Array:
    """Return how likely each row reaches each step, (n, steps); never rising from one step to the next."""
    found = np.empty((len(matrix), len(steps)))
    for at, one in enumerate(steps):
        raw = raw_values(np.array(one.weights), one.intercept, matrix) if one.weights else np.zeros(len(matrix))
        found[:, at] = [one.curve(float(value)) for value in raw]
    return falling(found)


def raw_values(weights: Array, intercept: float, matrix: Array) -> Array:
    """Return the uncalibrated log odds of a regression, (n,)."""
    # Beyond 30 nothing changes but the risk of an overflow.
    found: Array = np.clip(matrix @ weights + intercept, -30, 30)
    return found


def falling(found: Array) -> Array:
    """Return chances that never rise from one step to the next higher one."""
    lowered: Array = np.minimum.accumulate(found, axis=1)
    return lowered


def line_scores(steps: Sequence[Step], found: Array) -> list[LineScore]:
    """Return each row's line score from its chances: the mean is the sum of step heights times chances."""
    levels = np.array([one.step for one in steps])
    heights = np.diff(levels, prepend=0.0)
    return [
        LineScore(
            rating=float(heights @ row),
            level=float(levels[reached - 1]) if (reached := int((row > 0.5).sum())) else 0.0,
            above_zero=float(row[0]),
        )
        for row in found
    ]


def total_of(card: Scorecard, lines: Mapping[str, LineScore]) -> float | None:
    """Return the score to expect, 0 to 100, as the scorecard weighs its lines; None where no line was ever rated.

    A line that fails the whole leaves the chance that it does not, times what is to be expected then.
    """
    rated = [(one, lines[one.key]) for one in card.criteria if one.key in lines]
    weight = sum(one.weight for one, _ in rated)
    if not weight:
        return None
    survives = math.prod(found.above_zero for one, found in rated if one.is_auto_fail)
    expected = 0.0
    for one, found in rated:
        given = found.rating / max(found.above_zero, 1e-9) if one.is_auto_fail else found.rating
        expected += one.weight * min(1.0, given)
    return min(MOST_SCORE, max(0.0, MOST_SCORE * survives * expected / weight))
