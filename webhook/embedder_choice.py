"""Which embedder and which index of vectors the settings name; a model is imported only when it is wanted."""

from importlib.util import find_spec

import structlog

from knowledge_base.embedding import Embedder
from knowledge_base.errors import EmbeddingError
from knowledge_base.foundation.database import Database
from knowledge_base.search.dense import VectorIndex
from webhook.settings import Settings

log = structlog.get_logger()


def make_embedder(settings: Settings) -> Embedder:
    """Make the embedder that the settings name.  Raises EmbeddingError."""
    if settings.embedder == "hashing":
        from knowledge_base.backends.hashing import HashingEmbedder

        return HashingEmbedder()
    kind, _, name = settings.embedder.partition(":")
    if kind == "openai":
        from knowledge_base.backends.openai import OPENAI_BASE_URL, OpenAIEmbedder

        key = settings.embeddings_api_key or settings.openai_api_key
        address = settings.embeddings_base_url or settings.openai_base_url or OPENAI_BASE_URL
        return OpenAIEmbedder(name, api_key=key.get_secret_value() if key else "", base_url=address)
    if kind == "sentence-transformers":
        from knowledge_base.backends.sentence_transformers import any_model

        return any_model(name)
    return _minilm(settings)


def make_index(settings: Settings, database: Database) -> VectorIndex:
    """Make the index of vectors that the settings name."""
    if settings.vector_index == "pgvector":
        from knowledge_base.backends.pgvector import PgvectorIndex

        return PgvectorIndex(database.engine)
    from knowledge_base.backends.exact import ExactIndex

    return ExactIndex()


def _minilm(settings: Settings) -> Embedder:
    from knowledge_base.backends.sentence_transformers import MINILM_FLOOR, MINILM_ID, minilm, minilm_files

    if find_spec("onnxruntime") is None:
        return minilm()
    from knowledge_base.backends.onnx import OnnxEmbedder, graph_of, quick_of

    files = minilm_files()
    try:
        graph = graph_of(files, settings.embedder_path)
        tokenizer, quick = files / "tokenizer.json", quick_of(graph)
        return OnnxEmbedder(graph, tokenizer, id=MINILM_ID, floor=MINILM_FLOOR, quick=quick)
    except EmbeddingError as error:
        log.warning("embedder.without_onnx", reason=error.message)  # slower, and the same vectors
        return minilm()
