"""The Embedder door, and embedding with what is already known left out.

An embedder turns texts into vectors of length 1, so that a dot product is a cosine.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.errors import DimensionMismatchError, EmbeddingError

Vectors = NDArray[np.float32]

BATCH_TEXTS = 64


class Embedder(Protocol):
    """Texts to vectors.

    ``id`` names model and settings; vectors of different ids are never compared.
    ``floor`` is the cosine under which a snippet of this model is unrelated to a question.
    """

    @property
    def id(self) -> str:
        """Name of the model and everything that changes its vectors."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    @property
    def floor(self) -> float:
        """Cosine under which a snippet does not answer a question, measured for this model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector for each text: float32 (n, d).  Raises EmbeddingError."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``, for questions; differs only where a model tells questions from passages."""
        ...


def text_hash(text: str) -> str:
    """Return the key under which a text's vector is kept."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def embed_missing(
    texts: Iterable[str],
    known: Mapping[str, Vectors],
    embedder: Embedder,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Vectors]:
    """Return vectors, by text hash, of the texts that are not in ``known``, each text embedded once.

    ``progress`` is told (done, all) after each batch.  Raises EmbeddingError, and
    DimensionMismatchError when a vector's length is not ``embedder.dimensions``.
    """
    wanted = {key: text for text in texts if (key := text_hash(text)) not in known}
    keys = sorted(wanted, key=lambda key: (len(wanted[key]), key))  # like lengths share a batch: less padding
    fresh: dict[str, Vectors] = {}
    for at in range(0, len(keys), BATCH_TEXTS):
        batch = keys[at : at + BATCH_TEXTS]
        fresh.update(zip(batch, _embed(embedder, [wanted[key] for key in batch]), strict=True))
        if progress:
            progress(len(fresh), len(keys))
    return fresh


def _embed(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    vectors = np.asarray(embedder.embed(texts), dtype=np.float32)
    if vectors.shape != (len(texts), embedder.dimensions):
        raise DimensionMismatchError(
            f"Embedder {embedder.id!r} gave vectors of shape {vectors.shape} for {len(texts)} texts; "
            f"({len(texts)}, {embedder.dimensions}) was expected."
        )
    if not np.isfinite(vectors).all():
        raise EmbeddingError(f"Embedder {embedder.id!r} gave a vector with a value that is not a number.")
    return vectors
