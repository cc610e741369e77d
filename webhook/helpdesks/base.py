"""The Helpdesk door, and the values that pass through it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from drafter.decisions import Decision
from drafter.drafts import Draft
from drafter.tickets import Message, Ticket

OLD_PATH = "path:"  # before a secret that is a former last part of the path


@dataclass(frozen=True)
class Connection:
    """Our link to one helpdesk account.

    ``secrets`` are the signing secrets in force, newest first (two while one is rotated).
    ``options`` are what the operator gave: ``base_url``, ``api_token``, ``own_user_id``, for
    ``generic`` also ``callback_url``.  ``path_segment`` is the unguessable last part of the
    webhook path of a helpdesk that cannot sign.  ``old_secrets_end_at`` is when all secrets but
    the newest stop to count; None: never.
    """

    id: str
    kind: str
    brand_id: str
    name: str
    secrets: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    path_segment: str | None = None
    is_paused: bool = False
    old_secrets_end_at: datetime | None = None

    def at(self, now: datetime) -> "Connection":
        """Return the connection with the secrets that still count: the newest, and older ones until they end."""
        if self.old_secrets_end_at is None or now < self.old_secrets_end_at:
            return self
        return replace(self, secrets=self.secrets[:1])

    @property
    def path_segments(self) -> tuple[str, ...]:
        """The last parts of the path that lead here: the one in force, and former ones until they end."""
        if not self.path_segment:
            return ()
        former = (one.removeprefix(OLD_PATH) for one in self.secrets if one.startswith(OLD_PATH))
        return (self.path_segment, *former)


@dataclass(frozen=True)
class RawRequest:
    """A request as it arrived: header names in lower case, the exact bytes, the rest of the path."""

    headers: Mapping[str, str]
    body: bytes
    path_segment: str | None = None


class EventKind(StrEnum):
    """What happened in the helpdesk, in our words; the values are the generic webhook's types."""

    TICKET_CREATED = "ticket.created"
    TICKET_REPLIED = "ticket.replied"
    AGENT_REPLIED = "agent.replied"
    TICKET_SOLVED = "ticket.solved"
    TICKET_REOPENED = "ticket.reopened"
    TICKET_ESCALATED = "ticket.escalated"
    TICKET_RATED = "ticket.rated"
    ORDER_REFUNDED = "order.refunded"
    ORDER_PLACED = "order.placed"
    ORDER_EXCHANGED = "order.exchanged"
    ORDER_RETURNED = "order.returned"
    ORDER_CHARGED_BACK = "order.charged_back"
    IGNORED = "ignored"


@dataclass(frozen=True)
class InboundEvent:
    """One event, recognised.

    ``event_id`` is unique within its connection, the same for each delivery of one event.
    ``data`` is what the adapter needs to fetch the ticket later (plain JSON).
    """

    event_id: str
    kind: EventKind
    data: Mapping[str, Any]
    ticket_external_id: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True)
class SentReply:
    """A public reply that a person sent to the requester, as the helpdesk reports it."""

    external_id: str
    text: str
    agent_id: str | None = None
    agent_name: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class FetchedTicket:
    """A ticket as the helpdesk has it now.

    ``ticket.id`` and ``ticket.brand_id`` are empty; recording fills them in.  ``replies`` are
    the public replies of people among ``ticket.messages`` (never our own account's).
    ``reply`` is the one this event is about, where the event is an agent's reply.
    ``is_from_event`` says that the ticket is as the event told it, which newer news may have
    overtaken; else it was read just now.
    """

    ticket: Ticket
    replies: tuple[SentReply, ...] = ()
    reply: SentReply | None = None
    is_from_event: bool = False


@dataclass(frozen=True)
class Shown:
    """Where a draft stands in the helpdesk: ``ref`` is the vendor's id of the note, None for none."""

    ref: str | None


@dataclass(frozen=True)
class Macro:
    """A helpdesk's saved reply.  ``text`` is plain; ``folder`` is where agents find it."""

    id: str
    title: str
    text: str
    folder: str | None = None


