"""Vectors of sentences, remembered: a sentence is embedded once, however often its policy is linted."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from knowledge_base.embedding import Embedder, Vectors

CALIBRATED_FOR = "all-MiniLM-L6-v2"  # cosines of other models are spread otherwise than the fitted weights expect
MOST_REMEMBERED = 20_000  # texts; 30 MB of 384-dimensional vectors

VectorsOf = Callable[[Sequence[str]], Vectors]


class SentenceVectors:
    """Turns sentences into vectors.  Safe to share between threads."""

    def __init__(self, embedder: Embedder, *, most: int = MOST_REMEMBERED) -> None:
        """Remember the vectors of ``embedder`` for the ``most`` texts that were last asked for."""
        self._embedder = embedder
        self._most = most
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return one vector of length 1 for each text: float32 (n, d).  Raises EmbeddingError."""
        if not texts:
            return np.zeros((0, self._embedder.dimensions), dtype=np.float32)
        wanted = [*dict.fromkeys(texts)]
        with self._lock:
            known = {text: self._known[text] for text in wanted if text in self._known}
        missing = sorted((text for text in wanted if text not in known), key=lambda text: (len(text), text))
        if missing:
            known.update(zip(missing, self._embedder.embed(missing), strict=True))
        with self._lock:
            for text in wanted:
                self._known[text] = known[text]
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.stack([known[text] for text in texts])


def vectors_for(embedder: Embedder) -> SentenceVectors | None:
    """Return the vectors by which to lint with an embedder; None where its cosines were not fitted for."""
    return SentenceVectors(embedder) if CALIBRATED_FOR in embedder.id else None
