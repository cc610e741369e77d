"""The helpdesk's events on their way to Drafter: signed POSTs, kept until they arrive.

Events of one ticket go out in order.  One that did not arrive is tried again after a while
that doubles up to a minute; a thread does so for as long as the helpdesk runs.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from webhook.demo.store import DeskSettings, DeskStore, OutEvent
from webhook.errors import HelpdeskError
from webhook.helpdesks.calling import post
from webhook.helpdesks.signatures import sign_standard

TIMEOUT_S = 5.0
LOOK_S = 1.0  # how often the thread looks for events that a page did not bring itself
LONGEST_WAIT_S = 60.0
AT_ONCE = 3  # tickets in one look: forty samples at once would keep a newcomer's own ticket waiting

log = structlog.get_logger()


class Sender:
    """Brings events to Drafter, at the address that was pasted in or the one it is served at."""

    def __init__(self, store: DeskStore, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._base_url: str | None = None
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def serve_at(self, base_url: str) -> None:
        """Send to this address from now on, whatever was pasted in."""
        self._base_url = base_url

    def send_ticket(self, ticket_id: str) -> bool:
        """Send a ticket's events, oldest first; False when one of them has to wait."""
        settings = self._store.settings()
        with self._one_at_a_time:
            events = self._store.unsent(ticket_id)
            return bool(settings) and all(settings and self._send(settings, event) for event in events)

    def send_due(self) -> int:
        """Send the events of the few tickets whose time came first; return how many were looked at."""
        waiting = self._store.waiting_tickets(self._clock().timestamp())[:AT_ONCE]
        for ticket_id in waiting:
            if not self.send_ticket(ticket_id):
                break  # Drafter does not answer; the others would only wait for it one by one
        return len(waiting)

    def start(self) -> None:
        """Send in the background until ``stop``."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sample-desk-sender", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop sending in the background."""
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout=TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            try:
                self.send_due()
            except Exception as error:  # the outside of a thread that must go on
                log.warning("sample_desk_sending_failed", kind=type(error).__name__)

    def _send(self, settings: DeskSettings, event: OutEvent) -> bool:
        now = self._clock()
        body = event.body.encode()
        headers = sign_standard(event.id, body, [settings.secret], now=now)
        url = f"{(self._base_url or settings.base_url).rstrip('/')}{settings.webhook_path}"
        try:
            post(url, body, {"Content-Type": "application/json", **headers}, allow_private=True, timeout_s=TIMEOUT_S)
        except HelpdeskError as error:
            wait_s = min(LONGEST_WAIT_S, 2.0 ** (event.tries + 1))
            next_at = now + timedelta(seconds=wait_s)
            self._store.mark_failed(event.id, error.message, next_at=next_at.timestamp())
            log.info("sample_desk_event_waits", event_id=event.id, wait_s=wait_s)
            return False
        self._store.mark_sent(event.id, now=now.timestamp())
        return True
