"""Tickets and their messages: rows to values and back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from drafter.errors import TicketNotFoundError
from drafter.store.tables import MessageRow, TicketRow
from drafter.tickets import Author, Message, Requester, Ticket, TicketStatus, requester_key

_TICKET = TypeAdapter(Ticket)
_DETAILS = ("tags", "requester", "order", "custom_fields", "headers", "attachments", "told_at")


def save_ticket(session: Session, ticket: Ticket, *, now: datetime) -> None:
    """Write a ticket and its messages as they are now; new or known."""
    row = session.get(TicketRow, ticket.id)
    if row is None:
        row = TicketRow(
            id=ticket.id,
            brand_id=ticket.brand_id,
            connection_id=ticket.connection_id or ticket.brand_id,
            external_id=ticket.external_id,
            created_at=ticket.created_at or now,
        )
        session.add(row)
    dumped = _TICKET.dump_python(ticket, mode="json")
    row.channel, row.language = ticket.channel, ticket.language
    row.status, row.assignee, row.priority = ticket.status.value, ticket.assignee, ticket.priority
    row.due_at, row.updated_at = ticket.due_at, now
    if row.erased_at is None:  # what was erased does not come back with the helpdesk's next news
        _save_person(row, ticket, dumped)
    session.flush()
    _save_messages(session, ticket, is_erased=row.erased_at is not None)


def _save_person(row: TicketRow, ticket: Ticket, dumped: Mapping[str, Any]) -> None:
    row.subject = ticket.subject
    row.details = {key: dumped[key] for key in _DETAILS}
    row.requester_key = requester_key(ticket)
    row.order_number = ticket.order.order_number if ticket.order else None


def get_ticket(session: Session, ticket_id: str) -> Ticket:
    """Return the ticket with our id.  Raises TicketNotFoundError."""
    row = session.get(TicketRow, ticket_id)
    if row is None:
        raise TicketNotFoundError(f"No ticket has the id {ticket_id!r}.")
    return _with_messages(session, [row])[0]


def find_ticket(session: Session, connection_id: str, external_id: str) -> Ticket | None:
    """Return the ticket that a connection knows under this id, if we have it.

    A ticket that came without a connection is found under its brand's id instead.
    """
    row = session.scalars(
        select(TicketRow).where(TicketRow.connection_id == connection_id, TicketRow.external_id == external_id)
    ).first()
    return _with_messages(session, [row])[0] if row else None


def lock_ticket(session: Session, ticket_id: str) -> None:
    """Keep other transactions off a ticket until this one ends.  Raises TicketNotFoundError."""
    found = session.scalars(select(TicketRow.id).where(TicketRow.id == ticket_id).with_for_update()).first()
    if found is None:
        raise TicketNotFoundError(f"No ticket has the id {ticket_id!r}.")


def find_tickets_by_any_id(session: Session, ticket_id: str) -> tuple[Ticket, ...]:
    """Return the tickets with this id of ours or of a helpdesk, newest first."""
    rows = session.scalars(
        select(TicketRow)
        .where((TicketRow.id == ticket_id) | (TicketRow.external_id == ticket_id))
        .order_by(TicketRow.id.desc())
    ).all()
    return _with_messages(session, rows)


def newest_with_order(session: Session, brand_id: str, order_number: str) -> Ticket | None:
    """Return a brand's newest ticket about an order, None where none is known."""
    query = select(TicketRow).where(TicketRow.brand_id == brand_id, TicketRow.order_number == order_number)
    row = session.scalars(query.order_by(TicketRow.id.desc()).limit(1)).first()
    return _with_messages(session, [row])[0] if row else None


def tickets_by_id(session: Session, ticket_ids: Collection[str]) -> Mapping[str, Ticket]:
    """Return these tickets by our id; ids that are not ours are left out."""
    rows = session.scalars(select(TicketRow).where(TicketRow.id.in_(ticket_ids))).all()
    return {ticket.id: ticket for ticket in _with_messages(session, rows)}


