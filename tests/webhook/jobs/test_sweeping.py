"""Signs of life, and what goes on when the database is away for a while."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from knowledge_base.foundation.database import Database
from tests.tools.clocks import START, SettableClock
from tests.tools.databases import BOTH
from tests.tools.waiting import until
from webhook.jobs.sweeping import Housekeeping, Housework
from webhook.settings import JobSettings
from webhook.store.jobs import WorkerBeat, list_beats

QUICK = JobSettings(beat_s=0.02, sweep_s=0.02)


class CountedSweeps:
    """Counts what it is asked for; fails as often as it was told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.swept: list[datetime] = []
        self.purged: list[datetime] = []

    def sweep(self, *, now: datetime) -> int:
        self.swept.append(now)
        if len(self.swept) <= self.failures:
            raise OSError("the database is away")
        return 0

    def purge(self, *, now: datetime) -> int:
        self.purged.append(now)
        return 0


@pytest.fixture
def sweeps() -> CountedSweeps:
    return CountedSweeps()


@pytest.fixture
def keeping(database: Database, sweeps: CountedSweeps, clock: SettableClock) -> Iterator[Housekeeping]:
    made = Housekeeping(database, sweeps, QUICK, clock=clock, executor_id="w1", version="1.2")
    yield made
    made.stop()


def beats(database: Database) -> list[WorkerBeat]:
    with database.reading() as session:
        return list(list_beats(session))


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_worker_beats_from_its_start(keeping: Housekeeping, database: Database, clock: SettableClock) -> None:
    keeping.start()
    first = beats(database)
    later = clock.advance(seconds=2)

    until(lambda: beats(database)[0].beat_at == later, what="a later beat")

    assert [(one.executor_id, one.beat_at, one.version, one.is_warm) for one in first] == [("w1", START, "1.2", False)]


def test_warm_worker_says_so_at_once(keeping: Housekeeping, database: Database) -> None:
    keeping.mark_warm()

    assert beats(database)[0].is_warm


def test_stopped_worker_is_forgotten(keeping: Housekeeping, database: Database) -> None:
    keeping.start()

    keeping.stop()

    assert beats(database) == []


def test_sweeping_goes_on_after_a_failure(keeping: Housekeeping, sweeps: CountedSweeps) -> None:
    sweeps.failures = 2
    keeping.start()

    until(lambda: len(sweeps.swept) > 4, what="more sweeps")

    assert len(sweeps.swept) > sweeps.failures


def test_beating_goes_on_when_the_database_comes_back(
    keeping: Housekeeping, database: Database, clock: SettableClock, tmp_path: Path, sweeps: CountedSweeps
) -> None:
    keeping.start()
    (tmp_path / "drafter.db").rename(tmp_path / "away.db")
    asked = len(sweeps.swept)
    until(lambda: len(sweeps.swept) > asked + 3, what="sweeps without a database")
    (tmp_path / "away.db").rename(tmp_path / "drafter.db")

    later = clock.advance(seconds=60)

    until(lambda: beats(database)[0].beat_at == later, what="a beat in the file that was put back")


def test_purges_by_the_hour(keeping: Housekeeping, sweeps: CountedSweeps, clock: SettableClock) -> None:
    keeping.start()
    until(lambda: len(sweeps.swept) > 2, what="sweeps")
    assert sweeps.purged == []

    clock.advance(minutes=2)
    until(lambda: len(sweeps.purged) == 1, what="the first purge")
    seen = len(sweeps.swept)
    until(lambda: len(sweeps.swept) > seen + 2, what="sweeps")
    assert len(sweeps.purged) == 1

    clock.advance(hours=1, minutes=1)
    until(lambda: len(sweeps.purged) == 2, what="the next purge")


def test_each_work_is_done_though_another_fails(clock: SettableClock) -> None:
    done: list[str] = []

    def fail(now: datetime) -> int:
        raise OSError("a brand's sample cannot be drawn")

    def erase(now: datetime) -> int:
        done.append("erased")
        return 2

    work = Housework(sweeps={"first": fail, "then": erase}, purges={"first": fail, "then": erase})

    assert (work.sweep(now=clock()), work.purge(now=clock())) == (2, 2)
    assert done == ["erased", "erased"]
