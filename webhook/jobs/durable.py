"""DBOS behind the Jobs door: the only file that knows it.

Web processes hold a client and enqueue inside their own transaction; workers launch the
engine.  Each try of a job is one workflow, ``<job id>#<attempt>``, so a retry waits in the
queue instead of holding a slot.  The rules (unique executor ids, pinned version, portable
JSON, own SQLite engine, our own sweeper) each answer a measured failure.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig
from dbos._error import DBOSException
from dbos._serialization import DBOSPortableJSON
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from drafter.completion import RetryPolicy
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import SQLITE_BUSY_TIMEOUT_MS, Database, follow_file
from knowledge_base.foundation.errors import ServiceError
from webhook.jobs.base import JobHandler, StepResult, job_id_for
from webhook.settings import JobSettings
from webhook.store.jobs import (
    Job,
    JobState,
    add_job,
    close_job,
    get_job,
    jobs_in_state,
    list_beats,
    queue_next_attempt,
    remove_beats,
    start_job,
    take_lease,
)

APPLICATION = "drafter"
QUEUE = "drafter"
WORKFLOW = "job"  # never renamed: a claimed run whose function is unknown would stay pending
PROTOCOL_VERSION = "1"  # raised only when running jobs could not continue under the new code
LAST_PRIORITY = 2_147_483_647  # the engine runs the lowest number first and knows none above this
PRIORITY_EPOCH_S = 1_767_225_600  # 2026 begins; seconds since then fit below the last priority until 2094
WAITS = RetryPolicy(first_wait_s=1.0, factor=3.0, longest_wait_s=120.0)
UNFINISHED = ("ENQUEUED", "DELAYED", "PENDING")
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
PURGE_BATCH = 500

log = structlog.get_logger()
logging.getLogger("dbos").setLevel(logging.WARNING)  # at INFO it logs an advertisement


OnFailed = Callable[[Session, Job, str], None]
"""Told, in the same transaction, that a job failed for good and why: its subject must not wait for ever."""


class DbosJobs:
    """The Jobs door for web processes, the command line and, with ``start``, for workers."""

    def __init__(self, database: Database, settings: JobSettings, *, clock: Clock, holder: str) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._holder = holder
        self._engine = engine_for_dbos(database)
        self.on_failed: OnFailed = lambda session, job, error: None
        self._client_made: DBOSClient | None = None
        self._client_lock = threading.Lock()

    def enqueue(
        self, session: Session, name: str, subject_id: str, *, delay_s: float = 0.0, asked_at: datetime | None = None
    ) -> str:
        """Record a job and its first try in the caller's transaction; return the job's id."""
        job_id, now = job_id_for(name, subject_id), self._clock()
        if add_job(session, job_id, name, subject_id, now=now):
            self._enqueue_try(session, job_id, 0, delay_s, asked_at=min(asked_at or now, now))
        return job_id

    def status(self, session: Session, job_id: str) -> Job | None:
        """Return where a job stands."""
        return get_job(session, job_id)

    def retry(self, session: Session, job_id: str, *, delay_s: float = 0.0, error: str | None = None) -> None:
        """Queue one more try in the caller's transaction."""
        attempt = queue_next_attempt(session, job_id, error=error, now=self._clock())
        self._enqueue_try(session, job_id, attempt, delay_s, asked_at=self._clock())

    def cancel(self, session: Session, job_id: str) -> None:
        """Stop a job that has not finished; a try that runs is not interrupted, its end is not recorded."""
        job = get_job(session, job_id)
        if job and job.state in (JobState.QUEUED, JobState.RUNNING):
            close_job(session, job_id, JobState.CANCELLED, now=self._clock())

    def sweep(self, *, now: datetime) -> int:
        """Give dead workers' runs back to the queue and re-run stranded jobs; return how many.

        One process sweeps at a time.  A worker declared dead by mistake loses its runs to
        another one and is stopped at its next recorded step, so the price is time, not a
        second delivery.
        """
        # A sweeper that died keeps its right no longer than it counts as alive.
        length_s = self._settings.dead_after_s
        with self._database.writing() as session:
            if not take_lease(session, "sweep", self._holder, now=now, length_s=length_s):
                return 0
        return self._take_over_dead(now) + self._rerun_stranded(now)

    def purge(self, *, now: datetime) -> int:
        """Delete the engine's record of runs that finished long ago; return how many."""
        before = (now - timedelta(days=self._settings.keep_days)).isoformat()
        found = self._client.list_workflows(
            status=FINISHED, completed_before=before, limit=PURGE_BATCH, load_input=False, load_output=False
        )
        if found:
            self._client.delete_workflows([run.workflow_id for run in found])
        return len(found)

    def close(self) -> None:
        """Let go of the engine's connections."""
        if self._client_made:
            self._client_made.destroy()
        if self._engine is not self._database.engine:
            self._engine.dispose()

    @property
    def _client(self) -> DBOSClient:
        with self._client_lock:
            if self._client_made is None:
                self._client_made = DBOSClient(
                    system_database_engine=self._engine,
                    serializer=DBOSPortableJSON,
                    application_name=APPLICATION,
                    lazy=True,
                    retry_connection_errors=False,  # an absent database is a 503, not a wait
                )
            return self._client_made

    def _enqueue_try(self, session: Session, job_id: str, attempt: int, delay_s: float, *, asked_at: datetime) -> None:
        options: dict[str, Any] = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": run_id(job_id, attempt),
            "app_version": PROTOCOL_VERSION,
            "priority": newest_first(asked_at),
        }
        if delay_s > 0:
            options["delay_seconds"] = delay_s
        self._client.enqueue_in_transaction(session, options, job_id, attempt)

    def _take_over_dead(self, now: datetime) -> int:
        limit = now - timedelta(seconds=self._settings.dead_after_s)
        with self._database.reading() as session:
            beats = list_beats(session)
        alive = {beat.executor_id for beat in beats if beat.beat_at >= limit} | {self._holder}
        pending = self._client.list_workflows(
            status="PENDING", queue_name=QUEUE, load_input=False, load_output=False, limit=10_000
        )
        orphans = [run.workflow_id for run in pending if run.executor_id not in alive]
        if orphans:
            log.warning("jobs_taken_over", count=len(orphans))
            self._client.resume_workflows(orphans, queue_name=QUEUE)
        gone = [beat.executor_id for beat in beats if beat.executor_id not in alive]
        if gone:
            with self._database.writing() as session:
                remove_beats(session, gone)
        return len(orphans)

    def _rerun_stranded(self, now: datetime) -> int:
        """A job whose run ended, or never was, without the job's own record saying so."""
        before = now - timedelta(seconds=self._settings.stranded_after_s)
        with self._database.reading() as session:
            open_jobs = [
                job
                for state in (JobState.QUEUED, JobState.RUNNING)
                for job in jobs_in_state(session, state, before=before)
            ]
        if not open_jobs:
            return 0
        ids = [run_id(job.id, job.attempt) for job in open_jobs]
        runs = self._client.list_workflows(workflow_ids=ids, load_input=False, load_output=False)
        unfinished = {run.workflow_id for run in runs if run.status in UNFINISHED}
        stranded = [job for job in open_jobs if run_id(job.id, job.attempt) not in unfinished]
        for job in stranded:
            with self._database.writing() as session:
                current = get_job(session, job.id)
                if current and current.attempt == job.attempt and current.state is job.state:
                    self._retry_or_fail(session, current, error="job.stranded", delay_s=0.0)
        return len(stranded)

    def _retry_or_fail(self, session: Session, job: Job, *, error: str, delay_s: float) -> None:
        if job.attempt + 1 < self._settings.max_attempts:
            self.retry(session, job.id, error=error, delay_s=delay_s)
        else:
            self._close(session, job, JobState.FAILED, error=error)

    def _close(self, session: Session, job: Job, state: JobState, *, error: str | None = None) -> None:
        close_job(session, job.id, state, error=error, now=self._clock())
        if state is JobState.FAILED:
            self.on_failed(session, job, error or "")