def ticket_heads(session: Session, ticket_ids: Collection[str]) -> Mapping[str, Ticket]:
    """Return these tickets by our id with nothing but their ids and who asks: what a long list needs of each."""
    query = select(TicketRow.id, TicketRow.external_id, TicketRow.brand_id, TicketRow.details)
    rows = session.execute(query.where(TicketRow.id.in_(ticket_ids)))
    return {
        id: Ticket(id, external_id, brand_id, (), requester=Requester(**details.get("requester") or {}))
        for id, external_id, brand_id, details in rows
    }


def no_draft_reasons(session: Session, ticket_ids: Collection[str]) -> Mapping[str, str]:
    """Return why tickets want no draft, by our id, for those that do not."""
    rows = session.execute(
        select(TicketRow.id, TicketRow.no_draft_reason).where(
            TicketRow.id.in_(ticket_ids), TicketRow.no_draft_reason.is_not(None)
        )
    )
    return {ticket_id: reason for ticket_id, reason in rows if reason is not None}


def list_tickets(
    session: Session, *, brand_ids: Sequence[str] | None = None, before: str | None = None, limit: int = 50
) -> tuple[Ticket, ...]:
    """Return tickets, newest first; ``before`` is the last id of the page before."""
    query = select(TicketRow).order_by(TicketRow.id.desc()).limit(limit)
    if brand_ids is not None:
        query = query.where(TicketRow.brand_id.in_(brand_ids))
    if before:
        query = query.where(TicketRow.id < before)
    return _with_messages(session, session.scalars(query).all())


def set_no_draft_reason(session: Session, ticket_id: str, reason: str | None) -> None:
    """Record why a ticket wants no draft, or that it does."""
    session.get_one(TicketRow, ticket_id).no_draft_reason = reason
    session.flush()


def no_draft_reason_of(session: Session, ticket_id: str) -> str | None:
    """Return why a ticket wants no draft, None when it does."""
    return session.get_one(TicketRow, ticket_id).no_draft_reason


def _save_messages(session: Session, ticket: Ticket, *, is_erased: bool = False) -> None:
    known = {row.external_id: row for row in session.scalars(_messages_of([ticket.id]))}
    for position, message in enumerate(ticket.messages):
        row = known.get(message.id)
        if row is None:
            row = MessageRow(ticket_id=ticket.id, external_id=message.id)
            session.add(row)
        row.position, row.author, row.is_public = position, message.author.value, message.is_public
        row.created_at = message.created_at
        if is_erased and message.id in known:
            continue
        row.author_id, row.author_name, row.text = message.author_id, message.author_name, message.text
    session.flush()


def _messages_of(ticket_ids: Sequence[str]) -> Select[MessageRow]:
    return select(MessageRow).where(MessageRow.ticket_id.in_(ticket_ids)).order_by(MessageRow.position)


def _with_messages(session: Session, rows: Sequence[TicketRow]) -> tuple[Ticket, ...]:
    messages: dict[str, list[Message]] = {row.id: [] for row in rows}
    for row in session.scalars(_messages_of(list(messages))):
        messages[row.ticket_id].append(_message(row))
    return tuple(_ticket(row, messages[row.id]) for row in rows)


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.external_id,
        author=Author(row.author),
        text=row.text,
        is_public=row.is_public,
        created_at=row.created_at,
        author_id=row.author_id,
        author_name=row.author_name,
    )


def _ticket(row: TicketRow, messages: Sequence[Message]) -> Ticket:
    bare = Ticket(
        id=row.id,
        external_id=row.external_id,
        brand_id=row.brand_id,
        messages=tuple(messages),
        connection_id=row.connection_id if row.connection_id != row.brand_id else None,
        subject=row.subject,
        channel=row.channel,
        language=row.language,
        status=TicketStatus(row.status),
        assignee=row.assignee,
        priority=row.priority,
        due_at=row.due_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
    return _TICKET.validate_python({**bare.__dict__, **row.details})
