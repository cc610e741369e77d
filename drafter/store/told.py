"""What was told to a requester, read from the stored public replies; nothing of it is stored itself."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from drafter.store.tables import MessageRow, TicketRow
from drafter.tickets import Author, Ticket, requester_key
from drafter.told import MOST_REPLIES, EarlierReply, Told, told_by


def replies_told(session: Session, ticket: Ticket) -> tuple[EarlierReply, ...]:
    """Return the last public replies to the same requester or about the same order, newest first."""
    conditions: list[ColumnElement[bool]] = [TicketRow.id == ticket.id]
    if key := requester_key(ticket):
        conditions.append(TicketRow.requester_key == key)
    number = ticket.order.order_number if ticket.order else None
    if number:
        conditions.append(TicketRow.order_number == number)
    at = func.coalesce(MessageRow.created_at, TicketRow.created_at)
    rows = session.execute(
        select(MessageRow, TicketRow)
        .join(TicketRow, TicketRow.id == MessageRow.ticket_id)
        .where(
            TicketRow.brand_id == ticket.brand_id,
            or_(*conditions),
            MessageRow.author == Author.AGENT.value,
            MessageRow.is_public,
        )
        .order_by(at.desc(), MessageRow.position.desc())
        .limit(MOST_REPLIES)
    )
    return tuple(_reply(message, of) for message, of in rows)


def told_of(session: Session, ticket: Ticket) -> tuple[Told, ...]:
    """Return what we told the requester of a ticket, newest first."""
    return told_by(replies_told(session, ticket), order=ticket.order)


def told_sentence(session: Session, brand_id: str, reference: str) -> str | None:
    """Return the sentence that a record of this brand was read from; None where it is gone."""
    place, _, span = reference.rpartition(":")
    ticket_id, _, message_id = place.partition("/")
    first, _, last = span.partition("-")
    ticket = session.get(TicketRow, ticket_id)
    row = session.get(MessageRow, (ticket_id, message_id))
    if ticket is None or row is None or ticket.brand_id != brand_id or not (first.isdigit() and last.isdigit()):
        return None
    return row.text[int(first) : int(last)] or None


def _reply(message: MessageRow, of: TicketRow) -> EarlierReply:
    at = message.created_at or of.created_at or datetime.min.replace(tzinfo=UTC)
    return EarlierReply(message.external_id, of.id, message.text, at, of.external_id, of.order_number)
