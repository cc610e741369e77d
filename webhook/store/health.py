"""What operators ask about: jobs, workers, the age of the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webhook.store.jobs import WorkerBeat, count_jobs, list_beats, oldest_queued_at


@dataclass(frozen=True)
class Health:
    """Where background work stands.  ``oldest_s`` is the wait of the job queued longest."""

    jobs: dict[str, int]
    workers: tuple[WorkerBeat, ...]
    oldest_s: float

    @property
    def drafting(self) -> str:
        """``warm``, ``warming`` or ``no worker``."""
        if not self.workers:
            return "no worker"
        return "warm" if any(worker.is_warm for worker in self.workers) else "warming"


def read_health(session: Session, *, now: datetime, dead_after_s: float) -> Health:
    """Return where background work stands; only workers that were heard of lately count."""
    since = now - timedelta(seconds=dead_after_s)
    oldest = oldest_queued_at(session)
    return Health(
        jobs=count_jobs(session),
        workers=tuple(worker for worker in list_beats(session) if worker.beat_at >= since),
        oldest_s=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
    )