class Helpdesk(Protocol):
    """What every adapter can do.  Raises SignatureError, StaleEventError, MalformedEventError
    (verify, parse) and HelpdeskUnavailableError or HelpdeskRejectedError (the rest)."""

    @property
    def kind(self) -> str:
        """The connection kind this adapter serves."""
        ...

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check that the raw bytes come from the connection's helpdesk; constant time."""
        ...

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a verified request; unknown types and our own echoes are ``EventKind.IGNORED``."""
        ...

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Return the ticket as it is now, re-read over the API where the vendor has one."""
        ...

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Put the draft where agents see it and the requester never does.

        ``marker`` identifies this delivery: look for it before posting and adopt what is
        there.  ``ref`` is the earlier note to update in place, where there is one.
        """
        ...


@runtime_checkable
class Selective(Protocol):
    """An adapter that may have nobody to show a draft to."""

    def wants(self, connection: Connection) -> bool:
        """Whether drafts can be shown over this connection."""
        ...


@runtime_checkable
class DecisionListener(Protocol):
    """An adapter whose helpdesk is told what was decided in our pages."""

    def show_decision(
        self, ticket: Ticket, draft: Draft, decision: Decision, connection: Connection, *, marker: str
    ) -> None:
        """Tell the helpdesk of a decision; ``marker`` is the same at each try."""
        ...


@runtime_checkable
class Retracting(Protocol):
    """An adapter that can say in a note that its draft is out of date."""

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Mark the note ``ref``, or the one with this marker, as out of date; nothing where none is found."""
        ...


@runtime_checkable
class Sending(Protocol):
    """An adapter that can send an approved reply to the requester for a signed-in person."""

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Send ``text`` once; return the helpdesk's id of the message.

        ``agent_id`` is the vendor's id of the agent in whose name it goes out; None: our own
        account.  A reply with this marker, or the same words as the newest answer, is adopted
        instead of sent again.  Raises HelpdeskUnavailableError, HelpdeskRejectedError.
        """
        ...


@runtime_checkable
class Escalating(Protocol):
    """An adapter that can hand a ticket on: the group, assignee or tag that the options name."""

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Put ``handover`` on the ticket as an internal note, once, and move or tag the ticket.

        Options, where the vendor has them: ``escalation_group`` (its id there), else the tag
        ``escalation_tag`` (``escalated`` where none is given).
        """
        ...


@runtime_checkable
class Macros(Protocol):
    """An adapter whose helpdesk has saved replies."""

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return every saved reply that all agents may use, as plain text."""
        ...


@runtime_checkable
class Polling(Protocol):
    """An adapter that can be asked what changed: finds events that were lost on the way."""

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return one event for each ticket changed after ``since``, oldest change first, at most 200.

        ``event_id`` tells the ticket's state (``poll:<ticket>:<when it changed>``), so asking
        twice gives the same events; ``occurred_at`` is when the ticket changed.
        """
        ...


@runtime_checkable
class Whoami(Protocol):
    """An adapter that can ask who the connection's account is."""

    def own_account(self, connection: Connection) -> str | None:
        """Return our account's id in the helpdesk (what ``own_user_id`` holds); None where it cannot be told."""
        ...


@runtime_checkable
class AgentEmails(Protocol):
    """An adapter that can be asked for an agent's address, by which we know them."""

    def agent_email(self, connection: Connection, agent_id: str) -> str | None:
        """Return the e-mail address of an agent; None for anybody else.  Raises HelpdeskError."""
        ...


@runtime_checkable
class Challenged(Protocol):
    """An adapter whose helpdesk tries the address out when it is saved, and wants its challenge back."""

    def challenge(self, request: RawRequest, connection: Connection) -> Mapping[str, Any] | None:
        """Return what a verified request is to be answered with; None where it is an ordinary one."""
        ...


def polled_event(external_id: str, changed_at: datetime, data: Mapping[str, Any]) -> InboundEvent:
    """Return the event that stands for "this ticket changed", as a sweep found it."""
    stamp = changed_at.isoformat().replace("+00:00", "Z")
    return InboundEvent(f"poll:{external_id}:{stamp}", EventKind.TICKET_REPLIED, data, external_id, changed_at)


def new_messages(known: Ticket, fetched: Ticket) -> tuple[Message, ...]:
    """Messages of ``fetched`` whose ids ``known`` does not have."""
    ids = {message.id for message in known.messages}
    return tuple(message for message in fetched.messages if message.id not in ids)
