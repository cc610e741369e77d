"""Find events that were lost on the way: ask each helpdesk now and then which tickets changed.

A hook that failed leaves no trace with most vendors.  What changed since the last look and is
not known here as it now stands becomes an event like any other; the cursor is the vendor's
own time of the last change seen, so clocks need not agree.  Asking may be slow, so it has a
thread of its own beside the sweep of stranded work, and one worker asks for each connection.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from drafter.store import tickets as ticket_store
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.errors import HelpdeskError
from webhook.helpdesks.base import Connection, Helpdesk, InboundEvent, Polling, Selective
from webhook.jobs.base import TAKE_EVENT, Jobs
from webhook.store import connections as store
from webhook.store.connections import LinkState
from webhook.store.events import add_event
from webhook.store.jobs import take_lease

LOOK_BACK = timedelta(days=7)  # older changes are history: nobody waits for a draft of them
OVERLAP = timedelta(seconds=2)  # vendors cut times to whole seconds
SKEW = timedelta(seconds=60)  # their clock may be behind ours: what was read a moment ago is read once more
LEASE_S = 120.0

log = structlog.get_logger()


@dataclass
class LostEvents:
    """Looks for lost events where that is due; ``every_s`` is how often one connection is asked; 0: never."""

    database: Database
    jobs: Jobs
    helpdesk: Callable[[str], Helpdesk | None]
    new_id: NewId
    holder: str
    clock: Clock
    every_s: float
    _asking: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def look_aside(self, now: datetime) -> int:
        """Begin to look for lost events unless that goes on already.  Returns 0: nothing is found yet."""
        if self.every_s > 0 and self._asking.acquire(blocking=False):
            threading.Thread(target=self._ask_aside, args=(now,), name="lost-events", daemon=True).start()
        return 0

    def end_old_secrets(self, now: datetime) -> int:
        """Delete connections' secrets whose time is over; return how many."""
        with self.database.writing() as session:
            return store.end_old_secrets(session, now=now)

    def find(self, *, now: datetime) -> int:
        """Ask every connection that is due; return how many lost events were found."""
        with self.database.reading() as session:
            connections = [one for one in store.list_connections(session) if not one.is_paused]
            states = store.link_states(session, [one.id for one in connections])
        due = [one for one in connections if self._is_due(states[one.id], now)]
        return sum(self._find_at(one, states[one.id], now) for one in due)

    def _ask_aside(self, now: datetime) -> None:
        try:
            self.find(now=now)
        except Exception as error:
            # The outside of a thread: a database that is away comes back before the next sweep.
            log.warning("lost_events_failed", kind=type(error).__name__)
        finally:
            self._asking.release()

    def _is_due(self, state: LinkState, now: datetime) -> bool:
        return state.polled_at is None or (now - state.polled_at).total_seconds() >= self.every_s

    def _find_at(self, connection: Connection, state: LinkState, now: datetime) -> int:
        helpdesk = self.helpdesk(connection.kind)
        if helpdesk is None or (isinstance(helpdesk, Selective) and not helpdesk.wants(connection)):
            return 0
        if not isinstance(helpdesk, Polling):
            return 0
        with self.database.writing() as session:
            if not take_lease(session, f"poll:{connection.id}", self.holder, now=now, length_s=LEASE_S):
                return 0
        since = max((state.polled_until or state.created_at) - OVERLAP, now - LOOK_BACK)
        try:
            changed = helpdesk.changed_since(connection, since)
        except HelpdeskError as error:
            with self.database.writing() as session:
                store.note_failed(session, connection.id, f"{error.code}: {error.message}", now=now)
                store.note_polled(session, connection.id, until=None, now=now)
            return 0
        return self._record(connection, changed, self.clock())

    def _record(self, connection: Connection, changed: Sequence[InboundEvent], now: datetime) -> int:
        """Record what we do not know yet, with its jobs, and how far we looked, in one transaction."""
        found = 0
        with self.database.writing() as session:
            for event in changed:
                known = ticket_store.find_ticket(session, connection.id, event.ticket_external_id or "")
                if known and known.told_at and event.occurred_at and known.told_at >= event.occurred_at + SKEW:
                    continue
                event_pk = self.new_id("evt")
                if add_event(session, event, connection_id=connection.id, id=event_pk, now=now):
                    self.jobs.enqueue(session, TAKE_EVENT, event_pk, asked_at=event.occurred_at)
                    found += 1
            until = max((one.occurred_at for one in changed if one.occurred_at), default=None)
            store.note_polled(session, connection.id, until=until, now=now)
            store.note_well(session, connection.id)
        if found:
            log.info("lost_events_found", connection_id=connection.id, count=found)
        return found
