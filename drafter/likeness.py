"""How alike texts are by meaning, with the vectors of policy sentences remembered.

Policy sentences come back ticket after ticket, so only a request is embedded anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from knowledge_base.embedding import Embedder, Vectors
from knowledge_base.search.wording import plain_question

MOST_REMEMBERED = 8192  # sentences; 12 MB of 384-dimensional vectors


class Likeness:
    """Compares texts by the cosine of their vectors.  Safe to share between threads.

    ``embedder`` is asked for at the first comparison, because loading a model takes seconds.
    """

    def __init__(self, embedder: Callable[[], Embedder], *, most_remembered: int = MOST_REMEMBERED) -> None:
        self._embedder = embedder
        self._most = most_remembered
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def embedder_id(self) -> str:
        """Name of the model whose cosines these are."""
        return self._embedder().id

    @property
    def floor(self) -> float:
        """Cosine under which a sentence speaks of something else."""
        return self._embedder().floor

    def compare(self, requests: Sequence[str], sentences: Sequence[str]) -> Vectors:
        """Return cosines, float32 (requests, sentences).  Raises EmbeddingError."""
        if not requests or not sentences:
            return np.zeros((len(requests), len(sentences)), dtype=np.float32)
        plain = [plain_question(request) for request in requests]  # as search embeds them
        once = [*dict.fromkeys(plain)]
        embedder = self._embedder()
        asked = np.asarray(getattr(embedder, "embed_roughly", embedder.embed_questions)(once), dtype=np.float32)
        cosines = asked @ self._vectors(sentences).T
        return np.asarray(cosines[[once.index(request) for request in plain]], dtype=np.float32)

    def between(self, texts: Sequence[str], sentences: Sequence[str]) -> Vectors:
        """As ``compare`` for texts that come again and again, which are remembered too.  Raises EmbeddingError."""
        if not texts or not sentences:
            return np.zeros((len(texts), len(sentences)), dtype=np.float32)
        return np.asarray(self._vectors(texts) @ self._vectors(sentences).T, dtype=np.float32)

    def alike(self, question: str, others: Sequence[str]) -> Vectors:
        """Return the cosines of a question to other questions, float32 (n).  Raises EmbeddingError."""
        if not others:
            return np.zeros(0, dtype=np.float32)
        vectors = self._embedder().embed_questions([plain_question(text) for text in (question, *others)])
        return np.asarray(vectors[1:] @ vectors[0], dtype=np.float32)

    def remember(self, sentences: Sequence[str]) -> None:
        """Embed sentences now, so that no ticket waits for them.  Raises EmbeddingError."""
        if sentences:
            self._vectors(sentences[: self._most])

    def _vectors(self, sentences: Sequence[str]) -> Vectors:
        wanted = [*dict.fromkeys(sentences)]
        with self._lock:
            known = {text: self._known[text] for text in wanted if text in self._known}
        missing = [text for text in wanted if text not in known]
        if missing:
            known.update(zip(missing, self._embedder().embed(missing), strict=True))
        with self._lock:
            for text in wanted:
                self._known[text] = known[text]
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.stack([known[text] for text in sentences])
