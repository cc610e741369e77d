"""Draft -> helpdesk, at most once; a decision follows where the helpdesk wants to hear of it.

The delivery is recorded, with the marker that identifies it in the helpdesk, before the call
that does it.  A repeated call carries the same marker, so the adapter (or the receiver of our
events) recognises what is there.  An answer that stays lost leaves the delivery
``unconfirmed`` for a person to look at.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.handovers import Handover
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import tickets as ticket_store
from drafter.store.following import get_handover, handover_of_draft
from drafter.tickets import Ticket
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.errors import HelpdeskError, HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.base import (
    Connection,
    DecisionListener,
    Escalating,
    Helpdesk,
    Retracting,
    Selective,
    Sending,
)
from webhook.store.connections import get_connection, note_failed, note_well
from webhook.store.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    add_delivery,
    deliveries_of_ticket,
    get_delivery,
    move_delivery,
    newest_ref,
)

SHOWN = frozenset({DraftStatus.READY, DraftStatus.ABSTAINED})
SENDABLE = frozenset({DecisionKind.ACCEPTED, DecisionKind.EDITED})
OF_DECISIONS = frozenset({DeliveryKind.DECISION, DeliveryKind.REPLY, DeliveryKind.ESCALATION})
NO_REASON = "This ticket was handed on; the agent gave no reason."

log = structlog.get_logger()


@dataclass(frozen=True)
class _Call:
    """One call to make outside any transaction."""

    delivery: Delivery
    helpdesk: Helpdesk
    connection: Connection
    ticket: Ticket
    draft: Draft
    decision: Decision | None
    ref: str | None
    handover: str | None = None

    def make(self) -> str | None:
        """Make the call; return the helpdesk's id of what now stands there, if it names one."""
        helpdesk, ticket, marker = self.helpdesk, self.ticket, self.delivery.marker
        kind, decision, connection = self.delivery.kind, self.decision, self.connection
        if kind is DeliveryKind.REPLY and decision is not None and isinstance(helpdesk, Sending):
            text = decision.text or self.draft.text
            return helpdesk.send_reply(ticket, text, connection, agent_id=self.ref, marker=marker).ref
        if kind is DeliveryKind.ESCALATION and decision is not None and isinstance(helpdesk, Escalating):
            return helpdesk.escalate(
                ticket, self.handover or decision.reason or NO_REASON, connection, marker=marker
            ).ref
        if self.decision is not None and isinstance(helpdesk, DecisionListener):
            helpdesk.show_decision(ticket, self.draft, self.decision, self.connection, marker=marker)
            return None
        if self.delivery.kind is DeliveryKind.RETRACTION and isinstance(helpdesk, Retracting):
            return helpdesk.retract_draft(ticket, self.connection, marker=marker, ref=self.ref).ref
        return helpdesk.show_draft(ticket, self.draft, self.connection, marker=marker, ref=self.ref).ref


@dataclass(frozen=True)
class _HandoverCall:
    """A handover to put on a ticket, outside any transaction."""

    delivery: Delivery
    helpdesk: Escalating
    connection: Connection
    ticket: Ticket
    text: str

    def make(self) -> str | None:
        """Make the call; return the helpdesk's id of the note."""
        return self.helpdesk.escalate(self.ticket, self.text, self.connection, marker=self.delivery.marker).ref


