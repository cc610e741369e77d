"""How close remarks are to each other, by their vectors and by the rare words they share, and which are closest.

Vectors are taken relative to the brand's mean: what all its sentences have in common, being of
one shop, tells none apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedding import Vectors
from knowledge_base.linting.pairing import Commonness
from knowledge_base.linting.remarks import Remark
from knowledge_base.linting.vectors import VectorsOf

OF_TEXT, OF_PATH, OF_WORDS = 0.5, 0.3, 0.35  # of how close two are
PATH = 0.7  # what the headings count beside the sentence under them
NEAREST, NEAREST_NUMBERS = 16, 10  # others that are looked at, and those of them with a number of one kind
SETTLED = 30  # statements; a mean of fewer is not trusted fully
LEAST_LENGTH = 0.3
MOST_PLACES = 400  # statements with a word; a commoner one tells nothing apart
FARTHEST = -1.0
MOST_LEAD = 0.5
BLOCK = 256  # statements at a time

Row = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Near:
    """How close all others are to one remark: float32 (n) each; ``numbers`` where both fix one kind of number."""

    text: Row
    path: Row
    words: Row
    whole: Row
    numbers: Row
    nearest: tuple[int, ...]
    nearest_numbers: tuple[int, ...]


@dataclass(frozen=True)
class Lead:
    """How much closer two are to each other than to any third, and as the how manieth (1, 1/2, ...), least and most."""

    least: float
    most: float
    least_rank: float
    most_rank: float


class Closeness:
    """Compares the remarks of a brand."""

    def __init__(self, remarks: Sequence[Remark], common: Commonness, vectors_of: VectorsOf) -> None:
        """Prepare remarks.  Raises EmbeddingError."""
        self._remarks = remarks
        self._common = common
        texts = vectors_of([one.statement.text for one in remarks])
        paths = vectors_of([one.path for one in remarks])
        self._texts = _centred(texts)
        self._paths = _centred(texts + PATH * paths)
        self._places: dict[str, NDArray[np.int64]] = _places(remarks)
        self._lengths = np.array(
            [max(LEAST_LENGTH, sum(common.weight(word) ** 2 for word in one.own) ** 0.5) for one in remarks],
            dtype=np.float32,
        )
        kinds = sorted({measure.kind for one in remarks for measure in one.measures})
        self._kinds = np.array(
            [
                sum(1 << at for at, kind in enumerate(kinds) if any(m.kind == kind for m in one.measures))
                for one in remarks
            ]
        )
        self._near: dict[int, Near] = {}

    def candidates(self, wanted: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield each pair of a wanted remark and one close to it once, the first of the two first."""
        self._prepare(wanted)
        pairs = set()
        for at in wanted:
            near = self._near[at]
            pairs |= {(min(at, other), max(at, other)) for other in (*near.nearest, *near.nearest_numbers)}
        self._prepare(sorted({at for pair in pairs for at in pair}))
        yield from sorted(pairs)

    def near(self, at: int) -> Near:
        """Return how close all others are to a remark."""
        self._prepare([at])
        return self._near[at]

    def lead(self, left: int, right: int) -> Lead:
        """Return how two stand to each other among all remarks."""
        return self._lead(left, right, of_numbers=False)

    def lead_in_numbers(self, left: int, right: int) -> Lead:
        """Return how two stand to each other among the remarks that fix a number of the same kind."""
        return self._lead(left, right, of_numbers=True)

    def _lead(self, left: int, right: int, *, of_numbers: bool) -> Lead:
        leads, ranks = [], []
        for one, other in ((left, right), (right, left)):
            near = self.near(one)
            row, nearest = (near.numbers, near.nearest_numbers) if of_numbers else (near.whole, near.nearest)
            rival = next((float(row[at]) for at in nearest if at != other), FARTHEST)
            leads.append(min(MOST_LEAD, float(row[other]) - rival))
            ranks.append(1.0 / (1 + int((row > row[other]).sum())))
        return Lead(min(leads), max(leads), min(ranks), max(ranks))

    def _prepare(self, wanted: Sequence[int]) -> None:
        missing = [at for at in wanted if at not in self._near]
        for start in range(0, len(missing), BLOCK):
            block = missing[start : start + BLOCK]
            texts, paths = self._texts[block] @ self._texts.T, self._paths[block] @ self._paths.T
            for at, text, path in zip(block, texts, paths, strict=True):
                self._near[at] = self._near_to(at, text, path)

    def _near_to(self, at: int, text: Row, path: Row) -> Near:
        words = self._shared(at)
        whole = np.asarray(OF_TEXT * text + OF_PATH * path + OF_WORDS * words, dtype=np.float32)
        whole[at] = FARTHEST
        numbers = np.where((self._kinds & self._kinds[at]) > 0, whole, np.float32(FARTHEST))
        return Near(text, path, words, whole, numbers, _best(whole, NEAREST), _best(numbers, NEAREST_NUMBERS))

    def _shared(self, at: int) -> Row:
        found = np.zeros(len(self._remarks), dtype=np.float32)
        for word in sorted(self._remarks[at].own):
            places = self._places[word]
            if len(places) <= MOST_PLACES:
                found[places] += self._common.weight(word) ** 2
        return np.asarray(found / (self._lengths * self._lengths[at]), dtype=np.float32)


def _centred(vectors: Vectors) -> Vectors:
    if not len(vectors):
        return vectors
    moved = vectors - vectors.mean(axis=0) * (len(vectors) / (len(vectors) + SETTLED))
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-6), dtype=np.float32)


def _places(remarks: Sequence[Remark]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for at, one in enumerate(remarks):
        for word in one.own:
            found.setdefault(word, []).append(at)
    return {word: np.array(places) for word, places in found.items()}


def _best(row: Row, count: int) -> tuple[int, ...]:
    """Return where the closest are, the closest first, those as close in their order."""
    order = np.argpartition(-row, count)[:count] if len(row) > count else np.arange(len(row))
    return tuple(sorted((int(at) for at in order if row[at] > FARTHEST), key=lambda at: (-float(row[at]), at)))
