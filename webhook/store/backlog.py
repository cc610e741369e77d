"""What operators look at: how each kind of job is doing, dead letters and deliveries nobody is sure of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.store.tables import DraftRow, ReplayRow, TicketRow
from knowledge_base.store.import_tables import ImportOriginRow, ImportRunRow
from webhook.store.deliveries import DeliveryState
from webhook.store.jobs import Job, JobState, get_job
from webhook.store.tables import ConnectionRow, DeliveryRow, EventRow, JobRow

MOST_DONE = 5000  # of the last hour, newest first; more would not change a percentile much


@dataclass(frozen=True)
class JobFigures:
    """How one kind of job is doing; ``done`` holds when each that ended did, and its seconds from asked to done."""

    waiting: int = 0
    running: int = 0
    oldest_at: datetime | None = None
    done: tuple[tuple[datetime, float], ...] = ()


@dataclass(frozen=True)
class Subject:
    """What a job is about, as far as people may know it without the customer's words."""

    brand_id: str | None = None
    external_id: str | None = None
    kind: str | None = None
    place: str | None = None
    ticket_id: str | None = None


@dataclass(frozen=True)
class DeadLetter:
    """A job that was given up, and what it is about."""

    job: Job
    subject: Subject


@dataclass(frozen=True)
class Unconfirmed:
    """A delivery whose answer was lost: somebody has to look whether it is there."""

    id: str
    kind: str
    external_id: str | None
    connection: str
    connection_kind: str
    brand_id: str
    ticket_id: str
    error: str | None
    at: datetime


def job_figures(session: Session, *, since: datetime) -> Mapping[str, JobFigures]:
    """Return how each kind of job is doing, by name; what is done is counted from ``since``."""
    open_states = (JobState.QUEUED.value, JobState.RUNNING.value)
    counts: dict[str, dict[str, Any]] = {}
    for name, state, count, oldest in session.execute(
        select(JobRow.name, JobRow.state, func.count(), func.min(JobRow.created_at))
        .where(JobRow.state.in_(open_states))
        .group_by(JobRow.name, JobRow.state)
    ):
        kept = counts.setdefault(name, {})
        kept["waiting" if state == JobState.QUEUED.value else "running"] = count
        if state == JobState.QUEUED.value:
            kept["oldest_at"] = oldest
    done: dict[str, list[tuple[datetime, float]]] = {}
    for name, asked_at, ended_at in session.execute(
        select(JobRow.name, JobRow.created_at, JobRow.updated_at)
        .where(JobRow.state == JobState.DONE.value, JobRow.updated_at >= since)
        .order_by(JobRow.updated_at.desc(), JobRow.id)
        .limit(MOST_DONE)
    ):
        done.setdefault(name, []).append((ended_at, (ended_at - asked_at).total_seconds()))
    return {name: JobFigures(**counts.get(name, {}), done=tuple(done.get(name, ()))) for name in {*counts, *done}}


def dead_letters(session: Session, *, limit: int) -> tuple[DeadLetter, ...]:
    """Return the jobs that wait for a person, given up last first."""
    rows = session.scalars(
        select(JobRow.id)
        .where(JobRow.state == JobState.FAILED.value)
        .order_by(JobRow.updated_at.desc(), JobRow.id)
        .limit(limit)
    ).all()
    jobs = [job for one in rows if (job := get_job(session, one))]
    subjects = _subjects(session, jobs)
    return tuple(DeadLetter(job, subjects.get(job.subject_id, Subject())) for job in jobs)


def find_dead_letter(session: Session, job_id: str) -> DeadLetter | None:
    """Return the job with this id if it waits for a person."""
    job = get_job(session, job_id)
    if job is None or job.state is not JobState.FAILED:
        return None
    return DeadLetter(job, _subjects(session, [job]).get(job.subject_id, Subject()))


def unconfirmed_deliveries(session: Session, *, limit: int, id: str | None = None) -> tuple[Unconfirmed, ...]:
    """Return the deliveries whose answer was lost for good, the last first; with ``id`` that one."""
    query = (
        select(
            DeliveryRow.id,
            DeliveryRow.kind,
            TicketRow.external_id,
            ConnectionRow.name,
            ConnectionRow.kind,
            ConnectionRow.brand_id,
            DeliveryRow.ticket_id,
            DeliveryRow.last_error,
            DeliveryRow.updated_at,
        )
        .join(ConnectionRow, ConnectionRow.id == DeliveryRow.connection_id)
        .outerjoin(TicketRow, TicketRow.id == DeliveryRow.ticket_id)
        .where(DeliveryRow.state == DeliveryState.UNCONFIRMED.value)
        .order_by(DeliveryRow.updated_at.desc(), DeliveryRow.id)
        .limit(limit)
    )
    if id is not None:
        query = query.where(DeliveryRow.id == id)
    return tuple(Unconfirmed(*row) for row in session.execute(query))


def _subjects(session: Session, jobs: Sequence[Job]) -> dict[str, Subject]:
    """Return what these jobs are about, by subject; one question for each kind of subject."""
    ids = [job.subject_id for job in jobs]
    found: dict[str, Subject] = {}
    drafts = (
        select(DraftRow.id, TicketRow.brand_id, TicketRow.external_id, TicketRow.id)
        .join(TicketRow, TicketRow.id == DraftRow.ticket_id)
        .where(DraftRow.id.in_(ids))
    )
    for id, brand, number, ticket in session.execute(drafts):
        found[id] = Subject(brand, number, ticket_id=ticket)
    deliveries = (
        select(
            DeliveryRow.id,
            ConnectionRow.brand_id,
            TicketRow.external_id,
            DeliveryRow.kind,
            ConnectionRow.name,
            DeliveryRow.ticket_id,
        )
        .join(ConnectionRow, ConnectionRow.id == DeliveryRow.connection_id)
        .outerjoin(TicketRow, TicketRow.id == DeliveryRow.ticket_id)
        .where(DeliveryRow.id.in_(ids))
    )
    found |= {row[0]: Subject(*row[1:]) for row in session.execute(deliveries)}
    events = (
        select(EventRow.id, ConnectionRow.brand_id, EventRow.ticket_external_id, EventRow.kind, ConnectionRow.name)
        .join(ConnectionRow, ConnectionRow.id == EventRow.connection_id)
        .where(EventRow.id.in_(ids))
    )
    found |= {row[0]: Subject(*row[1:]) for row in session.execute(events)}
    replays = select(ReplayRow.id, ReplayRow.brand_id).where(ReplayRow.id.in_(ids))
    found |= {id: Subject(brand) for id, brand in session.execute(replays)}
    imports = (
        select(ImportRunRow.id, ImportOriginRow.brand_id, ImportOriginRow.location)
        .join(ImportOriginRow, ImportOriginRow.id == ImportRunRow.origin_id)
        .where(ImportRunRow.id.in_(ids))
    )
    return found | {id: Subject(brand, place=place) for id, brand, place in session.execute(imports)}
