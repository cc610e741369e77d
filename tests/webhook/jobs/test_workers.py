"""Workers that die, hang, come back and change: nothing lost, nothing posted twice, on both databases.

The letters are those of the engine's failure table: A and B two workers at once, C a dead
worker, D another version, E a worker that hangs and wakes.
"""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.database import Database
from tests.tools.databases import BOTH
from tests.tools.job_worker import WORK, Effects, WorkerProcess, job_worker
from tests.tools.waiting import until
from webhook.jobs.durable import DbosJobs, DbosWorker
from webhook.settings import JobSettings, Settings
from webhook.store.jobs import count_jobs, list_beats
from webhook.worker_slots import take_worker_slot

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)
Start = Callable[..., list[WorkerProcess]]


@pytest.fixture
def effects(tmp_path: Path) -> Effects:
    return Effects(tmp_path)


@pytest.fixture
def jobs(database: Database) -> DbosJobs:
    return DbosJobs(database, JobSettings(), clock=utc_now, holder="web")


@pytest.fixture
def start(database_url: str, effects: Effects):
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:

        def begin(*executor_ids: str, **options: object) -> list[WorkerProcess]:
            makers = [job_worker(database_url, one, effects, **options) for one in executor_ids]
            return list(pool.map(stack.enter_context, makers))

        yield begin
        effects.release()


@pytest.fixture
def enqueue(jobs: DbosJobs, database: Database) -> Callable[[int], list[str]]:
    numbers = itertools.count()

    def some(count: int) -> list[str]:
        subjects = [f"s{next(numbers):02d}" for _ in range(count)]
        with database.writing() as session:
            for subject in subjects:
                jobs.enqueue(session, WORK, subject)
        return subjects

    return some


def states(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return count_jobs(session)


def all_done(database: Database, count: int) -> None:
    until(lambda: states(database) == {"done": count}, what=f"{count} jobs done")


def test_two_workers_share_the_work(start: Start, enqueue, effects: Effects, database: Database) -> None:
    """A and B: each with an id of its own, no job is done twice."""
    start("one", "two")
    subjects = enqueue(16)

    all_done(database, 16)

    assert effects.of("think") == subjects
    assert effects.of("post") == subjects


def test_dead_workers_jobs_are_taken_over(start: Start, enqueue, effects: Effects, database: Database) -> None:
    """C: the engine alone would leave them pending for ever."""
    effects.hold()
    first, _ = start("one", "two", slots=8)
    subjects = enqueue(16)
    until(lambda: len(effects.of("think")) == 16, what="all jobs begun")

    first.kill()
    effects.release()

    all_done(database, 16)
    assert effects.of("post") == subjects
    with database.reading() as session:
        assert [beat.executor_id for beat in list_beats(session)] == ["two"]


def test_restarted_worker_takes_up_its_own_jobs(start: Start, enqueue, effects: Effects, database: Database) -> None:
    """Under the same id at once, without waiting until it is declared dead."""
    effects.hold()
    (worker,) = start("one", dead_after_s=3600)
    subjects = enqueue(6)
    until(lambda: len(effects.of("think")) == 6, what="all jobs begun")

    worker.kill()
    effects.release()
    start("one", dead_after_s=3600)

    all_done(database, 6)
    assert effects.of("post") == subjects


def test_older_version_goes_on_after_a_newer_one(start: Start, enqueue, effects: Effects, database: Database) -> None:
    """D and the rollback: new events run although the engine saw a later version before."""
    (newer,) = start("one", protocol="2")
    newer.stop()
    assert _alive(database) == set()  # a worker that stops says goodbye: nothing is there to take over

    start("one", protocol="1")
    subjects = enqueue(4)

    all_done(database, 4)
    assert effects.of("post") == subjects


def test_worker_that_hung_does_not_post_again(start: Start, enqueue, effects: Effects, database: Database) -> None:
    """E: its jobs were taken over, so it is stopped at its next recorded step."""
    effects.hold()
    (first,) = start("one", slots=12)
    subjects = enqueue(12)
    until(lambda: len(effects.of("think")) == 12, what="all jobs begun")
    start("two", slots=12)  # only now, so that all its slots are free to take over

    _pause_until(first, lambda: len(effects.of("think")) > 12)
    effects.release()
    all_done(database, 12)
    first.resume()
    until(lambda: "one" in _alive(database), what="the first worker awake")
    first.stop()

    assert effects.of("post") == subjects
    assert states(database) == {"done": 12}


def _pause_until(worker: WorkerProcess, is_taken_over: Callable[[], bool]) -> None:
    """Stop a process where it stands; again, where it stood in a transaction and held up everybody."""
    for _ in range(4):
        worker.pause()
        try:
            until(is_taken_over, what="jobs taken over")
        except AssertionError:
            worker.resume()
            threading.Event().wait(0.5)  # for its transaction to end
            continue
        return
    raise AssertionError("A paused worker's jobs were never taken over.")


def _alive(database: Database) -> set[str]:
    with database.reading() as session:
        return {beat.executor_id for beat in list_beats(session)}


def test_engines_default_id_is_refused(jobs: DbosJobs) -> None:
    with pytest.raises(ValueError, match="its own"):
        DbosWorker(jobs, {}, executor_id="local").start()


def test_worker_places_are_unique_and_stay(settings: Settings) -> None:
    first, second = take_worker_slot(settings), take_worker_slot(settings)
    names = {first.name, second.name}
    first.release()

    again = take_worker_slot(settings)

    assert len(names) == 2
    assert again.name == first.name
    second.release()
    again.release()
