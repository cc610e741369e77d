"""The job that takes an event of the inbox: ticket recorded, replies paired, a draft asked for.

Events may come twice, late, or in any order: the ticket is merged by the moment the helpdesk
spoke, replies are paired by when they were sent, and a draft is asked for once a message.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from drafter import handling
from drafter.drafts import DraftStatus
from drafter.outcomes import Happening
from drafter.store import waiting
from drafter.store.outcomes import OutcomeEvent, add_outcome_event, known_place
from drafter.store.tickets import find_ticket
from drafter.tickets import Ticket, TicketStatus
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.delivering import Delivering
from webhook.errors import ConnectionNotFoundError, HelpdeskError
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, Helpdesk, SentReply
from webhook.helpdesks.happenings import WITHOUT_TICKET, told_of
from webhook.jobs.base import DRAFT_TICKET, JobContext, Jobs
from webhook.jobs.learn import enqueue_learning
from webhook.store.connections import get_connection, note_failed, note_well
from webhook.store.erasure import forget_body
from webhook.store.events import StoredEvent, get_event

LONGEST_DELAY = timedelta(days=3)  # senders retry for a day or two; an older stamp is not a time we can use
RATINGS_WAIT = timedelta(days=30)  # a rating names nobody; its ticket may be one from before the connection
SAME_MOMENT = timedelta(seconds=2)  # within it the order of arrival says more than whole seconds do
ENDED = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})

log = structlog.get_logger()


@dataclass(frozen=True)
class TakeEvent:
    """Handles ``take_event``; the subject is an event of the inbox."""

    database: Database
    jobs: Jobs
    delivering: Delivering
    helpdesk: Callable[[str], Helpdesk | None]
    clock: Clock
    new_id: NewId
    seconds: Callable[[], float]

    def __call__(self, event_pk: str, context: JobContext) -> None:
        """Take the event: one read, one call to the helpdesk, one transaction.

        Raises ConnectionNotFoundError, HelpdeskError, TicketFormatError.
        """
        with self.database.reading() as session:
            stored = get_event(session, event_pk)
            connection = get_connection(session, stored.connection_id) if stored else None
        if stored is None or connection is None:
            return
        structlog.contextvars.bind_contextvars(event_id=stored.event.event_id, connection_id=connection.id)
        if stored.event.kind in WITHOUT_TICKET:
            with self.database.writing() as session:
                waits = self._note_happening(session, stored, connection)
                if stored.event.kind is not EventKind.TICKET_RATED:
                    forget_body(session, stored.id)  # it names a customer, and no ticket by which it could be erased
            if waits:  # its ticket may have been recorded meanwhile, and not have seen that this waits
                with self.database.writing() as session:
                    self._note_happening(session, stored, connection)
            return
        helpdesk = self.helpdesk(connection.kind)
        if helpdesk is None:
            raise ConnectionNotFoundError(f"Connection {connection.id!r} is of kind {connection.kind!r}, not built in.")
        asked_at = self.clock()
        try:
            fetched = helpdesk.fetch_ticket(stored.event, connection)
        except HelpdeskError as error:
            with self.database.writing() as session:
                note_failed(session, connection.id, f"{error.code}: {error.message}", now=self.clock())
            raise
        told_at = _told_at(stored) if fetched.is_from_event else asked_at
        status = _status(stored.event.kind, fetched.ticket.status)
        told = replace(fetched, ticket=replace(fetched.ticket, status=status, told_at=told_at))
        with self.database.writing() as session:
            ticket_id = self._record(session, stored, connection, told)
        with self.database.reading() as session:  # only what is committed by now is sure to meet what comes beside it
            is_awaited = waiting.is_awaited(session, ticket_id)
        if is_awaited:
            with self.database.writing() as session:
                waiting.take_up(session, ticket_id, now=self.clock())

    def _record(self, session: Session, stored: StoredEvent, connection: Connection, fetched: FetchedTicket) -> str:
        now = self.clock()
        ticket = handling.record_ticket(
            session,
            fetched.ticket,
            brand_id=connection.brand_id,
            connection_id=connection.id,
            now=now,
            new_id=self.new_id,
        )
        structlog.contextvars.bind_contextvars(ticket_id=ticket.id)
        for reply, sent_at in _replies(fetched, stored, since=handling.shown_since(session, ticket.id)):
            self._record_reply(session, ticket, reply, sent_at, now)
        self._note_happening(session, stored, connection)
        if ticket.status in ENDED:
            reason = f"The ticket was {ticket.status.value} without a reply from this draft."
            handling.mark_ignored(session, ticket.id, now=now, new_id=self.new_id, reason=reason)
        draft = handling.request_draft(session, ticket, now=now, new_id=self.new_id)
        if draft and draft.status is DraftStatus.QUEUED:
            newest = ticket.newest_request  # who wrote just now does not wait behind a backlog
            self.jobs.enqueue(session, DRAFT_TICKET, draft.id, asked_at=newest.created_at if newest else None)
        self.delivering.plan_retraction(session, ticket)
        note_well(session, connection.id)
        return ticket.id

    def _note_happening(self, session: Session, stored: StoredEvent, connection: Connection) -> bool:
        """Keep what the event says of a rating, an escalation or an order; True where it waits for its ticket."""
        told = told_of(stored.event, connection.kind)
        if told is None or (told.kind is Happening.RATED and told.score is None):
            return False
        named = stored.event.ticket_external_id
        ticket = find_ticket(session, connection.id, named) if named else None
        order, customer = known_place(session, connection.brand_id, told.order_number, told.customer)
        happened = OutcomeEvent(
            brand_id=connection.brand_id,
            kind=told.kind,
            at=min(stored.event.occurred_at or stored.received_at, stored.received_at),
            ticket_id=ticket.id if ticket else None,
            order_number=told.order_number if customer else order,
            requester_key=customer,
            amount=told.amount,
            currency=told.currency,
            score=told.score,
            key=f"{connection.id}/{stored.event.event_id}",
        )
        now = self.clock()
        if ticket or order or customer:
            add_outcome_event(session, happened, now=now)
            waiting.stop_waiting(session, happened.id)
            return False
        return waiting.keep_waiting(
            session,
            happened,
            connection_id=connection.id,
            ticket=named,
            order_number=told.order_number,
            customer=told.customer,
            until=now + (RATINGS_WAIT if told.kind is Happening.RATED else LONGEST_DELAY),
        )

    def _record_reply(
        self, session: Session, ticket: Ticket, reply: SentReply, sent_at: datetime, now: datetime
    ) -> None:
        edit = handling.record_reply(
            session,
            ticket.id,
            external_id=reply.external_id,
            text=reply.text,
            agent_id=reply.agent_id,
            agent_name=reply.agent_name,
            sent_at=sent_at,
            now=now,
            new_id=self.new_id,
            seconds=self.seconds,
        )
        if edit:
            enqueue_learning(session, self.jobs, edit.draft_id)


def forget_late_news(database: Database, now: datetime) -> int:
    """Forget the news whose ticket never came; return how many rows that were."""
    with database.writing() as session:
        return waiting.forget_late(session, now)


def _replies(
    fetched: FetchedTicket, stored: StoredEvent, *, since: datetime | None
) -> Iterator[tuple[SentReply, datetime]]:
    """The event's own reply, and those of the ticket that an earlier, lost event should have told of."""
    own = fetched.reply
    if own:
        yield own, _sent_at(own, stored)
    for reply in fetched.replies:
        is_own = own is not None and reply.external_id == own.external_id
        if since and reply.sent_at and since <= reply.sent_at <= stored.received_at and not is_own:
            yield reply, reply.sent_at


def _sent_at(reply: SentReply, stored: StoredEvent) -> datetime:
    """When the reply was sent, by the sender's clock if that can be used, else when we heard of it."""
    stamp = reply.sent_at or stored.event.occurred_at or stored.received_at
    return stamp if _is_usable(stamp, stored) else stored.received_at


def _told_at(stored: StoredEvent) -> datetime:
    """When the helpdesk told what the event says: the moment it came, or its own if it was held up."""
    stamp = stored.event.occurred_at
    if stamp is None or not _is_usable(stamp, stored) or stored.received_at - stamp < SAME_MOMENT:
        return stored.received_at
    return stamp


def _is_usable(stamp: datetime, stored: StoredEvent) -> bool:
    return timedelta(0) <= stored.received_at - stamp <= LONGEST_DELAY


def _status(kind: EventKind, status: TicketStatus) -> TicketStatus:
    """The status after the event, which bodies often leave out."""
    if kind is EventKind.TICKET_SOLVED:
        return status if status in ENDED else TicketStatus.SOLVED
    if kind is EventKind.TICKET_REOPENED and status in ENDED:
        return TicketStatus.OPEN
    return status
