"""What became of tickets: events kept once, the hold-back's choices, and erasing both."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from drafter.outcomes import Happening
from drafter.store.outcomes_tables import HoldbackRow, OutcomeEventRow
from drafter.store.tables import TicketRow
from knowledge_base.foundation.database import insert_new

HELPDESK, IMPORT = "helpdesk", "import"


@dataclass(frozen=True)
class OutcomeEvent:
    """Something that happened; ``explanation`` where it belongs to no ticket, order or customer that we know.

    ``key`` tells apart what is otherwise the same; ``score`` is 0 to 1.
    """

    brand_id: str
    kind: Happening
    at: datetime
    ticket_id: str | None = None
    order_number: str | None = None
    requester_key: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    score: float | None = None
    source: str = HELPDESK
    explanation: str | None = None
    key: str = ""

    @property
    def id(self) -> str:
        """The id of this event, the same whenever it is told."""
        told = (self.brand_id, self.kind.value, self.at.timestamp(), self.key)
        named = () if self.key else (self.ticket_id, self.order_number, self.requester_key, self.amount, self.score)
        return f"oev_{hashlib.sha256(repr((*told, *named)).encode()).hexdigest()[:40]}"


def add_outcome_event(session: Session, event: OutcomeEvent, *, now: datetime) -> bool:
    """Keep an event; False where it is known.  One that belonged to nothing before takes what it belongs to now."""
    row = session.get(OutcomeEventRow, event.id)
    if row is None:
        return insert_new(session, OutcomeEventRow, {"id": event.id, **_values(event), "created_at": now}, key=("id",))
    if row.explanation is not None:
        for name, value in _values(event).items():
            setattr(row, name, value)
        session.flush()
    return False


def unreconciled(
    session: Session, brand_ids: Sequence[str], *, since: datetime | None = None, limit: int = 200
) -> tuple[OutcomeEvent, ...]:
    """Return imported events that belong to nothing we know, newest first."""
    query = select(OutcomeEventRow).where(*_imported(brand_ids, since), OutcomeEventRow.explanation.is_not(None))
    rows = session.scalars(query.order_by(OutcomeEventRow.at.desc(), OutcomeEventRow.id).limit(limit))
    return tuple(_event(row) for row in rows)


def count_imported(session: Session, brand_ids: Sequence[str], *, since: datetime | None = None) -> tuple[int, int]:
    """Return how many imported events there are, and how many of them belong to something we know."""
    counts = select(func.count(), func.count(OutcomeEventRow.explanation)).where(*_imported(brand_ids, since))
    every, explained = session.execute(counts).one()
    return every, every - explained


def tickets_called(session: Session, brand_id: str, names: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return our ids of a brand's tickets by the helpdesk's number, or by our id; several where it is ambiguous."""
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(TicketRow.id, TicketRow.external_id)
        .where(TicketRow.brand_id == brand_id, TicketRow.external_id.in_(names) | TicketRow.id.in_(names))
        .order_by(TicketRow.id)
    )
    for ticket_id, external_id in rows:
        for name in {ticket_id, external_id} & set(names):
            found.setdefault(name, []).append(ticket_id)
    return found


def known_orders(session: Session, brand_id: str, numbers: Collection[str]) -> frozenset[str]:
    """Return which of these order numbers stand on a ticket of the brand."""
    query = select(TicketRow.order_number).where(TicketRow.brand_id == brand_id, TicketRow.order_number.in_(numbers))
    return frozenset(one for one in session.scalars(query) if one)


def known_customers(session: Session, brand_id: str, keys: Collection[str]) -> frozenset[str]:
    """Return which of these requester keys wrote a ticket to the brand."""
    query = select(TicketRow.requester_key).where(TicketRow.brand_id == brand_id, TicketRow.requester_key.in_(keys))
    return frozenset(one for one in session.scalars(query) if one)


