"""Which replies a reviewer sees, with what chance, and what a sample says of all replies (quality spec, section 7).

Every drawn item keeps its inclusion probability.  A mean over items of unlike probabilities
is estimated by Hájek's ratio, never by the plain mean; an item picked by hand has none and
is left out.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.quality.rates import Z_95

RANDOM_SHARE = 0.2  # at least this share of the places is drawn from all replies, so no probability is 0


class Stratum(StrEnum):
    """Why a reply was drawn: by chance alone, for a risk, or by a person's hand."""

    RANDOM = "random"
    RISK = "risk"
    HAND = "hand"


@dataclass(frozen=True)
class Drawn:
    """One reply in a sample.

    ``probability`` is the chance with which it came in, over both strata (0 to 1, never 0);
    None for a reply picked by hand.  ``reasons`` are the risks it carries.
    """

    key: str
    stratum: Stratum
    probability: float | None
    seed: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A mean over all replies, estimated from a sample; ``low`` and ``high`` bound it with 95 %.

    ``n`` counts the items used, ``n_effective`` is Kish's.  Values are None where nothing was drawn.
    """

    value: float | None
    n: int
    n_effective: float
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class StratumCount:
    """A stratum of ``size`` replies, of which ``n`` were looked at and ``good`` were good."""

    size: int
    n: int
    good: int


def sample_size(share: float, margin: float, population: int | None = None) -> int:
    """Return how many items estimate a share within ``margin`` with 95 %; fewer where the ``population`` is small.

    Raises ValueError where ``share`` is not between 0 and 1 or ``margin`` not above 0.
    Source: Cochran 1977, "Sampling techniques", 4.4.

    >>> sample_size(0.5, 0.05), sample_size(0.5, 0.05, 2000), sample_size(0.9, 0.02, 5000), sample_size(0.1, 0.03)
    (385, 323, 738, 385)
    """
    if not 0 <= share <= 1 or margin <= 0:
        raise ValueError(f"A share lies between 0 and 1 and a margin above 0; {share} and {margin} do not.")
    infinite = Z_95**2 * share * (1 - share) / margin**2
    if population is None:
        return math.ceil(infinite)
    return math.ceil(infinite / (1 + (infinite - 1) / population)) if population else 0


def draw(risks: Mapping[str, Sequence[str]], places: int, *, seed: str) -> tuple[Drawn, ...]:
    """Draw up to ``places`` of these replies: a random part from all of them, the rest from those at risk.

    ``risks`` maps a reply's key to its risks (empty for none).  Each reply's place is fixed by
    a hash of ``seed`` and its key, so the same seed draws the same replies in any order.
    Inclusion probabilities follow from the two independent draws: 1 - (1 - p_random)(1 - p_risk).
    """
    keys = list(risks)
    places = min(places, len(keys))
    if places <= 0:
        return ()
    at_risk = [key for key in keys if risks[key]]
    for_risk = min(len(at_risk), places - math.ceil(places * RANDOM_SHARE))
    p_random, p_risk = (places - for_risk) / len(keys), for_risk / len(at_risk) if at_risk else 0.0
    by_chance = _first(keys, places - for_risk, f"{seed}:{Stratum.RANDOM}")
    by_risk = _first(at_risk, for_risk, f"{seed}:{Stratum.RISK}")

    def item(key: str) -> Drawn:
        stratum = Stratum.RANDOM if key in by_chance else Stratum.RISK
        probability = 1 - (1 - p_random) * (1 - (p_risk if risks[key] else 0.0))
        return Drawn(key, stratum, probability, seed, tuple(risks[key]))

    return tuple(item(key) for key in keys if key in by_chance or key in by_risk)


def hajek(items: Iterable[tuple[float | None, float]], population: int | None = None) -> Estimate:
    """Return the mean over all replies from ``(probability, value)`` pairs: sum(x/pi) / sum(1/pi).

    Pairs without a probability were picked by hand and are left out.  The standard error is
    the linearised one for independent draws (Särndal, Swensson and Wretman 1992, 5.7), with a
    finite correction by each probability.  Raises ValueError for a probability outside (0, 1].

    >>> round(hajek([(1, 60), (1, 80), (.5, 90), (.1, 100), (.1, 70)]).value, 4)
    84.1667
    """
    drawn = [(pi, x) for pi, x in items if pi is not None]
    if any(not 0 < pi <= 1 for pi, _ in drawn):
        raise ValueError("An inclusion probability lies above 0 and is at most 1.")
    if not drawn:
        return Estimate(None, 0, 0.0)
    weights = [1 / pi for pi, _ in drawn]
    total = sum(weights)
    value = sum(w * x for w, (_, x) in zip(weights, drawn, strict=True)) / total
    effective = kish(weights)
    if len(drawn) < 2:
        return Estimate(value, len(drawn), effective)
    n = len(drawn)
    spread = sum((1 - pi) * (w * (x - value)) ** 2 for w, (pi, x) in zip(weights, drawn, strict=True))
    error = math.sqrt(n / (n - 1) * spread) / (population or total)
    return Estimate(value, n, effective, error, value - Z_95 * error, value + Z_95 * error)


def stratified(strata: Sequence[StratumCount]) -> Estimate:
    """Return the share that is good over all strata, each weighted by its size, with finite correction.

    Strata in which nothing was looked at are left out of both sums.

    >>> found = stratified([StratumCount(800, 20, 18), StratumCount(150, 30, 21), StratumCount(50, 25, 10)])
    >>> round(found.value, 3), round(found.standard_error, 4), round(found.low, 4), round(found.high, 4)
    (0.845, 0.0557, 0.7359, 0.9541)
    """
    seen = [one for one in strata if one.n]
    size = sum(one.size for one in seen)
    if not size:
        return Estimate(None, 0, 0.0)
    value = sum(one.size * one.good / one.n for one in seen) / size
    variance = sum((one.size / size) ** 2 * _share_variance(one) for one in seen)
    error = math.sqrt(variance)
    weights = [one.size / one.n for one in seen for _ in range(one.n)]
    low, high = max(0.0, value - Z_95 * error), min(1.0, value + Z_95 * error)
    return Estimate(value, sum(one.n for one in seen), kish(weights), error, low, high)


def kish(weights: Sequence[float]) -> float:
    """Return the effective number of items of unequal weights: (sum w)² / sum w².

    >>> round(kish([40.0] * 20 + [5.0] * 30 + [2.0] * 25), 2)
    30.44
    """
    squares = sum(weight * weight for weight in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


def _share_variance(one: StratumCount) -> float:
    if one.n < 2:
        return 0.0
    share = one.good / one.n
    return share * (1 - share) / (one.n - 1) * (1 - one.n / one.size)


def _first(keys: Sequence[str], n: int, seed: str) -> frozenset[str]:
    """Return the ``n`` keys whose hashes with the seed come first."""
    ordered = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())
    return frozenset(ordered[:n])
