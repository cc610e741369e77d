"""Embeddings of OpenAI and every server that speaks its protocol.

Nothing in an answer is trusted: number, order, length and values of the vectors are looked
at.  Failures come out as ``EmbeddingError``; texts are never logged or quoted.
"""

import json
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np

from knowledge_base.embedding import Vectors
from knowledge_base.errors import EmbeddingError

OPENAI_BASE_URL = "https://api.openai.com/v1"
BATCH_TEXTS = 64
MAX_CHARS = 8000  # most models read 8,192 tokens; no snippet and no question that matters is longer
CONNECT_TIMEOUT_S = 5.0
RETRIES = 2  # of the SDK: timeouts, 429 and 5xx, with the server's own wait
UNKNOWN_FLOOR = 0.3  # nothing is measured for a model we do not know; DRAFTER_RETRIEVAL__FLOOR sets it


class OpenAIEmbedder:
    """Embeds through ``POST /embeddings``.  Safe to share between threads.

    ``dimensions`` asks the server once, with one word.
    """

    floor = UNKNOWN_FLOOR

    def __init__(self, model: str, *, api_key: str, base_url: str = OPENAI_BASE_URL, timeout_s: float = 30.0) -> None:
        self.id = f"openai:{model}/1"
        self._model, self._api_key, self._base_url, self._timeout_s = model, api_key, base_url, timeout_s
        self._lock = Lock()
        self._client: Any = None
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        """Length of each vector.  Raises EmbeddingError when the server cannot be asked."""
        if not self._dimensions:
            self._dimensions = self._post(["dimensions"]).shape[1]
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: float32 (n, d), each of length 1.  Raises EmbeddingError."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        parts = [texts[at : at + BATCH_TEXTS] for at in range(0, len(texts), BATCH_TEXTS)]
        return np.concatenate([self._post(part) for part in parts])

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``: the protocol does not tell questions from passages."""
        return self.embed(texts)

    def _post(self, texts: Sequence[str]) -> Vectors:
        # Servers refuse an empty text, and half of a surrogate pair, which JSON can carry.
        asked = [text[:MAX_CHARS].encode("utf-8", "replace").decode().strip() or "." for text in texts]

        def call() -> bytes:
            create = self._ready().embeddings.with_raw_response.create
            return bytes(create(model=self._model, input=asked, encoding_format="float").content)

        vectors = _vectors(_call(call, self._model), len(texts), self._model)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)

    def _ready(self) -> Any:
        import httpx2
        from openai import OpenAI  # half a second and 50 MB: only where it is really asked

        with self._lock:
            if self._client is None:
                connect_s = min(self._timeout_s, CONNECT_TIMEOUT_S)
                self._client = OpenAI(
                    api_key=self._api_key or "none",
                    base_url=self._base_url,
                    max_retries=RETRIES,
                    timeout=httpx2.Timeout(self._timeout_s, connect=connect_s),
                )
            return self._client


def _call(call: Callable[[], bytes], model: str) -> bytes:
    """Run a call of the SDK and translate what it raises."""
    import httpx2
    import openai

    try:
        return call()
    except (openai.APITimeoutError, httpx2.TimeoutException):
        raise EmbeddingError(
            "The embeddings server did not answer in time.", hint="It is tried again with the next job."
        ) from None
    except openai.RateLimitError:
        raise EmbeddingError(
            "The embeddings server asks for fewer requests.", hint="Try again in a minute, or raise the limit there."
        ) from None
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise EmbeddingError(
            "The embeddings server refuses the key.", hint="Check DRAFTER_EMBEDDINGS_API_KEY or OPENAI_API_KEY."
        ) from None
    except openai.NotFoundError:
        raise EmbeddingError(
            f"The embeddings server has no model {model!r}.", hint="Check DRAFTER_EMBEDDER and the server's address."
        ) from None
    except openai.APIStatusError as error:
        raise EmbeddingError(f"The embeddings server answered with status {error.status_code}.") from None
    except (openai.OpenAIError, httpx2.HTTPError):
        raise EmbeddingError(
            "The embeddings server cannot be reached.", hint="Check DRAFTER_EMBEDDINGS_BASE_URL and the network."
        ) from None


def _vectors(body: bytes, texts: int, model: str) -> Vectors:
    try:
        data = sorted(json.loads(body)["data"], key=lambda one: int(one["index"]))
        vectors = np.array([one["embedding"] for one in data], dtype=np.float32)
    except (ValueError, LookupError, TypeError):
        raise EmbeddingError(f"The embeddings server gave no vectors of model {model!r} that can be read.") from None
    if vectors.ndim != 2 or len(vectors) != texts or not np.isfinite(vectors).all():
        raise EmbeddingError(f"The embeddings server gave vectors of shape {vectors.shape} for {texts} texts.")
    return vectors
