"""How alike texts are by meaning, with the vectors of policy sentences remembered.

Policy sentences come back ticket after ticket, so only a request is embedded anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from drafter.common_questions import ANSWERED_BY, QUESTIONS, STATEMENTS
from knowledge_base.embedding import Embedder, Vectors
from knowledge_base.search.wording import plain_question

MOST_REMEMBERED = 8192  # sentences; 12 MB of 384-dimensional vectors
_MOST_LISTS = 8  # tuples that come again and again, whose vectors are kept stacked
_ANSWERED_BY = np.array(ANSWERED_BY)
_ANSWERS = 8  # common answers that a request's expected one is mixed from
_SHARPNESS = 25.0  # of the mixture: a question .04 nearer weighs e times as much (.02 to .08 do as well)


class Likeness:
    """Compares texts by the cosine of their vectors.  Safe to share between threads.

    ``embedder`` is asked for at the first comparison, because loading a model takes seconds.
    """

    def __init__(self, embedder: Callable[[], Embedder], *, most_remembered: int = MOST_REMEMBERED) -> None:
        self._embedder = embedder
        self._most = most_remembered
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()
        self._stacked: dict[tuple[str, ...], Vectors] = {}

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
        return np.asarray(self._asked(requests) @ self._vectors(sentences).T, dtype=np.float32)

    def compare_answers(self, requests: Sequence[str], sentences: Sequence[str]) -> Vectors:
        """Return cosines of the answers to be expected with sentences, float32 (requests, sentences).

        A policy's wording is more like what such questions are commonly answered ("You can return
        an item within 30 days") than like the question ("Can I live with it before I decide?").
        Raises EmbeddingError.
        """
        if not requests or not sentences:
            return np.zeros((len(requests), len(sentences)), dtype=np.float32)
        answers = np.stack([self._expected(vector) for vector in self._asked(requests)])
        return np.asarray(answers @ self._vectors(sentences).T, dtype=np.float32)

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

    def _asked(self, requests: Sequence[str]) -> Vectors:
        """Return vectors of requests, as search embeds them, float32 (n, d)."""
        plain = [plain_question(request) for request in requests]
        once = [*dict.fromkeys(plain)]
        embedder = self._embedder()
        vectors = np.asarray(getattr(embedder, "embed_roughly", embedder.embed_questions)(once), dtype=np.float32)
        return np.asarray(vectors[[once.index(request) for request in plain]])

    def _expected(self, request: Vectors) -> Vectors:
        """Return the vector of the answer that a request commonly gets: those to like questions, mixed."""
        statements = self._vectors(STATEMENTS)
        near = statements @ request
        np.maximum.at(near, _ANSWERED_BY, self._vectors(QUESTIONS) @ request)
        best = np.argsort(-near, kind="stable")[:_ANSWERS]
        weights = np.exp(_SHARPNESS * (near[best] - near[best[0]]))
        mixed = weights @ statements[best]
        return np.asarray(mixed / max(float(np.linalg.norm(mixed)), 1e-9), dtype=np.float32)

    def remember(self, sentences: Sequence[str]) -> None:
        """Embed sentences and common questions now, so that no ticket waits for them.  Raises EmbeddingError."""
        self._vectors(STATEMENTS)
        self._vectors(QUESTIONS)
        if sentences:
            self._vectors([*sentences[: self._most]])

    def _vectors(self, sentences: Sequence[str]) -> Vectors:
        """Return vectors, float32 (n, d), embedding what is not known; a tuple's are kept stacked."""
        if not isinstance(sentences, tuple):
            return self._looked_up(sentences)
        stacked = self._stacked.get(sentences)
        if stacked is None:
            stacked = self._looked_up(sentences)
            with self._lock:
                while len(self._stacked) >= _MOST_LISTS:
                    self._stacked.pop(next(iter(self._stacked)))
                self._stacked[sentences] = stacked
        return stacked

    def _looked_up(self, sentences: Sequence[str]) -> Vectors:
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
