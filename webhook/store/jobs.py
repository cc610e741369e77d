"""Jobs, worker beats and leases: where background work stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import insert_into, insert_new, is_written
from webhook.store.tables import JobRow, LeaseRow, WorkerBeatRow


class JobState(StrEnum):
    """Where a job stands.  ``failed`` waits for a person; ``cancelled`` was stopped by one."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (JobState.QUEUED.value, JobState.RUNNING.value)


@dataclass(frozen=True)
class Job:
    """One piece of background work.  ``attempt`` counts tries from 0, ``starts`` every start of this try."""

    id: str
    name: str
    subject_id: str
    state: JobState
    attempt: int
    starts: int
    last_error: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class WorkerBeat:
    """The last sign of life of a worker; ``is_warm`` once it can draft without loading anything."""

    executor_id: str
    beat_at: datetime
    host: str
    version: str
    is_warm: bool


def add_job(session: Session, job_id: str, name: str, subject_id: str, *, now: datetime) -> bool:
    """Record a queued job; False when it is known already."""
    values = {
        "id": job_id,
        "name": name,
        "subject_id": subject_id,
        "state": JobState.QUEUED.value,
        "attempt": 0,
        "starts": 0,
        "created_at": now,
        "updated_at": now,
    }
    return insert_new(session, JobRow, values, key=("id",))


def get_job(session: Session, job_id: str) -> Job | None:
    """Return a job as it stands."""
    row = session.get(JobRow, job_id)
    return _job(row) if row else None


def start_job(session: Session, job_id: str, attempt: int, *, now: datetime) -> Job | None:
    """Count one more start of this try and return the job; None when it is no longer wanted."""
    row = session.get(JobRow, job_id)
    if row is None or row.attempt != attempt or row.state not in OPEN_STATES:
        return None
    row.state, row.updated_at = JobState.RUNNING.value, now
    row.starts += 1
    session.flush()
    return _job(row)


def close_job(session: Session, job_id: str, state: JobState, *, error: str | None = None, now: datetime) -> None:
    """Record how a job ended."""
    session.execute(
        update(JobRow).where(JobRow.id == job_id).values(state=state.value, last_error=error, updated_at=now)
    )


def queue_next_attempt(session: Session, job_id: str, *, error: str | None, now: datetime) -> int:
    """Put a job back in the queue for one more try and return that try's number."""
    row = session.get_one(JobRow, job_id)
    row.state, row.attempt, row.starts = JobState.QUEUED.value, row.attempt + 1, 0
    row.last_error, row.updated_at = error, now
    session.flush()
    return row.attempt


def jobs_in_state(session: Session, state: JobState, *, before: datetime, limit: int = 200) -> tuple[Job, ...]:
    """Return jobs that have stood in a state since before a moment, oldest first."""
    rows = session.scalars(
        select(JobRow)
        .where(JobRow.state == state.value, JobRow.updated_at < before)
        .order_by(JobRow.updated_at, JobRow.id)
        .limit(limit)
    )
    return tuple(_job(row) for row in rows)


def count_jobs(session: Session) -> dict[str, int]:
    """Return how many jobs stand in each state."""
    return dict(session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all())


def oldest_queued_at(session: Session) -> datetime | None:
    """Return when the job that has waited longest was queued."""
    return session.scalars(select(func.min(JobRow.created_at)).where(JobRow.state == JobState.QUEUED.value)).first()


def beat(session: Session, worker: WorkerBeat) -> None:
    """Record that a worker lives."""
    values = {"beat_at": worker.beat_at, "host": worker.host, "version": worker.version, "is_warm": worker.is_warm}
    statement = (
        insert_into(session, WorkerBeatRow)
        .values(executor_id=worker.executor_id, **values)
        .on_conflict_do_update(index_elements=["executor_id"], set_=values)
    )
    session.connection().execute(statement)


def list_beats(session: Session) -> tuple[WorkerBeat, ...]:
    """Return every worker's last beat, newest first."""
    rows = session.scalars(select(WorkerBeatRow).order_by(WorkerBeatRow.beat_at.desc()))
    return tuple(WorkerBeat(row.executor_id, row.beat_at, row.host, row.version, row.is_warm) for row in rows)


def remove_beats(session: Session, executor_ids: Sequence[str]) -> None:
    """Forget workers whose work was taken over or who stopped in good order."""
    session.execute(delete(WorkerBeatRow).where(WorkerBeatRow.executor_id.in_(executor_ids)))


def take_lease(session: Session, name: str, holder: str, *, now: datetime, length_s: float) -> bool:
    """Take or keep the right to do a periodic task alone; False while another holds it."""
    until = now + timedelta(seconds=length_s)
    taken = (
        insert_into(session, LeaseRow)
        .values(name=name, holder=holder, until=until)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "until": until},
            where=(LeaseRow.until < now) | (LeaseRow.holder == holder),
        )
    )
    return is_written(session, taken, LeaseRow.name)


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        name=row.name,
        subject_id=row.subject_id,
        state=JobState(row.state),
        attempt=row.attempt,
        starts=row.starts,
        last_error=row.last_error,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
