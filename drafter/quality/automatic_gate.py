"""Whether an automatic score may be shown: it must agree with people better than people agree with each other.

Agreement is Krippendorff's alpha, because a model that always says "yes" scores well on every
figure that does not take chance off.  The interval comes from items drawn with replacement; it is
computed on arrays, since a fit asks for it several times over hundreds of items.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from drafter.quality.agreement import ENOUGH_ITEMS, RESAMPLES, Ratings

Array = NDArray[np.float64]


class Scale(StrEnum):
    """How far apart two unlike ratings are: all alike, by rank, or by their difference."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True)
class Agreed:
    """Krippendorff's alpha of ``n`` items with two ratings and more, and its 95 % bootstrap interval.

    ``value`` is None where all ratings are of one class, the bounds also under ``ENOUGH_ITEMS`` items.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough items to speak of agreement."""
        return self.n >= ENOUGH_ITEMS


@dataclass(frozen=True)
class Gate:
    """Agreement of the model with people beside that of people with each other."""

    model: Agreed
    human: Agreed

    @property
    def is_open(self) -> bool:
        """Whether the figure may be shown: the model's lower bound passes what people reach."""
        return bool(
            self.model.is_enough
            and self.human.is_enough
            and self.model.low is not None
            and self.human.value is not None
            and self.model.low > self.human.value
        )


CLOSED = Gate(Agreed(0), Agreed(0))


def agreed(ratings: Ratings, scale: Scale, *, seed: int = 7, resamples: int = RESAMPLES) -> Agreed:
    """Return alpha over items (one row an item, None for a gap) with its interval; the same for the same seed.

    >>> a, b = "11111111001101111110", "11111110011101111111"
    >>> round(agreed([[float(x), float(y)] for x, y in zip(a, b)], Scale.NOMINAL).value, 4)
    0.4935
    """
    rows = [found for row in ratings if len(found := [one for one in row if one is not None]) > 1]
    if not rows:
        return Agreed(0)
    alphas = _by_difference if scale is Scale.INTERVAL else _by_class
    value = alphas(rows, np.ones((1, len(rows))), scale)[0]
    if len(rows) < ENOUGH_ITEMS or not np.isfinite(value):
        return Agreed(len(rows), float(value) if np.isfinite(value) else None)
    chance = np.random.default_rng(seed)
    weights = chance.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=resamples).astype(float)
    drawn = alphas(rows, weights, scale)
    defined = drawn[np.isfinite(drawn)]
    if len(defined) < resamples / 2:  # where it is mostly undefined, the rest says little
        return Agreed(len(rows), float(value))
    low, high = np.quantile(defined, (0.025, 0.975))
    return Agreed(len(rows), float(value), float(low), float(high))


def _by_class(rows: list[list[float]], weights: Array, scale: Scale) -> Array:
    """Return alpha for each row of weights, from each item's coincidences of classes."""
    classes = sorted({value for row in rows for value in row})
    place = {value: at for at, value in enumerate(classes)}
    size = len(classes)
    met = np.zeros((len(rows), size, size))
    for at, row in enumerate(rows):
        counts = np.bincount([place[value] for value in row], minlength=size).astype(float)
        met[at] = (np.outer(counts, counts) - np.diag(counts)) / (len(row) - 1)
    drawn = (weights @ met.reshape(len(rows), -1)).reshape(-1, size, size)
    counted = drawn.sum(axis=2)
    apart = _apart(counted, scale)
    observed = (drawn * apart).sum(axis=(1, 2))
    expected = (counted[:, :, None] * counted[:, None, :] * apart).sum(axis=(1, 2)) / (counted.sum(axis=1) - 1)
    return _ratio(observed, expected)


def _apart(counted: Array, scale: Scale) -> Array:
    size = counted.shape[1]
    if scale is Scale.NOMINAL:
        return np.broadcast_to(1 - np.eye(size), (len(counted), size, size))
    middle = np.cumsum(counted, axis=1) - counted / 2  # ranks up to the middle of each class
    apart: Array = (middle[:, :, None] - middle[:, None, :]) ** 2
    return apart


def _by_difference(rows: list[list[float]], weights: Array, _: Scale) -> Array:
    """Return alpha for each row of weights, from sums: squared differences need no classes."""
    stats = np.array([_sums(row) for row in rows])
    number, total, squares, within = (weights @ stats).T
    expected = (2 * number * squares - 2 * total**2) / (number - 1)
    return _ratio(within, expected)


def _sums(row: list[float]) -> tuple[float, float, float, float]:
    values = np.array(row) / 100  # scores of 0 to 100: small numbers keep the sums exact
    n, total, squares = len(values), float(values.sum()), float((values**2).sum())
    return n, total, squares, (2 * n * squares - 2 * total**2) / (n - 1)


def _ratio(observed: Array, expected: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.where(expected > 1e-12, 1 - observed / expected, np.nan)
    return found
