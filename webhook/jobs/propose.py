"""The job that makes proposals to a brand's policies, once a day and when somebody asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from drafter import proposing
from drafter.store.brands import list_brands
from knowledge_base.embedding import Embedder
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.jobs.base import PROPOSE, JobContext, Jobs

log = structlog.get_logger()


@dataclass(frozen=True)
class Propose:
    """Handles ``propose``; the subject is ``<brand id>:<run>``."""

    database: Database
    embedder: Callable[[], Embedder]
    clock: Clock
    new_id: NewId

    def __call__(self, subject: str, context: JobContext) -> None:
        """Read what agents changed, compare it, and write what it suggests.  Raises EmbeddingError."""
        self.run(subject.partition(":")[0])

    def run(self, brand_id: str) -> int:
        """Make a brand's proposals anew; return how many are open.  Raises EmbeddingError."""
        now, embedder = self.clock(), self.embedder()
        with self.database.reading() as session:
            material = proposing.gather(session, brand_id, now=now)
        found = proposing.propose(material, embedder, now=now)
        with self.database.writing() as session:
            written = proposing.save(session, material, found, now=now, new_id=self.new_id)
        log.info("proposed", brand_id=brand_id, proposals=len(written))
        return len(written)


@dataclass(frozen=True)
class ProposalSchedule:
    """Each day one run of ``propose`` for each brand."""

    database: Database
    jobs: Jobs

    def enqueue(self, now: datetime) -> int:
        """Queue the day's runs, one a brand; one that is queued already stays one.  Returns 0: nothing is done yet."""
        with self.database.reading() as session:
            brands = list_brands(session)
        for brand in brands:
            with self.database.writing() as session:
                self.jobs.enqueue(session, PROPOSE, f"{brand.id}:{now.date().isoformat()}")
        return 0
