"""Fit an automatic score to people's ratings, and say on ratings it has not seen what it is worth.

A third of the ratings, of many half, is kept aside: nothing is fitted to them, so their residuals
give the interval (split conformal).  The rest is fitted with, and told apart five ways: what a rating says
of the fit comes from a part that had not seen it.  Which rating falls where is fixed by a hash, so
the same ratings give the same fit.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, pstdev

import numpy as np

from drafter.quality.automatic import (
    Array,
    AutomaticFit,
    Lean,
    LineFit,
    LineScore,
    Reference,
    Step,
    chances,
    falling,
    line_scores,
    raw_values,
    total_of,
)
from drafter.quality.automatic_gate import CLOSED, Agreed, Gate, Scale, agreed
from drafter.quality.calibration import (
    ENOUGH_FOR_ISOTONIC,
    FEWEST_RATED,
    FOLDS,
    Platt,
    conformal_radius,
    cross_validated,
    ece,
    fit_isotonic,
    fit_platt,
    log_loss,
)
from drafter.quality.sampling import kish
from drafter.quality.scorecards import STEPS, Criterion, Scorecard, review_score

ASIDE_EVERY = 3  # one rating of so many is kept aside for the interval
MANY = 400  # from here on a fit gains little by more ratings, the interval does: every second is kept aside
FEWEST_OF_A_KIND = 5  # fewer ratings on one side of a step teach nothing
PENALTIES = (1.0, 10.0, 100.0)
_NEWTON_STEPS = 30


@dataclass(frozen=True)
class Rated:
    """A reply that a person rated: its inputs, the ratings by line (0 to 1, None: N/A) and the score."""

    key: str
    inputs: tuple[float, ...]
    ratings: Mapping[str, float | None]
    score: float | None


@dataclass(frozen=True)
class Heading:
    """What a fit is called: its id, whose it is, which of the brand's fits it is, when it was made."""

    id: str
    brand_id: str
    number: int
    made_at: datetime


HumanRatings = Sequence[Sequence[Mapping[str, float | None]]]  # replies x people, each their ratings by line


def fit_scores(
    rated: Sequence[Rated],
    card: Scorecard,
    human: HumanRatings,
    *,
    inputs: Sequence[str],
    heading: Heading,
    drawn: Sequence[tuple[float, tuple[float, ...]]] = (),
) -> AutomaticFit | None:
    """Fit a score for one version of a scorecard; None under ``FEWEST_RATED`` rated replies.

    ``human`` are replies that several people rated, ``inputs`` the inputs' names; ``drawn`` are inputs of
    drawn replies with their probabilities, which later replies are compared with.
    """
    rated = sorted(rated, key=lambda one: hashlib.sha256(one.key.encode()).digest())
    if len(rated) < FEWEST_RATED:
        return None
    matrix = np.array([one.inputs for one in rated], dtype=float)
    aside = np.arange(len(rated)) % (ASIDE_EVERY if len(rated) < MANY else 2) == 0
    means, deviations = matrix[~aside].mean(axis=0), matrix[~aside].std(axis=0)
    deviations = np.where(deviations < 1e-9, 1.0, deviations)
    matrix = (matrix - means) / deviations

    lines, seen = [], []
    for criterion in card.criteria:
        line, scores = _fit_line(criterion, rated, matrix, aside, human)
        lines.append(line)
        seen.append(scores)
    held = [
        {c.key: scores[at] for c, scores in zip(card.criteria, seen, strict=True) if scores} for at in range(len(rated))
    ]
    totals = [total_of(card, one) for one in held]
    pairs = [(total, one.score) for total, one in zip(totals, rated, strict=True)]
    apart = [b - a for (a, b), kept in zip(pairs, aside, strict=True) if kept and a is not None and b is not None]
    covered, tried = _coverage(apart)
    return AutomaticFit(
        id=heading.id,
        brand_id=heading.brand_id,
        scorecard_id=card.id,
        scorecard_version=card.version,
        number=heading.number,
        made_at=heading.made_at,
        inputs=tuple(inputs),
        means=tuple(map(float, means)),
        deviations=tuple(map(float, deviations)),
        lines=tuple(lines),
        n=len(rated),
        aside=len(apart),
        human=len(human),
        radius=conformal_radius([abs(one) for one in apart]),
        covered=covered,
        tried=tried,
        total=_total_gate(pairs, card, human),
        lean=Lean(fmean(apart), pstdev(apart), len(apart)) if apart else Lean(0.0, 0.0, 0),
        reference=reference_of(drawn),
    )


def reference_of(drawn: Sequence[tuple[float, tuple[float, ...]]]) -> Reference:
    """Return means and deviations over all replies, from drawn ones with their probabilities."""
    if not drawn:
        return Reference()
    weights = np.array([1 / probability for probability, _ in drawn])
    matrix = np.array([inputs for _, inputs in drawn], dtype=float)
    means = weights @ matrix / weights.sum()
    deviations = np.sqrt(weights @ (matrix - means) ** 2 / weights.sum())
    return Reference(kish(weights.tolist()), tuple(map(float, means)), tuple(map(float, deviations)))


