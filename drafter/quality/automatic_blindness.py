"""Who sees the automatic score before they rate: a share of replies stays blind, so that anchoring can be measured.

Which replies are blind is fixed by a hash of the reply's id, so no person and no event picks them.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, stdev

import numpy as np

from drafter.quality.agreement import anchoring
from drafter.quality.automatic_gate import Agreed, Scale, agreed
from drafter.quality.rates import ENOUGH, Z_95, Mean

BLIND_SHARE = 0.2
RESAMPLES = 1000
_HASHES = 1 << 64


class Seen(StrEnum):
    """What a reviewer saw of the automatic score before they saved."""

    NOTHING = "nothing"  # there was none to show
    BLIND = "blind"  # there was one, and it was kept from them
    SHOWN = "shown"


@dataclass(frozen=True)
class Pair:
    """An automatic score beside a person's, both 0 to 100."""

    automatic: float
    human: float


@dataclass(frozen=True)
class Compared:
    """How far people and the automatic score are apart: human less automatic, the distance, and alpha."""

    n: int
    difference: Mean
    distance: Mean
    agreement: Agreed

    @property
    def is_enough(self) -> bool:
        """Whether there are enough pairs to speak of."""
        return self.n >= ENOUGH


@dataclass(frozen=True)
class Blindness:
    """Agreement of blind reviewers beside that of reviewers who saw the score.

    ``anchoring`` is how far (0 to 1) those who see it move to it, with its 95 % bootstrap interval.
    """

    blind: Compared
    shown: Compared
    anchoring: Mean


def is_blind(brand_id: str, subject_id: str, share: float) -> bool:
    """Whether a reply's score stays hidden until it is rated; a larger ``share`` (0 to 1) keeps the same and more."""
    digest = hashlib.sha256(f"blind:{brand_id}:{subject_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * _HASHES


def blindness_of(blind: Sequence[Pair], shown: Sequence[Pair], *, seed: int = 7) -> Blindness:
    """Return how blind reviewers and those who saw the score agree with it."""
    return Blindness(_compared(blind), _compared(shown), _anchoring(shown, blind, seed))


def _compared(pairs: Sequence[Pair]) -> Compared:
    apart = [one.human - one.automatic for one in pairs]
    return Compared(
        n=len(pairs),
        difference=_mean(apart),
        distance=_mean([abs(one) for one in apart]),
        agreement=agreed([(one.automatic, one.human) for one in pairs], Scale.INTERVAL),
    )


def _mean(values: Sequence[float]) -> Mean:
    if len(values) < 2:
        return Mean(values[0], 1) if values else Mean(None, 0)
    value, half = fmean(values), Z_95 * stdev(values) / math.sqrt(len(values))
    return Mean(value, len(values), value - half, value + half)


def _anchoring(shown: Sequence[Pair], blind: Sequence[Pair], seed: int) -> Mean:
    """Return ``agreement.anchoring`` with an interval from pairs of each kind drawn with replacement."""
    n = len(shown) + len(blind)
    if min(len(shown), len(blind)) < 2:
        return Mean(None, n)
    value = anchoring(*([(one.automatic, one.human) for one in pairs] for pairs in (shown, blind)))
    if min(len(shown), len(blind)) < ENOUGH:
        return Mean(value, n)
    chance = np.random.default_rng(seed)
    spread_shown, spread_blind = (
        chance.choice(np.array([one.automatic - one.human for one in pairs]), (RESAMPLES, len(pairs))).std(1, ddof=1)
        for pairs in (shown, blind)
    )
    drawn = np.clip(1 - spread_shown / np.maximum(spread_blind, 1e-9), 0.0, 1.0)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Mean(value, n, float(low), float(high))