class DbosWorker:
    """Runs jobs in this process.  One for each process: the engine is a singleton."""

    def __init__(self, jobs: DbosJobs, handlers: Mapping[str, JobHandler], *, executor_id: str) -> None:
        self._jobs = jobs
        self._handlers = handlers
        self._executor_id = executor_id

    def start(self) -> None:
        """Launch the engine and begin to claim jobs."""
        if self._executor_id == "local":
            raise ValueError("A worker's executor id must be its own; 'local' is the engine's default.")
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_engine": self._jobs._engine,
            "application_version": PROTOCOL_VERSION,
            "executor_id": self._executor_id,
            "serializer": DBOSPortableJSON,
            "log_level": "WARNING",
            "run_migrations": False,
            "use_listen_notify": False,
        }
        DBOS(config=config)

        def run(job_id: str, attempt: int) -> None:
            self.run(job_id, attempt)

        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)(run)
        DBOS.listen_queues([QUEUE])
        DBOS.launch()
        DBOS.set_latest_application_version(PROTOCOL_VERSION)
        settings = self._jobs._settings
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=settings.slots,
            polling_interval_sec=settings.poll_s,
            on_conflict="always_update",
        )

    def stop(self, *, timeout_s: int = 20) -> None:
        """Finish what runs, for at most ``timeout_s``; the rest is taken up by the next start."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=timeout_s)

    def run(self, job_id: str, attempt: int) -> None:
        """Run one try of a job: the outside of every job, where errors become its record."""
        jobs = self._jobs
        with jobs._database.writing() as session:
            job = start_job(session, job_id, attempt, now=jobs._clock())
        if job is None:
            return
        structlog.contextvars.bind_contextvars(job_id=job_id, attempt=attempt)
        try:
            self._run_started(job)
        finally:
            structlog.contextvars.clear_contextvars()

    def _run_started(self, job: Job) -> None:
        jobs = self._jobs
        if job.starts > jobs._settings.max_starts:
            self._close(job, JobState.FAILED, error="job.kills_its_worker")
            return
        try:
            self._handlers[job.name](job.subject_id, _Context(job.id, job.attempt))
        except DBOSException:
            raise  # the engine's own business, e.g. another worker took this run over
        except ServiceError as error:
            log.warning("job_failed", code=error.code, retryable=error.retryable)
            if not error.retryable:
                self._close(job, JobState.FAILED, error=f"{error.code}: {error.message}")
                return
            self._try_again(job, error.code, getattr(error, "retry_after_s", None))
        except Exception as error:
            log.exception("job_broke", kind=type(error).__name__)
            self._try_again(job, f"job.broke: {type(error).__name__}", None)
        else:
            self._close(job, JobState.DONE)

    def _try_again(self, job: Job, error: str, retry_after_s: float | None) -> None:
        with self._jobs._database.writing() as session:
            current = get_job(session, job.id)
            if current and current.attempt == job.attempt and current.state is JobState.RUNNING:
                delay_s = WAITS.wait_s(job.attempt + 1, retry_after_s)
                self._jobs._retry_or_fail(session, current, error=error, delay_s=delay_s)

    def _close(self, job: Job, state: JobState, *, error: str | None = None) -> None:
        with self._jobs._database.writing() as session:
            current = get_job(session, job.id)
            if current and current.attempt == job.attempt and current.state is JobState.RUNNING:
                self._jobs._close(session, current, state, error=error)


class _Context:
    """What a handler is given: the engine's steps under our names."""

    def __init__(self, job_id: str, attempt: int) -> None:
        self.job_id = job_id
        self.attempt = attempt

    def step(self, name: str, work: Callable[[], StepResult]) -> Any:
        """Do ``work`` once; after a crash its recorded result comes back instead."""
        return DBOS.run_step({"name": name}, work)


