"""The VectorIndex door, and three views of a snippet made one cosine score.

A snippet is looked at as a whole section, as its heading path, and passage by passage; the
heading path stands in front of each text, because a passage alone often does not say what
it is about (recall in the first three rose from .635 to .719 by it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Vectors
from knowledge_base.settings import RetrievalSettings
from knowledge_base.snippets import Snippet, heading_text

Scores = NDArray[np.float32]


class VectorIndex(Protocol):
    """Finds the nearest of many vectors of length 1.

    A ``brand`` names a set of vectors that is searched alone: a brand, or one of its snapshots.
    """

    def add(self, brand: str, vectors: Vectors) -> None:
        """Hold a set of vectors, float32 (n, d); the same name again replaces the former set."""
        ...

    def remove(self, brand: str) -> None:
        """Let a set go; an unknown name is fine."""
        ...

    def search(self, vector: Vectors, k: int, brand: str) -> tuple[NDArray[np.int64], Scores]:
        """Return the rows of the ``k`` nearest vectors and their cosines, best first; KeyError for an unknown set.

        Raises DimensionMismatchError when the vector's length is another.
        """
        ...

    def cosines(self, vector: Vectors, brand: str) -> Scores:
        """Return the cosine with every vector of the set, float32 (n,).  Raises as ``search``."""
        ...


@dataclass(frozen=True)
class Layout:
    """Which row of a snapshot's vectors is what: n sections, n headings, then the passages.

    ``passage_starts`` says where each snippet's passages begin, counted from the first passage.
    """

    snippets: int
    passage_starts: NDArray[np.int64]


@dataclass(frozen=True)
class DenseScores:
    """For each snippet the weighted sum of its views' cosines, and the similarity the floor is compared with."""

    score: Scores
    similarity: Scores


def view_texts(title: str, snippet: Snippet) -> tuple[str, str, tuple[str, ...]]:
    """Return what is embedded of a snippet: its section, its heading path, its passages (at least one)."""
    heading = heading_text(title, snippet.heading)
    section = f"{heading}\n{snippet.searchable}" if snippet.searchable else heading
    return section, heading, tuple(f"{heading}: {text}" for text in snippet.passages) or (section,)


def layout_of(passage_counts: Sequence[int]) -> Layout:
    """Return the layout of snippets with so many passages each."""
    starts = np.concatenate([[0], np.cumsum(passage_counts)[:-1]]) if passage_counts else np.zeros(0)
    return Layout(len(passage_counts), starts.astype(np.int64))


def score_views(cosines: Scores, layout: Layout, settings: RetrievalSettings) -> DenseScores:
    """Make one score of a snippet's views: section, heading path and best passage, by their weights."""
    n = layout.snippets
    section, heading = cosines[:n], cosines[n : 2 * n]
    passage = np.maximum.reduceat(cosines[2 * n :], layout.passage_starts)
    score = settings.section_weight * section + settings.heading_weight * heading + settings.passage_weight * passage
    return DenseScores(score.astype(np.float32), np.maximum(passage, section))
