"""Questions for which a person kept a snippet: a bonus for what was right in like cases.

How far the precedents near a question speak for a section is a Gaussian process regression
over the nearest of them: precedents that say the same thing twice count once, a close one
more than a far one.  Nothing is fitted beforehand, so one row more or less is all there is
to learning and forgetting.  The bonus is added and never negative: a missing precedent never
counts against a snippet (normalising a list in which most had none halved the recall after
25 decisions).  Source: Rasmussen and Williams 2006, "Gaussian Processes for Machine
Learning", chapter 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Vectors
from knowledge_base.kept import Section
from knowledge_base.settings import RetrievalSettings

Scores = NDArray[np.float32]
MOST_NEAR = 64  # precedents that are weighed for one question; twice as many changed nothing
_FIRST_ROWS = 64


@dataclass(frozen=True)
class Learned:
    """What precedents add to a section's score, and how many like this question there are."""

    bonus: float
    precedents: int


class Precedents:
    """One brand's precedents: a growing matrix, and what was kept for the question of each row.

    Not safe to share between threads while it changes.
    """

    def __init__(self) -> None:
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._keys: list[int] = []
        self._sections: list[tuple[Section, ...]] = []

    @property
    def keys(self) -> frozenset[int]:
        """The keys of all that was added and not dropped."""
        return frozenset(self._keys)

    def add(self, key: int, vector: Vectors, sections: Sequence[Section]) -> None:
        """Add what was kept for a question, float32 (d,) of length 1."""
        count = len(self._keys)
        if count == len(self._vectors):
            grown = np.zeros((max(2 * count, _FIRST_ROWS), vector.size), dtype=np.float32)
            grown[:count] = self._vectors[:count] if count else 0.0
            self._vectors = grown
        self._vectors[count] = vector
        self._keys.append(key)
        self._sections.append(tuple(sections))

    def drop(self, keys: frozenset[int]) -> None:
        """Take back what was added under these keys."""
        kept = [row for row, key in enumerate(self._keys) if key not in keys]
        self._vectors = self._vectors[kept]
        self._keys = [self._keys[row] for row in kept]
        self._sections = [self._sections[row] for row in kept]

    def speak(self, vector: Vectors, settings: RetrievalSettings) -> Mapping[Section, Learned]:
        """Return what a question's precedents add to sections; those without a like precedent are left out."""
        count = len(self._keys)
        if not count:
            return {}
        vectors, sections = self._vectors[:count], self._sections
        likeness = vectors @ vector
        near = np.flatnonzero(likeness > settings.precedent_floor)
        if near.size > MOST_NEAR:
            near = near[np.argpartition(-likeness[near], MOST_NEAR)[:MOST_NEAR]]
        if not near.size:
            return {}
        speaks = _regress(vectors[near], likeness[near], settings)
        said: dict[Section, list[float]] = {}
        for row, weight in zip(near.tolist(), speaks.tolist(), strict=True):
            for section in sections[row]:
                said.setdefault(section, []).append(weight)
        return {
            section: Learned(settings.precedent_weight * total, len(weights))
            for section, weights in said.items()
            if (total := sum(weights)) > 0
        }


def rows_bonus(learned: Mapping[Section, Learned], sections: Sequence[Section]) -> Scores:
    """Return the bonus of each row's section, float32 (n,)."""
    bonus = {section: one.bonus for section, one in learned.items()}
    return np.array([bonus.get(section, 0.0) for section in sections], dtype=np.float32)


def _regress(near: Vectors, likeness: Scores, settings: RetrievalSettings) -> NDArray[np.float64]:
    """Return how much each near precedent says about the question."""

    def alike(cosines: Any) -> Any:
        return np.exp(settings.precedent_sharpness * (cosines.astype(np.float64) - 1.0))

    among = alike(near @ near.T)
    among[np.diag_indices_from(among)] += settings.precedent_noise
    weights: NDArray[np.float64] = np.linalg.solve(among, alike(likeness))
    return weights
