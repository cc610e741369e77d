"""Give kept questions their vectors: short transactions and embedding in turn, never both at once."""

from knowledge_base.embedding import Embedder
from knowledge_base.foundation.database import Database
from knowledge_base.search.wording import plain_question
from knowledge_base.store import kept

QUESTIONS_AT_ONCE = 32


def embed_kept(database: Database, embedder: Embedder) -> int:
    """Embed the questions that have no vector of this embedder yet; return how many.  Raises EmbeddingError."""
    done = 0
    while True:
        with database.reading() as session:
            waiting = kept.pending_rows(session, embedder.id, limit=QUESTIONS_AT_ONCE)
        if not waiting:
            return done
        vectors = embedder.embed_questions([plain_question(text) for text in waiting.values()])
        with database.writing() as session:
            kept.set_vectors(session, embedder.id, dict(zip(waiting, vectors, strict=True)))
        done += len(waiting)
