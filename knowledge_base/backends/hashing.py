"""An embedder without a model: stems and letter triples hashed into a vector.

Deterministic and instant, for quick tests and for machines without torch.  It knows words,
not meanings.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from knowledge_base.embedding import Vectors
from knowledge_base.search.lexical import terms_of

DIMENSIONS = 512
HASHING_ID = f"hashing-{DIMENSIONS}/1"
HASHING_FLOOR = 0.12
TRIPLE_WEIGHT = 0.25  # triples forgive a typing error; a whole stem says more


class HashingEmbedder:
    """Embeds by hashing; texts that share words are near each other."""

    id = HASHING_ID
    dimensions = DIMENSIONS
    floor = HASHING_FLOOR

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: float32 (n, 512), each of length 1, or zero where there is no word."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for term, count in Counter(terms_of(text)).items():
                for feature, weight in _features(term):
                    row[feature] += weight * (1 + math.log(count))
            length = float(np.linalg.norm(row))
            if length:
                row /= length
        return vectors

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``."""
        return self.embed(texts)


@lru_cache(maxsize=50_000)
def _features(term: str) -> tuple[tuple[int, float], ...]:
    padded = f"^{term}$"
    triples = [padded[at : at + 3] for at in range(len(padded) - 2)]
    weighted = [(term, 1.0), *((f"3:{triple}", TRIPLE_WEIGHT) for triple in triples)]
    return tuple(_place(name, weight) for name, weight in weighted)


def _place(name: str, weight: float) -> tuple[int, float]:
    digest = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    return digest % DIMENSIONS, weight if digest >> 63 else -weight
