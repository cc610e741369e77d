"""Settings to Services: the only place that names a backend or makes an engine.

Everything heavy is made on first use: a command that only reads the database starts in
well under a second, and torch is imported by the first question that must be embedded.
"""

import fcntl
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from knowledge_base.foundation.clock import Clock, utc_now
from knowledge_base.foundation.database import Database, make_engine
from knowledge_base.foundation.ids import NewId, new_id
from webhook.helpdesks.base import Connection, Helpdesk
from webhook.settings import Settings, kept_secret, prepare_environment
from webhook.store.connections import operator_given_options

if TYPE_CHECKING:
    from knowledge_base.embedding import Embedder
    from knowledge_base.publishing import Publisher
    from knowledge_base.search.loading import SnapshotLoader
    from knowledge_base.search.retrieving import SnapshotRetriever
    from webhook.jobs.durable import DbosJobs, DbosWorker
    from webhook.receiving import Receiver

VERSION = "0.1.0"
POOL_SIZE = 20
MOST_SLOTS = 64
_LOADING = Lock()


@dataclass
class Services:
    """What the program is made of, each part made when it is first asked for."""

    settings: Settings
    clock: Clock = utc_now
    new_id: NewId = new_id
    monotonic: Callable[[], float] = time.monotonic
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")

    @cached_property
    def database(self) -> Database:
        """The one engine and its sessions."""
        options = {} if self.settings.is_embedded else {"connect_args": {"connect_timeout": 5}}
        engine = make_engine(
            self.settings.database_url,
            hide_parameters=True,  # an error's text must not quote what a customer wrote
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_timeout=self.settings.intake.accept_timeout_s,
            **options,
        )
        return Database(engine)

    @cached_property
    def jobs(self) -> "DbosJobs":
        """The Jobs door."""
        from webhook.jobs.durable import DbosJobs

        return DbosJobs(self.database, self.settings.jobs, clock=self.clock, holder=self.holder)

    @cached_property
    def receiver(self) -> "Receiver":
        """The webhook route's work."""
        from webhook.receiving import Inbox, Receiver

        inbox = Inbox(self.database, self.jobs, new_id=self.new_id, timeout_s=self.settings.intake.accept_timeout_s)
        return Receiver(self.database, inbox, self.helpdesk, clock=self.clock)

    @cached_property
    def secret_key(self) -> str:
        """Signs session cookies."""
        given = self.settings.secret_key
        return given.get_secret_value() if given else kept_secret(self.settings, "session-key")

    @cached_property
    def embedder(self) -> "Embedder":
        """The Embedder door: MiniLM from its package, or hashing where the settings say so."""
        with _LOADING:  # a second copy of the model would cost half a gigabyte
            if made := self.__dict__.get("embedder"):
                return cast("Embedder", made)
            if self.settings.embedder == "hashing":
                from knowledge_base.backends.hashing import HashingEmbedder

                self.__dict__["embedder"] = HashingEmbedder()
            else:
                from knowledge_base.backends.sentence_transformers import minilm

                self.__dict__["embedder"] = minilm()
            return cast("Embedder", self.__dict__["embedder"])

    @cached_property
    def publisher(self) -> "Publisher":
        """Publishes and retires policies: builds the snapshots that search reads."""
        from knowledge_base.publishing import Publisher

        return Publisher(self.database, self.snapshot_folder, self.embedder, clock=self.clock)

    @property
    def snapshot_folder(self) -> Path:
        """Where snapshot files lie; a cache that the database can make again."""
        return self.settings.data_path / "snapshots"

    @property
    def snapshots(self) -> "SnapshotLoader":
        """Hands out each brand's active snapshot."""
        return self._search[0]

    @property
    def retriever(self) -> "SnapshotRetriever":
        """Finds snippets for questions."""
        return self._search[1]

    @cached_property
    def _search(self) -> "tuple[SnapshotLoader, SnapshotRetriever]":
        from knowledge_base.backends.exact import ExactIndex
        from knowledge_base.search.loading import SnapshotLoader
        from knowledge_base.search.retrieving import SnapshotRetriever

        index, knobs = ExactIndex(), self.settings.retrieval
        loader = SnapshotLoader(
            self.database, self.snapshot_folder, self.embedder, index, poll_s=knobs.poll_s, monotonic=self.monotonic
        )
        return loader, SnapshotRetriever(loader, self.embedder, index, knobs, clock=self.clock)

    def helpdesk(self, kind: str) -> Helpdesk | None:
        """Return the adapter for a kind of connection, None for a kind that is not built in."""
        return self._helpdesks.get(kind)

    def helpdesk_kinds(self) -> tuple[str, ...]:
        """Return the kinds of connection that are built in."""
        return tuple(self._helpdesks)

    @cached_property
    def _helpdesks(self) -> dict[str, Helpdesk]:
        from webhook.helpdesks.django_helpdesk import DjangoHelpdesk
        from webhook.helpdesks.generic import GenericHelpdesk

        adapters: list[Helpdesk] = [
            GenericHelpdesk(now=self.clock, may_call_private=self.may_call_private),
            DjangoHelpdesk(may_call_private=self.may_call_private),
        ]
        return {adapter.kind: adapter for adapter in adapters}

    def may_call_private(self, connection: Connection) -> bool:
        """Whether the operator gave this connection's address, so that it may be an inner one."""
        with self.database.reading() as session:
            given = operator_given_options(session, connection.id)
        return bool(given & {"callback_url", "base_url"})

    def warm_up(self) -> None:
        """Load what the first draft needs, so that it does not wait."""

    def close(self) -> None:
        """Let go of connections."""
        if "jobs" in self.__dict__:
            self.jobs.close()
        if "database" in self.__dict__:
            self.database.engine.dispose()


@dataclass
class WorkerSlot:
    """One worker's place on this machine: its name is its executor id while the lock is held."""

    name: str
    lock: int

    def release(self) -> None:
        """Leave the place to another process."""
        os.close(self.lock)


def wire(settings: Settings) -> Services:
    """Make the services for these settings."""
    prepare_environment(settings)
    return Services(settings)


def take_worker_slot(settings: Settings) -> WorkerSlot:
    """Take the first free worker place of this data directory.

    The name is the same after a crash, so a restarted worker recovers its own runs at once,
    and no two living processes share it: a dead one's lock is released by the system.
    """
    folder = settings.data_path / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    place = kept_secret(settings, "installation")[:8]
    for slot in range(MOST_SLOTS):
        handle = _try_lock(folder / f"{slot}.lock")
        if handle is not None:
            name = settings.worker_name or f"{socket.gethostname()}-{place}-{slot}"
            return WorkerSlot(name, handle)
    raise RuntimeError(f"All {MOST_SLOTS} worker places in {folder} are taken; stop a worker first.")


def make_worker(services: Services, executor_id: str) -> "DbosWorker":
    """Make the worker that runs every kind of job in this process."""
    from webhook.jobs.base import TAKE_EVENT
    from webhook.jobs.durable import DbosWorker

    services.holder = executor_id
    return DbosWorker(services.jobs, {TAKE_EVENT: lambda subject, context: None}, executor_id=executor_id)


def _try_lock(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
