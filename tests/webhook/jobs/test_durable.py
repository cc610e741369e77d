"""One try of a job from start to record, retries, dead letters, what the sweeper finds; on both databases."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from drafter.errors import ModelRateLimitedError, ModelTimeoutError, TicketNotFoundError
from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.database import Database
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from webhook.jobs.base import JobContext, JobHandler
from webhook.jobs.durable import PROTOCOL_VERSION, DbosJobs, DbosWorker, run_id
from webhook.settings import JobSettings
from webhook.store.jobs import Job, JobState, WorkerBeat, beat, get_job, list_beats, start_job, take_lease

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)
SETTINGS = JobSettings(max_attempts=3, max_starts=2, dead_after_s=15, stranded_after_s=120)


@pytest.fixture
def jobs(database: Database, clock: SettableClock) -> DbosJobs:
    return DbosJobs(database, SETTINGS, clock=clock, holder="sweeper")


@pytest.fixture
def job(jobs: DbosJobs, database: Database) -> str:
    with database.writing() as session:
        return jobs.enqueue(session, "work", "s1")


def worker(jobs: DbosJobs, handler: JobHandler) -> DbosWorker:
    return DbosWorker(jobs, {"work": handler}, executor_id="w1")


def raising(error: Exception) -> JobHandler:
    def handler(_subject: str, _context: JobContext) -> None:
        raise error

    return handler


def stands(database: Database, job_id: str) -> Job:
    with database.reading() as session:
        found = get_job(session, job_id)
    assert found is not None
    return found


def in_order(database: Database) -> list[str]:
    """Return the engine's runs as it claims them."""
    table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.reading() as session:
        return list(session.scalars(text(f"SELECT workflow_uuid FROM {table} ORDER BY priority, created_at")))


def runs(database: Database) -> dict[str, str]:
    """Return the engine's runs and their status."""
    table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.reading() as session:
        return dict(session.execute(text(f"SELECT workflow_uuid, status FROM {table}")).tuples().all())


def test_what_was_asked_last_goes_first(jobs: DbosJobs, job: str, database: Database, clock: SettableClock) -> None:
    an_hour_ago = clock.now - timedelta(hours=1)
    clock.advance(seconds=2)

    with database.writing() as session:
        old = jobs.enqueue(session, "work", "s2", asked_at=an_hour_ago)
        new = jobs.enqueue(session, "work", "s3")

    assert in_order(database) == [run_id(new, 0), run_id(job, 0), run_id(old, 0)]


def test_enqueue_is_part_of_the_callers_transaction(jobs: DbosJobs, database: Database) -> None:
    def enqueue_and_fail() -> None:
        with database.writing() as session:
            jobs.enqueue(session, "work", "s1")
            raise RuntimeError("the caller's own work failed")

    with pytest.raises(RuntimeError):
        enqueue_and_fail()

    with database.reading() as session:
        assert jobs.status(session, "work:s1") is None
    assert runs(database) == {}


def test_same_job_is_enqueued_once(jobs: DbosJobs, database: Database) -> None:
    with database.writing() as session:
        first = jobs.enqueue(session, "work", "s1")
        again = jobs.enqueue(session, "work", "s1")
    with database.writing() as session:
        later = jobs.enqueue(session, "work", "s1")

    assert first == again == later
    assert runs(database) == {run_id(first, 0): "ENQUEUED"}


def test_engine_is_told_nothing_but_ids(jobs: DbosJobs, job: str, database: Database) -> None:
    prefix = "" if database.is_sqlite else "dbos."
    with database.reading() as session:
        run = session.execute(text(f"SELECT * FROM {prefix}workflow_status")).one()
        given = session.execute(text(f"SELECT inputs FROM {prefix}workflow_input")).scalar_one()

    assert json.loads(given) == {"namedArgs": {}, "positionalArgs": ["work:s1", 0]}
    assert (run.serialization, run.application_version) == ("portable_json", PROTOCOL_VERSION)


def test_job_that_succeeds_is_done(jobs: DbosJobs, job: str, database: Database) -> None:
    seen: list[tuple[str, str, int]] = []

    worker(jobs, lambda subject, context: seen.append((subject, context.job_id, context.attempt))).run(job, 0)

    assert seen == [("s1", "work:s1", 0)]
    assert stands(database, job).state is JobState.DONE


