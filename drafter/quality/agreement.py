"""How far reviewers agree, beyond chance where it can be said (quality spec, section 8).

Ratings are a table of items: one row an item, one column a reviewer, None for a gap.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

Ratings = Sequence[Sequence[float | None]]  # items x reviewers
Figure = Callable[[Ratings], float | None]

ENOUGH_ITEMS = 20  # under this many items with two ratings or more, agreement is "too few"
RESAMPLES = 1000


@dataclass(frozen=True)
class Bounded:
    """A figure of agreement with its 95 % bootstrap interval over items.

    ``value`` is None where the figure is not defined (all ratings of one class), the bounds
    also under ``ENOUGH_ITEMS`` items.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Agreement:
    """What two and more reviewers' ratings of the same items say.

    ``items`` counts those with at least two ratings.  ``percent`` is the share of agreeing
    pairs (0 to 1), ``kappa`` Cohen's (two reviewers only), ``alpha`` Krippendorff's, ``ac1`` Gwet's.
    """

    items: int
    percent: float | None
    kappa: Bounded
    alpha: Bounded
    ac1: Bounded

    @property
    def is_enough(self) -> bool:
        """Whether enough items have two ratings to speak of agreement."""
        return self.items >= ENOUGH_ITEMS


@dataclass(frozen=True)
class Bias:
    """How one reviewer's ratings differ from the agreed ones: ``signed`` above 0 is lenient, below it strict."""

    signed: float
    absolute: float
    n: int


def agreement(ratings: Ratings, *, ordinal: bool = False, seed: int = 7, resamples: int = RESAMPLES) -> Agreement:
    """Return the figures of agreement; ``ordinal`` says that the ratings are ordered steps."""
    rows = [row for row in ratings if sum(rating is not None for rating in row) > 1]
    distance = ordinal_distance if ordinal else nominal_distance
    figures: tuple[Figure, ...] = (kappa, lambda drawn: alpha(drawn, distance), ac1)
    bounds = _bootstrap(rows, figures, seed=seed, resamples=resamples)
    values = (Bounded(figure(rows), *bound) for figure, bound in zip(figures, bounds, strict=True))
    return Agreement(len(rows), percent(rows), *values)


def percent(ratings: Ratings) -> float | None:
    """Return the share of equal pairs, averaged over the items that two and more rated."""
    rows = _paired(ratings)
    return fmean(_agreeing_share(row) for row in rows) if rows else None


def kappa(ratings: Ratings) -> float | None:
    """Return Cohen's kappa; None for more or fewer than two reviewers, and where all ratings are of one class."""
    if any(len(row) != 2 for row in ratings):
        return None
    pairs = [(a, b) for a, b in ratings if a is not None and b is not None]
    if not pairs:
        return None
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / n
    expected = sum(first[value] * second[value] for value in first) / (n * n)
    return None if math.isclose(expected, 1.0) else (observed - expected) / (1 - expected)


Distance = Callable[[Counter[float]], Callable[[float, float], float]]


def nominal_distance(_: Counter[float]) -> Callable[[float, float], float]:
    """Return a distance that is 0 for equal ratings and 1 for others."""
    return lambda a, b: float(a != b)


def ordinal_distance(counts: Counter[float]) -> Callable[[float, float], float]:
    """Return Krippendorff's ordinal distance for ratings that occur this often."""
    order = sorted(counts)
    below, running = {}, 0.0
    for value in order:
        below[value] = running + counts[value] / 2  # ranks up to the middle of this value
        running += counts[value]
    return lambda a, b: (below[a] - below[b]) ** 2


def alpha(ratings: Ratings, distance: Distance = nominal_distance) -> float | None:
    """Return Krippendorff's alpha of items with two ratings and more; gaps are simply not there.

    None where every rating is of one class.  Source: Krippendorff 2011, "Computing
    Krippendorff's alpha-reliability".
    """
    rows = _paired(ratings)
    counts = Counter(value for row in rows for value in row)
    n = counts.total()
    if len(counts) < 2:
        return None
    apart = distance(counts)
    observed = sum(_apart_within(row, apart) for row in rows)
    expected = sum(counts[a] * counts[b] * apart(a, b) for a in counts for b in counts) / (n - 1)
    return 1 - observed / expected


def ac1(ratings: Ratings) -> float | None:
    """Return Gwet's AC1 of items with two ratings and more: steady where one class is rare.

    None where every rating is of one class.  Source: Gwet 2008, "Computing inter-rater
    reliability and its variance in the presence of high agreement".
    """
    rows = _paired(ratings)
    values = {value for row in rows for value in row}
    if len(values) < 2:
        return None
    observed = fmean(_agreeing_share(row) for row in rows)
    shares = [fmean(Counter(row)[value] / len(row) for row in rows) for value in values]
    chance = sum(share * (1 - share) for share in shares) / (len(values) - 1)
    return (observed - chance) / (1 - chance)


def biases(given: Mapping[str, Mapping[str, float]], agreed: Mapping[str, float]) -> Mapping[str, Bias]:
    """Return each reviewer's bias against the agreed ratings of a session; ``given`` is reviewer -> item -> rating."""
    found = {}
    for reviewer, ratings in given.items():
        apart = [rating - agreed[item] for item, rating in ratings.items() if item in agreed]
        if apart:
            found[reviewer] = Bias(fmean(apart), fmean(abs(a) for a in apart), len(apart))
    return found


def _agreeing_share(row: Sequence[float]) -> float:
    n = len(row)
    return sum(count * (count - 1) for count in Counter(row).values()) / (n * (n - 1))


def _apart_within(row: Sequence[float], apart: Callable[[float, float], float]) -> float:
    counts = Counter(row)
    return sum(counts[a] * counts[b] * apart(a, b) for a in counts for b in counts) / (len(row) - 1)


def anchoring(shown: Sequence[tuple[float, float]], blind: Sequence[tuple[float, float]]) -> float:
    """Return how far, 0 to 1, reviewers who see the automatic score move to it; 0 where nothing can be told.

    Both are ``(automatic, rating)`` pairs, of reviewers who saw the automatic score and of those
    who did not.  A reviewer who moves by a share leaves that share less of the distance between
    the two, so it is 1 less the ratio of the spreads of the differences.
    """
    if len(shown) < 2 or len(blind) < 2:
        return 0.0
    spreads = [stdev(automatic - rating for automatic, rating in pairs) for pairs in (shown, blind)]
    return min(1.0, max(0.0, 1 - spreads[0] / spreads[1])) if spreads[1] else 0.0


def _paired(ratings: Ratings) -> list[list[float]]:
    rows = ([rating for rating in row if rating is not None] for row in ratings)
    return [row for row in rows if len(row) > 1]


def _bootstrap(
    rows: Ratings, figures: Sequence[Figure], *, seed: int, resamples: int
) -> list[tuple[float | None, float | None]]:
    """Return the 2.5 % and 97.5 % points of each figure over items drawn with replacement; None for too few."""
    if len(rows) < ENOUGH_ITEMS:
        return [(None, None)] * len(figures)
    chance = random.Random(seed)
    resampled = [chance.choices(rows, k=len(rows)) for _ in range(resamples)]
    return [_middle_95([figure(drawn) for drawn in resampled]) for figure in figures]


def _middle_95(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    found = sorted(value for value in values if value is not None)
    if len(found) < len(values) / 2:  # where it is mostly undefined, the rest says little
        return None, None
    return found[int(0.025 * (len(found) - 1))], found[math.ceil(0.975 * (len(found) - 1))]
