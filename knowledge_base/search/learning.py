"""Questions for which a person kept a snippet: a bonus for what was right in like cases.

The bonus is added, above a floor of likeness, and is zero for a snippet without a precedent:
a missing precedent never counts against a snippet (normalising a list in which most had
none halved the recall after 25 decisions).  What is learned hangs on policy and heading
path, so it survives a new wording.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Vectors
from knowledge_base.settings import RetrievalSettings

Scores = NDArray[np.float32]
_FIRST_ROWS = 64


@dataclass(frozen=True)
class Section:
    """A place in the policies that outlives its wording."""

    policy_id: str
    heading: tuple[str, ...]


@dataclass
class _Kept:
    """One brand's precedents: a growing matrix, and which section and ticket each row is of."""

    vectors: Vectors
    sections: list[Section] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)

    def add(self, vector: Vectors, section: Section, ticket_id: str) -> None:
        if len(self.sections) == len(self.vectors):
            self.vectors = np.concatenate([self.vectors, np.zeros_like(self.vectors)])
        self.vectors[len(self.sections)] = vector
        self.sections.append(section)
        self.tickets.append(ticket_id)

    def forget(self, ticket_id: str) -> None:
        kept = [row for row, ticket in enumerate(self.tickets) if ticket != ticket_id]
        self.vectors = np.concatenate([self.vectors[kept], np.zeros((_FIRST_ROWS, self.vectors.shape[1]), np.float32)])
        self.sections = [self.sections[row] for row in kept]
        self.tickets = [self.tickets[row] for row in kept]


class Precedents:
    """What was kept for which question, by brand.  Safe to share between threads.

    One addition for each decision and one removal when a ticket goes; both count from the
    next question on.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._brands: dict[str, _Kept] = {}

    def keep(self, brand_id: str, vector: Vectors, section: Section, *, ticket_id: str) -> None:
        """Remember that a snippet of this section was kept for a question, float32 (d,) of length 1."""
        with self._lock:
            kept = self._brands.get(brand_id)
            if kept is None:
                kept = self._brands[brand_id] = _Kept(np.zeros((_FIRST_ROWS, vector.size), dtype=np.float32))
            kept.add(vector, section, ticket_id)

    def forget(self, brand_id: str, ticket_id: str) -> None:
        """Take back everything that was learned from a ticket."""
        with self._lock:
            if brand_id in self._brands:
                self._brands[brand_id].forget(ticket_id)

    def bonus(self, brand_id: str, vector: Vectors, settings: RetrievalSettings) -> Mapping[Section, float]:
        """Return what a question adds to the scores of sections; those without a like precedent are left out."""
        with self._lock:
            kept = self._brands.get(brand_id)
            if kept is None or not kept.sections:
                return {}
            count = len(kept.sections)
            vectors, sections = kept.vectors[:count], kept.sections[:count]
        likeness = (vectors @ vector - settings.precedent_floor) / (1 - settings.precedent_floor)
        found: dict[Section, list[float]] = {}
        for row in np.flatnonzero(likeness > 0):
            found.setdefault(sections[int(row)], []).append(float(likeness[row]))
        return {section: _bonus(alike, settings) for section, alike in found.items()}


def rows_bonus(bonus: Mapping[Section, float], sections: Sequence[Section]) -> Scores:
    """Return the bonus of each row's section, float32 (n,)."""
    return np.array([bonus.get(section, 0.0) for section in sections], dtype=np.float32)


def _bonus(alike: Sequence[float], settings: RetrievalSettings) -> float:
    """The nearest precedent says most; several say more, each one less than the one before."""
    return settings.nearest_bonus * max(alike) + settings.several_bonus * float(np.log1p(sum(alike)))
