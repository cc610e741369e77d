"""The job that gives kept questions their vectors, so that the next question learns from them."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge_base.embedding import Embedder
from knowledge_base.foundation.database import Database
from knowledge_base.keeping import embed_kept
from knowledge_base.store.kept import pending_of
from webhook.jobs.base import LEARN, JobContext, Jobs


@dataclass(frozen=True)
class Learn:
    """Handles ``learn``; the subject is a kept question, and all that wait are done with it."""

    database: Database
    embedder: Callable[[], Embedder]

    def __call__(self, kept_id: str, context: JobContext) -> None:
        """Embed what waits.  Raises EmbeddingError."""
        embed_kept(self.database, self.embedder())


def enqueue_learning(session: Session, jobs: Jobs, draft_id: str) -> None:
    """Ask for the vector of what search is to learn from a draft, in the transaction that decided on it."""
    kept_id = pending_of(session, draft_id)
    if kept_id:
        jobs.enqueue(session, LEARN, kept_id)