def test_finished_try_does_not_run_again(jobs: DbosJobs, job: str, database: Database) -> None:
    seen: list[str] = []
    one = worker(jobs, lambda subject, _context: seen.append(subject))
    one.run(job, 0)

    one.run(job, 0)
    one.run(job, 1)
    one.run("work:unknown", 0)

    assert seen == ["s1"]


def test_error_that_may_pass_is_tried_again(jobs: DbosJobs, job: str, database: Database) -> None:
    worker(jobs, raising(ModelTimeoutError("The model did not answer within 30 s."))).run(job, 0)

    after = stands(database, job)
    assert (after.state, after.attempt, after.starts, after.last_error) == (JobState.QUEUED, 1, 0, "model.timeout")
    assert runs(database)[run_id(job, 1)] == "DELAYED"


def test_asked_for_wait_is_kept(jobs: DbosJobs, job: str, database: Database) -> None:
    worker(jobs, raising(ModelRateLimitedError("Too many requests.", retry_after_s=77.0))).run(job, 0)

    table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.reading() as session:
        row = session.execute(
            text(f"SELECT created_at, delay_until_epoch_ms FROM {table} WHERE workflow_uuid = :id"),
            {"id": run_id(job, 1)},
        ).one()
    assert row.delay_until_epoch_ms - row.created_at == pytest.approx(77_000, abs=5_000)


def test_failing_job_is_left_for_a_person_in_the_end(jobs: DbosJobs, job: str, database: Database) -> None:
    one = worker(jobs, raising(ModelTimeoutError("The model did not answer within 30 s.")))

    for attempt in range(SETTINGS.max_attempts):
        one.run(job, attempt)

    after = stands(database, job)
    assert (after.state, after.attempt, after.last_error) == (JobState.FAILED, 2, "model.timeout")


def test_error_that_will_not_pass_is_not_tried_again(jobs: DbosJobs, job: str, database: Database) -> None:
    worker(jobs, raising(TicketNotFoundError("No ticket has the id 'tkt_1'."))).run(job, 0)

    after = stands(database, job)
    assert after.state is JobState.FAILED
    assert (after.last_error or "").startswith("ticket.not_found: No ticket")


def test_unexpected_error_is_tried_again_and_named(jobs: DbosJobs, job: str, database: Database) -> None:
    worker(jobs, raising(ZeroDivisionError("what a customer wrote"))).run(job, 0)

    after = stands(database, job)
    assert (after.state, after.last_error) == (JobState.QUEUED, "job.broke: ZeroDivisionError")


def test_job_of_a_kind_we_do_not_know_waits_for_a_newer_worker(jobs: DbosJobs, database: Database) -> None:
    with database.writing() as session:
        job = jobs.enqueue(session, "from_the_future", "s1")

    worker(jobs, raising(AssertionError())).run(job, 0)

    assert stands(database, job).state is JobState.QUEUED


def test_job_that_kills_its_worker_is_stopped(
    jobs: DbosJobs, job: str, database: Database, clock: SettableClock
) -> None:
    for _ in range(SETTINGS.max_starts):  # started, and never heard of again
        with database.writing() as session:
            start_job(session, job, 0, now=clock())

    worker(jobs, raising(AssertionError("must not be called"))).run(job, 0)

    after = stands(database, job)
    assert (after.state, after.last_error) == (JobState.FAILED, "job.kills_its_worker")


def test_cancelled_job_does_not_start(jobs: DbosJobs, job: str, database: Database) -> None:
    with database.writing() as session:
        jobs.cancel(session, job)
    seen: list[str] = []

    worker(jobs, lambda subject, _context: seen.append(subject)).run(job, 0)

    assert seen == []
    assert stands(database, job).state is JobState.CANCELLED


def test_job_cancelled_while_it_runs_stays_cancelled(jobs: DbosJobs, job: str, database: Database) -> None:
    def cancel(_subject: str, _context: JobContext) -> None:
        with database.writing() as session:
            jobs.cancel(session, job)

    worker(jobs, cancel).run(job, 0)

    assert stands(database, job).state is JobState.CANCELLED


def test_dead_letter_is_retried_by_hand(jobs: DbosJobs, job: str, database: Database) -> None:
    worker(jobs, raising(TicketNotFoundError("No ticket has the id 'tkt_1'."))).run(job, 0)
    with database.writing() as session:
        jobs.retry(session, job)

    worker(jobs, lambda *_: None).run(job, 1)

    assert stands(database, job).state is JobState.DONE