def known_place(
    session: Session, brand_id: str, order_number: str | None, key: str | None
) -> tuple[str | None, str | None]:
    """Return which of an order and a customer the brand's tickets know; what they do not is None."""
    orders = known_orders(session, brand_id, [order_number]) if order_number else frozenset()
    people = known_customers(session, brand_id, [key]) if key else frozenset()
    return order_number if order_number in orders else None, key if key in people else None


def held_back(session: Session, ticket_id: str) -> bool | None:
    """Return what chance chose for a ticket, None where nothing was chosen."""
    row = session.get(HoldbackRow, ticket_id)
    return row.is_held_back if row else None


def keep_choice(
    session: Session, ticket_id: str, brand_id: str, *, share: float, is_held_back: bool, now: datetime
) -> None:
    """Keep what chance chose for a ticket; the first choice stands."""
    values = {
        "ticket_id": ticket_id,
        "brand_id": brand_id,
        "share": share,
        "is_held_back": is_held_back,
        "assigned_at": now,
    }
    insert_new(session, HoldbackRow, values, key=("ticket_id",))


def newest_shares(session: Session, brand_ids: Sequence[str]) -> Mapping[str, float]:
    """Return the share with which each brand's newest choice was made; only such choices are compared."""
    newest = (
        select(HoldbackRow.brand_id, func.max(HoldbackRow.assigned_at).label("at"))
        .where(HoldbackRow.brand_id.in_(brand_ids))
        .group_by(HoldbackRow.brand_id)
        .subquery()
    )
    rows = session.execute(
        select(HoldbackRow.brand_id, func.max(HoldbackRow.share))
        .join(newest, (newest.c.brand_id == HoldbackRow.brand_id) & (newest.c.at == HoldbackRow.assigned_at))
        .group_by(HoldbackRow.brand_id)
    )
    return {one.brand_id: one[1] for one in rows}


def erase_outcomes(session: Session, ticket_id: str, brand_id: str, order_number: str | None, key: str | None) -> None:
    """Blank order and customer of a ticket's events; what happened, when, and its score stay with the ticket.

    What another ticket still stands for is left to it.  To be called once the ticket's own row is blanked.
    """
    mine = OutcomeEventRow.ticket_id == ticket_id
    session.execute(update(OutcomeEventRow).where(mine).values(order_number=None, requester_key=None))
    if order_number and order_number not in known_orders(session, brand_id, [order_number]):
        of_order = (OutcomeEventRow.brand_id == brand_id) & (OutcomeEventRow.order_number == order_number)
        session.execute(
            update(OutcomeEventRow).where(of_order).values(ticket_id=ticket_id, order_number=None, requester_key=None)
        )
    if key and key not in known_customers(session, brand_id, [key]):
        of_customer = (OutcomeEventRow.brand_id == brand_id) & (OutcomeEventRow.requester_key == key)
        session.execute(update(OutcomeEventRow).where(of_customer).values(order_number=None, requester_key=None))


def _imported(brand_ids: Sequence[str], since: datetime | None) -> list[ColumnElement[bool]]:
    wanted = [OutcomeEventRow.brand_id.in_(brand_ids), OutcomeEventRow.source == IMPORT]
    return [*wanted, OutcomeEventRow.at >= since] if since else wanted


def _values(event: OutcomeEvent) -> dict[str, object]:
    is_ours = event.explanation is None
    return {
        "brand_id": event.brand_id,
        "kind": event.kind.value,
        "at": event.at,
        "ticket_id": event.ticket_id,
        "order_number": event.order_number if is_ours else None,
        "requester_key": event.requester_key if is_ours else None,
        "amount": None if event.amount is None else format(event.amount, "f"),
        "currency": event.currency,
        "score": event.score,
        "source": event.source,
        "explanation": event.explanation,
    }


def _event(row: OutcomeEventRow) -> OutcomeEvent:
    return OutcomeEvent(
        brand_id=row.brand_id,
        kind=Happening(row.kind),
        at=row.at,
        ticket_id=row.ticket_id,
        order_number=row.order_number,
        requester_key=row.requester_key,
        amount=None if row.amount is None else Decimal(row.amount),
        currency=row.currency,
        score=row.score,
        source=row.source,
        explanation=row.explanation,
    )
