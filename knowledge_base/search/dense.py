"""The VectorIndex door, and the views of a snippet made one dense score.

A snippet is looked at as a whole section, as its heading path, as its own heading, and
passage by passage; the heading path stands in front of each text, because a passage alone
often does not say what it is about (recall in the first three rose from .635 to .719 by
it).  The own heading counts beside the path, because a path begins like its neighbours';
not where several sections are called alike ("Exceptions"), for then it says nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Vectors
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
    """Which row of a snapshot's vectors is what: n sections, n heading paths, n own headings, then the passages.

    ``passage_starts`` says where each snippet's passages begin, counted from the first passage.
    """

    snippets: int
    passage_starts: NDArray[np.int64]


@dataclass(frozen=True)
class DenseScores:
    """The cosines of one question with each view of each snippet; of the passages that of the best."""

    section: Scores
    path: Scores
    heading: Scores
    passage: Scores

    @property
    def similarity(self) -> Scores:
        """What the floor is compared with: the better of section and best passage."""
        return np.maximum(self.section, self.passage)

    def at(self, rows: NDArray[np.int64]) -> "DenseScores":
        """Return the scores of some snippets only."""
        return DenseScores(self.section[rows], self.path[rows], self.heading[rows], self.passage[rows])


@dataclass(frozen=True)
class ViewTexts:
    """What is embedded of one snippet; there is at least one passage."""

    section: str
    path: str
    heading: str
    passages: tuple[str, ...]


def view_texts(title: str, snippet: Snippet, *, ambiguous: Collection[str] = ()) -> ViewTexts:
    """Return what is embedded of a snippet; an ``ambiguous`` own heading is replaced by its path."""
    path = heading_text(title, snippet.heading)
    section = f"{path}\n{snippet.searchable}" if snippet.searchable else path
    passages = tuple(f"{path}: {text}" for text in snippet.passages) or (section,)
    own = snippet.heading[-1] if snippet.heading else title
    return ViewTexts(section, path, path if own.casefold() in ambiguous else own, passages)


def ambiguous_headings(paths: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the own headings, in lower case, that end more than one of these paths."""
    counts = Counter(path[-1].casefold() for path in {tuple(path) for path in paths} if path)
    return frozenset(heading for heading, count in counts.items() if count > 1)


def row_texts(views: Sequence[ViewTexts]) -> list[str]:
    """Return the texts of a snapshot's vectors in the order of its layout."""
    whole = [view.section for view in views] + [view.path for view in views] + [view.heading for view in views]
    return whole + [passage for view in views for passage in view.passages]


def layout_of(passage_counts: Sequence[int]) -> Layout:
    """Return the layout of snippets with so many passages each."""
    starts = np.concatenate([[0], np.cumsum(passage_counts)[:-1]]) if passage_counts else np.zeros(0)
    return Layout(len(passage_counts), starts.astype(np.int64))


def views_of(cosines: Scores, layout: Layout) -> DenseScores:
    """Sort the cosines of a snapshot's vectors by snippet and view."""
    n = layout.snippets
    best = np.maximum.reduceat(cosines[3 * n :], layout.passage_starts)
    return DenseScores(cosines[:n], cosines[n : 2 * n], cosines[2 * n : 3 * n], best)
