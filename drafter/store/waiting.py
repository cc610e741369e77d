"""News of a ticket, an order or a customer that came before the ticket did: kept a while, taken up with the ticket.

Whom and what it is about is kept as a hash only: most of a shop's orders never become a ticket.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from drafter.outcomes import Happening
from drafter.store.outcomes import OutcomeEvent, add_outcome_event
from drafter.store.outcomes_tables import WaitingRow
from drafter.store.tables import TicketRow
from knowledge_base.foundation.database import insert_new

TICKET, ORDER, CUSTOMER = "ticket", "order", "customer"


def keep_waiting(
    session: Session,
    event: OutcomeEvent,
    *,
    connection_id: str,
    ticket: str | None,
    order_number: str | None,
    customer: str | None,
    until: datetime,
) -> bool:
    """Keep an event of a ticket (the helpdesk's id), order or customer that nobody knows yet; True where one is named.

    Kept twice it is there once.
    """
    places = _places(event.brand_id, connection_id, ticket, order_number, customer)
    for about, place in places:
        values = {
            "event_id": event.id,
            "about": about,
            "place": place,
            "brand_id": event.brand_id,
            "kind": event.kind.value,
            "at": event.at,
            "order_number": order_number,
            "amount": None if event.amount is None else format(event.amount, "f"),
            "currency": event.currency,
            "score": event.score,
            "key": event.key,
            "until": until,
        }
        insert_new(session, WaitingRow, values, key=("event_id", "about"))
    return bool(places)


def is_awaited(session: Session, ticket_id: str) -> bool:
    """Whether news waits for this ticket."""
    return session.scalar(select(WaitingRow.event_id).where(_about(session, ticket_id)).limit(1)) is not None


def take_up(session: Session, ticket_id: str, *, now: datetime) -> int:
    """Give a ticket the news that waited for it, its order or its requester; return how many."""
    ticket = session.get_one(TicketRow, ticket_id)
    rows = session.scalars(select(WaitingRow).where(_about(session, ticket_id)).order_by(WaitingRow.event_id)).all()
    by_event: dict[str, dict[str, WaitingRow]] = {}
    for row in rows:
        by_event.setdefault(row.event_id, {})[row.about] = row
    for event_id, found in by_event.items():
        row = next(iter(found.values()))
        is_theirs = ORDER in found or CUSTOMER in found
        event = OutcomeEvent(
            brand_id=row.brand_id,
            kind=Happening(row.kind),
            at=row.at,
            ticket_id=ticket_id if TICKET in found else None,
            order_number=row.order_number if is_theirs else None,
            requester_key=ticket.requester_key if CUSTOMER in found else None,
            amount=None if row.amount is None else Decimal(row.amount),
            currency=row.currency,
            score=row.score,
            key=row.key,
        )
        add_outcome_event(session, event, now=now)
        stop_waiting(session, event_id)
    return len(by_event)


def stop_waiting(session: Session, event_id: str) -> None:
    """Forget that an event waits."""
    session.execute(delete(WaitingRow).where(WaitingRow.event_id == event_id))


def forget_late(session: Session, now: datetime) -> int:
    """Forget what nobody came for; return how many rows that were."""
    gone = session.execute(delete(WaitingRow).where(WaitingRow.until < now).returning(WaitingRow.event_id))
    return len(gone.all())


def _about(session: Session, ticket_id: str) -> ColumnElement[bool]:
    row = session.get_one(TicketRow, ticket_id)
    places = _places(row.brand_id, row.connection_id, row.external_id, row.order_number, row.requester_key)
    return WaitingRow.place.in_([place for _, place in places])


def _places(
    brand_id: str, connection_id: str, ticket: str | None, order_number: str | None, customer: str | None
) -> Sequence[tuple[str, str]]:
    named = ((TICKET, f"{connection_id}/{ticket}" if ticket else None), (ORDER, order_number), (CUSTOMER, customer))
    return [(about, _hash(brand_id, about, name)) for about, name in named if name]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