class Delivering:
    """Plans deliveries in the caller's transaction and makes them in a job.

    ``enqueue`` queues the job that makes a delivery, in the session it is given.
    """

    def __init__(
        self,
        database: Database,
        helpdesk: Callable[[str], Helpdesk | None],
        *,
        enqueue: Callable[[Session, str], object],
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._database = database
        self._helpdesk = helpdesk
        self._enqueue = enqueue
        self._clock = clock
        self._new_id = new_id

    def plan_draft(self, session: Session, draft: Draft, ticket: Ticket) -> Delivery | None:
        """Record that a draft is to be shown in its helpdesk; None where nobody would see it."""
        if draft.status not in SHOWN:
            return None
        return self._plan(session, ticket, DeliveryKind.DRAFT, draft.id)

    def plan_decision(self, session: Session, decision: Decision) -> Delivery | None:
        """Record that a helpdesk is to hear of a decision; None where it does not want to."""
        draft = draft_store.get_draft(session, decision.draft_id)
        ticket = ticket_store.get_ticket(session, draft.ticket_id)
        if decision.kind is DecisionKind.ESCALATED:
            self._plan(session, ticket, DeliveryKind.ESCALATION, decision.id)
        return self._plan(session, ticket, DeliveryKind.DECISION, decision.id)

    def plan_reply(self, session: Session, decision: Decision, *, agent_id: str | None = None) -> Delivery | None:
        """Record that the text a person approved is to be sent from here; None where the helpdesk takes none.

        ``agent_id`` is the helpdesk's id of that person.  Only an accepted or edited decision is
        sent, and once, however often it is asked.
        """
        if decision.kind not in SENDABLE:
            return None
        draft = draft_store.get_draft(session, decision.draft_id)
        ticket = ticket_store.get_ticket(session, draft.ticket_id)
        return self._plan(session, ticket, DeliveryKind.REPLY, decision.id, ref=agent_id)

    def plan_handover(self, session: Session, handover: Handover, ticket: Ticket) -> Delivery | None:
        """Record that a ticket is to be handed on in its helpdesk; None where the helpdesk can't."""
        return self._plan(session, ticket, DeliveryKind.HANDOVER, handover.id)

    def plan_retraction(self, session: Session, ticket: Ticket) -> Delivery | None:
        """Record that the note of a draft that no longer counts is to say so; None where no such note stands."""
        notes = [one for one in deliveries_of_ticket(session, ticket.id) if one.kind is DeliveryKind.DRAFT]
        if not notes or notes[-1].state is not DeliveryState.CONFIRMED or notes[-1].ref is None:
            return None
        draft = draft_store.get_draft(session, notes[-1].subject_id)
        if draft.status is not DraftStatus.SUPERSEDED:
            return None
        return self._plan(session, ticket, DeliveryKind.RETRACTION, draft.id)

    def deliver(self, delivery_id: str) -> DeliveryState | None:
        """Make a delivery that is still open; return where it then stands.

        Raises HelpdeskUnavailableError (try again) and HelpdeskRejectedError (do not).
        """
        with self._database.writing() as session:
            call = self._begin(session, delivery_id)
        if call is None:
            return None
        try:
            ref = call.make()
        except HelpdeskError as error:
            state = DeliveryState.FAILED if isinstance(error, HelpdeskRejectedError) else DeliveryState.SENT
            self._move(delivery_id, state, error=error.message)
            with self._database.writing() as session:
                note_failed(session, call.connection.id, f"{error.code}: {error.message}", now=self._clock())
            raise
        self._move(delivery_id, DeliveryState.CONFIRMED, ref=ref)
        if call.delivery.last_error:
            with self._database.writing() as session:
                note_well(session, call.connection.id)
        log.info("delivered", delivery_id=delivery_id, ticket_id=call.ticket.id, kind=call.delivery.kind.value)
        return DeliveryState.CONFIRMED

    def give_up(self, session: Session, delivery_id: str, error: str) -> None:
        """Record that a delivery is not tried again: unknown if a call went out, else failed."""
        delivery = get_delivery(session, delivery_id)
        if delivery is None or not delivery.is_open:
            return
        went_out = delivery.state is DeliveryState.SENT
        state = DeliveryState.UNCONFIRMED if went_out else DeliveryState.FAILED
        move_delivery(session, delivery_id, state, error=delivery.last_error or error, now=self._clock())

    def _plan(
        self, session: Session, ticket: Ticket, kind: DeliveryKind, subject_id: str, *, ref: str | None = None
    ) -> Delivery | None:
        if ticket.connection_id is None:
            return None
        connection = get_connection(session, ticket.connection_id)
        helpdesk = self._helpdesk(connection.kind)
        if helpdesk is None or connection.is_paused:
            return None
        if isinstance(helpdesk, Selective) and not helpdesk.wants(connection):
            return None
        if not _can_do(helpdesk, kind):
            return None
        delivery = Delivery(
            self._new_id("dlv"), subject_id, kind, connection.id, ticket.id, self._new_id("mrk"), ref=ref
        )
        if not add_delivery(session, delivery, now=self._clock()):
            return None
        self._enqueue(session, delivery.id)
        return delivery

    def _begin(self, session: Session, delivery_id: str) -> _Call | _HandoverCall | None:
        """Note that the call goes out now; None where there is nothing to do any more."""
        delivery = get_delivery(session, delivery_id)
        if delivery is None or not delivery.is_open:
            return None
        connection = get_connection(session, delivery.connection_id)
        helpdesk = self._helpdesk(connection.kind)
        if delivery.kind is DeliveryKind.HANDOVER:
            return self._begin_handover(session, delivery, connection, helpdesk)
        decision = self._decision_of(session, delivery)
        draft = draft_store.get_draft(session, decision.draft_id if decision else delivery.subject_id)
        if delivery.kind is DeliveryKind.DRAFT and draft.status is DraftStatus.SUPERSEDED:
            self.give_up(session, delivery.id, "The draft was superseded before it was shown.")
            return None
        if decision and decision_store.decisions_of(session, draft.id)[-1].id != decision.id:
            self.give_up(session, delivery.id, "The decision was taken back before it was told.")
            return None
        if helpdesk is None or connection.is_paused:
            self.give_up(session, delivery.id, "The connection is paused or its kind is not built in.")
            return None
        if self._is_overtaken(session, delivery):
            return None
        move_delivery(session, delivery.id, DeliveryState.SENT, now=self._clock())
        ticket = ticket_store.get_ticket(session, delivery.ticket_id)
        ref = delivery.ref
        if delivery.kind not in OF_DECISIONS:
            ref = ref or newest_ref(session, ticket.id, connection.id)
        note = handover_of_draft(session, draft.id) if delivery.kind is DeliveryKind.ESCALATION else None
        return _Call(delivery, helpdesk, connection, ticket, draft, decision, ref, note.text if note else None)

    def _begin_handover(
        self, session: Session, delivery: Delivery, connection: Connection, helpdesk: object
    ) -> _HandoverCall | None:
        handover = get_handover(session, delivery.subject_id)
        if handover is None or connection.is_paused or not isinstance(helpdesk, Escalating):
            self.give_up(session, delivery.id, "The connection is paused or can't hand tickets on.")
            return None
        move_delivery(session, delivery.id, DeliveryState.SENT, now=self._clock())
        ticket = ticket_store.get_ticket(session, delivery.ticket_id)
        return _HandoverCall(delivery, helpdesk, connection, ticket, handover.text)

    def _is_overtaken(self, session: Session, delivery: Delivery) -> bool:
        """Keep a note's two writers apart: a retraction must not land on the draft that follows it.

        Raises HelpdeskUnavailableError to let a retraction that is under way end first.
        """
        if delivery.kind in OF_DECISIONS or delivery.kind is DeliveryKind.HANDOVER:
            return False
        others = deliveries_of_ticket(session, delivery.ticket_id)
        if delivery.kind is DeliveryKind.RETRACTION:
            newest = [one for one in others if one.kind is DeliveryKind.DRAFT][-1]
            if newest.subject_id == delivery.subject_id or newest.state is DeliveryState.NEW:
                return False
            self.give_up(session, delivery.id, "A newer draft stands in the note already.")
            return True
        for other in others:
            if other.kind is DeliveryKind.RETRACTION and other.state is DeliveryState.NEW:
                self.give_up(session, other.id, "A newer draft takes the note over.")
            elif other.kind is DeliveryKind.RETRACTION and other.state is DeliveryState.SENT:
                raise HelpdeskUnavailableError("The note is being marked as out of date; the draft follows.")
        return False

    def _decision_of(self, session: Session, delivery: Delivery) -> Decision | None:
        if delivery.kind not in OF_DECISIONS:
            return None
        return decision_store.get_decision(session, delivery.subject_id)

    def _move(
        self, delivery_id: str, state: DeliveryState, *, ref: str | None = None, error: str | None = None
    ) -> None:
        with self._database.writing() as session:
            move_delivery(session, delivery_id, state, now=self._clock(), ref=ref, error=error)


def _can_do(helpdesk: Helpdesk, kind: DeliveryKind) -> bool:
    if kind is DeliveryKind.DECISION:
        return isinstance(helpdesk, DecisionListener)
    if kind is DeliveryKind.REPLY:
        return isinstance(helpdesk, Sending)
    if kind in (DeliveryKind.ESCALATION, DeliveryKind.HANDOVER):
        return isinstance(helpdesk, Escalating)
    return kind is DeliveryKind.DRAFT or isinstance(helpdesk, Retracting)
