"""Signs of life, stranded work taken over, old records deleted: what a worker does besides jobs."""

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from webhook.settings import JobSettings
from webhook.store.jobs import WorkerBeat, beat, remove_beats

PURGE_EVERY = timedelta(hours=1)
Periodic = Callable[[datetime], int]  # given the time, how much was done

log = structlog.get_logger()


class Sweeps(Protocol):
    """The two periodic verbs of the job engine."""

    def sweep(self, *, now: datetime) -> int:
        """Take over what dead workers left."""
        ...

    def purge(self, *, now: datetime) -> int:
        """Delete what finished long ago."""
        ...


@dataclass(frozen=True)
class Housework:
    """Several periodic works as one, by name: each is done, whatever becomes of the others."""

    sweeps: Mapping[str, Periodic]
    purges: Mapping[str, Periodic]

    def sweep(self, *, now: datetime) -> int:
        """Do what cannot wait; return how much was done."""
        return _do_each(self.sweeps, now)

    def purge(self, *, now: datetime) -> int:
        """Do what may wait an hour; return how much was done."""
        return _do_each(self.purges, now)


def _do_each(works: Mapping[str, Periodic], now: datetime) -> int:
    done = 0
    for name, work in works.items():
        try:
            done += work(now)
        except Exception as error:
            # The outside of one work: texts past their time must go though a brand's sample cannot be drawn.
            log.warning("housework_failed", work=name, kind=type(error).__name__)
    return done


class Housekeeping:
    """Beats, sweeps and purges in two threads of a worker until it stops.

    Beating has a thread of its own: a long sweep must not make a healthy worker look dead.
    """

    def __init__(
        self, database: Database, jobs: Sweeps, settings: JobSettings, *, clock: Clock, executor_id: str, version: str
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._settings = settings
        self._clock = clock
        self._executor_id = executor_id
        self._version = version
        self._is_warm = False
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Beat once, then go on in the background."""
        self.beat()
        for name, work in (("beat", self._beat_forever), ("sweep", self._sweep_forever)):
            thread = threading.Thread(target=work, name=f"worker-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def mark_warm(self) -> None:
        """Tell with the next beat, at once, that drafting needs no more loading."""
        self._is_warm = True
        self._quietly("beat", self.beat)

    def beat(self) -> None:
        """Record that this worker lives."""
        sign = WorkerBeat(self._executor_id, self._clock(), socket.gethostname(), self._version, self._is_warm)
        with self._database.writing() as session:
            beat(session, sign)

    def stop(self) -> None:
        """Stop in good order: a worker that said goodbye has nothing to take over."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._quietly("goodbye", self._say_goodbye)

    def _say_goodbye(self) -> None:
        with self._database.writing() as session:
            remove_beats(session, [self._executor_id])

    def _beat_forever(self) -> None:
        while not self._stopping.wait(self._settings.beat_s):
            self._quietly("beat", self.beat)

    def _sweep_forever(self) -> None:
        purge_at = self._clock() + timedelta(minutes=1)
        while not self._stopping.wait(self._settings.sweep_s):
            self._quietly("sweep", lambda: self._jobs.sweep(now=self._clock()))
            if self._clock() >= purge_at:
                purge_at = self._clock() + PURGE_EVERY
                self._quietly("purge", lambda: self._jobs.purge(now=self._clock()))

    def _quietly(self, name: str, work: "Work") -> None:
        try:
            work()
        except Exception as error:
            # The outside of a thread that must go on: a database that is away comes back.
            log.warning(f"worker_{name}_failed", kind=type(error).__name__)


class Work(Protocol):
    """Anything periodic."""

    def __call__(self) -> object:
        """Do it once."""
        ...
