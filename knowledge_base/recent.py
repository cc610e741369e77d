"""An embedder that remembers the questions it embedded lately: search, covering and the composer ask the same."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

import numpy as np

from knowledge_base.embedding import Embedder, Vectors, text_hash

ROUGH = "~"
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

    @property
    def common_words(self) -> Mapping[str, int] | None:
        """Whole words of the embedder's own vocabulary with their rank, None where it has none."""
        return getattr(self._embedder, "common_words", None)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, as the embedder does.  Raises EmbeddingError."""
        return self._embedder.embed(texts)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, float32 (n, d); those embedded lately are not embedded again.  Raises EmbeddingError."""
        return self._remembered(texts, "", self._embedder.embed_questions)

    def embed_roughly(self, texts: Sequence[str]) -> Vectors:
        """As ``embed_questions``, sooner and less exactly where the embedder can; exact where it is known already."""
        roughly = getattr(self._embedder, "embed_roughly", None)
        return self._remembered(texts, ROUGH, roughly) if roughly else self.embed_questions(texts)

    def _remembered(self, texts: Sequence[str], mark: str, embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [text_hash(text) for text in texts]
        with self._lock:
            known = {key: found for key in keys if (found := self._find(key, mark)) is not None}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        new = dict(zip(fresh, embed([*fresh.values()]), strict=True)) if fresh else {}
        with self._lock:
            for key, vector in new.items():
                self._known[mark + key] = vector
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        known |= new
        if not keys:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _find(self, key: str, mark: str) -> Vectors | None:
        for name in (key, mark + key):
            if name in self._known:
                self._known.move_to_end(name)
                return self._known[name]
        return None

    def forget(self) -> None:
        """Forget all questions: for measuring what a new one takes."""
        with self._lock:
            self._known.clear()
