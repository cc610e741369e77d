"""From raw request to recorded event: verified first, recorded once, its job in the same transaction.

On the embedded database one thread for each process commits for all waiting requests, so
they share one flush to the disk; PostgreSQL groups commits by itself and is left alone.
"""

import hmac
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.errors import ConnectionNotFoundError, SignatureError, StaleEventError, StoreUnavailableError
from webhook.helpdesks.base import Challenged, Connection, EventKind, Helpdesk, InboundEvent, RawRequest
from webhook.helpdesks.happenings import WITHOUT_TICKET
from webhook.jobs.base import TAKE_EVENT, Jobs
from webhook.store.connections import get_connection, note_failed, note_heard
from webhook.store.events import add_event

ACCEPTED, DUPLICATE, IGNORED = "accepted", "duplicate", "ignored"
MAX_BATCH = 64  # requests that share one commit; more would only make the first ones wait
NOTED_S = 30.0  # how often it is written down that a helpdesk was heard
KEPT_S = 1.0  # a burst asks for one connection a thousand times; a change of secret counts a second later
WITH_JOB = frozenset(
    {
        EventKind.TICKET_CREATED,
        EventKind.TICKET_REPLIED,
        EventKind.AGENT_REPLIED,
        EventKind.TICKET_SOLVED,
        EventKind.TICKET_REOPENED,
        EventKind.TICKET_ESCALATED,
        *WITHOUT_TICKET,
    }
)

log = structlog.get_logger()


@dataclass(frozen=True)
class Receipt:
    """What the sender is told: the id of its event and whether it was new.

    ``answer`` is given instead where the helpdesk only tried the address out.
    """

    event_id: str
    status: str
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Arrival:
    """A verified event on its way into the inbox."""

    connection_id: str
    event: InboundEvent
    received_at: datetime


