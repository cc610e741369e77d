"""Blank what the inbox and kept answers say of a ticket."""

from sqlalchemy import String, cast, delete, update
from sqlalchemy.orm import Session

from webhook.store.tables import EventRow, IdempotencyRow


def erase_inbox(session: Session, connection_id: str | None, external_id: str) -> None:
    """Blank the events of a ticket; that they came, and when, stays, so that a repeat is still known."""
    if connection_id is None:
        return
    session.execute(
        update(EventRow)
        .where(EventRow.connection_id == connection_id, EventRow.ticket_external_id == external_id)
        .values(data={})
    )


def forget_body(session: Session, event_pk: str) -> None:
    """Blank one event; that it came, and when, stays."""
    session.execute(update(EventRow).where(EventRow.id == event_pk).values(data={}))


def forget_answers_about(session: Session, ticket_id: str) -> None:
    """Delete the kept answers of the API in which a ticket occurs."""
    session.execute(delete(IdempotencyRow).where(cast(IdempotencyRow.body, String).contains(ticket_id)))