class TestSweep:
    """The sweeper: dead workers' runs and jobs without a run."""

    @staticmethod
    def set_run(database: Database, run: str, status: str, executor_id: str | None) -> None:
        table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
        with database.writing() as session:
            session.execute(
                text(f"UPDATE {table} SET status = :status, executor_id = :executor WHERE workflow_uuid = :run"),
                {"status": status, "executor": executor_id, "run": run},
            )

    @staticmethod
    def beats(database: Database, executor_id: str, at: datetime) -> None:
        with database.writing() as session:
            beat(session, WorkerBeat(executor_id, at, "host", "test", True))

    def test_run_of_a_silent_worker_goes_back(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        self.set_run(database, run_id(job, 0), "PENDING", "gone")
        self.beats(database, "gone", clock() - timedelta(seconds=16))
        self.beats(database, "here", clock())

        assert jobs.sweep(now=clock()) == 1

        assert runs(database) == {run_id(job, 0): "ENQUEUED"}
        with database.reading() as session:
            assert [one.executor_id for one in list_beats(session)] == ["here"]

    def test_run_of_a_living_worker_is_left_alone(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        self.set_run(database, run_id(job, 0), "PENDING", "here")
        self.beats(database, "here", clock() - timedelta(seconds=14))

        assert jobs.sweep(now=clock()) == 0
        assert runs(database) == {run_id(job, 0): "PENDING"}

    def test_run_of_a_worker_that_never_beat_goes_back(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        self.set_run(database, run_id(job, 0), "PENDING", "never")

        assert jobs.sweep(now=clock()) == 1

    def test_one_process_sweeps_at_a_time(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        self.set_run(database, run_id(job, 0), "PENDING", "gone")
        with database.writing() as session:
            take_lease(session, "sweep", "another", now=clock(), length_s=15)

        assert jobs.sweep(now=clock()) == 0
        assert jobs.sweep(now=clock.advance(seconds=16)) == 1

    @pytest.mark.parametrize("status", ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"])
    def test_job_whose_run_ended_unrecorded_runs_again(
        self, status: str, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        self.set_run(database, run_id(job, 0), status, "here")

        assert jobs.sweep(now=clock.advance(seconds=100)) == 0  # it may just be about to be recorded
        assert jobs.sweep(now=clock.advance(seconds=30)) == 1

        assert stands(database, job).attempt == 1
        assert runs(database)[run_id(job, 1)] == "ENQUEUED"

    def test_job_without_any_run_runs_again(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        jobs._client.delete_workflows([run_id(job, 0)])

        assert jobs.sweep(now=clock.advance(seconds=130)) == 1
        assert runs(database) == {run_id(job, 1): "ENQUEUED"}

    def test_waiting_job_is_not_stranded(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        assert jobs.sweep(now=clock.advance(days=2)) == 0
        assert stands(database, job).attempt == 0

    def test_stranded_job_is_not_tried_for_ever(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        for attempt in range(SETTINGS.max_attempts):
            jobs._client.delete_workflows([run_id(job, attempt)])
            jobs.sweep(now=clock.advance(seconds=130))

        after = stands(database, job)
        assert (after.state, after.last_error) == (JobState.FAILED, "job.stranded")

    def test_many_stranded_jobs_are_found(self, jobs: DbosJobs, database: Database, clock: SettableClock) -> None:
        with database.writing() as session:
            ids = [jobs.enqueue(session, "work", f"s{n}") for n in range(250)]
        jobs._client.delete_workflows([run_id(one, 0) for one in ids])

        found = [jobs.sweep(now=clock.advance(seconds=130)) for _ in range(2)]

        assert sum(found) >= 250

    def test_finished_runs_are_forgotten_after_their_time(
        self, jobs: DbosJobs, job: str, database: Database, clock: SettableClock
    ) -> None:
        jobs._client.cancel_workflow(run_id(job, 0))
        table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
        with database.writing() as session:
            session.execute(text(f"UPDATE {table} SET completed_at = updated_at"))

        assert jobs.purge(now=utc_now() + timedelta(days=6)) == 0
        assert jobs.purge(now=utc_now() + timedelta(days=8)) == 1
        assert runs(database) == {}