class Inbox:
    """Records arrivals with their jobs, each batch in one transaction."""

    def __init__(self, database: Database, jobs: Jobs, *, new_id: NewId, timeout_s: float) -> None:
        self._database = database
        self._jobs = jobs
        self._new_id = new_id
        self._timeout_s = timeout_s
        self._waiting: queue.SimpleQueue[tuple[Arrival, Future[bool]]] = queue.SimpleQueue()
        self._flusher: threading.Thread | None = None
        self._start_lock = threading.Lock()

    def add(self, arrival: Arrival) -> bool:
        """Record an arrival durably; False when it was there before.

        Raises StoreUnavailableError when the database does not take it in time; the event
        may then still be recorded, and the sender's next try is answered as a duplicate.
        """
        if not self._database.is_sqlite:
            return self._record_all([arrival])[0]
        self._ensure_flusher()
        done: Future[bool] = Future()
        self._waiting.put((arrival, done))
        try:
            return done.result(self._timeout_s)
        except FutureTimeoutError as error:
            raise _unavailable() from error

    def _ensure_flusher(self) -> None:
        # Started on first use: a thread made before the server forks would not live in its workers.
        with self._start_lock:
            if self._flusher is None or not self._flusher.is_alive():
                self._flusher = threading.Thread(target=self._flush_forever, name="inbox-flusher", daemon=True)
                self._flusher.start()

    def _flush_forever(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < MAX_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._flush(batch)

    def _flush(self, batch: Sequence[tuple[Arrival, "Future[bool]"]]) -> None:
        try:
            results = self._record_all([arrival for arrival, _ in batch])
        except Exception as error:  # the outside of every waiting request: each is told
            if len(batch) > 1 and not isinstance(error, StoreUnavailableError):
                for one in batch:
                    self._flush([one])
                return
            for _, done in batch:
                done.set_exception(error)
            return
        for (_, done), is_new in zip(batch, results, strict=True):
            done.set_result(is_new)

    def _record_all(self, arrivals: Sequence[Arrival]) -> list[bool]:
        with _away_is_unavailable(), self._database.writing() as session:
            return [self._record(session, arrival) for arrival in arrivals]

    def _record(self, session: Session, arrival: Arrival) -> bool:
        event_pk = self._new_id("evt")
        is_new = add_event(
            session, arrival.event, connection_id=arrival.connection_id, id=event_pk, now=arrival.received_at
        )
        if is_new and arrival.event.kind in WITH_JOB:
            self._jobs.enqueue(session, TAKE_EVENT, event_pk)
        return is_new


class Receiver:
    """The webhook route's work: which connection, is it really them, what happened, keep it."""

    def __init__(
        self,
        database: Database,
        inbox: Inbox,
        helpdesks: Callable[[str], Helpdesk | None],
        *,
        clock: Clock,
        monotonic: Callable[[], float],
    ) -> None:
        self._database = database
        self._inbox = inbox
        self._helpdesks = helpdesks
        self._clock = clock
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, Connection]] = {}
        self._noted: dict[tuple[str, str], float] = {}

    def find_connection(self, kind: str, connection_id: str, path_segment: str | None) -> tuple[Connection, Helpdesk]:
        """Return the connection that a path names and its adapter.

        Raises ConnectionNotFoundError (also for a wrong unguessable segment) and
        StoreUnavailableError.
        """
        helpdesk = self._helpdesks(kind)
        not_found = ConnectionNotFoundError(f"No {kind[:40]!r} connection has the id {connection_id[:64]!r}.")
        if helpdesk is None or not (connection_id.isascii() and connection_id.isprintable()):
            raise not_found  # PostgreSQL would refuse to look for a zero byte
        connection = self._connection(connection_id).at(self._clock())
        wanted = connection.path_segments
        is_right = any(_same(one, path_segment) for one in wanted) if wanted else path_segment is None
        if connection.kind != kind or not is_right:
            raise not_found
        return connection, helpdesk

    def _connection(self, connection_id: str) -> Connection:
        kept = self._kept.get(connection_id)
        if kept and self._monotonic() - kept[0] < KEPT_S:
            return kept[1]
        with _away_is_unavailable(), self._database.reading() as session:
            connection = get_connection(session, connection_id)
        self._kept[connection_id] = self._monotonic(), connection
        return connection

    def receive(self, connection: Connection, helpdesk: Helpdesk, request: RawRequest) -> Receipt:
        """Verify, read and record one request; the receipt stands only for what is durable.

        Raises SignatureError, StaleEventError, MalformedEventError, UnsupportedMediaError,
        TicketFormatError, StoreUnavailableError.
        """
        now = self._clock()
        try:
            helpdesk.verify(request, connection, now=now)
        except (SignatureError, StaleEventError) as error:
            self._note(connection, now, refused=error.message)
            raise
        is_newest = _is_under_newest(connection, helpdesk, request, now)
        tried = helpdesk.challenge(request, connection) if isinstance(helpdesk, Challenged) else None
        if tried is not None:
            self._note(connection, now, is_newest=is_newest)
            return Receipt("challenge", IGNORED, tried)
        event = helpdesk.parse_event(request, connection)
        if event.kind is EventKind.IGNORED or connection.is_paused:
            self._note(connection, now, is_newest=is_newest)
            return Receipt(event.event_id, IGNORED)
        is_new = self._inbox.add(Arrival(connection.id, event, now))
        self._note(connection, now, is_newest=is_newest)
        return Receipt(event.event_id, ACCEPTED if is_new else DUPLICATE)

    def _note(
        self, connection: Connection, now: datetime, *, refused: str | None = None, is_newest: bool = False
    ) -> None:
        """Note that the helpdesk was heard, or refused, at most once in a while: a burst writes one row."""
        what = "refused" if refused is not None else "newest" if is_newest else "heard"
        key, moment = (connection.id, what), self._monotonic()
        if moment - self._noted.get(key, -NOTED_S) < NOTED_S:
            return
        self._noted[key] = moment
        try:
            with self._database.writing() as session:
                if refused:
                    note_failed(session, connection.id, f"A request was refused: {refused}", now=now)
                else:
                    note_heard(session, connection.id, now=now, is_newest=is_newest)
        except (DBAPIError, PoolTimeoutError) as error:
            # A courtesy: the event itself is what has to be kept, and says so where it cannot.
            log.warning("connection_state_not_kept", kind=type(error).__name__)


@contextmanager
def _away_is_unavailable() -> Iterator[None]:
    """Turn a database that is away, or too busy, into the error that asks the sender to come back."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
            raise _unavailable() from error
        raise
    except PoolTimeoutError as error:
        raise _unavailable() from error


def lower_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return request headers under lower-case names."""
    return {name.lower(): value for name, value in headers.items()}


def _is_under_newest(connection: Connection, helpdesk: Helpdesk, request: RawRequest, now: datetime) -> bool:
    """Whether, while two secrets count, a verified request came under the newer one."""
    if len(connection.secrets) < 2:
        return False
    alone = replace(connection, secrets=connection.secrets[:1])
    if connection.path_segment and request.path_segment != connection.path_segment:
        return False
    try:
        helpdesk.verify(request, alone, now=now)
    except (SignatureError, StaleEventError):
        return False
    return True


def _same(left: str, right: str | None) -> bool:
    return hmac.compare_digest(left.encode(), (right or "").encode("utf-8", "replace"))


def _unavailable() -> StoreUnavailableError:
    return StoreUnavailableError("The database did not take the event; nothing is lost if you send it again.")
