"""Ticket, Message, Requester: what a ticket is to us, in no helpdesk's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from drafter.orders import Order


class Author(StrEnum):
    """Who wrote a message."""

    REQUESTER = "requester"
    AGENT = "agent"
    SYSTEM = "system"


class TicketStatus(StrEnum):
    """Where a ticket stands in its helpdesk."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"


@dataclass(frozen=True)
class Requester:
    """The person who asks."""

    id: str | None = None
    name: str | None = None
    email: str | None = None

    @property
    def first_name(self) -> str | None:
        """The first word of the name, if it looks like a name."""
        words = (self.name or "").split()
        return words[0] if words and words[0][0].isalpha() else None


@dataclass(frozen=True)
class Attachment:
    """A file sent along; its bytes stay in the helpdesk."""

    name: str
    size: int | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Message:
    """One turn in a ticket.  ``id`` is the helpdesk's own; an internal one is a note."""

    id: str
    author: Author
    text: str
    is_public: bool = True
    created_at: datetime | None = None
    author_id: str | None = None
    author_name: str | None = None


@dataclass(frozen=True)
class Ticket:
    """One customer request with its messages, oldest first.

    ``id`` is ours (``tkt_…``), ``external_id`` the helpdesk's, unique within a connection.
    ``told_at`` is when the helpdesk said so; None where nothing is known of that.
    """

    id: str
    external_id: str
    brand_id: str
    messages: tuple[Message, ...]
    connection_id: str | None = None
    subject: str = ""
    channel: str = "email"
    language: str | None = None
    status: TicketStatus = TicketStatus.OPEN
    tags: tuple[str, ...] = ()
    requester: Requester = Requester()
    order: Order | None = None
    assignee: str | None = None
    priority: str | None = None
    due_at: datetime | None = None
    custom_fields: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def newest_request(self) -> Message | None:
        """The requester's newest public message."""
        return next((m for m in reversed(self.messages) if m.author is Author.REQUESTER and m.is_public), None)

    @property
    def awaits_reply(self) -> bool:
        """Whether the newest public message is the requester's and the ticket is not done with."""
        public = [m for m in self.messages if m.is_public and m.author is not Author.SYSTEM]
        is_open = self.status not in (TicketStatus.SOLVED, TicketStatus.CLOSED)
        return bool(public) and public[-1].author is Author.REQUESTER and is_open


def requester_key(ticket: Ticket) -> str | None:
    """Return what two tickets of one person share: the address in small letters, else the id within a connection.

    None where neither is known.
    """
    if email := (ticket.requester.email or "").strip().lower():
        return email[:255]
    if ticket.requester.id:
        return f"{ticket.connection_id or ticket.brand_id}/{ticket.requester.id}"[:255]
    return None


def merge_messages(known: Iterable[Message], seen: Iterable[Message]) -> tuple[Message, ...]:
    """Return all messages once, by id, in the order they were written.

    A message seen again replaces the one known under its id (helpdesks let people edit
    notes).  Messages without a time keep the place where they were first seen.
    """
    merged: dict[str, Message] = {}
    for message in (*known, *seen):
        earlier = merged.get(message.id)
        if earlier and message.created_at is None:
            message = replace(message, created_at=earlier.created_at)
        merged[message.id] = message
    ordered: list[Message] = []
    for message in merged.values():
        place = len(ordered)
        while place and _is_later(ordered[place - 1], message):
            place -= 1
        ordered.insert(place, message)
    return tuple(ordered)


def update_ticket(known: Ticket, fetched: Ticket) -> Ticket:
    """Return a known ticket with what its helpdesk says; nothing known is lost to a blank.

    What was told before the news we have (``told_at``) only fills gaps and adds messages.
    Headers and attachments belong to the newest request and go with it.
    """
    is_late = bool(known.told_at and fetched.told_at and fetched.told_at < known.told_at)
    leads, fills = (known, fetched) if is_late else (fetched, known)
    messages = merge_messages(fills.messages, leads.messages)
    merged = replace(known, messages=messages, channel=leads.channel, status=leads.status)
    newest = merged.newest_request
    letter = next((one for one in (leads, fills) if _brings(one, newest)), None)
    return replace(
        merged,
        subject=leads.subject or fills.subject,
        language=leads.language or fills.language,
        tags=leads.tags or fills.tags,
        requester=_fill_requester(leads.requester, fills.requester),
        order=leads.order or fills.order,
        assignee=leads.assignee or fills.assignee,
        priority=leads.priority or fills.priority,
        due_at=leads.due_at or fills.due_at,
        custom_fields={**fills.custom_fields, **leads.custom_fields},
        headers=letter.headers if letter else {},
        attachments=letter.attachments if letter else (),
        told_at=leads.told_at or fills.told_at,
    )


def _brings(ticket: Ticket, newest: Message | None) -> bool:
    """Whether a ticket's headers and attachments are those of this message."""
    mine = ticket.newest_request
    return bool(newest and mine and mine.id == newest.id and (ticket.headers or ticket.attachments))


def _fill_requester(leads: Requester, fills: Requester) -> Requester:
    return Requester(leads.id or fills.id, leads.name or fills.name, leads.email or fills.email)


def _is_later(left: Message, right: Message) -> bool:
    return bool(left.created_at and right.created_at and left.created_at > right.created_at)
