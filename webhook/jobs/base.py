"""The Jobs door: six verbs, and the names of the work that goes through it.

Engines differ in how they claim and recover; the row in our ``jobs`` table says where a
job stands whichever engine runs it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from webhook.store.jobs import Job

TAKE_EVENT = "take_event"  # subject: an event of the inbox
DRAFT_TICKET = "draft_ticket"  # subject: a queued draft
DELIVER = "deliver"  # subject: a delivery
REPLAY_IMPACT = "replay_impact"  # subject: a replay
IMPORT_POLICIES = "import_policies"  # subject: an import
PROPOSE = "propose"  # subject: a brand and a run
LEARN = "learn"  # subject: a kept question without a vector
BUILD_SNAPSHOT = "build_snapshot"  # subject: a brand

# What a step hands back is kept by the engine in clear, so it is ids, states and counts.
StepResult = Mapping[str, str | int | float | bool | None] | str | int | float | bool | None


class JobContext(Protocol):
    """What a running job is given."""

    @property
    def job_id(self) -> str:
        """The job's id."""
        ...

    @property
    def attempt(self) -> int:
        """Which try this is, from 0."""
        ...

    def step(self, name: str, work: Callable[[], StepResult]) -> Any:
        """Do ``work`` once: after a crash its recorded result comes back instead."""
        ...


JobHandler = Callable[[str, JobContext], None]


class Jobs(Protocol):
    """Enqueue in the caller's transaction; run at least once; recover what a crash stranded."""

    def enqueue(
        self, session: Session, name: str, subject_id: str, *, delay_s: float = 0.0, asked_at: datetime | None = None
    ) -> str:
        """Record a job in the caller's transaction and return its id.

        One job for each name and subject: asking again while it is known changes nothing.
        What was ``asked_at`` last is done first; None: now.
        """
        ...

    def status(self, session: Session, job_id: str) -> Job | None:
        """Return where a job stands."""
        ...

    def retry(self, session: Session, job_id: str, *, delay_s: float = 0.0, error: str | None = None) -> None:
        """Queue one more try of a job, in the caller's transaction."""
        ...

    def cancel(self, session: Session, job_id: str) -> None:
        """Stop a job that has not finished: it does not start again."""
        ...

    def sweep(self, *, now: datetime) -> int:
        """Take over what dead workers left, run stranded jobs again; return how many."""
        ...


def job_id_for(name: str, subject_id: str) -> str:
    """Return the id of the one job of this name for this subject."""
    return f"{name}:{subject_id}"