def run_id(job_id: str, attempt: int) -> str:
    """Return the engine's id of one try of a job."""
    return f"{job_id}#{attempt}"


def newest_first(asked_at: datetime) -> int:
    """Return the priority of what was asked for at a moment: the latest second goes first.

    A customer who writes while a backlog is worked off is answered at once; the backlog's
    order hardly matters any more to those who have waited already.
    """
    return LAST_PRIORITY - max(0, int(asked_at.timestamp()) - PRIORITY_EPOCH_S)


def migrate_engine(database: Database) -> None:
    """Create or bring up to date the engine's own tables, beside ours in the same database."""
    engine = engine_for_dbos(database)
    client = DBOSClient(system_database_engine=engine, serializer=DBOSPortableJSON, lazy=True)
    try:
        client._sys_db.run_migrations()
    finally:
        client.destroy()
        if engine is not database.engine:
            engine.dispose()


def engine_for_dbos(database: Database) -> Engine:
    """Return the database engine that DBOS uses: on PostgreSQL ours, on SQLite one of its own.

    DBOS relies on the driver to begin its transactions and sets neither a write-ahead log
    nor full synchronisation, so ours (which begins them itself) cannot be shared there.
    """
    if not database.is_sqlite:
        return database.engine
    engine = create_engine(database.engine.url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    follow_file(engine)
    return engine
