"""The inbox: events as helpdesks sent them, each once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import insert_new
from webhook.helpdesks.base import EventKind, InboundEvent
from webhook.store.tables import EventRow


@dataclass(frozen=True)
class StoredEvent:
    """An event of the inbox under our id (``evt_…``)."""

    id: str
    connection_id: str
    event: InboundEvent
    received_at: datetime


def add_event(session: Session, event: InboundEvent, *, connection_id: str, id: str, now: datetime) -> bool:
    """Record an event; False when this connection sent it before."""
    values = {
        "connection_id": connection_id,
        "event_id": event.event_id,
        "id": id,
        "kind": event.kind.value,
        "ticket_external_id": event.ticket_external_id,
        "data": dict(event.data),
        "occurred_at": event.occurred_at,
        "received_at": now,
    }
    return insert_new(session, EventRow, values, key=("connection_id", "event_id"))


def get_event(session: Session, event_pk: str) -> StoredEvent | None:
    """Return the event with our id."""
    row = session.scalars(select(EventRow).where(EventRow.id == event_pk)).first()
    if row is None:
        return None
    return StoredEvent(
        id=row.id,
        connection_id=row.connection_id,
        event=InboundEvent(
            event_id=row.event_id,
            kind=EventKind(row.kind),
            data=row.data,
            ticket_external_id=row.ticket_external_id,
            occurred_at=row.occurred_at,
        ),
        received_at=row.received_at,
    )
