"""Group texts that mean the same: average-link clusters over their vectors.  Pure functions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

ALIKE = 0.65  # mean cosine between two groups up to which they are one (quality spec, section 12)
MOST = 4000  # distances grow with the square: 4,000 texts take 64 MB

Vectors = NDArray[np.float32]


def cluster(vectors: Vectors, *, alike: float = ALIKE) -> list[list[int]]:
    """Return groups of row numbers, the largest first; ``vectors`` (n, d) have length 1.

    Two groups are joined while the mean cosine between their members is at least ``alike``.
    Raises ValueError for more than ``MOST`` rows.
    """
    count = len(vectors)
    if count > MOST:
        raise ValueError(f"At most {MOST} texts can be compared with each other at once; there are {count}.")
    if count < 2:
        return [[row] for row in range(count)]
    # Through rounding the distance of equal rows may come out a hair under 0, which linkage refuses.
    distances = np.maximum(pdist(np.asarray(vectors, dtype=np.float64), "cosine"), 0.0)
    labels = fcluster(linkage(np.nan_to_num(distances, nan=1.0), "average"), 1 - alike, "distance")
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(int(label), []).append(row)
    return sorted(groups.values(), key=lambda rows: (-len(rows), rows[0]))


def most_central(vectors: Vectors, rows: Sequence[int]) -> int:
    """Return the row that is nearest to all others of its group."""
    own = vectors[list(rows)]
    return rows[int(np.argmax(own @ own.mean(axis=0)))]
