"""An embedder that remembers the questions it embedded lately: search, covering and the composer ask the same."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from knowledge_base.embedding import Embedder, Vectors, text_hash

MOST_REMEMBERED = 512  # questions of the last few dozen tickets; under 1 MB of 384-dimensional vectors


class RecentQuestions:
    """Embeds with ``embedder``; a question asked again soon costs nothing.  Safe to share between threads.

    Only hashes and vectors are kept, never what somebody wrote.
    """

    def __init__(self, embedder: Embedder, *, most_remembered: int = MOST_REMEMBERED) -> None:
        self._embedder = embedder
        self._most = most_remembered
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def id(self) -> str:
        """Name of the model and everything that changes its vectors."""
        return self._embedder.id

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._embedder.dimensions

    @property
    def floor(self) -> float:
        """Cosine under which a snippet does not answer a question."""
        return self._embedder.floor

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, as the embedder does.  Raises EmbeddingError."""
        return self._embedder.embed(texts)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, float32 (n, d); those embedded lately are not embedded again.  Raises EmbeddingError."""
        keys = [text_hash(text) for text in texts]
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if fresh:
            known.update(zip(fresh, self._embedder.embed_questions([*fresh.values()]), strict=True))
        with self._lock:
            for key in keys:
                self._known[key] = known[key]
                self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        if not keys:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def forget(self) -> None:
        """Forget all questions: for measuring what a new one takes."""
        with self._lock:
            self._known.clear()