def _fit_line(
    criterion: Criterion, rated: Sequence[Rated], matrix: Array, aside: Array, human: HumanRatings
) -> tuple[LineFit, list[LineScore]]:
    """Return a line's fit, and for every reply what a fit says that had not seen its rating."""
    levels = STEPS[criterion.steps][1:]
    given = [_level(criterion, one.ratings.get(criterion.key)) for one in rated]
    rows = [at for at, level in enumerate(given) if level is not None]
    if not rows:
        return LineFit(criterion.key, criterion.name, 0, (), None, CLOSED), []
    fitted = np.array([at for at in rows if not aside[at]], dtype=int)
    steps, found = [], np.empty((len(rated), len(levels)))
    for at, level in enumerate(levels):
        reached = np.array([(given[row] or 0) >= at + 1 for row in fitted])
        step, unseen = _fit_step(level, reached, matrix[fitted], len(rows))
        found[:, at] = chances([step], matrix)[:, 0]
        found[fitted, at] = unseen
        steps.append(step)
    found = falling(found)
    errors = [ece(found[rows, at].tolist(), [(given[row] or 0) >= at + 1 for row in rows]) for at in range(len(levels))]
    scores = line_scores(steps, found)
    pairs = [(scores[row].level, STEPS[criterion.steps][given[row] or 0]) for row in rows]
    gate = Gate(agreed(pairs, _scale(criterion)), _between_people(criterion, human))
    return LineFit(criterion.key, criterion.name, len(rows), tuple(steps), max(errors), gate), scores


def _fit_step(level: float, reached: Array, matrix: Array, n: int) -> tuple[Step, Array]:
    """Return one step's fit, and the chance of each of its own rows by folds that had not seen it."""
    good = int(reached.sum())
    if n < FEWEST_RATED or min(good, len(reached) - good) < FEWEST_OF_A_KIND:
        share = (good + 1) / (len(reached) + 2)  # Laplace: never wholly sure
        return Step(level, Platt(0.0, math.log(share / (1 - share)))), np.full(len(reached), share)
    passed = [bool(one) for one in reached]
    tried = {penalty: _unseen(matrix, reached, penalty) for penalty in PENALTIES}
    penalty = min(PENALTIES, key=lambda one: log_loss(_chances(tried[one]).tolist(), passed))
    values = tried[penalty].tolist()
    by_platt, by_isotonic = cross_validated(fit_platt, values, passed), None
    if n >= ENOUGH_FOR_ISOTONIC:
        by_isotonic = cross_validated(fit_isotonic, values, passed)
    weights, intercept = _ridge(matrix, reached, penalty)
    if by_isotonic is not None and log_loss(by_isotonic, passed) < log_loss(by_platt, passed):
        return Step(level, fit_isotonic(values, passed), weights, intercept), np.array(by_isotonic)
    return Step(level, fit_platt(values, passed), weights, intercept), np.array(by_platt)


def _unseen(matrix: Array, reached: Array, penalty: float) -> Array:
    """Return each row's log odds by a regression on the other folds; rows fall into folds in turn."""
    found = np.empty(len(matrix))
    folds = np.arange(len(matrix)) % FOLDS
    for fold in range(FOLDS):
        weights, intercept = _ridge(matrix[folds != fold], reached[folds != fold], penalty)
        found[folds == fold] = raw_values(np.array(weights), intercept, matrix[folds == fold])
    return found


def _ridge(matrix: Array, reached: Array, penalty: float) -> tuple[tuple[float, ...], float]:
    """Return weights and intercept of a logistic regression with squared weights held down, by Newton steps."""
    rows = np.hstack([matrix, np.ones((len(matrix), 1))])
    holds = np.full(rows.shape[1], penalty)
    holds[-1] = 1e-3  # the intercept is free, but finite where a fold holds one class only
    beta = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):
        p = _chances(raw_values(beta, 0.0, rows))
        slope = rows.T @ (p - reached) + holds * beta
        bend = rows.T @ (rows * (p * (1 - p))[:, None]) + np.diag(holds)
        step = np.linalg.solve(bend, slope)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return tuple(map(float, beta[:-1])), float(beta[-1])


def _chances(values: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-values))
    return found


def _level(criterion: Criterion, rating: float | None) -> int | None:
    """Return which step a rating is, from 0; ratings are kept rounded, so the nearest counts."""
    return None if rating is None else round(rating * (criterion.steps - 1))


def _scale(criterion: Criterion) -> Scale:
    return Scale.ORDINAL if criterion.steps > 2 else Scale.NOMINAL


def _between_people(criterion: Criterion, human: HumanRatings) -> Agreed:
    """Return how far people agree on a line, over the replies that several of them rated."""
    rows = [[_snapped(criterion, one.get(criterion.key)) for one in reply] for reply in human]
    return agreed(rows, _scale(criterion))


def _snapped(criterion: Criterion, rating: float | None) -> float | None:
    level = _level(criterion, rating)
    return None if level is None else STEPS[criterion.steps][level]


def _total_gate(pairs: Sequence[tuple[float | None, float | None]], card: Scorecard, human: HumanRatings) -> Gate:
    scores = [[review_score(card, ratings) for ratings in reply] for reply in human]
    return Gate(agreed(pairs, Scale.INTERVAL), agreed(scores, Scale.INTERVAL))


def _coverage(apart: Sequence[float]) -> tuple[int, int]:
    """Hold each half of the residuals against the interval that the other half gives; return inside and tried."""
    inside = tried = 0
    halves = apart[::2], apart[1::2]
    for own, other in (halves, halves[::-1]):
        radius = conformal_radius([abs(one) for one in own])
        if radius is not None:
            inside += sum(abs(one) <= radius for one in other)
            tried += len(other)
    return inside, tried
